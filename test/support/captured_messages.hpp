// SPDX-License-Identifier: BSL-1.0
// Takes what the test's own process prints to standard error.
#ifndef MGUNZIP_TEST_CAPTURED_MESSAGES_HPP
#define MGUNZIP_TEST_CAPTURED_MESSAGES_HPP

#include "support/scratch_directory.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::test {

/// Standard error goes to a file for as long as the object lives.
class captured_messages {
  public:
    captured_messages() : before_(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)) {
        const auto file = open_file(name_, O_CREAT | O_WRONLY | O_APPEND);
        if (!before_ || ::dup2(file.get(), STDERR_FILENO) < 0)
            throw std::system_error(errno, std::system_category(), "stderr");
    }
    captured_messages(const captured_messages&) = delete;
    captured_messages& operator=(const captured_messages&) = delete;
    ~captured_messages() { ::dup2(before_.get(), STDERR_FILENO); }

    /// All of it, so far.
    std::string text() const {
        const auto all = read_file(name_);
        return {all.begin(), all.end()};
    }

  private:
    scratch_directory scratch_;
    std::string name_ = scratch_ / "messages";
    io::unique_fd before_;
};

} // namespace mgunzip::test

#endif
