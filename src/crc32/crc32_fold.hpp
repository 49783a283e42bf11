// SPDX-License-Identifier: BSL-1.0
// CRC-32 by carry-less multiplication: the steps on 128 bits.
#ifndef MGUNZIP_CRC32_FOLD_HPP
#define MGUNZIP_CRC32_FOLD_HPP

#include "crc32/crc32_kernels.hpp"
#include "crc32/crc32_polynomial.hpp"

#if defined(MGUNZIP_X86_KERNELS) || defined(MGUNZIP_ARM_KERNELS)

#ifdef MGUNZIP_X86_KERNELS
#include "crc32/vector128_x86.hpp"
#else
#include "crc32/vector128_arm.hpp"
#endif

// How it works. 16 bytes in a vector are a polynomial V of degree 127,
// reflected as crc32_polynomial.hpp says. A register state that is XORed onto
// the first four bytes of the data counts as data. The register after the
// bytes of V is then V * x^32 mod P.
//
// Folding: bytes that are followed by n bits may be replaced by any polynomial
// that is congruent to V * x^n mod P and added onto what is there. With
// V = A * x^64 + B:
//     V * x^n = A * x^(64 + n) + B * x^n
// and with the powers of x reduced mod P (32 bits) both products are below
// degree 96, thus fit in the 128 bits at that place.
//
// PCLMULQDQ or PMULL multiplies two reflected words of 64 bits and puts the
// product of degree 126 into the bits 0 to 126, where 0 to 127 would stand for
// degrees 127 to 0: what it computes is a * b * x. Therefore all factors below
// have an exponent that is one less.

// Not `inline`: each kernel needs its own copy, made with its own flags.
namespace mgunzip::kernel {
namespace {

// What moves a vector forward: x^(64 + n) for A and x^n for B.
struct fold_factors {
    std::uint64_t for_a;
    std::uint64_t for_b;
};

consteval std::uint64_t crc32_factor(unsigned exponent) {
    // Degrees below 32 are in the upper half of a word.
    return std::uint64_t{crc32_power_of_x(exponent - 1)} << 32;
}

consteval fold_factors fold_factors_for(unsigned bits) {
    return {.for_a = crc32_factor(bits + 64), .for_b = crc32_factor(bits)};
}

constexpr fold_factors over_128 = fold_factors_for(128);

// v * x^n + next.
vector128 fold(vector128 v, vector128 next, fold_factors factors) noexcept {
    const vector128 both = two_words(factors.for_a, factors.for_b);
    return exclusive_or(multiply_low(v, both), multiply_high(v, both), next);
}

// Takes the `size` bytes at `data`, less than 16 and at least one, behind
// those in v. The 16 bytes that end with them must be readable.
vector128 fold_tail(vector128 v, const std::uint8_t* data,
                    std::size_t size) noexcept {
    // Bytes [size, size + 16) of this table as indices: first as many zeros
    // (top bit set) as leave room for `size` bytes at the end, then 0, 1, ...
    // Bytes [size + 16, size + 32): size, size + 1 ... 15, then zeros.
    alignas(16) static constexpr std::uint8_t shifts[48] = {
        0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
        0x80, 0x80, 0x80, 0x80, 0,    1,    2,    3,    4,    5,    6,    7,
        8,    9,    10,   11,   12,   13,   14,   15,   0x80, 0x80, 0x80, 0x80,
        0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};
    // v and the tail are 16 + size bytes: the first `size`, to be folded, and
    // the 16 behind them.
    const vector128 keep = load16(shifts + size + 16);
    const vector128 first = bytes_at(v, load16(shifts + size));
    const vector128 last = bytes_at(v, keep);
    const vector128 tail = load16(data + size - 16);
    return fold(first, choose(last, tail, keep), over_128);
}

// v * x^32 mod P.
std::uint32_t reduce(vector128 v) noexcept {
    // A * x^96 + B * x^32 with x^96 reduced has degree 95. It is computed
    // times x^32, for which the factor moves to the low half of its word and
    // B to the other half of the vector. In the low half there are then the
    // upper 64 of these 96 bits, called U, and above them the 32 low ones.
    const vector128 factor = two_words(crc32_power_of_x(95), 0);
    const vector128 w =
        exclusive_or(multiply_low(v, factor), high_word_alone(v));
    // Barrett: q = floor(U * x^32 / P) = floor(U * floor(x^95 / P) / x^63),
    // exact as U * x^32 has at most degree 95. With the x that comes with the
    // multiplication, q is what stands above x^64: the low half.
    //
    // U * x^32 - q * P is below degree 32, and so is only that part of q * P
    // needed, and the x^32 in P plays no role. P * x^31 and again that x put
    // the product where w has its 32 low bits.
    const vector128 barrett =
        two_words(crc32_reciprocal(), std::uint64_t{crc32_polynomial} << 1);
    const vector128 q = multiply_low(w, barrett);
    const vector128 remainder = multiply_low_by_high(q, barrett);
    return bits_64_to_95(exclusive_or(w, remainder));
}

} // namespace
} // namespace mgunzip::kernel

#endif

#endif
