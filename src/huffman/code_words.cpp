// SPDX-License-Identifier: BSL-1.0
// Code words in the order of their symbols, and tables filled by them.
#include "huffman/code_words.hpp"

#include <cstring>

namespace mgunzip::detail {

code_words::code_words(const canonical_code& code) noexcept {
    // Words at the upper end of 16 bits are sums of what the codes before them
    // take.
    std::array<std::uint16_t, litlen_symbols> words;
    unsigned word = 0;
    for (unsigned length = code.shortest; length <= code.longest; ++length)
        for (unsigned i = code.first[length]; i < code.first[length + 1]; ++i) {
            words[i] = static_cast<std::uint16_t>(word);
            word += 0x10000u >> length;
        }
    const unsigned count = code.first[max_code_length + 1];
    for (unsigned i = 0; i < count; ++i)
        reversed[i] = reverse_bits(words[i]);
}

void replicate(std::uint32_t* table, std::uint32_t& filled,
               std::uint32_t wanted) noexcept {
    for (; filled < wanted; filled *= 2)
        std::memcpy(table + filled, table, filled * sizeof *table);
}

literal_counts count_literals(const code_description& litlen) noexcept {
    literal_counts literals = litlen.counts.of;
    for (const std::uint8_t bits : litlen.lengths.subspan(end_of_block_symbol))
        --literals[bits];
    literals[0] = 0;
    return literals;
}

} // namespace mgunzip::detail
