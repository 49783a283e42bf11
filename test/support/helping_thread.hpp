// SPDX-License-Identifier: BSL-1.0
// A second thread for a decoder.
#ifndef MGUNZIP_TEST_HELPING_THREAD_HPP
#define MGUNZIP_TEST_HELPING_THREAD_HPP

#include "support/run_sizes.hpp"

#include <thread>

namespace mgunzip::test {

/// A thread in the decoder's `decode_ahead`, as long as it is wanted.
template <class Decoder>
class helping_thread {
  public:
    helping_thread(Decoder& decoder, helped when)
        : decoder_(decoder), when_(when) {}
    helping_thread(const helping_thread&) = delete;
    helping_thread& operator=(const helping_thread&) = delete;
    ~helping_thread() { stop(); }

    /// To be called before each call of `run`.
    void come_or_go() {
        ++calls_;
        if (when_ == helped::never)
            return;
        if (!thread_.joinable())
            start();
        else if (when_ == helped::now_and_then && calls_ % 3 == 0)
            stop();
    }

  private:
    void start() {
        if (decoder_.begin_ahead())
            thread_ = std::thread([this] { decoder_.decode_ahead(); });
    }
    void stop() {
        if (!thread_.joinable())
            return;
        decoder_.end_ahead();
        thread_.join();
    }

    Decoder& decoder_;
    helped when_;
    unsigned calls_ = 0;
    std::thread thread_;
};

} // namespace mgunzip::test

#endif
