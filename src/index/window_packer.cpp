// SPDX-License-Identifier: BSL-1.0
// Packs windows as zlib streams.
#include "index/window_packer.hpp"

#include "huffman/deflate_constants.hpp"
#include "index/adler32.hpp"
#include "index/zlib_format.hpp"
#include "little_endian.hpp"

#include <mgunzip/buffers.hpp>

#include <algorithm>
#include <bit>
#include <cassert>

namespace mgunzip::detail {
namespace {

constexpr unsigned hash_bits = 13;
constexpr std::size_t hashed_size = 4;
constexpr std::size_t min_match = hashed_size;

/// Writes bits in the order of DEFLATE (RFC 1951, section 3.1.1).
class bit_sink {
  public:
    explicit bit_sink(std::vector<std::uint8_t>& to) : to_(to) {}

    void put(std::uint32_t value, unsigned count) {
        bits_ |= std::uint64_t{value} << count_;
        for (count_ += count; count_ >= 8; count_ -= 8) {
            to_.push_back(static_cast<std::uint8_t>(bits_));
            bits_ >>= 8;
        }
    }
    /// Huffman codes begin with their highest bit.
    void put_code(std::uint32_t code, unsigned count) {
        std::uint32_t reversed = 0;
        for (unsigned i = 0; i < count; ++i)
            reversed |= (code >> i & 1) << (count - 1 - i);
        put(reversed, count);
    }
    void fill_byte() {
        if (count_ != 0)
            put(0, 8 - count_);
    }

  private:
    std::vector<std::uint8_t>& to_;
    std::uint64_t bits_ = 0;
    unsigned count_ = 0;
};

// The fixed codes of section 3.2.6.
void put_litlen(bit_sink& sink, std::uint32_t symbol) {
    if (symbol < 144)
        sink.put_code(0x30 + symbol, 8);
    else if (symbol < 256)
        sink.put_code(0x190 + symbol - 144, 9);
    else if (symbol < 280)
        sink.put_code(symbol - 256, 7);
    else
        sink.put_code(0xc0 + symbol - 280, 8);
}

// Lengths and distances come in groups of a size that is a power of two, so
// many of each (section 3.2.5).
void put_length(bit_sink& sink, std::size_t length) {
    if (length == max_match_length) {
        put_litlen(sink, 285);
        return;
    }
    const auto value = static_cast<std::uint32_t>(length - 3);
    const unsigned extra =
        value < 8 ? 0 : static_cast<unsigned>(std::bit_width(value)) - 3;
    put_litlen(sink, 257 + 4 * extra + (value >> extra));
    sink.put(value & ((1U << extra) - 1), extra);
}

void put_distance(bit_sink& sink, std::size_t distance) {
    const auto value = static_cast<std::uint32_t>(distance - 1);
    const unsigned extra =
        value < 4 ? 0 : static_cast<unsigned>(std::bit_width(value)) - 2;
    sink.put_code(2 * extra + (value >> extra), 5);
    sink.put(value & ((1U << extra) - 1), extra);
}

std::size_t hash(const std::uint8_t* bytes) noexcept {
    return (load32(bytes) * 2654435761U) >> (32 - hash_bits);
}

void put_stored(bit_sink& sink, std::span<const std::uint8_t> window) {
    const auto size = static_cast<std::uint32_t>(window.size());
    sink.put(1, 3); // final, stored
    sink.fill_byte();
    sink.put(size, 16);
    sink.put(~size & 0xffff, 16);
    for (const std::uint8_t byte : window)
        sink.put(byte, 8);
}

} // namespace

window_packer::window_packer() : places_(std::size_t{1} << hash_bits) {}

void window_packer::note(std::span<const std::uint8_t> window,
                         std::size_t at) noexcept {
    if (window.size() - at >= hashed_size)
        places_[hash(window.data() + at)] = static_cast<std::uint16_t>(at + 1);
}

window_packer::match
window_packer::find_match(std::span<const std::uint8_t> window,
                          std::size_t at) const noexcept {
    if (window.size() - at < min_match)
        return {0, 0};
    const std::size_t place = places_[hash(window.data() + at)];
    if (place == 0)
        return {0, 0};
    const std::size_t limit =
        std::min<std::size_t>(window.size() - at, max_match_length);
    const auto begin = window.begin() + static_cast<std::ptrdiff_t>(at);
    const auto from = window.begin() + static_cast<std::ptrdiff_t>(place - 1);
    const auto end = begin + static_cast<std::ptrdiff_t>(limit);
    const auto length =
        static_cast<std::size_t>(std::mismatch(begin, end, from).first - begin);
    return length < min_match ? match{0, 0} : match{length, at - (place - 1)};
}

std::vector<std::uint8_t>
window_packer::pack(std::span<const std::uint8_t> window) {
    assert(window.size() <= history_size);
    std::vector<std::uint8_t> packed{zlib::cmf, zlib::flg};
    std::ranges::fill(places_, std::uint16_t{0});
    bit_sink sink(packed);
    sink.put(1, 1); // the final block
    sink.put(1, 2); // with fixed codes
    const std::size_t stored_size = zlib::header_size + 5 + window.size();
    for (std::size_t at = 0; at < window.size();) {
        const match found = find_match(window, at);
        const std::size_t length = std::max<std::size_t>(found.length, 1);
        if (found.length == 0) {
            put_litlen(sink, window[at]);
        } else {
            put_length(sink, found.length);
            put_distance(sink, found.distance);
        }
        for (std::size_t i = 0; i < length; ++i)
            note(window, at + i);
        at += length;
    }
    put_litlen(sink, end_of_block_symbol);
    sink.fill_byte();
    if (packed.size() > stored_size) {
        packed.resize(zlib::header_size);
        bit_sink again(packed);
        put_stored(again, window);
    }
    const std::uint32_t sum = adler32(window);
    for (unsigned shift = 32; shift != 0; shift -= 8)
        packed.push_back(static_cast<std::uint8_t>(sum >> (shift - 8)));
    return packed;
}

} // namespace mgunzip::detail
