// SPDX-License-Identifier: BSL-1.0
// Lets mgunzip and another program do the same in directories that are alike.
#ifndef MGUNZIP_TEST_TRIAL_HPP
#define MGUNZIP_TEST_TRIAL_HPP

#include "support/program_runner.hpp"
#include "support/scratch_directory.hpp"

#include <ctime>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace mgunzip::test {

/// Makes the files that a trial begins with.
using setup = std::function<void(const scratch_directory&)>;

/// A file with these bytes, at a time of its own, so that a kept time shows.
setup file(const bytes& contents, const std::string& name = "x.gz",
           mode_t mode = 0644);
/// The same that is in the way.
setup existing(const std::string& name);
/// A good file.
setup named(const std::string& name);
setup directory(const std::string& name);
setup fifo(const std::string& name);
setup symbolic_link(const std::string& target, const std::string& name);
setup hard_link(const std::string& target, const std::string& name);
setup nothing();

template <typename... More>
setup both(const setup& first, const More&... more) {
    return [=](const scratch_directory& scratch) {
        first(scratch);
        (more(scratch), ...);
    };
}

struct trial {
    setup prepare;
    /// As for a shell, behind the program's name.
    std::string arguments;
    std::vector<std::string> phrases{}; ///< what both programs have to say
    /// As with --help: what is written to standard output is not compared, but
    /// whether something is; `phrases` may be there.
    bool has_own_words = false;
    /// What the program is called by; it is not told to decompress then.
    std::string called_as{};
    std::vector<std::string> environment{}; ///< "NAME=value"
    /// Done by an ordinary user, also if root runs the test.
    bool is_unprivileged = false;
};

/// A program to be tried.
struct contestant {
    std::string path;       ///< empty if it is not there
    std::string decompress; ///< the option for that, with a blank; may be empty
    bool has_scripts = false; ///< called by other names, these lie beside it
};

/// The built mgunzip.
contestant mgunzip_contestant();
/// Another one, which takes -d, if it is in PATH and its --version begins with
/// `version`.
contestant find_contestant(const std::string& program,
                           const std::string& version);

/// What a file is, apart from its name.
struct description {
    mode_t mode;
    nlink_t links;
    uid_t owner;
    gid_t group;
    std::time_t modification_time; ///< 0: since the trial began
    bytes contents;                ///< or the target of a link

    bool operator==(const description&) const = default;
};

/// How a program ended, and which files were there then, by their paths.
struct trial_result {
    outcome ended{};
    std::map<std::string, description> files{};

    /// True if it has said it, or written it.
    bool mentions(const std::string& text) const;
};

std::ostream& operator<<(std::ostream& stream, const trial_result& result);

trial_result perform(const trial& what, const contestant& program);

/// In what `other` differs from what mgunzip did: "exit 2" if that is its
/// status, "output", "files", "message". Messages are the same if all phrases
/// are in them; without phrases, if both programs have said something, or none.
std::vector<std::string> differences(const trial& what,
                                     const trial_result& mgunzip,
                                     const trial_result& other);

} // namespace mgunzip::test

#endif
