// SPDX-License-Identifier: BSL-1.0
// Cleans up after this process, however it ends.
#include "exit_cleaner.hpp"

#include "process.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mgunzip::bench {
namespace {

// An order is three words, each ended by a zero byte: what to do, with which
// path, and a value.
constexpr std::size_t words_per_order = 3;
constexpr const char* remove_folder = "remove";
constexpr const char* write_value = "write";

// Orders until everybody who could give one is gone.
std::vector<std::string> read_orders(int fd) {
    std::vector<std::string> words(1);
    char buffer[4096];
    for (;;) {
        const ssize_t count = ::read(fd, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        for (const char* at = buffer; at != buffer + count; ++at) {
            if (*at == '\0')
                words.emplace_back();
            else
                words.back() += *at;
        }
    }
    // Behind the last zero byte there is nothing, or half an order.
    words.resize(words.size() - 1 - (words.size() - 1) % words_per_order);
    return words;
}

void obey(const std::string& what, const std::string& path,
          const std::string& value) {
    std::error_code error;
    if (what == remove_folder) {
        std::filesystem::remove_all(path, error);
    } else if (what == write_value) {
        const io::unique_fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
        error = fd ? io::write_all(fd.get(), value.data(), value.size())
                   : io::last_error();
    }
    if (error)
        std::fprintf(stderr, "io_modes: %s: %s\n", path.c_str(),
                     error.message().c_str());
}

[[noreturn]] void work(int fd) {
    // Out of the reach of the terminal's Ctrl-C and of its hang-up.
    ::setsid();
    for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE})
        std::signal(each, SIG_IGN);
    std::vector<std::string> words = read_orders(fd);
    while (!words.empty()) {
        const std::string* const last = &words[words.size() - words_per_order];
        obey(last[0], last[1], last[2]);
        words.resize(words.size() - words_per_order);
    }
    ::_exit(EXIT_SUCCESS);
}

} // namespace

exit_cleaner::exit_cleaner() {
    pipe_ends pipe = make_pipe();
    std::fflush(nullptr);
    id_ = ::fork();
    if (id_ < 0)
        throw_last_error("fork");
    if (id_ == 0) {
        pipe.to.reset();
        work(pipe.from.get());
    }
    orders_ = std::move(pipe.to);
}

exit_cleaner::~exit_cleaner() {
    orders_.reset();
    while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void exit_cleaner::remove_later(const std::string& folder) {
    order({remove_folder, folder, ""});
}

void exit_cleaner::write_later(const std::string& file,
                               const std::string& value) {
    order({write_value, file, value});
}

void exit_cleaner::order(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text.append(word).push_back('\0');
    check(io::write_all(orders_.get(), text.data(), text.size()),
          "cannot prepare for cleaning up");
}

} // namespace mgunzip::bench
