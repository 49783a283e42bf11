// SPDX-License-Identifier: BSL-1.0
// A second thread for a decoder, and for its sink.
#ifndef MGUNZIP_IO_DECODING_HELPER_HPP
#define MGUNZIP_IO_DECODING_HELPER_HPP

#include "io/helper_thread.hpp"
#include "io/sink.hpp"
#include "io/thread_budget.hpp"

#include <mgunzip/gzip.hpp>

namespace mgunzip::io {

/// Runs `gzip_decoder::decode_ahead` in a thread of its own, taken from a
/// budget, and works for the sink when there is nothing to decode. All
/// functions are for the thread that has the decoder.
class decoding_helper {
  public:
    decoding_helper() = default;
    decoding_helper(const decoding_helper&) = delete;
    decoding_helper& operator=(const decoding_helper&) = delete;
    ~decoding_helper() { stop(); }

    /// Takes a thread from the budget, if none was taken yet. Nothing happens
    /// if there is none, or no memory, or if the decoder cannot be helped. The
    /// decoder must not run until `start`. It and the budget must stay where
    /// they are until `stop`.
    void reserve(gzip_decoder& decoder, thread_budget& threads) noexcept;

    /// True while a thread is taken.
    bool has_thread() const noexcept { return decoder_ != nullptr; }

    /// Starts the thread, if one was taken and is not at work yet; it works for
    /// `to` as well, which must stay there until `stop`.
    void start(sink& to) noexcept;

    /// Ends the thread and gives it back: from now on nothing reads the input
    /// but the decoder.
    void stop() noexcept;

  private:
    gzip_decoder* decoder_ = nullptr; ///< while a thread is taken
    thread_lease lease_;              ///< that thread
    helper_thread thread_;
};

} // namespace mgunzip::io

#endif
