// SPDX-License-Identifier: BSL-1.0
// A terminal for programs under test.
#ifndef MGUNZIP_TEST_PSEUDO_TERMINAL_HPP
#define MGUNZIP_TEST_PSEUDO_TERMINAL_HPP

#include "io/posix.hpp"
#include "support/skip.hpp"

#include <cstddef>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <unistd.h>

namespace mgunzip::test {

/// Programs get `theirs`; what they write is read from `ours`. The constructor
/// skips the running test case where there are none.
struct pseudo_terminal {
    io::unique_fd ours;
    io::unique_fd theirs;

    pseudo_terminal() {
        int first = -1;
        int second = -1;
        if (::openpty(&first, &second, nullptr, nullptr, nullptr) != 0)
            skip_test("there are no pseudo-terminals");
        // Programs have what they are given, or its end would not come.
        ::fcntl(first, F_SETFD, FD_CLOEXEC);
        ::fcntl(second, F_SETFD, FD_CLOEXEC);
        ours.reset(first);
        theirs.reset(second);
    }
    bool has_text() const {
        pollfd entry{.fd = ours.get(), .events = POLLIN, .revents = 0};
        return ::poll(&entry, 1, 0) == 1;
    }
    /// All that was written to it, when nobody has it open any more.
    std::string text() {
        theirs.reset();
        std::string all;
        char buffer[4096];
        for (;;) {
            const ssize_t count = ::read(ours.get(), buffer, sizeof buffer);
            if (count <= 0)
                return all;
            all.append(buffer, static_cast<std::size_t>(count));
        }
    }
};

} // namespace mgunzip::test

#endif
