// SPDX-License-Identifier: BSL-1.0
// Builds DEFLATE streams by hand, good ones and bad ones.
#include "support/deflate_builder.hpp"

#include <algorithm>
#include <stdexcept>

namespace mgunzip::test {
namespace {

constexpr int max_code_length = 15;
constexpr std::array<std::uint8_t, 19> code_length_order{
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

int length_extra_bits(std::size_t symbol) {
    return symbol < 265 || symbol == 285 ? 0
                                         : static_cast<int>(symbol - 261) / 4;
}

int distance_extra_bits(std::size_t symbol) {
    return symbol < 4 ? 0 : static_cast<int>(symbol) / 2 - 1;
}

} // namespace

code_lengths
sparse_lengths(std::size_t size,
               std::initializer_list<std::pair<std::size_t, int>> codes) {
    code_lengths lengths(size);
    for (const auto& [symbol, length] : codes)
        lengths.at(symbol) = static_cast<std::uint8_t>(length);
    return lengths;
}

canonical_code::canonical_code(code_lengths lengths)
    : lengths_(std::move(lengths)), codes_(lengths_.size()) {
    unsigned code = 0;
    for (int length = 1; length <= max_code_length; ++length) {
        code <<= 1;
        for (std::size_t symbol = 0; symbol < lengths_.size(); ++symbol)
            if (lengths_[symbol] == length)
                codes_[symbol] = code++;
    }
}

void canonical_code::put(bit_writer& writer, std::size_t symbol) const {
    if (!has(symbol))
        throw std::logic_error("symbol without a code");
    writer.put_code(codes_[symbol], lengths_[symbol]);
}

code_lengths fixed_litlen_lengths() {
    code_lengths lengths(288, 8);
    std::fill(lengths.begin() + 144, lengths.begin() + 256, 9);
    std::fill(lengths.begin() + 256, lengths.begin() + 280, 7);
    return lengths;
}

code_lengths fixed_distance_lengths() {
    return code_lengths(32, 5);
}

std::array<std::uint8_t, 19> plain_code_length_code() {
    std::array<std::uint8_t, 19> lengths;
    lengths.fill(4); // 13 codes of 4 bits and 6 of 5 bits fill the space
    std::fill(lengths.begin() + 10, lengths.begin() + 16, 5);
    return lengths;
}

deflate_builder& deflate_builder::put_bits(std::uint64_t value, int count) {
    writer_.put_bits(value, count);
    return *this;
}

deflate_builder& deflate_builder::block_header(bool is_final, unsigned type) {
    return put_bits(is_final ? 1 : 0, 1).put_bits(type, 2);
}

deflate_builder&
deflate_builder::stored_block(bool is_final,
                              std::span<const std::uint8_t> data) {
    block_header(is_final, 0);
    writer_.align();
    put_bits(data.size(), 16).put_bits(~data.size(), 16);
    writer_.put_bytes(data);
    return *this;
}

deflate_builder& deflate_builder::stored_block(bool is_final,
                                               std::string_view data) {
    return stored_block(is_final, bytes(data.begin(), data.end()));
}

deflate_builder& deflate_builder::begin_fixed(bool is_final) {
    block_header(is_final, 1);
    return set_codes(fixed_litlen_lengths(), fixed_distance_lengths());
}

deflate_builder& deflate_builder::begin_dynamic(bool is_final,
                                                const code_lengths& litlen,
                                                const code_lengths& distance) {
    dynamic_header header{static_cast<unsigned>(litlen.size() - 257),
                          static_cast<unsigned>(distance.size() - 1),
                          plain_code_length_code(),
                          {}};
    for (const std::uint8_t length : litlen)
        header.symbols.push_back({length});
    for (const std::uint8_t length : distance)
        header.symbols.push_back({length});
    return begin_dynamic(is_final, header).set_codes(litlen, distance);
}

deflate_builder& deflate_builder::begin_dynamic(bool is_final,
                                                const dynamic_header& header) {
    block_header(is_final, 2);
    put_bits(header.hlit, 5).put_bits(header.hdist, 5);
    put_bits(header.order_count - 4, 4);
    for (unsigned i = 0; i < header.order_count; ++i)
        put_bits(header.code_length_lengths[code_length_order[i]], 3);
    const auto& lengths = header.code_length_lengths;
    const canonical_code code(code_lengths(lengths.begin(), lengths.end()));
    for (const auto& [symbol, extra] : header.symbols) {
        code.put(writer_, symbol);
        if (symbol >= 16)
            put_bits(extra, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
    }
    return *this;
}

deflate_builder& deflate_builder::set_codes(const code_lengths& litlen,
                                            const code_lengths& distance) {
    litlen_ = canonical_code(litlen);
    distance_ = canonical_code(distance);
    return *this;
}

deflate_builder& deflate_builder::litlen(std::size_t symbol) {
    litlen_.put(writer_, symbol);
    return *this;
}

deflate_builder& deflate_builder::distance_symbol(std::size_t symbol) {
    distance_.put(writer_, symbol);
    return *this;
}

deflate_builder& deflate_builder::literals(std::string_view text) {
    for (const char character : text)
        litlen(static_cast<std::uint8_t>(character));
    return *this;
}

deflate_builder& deflate_builder::match_length(unsigned length) {
    const symbol_and_extra l = encode_length(length);
    return litlen(l.symbol).put_bits(l.extra, l.extra_bits);
}

deflate_builder& deflate_builder::match_distance(unsigned distance) {
    const symbol_and_extra d = encode_distance(distance);
    return distance_symbol(d.symbol).put_bits(d.extra, d.extra_bits);
}

symbol_and_extra encode_length(unsigned length) {
    if (length < 3 || length > 258)
        throw std::logic_error("no such length");
    if (length == 258)
        return {285, 0, 0};
    std::size_t symbol = 257;
    unsigned base = 3;
    while (length >= base + (1U << length_extra_bits(symbol)))
        base += 1U << length_extra_bits(symbol++);
    return {symbol, length - base, length_extra_bits(symbol)};
}

symbol_and_extra encode_distance(unsigned distance) {
    if (distance < 1 || distance > 32768)
        throw std::logic_error("no such distance");
    std::size_t symbol = 0;
    unsigned base = 1;
    while (distance >= base + (1U << distance_extra_bits(symbol)))
        base += 1U << distance_extra_bits(symbol++);
    return {symbol, distance - base, distance_extra_bits(symbol)};
}

} // namespace mgunzip::test
