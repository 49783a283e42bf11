// SPDX-License-Identifier: BSL-1.0
// What each entry of the lanes' tables says, against decoding bit by bit.
#include "lanes/lane_tables.hpp"

#include "support/random_code.hpp"
#include "support/wide_codes.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>

using namespace mgunzip::test;
namespace detail = mgunzip::detail;

namespace {

// Decodes one code, a bit at a time (RFC 1951, section 3.2.2).
class slow_code {
  public:
    explicit slow_code(code_lengths lengths) : lengths_(std::move(lengths)) {
        for (unsigned bits = 1; bits <= 15; ++bits)
            for (unsigned symbol = 0; symbol < lengths_.size(); ++symbol)
                if (lengths_[symbol] == bits)
                    of_length_[bits].push_back(symbol);
    }

    struct found {
        unsigned symbol;
        unsigned bits;
    };
    // Looks at the low `available` bits.
    std::optional<found> find(std::uint32_t stream, unsigned available) const {
        unsigned code = 0;
        unsigned first = 0; // code of this length
        for (unsigned bits = 1; bits <= available && bits <= 15; ++bits) {
            const std::vector<unsigned>& symbols = of_length_[bits];
            code = code << 1 | (stream >> (bits - 1) & 1);
            if (code - first < symbols.size())
                return found{symbols[code - first], bits};
            first = (first + static_cast<unsigned>(symbols.size())) << 1;
        }
        return std::nullopt;
    }

    // That a table's index is too short for some code, not that there is none.
    bool has_longer(unsigned bits) const { return longest() > bits; }
    unsigned longest() const { return *std::ranges::max_element(lengths_); }

    template <class Value> // Value(symbol, bits)
    double mean(Value value) const {
        double sum = 0;
        for (unsigned symbol = 0; symbol < lengths_.size(); ++symbol)
            if (lengths_[symbol] != 0)
                sum +=
                    value(symbol, lengths_[symbol]) / (1 << lengths_[symbol]);
        return sum;
    }

    const code_lengths& lengths() const { return lengths_; }

  private:
    code_lengths lengths_;
    std::array<std::vector<unsigned>, 16> of_length_; // in order
};

unsigned extra_bits_of_length(unsigned symbol) {
    return symbol < 265 || symbol == 285 ? 0 : (symbol - 261) / 4;
}
unsigned base_of_length(unsigned symbol) {
    unsigned length = 3;
    for (unsigned below = 257; below < symbol; ++below)
        length += 1u << extra_bits_of_length(below);
    return symbol == 285 ? 258 : length;
}
unsigned extra_bits_of_distance(unsigned symbol) {
    return symbol < 4 ? 0 : symbol / 2 - 1;
}

// What an entry says.
struct meaning {
    unsigned consume = 0;
    unsigned code_bits = 0;
    std::vector<unsigned> literals{};
    unsigned length = 0; // of a fused match, or the base of one
    std::optional<unsigned> distance_symbol{};
    bool is_end = false;
    bool is_invalid = false;
    unsigned next = 0; // table

    bool operator==(const meaning&) const = default;
};

std::ostream& operator<<(std::ostream& stream, const meaning& meaning) {
    stream << "consume " << meaning.consume << ", code bits "
           << meaning.code_bits << ", literals";
    for (const unsigned literal : meaning.literals)
        stream << ' ' << literal;
    stream << ", length " << meaning.length << ", distance symbol ";
    if (meaning.distance_symbol)
        stream << *meaning.distance_symbol;
    return stream << ", end " << meaning.is_end << ", invalid "
                  << meaning.is_invalid << ", next " << meaning.next;
}

meaning read(std::uint32_t entry) {
    meaning says;
    says.consume = entry & 63;
    says.code_bits = entry >> 8 & 15;
    says.next = entry >> 14 & 3;
    const bool is_special = (entry >> 12 & 1) != 0;
    says.is_end = is_special && entry >> 16 == 0;
    says.is_invalid = is_special && entry >> 16 != 0;
    for (unsigned i = 0; i < (entry >> 6 & 3); ++i)
        says.literals.push_back(entry >> (16 + 8 * i) & 255);
    if ((entry >> 13 & 1) != 0) {
        says.distance_symbol = entry >> 16 & 31;
        if (entry >> 31 != 0)
            says.length = (entry >> 21 & 255) + 3;
    } else if (says.next == 1) {
        says.length = entry >> 16;
    }
    return says;
}

class checker {
  public:
    checker(code_lengths litlen, code_lengths distance)
        : litlen_(std::move(litlen)), distance_(std::move(distance)) {}

