// SPDX-License-Identifier: BSL-1.0
// Packs bits into bytes as DEFLATE does (RFC 1951, section 3.1.1).
#ifndef MGUNZIP_TEST_BIT_WRITER_HPP
#define MGUNZIP_TEST_BIT_WRITER_HPP

#include "support/decode_result.hpp"

#include <span>

namespace mgunzip::test {

class bit_writer {
  public:
    /// Appends the low `count` bits of `value`, the lowest first.
    void put_bits(std::uint64_t value, int count) {
        for (int i = 0; i < count; ++i) {
            if (bit_count_ % 8 == 0)
                bytes_.push_back(0);
            bytes_.back() |=
                static_cast<std::uint8_t>((value >> i & 1) << bit_count_ % 8);
            ++bit_count_;
        }
    }

    /// Appends a Huffman code of `length` bits, the highest first.
    void put_code(unsigned code, int length) {
        for (int i = length - 1; i >= 0; --i)
            put_bits(code >> i, 1);
    }

    /// Fills the last byte up with copies of `padding`.
    void align(bool padding = false) {
        while (bit_count_ % 8 != 0)
            put_bits(padding ? 1 : 0, 1);
    }

    /// Appends whole bytes after alignment.
    void put_bytes(std::span<const std::uint8_t> data) {
        align();
        bytes_.insert(bytes_.end(), data.begin(), data.end());
        bit_count_ += 8 * data.size();
    }

    std::uint64_t bit_count() const { return bit_count_; }
    /// The byte into which the next bit will go: where an error in it is.
    std::uint64_t byte_offset() const { return bit_count_ / 8; }
    const bytes& data() const { return bytes_; }

  private:
    bytes bytes_;
    std::uint64_t bit_count_ = 0;
};

} // namespace mgunzip::test

#endif
