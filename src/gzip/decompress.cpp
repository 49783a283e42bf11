// SPDX-License-Identifier: BSL-1.0
// Data in memory as a whole: into a buffer, into a vector.
#include <mgunzip/decompress.hpp>

#include "gzip/gzip_format.hpp"
#include "little_endian.hpp"

#include <algorithm>
#include <exception>

namespace mgunzip {
namespace {

// The decoder comes back after so many bytes of output, and the CRC-32 finds
// them in the cache.
constexpr std::size_t goal_step = std::size_t{128} * 1024;

// Where there are many members, more may follow that are decoded at once: a
// vector is made so much larger for them.
constexpr std::uint64_t many_members = 4;
constexpr std::size_t members_step = std::size_t{2} << 20;

// The caller's buffer. Its first window is empty, so that it is of the same
// form as that of a vector that has no memory yet.
class fixed_output {
  public:
    explicit fixed_output(std::span<std::uint8_t> buffer) noexcept
        : window{buffer.data(), buffer.data(), buffer.data() + buffer.size()} {}

    std::error_code extend(const gzip_decoder&) noexcept {
        if (window.goal == window.end)
            return make_error_code(std::errc::no_buffer_space);
        const auto left = static_cast<std::size_t>(window.end - window.next);
        window.goal = window.next + std::min(left, goal_step);
        return {};
    }

    output_window window;
};

// A vector. Memory is reserved for all that is expected, but the vector's size
// goes up step by step: the zeros that a vector must be filled with are then
// written to the cache, where output soon replaces them.
class growing_output {
  public:
    growing_output(std::span<const std::uint8_t> in,
                   std::vector<std::uint8_t>& to, std::size_t limit) noexcept
        : in_(in), out_(to), limit_(limit), first_capacity_(to.capacity()) {
        out_.clear();
    }

    std::error_code extend(const gzip_decoder& decoder) noexcept {
        if (window.goal == window.end && out_.size() == limit_)
            return make_error_code(std::errc::no_buffer_space);
        const auto produced = static_cast<std::size_t>(decoder.produced());
        if (out_.capacity() < limit_ &&
            out_.capacity() - produced <= window_margin &&
            !reserve(produced, expected_size(decoder)))
            return make_error_code(std::errc::not_enough_memory);
        const std::size_t most = std::min(out_.capacity(), limit_);
        const std::size_t step =
            decoder.members() < many_members ? goal_step : members_step;
        const std::size_t size =
            produced + std::min(most - produced, step + window_margin);
        out_.resize(size);
        std::uint8_t* const begin = out_.data();
        std::size_t to_goal = size - produced;
        if (size < limit_)
            to_goal -= window_margin;
        window = {begin + produced,
                  begin + produced + std::min(to_goal, goal_step),
                  begin + size};
        return {};
    }

    // Cuts off what was not written to, and gives back what a wrong ISIZE has
    // had reserved in vain.
    void finish(std::size_t produced) noexcept {
        out_.resize(produced);
        const std::size_t capacity = out_.capacity();
        if (capacity > first_capacity_ &&
            capacity / 2 > produced + window_margin)
            out_.shrink_to_fit();
    }

    output_window window{};

  private:
    // By ISIZE at first, and then by what came of the input so far. An eighth
    // is added to the latter: too much reserved costs nothing, too little a
    // copy of everything.
    std::uint64_t expected_size(const gzip_decoder& decoder) const noexcept {
        const std::uint64_t bound = in_.size() * max_expansion;
        if (decoder.produced() == 0)
            return std::max<std::uint64_t>(output_size_hint(in_), in_.size());
        const auto by_ratio = static_cast<std::uint64_t>(
            1.125 * static_cast<double>(decoder.produced()) /
            static_cast<double>(decoder.consumed()) *
            static_cast<double>(in_.size()));
        return std::min(bound,
                        std::max<std::uint64_t>(by_ratio, 2 * out_.capacity()));
    }

