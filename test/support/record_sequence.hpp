// SPDX-License-Identifier: BSL-1.0
// Random sequences of the records that lanes leave, and what they stand for.
#ifndef MGUNZIP_TEST_RECORD_SEQUENCE_HPP
#define MGUNZIP_TEST_RECORD_SEQUENCE_HPP

#include "lanes/lane_entry.hpp"
#include "support/deflate_builder.hpp"
#include "support/random_stream.hpp"

#include <stdexcept>

namespace mgunzip::test {

/// A record and what it adds to a batch.
struct test_record {
    std::uint32_t entry;
    std::uint32_t bits; ///< as many as the entry consumes
    std::vector<std::uint8_t> literals{};
    unsigned length = 0; ///< 0: no match
    unsigned distance = 0;
};

/// Makes symbols of one or more records each. Codes have any bits: a split
/// looks at what entries say of them only.
class record_maker {
  public:
    record_maker(random_source& random, bool has_long_distances)
        : random_(random), has_long_distances_(has_long_distances) {}

    /// Complete symbols of so many records.
    std::vector<test_record> make(std::size_t count) {
        std::vector<test_record> records;
        while (records.size() < count)
            append_symbol(records, count - records.size());
        return records;
    }

    /// An end of block or an invalid symbol.
    test_record special() {
        const bool is_end = below(random_, 2) == 0;
        return record(1 + below(random_, 12), 0, 0, detail::lane_entry::special,
                      is_end ? 0 : detail::lane_entry::invalid);
    }

    /// Anything: what is in front of a run, or behind it.
    test_record garbage() {
        return record(1 + below(random_, 12), below(random_, 13),
                      static_cast<std::uint32_t>(random_()), 0,
                      static_cast<std::uint32_t>(random_()) & ~0xf3fu);
    }

  private:
    // `code` bits, which are the next ones of the stream, and extra bits.
    test_record record(std::size_t code, std::size_t extra_bits,
                       std::uint32_t extra, std::uint32_t flags,
                       std::uint32_t payload) {
        const auto code_bits = static_cast<std::uint32_t>(code);
        const auto consume = static_cast<std::uint32_t>(code + extra_bits);
        const std::uint32_t code_value =
            static_cast<std::uint32_t>(random_()) & ((1u << code) - 1);
        const std::uint32_t extra_value = extra & ((1u << extra_bits) - 1);
        return {consume | code_bits << detail::lane_entry::code_bits_shift |
                    flags | payload,
                code_value | extra_value << code_bits};
    }

    void append_symbol(std::vector<test_record>& records, std::size_t room) {
        switch (below(random_, 6)) {
        case 0:
            records.push_back(literal());
            break;
        case 1:
            records.push_back(pair());
            break;
        case 2:
            records.push_back(fused_match());
            break;
        case 3: // a literal with a long code
            if (room < 2)
                break;
            records.push_back(prefix(detail::lane_entry::next_long_litlen));
            records.push_back(literal());
            break;
        default:
            append_match(records, room);
        }
    }

    test_record literal() {
        const auto byte = static_cast<std::uint8_t>(random_());
        test_record made = record(
            1 + below(random_, 12), 0, 0, detail::lane_entry::one_literal,
            std::uint32_t{byte} << detail::lane_entry::payload_shift);
        made.literals = {byte};
        return made;
    }

    test_record pair() {
        const auto first = static_cast<std::uint8_t>(random_());
        const auto second = static_cast<std::uint8_t>(random_());
        // The code bits are those of the first.
        test_record made =
            record(1 + below(random_, 6), 1 + below(random_, 6),
                   static_cast<std::uint32_t>(random_()),
                   detail::lane_entry::two_literals,
                   std::uint32_t{first} << detail::lane_entry::payload_shift |
                       std::uint32_t{second}
                           << detail::lane_entry::second_literal_shift);
        made.literals = {first, second};
        return made;
    }

    test_record prefix(std::uint32_t next) {
        test_record made = record(1 + below(random_, 11), 0, 0, next, 0);
        // Skipped bits are not code bits of a symbol.
        made.entry &= ~(detail::lane_entry::code_bits_mask
                        << detail::lane_entry::code_bits_shift);
        return made;
    }

    // The shortest and the farthest are likelier than all others.
    unsigned any_length() {
        constexpr unsigned likely[] = {3, 4, 31, 32, 33, 63, 64, 65, 257, 258};
        return below(random_, 2) == 0
                   ? likely[below(random_, std::size(likely))]
                   : 3 + static_cast<unsigned>(below(random_, 256));
    }
    unsigned any_distance() {
        const std::size_t most = std::size_t{1} << below(random_, 16);
        return 1 + static_cast<unsigned>(below(random_, most));
    }

    test_record distance_record(unsigned length, unsigned distance,
                                std::size_t code_bits, std::uint32_t more) {
        const symbol_and_extra d = encode_distance(distance);
        test_record made =
            record(code_bits, static_cast<std::size_t>(d.extra_bits), d.extra,
                   detail::lane_entry::match_end,
                   static_cast<std::uint32_t>(d.symbol)
                           << detail::lane_entry::payload_shift |
                       more);
        made.length = length;
        made.distance = distance;
        return made;
    }

    test_record fused_match() {
        const unsigned length = any_length();
        return distance_record(
            length, any_distance(), 2 + below(random_, 11),
            detail::lane_entry::fused |
                (length - 3) << detail::lane_entry::fused_length_shift);
    }

    // A length and a distance, either of which may have a long code.
    void append_match(std::vector<test_record>& records, std::size_t room) {
        const bool is_long_length = below(random_, 3) == 0;
        const bool is_long_distance =
            has_long_distances_ && below(random_, 2) == 0;
        if (room < 2u + is_long_length + is_long_distance)
            return;
        const unsigned length = any_length();
        const symbol_and_extra l = encode_length(length);
        if (is_long_length)
            records.push_back(prefix(detail::lane_entry::next_long_litlen));
        records.push_back(record(
            1 + below(random_, 12), static_cast<std::size_t>(l.extra_bits),
            l.extra, detail::lane_entry::next_distance,
            (length - l.extra) << detail::lane_entry::payload_shift));
        if (is_long_distance)
            records.push_back(prefix(detail::lane_entry::next_long_distance));
        records.push_back(
            distance_record(length, any_distance(), 1 + below(random_, 12), 0));
    }

    random_source& random_;
    bool has_long_distances_;
};

/// Records in pairs, as lanes leave them. The bits behind a pair are random.
inline std::vector<detail::lane_record_pair>
in_pairs(random_source& random, const std::vector<test_record>& records) {
    if (records.size() % 2 != 0)
        throw std::logic_error("records come in pairs");
    std::vector<detail::lane_record_pair> pairs;
    for (std::size_t i = 0; i < records.size(); i += 2) {
        const test_record& first = records[i];
        const test_record& second = records[i + 1];
        const std::uint32_t of_first = detail::lane_entry::consume(first.entry);
        const std::uint32_t of_both =
            of_first + detail::lane_entry::consume(second.entry);
        pairs.push_back({{first.entry, second.entry},
                         std::uint64_t{first.bits} |
                             std::uint64_t{second.bits} << of_first |
                             random() << of_both});
    }
    return pairs;
}

} // namespace mgunzip::test

#endif
