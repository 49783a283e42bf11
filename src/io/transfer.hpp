// SPDX-License-Identifier: BSL-1.0
// Moves one gzip file from a source through the decoder into a sink.
#ifndef MGUNZIP_IO_TRANSFER_HPP
#define MGUNZIP_IO_TRANSFER_HPP

#include "index/index_builder.hpp"
#include "io/block_crew.hpp"
#include "io/decoding_helper.hpp"
#include "io/member_crew.hpp"
#include "io/pass_through.hpp"
#include "io/sink.hpp"
#include "io/size_estimator.hpp"
#include "io/source.hpp"
#include "io/transfer_observer.hpp"

#include <mgunzip/gzip.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <system_error>
#include <utility>

namespace mgunzip::io {

/// What has made a transfer end early.
enum class failure : std::uint8_t {
    none,
    data,
    input,
    output,
    limit,   ///< more output than `transfer_settings::most_output`
    stopped, ///< `transfer_settings::is_stopped`
};

/// What a transfer does besides decoding. What is pointed to lives longer.
struct transfer_settings {
    /// Is told what is done. Each function ends in the stage that it was in
    /// last.
    transfer_observer* observer = nullptr;

    /// Has a thread to help with large input. It is taken when the first header
    /// was read, so before the sink can.
    thread_budget* threads = nullptr;

    /// Input that is not in gzip format is copied as it is, as `zcat -f` does:
    /// all of an input that does not begin with a magic number, and what
    /// follows the last member. Not so what has a magic number of the other
    /// formats that GNU gzip decompresses.
    bool copies_other_data = false;

    /// What is committed to the sink cannot be taken back, not even after an
    /// error. It is committed only if the input was sound up to there.
    bool is_output_final = false;

    /// Is told of all blocks, members and output, for an index. Then members
    /// are not decoded at once. It is as new.
    mgunzip::detail::index_builder* index = nullptr;

    /// The index of the input, if it has one: what lies between its points is
    /// decoded at once. Nothing in it is believed.
    const gzip_index* known_index = nullptr;

    /// The sink gets no more bytes than these: where there are more, it has the
    /// first of them, and that is an error.
    std::uint64_t most_output = ~std::uint64_t{0};

    /// Once any thread has set it to true, the transfer fails with
    /// `std::errc::operation_canceled`, after 4 MiB more of input or output at
    /// most.
    const std::atomic<bool>* is_stopped = nullptr;

    /// Which members are decoded at once. Only tests need another.
    crew_tuning members{};
    mgunzip::detail::block_plan_tuning blocks{};
};

/// One gzip file on its way. First `read_first_header`, then `run`; after a
/// failure neither may be called. Both may throw std::bad_alloc.
class transfer {
  public:
    /// `from` must outlive the transfer; nothing was read from it yet. May
    /// throw std::bad_alloc.
    explicit transfer(source& from, const transfer_settings& settings = {},
                      gzip_decoder decoder = {})
        : source_(from), settings_(settings), decoder_(std::move(decoder)),
          crew_(settings.members),
          blocks_(settings.known_index, settings.blocks),
          size_(from, settings.most_output) {}

    /// Reads the header of the first member, so that nothing need be opened
    /// for output before it is known that there is something to write. There is
    /// none if all of the input is to be copied.
    [[nodiscard]] failure read_first_header();

    /// Decodes all members into `to` and ends the reading of the source, behind
    /// the last byte that counts as used: padding and garbage behind the last
    /// member do. What was decoded in front of an error is in the sink as well.
    /// The sink is not finished: the caller decides whether its output is kept.
    /// Of what could not be read nothing is there, and not all in front of it.
    [[nodiscard]] failure run(sink& to);

    /// What went wrong; for data errors the decoder knows more.
    const std::error_code& error() const noexcept { return error_; }
    const gzip_decoder& decoder() const noexcept { return decoder_; }

    /// Bytes of input that were used, and bytes of output, with what was
    /// copied.
    std::uint64_t consumed() const noexcept {
        return decoder_.consumed() + pass_through_.copied();
    }
    std::uint64_t produced() const noexcept {
        return decoder_.produced() + pass_through_.copied();
    }

    /// The first bytes of the input, as far as they came together; at most as
    /// many as a header of tar has.
    std::span<const std::uint8_t> beginning() const noexcept {
        return {beginning_.data(), beginning_size_};
    }

    /// True if `known_index` has divided some of the input.
    bool has_used_index() const noexcept { return blocks_.has_worked(); }
    /// True if the input is not as it says.
    bool was_index_wrong() const noexcept { return blocks_.was_index_wrong(); }

    /// How much output is still to be expected. Up to date whenever the sink is
    /// asked to commit.
    const size_forecast& forecast() const noexcept { return size_; }

  private:
    enum class outcome : std::uint8_t { go_on, done, failed };

    outcome go_on_after(gzip_status status, sink& to);
    outcome run_members(sink& to);
    bool finds_members() noexcept;
    outcome take(const decoded_part& part, sink& to);
    outcome run_blocks(sink& to);
    outcome take(const decoded_blocks& part, sink& to);
    void stop_at_entry(std::uint64_t bit) noexcept;
    outcome take_output(std::size_t size, const decoded_output& output,
                        sink& to);
    template <typename Commit>
    outcome deliver(sink& to, Commit commit);
    input_cursor rest_of_piece() const noexcept;
    outcome take_input();
    outcome extend_input();
    bool lengthen_input() noexcept;
    outcome look_ahead();
    outcome copy(sink& to);
    void reserve_threads() noexcept;
    void reserve_crew() noexcept;
    void reserve_helper() noexcept;
    void stop_threads() noexcept;
    outcome commit(sink& to);
    void index_block(const sink& to);
    std::span<const std::uint8_t>
    input_from(std::uint64_t offset) const noexcept;
    std::uint64_t excess() const noexcept;
    void drop_excess(sink& to) noexcept;
    void drop_unsound(sink& to);
    void end_reading();
    outcome fail_with_data_error();
    outcome fail_at_limit();
    outcome fail_if_stopped();
    outcome fail(failure cause, std::error_code error);
    void enter(transfer_stage stage) const noexcept {
        if (settings_.observer)
            settings_.observer->enter(
                stage, {decoder_.consumed(), decoder_.produced()});
    }

    source& source_;
    transfer_settings settings_;
    gzip_decoder decoder_;
    decoding_helper helper_;
    member_crew crew_;
    block_crew blocks_;
    pass_through pass_through_;
    size_estimator size_;
    input_cursor in_{}; ///< what the decoder is given of the current piece
    const std::uint8_t* piece_begin_ = nullptr;
    const std::uint8_t* piece_end_ = nullptr;
    std::uint64_t piece_offset_ = 0; ///< of its first byte
    std::array<std::uint8_t, 512> beginning_{};
    std::size_t beginning_size_ = 0;
    bool is_divided_ = false; ///< `known_index` has work for several threads
    std::uint8_t* uncommitted_ = nullptr; ///< where it begins in the window
    failure failure_ = failure::none;
    std::error_code error_;
};

} // namespace mgunzip::io

#endif
