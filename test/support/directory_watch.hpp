// SPDX-License-Identifier: BSL-1.0
// Watches a directory as import folders and media servers do.
#ifndef MGUNZIP_TEST_DIRECTORY_WATCH_HPP
#define MGUNZIP_TEST_DIRECTORY_WATCH_HPP

#include "io/posix.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/inotify.h>
#include <unistd.h>

namespace mgunzip::test {

/// Collects what happens to the names in a directory from the beginning of the
/// object's life on.
class directory_watch {
  public:
    explicit directory_watch(const std::string& directory)
        : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
        if (!fd_ || ::inotify_add_watch(fd_.get(), directory.c_str(),
                                        IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE |
                                            IN_MOVED_TO | IN_DELETE) < 0)
            throw std::system_error(errno, std::system_category(), "inotify");
    }

    /// True if a rename or a close after writing has told of `name`, and it was
    /// not written to after the first of these.
    bool completes(const std::string& name) const {
        take_events();
        bool is_complete = false;
        for (const auto& [mask, of] : events_) {
            if (of != name)
                continue;
            if ((mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0)
                is_complete = true;
            else if ((mask & IN_MODIFY) != 0 && is_complete)
                return false;
        }
        return is_complete;
    }

    /// All events, for messages.
    std::string text() const {
        take_events();
        std::string all;
        for (const auto& [mask, name] : events_) {
            all += (mask & IN_CREATE) != 0        ? " create "
                   : (mask & IN_MODIFY) != 0      ? " modify "
                   : (mask & IN_CLOSE_WRITE) != 0 ? " close_write "
                   : (mask & IN_MOVED_TO) != 0    ? " moved_to "
                                                  : " delete ";
            all += name;
        }
        return all;
    }

  private:
    void take_events() const {
        alignas(inotify_event) char buffer[65536];
        for (;;) {
            const ssize_t count = ::read(fd_.get(), buffer, sizeof buffer);
            if (count <= 0)
                return;
            for (const char* at = buffer; at < buffer + count;) {
                const auto* const event =
                    reinterpret_cast<const inotify_event*>(at);
                events_.emplace_back(event->mask,
                                     event->len != 0 ? event->name : "");
                at += sizeof *event + event->len;
            }
        }
    }

    io::unique_fd fd_;
    mutable std::vector<std::pair<std::uint32_t, std::string>> events_;
};

} // namespace mgunzip::test

#endif
