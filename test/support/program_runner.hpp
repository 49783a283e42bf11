// SPDX-License-Identifier: BSL-1.0
// Runs programs, mgunzip above all, and tells what became of them.
#ifndef MGUNZIP_TEST_PROGRAM_RUNNER_HPP
#define MGUNZIP_TEST_PROGRAM_RUNNER_HPP

#include "support/decode_result.hpp"
#include "support/sanitizers.hpp"
#include "support/scratch_directory.hpp"

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include <sys/types.h>

namespace mgunzip::test {

/// A program, and what it finds when it starts: default signal dispositions,
/// and no descriptors but the standard ones.
struct command {
    /// The program, looked for in PATH, and its arguments.
    std::vector<std::string> words;
    std::string directory = "."; ///< where it runs
    bytes input{};               ///< comes through a pipe, unless it is empty
    /// Standard input, the caller's; -1: `input`, or else /dev/null.
    int in = -1;
    /// Standard output, the caller's; -1: a pipe that goes to `outcome::out`.
    int out = -1;
    std::vector<std::string> environment{}; ///< "NAME=value", added
    /// Called in the new process right before the program starts, for limits
    /// and the like.
    std::function<void()> prepare{};
};

/// How a program ended.
struct outcome {
    int status = 0; ///< of waitpid
    bytes out{};    ///< its standard output, where that was a pipe
    std::string err{};

    int exit_status() const; ///< -1 if a signal ended it
    int signal() const;      ///< that ended it; 0 if none
    std::string text() const { return {out.begin(), out.end()}; }
    /// True if `part` is in its messages.
    bool says(const std::string& part) const {
        return err.find(part) != err.npos;
    }
    /// True if it ended with this status and printed no message at all.
    bool silently(int status) const {
        return exit_status() == status && err.empty();
    }
};

std::ostream& operator<<(std::ostream& stream, const outcome& result);

/// A program that runs. It ends by a signal after some minutes if nothing else
/// ends it.
class process {
  public:
    explicit process(const command& what);
    process(const process&) = delete;
    process& operator=(const process&) = delete;
    ~process(); ///< kills it, if it still runs

    pid_t id() const { return id_; }
    void send(int signal) const;

    /// Waits until the program has stopped itself (SIGSTOP). Returns false if
    /// it has ended instead.
    [[nodiscard]] bool wait_until_stopped();

    /// Sends the rest of the input, takes the output, and waits for the end.
    outcome finish();

  private:
    void exchange(const bytes& input);

    pid_t id_ = -1;
    int status_ = 0;
    bool has_ended_ = false;
    bytes input_;
    io::unique_fd to_program_;
    io::unique_fd from_program_;
    io::unique_fd messages_;
    bytes out_;
};

inline outcome run(const command& what) {
    return process(what).finish();
}

/// The file of that name which test/Jamfile has given to the test, as an
/// absolute path.
std::string argument_path(const std::string& name);
/// The built program.
std::string program_path();
/// The library of fault_injector.cpp.
std::string injector_path();

/// mgunzip with these arguments, in a directory.
command mgunzip_command(const std::vector<std::string>& arguments,
                        const scratch_directory& directory);

/// mgunzip, too, with faults (see fault_injector.cpp).
command faulty_command(const std::string& faults,
                       const std::vector<std::string>& arguments,
                       const scratch_directory& directory);

/// Makes a command for mgunzip one with faults.
void inject_faults(command& mgunzip, const std::string& faults);

/// Runs a program that its faults stop (STOP), sends it the signal there, and
/// lets it go on. Throws if it does not stop.
outcome run_interrupted(const command& what, int signal);

inline outcome run_mgunzip(const std::vector<std::string>& arguments,
                           const scratch_directory& directory) {
    return run(mgunzip_command(arguments, directory));
}

/// mgunzip without root's privileges, which `directory` is opened to for that:
/// as the user that runs the test, but as `nobody` if that is root.
command unprivileged_command(const std::vector<std::string>& arguments,
                             const scratch_directory& directory);

/// Makes a command one without root's privileges. `program`, which is a word of
/// the command, becomes the path of a copy if it is mgunzip's.
void drop_privileges(command& what, std::string& program,
                     const scratch_directory& directory);

/// Where a program of that name is in PATH; empty if there is none.
std::string find_program(const std::string& name);

/// Each skips the running test case (see skip.hpp) where it cannot be done.
void require_program(const std::string& name);
void require_strace();
void require_root();
void require_no_address_sanitizer();

} // namespace mgunzip::test

#endif
