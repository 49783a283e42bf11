// SPDX-License-Identifier: BSL-1.0
// A second thread for a decoder.
#include "io/decoding_helper.hpp"

#include "io/blocked_signals.hpp"

#include <system_error>

namespace mgunzip::io {

void decoding_helper::start(gzip_decoder& decoder,
                            thread_budget& threads) noexcept {
    if (decoder_ || !threads.take())
        return;
    if (decoder.prepare_help()) {
        const blocked_signals blocked;
        try {
            thread_ = std::thread([this, &decoder] {
                decoder.help();
                usage_ = usage_of_this_thread();
            });
            decoder_ = &decoder;
            threads_ = &threads;
            return;
        } catch (const std::system_error&) {
            decoder.end_help();
        }
    }
    threads.give_back();
}

void decoding_helper::stop() noexcept {
    if (!decoder_)
        return;
    decoder_->end_help();
    thread_.join();
    decoder_ = nullptr;
    threads_->give_back();
    add_usage_of_helper(usage_);
}

} // namespace mgunzip::io
