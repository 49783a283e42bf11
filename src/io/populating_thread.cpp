// SPDX-License-Identifier: BSL-1.0
// A thread that makes pages writable ahead of the decoder.
#include "io/populating_thread.hpp"

#include "io/blocked_signals.hpp"

#include <system_error>

namespace mgunzip::io {

bool populating_thread::start() noexcept {
    if (thread_.joinable())
        return true;
    const blocked_signals blocked;
    try {
        thread_ = std::thread([this] {
            queue_.work_until_end();
            usage_ = usage_of_this_thread();
        });
    } catch (const std::system_error&) {
        return false;
    }
    return true;
}

void populating_thread::stop() noexcept {
    if (!thread_.joinable())
        return;
    queue_.end_work();
    thread_.join();
    add_usage_of_helper(usage_);
}

} // namespace mgunzip::io
