// SPDX-License-Identifier: BSL-1.0
// CRC-32 by table lookups, 16 bytes at a time.
#include "crc32/crc32_kernels.hpp"
#include "crc32/crc32_polynomial.hpp"
#include "little_endian.hpp"

namespace mgunzip::kernel {

namespace {

constexpr unsigned slices = 16;

struct slicing_tables {
    // of[k][b]: the register after byte b and k zero bytes, from 0. A block of
    // 16 bytes is the sum of its bytes, each with the zeros that follow it.
    std::uint32_t of[slices][256];
};

consteval slicing_tables make_tables() {
    slicing_tables tables{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (unsigned bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? crc32_polynomial : 0);
        tables.of[0][byte] = crc;
    }
    for (unsigned k = 1; k < slices; ++k) {
        for (unsigned byte = 0; byte < 256; ++byte) {
            const std::uint32_t crc = tables.of[k - 1][byte];
            tables.of[k][byte] = (crc >> 8) ^ tables.of[0][crc & 0xff];
        }
    }
    return tables;
}

// The alignment keeps each slice within 16 cache lines.
alignas(64) constexpr slicing_tables tables = make_tables();

// Four bytes of a block, the last of which has `zeros` bytes behind it.
std::uint32_t lookup4(std::uint32_t word, unsigned zeros) noexcept {
    return tables.of[zeros + 3][word & 0xff] ^
           tables.of[zeros + 2][(word >> 8) & 0xff] ^
           tables.of[zeros + 1][(word >> 16) & 0xff] ^
           tables.of[zeros][word >> 24];
}

} // namespace

std::uint32_t crc32_slicing(std::uint32_t state, const std::uint8_t* data,
                            std::size_t size) noexcept {
    for (; size >= 16; size -= 16, data += 16) {
        // What depends on the state comes last, as it is the last known.
        state = lookup4(detail::load32(data + 12), 0) ^
                lookup4(detail::load32(data + 8), 4) ^
                lookup4(detail::load32(data + 4), 8) ^
                lookup4(detail::load32(data) ^ state, 12);
    }
    for (; size >= 4; size -= 4, data += 4)
        state = lookup4(detail::load32(data) ^ state, 0);
    for (; size > 0; --size, ++data)
        state = (state >> 8) ^ tables.of[0][(state ^ *data) & 0xff];
    return state;
}

} // namespace mgunzip::kernel
