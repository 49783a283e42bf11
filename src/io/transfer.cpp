// SPDX-License-Identifier: BSL-1.0
// Moves one gzip file from a source through the decoder into a sink.
#include "io/transfer.hpp"

#include "gzip/decoder_access.hpp"
#include "io/io_error.hpp"

#include <algorithm>
#include <cstddef>

namespace mgunzip::io {
namespace {

// The decoder comes back after this much input even if it has written nothing,
// as for padding and empty blocks or members. Only then a mapped input learns
// that it may let pages go, and tells of pages that could not be read.
constexpr std::size_t input_quantum = 4 * 1024 * 1024;

// A thread is started for no less input than this, in bytes.
constexpr std::size_t min_helped = 1024 * 1024;

} // namespace

failure transfer::read_first_header() {
    if (settings_.index)
        settings_.index->begin(decoder_);
    output_window nowhere{};
    outcome so_far =
        settings_.copies_other_data ? look_ahead() : outcome::go_on;
    while (so_far == outcome::go_on) {
        if (pass_through_.is_copying())
            return failure::none;
        switch (decoder_.run(in_, nowhere)) {
        case gzip_status::member_begin:
            if (settings_.index)
                settings_.index->note_member(decoder_);
            reserve_threads();
            return failure::none;
        case gzip_status::need_input:
            so_far = take_input();
            break;
        case gzip_status::error:
        case gzip_status::need_output:
        case gzip_status::block_begin:
        case gzip_status::member_end:
        case gzip_status::end_of_data:
            so_far = fail_with_data_error();
            break;
        }
    }
    end_reading();
    return failure_;
}

failure transfer::run(sink& to) {
    // Whatever happens, the helper does not outlive the sink.
    const struct ending {
        transfer& self;
        ~ending() { self.stop_threads(); }
    } ending{*this};

    enter(transfer_stage::decoding);
    helper_.start(to);
    uncommitted_ = to.window().next;
    if (is_divided_)
        stop_at_entry(8 * decoder_.consumed());
    outcome so_far = outcome::go_on;
    while (so_far == outcome::go_on)
        so_far = pass_through_.is_copying()
                     ? copy(to)
                     : go_on_after(decoder_.run(in_, to.window()), to);
    if (settings_.is_output_final && failure_ != failure::output)
        drop_unsound(to);
    // What is beyond the limit comes in front of an error in the data.
    if (excess() > 0 && failure_ != failure::limit) {
        drop_excess(to);
        if (failure_ == failure::none || failure_ == failure::data)
            static_cast<void>(fail_at_limit());
    }
    end_reading();
    return failure_;
}

transfer::outcome transfer::go_on_after(gzip_status status, sink& to) {
    switch (status) {
    case gzip_status::need_output:
        return commit(to);
    case gzip_status::need_input: {
        const outcome taken = take_input();
        crew_.stop_if_idle(decoder_.consumed());
        blocks_.stop_if_idle(decoder_.consumed());
        reserve_helper();
        helper_.start(to);
        return taken;
    }
    case gzip_status::member_begin:
        if (settings_.index)
            settings_.index->note_member(decoder_);
        return outcome::go_on;
    case gzip_status::block_begin:
        if (settings_.index == nullptr)
            return run_blocks(to);
        index_block(to);
        return outcome::go_on;
    case gzip_status::member_end: {
        const outcome so_far = run_members(to);
        return so_far == outcome::go_on && settings_.copies_other_data
                   ? look_ahead()
                   : so_far;
    }
    case gzip_status::end_of_data:
        return outcome::done;
    case gzip_status::error:
        break;
    }
    // What was lost of the output looks like damaged data, too.
    return to.has_lost()
               ? fail(failure::output, make_error_code(io_errc::output_lost))
               : fail_with_data_error();
}

// Where members whose sizes are known follow, they are for the crew, and so are
// those whose sizes can be guessed.
transfer::outcome transfer::run_members(sink& to) {
    if (settings_.index)
        return outcome::go_on;
    const bool is_known = crew_.has_work(rest_of_piece(), decoder_.consumed());
    if (!is_known && !finds_members())
        return outcome::go_on;
    if (excess() > 0)
        return commit(to);
    helper_.stop(); // its thread is of more use there
    blocks_.stop(); // the same
    reserve_crew();
    // Whatever happens, the crew has done with the sink then.
    const struct ending {
        member_crew& crew;
        ~ending() { crew.end(); }
    } ending{crew_};
    crew_.begin(rest_of_piece(), decoder_.consumed(), to, !is_known);
    while (const decoded_part* const part = crew_.next()) {
        const outcome taken = take(*part, to);
        if (taken != outcome::go_on)
            return taken;
        reserve_crew();
    }
    if (is_divided_)
        stop_at_entry(8 * decoder_.consumed());
    if (!is_known) {
        // What follows may be large: the helper has a part in that.
        crew_.rest();
        reserve_helper();
        helper_.start(to);
    }
    return outcome::go_on;
}

bool transfer::finds_members() noexcept {
    const bool has_others =
        settings_.threads &&
        (helper_.has_thread() || crew_.has_threads() || blocks_.has_threads() ||
         settings_.threads->has_free());
    return has_others && crew_.finds_work(rest_of_piece(), decoder_.consumed());
}

transfer::outcome transfer::take(const decoded_part& part, sink& to) {
    mgunzip::detail::decoder_access::take(decoder_, part.members, in_);
    in_.end = std::max(in_.end, in_.next);
    return take_output(part.members.output, part.output, to);
}

// The decoder stops at the next block that the blocks' crew can begin with.
void transfer::stop_at_entry(std::uint64_t bit) noexcept {
    decoder_.stop_at_block(blocks_.next_stop(bit));
}

// Segments that follow a point of the index are for the blocks' crew.
transfer::outcome transfer::run_blocks(sink& to) {
    const std::uint64_t bit = decoder_.block_bit();
    const auto whole = source_.whole();
    if (!whole || !blocks_.is_entry(bit, decoder_.produced())) {
        stop_at_entry(bit);
        return outcome::go_on;
    }
    if (excess() > 0)
        return commit(to);
    helper_.stop(); // its thread is of more use there
    crew_.stop();
    blocks_.reserve(*settings_.threads);
    if (!blocks_.has_threads()) { // others have them
        stop_at_entry(bit + 1);
        return outcome::go_on;
    }
    // Whatever happens, the crew has done with the sink then.
    const struct ending {
        block_crew& crew;
        ~ending() { crew.end(); }
    } ending{blocks_};
    blocks_.begin({whole->next, whole->end}, decoder_, to);
    std::uint64_t from = bit + 1; // lest it is tried again in vain
    while (const decoded_blocks* const part = blocks_.next()) {
        const outcome taken = take(*part, to);
        if (taken != outcome::go_on)
            return taken;
        from = 8 * decoder_.consumed() + part->blocks.bit;
        blocks_.reserve(*settings_.threads);
    }
    stop_at_entry(from);
    if (blocks_.is_over())
        blocks_.stop(); // its threads are of more use elsewhere
    return blocks_.needs_room() ? commit(to) : outcome::go_on;
}

transfer::outcome transfer::take(const decoded_blocks& part, sink& to) {
    mgunzip::detail::decoder_access::take(decoder_, part.blocks, in_);
    in_.end = std::max(in_.end, in_.next);
    return take_output(part.blocks.output, part.output, to);
}

// What the decoder counts already.
transfer::outcome transfer::take_output(std::size_t size,
                                        const decoded_output& output,
                                        sink& to) {
    size -= static_cast<std::size_t>(std::min<std::uint64_t>(size, excess()));
    if (!output.is_in_window)
        return deliver(to, [&] { return to.append(output.data, size); });
    to.window().next += size;
    return deliver(to, [&] { return to.commit_in_place(); });
}

input_cursor transfer::rest_of_piece() const noexcept {
    return {in_.next, piece_end_};
}

// Members of known sizes are for the crew, and what an index divides is for the
// blocks' crew; it is seen at the beginning whether there is any. All else is
// for the helper.
void transfer::reserve_threads() noexcept {
    const auto whole = source_.whole();
    const bool may_share = settings_.threads && !settings_.index && whole;
    if (may_share && crew_.has_work(*whole, 0)) {
        crew_.reserve(*settings_.threads, whole->size());
        return;
    }
    is_divided_ = may_share && !settings_.threads->is_empty() &&
                  blocks_.has_work({whole->next, whole->end});
    if (is_divided_)
        blocks_.reserve(*settings_.threads);
    else
        reserve_helper();
}

void transfer::reserve_crew() noexcept {
    if (settings_.threads)
        crew_.reserve(*settings_.threads, rest_of_piece().size());
}

// May be called again and again: a thread may be free later.
void transfer::reserve_helper() noexcept {
    if (settings_.threads && rest_of_piece().size() >= min_helped)
        helper_.reserve(decoder_, *settings_.threads);
}

transfer::outcome transfer::commit(sink& to) {
    drop_excess(to);
    return deliver(to, [&] { return to.commit(); });
}

// `commit` gives the sink what was decoded.
template <typename Commit>
transfer::outcome transfer::deliver(sink& to, Commit commit) {
    size_.update(decoder_.consumed(), decoder_.produced());
    if (settings_.is_output_final) {
        if (const std::error_code error = source_.check(in_.next))
            return fail(failure::input, error);
    }
    enter(transfer_stage::output);
    if (const std::error_code error = commit())
        return fail(failure::output, error);
    uncommitted_ = to.window().next;
    if (excess() > 0)
        return fail_at_limit();
    enter(transfer_stage::input);
    if (const std::error_code error = source_.advance(in_.next))
        return fail(failure::input, error);
    enter(transfer_stage::decoding);
    return fail_if_stopped();
}

void transfer::index_block(const sink& to) {
    settings_.index->note_block(decoder_, to.window().next,
                                input_from(decoder_.block_bit() / 8));
}

// The rest of the piece; none of it if what is wanted begins in front of it.
std::span<const std::uint8_t>
transfer::input_from(std::uint64_t offset) const noexcept {
    if (offset < piece_offset_)
        return {};
    const std::span<const std::uint8_t> piece(piece_begin_, piece_end_);
    return piece.subspan(static_cast<std::size_t>(offset - piece_offset_));
}

std::uint64_t transfer::excess() const noexcept {
    return produced() > settings_.most_output
               ? produced() - settings_.most_output
               : 0;
}

// Nothing beyond the limit was committed yet.
void transfer::drop_excess(sink& to) noexcept {
    const auto uncommitted =
        static_cast<std::uint64_t>(to.window().next - uncommitted_);
    to.window().next -= std::min(uncommitted, excess());
}

// The last time that the input is looked at: what was decoded since the last
// commit is kept, or not.
void transfer::drop_unsound(sink& to) {
    const std::error_code error = source_.check(in_.next);
    if (!error)
        return;
    to.window().next = uncommitted_;
    if (failure_ != failure::input)
        static_cast<void>(fail(failure::input, error));
}

transfer::outcome transfer::take_input() {
    const outcome extended = extend_input();
    if (extended != outcome::go_on || in_.size() > 0)
        return extended;
    return decoder_.end_of_input() == gzip_status::end_of_data
               ? outcome::done
               : fail_with_data_error();
}

// `in_` was used up. If it is empty afterwards, the input has ended.
transfer::outcome transfer::extend_input() {
    enter(transfer_stage::input);
    if (in_.end != piece_end_) {
        if (const std::error_code error = source_.advance(in_.next))
            return fail(failure::input, error);
    } else {
        const bool is_first = piece_end_ == nullptr;
        input_cursor piece{};
        if (const std::error_code error = source_.next(piece))
            return fail(failure::input, error);
        in_ = {piece.next, piece.next};
        piece_offset_ += static_cast<std::uint64_t>(piece_end_ - piece_begin_);
        piece_begin_ = piece.next;
        piece_end_ = piece.end;
        if (is_first) {
            beginning_size_ = std::min(piece.size(), beginning_.size());
            std::copy_n(piece.next, beginning_size_, beginning_.begin());
        }
    }
    if (lengthen_input())
        enter(transfer_stage::decoding);
    return fail_if_stopped();
}

// Gives the decoder more of the piece, if there is more.
bool transfer::lengthen_input() noexcept {
    const auto left = static_cast<std::size_t>(piece_end_ - in_.end);
    in_.end += std::min(left, input_quantum);
    return left > 0;
}

// Called where a member may begin: the decoder gets its magic number, or all
// that follows is copied.
transfer::outcome transfer::look_ahead() {
    pass_through_.restart();
    while (!pass_through_.look_ahead(in_)) {
        if (extend_input() == outcome::failed)
            return outcome::failed;
        if (in_.size() == 0)
            break;
    }
    const bool is_at_begin = decoder_.members() == 0;
    if (pass_through_.judge(is_at_begin ? beginning()
                                        : std::span<const std::uint8_t>{}))
        return outcome::go_on;
    output_window nowhere{};
    return decoder_.run(pass_through_.looked_at(), nowhere) ==
                   gzip_status::error
               ? fail_with_data_error()
               : outcome::go_on;
}

transfer::outcome transfer::copy(sink& to) {
    output_window& window = to.window();
    if (window.next >= window.goal)
        return commit(to);
    if (pass_through_.copy(in_, window))
        return outcome::go_on;
    if (extend_input() == outcome::failed)
        return outcome::failed;
    return in_.size() > 0 ? outcome::go_on : outcome::done;
}

void transfer::stop_threads() noexcept {
    helper_.stop();
    crew_.stop();
    blocks_.stop();
}

void transfer::end_reading() {
    stop_threads(); // they must not read what the source lets go
    // What could not be read has no position.
    if (failure_ == failure::input)
        return;
    const std::error_code error = source_.finish(in_.next);
    // What went wrong first counts.
    if (failure_ != failure::none)
        return;
    if (error)
        static_cast<void>(fail(failure::input, error));
    // Garbage counts as used to its very end, wherever it was recognised.
    else if (decoder_.trailing() == trailing_data::garbage)
        source_.skip_rest();
}

// Data that could not be read look like damaged data. The decoder has looked at
// some behind those that it used.
transfer::outcome transfer::fail_with_data_error() {
    if (const std::error_code lost = source_.check(in_.end))
        return fail(failure::input, lost);
    return fail(failure::data, make_error_code(decoder_.error()));
}

transfer::outcome transfer::fail_at_limit() {
    return fail(failure::limit, make_error_code(io_errc::output_too_large));
}

transfer::outcome transfer::fail_if_stopped() {
    return settings_.is_stopped && settings_.is_stopped->load()
               ? fail(failure::stopped,
                      std::make_error_code(std::errc::operation_canceled))
               : outcome::go_on;
}

transfer::outcome transfer::fail(failure cause, std::error_code error) {
    failure_ = cause;
    error_ = error;
    return outcome::failed;
}

} // namespace mgunzip::io
