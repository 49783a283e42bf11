// SPDX-License-Identifier: BSL-1.0
// A second thread for a decoder.
#include "io/decoding_helper.hpp"

#include "io/blocked_signals.hpp"

#include <system_error>

namespace mgunzip::io {

void decoding_helper::reserve(gzip_decoder& decoder,
                              thread_budget& threads) noexcept {
    if (decoder_ || !threads.take())
        return;
    if (!decoder.begin_ahead()) {
        threads.give_back();
        return;
    }
    decoder_ = &decoder;
    threads_ = &threads;
}

void decoding_helper::start(sink& to) noexcept {
    if (!decoder_ || thread_.joinable())
        return;
    const blocked_signals blocked;
    try {
        thread_ = std::thread([this, &to] {
            decoder_->decode_ahead([&to] { return to.work_ahead(); });
            usage_ = usage_of_this_thread();
        });
    } catch (const std::system_error&) {
        stop();
    }
}

void decoding_helper::stop() noexcept {
    if (!decoder_)
        return;
    decoder_->end_ahead();
    if (thread_.joinable()) {
        thread_.join();
        add_usage_of_helper(usage_);
    }
    decoder_ = nullptr;
    threads_->give_back();
}

} // namespace mgunzip::io
