// SPDX-License-Identifier: BSL-1.0
// Runs a part of a test in a process of its own.
#ifndef MGUNZIP_TEST_CHILD_PROCESS_HPP
#define MGUNZIP_TEST_CHILD_PROCESS_HPP

#include "support/skip.hpp"

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mgunzip::test {

/// Runs `body` in a child process with the default signal dispositions, and
/// returns the status of waitpid. The child exits with 0 if `body` returns
/// true, with 1 if it returns false, and with 2 after an exception.
template <typename Body>
int status_of_child(Body body) {
    const pid_t child = ::fork();
    if (child < 0)
        throw std::system_error(errno, std::system_category(), "fork");
    if (child == 0) {
        const struct rlimit no_core {};
        ::setrlimit(RLIMIT_CORE, &no_core);
        // The test framework has handlers of its own.
        for (int number = 1; number < SIGRTMIN; ++number)
            std::signal(number, SIG_DFL);
        int status = 2;
        try {
            status = body() ? 0 : 1;
        } catch (const std::exception&) {
        }
        ::_exit(status);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            throw std::system_error(errno, std::system_category(), "waitpid");
    }
    return status;
}

/// The same for a process that is number 1 in a space of process ids of its
/// own. Skips the test case where there can be none.
template <typename Body>
int status_of_process_1(Body body) {
    constexpr int impossible = 99;
    const int status = status_of_child([&] {
        if (::unshare(CLONE_NEWPID) != 0 &&
            ::unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0)
            ::_exit(impossible);
        const int inner = status_of_child(body);
        ::_exit(WIFEXITED(inner) ? WEXITSTATUS(inner) : 2);
        return false;
    });
    if (WIFEXITED(status) && WEXITSTATUS(status) == impossible)
        skip_test("there can be no further space of process ids");
    return status;
}

inline bool is_success(int status) {
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

inline bool died_of(int status, int signal) {
    return WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

} // namespace mgunzip::test

#endif
