// SPDX-License-Identifier: BSL-1.0
// Compile-time arithmetic modulo the polynomial of CRC-32.
#ifndef MGUNZIP_CRC32_POLYNOMIAL_HPP
#define MGUNZIP_CRC32_POLYNOMIAL_HPP

#include <cstdint>

// Everything is consteval: no code of this file is in any object, so kernels
// that are compiled for different instruction sets can all include it.
//
// Polynomials over GF(2) are stored reflected: in a word of W bits, bit i is
// the coefficient of x^(W - 1 - i). So the first bit of the data, which is the
// lowest of its byte, is the highest power, as RFC 1952 section 8 has it.

namespace mgunzip::kernel {

/// P(x) without its highest term x^32. All the following is modulo this P.
inline constexpr std::uint32_t crc32_polynomial = 0xedb88320;

/// x^0 in 32 bits.
inline constexpr std::uint32_t crc32_one = 0x80000000;

/// a * x mod P.
consteval std::uint32_t crc32_times_x(std::uint32_t a) {
    const bool overflows = (a & 1) != 0;
    return (a >> 1) ^ (overflows ? crc32_polynomial : 0);
}

/// x^exponent mod P.
consteval std::uint32_t crc32_power_of_x(unsigned exponent) {
    std::uint32_t power = crc32_one;
    for (unsigned i = 0; i < exponent; ++i)
        power = crc32_times_x(power);
    return power;
}

/// The quotient of x^95 divided by P, which has degree 63, in 64 bits.
consteval std::uint64_t crc32_reciprocal() {
    constexpr unsigned dividend_degree = 95;
    std::uint64_t quotient = 0;
    std::uint32_t remainder = crc32_one;
    for (unsigned i = 0; i < dividend_degree; ++i) {
        const std::uint64_t bit = remainder & 1;
        remainder = crc32_times_x(remainder);
        // The terms come highest first, and that is bit 0.
        quotient = (quotient >> 1) | (bit << 63);
    }
    return quotient;
}

static_assert(crc32_power_of_x(31) == 1);
static_assert(crc32_power_of_x(32) == crc32_polynomial);
// The highest term of x^95 / P is x^63.
static_assert((crc32_reciprocal() & 1) == 1);

} // namespace mgunzip::kernel

#endif
