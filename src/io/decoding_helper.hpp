// SPDX-License-Identifier: BSL-1.0
// A second thread for a decoder.
#ifndef MGUNZIP_IO_DECODING_HELPER_HPP
#define MGUNZIP_IO_DECODING_HELPER_HPP

#include "io/thread_budget.hpp"
#include "io/thread_usage.hpp"

#include <mgunzip/gzip.hpp>

#include <thread>

namespace mgunzip::io {

/// Runs `gzip_decoder::help` in a thread of its own, taken from a budget. All
/// functions are for the thread that has the decoder.
class decoding_helper {
  public:
    decoding_helper() = default;
    decoding_helper(const decoding_helper&) = delete;
    decoding_helper& operator=(const decoding_helper&) = delete;
    ~decoding_helper() { stop(); }

    /// Starts the thread if there is none yet. Nothing happens if the budget
    /// has none, or the system, or if there is no memory. Decoder and budget
    /// must stay where they are until `stop`.
    void start(gzip_decoder& decoder, thread_budget& threads) noexcept;

    /// Ends the thread: from now on nothing reads the input but the decoder.
    void stop() noexcept;

  private:
    gzip_decoder* decoder_ = nullptr; ///< while there is a thread
    thread_budget* threads_ = nullptr;
    thread_usage usage_; ///< of the thread, when it has ended
    std::thread thread_;
};

} // namespace mgunzip::io

#endif