    // Returns whether 11 bits do.
    bool run() {
        BOOST_REQUIRE(build(12));
        check_tables(12);
        check_if_fits(10);
        return check_if_fits(11);
    }

  private:
    bool build(unsigned bits) {
        // What is not written has to be noticed.
        std::fill_n(tables_->table[0], 4 * 4096, 0xdeadbeef);
        return build_lane_tables(detail::code_description(litlen_.lengths()),
                                 detail::code_description(distance_.lengths()),
                                 bits, *tables_);
    }

    bool check_if_fits(unsigned bits) {
        const bool fits =
            fits_into(litlen_, bits) && fits_into(distance_, bits);
        BOOST_REQUIRE(build(bits) == fits);
        if (fits)
            check_tables(bits);
        return fits;
    }

    // How many bits longer codes have in common.
    static unsigned common_bits(const slow_code& code, unsigned bits) {
        unsigned prefixes = 0;
        for (unsigned index = 0; index < 1u << bits; ++index)
            prefixes += !code.find(index, bits);
        unsigned common = bits;
        for (unsigned spread = 1; spread < prefixes; spread *= 2)
            --common;
        return common;
    }
    static bool fits_into(const slow_code& code, unsigned bits) {
        return !code.has_longer(bits) ||
               code.longest() - common_bits(code, bits) <= bits;
    }

    void check_tables(unsigned bits) {
        BOOST_TEST_CONTEXT("bits " << bits) {
            check_table(litlen_, bits, 0, [&](std::uint32_t stream) {
                return litlen_meaning(stream, bits);
            });
            check_table(distance_, bits, 1, [&](std::uint32_t stream) {
                return distance_meaning(stream, bits);
            });
            BOOST_TEST(tables_->bits == bits);
            BOOST_TEST(tables_->has_long_distances ==
                       distance_.has_longer(bits));
            if (litlen_.longest() > 1)
                check_expectations(bits);
        }
    }

    // Every index of a main table, and every way from there on.
    template <class Meaning>
    void check_table(const slow_code& code, unsigned bits, unsigned number,
                     Meaning meaning_of) {
        const std::uint32_t* const table = tables_->table[number];
        const std::uint32_t* const overflow = tables_->table[number + 2];
        const unsigned skip =
            code.has_longer(bits) ? common_bits(code, bits) : 0;
        for (std::uint32_t index = 0; index < 1u << bits; ++index) {
            if (code.find(index, bits) || !code.has_longer(bits)) {
                compare(table[index], meaning_of(index), index);
                continue;
            }
            compare(table[index], {.consume = skip, .next = number + 2}, index);
            for (std::uint32_t rest = 0; rest < 1u << skip; ++rest) {
                const std::uint32_t stream = index | rest << bits;
                const auto found = code.find(stream, bits + skip);
                BOOST_REQUIRE(found);
                compare(overflow[stream >> skip],
                        number == 0 ? litlen_symbol(*found, skip)
                                    : distance_symbol(*found, skip),
                        stream);
            }
        }
    }

    static void compare(std::uint32_t entry, const meaning& expected,
                        std::uint32_t stream) {
        const meaning actual = read(entry);
        if (actual != expected)
            BOOST_FAIL("stream " << stream << ": " << actual << " instead of "
                                 << expected);
    }

