// SPDX-License-Identifier: BSL-1.0
// Packs windows as zlib streams.
#include "index/window_packer.hpp"

#include "adler32.hpp"
#include "huffman/deflate_constants.hpp"
#include "little_endian.hpp"
#include "zlib_format.hpp"

#include <mgunzip/buffers.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

namespace mgunzip::detail {
namespace {

constexpr unsigned hash_bits = 13;
constexpr std::size_t hashed_size = 4;

/// Writes bits in the order of DEFLATE (RFC 1951, section 3.1.1), at most 56 at
/// a time, to memory that has 8 bytes more than they take.
class bit_sink {
  public:
    explicit bit_sink(std::uint8_t* to) noexcept : to_(to) {}

    void put(std::uint64_t value, unsigned count) noexcept {
        bits_ |= value << count_;
        count_ += count;
        store64(to_, bits_);
        to_ += count_ / 8;
        bits_ >>= count_ & ~7U;
        count_ %= 8;
    }
    /// Fills the last byte up; returns what is behind it.
    std::uint8_t* finish() noexcept {
        if (count_ != 0)
            put(0, 8 - count_);
        return to_;
    }

  private:
    std::uint8_t* to_;
    std::uint64_t bits_ = 0;
    unsigned count_ = 0;
};

// A code, and the extra bits behind it.
struct code_word {
    std::uint32_t bits; // in the order of the stream
    std::uint8_t count;
};

// Huffman codes begin with their highest bit.
constexpr code_word reversed(unsigned code, unsigned count) noexcept {
    unsigned bits = 0;
    for (unsigned i = 0; i < count; ++i)
        bits |= (code >> i & 1) << (count - 1 - i);
    return {bits, static_cast<std::uint8_t>(count)};
}

// The fixed codes of section 3.2.6.
constexpr auto litlen_words = [] {
    std::array<code_word, litlen_symbols> words{};
    for (unsigned i = 0; i < litlen_symbols; ++i)
        words[i] = i < 144   ? reversed(0x30 + i, 8)
                   : i < 256 ? reversed(0x190 + i - 144, 9)
                   : i < 280 ? reversed(i - 256, 7)
                             : reversed(0xc0 + i - 280, 8);
    return words;
}();
constexpr auto distance_words = [] {
    std::array<code_word, distance_symbols> words{};
    for (unsigned i = 0; i < distance_symbols; ++i)
        words[i] = reversed(i, 5);
    return words;
}();
constexpr std::size_t longest_word = 9; // bits

void put_litlen(bit_sink& sink, std::size_t symbol) noexcept {
    sink.put(litlen_words[symbol].bits, litlen_words[symbol].count);
}

constexpr code_word with_extra(code_word word, std::uint32_t value,
                               unsigned extra) noexcept {
    const std::uint32_t low = value & ((1U << extra) - 1);
    return {word.bits | low << word.count,
            static_cast<std::uint8_t>(word.count + extra)};
}

// Lengths and distances come in groups of a size that is a power of two, so
// many of each (section 3.2.5).
constexpr auto length_words = [] {
    std::array<code_word, max_match_length + 1> words{};
    for (unsigned length = 3; length < max_match_length; ++length) {
        const std::uint32_t value = length - 3;
        const unsigned extra =
            value < 8 ? 0 : static_cast<unsigned>(std::bit_width(value)) - 3;
        words[length] = with_extra(
            litlen_words[257 + 4 * extra + (value >> extra)], value, extra);
    }
    words[max_match_length] = litlen_words[285];
    return words;
}();

code_word distance_word(std::size_t distance) noexcept {
    const auto value = static_cast<std::uint32_t>(distance - 1);
    const unsigned extra =
        value < 4 ? 0 : static_cast<unsigned>(std::bit_width(value)) - 2;
    return with_extra(distance_words[2 * extra + (value >> extra)], value,
                      extra);
}

void put_match(bit_sink& sink, std::size_t length,
               std::size_t distance) noexcept {
    const code_word first = length_words[length];
    const code_word second = distance_word(distance);
    sink.put(first.bits | std::uint64_t{second.bits} << first.count,
             first.count + second.count);
}

std::size_t hash(const std::uint8_t* bytes) noexcept {
    return (load32(bytes) * 2654435761U) >> (32 - hash_bits);
}

// How many bytes are the same; at most `limit`, of which all can be read.
std::size_t common_size(const std::uint8_t* a, const std::uint8_t* b,
                        std::size_t limit) noexcept {
    std::size_t size = 0;
    for (; size + 8 <= limit; size += 8) {
        const std::uint64_t different = load64(a + size) ^ load64(b + size);
        if (different != 0)
            return size +
                   static_cast<unsigned>(std::countr_zero(different)) / 8;
    }
    while (size < limit && a[size] == b[size])
        ++size;
    return size;
}

// Literals of nine bits, and what is stored beyond the end.
constexpr std::size_t most_packed = history_size * longest_word / 8 + 64;

std::vector<std::uint8_t> stored_block(std::span<const std::uint8_t> window) {
    const auto size = static_cast<std::uint16_t>(window.size());
    const auto complement = static_cast<std::uint16_t>(~size);
    std::vector<std::uint8_t> block{1, // final, stored
                                    static_cast<std::uint8_t>(size),
                                    static_cast<std::uint8_t>(size >> 8),
                                    static_cast<std::uint8_t>(complement),
                                    static_cast<std::uint8_t>(complement >> 8)};
    block.insert(block.end(), window.begin(), window.end());
    return block;
}

struct match {
    std::size_t length;
    std::size_t distance;
};

// All this lies in one file, and the places come as a plain pointer, so that
// the compiler keeps what it knows of them: a byte that is written might be one
// of an object's members.

void note(std::uint16_t* places, std::span<const std::uint8_t> window,
          std::size_t at) noexcept {
    if (window.size() - at >= hashed_size)
        places[hash(window.data() + at)] = static_cast<std::uint16_t>(at + 1);
}

match find_match(const std::uint16_t* places,
                 std::span<const std::uint8_t> window,
                 std::size_t at) noexcept {
    if (window.size() - at < hashed_size)
        return {0, 0};
    const std::uint8_t* const here = window.data() + at;
    const std::size_t place = places[hash(here)];
    if (place == 0)
        return {0, 0};
    const std::uint8_t* const there = window.data() + place - 1;
    if (load32(here) != load32(there))
        return {0, 0};
    const std::size_t length = common_size(
        here, there,
        std::min<std::size_t>(window.size() - at, max_match_length));
    return {length, at - (place - 1)};
}

// Of a long match only some places are noted: most are runs of zeros. In a run
// all have the same hash, of which the last place counts.
void note_match(std::uint16_t* places, std::span<const std::uint8_t> window,
                std::size_t at, const match& found) noexcept {
    constexpr std::size_t most_noted = 16;
    const bool is_run =
        found.distance == 1 && found.length > most_noted + hashed_size;
    const std::size_t end = std::min(found.length, most_noted);
    for (std::size_t i = is_run ? most_noted - 1 : 0; i < end; ++i)
        note(places, window, at + i);
    note(places, window, at + found.length - 1);
}

} // namespace

window_packer::window_packer()
    : places_(std::size_t{1} << hash_bits), packed_(most_packed) {}

std::span<const std::uint8_t>
window_packer::pack_block(std::span<const std::uint8_t> window) noexcept {
    std::ranges::fill(places_, std::uint16_t{0});
    std::uint16_t* const places = places_.data();
    bit_sink sink(packed_.data());
    sink.put(1, 1); // the final block
    sink.put(1, 2); // with fixed codes
    for (std::size_t at = 0; at < window.size();) {
        const match found = find_match(places, window, at);
        if (found.length == 0) {
            put_litlen(sink, window[at]);
            note(places, window, at++);
            continue;
        }
        put_match(sink, found.length, found.distance);
        note_match(places, window, at, found);
        at += found.length;
    }
    put_litlen(sink, end_of_block_symbol);
    return {packed_.data(), sink.finish()};
}

std::vector<std::uint8_t>
window_packer::pack(std::span<const std::uint8_t> window) {
    assert(window.size() <= history_size);
    std::vector<std::uint8_t> result{zlib::cmf, zlib::flg};
    const std::span<const std::uint8_t> packed = pack_block(window);
    if (packed.size() < window.size()) {
        result.insert(result.end(), packed.begin(), packed.end());
    } else {
        const std::vector<std::uint8_t> stored = stored_block(window);
        result.insert(result.end(), stored.begin(), stored.end());
    }
    const std::uint32_t sum = adler32(adler32_of_nothing, window);
    for (unsigned shift = 32; shift != 0; shift -= 8)
        result.push_back(static_cast<std::uint8_t>(sum >> (shift - 8)));
    return result;
}

} // namespace mgunzip::detail
