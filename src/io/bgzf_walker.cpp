// SPDX-License-Identifier: BSL-1.0
// Adds up the sizes in a BGZF file without decoding it.
#include "io/bgzf_walker.hpp"

#include "gzip/gzip_format.hpp"
#include "io/load_once.hpp"

namespace mgunzip::io {
namespace {

using namespace detail; // gzip_format.hpp

// ID1, ID2, CM and FLG with FEXTRA alone.
constexpr std::uint32_t header_begin =
    magic_first | magic_second << 8 | deflate_method << 16 | flag::extra << 24;

// A subfield: two bytes of identifier, two of length, and the data.
constexpr std::size_t subfield_header_size = 4;
constexpr std::uint32_t bc_identifier = 0x4342; // "BC"

constexpr std::uint32_t max_output_size = 65536;

struct block_sizes {
    std::size_t input;
    std::uint32_t output;
};

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

// The sizes of the member at the beginning of `in`; input 0 if it is none.
block_sizes measure_block(const input_cursor& in) noexcept {
    constexpr block_sizes none{0, 0};
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
    return output > max_output_size ? none : block_sizes{size, output};
}

} // namespace

void bgzf_walker::walk(const input_cursor& whole,
                       std::uint64_t offset) noexcept {
    while (!has_ended_ && input_size_ < offset && input_size_ < whole.size()) {
        const block_sizes block =
            measure_block({whole.next + input_size_, whole.end});
        if (block.input == 0) {
            has_ended_ = true;
            return;
        }
        input_size_ += block.input;
        output_size_ += block.output;
    }
}

} // namespace mgunzip::io
