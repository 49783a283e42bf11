// SPDX-License-Identifier: BSL-1.0
// Runs what the library has on top of gzip_decoder, and checks that it keeps
// its promises.
#include "support/library_runner.hpp"
#include "support/with_tuning.hpp"

#include "support/guarded_buffer.hpp"

#include <mgunzip/stream.hpp>

#include <algorithm>
#include <memory>
#include <optional>

namespace mgunzip::test {
namespace {

// A piece of the input, in memory of exactly its size.
class piece {
  public:
    void set(std::span<const std::uint8_t> data) {
        size_ = data.size();
        memory_.reset(new std::uint8_t[size_]);
        std::ranges::copy(data, memory_.get());
        rest = {memory_.get(), size_};
    }
    bool is_valid() const {
        return rest.data() + rest.size() == memory_.get() + size_ &&
               rest.size() <= size_;
    }

    std::span<const std::uint8_t> rest;

  private:
    std::size_t size_ = 0;
    std::unique_ptr<std::uint8_t[]> memory_;
};

class stream_runner {
  public:
    stream_runner(std::span<const std::uint8_t> input, const size_source& size,
                  finish_time time)
        : input_(input), size_(size), time_(time) {}

    gunzip_result run() {
        for (;;) {
            const stream_event event = next();
            switch (event) {
            case stream_event::data:
                promise(is_in_member_, "only members have data");
                promise(!stream_.output().empty(), "data are not empty");
                result_.decoded.output.insert(result_.decoded.output.end(),
                                              stream_.output().begin(),
                                              stream_.output().end());
                break;
            case stream_event::member_begin:
                promise(!is_in_member_, "members end before others begin");
                is_in_member_ = true;
                result_.members.push_back(
                    {decoder_.member_offset(), decoder_.header()});
                break;
            case stream_event::member_end:
                promise(is_in_member_, "only what has begun ends");
                is_in_member_ = false;
                break;
            case stream_event::need_input:
                give_input();
                break;
            case stream_event::end_of_data:
            case stream_event::error:
                return finish(event);
            }
        }
    }

  private:
    stream_event next() {
        const stream_event event = stream_.next(piece_.rest);
        promise(piece_.is_valid(), "the span moves on in its piece");
        promise(event == stream_event::data || stream_.output().empty(),
                "output comes with data");
        promise(event == stream_event::error || event == stream_event::data ||
                    !stream_.error(),
                "error() goes with the event");
        return event;
    }

    void give_input() {
        promise(piece_.rest.empty(), "the input is used up");
        promise(!is_finished_, "nothing is wanted behind the end");
        promise(decoder_.produced() == result_.decoded.output.size(),
                "all output was told before more input is wanted");
        piece_.set(input_.first(std::min(size_(), input_.size())));
        const bool was_empty = input_.empty();
        input_ = input_.subspan(piece_.rest.size());
        if (was_empty ||
            (input_.empty() && time_ == finish_time::with_last_piece)) {
            stream_.finish();
            is_finished_ = true;
        }
    }

    gunzip_result finish(stream_event event) {
        const std::error_code error = stream_.error();
        promise((event == stream_event::error) == static_cast<bool>(error),
                "error() goes with the event");
        promise(!error || error.category() == error_category(),
                "data break rules");
        const auto rest = piece_.rest;
        promise(next() == event && stream_.error() == error &&
                    piece_.rest.data() == rest.data(),
                "the end is the end");
        result_.decoded.error = static_cast<errc>(error.value());
        result_.decoded.offset = decoder_.error_offset();
        result_.decoded.consumed = decoder_.consumed();
        result_.members_begun = decoder_.members();
        result_.trailing = decoder_.trailing();
        return std::move(result_);
    }