    // One symbol, `skip` bits of whose code were taken before.
    static meaning litlen_symbol(slow_code::found found, unsigned skip) {
        const unsigned bits = found.bits - skip;
        meaning says{.consume = bits, .code_bits = bits};
        if (found.symbol < 256) {
            says.literals = {found.symbol};
        } else if (found.symbol == 256) {
            says.is_end = true;
        } else if (found.symbol < 286) {
            says.consume += extra_bits_of_length(found.symbol);
            says.length = base_of_length(found.symbol);
            says.next = 1;
        } else {
            says.is_invalid = true;
        }
        return says;
    }
    static meaning distance_symbol(slow_code::found found, unsigned skip) {
        const unsigned bits = found.bits - skip;
        if (found.symbol >= 30)
            return {.consume = bits, .code_bits = bits, .is_invalid = true};
        return {.consume = bits + extra_bits_of_distance(found.symbol),
                .code_bits = bits,
                .distance_symbol = found.symbol};
    }
    static meaning unused() { return {.consume = 1, .is_invalid = true}; }

    meaning distance_meaning(std::uint32_t stream, unsigned bits) const {
        const auto found = distance_.find(stream, bits);
        return found ? distance_symbol(*found, 0) : unused();
    }

    // All that fits the index is in one entry: two literals, or a match.
    meaning litlen_meaning(std::uint32_t stream, unsigned bits) const {
        const auto found = litlen_.find(stream, bits);
        if (!found)
            return unused();
        meaning says = litlen_symbol(*found, 0);
        const std::uint32_t rest = stream >> says.consume;
        if (says.consume >= bits)
            return says;
        if (!says.literals.empty()) {
            const auto second = litlen_.find(rest, bits - says.consume);
            if (second && second->symbol < 256) {
                says.literals.push_back(second->symbol);
                says.consume += second->bits;
            }
        } else if (says.length != 0) {
            const auto distance = distance_.find(rest, bits - says.consume);
            if (distance && distance->symbol < 30) {
                const unsigned extra =
                    (stream >> found->bits) &
                    ((1u << (says.consume - found->bits)) - 1);
                const unsigned both = says.consume + distance->bits;
                return {.consume =
                            both + extra_bits_of_distance(distance->symbol),
                        .code_bits = both,
                        .length = says.length + extra,
                        .distance_symbol = distance->symbol};
            }
        }
        return says;
    }

    // Bits of all kinds are equally likely, if the codes fit the data.
    void check_expectations(unsigned bits) const {
        const double distance_bits =
            distance_.mean([](unsigned symbol, double code) {
                return code + extra_bits_of_distance(std::min(symbol, 29u));
            });
        const double token_bits =
            litlen_.mean([&](unsigned symbol, double code) {
                if (symbol < 257 || symbol > 285)
                    return code;
                return code + extra_bits_of_length(symbol) + distance_bits;
            });
        BOOST_TEST(tables_->bits_per_token == token_bits,
                   boost::test_tools::tolerance(0.001));

        double steps = 0;
        double second_bits = 0;
        for (std::uint32_t index = 0; index < 1u << bits; ++index) {
            const meaning says = litlen_meaning(index, bits);
            steps += says.next == 1 ? 2 : 1;
            if (says.literals.size() == 2)
                second_bits += says.consume - says.code_bits;
        }
        // A long code is as good as one step: there are few of them.
        const double lookups = 1u << bits;
        const double expected =
            (token_bits + second_bits / lookups) / (steps / lookups);
        BOOST_TEST(tables_->bits_per_step == expected,
                   boost::test_tools::tolerance(0.05));
    }

    slow_code litlen_;
    slow_code distance_;
    std::unique_ptr<detail::lane_tables> tables_ =
        std::make_unique<detail::lane_tables>();
};

bool check(const code_lengths& litlen, const code_lengths& distance) {
    return checker(litlen, distance).run();
}

// So many symbols of the alphabet, `always` among them.
std::set<std::size_t> some_symbols(random_source& random, std::size_t count,
                                   std::size_t alphabet,
                                   std::set<std::size_t> always = {}) {
    while (always.size() < count)
        always.insert(below(random, alphabet));
    return always;
}

code_shape any_shape(random_source& random) {
    constexpr code_shape shapes[] = {code_shape::uniform, code_shape::random,
                                     code_shape::deep};
    return shapes[below(random, 3)];
}

code_lengths random_distances(random_source& random) {
    return random_code(random, some_symbols(random, below(random, 31), 30), 30,
                       any_shape(random));
}

} // namespace

