// SPDX-License-Identifier: BSL-1.0
// CRC-32 by the instructions that arm64 has for it.
#include "crc32/crc32_kernels.hpp"
#include "crc32/crc32_polynomial.hpp"
#include "little_endian.hpp"

#ifdef MGUNZIP_ARM_KERNELS

#include <arm_acle.h>

namespace mgunzip::kernel {

namespace {

// An instruction takes 8 bytes, but waits two or three cycles for the one
// before, while another can begin in each. So three streams run side by side.
// Each is so long that joining them costs little.
constexpr std::size_t stream_size = 1024;

struct moving_tables {
    // of[k][b]: the register that holds b in its byte k, behind `stream_size`
    // zero bytes. A register is the sum of its bytes.
    std::uint32_t of[4][256];
};

consteval moving_tables make_tables() {
    // Bit i of the register is x^(31 - i).
    std::uint32_t bits[32];
    std::uint32_t power = crc32_power_of_x(8 * stream_size);
    for (unsigned i = 32; i-- > 0; power = crc32_times_x(power))
        bits[i] = power;
    moving_tables tables{};
    for (unsigned k = 0; k < 4; ++k)
        for (unsigned byte = 0; byte < 256; ++byte)
            for (unsigned i = 0; i < 8; ++i)
                if ((byte >> i & 1) != 0)
                    tables.of[k][byte] ^= bits[8 * k + i];
    return tables;
}

alignas(64) constexpr moving_tables tables = make_tables();

std::uint32_t move_over_stream(std::uint32_t state) noexcept {
    return tables.of[0][state & 0xff] ^ tables.of[1][(state >> 8) & 0xff] ^
           tables.of[2][(state >> 16) & 0xff] ^ tables.of[3][state >> 24];
}

} // namespace

std::uint32_t crc32_armv8(std::uint32_t state, const std::uint8_t* data,
                          std::size_t size) noexcept {
    for (; size >= 3 * stream_size; size -= 3 * stream_size) {
        std::uint32_t second = 0;
        std::uint32_t third = 0;
        for (const std::uint8_t* const end = data + stream_size; data < end;
             data += 8) {
            state = __crc32d(state, detail::load64(data));
            second = __crc32d(second, detail::load64(data + stream_size));
            third = __crc32d(third, detail::load64(data + 2 * stream_size));
        }
        data += 2 * stream_size;
        state = move_over_stream(move_over_stream(state) ^ second) ^ third;
    }
    for (; size >= 8; size -= 8, data += 8)
        state = __crc32d(state, detail::load64(data));
    for (; size > 0; --size, ++data)
        state = __crc32b(state, *data);
    return state;
}

} // namespace mgunzip::kernel

#endif
