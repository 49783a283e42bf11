// SPDX-License-Identifier: BSL-1.0
// A second thread for a decoder, and for its sink.
#include "io/decoding_helper.hpp"

namespace mgunzip::io {

void decoding_helper::reserve(gzip_decoder& decoder,
                              thread_budget& threads) noexcept {
    if (decoder_ || !threads.take())
        return;
    if (!decoder.prepare_help()) {
        threads.give_back();
        return;
    }
    decoder_ = &decoder;
    threads_ = &threads;
}

void decoding_helper::start(sink& to) noexcept {
    if (!decoder_ || thread_.is_started())
        return;
    const bool is_started = thread_.start(
        [this, &to] { decoder_->help([&to] { return to.work_ahead(); }); });
    if (!is_started)
        stop();
}

void decoding_helper::stop() noexcept {
    if (!decoder_)
        return;
    decoder_->end_help();
    thread_.join();
    decoder_ = nullptr;
    threads_->give_back();
}

} // namespace mgunzip::io