BOOST_AUTO_TEST_CASE(random_codes) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        random_source random(seed);
        const std::size_t most = seed % 2 == 0 ? 286 : 20;
        const code_lengths litlen = random_code(
            random,
            some_symbols(random, 2 + below(random, most - 1), 286, {256}), 286,
            any_shape(random));
        BOOST_TEST_CONTEXT("seed " << seed)
        check(litlen, random_distances(random));
    }
}

BOOST_AUTO_TEST_CASE(codes_without_long_codes) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        random_source random(seed);
        const code_lengths litlen = random_code(
            random, some_symbols(random, 2 + below(random, 285), 286, {256}),
            286, code_shape::random, 9 + static_cast<int>(below(random, 4)));
        BOOST_TEST_CONTEXT("seed " << seed)
        check(litlen, random_distances(random));
    }
}

BOOST_AUTO_TEST_CASE(uniform_lengths) {
    random_source random(1);
    for (unsigned bits = 4; bits <= 9; ++bits) {
        const std::size_t codes = std::min<std::size_t>(1u << bits, 286);
        for (const std::size_t first_length : {0, 1, 29})
            for (const std::size_t distances : {2, 16, 30}) {
                // Codes of one length only, but for 286 of 9 bits.
                std::set<std::size_t> symbols{256};
                for (std::size_t i = 0; i < first_length; ++i)
                    if (symbols.size() < codes)
                        symbols.insert(257 + i);
                symbols = some_symbols(random, codes, codes == 286 ? 286 : 256,
                                       symbols);
                check(random_code(random, symbols, 286, code_shape::uniform),
                      random_code(random, some_symbols(random, distances, 30),
                                  30, code_shape::uniform));
            }
    }
}

BOOST_AUTO_TEST_CASE(so_many_long_codes_that_they_take_12_bits) {
    random_source random(2);
    code_lengths wide = wide_litlen_code();
    wide.resize(286);
    for (unsigned i = 0; i < 12; ++i) {
        do
            std::ranges::shuffle(wide, random);
        while (wide[256] == 0);
        BOOST_TEST(!check(wide, random_distances(random)));
    }
}

// The most that 11 bits hold: codes of 15 bits, 4 of which can be skipped.
BOOST_AUTO_TEST_CASE(long_codes_behind_128_prefixes_of_11_bits) {
    random_source random(3);
    for (unsigned i = 0; i < 12; ++i) {
        // A complete code of 8 and 9 bits, moved down by four, and what then
        // is left of the code space.
        const code_lengths short_codes = random_code(
            random, some_symbols(random, 279, 286), 286, code_shape::uniform);
        code_lengths lengths{1, 2, 3, 4};
        for (const std::uint8_t length : short_codes)
            if (length != 0)
                lengths.push_back(static_cast<std::uint8_t>(length + 4));
        *std::ranges::find(lengths, 12) = 13;
        lengths.insert(lengths.end(), {14, 15, 15});
        BOOST_REQUIRE(lengths.size() == 286);
        std::ranges::shuffle(lengths, random);
        BOOST_TEST(check(lengths, random_distances(random)));
    }
}

BOOST_AUTO_TEST_CASE(fixed_codes) {
    check(fixed_litlen_lengths(), fixed_distance_lengths());
}

BOOST_AUTO_TEST_CASE(incomplete_codes) {
    const code_lengths only_end = sparse_lengths(257, {{256, 1}});
    const code_lengths litlen = sparse_lengths(
        286, {{'a', 2}, {'b', 3}, {256, 3}, {257, 2}, {284, 3}, {285, 3}});
    check(only_end, {0});
    check(only_end, {1});
    check(litlen, {0});
    check(litlen, code_lengths(30));
    for (std::size_t symbol = 0; symbol < 30; ++symbol) {
        code_lengths distance(30);
        distance[symbol] = 1;
        check(litlen, distance);
        check(only_end, distance);
    }
}
