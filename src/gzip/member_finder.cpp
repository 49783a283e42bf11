// SPDX-License-Identifier: BSL-1.0
// Finds where members end that do not say so.
#include "gzip/member_finder.hpp"

#include "gzip/gzip_format.hpp"
#include "gzip/load_once.hpp"

#include <mgunzip/crc32.hpp>

#include <algorithm>
#include <cstring>

namespace mgunzip::detail {
namespace {

// Longer headers are left to the decoder, which reads them in any case.
constexpr std::size_t most_header = std::size_t{1} << 16;

// Streams need no more input than their output takes in stored blocks, but for
// encoders that flush often: these get a quarter more, and some blocks.
constexpr std::size_t most_input_for(std::size_t output) noexcept {
    return output + output / 4 + 1024;
}

// So few bytes can become so many. The true bound for a stream of this size.
bool is_plausible(std::size_t input, std::size_t output) noexcept {
    return input <= most_input_for(output) && output / max_expansion <= input;
}

// Goes from field to field of a header (RFC 1952, section 2.3).
struct field_walker {
    const std::uint8_t* at;
    const std::uint8_t* end;

    bool pass(std::size_t size) noexcept {
        if (size > static_cast<std::size_t>(end - at))
            return false;
        at += size;
        return true;
    }
    bool pass_extra() noexcept {
        const std::uint8_t* const length = at;
        return pass(xlen_size) && pass(load_once(length, xlen_size));
    }
    bool pass_text() noexcept {
        const void* const zero =
            std::memchr(at, 0, static_cast<std::size_t>(end - at));
        if (zero == nullptr)
            return false;
        at = static_cast<const std::uint8_t*>(zero) + 1;
        return true;
    }
    bool pass_crc(const std::uint8_t* header) noexcept {
        const std::uint32_t crc =
            crc32(0, header, static_cast<std::size_t>(at - header));
        const std::uint8_t* const stated = at;
        return pass(2) && load_once(stated, 2) == (crc & 0xffff);
    }
};

// True if the fixed part of a header may begin there; there are enough bytes.
bool may_begin(const std::uint8_t* at) noexcept {
    constexpr std::uint8_t refused = flag::reserved | flag::encrypted;
    return at[0] == magic_first && at[1] == magic_second &&
           at[2] == deflate_method && (at[3] & refused) == 0;
}

// The size of the header at the beginning of `in`; 0 if none is there.
std::size_t measure_header(const input_cursor& in) noexcept {
    const std::size_t size = std::min(in.size(), most_header);
    if (size < fixed_header_size || !may_begin(in.next))
        return 0;
    const std::uint32_t flags = load_once(in.next + 3, 1);
    field_walker fields{in.next + fixed_header_size, in.next + size};
    if ((flags & flag::extra && !fields.pass_extra()) ||
        (flags & flag::name && !fields.pass_text()) ||
        (flags & flag::comment && !fields.pass_text()) ||
        (flags & flag::header_crc && !fields.pass_crc(in.next)))
        return 0;
    return static_cast<std::size_t>(fields.at - in.next);
}

constexpr std::ptrdiff_t chunk = 64;

// So far ahead, in bytes: nobody has looked at the input yet, and the processor
// does not foresee much across the border of a page.
constexpr std::ptrdiff_t prefetched = 4096;

// True if a magic number begins in the chunk. In other data that is seldom so.
// Compilers make a few vector instructions of this, without a branch.
bool has_magic(const std::uint8_t* at) noexcept {
    std::uint8_t found = 0;
    for (std::ptrdiff_t i = 0; i < chunk; ++i)
        found |= static_cast<std::uint8_t>((at[i] == magic_first) &
                                           (at[i + 1] == magic_second));
    return found != 0;
}

// The first place in [at, end) where a header may begin; `end` if there is
// none.
const std::uint8_t* find_header(const std::uint8_t* at,
                                const std::uint8_t* end) noexcept {
    constexpr auto whole = static_cast<std::ptrdiff_t>(fixed_header_size);
    while (end - at >= whole) {
        if (end - at > prefetched)
            __builtin_prefetch(at + prefetched);
        if (end - at >= chunk + whole && !has_magic(at)) {
            at += chunk;
            continue;
        }
        const std::uint8_t* const stop =
            at + std::min(chunk, end - at - whole + 1);
        at = std::find_if(at, stop, [](const std::uint8_t& byte) {
            return may_begin(&byte);
        });
        if (at != stop)
            return at;
    }
    return end;
}

} // namespace

member_sizes member_finder::measure(const input_cursor& in) noexcept {
    if (known_begin_ != in.next) {
        known_ = search(in);
        known_begin_ = in.next;
    }
    return known_.input <= in.size() ? known_ : member_sizes{};
}

member_sizes member_finder::search(const input_cursor& in) noexcept {
    searched_ = 0;
    const std::size_t header = measure_header(in);
    if (header == 0)
        return {};
    const std::size_t in_front = header + trailer_size;
    const std::uint8_t* const begin = in.next + header;
    const std::uint8_t* const end = in.next + std::min(in.size(), most_input());
    const std::uint8_t* at = in.next + std::min(in.size(), in_front);
    while ((at = find_header(at, end)) != end) {
        searched_ = static_cast<std::size_t>(at - in.next);
        const auto stream = static_cast<std::size_t>(at - begin) - trailer_size;
        const std::uint32_t output = load_once(at - isize_size, isize_size);
        if (stream >= min_deflate_size && is_plausible(stream, output))
            return output > most_output_
                       ? member_sizes{}
                       : member_sizes{searched_, header, output};
        ++at;
    }
    searched_ = static_cast<std::size_t>(end - in.next);
    return {};
}

// Of a member that can be found.
std::size_t member_finder::most_input() const noexcept {
    return most_header + most_input_for(most_output_) + trailer_size +
           fixed_header_size;
}

} // namespace mgunzip::detail
