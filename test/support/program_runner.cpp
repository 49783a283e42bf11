// SPDX-License-Identifier: BSL-1.0
#include "support/program_runner.hpp"

#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mgunzip::test {
namespace {

constexpr unsigned longest_run_in_seconds = 150;

[[noreturn]] void fail(const char* call) {
    throw std::system_error(errno, std::system_category(), call);
}

struct pipe_ends {
    io::unique_fd reader;
    io::unique_fd writer;
};

pipe_ends make_pipe() {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) < 0)
        fail("pipe2");
    return {io::unique_fd(fds[0]), io::unique_fd(fds[1])};
}

// What the new process does, which has inherited all it needs.
[[noreturn]] void become(const command& what, int in, int out, int err) {
    for (int number = 1; number < SIGRTMIN; ++number)
        std::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const struct rlimit no_core {};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::alarm(longest_run_in_seconds);

    std::vector<char*> words;
    for (const std::string& word : what.words)
        words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    for (const std::string& variable : what.environment)
        ::putenv(const_cast<char*>(variable.c_str()));
    if (::dup2(in, STDIN_FILENO) < 0 || ::dup2(out, STDOUT_FILENO) < 0 ||
        ::dup2(err, STDERR_FILENO) < 0 || ::chdir(what.directory.c_str()) < 0)
        ::_exit(126);
    if (what.prepare)
        what.prepare();
    ::execvp(words[0], words.data());
    ::_exit(127);
}

// Leaves `path` open for whoever reads it from the beginning.
std::string whole_text(int fd) {
    std::string text;
    char buffer[4096];
    for (;;) {
        const ssize_t count =
            ::pread(fd, buffer, sizeof buffer, static_cast<off_t>(text.size()));
        if (count <= 0)
            return text;
        text.append(buffer, static_cast<std::size_t>(count));
    }
}

} // namespace

