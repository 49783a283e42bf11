// SPDX-License-Identifier: BSL-1.0
// The numbers of an index file, one after the other.
#ifndef MGUNZIP_BYTE_SOURCE_HPP
#define MGUNZIP_BYTE_SOURCE_HPP

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip::detail {

/// Reads from memory that another process may change at any time: each byte is
/// loaded once. The caller asks how much is left before it takes anything.
class byte_source {
  public:
    explicit byte_source(std::span<const std::uint8_t> bytes) noexcept
        : left_(bytes) {}

    std::size_t left() const noexcept { return left_.size(); }

    std::span<const std::uint8_t> take(std::size_t size) noexcept {
        assert(size <= left_.size());
        const std::span<const std::uint8_t> taken = left_.first(size);
        left_ = left_.subspan(size);
        return taken;
    }

    /// A number of `size` bytes, up to 8, lowest byte first.
    std::uint64_t little(std::size_t size) noexcept {
        const volatile std::uint8_t* const from = take(size).data();
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value |= std::uint64_t{from[i]} << (8 * i);
        return value;
    }

    /// The same, highest byte first.
    std::uint64_t big(std::size_t size) noexcept {
        const volatile std::uint8_t* const from = take(size).data();
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value = value << 8 | from[i];
        return value;
    }

  private:
    std::span<const std::uint8_t> left_;
};

} // namespace mgunzip::detail

#endif
