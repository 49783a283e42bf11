// SPDX-License-Identifier: BSL-1.0
// Puts an index file together, piece by piece.
#ifndef MGUNZIP_NUMBER_WRITER_HPP
#define MGUNZIP_NUMBER_WRITER_HPP

#include <mgunzip/index.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

namespace mgunzip::detail {

/// Collects bytes and gives them to a sink, some 64 KiB at a time. Each
/// function may throw std::bad_alloc, and what the sink throws.
class number_writer {
  public:
    explicit number_writer(const index_sink& sink) : sink_(sink) {
        pending_.reserve(1024); // g++ 14 warns of too little room otherwise
    }

    void little(std::uint64_t value, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i)
            pending_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    void big(std::uint64_t value, std::size_t size) {
        for (std::size_t i = size; i-- > 0;)
            pending_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    void text(std::string_view text) {
        pending_.insert(pending_.end(), text.begin(), text.end());
    }
    void bytes(std::span<const std::uint8_t> bytes) {
        pending_.insert(pending_.end(), bytes.begin(), bytes.end());
    }
    void zeros(std::size_t size) {
        pending_.insert(pending_.end(), size, std::uint8_t{0});
    }

    /// Gives away what there is, if it is enough; the first error of the sink
    /// stays.
    [[nodiscard]] std::error_code flush_if_large() {
        return pending_.size() < piece_size ? error_ : flush();
    }
    [[nodiscard]] std::error_code flush() {
        if (!error_ && !pending_.empty())
            error_ = sink_(pending_);
        pending_.clear();
        return error_;
    }

  private:
    static constexpr std::size_t piece_size = std::size_t{64} << 10;

    const index_sink& sink_;
    std::vector<std::uint8_t> pending_;
    std::error_code error_;
};

/// Byte and bits of a block, as the formats have them: see `block_bit`.
constexpr std::uint64_t whole_byte(std::uint64_t bit) noexcept {
    return bit / 8 + (bit % 8 != 0 ? 1 : 0);
}
constexpr std::uint64_t bits_in_front(std::uint64_t bit) noexcept {
    return (8 - bit % 8) % 8;
}

} // namespace mgunzip::detail

#endif