int outcome::exit_status() const {
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int outcome::signal() const {
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

std::ostream& operator<<(std::ostream& stream, const outcome& result) {
    if (result.signal() != 0)
        stream << "died of signal " << result.signal();
    else
        stream << "exited with " << result.exit_status();
    return stream << " after " << result.out.size()
                  << " bytes of output, saying: " << result.err;
}

process::process(const command& what) : input_(what.input) {
    // A program that takes no more input is nothing to die of.
    std::signal(SIGPIPE, SIG_IGN);
    io::unique_fd in(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!what.input.empty()) {
        pipe_ends ends = make_pipe();
        in = std::move(ends.reader);
        to_program_ = std::move(ends.writer);
    }
    pipe_ends out = make_pipe();
    if (what.out < 0)
        from_program_ = std::move(out.reader);
    messages_.reset(::memfd_create("messages", MFD_CLOEXEC));
    if (!messages_)
        fail("memfd_create");

    id_ = ::fork();
    if (id_ < 0)
        fail("fork");
    if (id_ == 0)
        become(what, what.in >= 0 ? what.in : in.get(),
               what.out >= 0 ? what.out : out.writer.get(), messages_.get());
}

process::~process() {
    if (has_ended_)
        return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
}

void process::send(int signal) const {
    if (!has_ended_ && ::kill(id_, signal) < 0)
        fail("kill");
}

bool process::wait_until_stopped() {
    while (::waitpid(id_, &status_, WUNTRACED) < 0)
        if (errno != EINTR)
            fail("waitpid");
    has_ended_ = !WIFSTOPPED(status_);
    return !has_ended_;
}

outcome process::finish() {
    exchange(input_);
    while (!has_ended_) {
        if (::waitpid(id_, &status_, 0) >= 0)
            has_ended_ = true;
        else if (errno != EINTR)
            fail("waitpid");
    }
    return {status_, std::move(out_), whole_text(messages_.get())};
}

// Both directions at a time, as the program may wait for either.
void process::exchange(const bytes& input) {
    std::size_t sent = 0;
    if (to_program_)
        ::fcntl(to_program_.get(), F_SETFL, O_NONBLOCK);
    // Without a pipe, poll ignores the -1.
    while (to_program_ || from_program_) {
        pollfd fds[] = {{to_program_.get(), POLLOUT, 0},
                        {from_program_.get(), POLLIN, 0}};
        if (::poll(fds, 2, -1) < 0 && errno != EINTR)
            fail("poll");
        if (fds[0].revents != 0) {
            const ssize_t count = ::write(
                to_program_.get(), input.data() + sent, input.size() - sent);
            if (count > 0)
                sent += static_cast<std::size_t>(count);
            // A program that has read enough need not read all.
            if (sent == input.size() || (count < 0 && errno == EPIPE))
                to_program_.reset();
        }
        if (fds[1].revents != 0) {
            std::uint8_t buffer[65536];
            const ssize_t count =
                ::read(from_program_.get(), buffer, sizeof buffer);
            if (count > 0)
                out_.insert(out_.end(), buffer, buffer + count);
            else if (count == 0 || errno != EINTR)
                from_program_.reset();
        }
    }
}

// B2 gives a test its input files in no certain order. A program that this
// system cannot start is stood for by another (test/cross/steps).
std::string argument_path(const std::string& name) {
    if (const char* const programs = std::getenv("MGUNZIP_TEST_PROGRAMS")) {
        const auto path = std::filesystem::path(programs) / name;
        if (std::filesystem::exists(path))
            return path;
    }
    const auto& suite = boost::unit_test::framework::master_test_suite();
    for (int i = 1; i < suite.argc; ++i) {
        const std::filesystem::path path(suite.argv[i]);
        if (path.filename() == name)
            return std::filesystem::absolute(path);
    }
    throw std::runtime_error("the test was not given the path of " + name);
}

std::string program_path() {
    return argument_path("mgunzip");
}

std::string injector_path() {
    return argument_path("libfault_injector.so");
}

command mgunzip_command(const std::vector<std::string>& arguments,
                        const scratch_directory& directory) {
    command result{.words = {program_path()},
                   .directory = directory.path().string()};
    result.words.insert(result.words.end(), arguments.begin(), arguments.end());
    return result;
}

command faulty_command(const std::string& faults,
                       const std::vector<std::string>& arguments,
                       const scratch_directory& directory) {
    command result = mgunzip_command(arguments, directory);
    inject_faults(result, faults);
    return result;
}

void inject_faults(command& mgunzip, const std::string& faults) {
    mgunzip.words[0] = argument_path("mgunzip_shared");
    mgunzip.environment = {"LD_PRELOAD=" + injector_path(),
                           "MGUNZIP_FAULTS=" + faults,
                           "ASAN_OPTIONS=verify_asan_link_order=0"};
}

outcome run_interrupted(const command& what, int signal) {
    process program(what);
    if (!program.wait_until_stopped())
        throw std::runtime_error("the program has not stopped");
    program.send(signal);
    program.send(SIGCONT);
    return program.finish();
}

void drop_privileges(command& what, std::string& program,
                     const scratch_directory& directory) {
    if (::geteuid() != 0)
        return;
    // The program may lie where nobody else can go.
    static const scratch_directory place;
    static const std::string copy = place / "mgunzip";
    if (!std::filesystem::exists(copy)) {
        std::filesystem::copy_file(program_path(), copy);
        ::chmod(copy.c_str(), 0755);
        ::chmod(place.path().c_str(), 0755);
    }
    ::chmod(directory.path().c_str(), 0777);
    if (program == program_path())
        program = copy;
    what.prepare = [] {
        constexpr int nobody = 65534;
        if (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 ||
            ::setuid(nobody) != 0)
            ::_exit(125);
    };
}

command unprivileged_command(const std::vector<std::string>& arguments,
                             const scratch_directory& directory) {
    command result = mgunzip_command(arguments, directory);
    drop_privileges(result, result.words[0], directory);
    return result;
}

std::string find_program(const std::string& name) {
    const char* const variable = std::getenv("PATH");
    std::istringstream path(variable != nullptr ? variable : "");
    for (std::string directory; std::getline(path, directory, ':');) {
        std::string candidate = directory + '/' + name;
        if (::access(candidate.c_str(), X_OK) == 0)
            return candidate;
    }
    return {};
}

void require_program(const std::string& name) {
    if (find_program(name).empty())
        skip_test("there is no program " + name);
}

void require_strace() {
    require_program("strace");
    if (run({.words = {"strace", "-o", "/dev/null", "true"}}).exit_status() !=
        0)
        skip_test("strace is not allowed here");
}

void require_root() {
    if (::geteuid() != 0)
        skip_test("only root can do this");
}

void require_no_address_sanitizer() {
    if (has_address_sanitizer())
        skip_test("AddressSanitizer takes all the address space");
}

} // namespace mgunzip::test
