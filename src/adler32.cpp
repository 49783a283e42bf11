// SPDX-License-Identifier: BSL-1.0
#include "adler32.hpp"

#include <algorithm>
#include <cstddef>

namespace mgunzip::detail {
namespace {

constexpr std::uint64_t modulus = 65521;
constexpr std::size_t group = 32;
// The sums of so many bytes, of which the second grows with the square, fit 64
// bits by far.
constexpr std::size_t most_at_once = std::size_t{1} << 20;

struct sums {
    std::uint64_t a;
    std::uint64_t b;
};

// A group at a time, by factors of 16 bits: in this form the compiler adds many
// bytes at once, and processors can multiply so many.
void add(sums& total, std::span<const std::uint8_t> data) noexcept {
    for (; data.size() >= group; data = data.subspan(group)) {
        int plain = 0;
        int weighted = 0;
        for (std::size_t i = 0; i < group; ++i) {
            const auto byte = static_cast<std::int16_t>(data[i]);
            plain += byte;
            weighted += static_cast<std::int16_t>(group - i) * byte;
        }
        total.b += group * total.a + static_cast<unsigned>(weighted);
        total.a += static_cast<unsigned>(plain);
    }
    for (const std::uint8_t byte : data) {
        total.a += byte;
        total.b += total.a;
    }
}

} // namespace

std::uint32_t adler32(std::uint32_t adler,
                      std::span<const std::uint8_t> data) noexcept {
    sums total{adler & 0xffff, adler >> 16};
    while (!data.empty()) {
        const std::size_t size = std::min(data.size(), most_at_once);
        add(total, data.first(size));
        total = {total.a % modulus, total.b % modulus};
        data = data.subspan(size);
    }
    return static_cast<std::uint32_t>(total.b << 16 | total.a);
}

} // namespace mgunzip::detail
