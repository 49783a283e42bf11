// SPDX-License-Identifier: BSL-1.0
// One bit at a time, each table and rule as it stands in RFC 1951.
#include "support/reference_inflate.hpp"

#include <array>

namespace mgunzip::test {
namespace {

constexpr int max_code_length = 15;
constexpr int end_of_block = 256;

/// Thrown where decoding ends before its time.
struct failure {
    errc error;
    std::uint64_t offset;
};

class bit_source {
  public:
    bit_source(std::span<const std::uint8_t> input, unsigned bit)
        : input_(input), position_(bit) {}

    unsigned bit() {
        if (position_ == 8 * std::uint64_t{input_.size()})
            throw failure{errc::truncated_input, input_.size()};
        const unsigned byte = input_[position_ / 8];
        return byte >> position_++ % 8 & 1;
    }

    /// A number of `count` bits, the lowest first (3.1.1).
    unsigned bits(int count) {
        unsigned value = 0;
        for (int i = 0; i < count; ++i)
            value |= bit() << i;
        return value;
    }

    void skip_to_byte() { position_ = 8 * byte_end(); }

    std::uint64_t position() const { return position_; }
    /// The byte that holds the next bit.
    std::uint64_t byte() const { return position_ / 8; }
    /// The first byte of which no bit was read.
    std::uint64_t byte_end() const { return (position_ + 7) / 8; }

  private:
    std::span<const std::uint8_t> input_;
    std::uint64_t position_; // in bits
};

/// How the code lengths of an alphabet fill the space of bit patterns.
enum class fit { complete, oversubscribed, incomplete };

/// A Huffman code, given by the length of each symbol's code, 0 for symbols
/// that have none.
class prefix_code {
  public:
    explicit prefix_code(std::vector<int> lengths)
        : lengths_(std::move(lengths)) {
        for (const int length : lengths_)
            if (length > 0)
                ++count_[length];
        // RFC 1951, 3.2.2, step 2.
        unsigned code = 0;
        for (int length = 1; length <= max_code_length; ++length) {
            code = (code + count_[length - 1]) << 1;
            first_[length] = code;
        }
    }

    fit fits() const {
        unsigned used = 0; // in patterns of 15 bits
        for (int length = 1; length <= max_code_length; ++length)
            used += count_[length] << (max_code_length - length);
        constexpr unsigned all = 1U << max_code_length;
        if (used > all)
            return fit::oversubscribed;
        return used < all ? fit::incomplete : fit::complete;
    }

    /// True for codes of one symbol and one bit.
    bool is_single_bit() const { return symbols() == 1 && count_[1] == 1; }
    bool is_empty() const { return symbols() == 0; }

    /// Reads one symbol; -1 for bits that no code begins with. For codes that
    /// are complete, single bits or empty.
    int read(bit_source& source) const {
        unsigned code = 0;
        for (int length = 1; length <= longest(); ++length) {
            code = code << 1 | source.bit();
            if (code - first_[length] < count_[length])
                return symbol(length, code - first_[length]);
        }
        return -1;
    }

  private:
    unsigned symbols() const {
        unsigned sum = 0;
        for (const unsigned count : count_)
            sum += count;
        return sum;
    }

    int longest() const {
        int length = max_code_length;
        while (length > 0 && count_[length] == 0)
            --length;
        return length;
    }

    /// The symbol with the `index`th code among those of `length` bits.
    int symbol(int length, unsigned index) const {
        int symbol = 0;
        while (lengths_[symbol] != length || index-- > 0)
            ++symbol;
        return symbol;
    }

    std::vector<int> lengths_;
    std::array<unsigned, max_code_length + 1> count_{}; // codes of each length
    std::array<unsigned, max_code_length + 1> first_{}; // the lowest of them
};

/// The value of a length or distance symbol before its extra bits, and how many
/// of those there are (3.2.5).
struct base_and_extra {
    int base;
    int extra_bits;
};

base_and_extra length_symbol(int symbol) {
    if (symbol == 285)
        return {258, 0};
    int base = 3;
    for (int s = 257; s < symbol; ++s)
        base += 1 << (s < 265 ? 0 : (s - 261) / 4);
    return {base, symbol < 265 ? 0 : (symbol - 261) / 4};
}

base_and_extra distance_symbol(int symbol) {
    int base = 1;
    for (int s = 0; s < symbol; ++s)
        base += 1 << (s < 2 ? 0 : s / 2 - 1);
    return {base, symbol < 2 ? 0 : symbol / 2 - 1};
}

class decoder {
  public:
    decoder(std::span<const std::uint8_t> input, bytes& output,
            unsigned bit = 0)
        : source_(input, bit), output_(output) {}

    void run() {
        bool is_final = false;
        while (!is_final) {
            const std::uint64_t header = source_.byte();
            blocks_.push_back({source_.position(), output_.size()});
            is_final = source_.bit() != 0;
            switch (source_.bits(2)) {
            case 0:
                stored_block();
                break;
            case 1:
                fixed_block();
                break;
            case 2:
                dynamic_block(header);
                break;
            default:
                throw failure{errc::invalid_block_type, header};
            }
        }
    }

    std::uint64_t consumed() const { return source_.byte_end(); }
    const std::vector<block_place>& blocks() const { return blocks_; }

  private:
    // 3.2.4
    void stored_block() {
        source_.skip_to_byte();
        const std::uint64_t offset = source_.byte();
        const unsigned length = source_.bits(16);
        const unsigned complement = source_.bits(16);
        if (length != (complement ^ 0xffff))
            throw failure{errc::stored_length_mismatch, offset};
        for (unsigned i = 0; i < length; ++i)
            output_.push_back(static_cast<std::uint8_t>(source_.bits(8)));
    }

