// SPDX-License-Identifier: BSL-1.0
// Moves one gzip file from a source through the decoder into a sink.
#ifndef MGUNZIP_IO_TRANSFER_HPP
#define MGUNZIP_IO_TRANSFER_HPP

#include "io/decoding_helper.hpp"
#include "io/sink.hpp"
#include "io/size_estimator.hpp"
#include "io/source.hpp"
#include "io/transfer_observer.hpp"

#include <mgunzip/gzip.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <system_error>
#include <utility>

namespace mgunzip::io {

/// Whose fault it is that a transfer ended early.
enum class failure : std::uint8_t { none, data, input, output };

/// One gzip file on its way. First `read_first_header`, then `run`; after a
/// failure neither may be called. Both may throw std::bad_alloc.
class transfer {
  public:
    /// `from` must outlive the transfer; nothing was read from it yet. May
    /// throw std::bad_alloc.
    explicit transfer(source& from, gzip_decoder decoder = {})
        : source_(from), decoder_(std::move(decoder)), size_(from) {}

    /// Tells `observer`, which lives longer, what is done from now on. Each
    /// function ends in the stage that it was in last.
    void tell(transfer_observer& observer) noexcept { observer_ = &observer; }

    /// Has a thread of `threads`, which lives longer, help with large input. It
    /// is taken when the first header was read, so before the sink can.
    void use_threads(thread_budget& threads) noexcept { threads_ = &threads; }

    /// From now on what is no gzip data is copied as it is, as `zcat -f` does:
    /// all of an input that does not begin with a magic number, and what
    /// follows the last member. Not so what has a magic number of the other
    /// formats that GNU gzip decompresses.
    void copy_other_data() noexcept { copies_ = true; }

    /// Reads the header of the first member, so that nothing need be opened
    /// for output before it is known that there is something to write. There is
    /// none if all of the input is to be copied.
    [[nodiscard]] failure read_first_header();

    /// Decodes all members into `to` and ends the reading of the source, behind
    /// the last byte that counts as used: padding and garbage behind the last
    /// member do. What was decoded in front of an error is in the sink as well.
    /// The sink is not finished: what is to be done there depends on what went
    /// wrong.
    [[nodiscard]] failure run(sink& to);

    /// What went wrong; for data errors the decoder knows more.
    const std::error_code& error() const noexcept { return error_; }
    const gzip_decoder& decoder() const noexcept { return decoder_; }

    /// Bytes of input that were used, and bytes of output, with what was
    /// copied.
    std::uint64_t consumed() const noexcept {
        return decoder_.consumed() + copied_;
    }
    std::uint64_t produced() const noexcept {
        return decoder_.produced() + copied_;
    }

    /// The first bytes of the input, as far as they came together; at most
    /// eight.
    std::span<const std::uint8_t> beginning() const noexcept {
        return {beginning_.data(), beginning_size_};
    }

    /// How much output is still to be expected. Up to date whenever the sink is
    /// asked to commit.
    const size_forecast& forecast() const noexcept { return size_; }

  private:
    enum class outcome : std::uint8_t { go_on, done, failed };

    outcome go_on_after(gzip_status status, sink& to);
    outcome take_input();
    outcome extend_input();
    outcome look_ahead();
    outcome copy(sink& to);
    void reserve_helper() noexcept;
    outcome commit(sink& to);
    void end_reading();
    outcome fail_with_data_error();
    outcome fail(failure whose, std::error_code error);
    void enter(transfer_stage stage) const noexcept {
        if (observer_)
            observer_->enter(stage, decoder_);
    }

    source& source_;
    gzip_decoder decoder_;
    thread_budget* threads_ = nullptr;
    decoding_helper helper_;
    size_estimator size_;
    input_cursor in_{}; ///< what the decoder is given of the current piece
    const std::uint8_t* piece_end_ = nullptr;
    std::array<std::uint8_t, 8> beginning_{};
    std::size_t beginning_size_ = 0;
    bool copies_ = false;     ///< what is no gzip data
    bool is_copying_ = false; ///< there is some
    std::uint64_t copied_ = 0;
    std::array<std::uint8_t, 2> ahead_{}; ///< may be a magic number
    input_cursor ahead_left_{};           ///< of that, to be copied
    failure failure_ = failure::none;
    std::error_code error_;
    transfer_observer* observer_ = nullptr;
};

} // namespace mgunzip::io

#endif
