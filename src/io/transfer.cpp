// SPDX-License-Identifier: BSL-1.0
// Moves one gzip file from a source through the decoder into a sink.
#include "transfer.hpp"

#include <algorithm>
#include <cstddef>

namespace mgunzip::io {
namespace {

// The decoder comes back after this much input even if it has written nothing,
// as for padding and empty blocks or members. Only then a mapped input learns
// that it may let pages go, and tells of pages that could not be read.
constexpr std::size_t input_quantum = 1024 * 1024;

} // namespace

failure transfer::read_first_header() {
    output_window nowhere{};
    outcome so_far = outcome::go_on;
    while (so_far == outcome::go_on) {
        switch (decoder_.run(in_, nowhere)) {
        case gzip_status::member_begin:
            return failure::none;
        case gzip_status::need_input:
            so_far = take_input();
            break;
        case gzip_status::error:
        case gzip_status::need_output:
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
    enter(transfer_stage::decoding);
    outcome so_far = outcome::go_on;
    while (so_far == outcome::go_on)
        so_far = go_on_after(decoder_.run(in_, to.window()), to);
    end_reading();
    return failure_;
}

transfer::outcome transfer::go_on_after(gzip_status status, sink& to) {
    switch (status) {
    case gzip_status::need_output:
        return commit(to);
    case gzip_status::need_input:
        return take_input();
    case gzip_status::member_begin:
    case gzip_status::member_end:
        return outcome::go_on;
    case gzip_status::end_of_data:
        return outcome::done;
    case gzip_status::error:
        break;
    }
    return fail_with_data_error();
}

transfer::outcome transfer::commit(sink& to) {
    size_.update(decoder_.consumed(), decoder_.produced());
    enter(transfer_stage::output);
    if (const std::error_code error = to.commit())
        return fail(failure::output, error);
    enter(transfer_stage::input);
    if (const std::error_code error = source_.advance(in_.next))
        return fail(failure::input, error);
    enter(transfer_stage::decoding);
    return outcome::go_on;
}

transfer::outcome transfer::take_input() {
    enter(transfer_stage::input);
    if (in_.end != piece_end_) {
        if (const std::error_code error = source_.advance(in_.next))
            return fail(failure::input, error);
    } else {
        input_cursor piece{};
        if (const std::error_code error = source_.next(piece))
            return fail(failure::input, error);
        in_ = {piece.next, piece.next};
        piece_end_ = piece.end;
        if (piece.size() == 0)
            return decoder_.end_of_input() == gzip_status::end_of_data
                       ? outcome::done
                       : fail_with_data_error();
    }
    const auto left = static_cast<std::size_t>(piece_end_ - in_.end);
    in_.end += std::min(left, input_quantum);
    enter(transfer_stage::decoding);
    return outcome::go_on;
}

void transfer::end_reading() {
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

// Data that could not be read look like damaged data.
transfer::outcome transfer::fail_with_data_error() {
    if (const std::error_code lost = source_.advance(in_.next))
        return fail(failure::input, lost);
    return fail(failure::data, make_error_code(decoder_.error()));
}

transfer::outcome transfer::fail(failure whose, std::error_code error) {
    failure_ = whose;
    error_ = error;
    return outcome::failed;
}

} // namespace mgunzip::io
