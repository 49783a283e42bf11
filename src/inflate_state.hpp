// SPDX-License-Identifier: BSL-1.0
// What the parts of the DEFLATE decoder share while they work on one stream.
#ifndef MGUNZIP_INFLATE_STATE_HPP
#define MGUNZIP_INFLATE_STATE_HPP

#include "huffman_table.hpp"
#include "lane_decoder.hpp"

#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace mgunzip::detail {

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
            std::uint64_t word;
            std::memcpy(&word, in_.next, sizeof word);
            bits_ |= word << count_;
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
        const std::uint64_t taken =
            total_bytes_ + static_cast<std::uint64_t>(in_.next - piece_begin_);
        return (taken * 8 - count_ + ahead) / 8;
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

    /// The piece; for whoever copies bytes or reads bits faster than this.
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

/// The lengths of a dynamic block's codes while its header is read.
struct dynamic_header {
    unsigned litlens;      ///< HLIT + 257
    unsigned distances;    ///< HDIST + 1
    unsigned precodes;     ///< HCLEN + 4
    unsigned lengths_read; ///< of the precode, then of both codes together
    std::uint64_t precode_offset;
    std::array<std::uint8_t, precode_symbols> precode_lengths;
    /// Lengths are written so many at a time.
    static constexpr std::size_t store_size = 16;
    std::array<std::uint8_t,
               max_dynamic_litlens + max_dynamic_distances + store_size>
        lengths;
    precode_table precode;
};

/// A block's two codes.
struct block_codes {
    code_description litlen;
    code_description distance;
};

/// What comes next in the stream.
enum class inflate_phase : std::uint8_t {
    block_header,
    stored_lengths,
    stored_data,
    dynamic_counts,
    precode_lengths,
    code_lengths,
    block_begin, ///< the codes are known, but there are no tables yet
    symbols,
    finished,
    failed,
};

struct inflate_state {
    inflate_phase phase = inflate_phase::block_header;
    bool is_final_block = false;
    errc error = errc::ok;
    std::uint64_t error_offset = 0;
    bit_reader bits;
    output_window out{};
    /// Output of all earlier calls, and where this call's begins.
    std::uint64_t produced_before = 0;
    std::uint8_t* out_begin = nullptr;

    block_counts blocks;            ///< begun, of each type
    std::uint64_t block_offset = 0; ///< byte with the block's first bit
    std::uint32_t stored_left = 0;
    /// What is left of a match that did not fit the window.
    std::uint32_t match_left = 0;
    std::uint32_t match_distance = 0;

    /// The block's codes, which are usable: in `header`, or fixed.
    block_codes codes;
    bool has_fixed_codes = false;
    /// The block's tables, once they are needed: `own_tables` or the fixed
    /// ones.
    const decode_tables* tables = nullptr;
    dynamic_header header;
    decode_tables own_tables;

    std::uint64_t produced() const noexcept {
        return produced_before +
               static_cast<std::uint64_t>(out.next - out_begin);
    }
    std::size_t room() const noexcept {
        return static_cast<std::size_t>(out.end - out.next);
    }
};

/// The outcome of one step of the decoder.
enum class step : std::uint8_t { done, need_input, need_output, failed };

inline step fail(inflate_state& state, errc error,
                 std::uint64_t offset) noexcept {
    state.phase = inflate_phase::failed;
    state.error = error;
    state.error_offset = offset;
    return step::failed;
}

} // namespace mgunzip::detail

#endif
