// SPDX-License-Identifier: BSL-1.0
// CRC-32 by carry-less multiplication on vectors of several parts of 128 bits.
#ifndef MGUNZIP_CRC32_WIDE_HPP
#define MGUNZIP_CRC32_WIDE_HPP

#include "crc32/crc32_fold.hpp"

#if defined(MGUNZIP_X86_KERNELS) || defined(MGUNZIP_ARM_KERNELS)

// Not `inline`: each kernel needs its own copy, made with its own flags.
namespace mgunzip::kernel {
namespace {

/// For `crc32_wide`: the CRC is all that is wanted.
struct no_counter {
    template <typename Vector>
    void note(const Vector& /*v*/) noexcept {}
    void note_rest(const std::uint8_t* /*data*/,
                   std::size_t /*size*/) noexcept {}
};

/// For `crc32_wide`: counts newlines. `Vectors` has, besides what that needs:
///     std::uint64_t newlines(vector v)
template <typename Vectors>
class newline_counter {
  public:
    void note(typename Vectors::vector v) noexcept {
        count_ += Vectors::newlines(v);
    }
    void note_rest(const std::uint8_t* data, std::size_t size) noexcept {
        for (std::size_t i = 0; i < size; ++i)
            count_ += data[i] == '\n' ? 1 : 0;
    }
    std::uint64_t count() const noexcept { return count_; }

  private:
    std::uint64_t count_ = 0;
};

/// `Vectors` has the type `vector`; `over_one` and `over_four`, the factors for
/// that many vectors; and, all static:
///     vector load(const std::uint8_t* p)
///     vector begin(vector v, vector128 state)   the state XORed onto part 0
///     vector fold(vector v, vector next, fold_factors factors)   in each part
///     vector128 join(vector v)   all parts as one polynomial, reduced
/// `counter` notes each vector that is loaded, once, and then the rest of the
/// data, less than a vector.
template <typename Vectors, typename Counter>
std::uint32_t crc32_wide(std::uint32_t state, const std::uint8_t* data,
                         std::size_t size, Counter& counter) noexcept {
    using vector = typename Vectors::vector;
    constexpr std::size_t width = sizeof(vector);
    constexpr fold_factors over_one = Vectors::over_one;
    constexpr fold_factors over_four = Vectors::over_four;

    const auto load = [&counter](const std::uint8_t* p) noexcept {
        const vector v = Vectors::load(p);
        counter.note(v);
        return v;
    };

    if (size < width)
        counter.note_rest(data, size);
    if (size < 16)
        return crc32_slicing(state, data, size);
    const vector128 start = from_state(state);
    vector128 v;
    if (size < width) {
        v = exclusive_or(load16(data), start);
        data += 16;
        size -= 16;
    } else {
        vector w = Vectors::begin(load(data), start);
        data += width;
        size -= width;
        // Four vectors in flight hide the latency of the multiplication.
        if (size >= 3 * width + 4 * width) {
            vector w1 = load(data);
            vector w2 = load(data + width);
            vector w3 = load(data + 2 * width);
            data += 3 * width;
            size -= 3 * width;
            for (; size >= 4 * width; size -= 4 * width, data += 4 * width) {
                w = Vectors::fold(w, load(data), over_four);
                w1 = Vectors::fold(w1, load(data + width), over_four);
                w2 = Vectors::fold(w2, load(data + 2 * width), over_four);
                w3 = Vectors::fold(w3, load(data + 3 * width), over_four);
            }
            w = Vectors::fold(w, w1, over_one);
            w = Vectors::fold(w, w2, over_one);
            w = Vectors::fold(w, w3, over_one);
        }
        for (; size >= width; size -= width, data += width)
            w = Vectors::fold(w, load(data), over_one);
        v = Vectors::join(w);
        counter.note_rest(data, size);
    }
    for (; size >= 16; size -= 16, data += 16)
        v = fold(v, load16(data), over_128);
    if (size > 0)
        v = fold_tail(v, data, size);
    return reduce(v);
}

/// The kernel and the counting kernel by these vectors.
template <typename Vectors>
std::uint32_t crc32_wide(std::uint32_t state, const std::uint8_t* data,
                         std::size_t size) noexcept {
    no_counter nobody;
    return crc32_wide<Vectors>(state, data, size, nobody);
}
template <typename Vectors>
state_and_newlines crc32_counting_wide(std::uint32_t state,
                                       const std::uint8_t* data,
                                       std::size_t size) noexcept {
    newline_counter<Vectors> counter;
    const std::uint32_t after = crc32_wide<Vectors>(state, data, size, counter);
    return {after, counter.count()};
}

} // namespace
} // namespace mgunzip::kernel

#endif

#endif