    // Where memory is scarce less will do, but not so little that the vector
    // would be copied over and over.
    bool reserve(std::size_t produced, std::uint64_t expected) noexcept {
        const auto wanted = static_cast<std::size_t>(
            std::min<std::uint64_t>(expected + window_margin, limit_));
        std::size_t more =
            std::min(std::max(wanted, produced + 2 * window_margin) - produced,
                     limit_ - produced);
        const std::size_t least =
            std::min(more, std::max(2 * window_margin, produced / 8));
        for (; more >= least; more /= 2) {
            try {
                out_.reserve(produced + more);
                return true;
            } catch (const std::exception&) {
                // bad_alloc or length_error
            }
        }
        return false;
    }

    std::span<const std::uint8_t> in_;
    std::vector<std::uint8_t>& out_;
    std::size_t limit_;
    std::size_t first_capacity_;
};

// May throw std::bad_alloc, as the decoder may while it stores header fields.
template <typename Output>
void decode_members(gzip_decoder& decoder, std::span<const std::uint8_t> in,
                    Output& output, decompress_result& result) {
    input_cursor cursor{in.data(), in.data() + in.size()};
    for (;;) {
        if (decoder.run_members(cursor, output.window) != 0)
            result.consumed = static_cast<std::size_t>(decoder.consumed());
        gzip_status status = decoder.run(cursor, output.window);
        if (status == gzip_status::need_input)
            status = decoder.end_of_input();
        switch (status) {
        case gzip_status::member_begin:
        case gzip_status::block_begin:
            break;
        case gzip_status::member_end:
            result.consumed = static_cast<std::size_t>(decoder.consumed());
            break;
        case gzip_status::need_output:
            result.error = output.extend(decoder);
            if (result.error)
                return;
            break;
        case gzip_status::error:
            result.error = decoder.error();
            result.error_offset = decoder.error_offset();
            return;
        case gzip_status::need_input:
        case gzip_status::end_of_data:
            return;
        }
    }
}

template <typename Output>
decompress_result decode(gzip_decoder& decoder,
                         std::span<const std::uint8_t> in,
                         Output& output) noexcept {
    decompress_result result;
    decoder.reset();
    try {
        decode_members(decoder, in, output, result);
    } catch (const std::bad_alloc&) {
        result.error = make_error_code(std::errc::not_enough_memory);
    }
    result.produced = static_cast<std::size_t>(decoder.produced());
    result.members = decoder.members();
    result.trailing = decoder.trailing();
    return result;
}

// Calls `decode` with a new decoder.
template <typename Decode>
decompress_result with_decoder(Decode decode) noexcept {
    try {
        gzip_decoder decoder;
        return decode(decoder);
    } catch (const std::bad_alloc&) {
        return {.error = make_error_code(std::errc::not_enough_memory)};
    }
}

} // namespace

std::uint64_t output_size_hint(std::span<const std::uint8_t> in) noexcept {
    if (in.size() < detail::min_member_size)
        return 0;
    const std::uint64_t isize =
        detail::load32(in.data() + in.size() - detail::isize_size);
    return std::min(isize, in.size() * max_expansion);
}

decompress_result decompress(gzip_decoder& decoder,
                             std::span<const std::uint8_t> in,
                             std::span<std::uint8_t> out) noexcept {
    fixed_output output(out);
    return decode(decoder, in, output);
}

decompress_result decompress(std::span<const std::uint8_t> in,
                             std::span<std::uint8_t> out) noexcept {
    return with_decoder(
        [&](gzip_decoder& decoder) { return decompress(decoder, in, out); });
}

decompress_result decompress_to_vector(gzip_decoder& decoder,
                                       std::span<const std::uint8_t> in,
                                       std::vector<std::uint8_t>& out,
                                       std::size_t limit) noexcept {
    growing_output output(in, out, limit);
    const decompress_result result = decode(decoder, in, output);
    output.finish(result.produced);
    return result;
}

decompress_result decompress_to_vector(std::span<const std::uint8_t> in,
                                       std::vector<std::uint8_t>& out,
                                       std::size_t limit) noexcept {
    out.clear();
    return with_decoder([&](gzip_decoder& decoder) {
        return decompress_to_vector(decoder, in, out, limit);
    });
}

} // namespace mgunzip
