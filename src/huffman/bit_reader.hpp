// SPDX-License-Identifier: BSL-1.0
// The bits of a DEFLATE stream, in their order (RFC 1951, section 3.1.1).
#ifndef MGUNZIP_BIT_READER_HPP
#define MGUNZIP_BIT_READER_HPP

#include "little_endian.hpp"

#include <mgunzip/buffers.hpp>

#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// A place in the input.
struct bit_position {
    const std::uint8_t* byte;
    unsigned bit; ///< of that byte, 0 to 7
};

/// Reads the stream bit by bit, least significant first (RFC 1951, section
/// 3.1.1), from pieces of any size.
///
/// Bytes move from the piece into a 64-bit buffer; bits above `count_` are
/// zero. A piece may end in the middle of a symbol: its bits then wait in the
/// buffer. As nothing is taken out before a whole item is there, at most one
/// item waits.
class bit_reader {
  public:
    /// Continues with a new piece.
    void begin(input_cursor piece) noexcept {
        in_ = piece;
        piece_begin_ = piece.next;
    }

    /// Ends the piece and returns where the next one has to begin.
    const std::uint8_t* end() noexcept {
        total_bytes_ += static_cast<std::uint64_t>(in_.next - piece_begin_);
        piece_begin_ = in_.next;
        return in_.next;
    }

    /// Fills the buffer, to 56 bits or more if the piece has them.
    void fill() noexcept {
        if (in_.size() >= sizeof bits_) {
            bits_ |= load64(in_.next) << count_;
            in_.next += (63 - count_) / 8;
            count_ |= 56;
            bits_ &= ~std::uint64_t{0} >> (64 - count_);
            return;
        }
        while (count_ < 56 && in_.next != in_.end) {
            bits_ |= std::uint64_t{*in_.next++} << count_;
            count_ += 8;
        }
    }

    unsigned count() const noexcept { return count_; }
    std::uint64_t peek() const noexcept { return bits_; }
    std::uint32_t peek(unsigned bits) const noexcept {
        return static_cast<std::uint32_t>(bits_ &
                                          ((std::uint64_t{1} << bits) - 1));
    }
    void consume(unsigned bits) noexcept {
        bits_ >>= bits;
        count_ -= bits;
    }
    std::uint32_t take(unsigned bits) noexcept {
        const std::uint32_t value = peek(bits);
        consume(bits);
        return value;
    }

    /// Drops the bits up to the next byte boundary of the stream.
    void align() noexcept { consume(count_ % 8); }

    /// Returns whole bytes from the buffer to the piece; those that came from
    /// an earlier piece stay.
    void give_back() noexcept {
        while (count_ >= 8 && in_.next != piece_begin_) {
            --in_.next;
            count_ -= 8;
        }
        bits_ &= (std::uint64_t{1} << count_) - 1;
    }

    /// True if all bits in the buffer belong to the byte before `in().next`,
    /// which is in this piece: the position can then be moved about freely.
    bool is_within_piece() const noexcept {
        return count_ == 0 || (count_ < 8 && in_.next != piece_begin_);
    }

    /// Offset, in the stream, of the byte that holds the bit `ahead` bits from
    /// the position.
    std::uint64_t byte_offset(unsigned ahead = 0) const noexcept {
        return (bit_offset() + ahead) / 8;
    }

    /// Offset, in the stream, of the next bit.
    std::uint64_t bit_offset() const noexcept {
        const std::uint64_t taken =
            total_bytes_ + static_cast<std::uint64_t>(in_.next - piece_begin_);
        return taken * 8 - count_;
    }

    /// The byte and the bit where the next one is; needs is_within_piece().
    bit_position position() const noexcept {
        return count_ == 0 ? bit_position{in_.next, 0}
                           : bit_position{in_.next - 1, 8 - count_};
    }
    void set_position(bit_position at) noexcept {
        if (at.bit == 0)
            set_position(at.byte, 0, 0);
        else
            set_position(at.byte + 1, std::uint64_t{*at.byte} >> at.bit,
                         8 - at.bit);
    }

    /// The piece, for code that copies bytes or reads bits faster than this.
    /// `set_position` needs `count` < 8.
    const input_cursor& in() const noexcept { return in_; }
    void set_position(const std::uint8_t* next, std::uint64_t bits,
                      unsigned count) noexcept {
        in_.next = next;
        bits_ = bits;
        count_ = count;
    }

  private:
    input_cursor in_{};
    const std::uint8_t* piece_begin_ = nullptr;
    std::uint64_t bits_ = 0;
    unsigned count_ = 0;
    std::uint64_t total_bytes_ = 0;
};

} // namespace mgunzip::detail

#endif
