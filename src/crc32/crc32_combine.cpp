// SPDX-License-Identifier: BSL-1.0
// The CRC-32 of two pieces of data, from those of each.
#include <mgunzip/crc32.hpp>

#include "crc32/crc32_polynomial.hpp"

#include <array>

namespace mgunzip {
namespace {

// a * b modulo the polynomial.
constexpr std::uint32_t times(std::uint32_t a, std::uint32_t b) noexcept {
    std::uint32_t product = 0;
    for (; a != 0; a <<= 1) { // from x^0 on
        if ((a & kernel::crc32_one) != 0)
            product ^= b;
        b = (b >> 1) ^ ((b & 1) != 0 ? kernel::crc32_polynomial : 0);
    }
    return product;
}

// x^(8 * 2^i): behind so many bytes.
constexpr auto powers = [] {
    std::array<std::uint32_t, 64> result{};
    std::uint32_t power = kernel::crc32_power_of_x(8);
    for (std::uint32_t& entry : result) {
        entry = power;
        power = times(power, power);
    }
    return result;
}();

} // namespace

std::uint32_t crc32_combine(std::uint32_t first, std::uint32_t second,
                            std::uint64_t second_size) noexcept {
    for (std::size_t i = 0; second_size != 0; ++i, second_size >>= 1)
        if ((second_size & 1) != 0)
            first = times(powers[i], first);
    return first ^ second;
}

} // namespace mgunzip
