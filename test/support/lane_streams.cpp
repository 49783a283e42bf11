// SPDX-License-Identifier: BSL-1.0
// DEFLATE streams that are hard on the lane decoder.
#include "support/lane_streams.hpp"

#include "support/random_code.hpp"
#include "support/wide_codes.hpp"

namespace mgunzip::test {
namespace {

char any_of(random_source& random, std::string_view characters) {
    return characters[below(random, characters.size())];
}

void put_literals(deflate_builder& stream, random_source& random,
                  std::string_view characters, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        stream.literals(std::string(1, any_of(random, characters)));
}

// Fixed codes: literals of 8 and 9 bits, and matches. Returns how many bytes
// these make.
unsigned put_mixture(deflate_builder& stream, random_source& random,
                     std::size_t tokens) {
    unsigned size = 0;
    for (std::size_t i = 0; i < tokens; ++i)
        if (below(random, 3) == 0) {
            const auto length = static_cast<unsigned>(3 + below(random, 200));
            stream.match(length, 1 + static_cast<unsigned>(below(random, 16)));
            size += length;
        } else {
            stream.literals(std::string(1, static_cast<char>(random())));
            ++size;
        }
    return size;
}

// Matches that go back to the first byte of the output.
bytes farthest_distances() {
    random_source random(6);
    deflate_builder stream;
    stream.begin_fixed(true).literals("abc");
    unsigned size = 3;
    while (size < 40000) {
        const auto length = static_cast<unsigned>(3 + below(random, 60));
        stream.match(length, size < 32768 ? size : 32768);
        size += length;
        size += put_mixture(stream, random, below(random, 3));
    }
    return stream.end_block().data();
}

bytes uniform_literals(unsigned bits) {
    random_source random(bits);
    std::set<std::size_t> symbols{256};
    for (std::size_t i = 0; symbols.size() < std::size_t{1} << bits; ++i)
        symbols.insert(i);
    deflate_builder stream;
    stream.begin_dynamic(
        true, random_code(random, symbols, 286, code_shape::uniform), {0});
    for (unsigned i = 0; i < 1500; ++i)
        stream.litlen(below(random, (std::size_t{1} << bits) - 1));
    return stream.end_block().data();
}

// As encoders write zeros: every match is two bits, both of them 0.
bytes zeros() {
    deflate_builder stream;
    stream.begin_dynamic(
        true, sparse_lengths(286, {{0, 2}, {256, 2}, {285, 1}}), {1});
    stream.litlen(0);
    for (unsigned i = 0; i < 1200; ++i)
        stream.match(258, 1);
    return stream.end_block().data();
}

bytes literals_of_one_bit() {
    deflate_builder stream;
    stream.begin_dynamic(true, sparse_lengths(257, {{'a', 1}, {256, 1}}), {0});
    for (unsigned i = 0; i < 3000; ++i)
        stream.litlen('a');
    return stream.end_block().data();
}

// The end of block is 00, which the codes of all literals have inside: lanes
// out of sync meet it soon.
bytes false_ends() {
    random_source random(1);
    code_lengths litlen(257);
    litlen[256] = 2;
    // The rest of the code space: 192 codes of 8 bits.
    std::fill_n(litlen.begin(), 192, std::uint8_t{8});
    deflate_builder stream;
    stream.begin_dynamic(true, litlen, {0});
    for (unsigned i = 0; i < 3000; ++i)
        stream.litlen(8 * below(random, 24) + below(random, 2));
    return stream.end_block().data();
}

// Lengths that only wrong paths meet, followed by no distance code at all, or
// by the unused half of one of one bit.
bytes unused_distances(const code_lengths& distance) {
    random_source random(2);
    deflate_builder stream;
    stream.begin_dynamic(true,
                         sparse_lengths(286, {{'a', 2},
                                              {'b', 3},
                                              {'c', 4},
                                              {'d', 5},
                                              {'e', 3},
                                              {'f', 4},
                                              {256, 5},
                                              {257, 3},
                                              {270, 4},
                                              {285, 3}}),
                         distance);
    put_literals(stream, random, "abcdabcaba", 3000);
    return stream.end_block().data();
}

// At the begin of a member, wrong paths meet matches that go too far back;
// in fixed blocks also symbols that must not be used.
bytes wrong_paths_in_fixed_codes() {
    random_source random(3);
    deflate_builder stream;
    stream.begin_fixed(true).literals("begins with sixteen");
    for (unsigned i = 0; i < 1500; ++i) {
        stream.literals(std::string(1, static_cast<char>(random() | 0xc0)));
        if (below(random, 4) == 0)
            stream.match(115 + static_cast<unsigned>(below(random, 16)),
                         1 + static_cast<unsigned>(below(random, 16)));
    }
    return stream.end_block().data();
}

// Stretches of steps of 25 bits and of 2 bits each: lanes in the one are soon
// out of records or far ahead of those in the other.
bytes uneven_steps(const code_lengths& litlen) {
    random_source random(4);
    const code_lengths distance = sparse_lengths(
        30, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {28, 6}, {29, 6}});
    deflate_builder stream =
        deflate_builder().stored_block(false, bytes(32768, 'z'));
    stream.begin_dynamic(true, litlen, distance);
    for (unsigned i = 0; i < 20; ++i) {
        for (std::size_t k = below(random, 80); k > 0; --k)
            stream.match(227 + static_cast<unsigned>(below(random, 31)),
                         32768 - static_cast<unsigned>(below(random, 16000)));
        for (std::size_t k = below(random, 400); k > 0; --k)
            stream.litlen('a' + below(random, 2));
    }
    return stream.end_block().data();
}

void append_long_codes(std::vector<named_stream>& streams) {
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        random_source random(seed);
        code_lengths litlen = wide_litlen_code();
        const code_lengths distance = random_code(
            random, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, 16,
            code_shape::deep);
        deflate_builder stream;
        stream.begin_fixed(false).literals(std::string(300, '0')).end_block();
        stream.begin_dynamic(true, litlen, distance);
        for (unsigned i = 0; i < 800; ++i) {
            stream.litlen(below(random, 256));
            if (below(random, 2) == 0)
                stream.match(227 + static_cast<unsigned>(below(random, 31)),
                             1 + static_cast<unsigned>(below(random, 256)));
        }
        streams.push_back(
            {"long codes " + std::to_string(seed), stream.end_block().data()});
    }
}

} // namespace

