// SPDX-License-Identifier: BSL-1.0
// What a member of a BGZF file says about its sizes.
#include "gzip/bgzf_member.hpp"

#include "gzip/gzip_format.hpp"
#include "gzip/load_once.hpp"

namespace mgunzip::detail {
namespace {

// ID1, ID2, CM and FLG with FEXTRA alone.
constexpr std::uint32_t header_begin =
    magic_first | magic_second << 8 | deflate_method << 16 | flag::extra << 24;

// A subfield: two bytes of identifier, two of length, and the data.
constexpr std::size_t subfield_header_size = 4;
constexpr std::uint32_t bc_identifier = 0x4342; // "BC"

// Finds the member's size, BSIZE + 1, in the extra field; 0 if it is not there.
std::size_t find_block_size(const std::uint8_t* extra,
                            std::size_t size) noexcept {
    std::size_t at = 0;
    while (size - at >= subfield_header_size) {
        const std::uint32_t identifier = load_once(extra + at, 2);
        const std::size_t length = load_once(extra + at + 2, 2);
        at += subfield_header_size;
        if (length > size - at)
            return 0;
        if (identifier == bc_identifier && length == 2)
            return load_once(extra + at, 2) + std::size_t{1};
        at += length;
    }
    return 0;
}

} // namespace

member_sizes measure_bgzf_member(const input_cursor& in) noexcept {
    constexpr member_sizes none{};
    if (in.size() < extra_offset || load_once(in.next, 4) != header_begin)
        return none;
    const std::size_t extra_size = load_once(in.next + xlen_offset, 2);
    if (extra_size > in.size() - extra_offset)
        return none;
    const std::size_t size =
        find_block_size(in.next + extra_offset, extra_size);
    if (size < extra_offset + extra_size + min_deflate_size + trailer_size ||
        size > in.size())
        return none;
    const std::uint32_t output =
        load_once(in.next + size - isize_size, isize_size);
    return output > max_bgzf_output
               ? none
               : member_sizes{size, extra_offset + extra_size, output};
}

} // namespace mgunzip::detail