    std::span<const std::uint8_t> input_; // not given yet
    const size_source& size_;
    finish_time time_;
    piece piece_;
    stream_decoder stream_{tuning_in_use()};
    const gzip_decoder& decoder_ = stream_.decoder();
    gunzip_result result_;
    bool is_in_member_ = false;
    bool is_finished_ = false;
};

// With all the room that is needed.
void check_whole(const decompress_result& result,
                 std::span<const std::uint8_t> output,
                 const gunzip_result& expected) {
    // No error is of the system's category.
    promise(expected.decoded.error == errc::ok
                ? !result.error
                : result.error == std::error_code(expected.decoded.error),
            "the error is the reference's");
    promise(!result.needs_room(), "there was room");
    promise(static_cast<bool>(result) == !result.error, "an error is no good");
    promise(result.error_offset == expected.decoded.offset,
            "the error's offset is the reference's");
    promise(result.members == expected.members_begun,
            "the number of members is the reference's");
    promise(result.trailing == expected.trailing,
            "what follows the last member is judged as by the reference");
    promise(result.produced == output.size() &&
                std::ranges::equal(output, expected.decoded.output),
            "the output is the reference's");
    if (result && result.trailing == trailing_data::none)
        promise(result.consumed == expected.decoded.consumed,
                "all input was used");
}

// With less. What is wrong behind the part that fits is not to be seen.
void check_part(const decompress_result& result,
                std::span<const std::uint8_t> output,
                const gunzip_result& expected) {
    promise(result.needs_room() && !result, "there was no room");
    promise(result.error_offset == 0, "nothing is wrong with the data");
    promise(result.members >= 1 && result.members <= expected.members_begun,
            "a member wants room");
    promise(result.produced == output.size(), "all room was used");
    promise(
        std::ranges::equal(
            output, std::span(expected.decoded.output).first(output.size())),
        "the output is the beginning of the reference's");
}

void check_buffers(std::span<const std::uint8_t> input,
                   const gunzip_result& expected) {
    const std::size_t size = expected.decoded.output.size();
    const guarded_buffer input_memory(input.size());
    const guarded_buffer output_memory(size + 1);
    const auto in = input_memory.back(input.size());
    std::ranges::copy(input, in.begin());
    gzip_decoder decoder(tuning_in_use());
    for (const std::size_t room : {size, size + 1}) {
        const auto out = output_memory.back(room);
        const decompress_result result = decompress(decoder, in, out);
        // An output that fills the buffer may hide what is wrong behind it.
        if (expected.decoded.error != errc::ok && room == size &&
            result.needs_room())
            check_part(result, out, expected);
        else
            check_whole(result, out.first(size), expected);
    }
    if (size == 0)
        return;
    const auto out = output_memory.back(size - 1);
    check_part(decompress(in, out), out, expected);
}

void check_vectors(std::span<const std::uint8_t> input,
                   const gunzip_result& expected) {
    const std::size_t size = expected.decoded.output.size();
    bytes out(7, 0xcc); // to be replaced
    gzip_decoder decoder(tuning_in_use());
    for (const std::size_t limit : {no_limit, size + 1}) {
        const auto again = decompress_to_vector(decoder, input, out, limit);
        check_whole(again, out, expected);
        bytes fresh;
        const auto once = decompress_to_vector(input, fresh, limit);
        check_whole(once, fresh, expected);
        promise(fresh.capacity() <= limit, "no more is reserved than allowed");
    }
    if (expected.decoded.error == errc::ok) {
        const auto exact = decompress_to_vector(decoder, input, out, size);
        check_whole(exact, out, expected);
    }
    if (size == 0)
        return;
    const auto part = decompress_to_vector(input, out, size - 1);
    check_part(part, out, expected);
    promise(out.size() == size - 1, "the limit is the limit");
}

} // namespace

gunzip_result run_stream_decoder(std::span<const std::uint8_t> input,
                                 const size_source& piece, finish_time time) {
    return stream_runner(input, piece, time).run();
}

void check_decompress(std::span<const std::uint8_t> input,
                      const gunzip_result& expected) {
    check_buffers(input, expected);
    check_vectors(input, expected);
}

gzip_member random_member(random_source& random, std::size_t size) {
    random_stream made = make_random_stream(random, size);
    return {.deflate_data = std::move(made.data),
            .data = std::move(made.output)};
}

bytes damaged_file(random_source& random) {
    bytes file =
        gzip_bytes(random_member(random, std::size_t{1} << below(random, 13))) +
        gzip_bytes(random_member(random, 100));
    damage(random, file);
    return file;
}

} // namespace mgunzip::test
