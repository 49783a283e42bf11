// SPDX-License-Identifier: BSL-1.0
// Windows: what of them is used, and how they are packed.
#include "index/adler32.hpp"
#include "index/newlines.hpp"
#include "index/window_packer.hpp"
#include "index/window_use.hpp"
#include "support/deflate_builder.hpp"
#include "support/index_builder.hpp"
#include "support/random_stream.hpp"
#include "support/sample_data.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

bytes unpacked(const bytes& packed) {
    index_window loader;
    BOOST_TEST_REQUIRE(
        !loader.load({.output = 100000, .window = packed, .is_packed = true}));
    return {loader.bytes().begin(), loader.bytes().end()};
}

bytes window_of(std::size_t size) {
    bytes result(size);
    for (std::size_t i = 0; i < size; ++i)
        result[i] = static_cast<std::uint8_t>(1 + i % 255);
    return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(windows)

BOOST_AUTO_TEST_CASE(known_checksums) {
    BOOST_TEST(detail::adler32({}) == 1U);
    BOOST_TEST(detail::adler32(characters("Wikipedia")) == 0x11e60398U);
    // The sums do not overflow: against one byte at a time.
    const bytes high(32768, 0xff);
    const bytes packed = zlib_stored(high);
    BOOST_TEST(big(detail::adler32(high), 4) ==
               bytes(packed.end() - 4, packed.end()));
}

BOOST_AUTO_TEST_CASE(newlines_are_counted) {
    random_source random(1);
    for (std::size_t size = 0; size < 5000; size += 1 + size / 9) {
        bytes data(size);
        for (std::uint8_t& byte : data)
            byte = below(random, 2) == 0 ? std::uint8_t{'\n'}
                                         : static_cast<std::uint8_t>(random());
        for (std::size_t from = 0; from < std::min<std::size_t>(size, 9);
             ++from) {
            const auto part = std::span(data).subspan(from);
            BOOST_TEST(
                detail::count_newlines(part) ==
                static_cast<std::uint64_t>(std::ranges::count(part, '\n')));
        }
    }
    BOOST_TEST(detail::count_newlines(bytes(100000, '\n')) == 100000U);
    BOOST_TEST(detail::count_newlines(bytes(100000, '\n' + 0x80)) == 0U);
}

BOOST_AUTO_TEST_CASE(packed_windows_are_unpacked) {
    detail::window_packer packer;
    random_source random(2);
    for (int i = 0; i < 300; ++i) {
        // Islands of text, of noise, and of runs, between zeros.
        bytes window(1 + below(random, history_size));
        const bytes text = sample(2000, static_cast<unsigned>(i + 1));
        for (std::size_t k = below(random, 30); k != 0; --k) {
            const std::size_t at = below(random, window.size());
            const std::size_t size = std::min<std::size_t>(
                window.size() - at, 1 + below(random, 600));
            const std::size_t kind = below(random, 3);
            const auto run = static_cast<std::uint8_t>(random());
            for (std::size_t n = 0; n < size; ++n)
                window[at + n] = kind == 0 ? text[n]
                                 : kind == 1
                                     ? static_cast<std::uint8_t>(random())
                                     : run;
        }
        BOOST_TEST(unpacked(packer.pack(window)) == window);
    }
    for (std::size_t size = 1; size < 600; ++size)
        BOOST_TEST(unpacked(packer.pack(window_of(size))) == window_of(size));
}

BOOST_AUTO_TEST_CASE(packed_windows_are_small) {
    detail::window_packer packer;
    BOOST_TEST(packer.pack(bytes(history_size)).size() < 250U);
    BOOST_TEST(packer.pack(sample(history_size)).size() < history_size);
    bytes noise(history_size);
    random_source random(3);
    for (std::uint8_t& byte : noise)
        byte = static_cast<std::uint8_t>(random());
    const bytes packed = packer.pack(noise);
    BOOST_TEST(packed.size() == history_size + 11); // stored
    BOOST_TEST(unpacked(packed) == noise);
}

BOOST_AUTO_TEST_CASE(bytes_that_matches_refer_to_stay) {
    for (const std::size_t size : {history_size, std::size_t{20000}}) {
        deflate_builder stream;
        stream.put_bits(0, 5).begin_fixed(true).literals("abc");
        stream.match(5, 1003); // 1000 behind in the window, to 996
        stream.match(10, 8);   // in the output alone
        stream.match(4, 19);   // the last byte of the window, and three more
        stream.end_block();
        bytes window = window_of(size);
        detail::window_use use;
        use.clear_unused(window, stream.data(), 5);
        bytes expected(size);
        const bytes all = window_of(size);
        for (std::size_t back = 1000; back > 995; --back)
            expected[size - back] = all[size - back];
        expected[size - 1] = all[size - 1];
        BOOST_TEST(window == expected);
    }
}

BOOST_AUTO_TEST_CASE(matches_behind_32_kib_do_not_count) {
    deflate_builder stream;
    stream.begin_fixed(false).match(100, 32768).end_block();
    const bytes noise = sample(32767 - 100);
    stream.stored_block(false, noise);
    stream.begin_fixed(true).match(10, 32768).end_block();
    bytes window = window_of(history_size);
    detail::window_use use;
    use.clear_unused(window, stream.data(), 0);
    bytes expected(history_size);
    const bytes all = window_of(history_size);
    // The first hundred by the first match; of the second one the first byte.
    std::copy_n(all.begin(), 100, expected.begin());
    expected.back() = all.back();
    BOOST_TEST(window == expected);
}

BOOST_AUTO_TEST_CASE(all_bytes_stay_if_not_enough_follows) {
    deflate_builder stream;
    stream.begin_fixed(false).literals("text").end_block();
    const bytes all = window_of(history_size);
    detail::window_use use;
    for (const bytes& behind :
         {stream.data(), bytes{}, bytes{7, 7, 7}}) { // cut, none, damaged
        bytes window = all;
        use.clear_unused(window, behind, 0);
        BOOST_TEST(window == all);
    }
}

BOOST_AUTO_TEST_SUITE_END()