    // 3.2.6
    void fixed_block() {
        std::vector<int> litlen;
        litlen.insert(litlen.end(), 144, 8);
        litlen.insert(litlen.end(), 112, 9);
        litlen.insert(litlen.end(), 24, 7);
        litlen.insert(litlen.end(), 8, 8);
        compressed_data(prefix_code(litlen),
                        prefix_code(std::vector<int>(32, 5)));
    }

    // 3.2.7
    void dynamic_block(std::uint64_t header) {
        const std::uint64_t hlit_offset = source_.byte();
        const unsigned litlen_count = 257 + source_.bits(5);
        const std::uint64_t hdist_offset = source_.byte();
        const unsigned distance_count = 1 + source_.bits(5);
        const int order_count = 4 + static_cast<int>(source_.bits(4));
        if (litlen_count > 286)
            throw failure{errc::too_many_codes, hlit_offset};
        if (distance_count > 30)
            throw failure{errc::too_many_codes, hdist_offset};

        const prefix_code length_code = code_length_code(order_count);
        const std::vector<int> lengths =
            code_lengths(length_code, litlen_count + distance_count);
        const auto border = lengths.begin() + litlen_count;
        if (lengths[end_of_block] == 0)
            throw failure{errc::missing_end_of_block, header};

        const prefix_code litlen({lengths.begin(), border});
        if (litlen.fits() == fit::oversubscribed)
            throw failure{errc::oversubscribed_litlen_code, header};
        if (litlen.fits() == fit::incomplete && !litlen.is_single_bit())
            throw failure{errc::incomplete_litlen_code, header};

        const prefix_code distance({border, lengths.end()});
        if (distance.fits() == fit::oversubscribed)
            throw failure{errc::oversubscribed_distance_code, header};
        if (distance.fits() == fit::incomplete && !distance.is_single_bit() &&
            !distance.is_empty())
            throw failure{errc::incomplete_distance_code, header};

        compressed_data(litlen, distance);
    }

    prefix_code code_length_code(int order_count) {
        constexpr std::array<int, 19> order{16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                            11, 4,  12, 3, 13, 2, 14, 1, 15};
        const std::uint64_t offset = source_.byte();
        std::vector<int> lengths(order.size());
        for (int i = 0; i < order_count; ++i)
            lengths[order[i]] = static_cast<int>(source_.bits(3));
        prefix_code code(lengths);
        if (code.fits() == fit::oversubscribed)
            throw failure{errc::oversubscribed_code_length_code, offset};
        if (code.fits() == fit::incomplete)
            throw failure{errc::incomplete_code_length_code, offset};
        return code;
    }

    std::vector<int> code_lengths(const prefix_code& code, std::size_t count) {
        std::vector<int> lengths;
        while (lengths.size() < count) {
            const std::uint64_t offset = source_.byte();
            const int symbol = code.read(source_);
            std::size_t times = 1;
            int length = symbol;
            if (symbol == 16) {
                if (lengths.empty())
                    throw failure{errc::repeat_without_length, offset};
                length = lengths.back();
                times = 3 + source_.bits(2);
            } else if (symbol == 17) {
                length = 0;
                times = 3 + source_.bits(3);
            } else if (symbol == 18) {
                length = 0;
                times = 11 + source_.bits(7);
            }
            if (lengths.size() + times > count)
                throw failure{errc::repeat_too_long, offset};
            lengths.insert(lengths.end(), times, length);
        }
        return lengths;
    }

    // 3.2.3, the loop of the decoding algorithm
    void compressed_data(const prefix_code& litlen,
                         const prefix_code& distances) {
        for (;;) {
            const std::uint64_t offset = source_.byte();
            const int symbol = litlen.read(source_);
            if (symbol < 0 || symbol > 285)
                throw failure{errc::invalid_litlen_symbol, offset};
            if (symbol == end_of_block)
                return;
            if (symbol < end_of_block)
                output_.push_back(static_cast<std::uint8_t>(symbol));
            else
                match(symbol, distances);
        }
    }

    void match(int symbol, const prefix_code& distances) {
        const base_and_extra length = length_symbol(symbol);
        const unsigned size = length.base + source_.bits(length.extra_bits);
        const std::uint64_t offset = source_.byte();
        const int distance_index = distances.read(source_);
        if (distance_index < 0 || distance_index > 29)
            throw failure{errc::invalid_distance_symbol, offset};
        const base_and_extra back = distance_symbol(distance_index);
        const unsigned distance = back.base + source_.bits(back.extra_bits);
        if (distance > output_.size())
            throw failure{errc::distance_too_far_back, offset};
        for (unsigned i = 0; i < size; ++i)
            output_.push_back(output_[output_.size() - distance]);
    }

    bit_source source_;
    bytes& output_;
    std::vector<block_place> blocks_;
};

void run(decoder& decoder, decode_result& result) {
    try {
        decoder.run();
    } catch (const failure& failure) {
        result.error = failure.error;
        result.offset = failure.offset;
    }
    result.consumed = decoder.consumed();
}

} // namespace

decode_result reference_inflate(std::span<const std::uint8_t> input) {
    decode_result result;
    decoder decoder(input, result.output);
    run(decoder, result);
    return result;
}

decode_result reference_inflate_from(std::span<const std::uint8_t> input,
                                     unsigned bit, const bytes& history) {
    decode_result result;
    result.output = history;
    decoder decoder(input, result.output, bit);
    run(decoder, result);
    result.output.erase(result.output.begin(),
                        result.output.begin() +
                            static_cast<std::ptrdiff_t>(history.size()));
    return result;
}

std::vector<block_place> reference_blocks(std::span<const std::uint8_t> input) {
    decode_result result;
    decoder decoder(input, result.output);
    run(decoder, result);
    return decoder.blocks();
}

} // namespace mgunzip::test
