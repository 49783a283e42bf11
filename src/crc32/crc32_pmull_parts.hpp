// SPDX-License-Identifier: BSL-1.0
// CRC-32 by carry-less multiplication on arm64: several vectors as one.
#ifndef MGUNZIP_CRC32_PMULL_PARTS_HPP
#define MGUNZIP_CRC32_PMULL_PARTS_HPP

#include "cpu.hpp"

#ifdef MGUNZIP_ARM_KERNELS

#include "crc32/crc32_wide.hpp"

// In an unnamed namespace, as each kernel needs its own copy, made with its own
// flags.
namespace mgunzip::kernel {
namespace {

/// For `crc32_wide`, which has four of these in flight.
template <unsigned Parts>
struct vectors_in_parts {
    struct vector {
        vector128 part[Parts];
    };
    static constexpr fold_factors over_one = fold_factors_for(Parts * 128);
    static constexpr fold_factors over_four = fold_factors_for(4 * Parts * 128);

    static vector load(const std::uint8_t* p) noexcept {
        // By one instruction.
        if constexpr (Parts == 4) {
            const uint8x16x4_t all = vld1q_u8_x4(p);
            return {{all.val[0], all.val[1], all.val[2], all.val[3]}};
        } else {
            static_assert(Parts == 2);
            const uint8x16x2_t all = vld1q_u8_x2(p);
            return {{all.val[0], all.val[1]}};
        }
    }
    static vector begin(vector v, vector128 state) noexcept {
        v.part[0] = exclusive_or(v.part[0], state);
        return v;
    }
    static vector fold(vector v, vector next, fold_factors factors) noexcept {
        for (unsigned i = 0; i < Parts; ++i)
            v.part[i] = kernel::fold(v.part[i], next.part[i], factors);
        return v;
    }
    static vector128 join(vector v) noexcept {
        vector128 joined = v.part[0];
        for (unsigned i = 1; i < Parts; ++i)
            joined = kernel::fold(joined, v.part[i], over_128);
        return joined;
    }
};

} // namespace
} // namespace mgunzip::kernel

#endif

#endif
