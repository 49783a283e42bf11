// SPDX-License-Identifier: BSL-1.0
// Checks of hand-built DEFLATE streams against all decoders that there are.
#ifndef MGUNZIP_TEST_INFLATE_CHECKS_HPP
#define MGUNZIP_TEST_INFLATE_CHECKS_HPP

#include "deflate_builder.hpp"
#include "inflate_runner.hpp"
#include "reference_inflate.hpp"

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

/// Behind a stored block of 32 KiB, matches of 48 bits each, 15 bits + 5 extra
/// bits + 15 bits + 13 extra bits, and after each two of them a literal of one
/// bit, so that they begin at every bit of a byte.
inline deflate_builder longest_tokens() {
    code_lengths litlen(286);
    for (std::size_t i = 0; i < 13; ++i)
        litlen['a' + i] = static_cast<std::uint8_t>(i + 1);
    litlen[256] = 14;
    litlen[283] = litlen[284] = 15;
    code_lengths distance(30);
    for (std::size_t i = 0; i < 14; ++i)
        distance[i] = static_cast<std::uint8_t>(i + 1);
    distance[28] = distance[29] = 15;
    bytes stored(32768);
    for (std::size_t i = 0; i < stored.size(); ++i)
        stored[i] = static_cast<std::uint8_t>(i * 2654435761U >> 20);
    deflate_builder stream;
    stream.stored_block(false, stored).begin_dynamic(true, litlen, distance);
    for (unsigned i = 0; i < 32; ++i)
        stream.match(227 + i % 31, 32768 - i)
            .match(200, 24577 - i % 2)
            .literals("a");
    return stream.end_block();
}

} // namespace mgunzip::test

#endif
