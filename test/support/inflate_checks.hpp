// SPDX-License-Identifier: BSL-1.0
// Checks of hand-built DEFLATE streams against all decoders that there are.
#ifndef MGUNZIP_TEST_INFLATE_CHECKS_HPP
#define MGUNZIP_TEST_INFLATE_CHECKS_HPP

#include "support/deflate_builder.hpp"
#include "support/inflate_runner.hpp"
#include "support/reference_inflate.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace mgunzip::test {

inline bytes to_bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

/// What a match appends to the output.
inline void append_match(std::string& output, unsigned length,
                         unsigned distance) {
    for (unsigned i = 0; i < length; ++i)
        output += output[output.size() - distance];
}

/// Decodes with the reference and with all kernels; twice, as only a stream
/// that goes on for some bytes leaves the fast loops the margin they need.
inline void check(const bytes& stream, const decode_result& expected) {
    bytes followed = stream;
    followed.insert(followed.end(), 64, 0xa5);
    BOOST_TEST(reference_inflate(stream) == expected);
    BOOST_TEST(reference_inflate(followed) == expected);
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_CONTEXT("kernel " << kernel) {
            BOOST_TEST(run_inflater(stream) == expected);
            BOOST_TEST(run_inflater(followed) == expected);
        }
    });
}

inline void check_good(const deflate_builder& stream, const bytes& output) {
    check(stream.data(), {output, errc::ok, 0, stream.data().size()});
}

inline void check_good(const deflate_builder& stream, std::string_view output) {
    check_good(stream, to_bytes(output));
}

/// `stream` may end where the error is certain, or go on.
inline void check_bad(const deflate_builder& stream, errc error,
                      std::uint64_t offset, std::string_view output = "") {
    check(stream.data(), {to_bytes(output), error, offset, 0});
}

/// Litlen codes of one bit: 'a' is 0, 256 is 1.
inline code_lengths a_and_end() {
    return sparse_lengths(257, {{'a', 1}, {256, 1}});
}

/// Litlen codes of two bits: 'a', 'b', 256, and 257, a match of 3 bytes.
inline code_lengths a_b_end_and_match() {
    return sparse_lengths(258, {{'a', 2}, {'b', 2}, {256, 2}, {257, 2}});
}

/// A stored block of 32 KiB, for matches from afar.
inline deflate_builder history_block() {
    bytes data(history_size);
    for (std::size_t i = 0; i < data.size(); ++i)
        data[i] = static_cast<std::uint8_t>(i * 2654435761U >> 20);
    return deflate_builder().stored_block(false, data);
}

/// Behind 32 KiB, matches of 48 bits each, 15 bits + 5 extra
/// bits + 15 bits + 13 extra bits. In front of each stand two literals of 1 to
/// 11 bits, in all combinations: what a fast loop may take together with a
/// match between two looks at its bit buffer. The longest come last.
inline deflate_builder longest_tokens() {
    code_lengths litlen(286);
    for (std::size_t i = 0; i < 13; ++i)
        litlen['a' + i] = static_cast<std::uint8_t>(i + 1);
    litlen[256] = 14;
    litlen[284] = litlen[285] = 15;
    code_lengths distance(30);
    for (std::size_t i = 0; i < 14; ++i)
        distance[i] = static_cast<std::uint8_t>(i + 1);
    distance[28] = distance[29] = 15;
    deflate_builder stream = history_block();
    stream.begin_dynamic(true, litlen, distance);
    for (unsigned i = 0; i < 121; ++i) {
        const char literals[] = {static_cast<char>('a' + i / 11),
                                 static_cast<char>('a' + i % 11), 0};
        stream.literals(literals).match(227 + i % 31, 32768 - i);
    }
    return stream.end_block();
}

/// Behind 32 KiB, matches of 11 bits + 5 extra bits + 11 bits + 13 extra bits:
/// the most that two lookups in tables of 2048 entries take.
inline deflate_builder longest_lookups() {
    code_lengths litlen(286);
    for (std::size_t i = 0; i < 10; ++i)
        litlen['a' + i] = static_cast<std::uint8_t>(i + 1);
    litlen[256] = litlen[281] = 11;
    code_lengths distance(30);
    for (std::size_t i = 0; i < 10; ++i)
        distance[i] = static_cast<std::uint8_t>(i + 1);
    distance[28] = distance[29] = 11;
    deflate_builder stream = history_block();
    stream.begin_dynamic(true, litlen, distance);
    for (unsigned i = 0; i < 300; ++i)
        stream.match(131 + i % 32, 32768 - i);
    return stream.end_block();
}

} // namespace mgunzip::test

#endif
