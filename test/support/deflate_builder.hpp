// SPDX-License-Identifier: BSL-1.0
// Builds DEFLATE streams by hand, good ones and bad ones.
#ifndef MGUNZIP_TEST_DEFLATE_BUILDER_HPP
#define MGUNZIP_TEST_DEFLATE_BUILDER_HPP

#include "support/bit_writer.hpp"

#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace mgunzip::test {

/// The code lengths of an alphabet; 0 for symbols without a code.
using code_lengths = std::vector<std::uint8_t>;

/// Code lengths for `size` symbols, all 0 but for the pairs (symbol, length).
code_lengths
sparse_lengths(std::size_t size,
               std::initializer_list<std::pair<std::size_t, int>> codes);

/// The codes of RFC 1951, section 3.2.2; also for lengths that make no valid
/// code, with the low bits of what the algorithm gives.
class canonical_code {
  public:
    canonical_code() = default;
    explicit canonical_code(code_lengths lengths);

    /// Throws std::logic_error for symbols without a code.
    void put(bit_writer& writer, std::size_t symbol) const;
    bool has(std::size_t symbol) const {
        return symbol < lengths_.size() && lengths_[symbol] != 0;
    }

  private:
    code_lengths lengths_;
    std::vector<unsigned> codes_;
};

code_lengths fixed_litlen_lengths();
code_lengths fixed_distance_lengths();

/// A symbol of the code length alphabet with the value of its extra bits
/// (3.2.7).
struct length_symbol {
    unsigned symbol;
    unsigned extra = 0;
};

/// What a dynamic block's header says, valid or not. HCLEN covers all 19 unless
/// `order_count` is less.
struct dynamic_header {
    unsigned hlit;  ///< as in the stream: number of litlen codes - 257
    unsigned hdist; ///< as in the stream: number of distance codes - 1
    /// Lengths of the code length code, by symbol; see `code_length_code`.
    std::array<std::uint8_t, 19> code_length_lengths;
    std::vector<length_symbol> symbols;
    unsigned order_count = 19;
};

/// A complete code length code: 5 bits for the lengths 10 to 15, 4 bits for all
/// other symbols.
std::array<std::uint8_t, 19> plain_code_length_code();

/// Each function appends one element and returns the builder. Nothing is
/// checked: that is what decoders are for.
class deflate_builder {
  public:
    deflate_builder& put_bits(std::uint64_t value, int count);
    /// BFINAL and BTYPE.
    deflate_builder& block_header(bool is_final, unsigned type);

    deflate_builder& stored_block(bool is_final,
                                  std::span<const std::uint8_t> data);
    /// Up to 65535 bytes, one LEN for them.
    deflate_builder& stored_block(bool is_final, std::string_view data);

    /// The following tokens use the fixed codes.
    deflate_builder& begin_fixed(bool is_final);
    /// The following tokens use these codes. Their lengths are written one by
    /// one, without repeats; `litlen` needs at least 257 lengths.
    deflate_builder& begin_dynamic(bool is_final, const code_lengths& litlen,
                                   const code_lengths& distance);
    /// The header as given; the following tokens use the same codes as before
    /// unless `set_codes` is called.
    deflate_builder& begin_dynamic(bool is_final, const dynamic_header& header);
    deflate_builder& set_codes(const code_lengths& litlen,
                               const code_lengths& distance);

    deflate_builder& litlen(std::size_t symbol);
    deflate_builder& distance_symbol(std::size_t symbol);
    deflate_builder& literals(std::string_view text);
    /// A match; 258 is written as symbol 285.
    deflate_builder& match(unsigned length, unsigned distance) {
        return match_length(length).match_distance(distance);
    }
    /// The two halves of a match, each with its extra bits.
    deflate_builder& match_length(unsigned length);
    deflate_builder& match_distance(unsigned distance);
    deflate_builder& end_block() { return litlen(256); }

    /// Where the next bit will be.
    std::uint64_t byte_offset() const { return writer_.byte_offset(); }
    std::uint64_t bit_count() const { return writer_.bit_count(); }
    const bytes& data() const { return writer_.data(); }

  private:
    bit_writer writer_;
    canonical_code litlen_;
    canonical_code distance_;
};

/// A length or distance as its symbol and extra bits (3.2.5).
struct symbol_and_extra {
    std::size_t symbol;
    unsigned extra;
    int extra_bits;
};
symbol_and_extra encode_length(unsigned length);
symbol_and_extra encode_distance(unsigned distance);

} // namespace mgunzip::test

#endif
