// SPDX-License-Identifier: BSL-1.0
// Windows: what of them is used, and how they are packed.
#include "gzip/decoder_access.hpp"
#include "index/sliding_output.hpp"
#include "index/window_packer.hpp"
#include "inflate/history_use.hpp"
#include "newlines.hpp"
#include "support/deflate_builder.hpp"
#include "support/index_builder.hpp"
#include "support/inflate_runner.hpp"
#include "support/lined_text.hpp"
#include "support/random_stream.hpp"
#include "support/reference_inflate.hpp"
#include "support/sample_data.hpp"

#include <mgunzip/kernel.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

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

// The bytes back from the beginning that are referred to, furthest first.
std::vector<std::size_t> used_by(const bytes& in, unsigned bit) {
    const auto use = std::make_unique<detail::history_use>();
    BOOST_TEST_REQUIRE(use->find(in, bit));
    std::vector<std::size_t> back;
    for (std::size_t i = 0; i < history_size; ++i)
        if (use->is_used()[i] != 0)
            back.push_back(history_size - i);
    return back;
}

std::vector<std::size_t> from_to(std::size_t most, std::size_t least) {
    std::vector<std::size_t> all;
    for (std::size_t i = most; i >= least; --i)
        all.push_back(i);
    return all;
}

BOOST_AUTO_TEST_CASE(bytes_that_matches_refer_to_are_used) {
    deflate_builder stream;
    stream.put_bits(0, 5).begin_fixed(true).literals("abc");
    stream.match(5, 1003); // from 1000 bytes in front of the beginning on
    stream.match(10, 8);   // in the output alone
    stream.match(4, 19);   // the last byte of the history, and three more
    stream.end_block();
    std::vector<std::size_t> expected = from_to(1000, 996);
    expected.push_back(1);
    BOOST_TEST(used_by(stream.data(), 5) == expected,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(matches_behind_32_kib_do_not_count) {
    deflate_builder stream;
    stream.begin_fixed(false).match(100, 32768).end_block();
    stream.stored_block(false, sample(32767 - 100));
    stream.begin_fixed(true).match(10, 32768).match(10, 32768).end_block();
    std::vector<std::size_t> expected = from_to(32768, 32669);
    expected.push_back(1);
    BOOST_TEST(used_by(stream.data(), 0) == expected,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_is_known_if_not_enough_follows) {
    deflate_builder stream;
    stream.begin_fixed(false).literals("text").match(3, 20000).end_block();
    deflate_builder stored;
    stored.stored_block(true, "text");
    bytes cut = stored.data();
    cut.pop_back();
    const auto use = std::make_unique<detail::history_use>();
    for (const bytes& in : {stream.data(), cut, bytes{}, bytes{7, 7, 7}})
        BOOST_TEST(!use->find(in, 0));
    for (std::size_t size = 0; size < stream.data().size(); ++size)
        BOOST_TEST(!use->find(std::span(stream.data()).first(size), 0));
    BOOST_TEST(use->find(stored.data(), 0));
}

// Against what decoding shows: with another history, other output, or not.
BOOST_AUTO_TEST_CASE(other_bytes_make_no_difference) {
    const auto use = std::make_unique<detail::history_use>();
    unsigned used = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        random_source random(seed);
        const bytes stream = make_random_stream(random, 200000).data;
        const bytes whole = reference_inflate(stream).output;
        const std::vector<block_place> blocks = reference_blocks(stream);
        const block_place& block = blocks[below(random, blocks.size())];
        if (block.produced < history_size)
            continue;
        const auto rest = std::span(stream).subspan(block.bit / 8);
        const auto bit = static_cast<unsigned>(block.bit % 8);
        BOOST_TEST_REQUIRE(use->find(rest, bit));
        const auto at =
            whole.begin() + static_cast<std::ptrdiff_t>(block.produced);
        bytes sparse(at - history_size, at);
        for (std::size_t i = 0; i < history_size; ++i) {
            used += use->is_used()[i];
            if (use->is_used()[i] == 0)
                sparse[i] = static_cast<std::uint8_t>(~sparse[i]);
        }
        const decode_result result = reference_inflate_from(rest, bit, sparse);
        BOOST_TEST((result.output == bytes(at, whole.end())));
    }
    BOOST_TEST(used > 1000U);
}

// What the decoder has decoded of a block names the same bytes as its bits.
BOOST_AUTO_TEST_CASE(symbols_name_the_same_bytes) {
    const bytes file = gzip(random_lines(60'000, 5).data);
    const auto by_symbols = std::make_unique<detail::history_use>();
    const auto by_bits = std::make_unique<detail::history_use>();
    unsigned compared = 0;
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_INFO_SCOPE(kernel);
        gzip_decoder decoder;
        detail::sliding_output output;
        input_cursor in{file.data(), file.data() + file.size()};
        detail::decoder_access::begin_index(decoder);
        decoder.stop_at_block(0);
        gzip_status status{};
        while (status != gzip_status::member_end) {
            status = decoder.run(in, output.window);
            BOOST_TEST_REQUIRE((status != gzip_status::error));
            if (status == gzip_status::need_output)
                output.make_room();
            if (status != gzip_status::block_begin)
                continue;
            decoder.stop_at_block(decoder.produced() + 1);
            const std::uint64_t bit = decoder.block_bit();
            const detail::symbol_batch* const symbols =
                detail::decoder_access::symbols_behind(decoder);
            if (symbols == nullptr || !by_symbols->find(*symbols))
                continue;
            BOOST_TEST_REQUIRE(by_bits->find(std::span(file).subspan(bit / 8),
                                             static_cast<unsigned>(bit % 8)));
            BOOST_TEST((
                std::ranges::equal(by_symbols->is_used(), by_bits->is_used())));
            ++compared;
        }
    });
    const bool has_lanes =
        std::ranges::any_of(inflate_kernels(), [](const kernel_info& kernel) {
            return kernel.is_supported && kernel.name.starts_with("lanes");
        });
    BOOST_TEST((compared > 5U) == has_lanes);
}

BOOST_AUTO_TEST_SUITE_END()
