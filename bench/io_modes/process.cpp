// SPDX-License-Identifier: BSL-1.0
// Processes that do a piece of work and end with it.
#include "process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mgunzip::bench {
namespace {

// Once the parent is gone nobody wants the result.
void die_with_parent(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent)
        ::_exit(EXIT_FAILURE);
}

// A tracer that is a child of our parent, too, may attach itself.
void allow_tracing() {
    ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
}

bool is_told_to_go(int fd) {
    char byte = 0;
    return ::read(fd, &byte, 1) == 1;
}

} // namespace

child_process::child_process(const std::function<void()>& work) {
    pipe_ends start = make_pipe();
    const pid_t parent = ::getpid();
    std::fflush(nullptr);
    id_ = ::fork();
    if (id_ < 0)
        throw_last_error("fork");
    if (id_ > 0) {
        go_ = std::move(start.to);
        return;
    }
    die_with_parent(parent);
    allow_tracing();
    start.to.reset();
    if (!is_told_to_go(start.from.get()))
        ::_exit(EXIT_FAILURE);
    try {
        work();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "io_modes: %s\n", error.what());
        ::_exit(EXIT_FAILURE);
    }
    ::_exit(EXIT_SUCCESS);
}

child_process::~child_process() {
    if (id_ < 0)
        return;
    ::kill(id_, SIGKILL);
    rusage ignored;
    static_cast<void>(wait(ignored));
}

void child_process::go() {
    check(io::write_all(go_.get(), "", 1), "cannot start a process");
}

bool child_process::wait(rusage& usage) {
    int status = 0;
    while (::wait4(id_, &status, 0, &usage) < 0) {
        if (errno != EINTR)
            throw_last_error("wait4");
    }
    id_ = -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

void throw_last_error(const std::string& what) {
    throw std::system_error(io::last_error(), what);
}

void check(const std::error_code& error, const std::string& what) {
    if (error)
        throw std::system_error(error, what);
}

io::unique_fd open_or_throw(const std::string& path, int flags, mode_t mode) {
    io::unique_fd fd(::open(path.c_str(), flags | O_CLOEXEC, mode));
    if (!fd)
        throw_last_error(path);
    return fd;
}

pipe_ends make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw_last_error("pipe");
    return {io::unique_fd(ends[0]), io::unique_fd(ends[1])};
}

void execute(const program& what) {
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(what.in < 0 ? nothing : what.in, STDIN_FILENO);
    ::dup2(what.out < 0 ? nothing : what.out, STDOUT_FILENO);
    if (what.is_quiet)
        ::dup2(nothing, STDERR_FILENO);
    std::vector<char*> words;
    for (const std::string& word : what.words)
        words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execvp(words.front(), words.data());
    ::_exit(EXIT_FAILURE);
}

bool run_program(const program& what) {
    child_process process([&what] { execute(what); });
    process.go();
    rusage ignored;
    return process.wait(ignored);
}

} // namespace mgunzip::bench
