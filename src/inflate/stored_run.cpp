// SPDX-License-Identifier: BSL-1.0
// Stored blocks that follow one another, without a step for each part of each.
#include "inflate/stored_run.hpp"

#include "little_endian.hpp"

#include <cstddef>
#include <cstring>

namespace mgunzip::detail {
namespace {

// BFINAL and BTYPE, and padding to the next byte; LEN and NLEN.
constexpr std::size_t header_size = 5;
constexpr unsigned first_bits = 7;

// A small block is copied with what lies around it: a fixed size takes no loop
// and no call.
constexpr std::size_t small_size = 32;

std::size_t size_of(const std::uint8_t* from, const std::uint8_t* to) noexcept {
    return static_cast<std::size_t>(to - from);
}

} // namespace

void copy_stored_run(reading_state& reading, copying_state& copying) noexcept {
    if (reading.bits.count() != 0)
        return;
    const input_cursor in = reading.bits.in();
    const std::uint8_t* from = in.next;
    output_window& out = copying.out;
    std::uint8_t* to = out.next;
    std::uint64_t blocks = 0;
    while (size_of(from, in.end) >= header_size && (*from & first_bits) == 0) {
        const std::uint32_t lengths = load32(from + 1);
        const std::size_t size = lengths & 0xffff;
        if ((size ^ lengths >> 16) != 0xffff)
            break;
        const std::uint8_t* const data = from + header_size;
        if (size > size_of(data, in.end) ||
            (size > 0 && (to >= out.goal || size > size_of(to, out.goal))))
            break;
        if (size <= small_size && size_of(data, in.end) >= small_size &&
            size_of(to, out.end) >= small_size)
            std::memcpy(to, data, small_size);
        else if (size > 0) // an empty window has no address
            std::memcpy(to, data, size);
        from = data + size;
        to += size;
        ++blocks;
    }
    reading.bits.set_position(from, 0, 0);
    reading.blocks.stored += blocks;
    out.next = to;
}

} // namespace mgunzip::detail