std::vector<named_stream> streams_of_difficult_codes() {
    std::vector<named_stream> streams;
    for (unsigned bits = 4; bits <= 8; ++bits)
        streams.push_back(
            {std::to_string(bits) + " bits each", uniform_literals(bits)});
    streams.push_back({"zeros", zeros()});
    streams.push_back({"literals of one bit", literals_of_one_bit()});
    streams.push_back({"false ends", false_ends()});
    streams.push_back({"no distances", unused_distances({0})});
    streams.push_back({"half a distance code", unused_distances({0, 1})});
    streams.push_back({"wrong paths", wrong_paths_in_fixed_codes()});
    streams.push_back(
        {"uneven steps", uneven_steps(sparse_lengths(
                             286, {{'a', 3}, {'b', 3}, {256, 2}, {284, 1}}))});
    streams.push_back(
        {"uneven steps, 12 bits", uneven_steps(wide_litlen_code())});
    streams.push_back({"farthest distances", farthest_distances()});
    append_long_codes(streams);
    streams.push_back({"tiny blocks", tiny_blocks(500)});
    return streams;
}

std::vector<named_stream> streams_of_literal_pairs() {
    std::vector<named_stream> streams;
    for (unsigned before = 0; before <= 20; ++before) {
        random_source random(before % 3);
        deflate_builder stream;
        stream.begin_dynamic(true,
                             sparse_lengths(257, {{'a', 2},
                                                  {'b', 2},
                                                  {'c', 3},
                                                  {'d', 3},
                                                  {'e', 4},
                                                  {'f', 4},
                                                  {'g', 4},
                                                  {256, 4}}),
                             {0});
        stream.literals(std::string(before, 'b'));
        put_literals(stream, random, "abcdefg", 1500);
        streams.push_back(
            {std::to_string(before) + " in front", stream.end_block().data()});
    }
    return streams;
}

std::vector<named_stream> streams_of_blocks_of_all_sizes() {
    std::vector<named_stream> streams;
    for (unsigned tokens = 0; tokens < 260; ++tokens) {
        random_source random(tokens % 4);
        deflate_builder stream;
        stream.begin_fixed(false).literals("0123456789abcdef");
        put_mixture(stream, random, tokens);
        stream.end_block();
        stream.begin_dynamic(
            true, sparse_lengths(257, {{'a', 1}, {'b', 2}, {256, 2}}), {0});
        put_literals(stream, random, "aab", 1500);
        streams.push_back(
            {std::to_string(tokens) + " tokens", stream.end_block().data()});
    }
    return streams;
}

std::vector<named_stream> streams_with_errors() {
    const auto put_error = [](deflate_builder& stream, unsigned kind,
                              unsigned size) {
        switch (kind) {
        case 0: // one byte too far back
            stream.match(10, size + 1);
            break;
        case 1:
            stream.litlen(286);
            break;
        case 2:
            stream.litlen(287);
            break;
        case 3:
            stream.match_length(40).distance_symbol(30);
            break;
        default:
            stream.match_length(3).distance_symbol(31);
        }
    };
    std::vector<named_stream> streams;
    for (unsigned tokens = 0; tokens < 260; ++tokens)
        for (const bool goes_on : {false, true}) {
            random_source random(tokens % 4);
            const unsigned kind = (tokens + goes_on) % 5;
            deflate_builder stream;
            stream.begin_fixed(true).literals("0123456789abcdef");
            put_error(stream, kind, 16 + put_mixture(stream, random, tokens));
            if (goes_on)
                put_mixture(stream, random, 260);
            stream.end_block();
            bytes data = stream.data();
            // Enough for lanes to go up to the end.
            data.insert(data.end(), 300, 0x55);
            streams.push_back({"error " + std::to_string(kind) + " behind " +
                                   std::to_string(tokens) + " tokens",
                               std::move(data)});
        }
    return streams;
}

bytes tiny_blocks(std::size_t count) {
    random_source random(5);
    deflate_builder stream;
    stream.begin_fixed(false).literals("0123456789").end_block();
    for (std::size_t i = 0; i < count; ++i) {
        stream.begin_fixed(i + 1 == count);
        for (std::size_t k = below(random, 3); k > 0; --k)
            if (below(random, 2) == 0)
                stream.match(3 + static_cast<unsigned>(below(random, 9)), 10);
            else
                stream.litlen(below(random, 256));
        stream.end_block();
    }
    return stream.data();
}

} // namespace mgunzip::test
