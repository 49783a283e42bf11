// SPDX-License-Identifier: BSL-1.0
// A second thread for a decoder, and for its sink.
#include "io/decoding_helper.hpp"

#include <utility>

namespace mgunzip::io {

void decoding_helper::reserve(gzip_decoder& decoder,
                              thread_budget& threads) noexcept {
    if (decoder_)
        return;
    thread_lease lease = threads.take();
    if (!lease || !decoder.begin_ahead())
        return;
    decoder_ = &decoder;
    lease_ = std::move(lease);
}

void decoding_helper::start(sink& to) noexcept {
    if (!decoder_ || thread_.is_started())
        return;
    const bool is_started = thread_.start([this, &to] {
        decoder_->decode_ahead([&to] { return to.work_ahead(); });
    });
    if (!is_started)
        stop();
}

void decoding_helper::stop() noexcept {
    if (!decoder_)
        return;
    decoder_->end_ahead();
    thread_.join();
    decoder_ = nullptr;
    lease_.give_back();
}

} // namespace mgunzip::io
