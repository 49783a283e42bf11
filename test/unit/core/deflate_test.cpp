// SPDX-License-Identifier: BSL-1.0
// zlib streams and bare DEFLATE streams in memory as a whole.
#include <mgunzip/deflate.hpp>

#include "adler32.hpp"
#include "support/deflate_builder.hpp"
#include "support/gzip_builder.hpp"
#include "support/inflate_runner.hpp"
#include "support/random_stream.hpp"
#include "support/reference_inflate.hpp"
#include "support/reference_zlib.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

bytes from_hex(std::string_view digits) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    bytes result;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        result.push_back(static_cast<std::uint8_t>(value(digits[i]) * 16 +
                                                   value(digits[i + 1])));
    return result;
}

bytes characters(std::string_view data) {
    return {data.begin(), data.end()};
}

struct error_at {
    errc code;
    std::uint64_t offset;
};

// The outcome is the reference's, and this one.
void fails_with(const bytes& stream, const error_at& expected,
                const bytes& output = {}) {
    check_deflate_functions(stream);
    bytes out;
    const deflate_result result =
        decompress_zlib_to_vector(stream, out, no_limit);
    BOOST_TEST((result.error == expected.code), result.error.message());
    BOOST_TEST(result.error_offset == expected.offset);
    BOOST_TEST(result.consumed == 0U);
    BOOST_TEST(out == output);
}

bytes small_stream() {
    return zlib_bytes({.deflate_data = deflate_builder()
                                           .begin_fixed(false)
                                           .literals("abc")
                                           .match(7, 2)
                                           .end_block()
                                           .stored_block(true, "end")
                                           .data(),
                       .data = characters("abcbcbcbcbend")});
}

zlib_stream random_zlib(random_source& random, std::size_t size) {
    random_stream made = make_random_stream(random, size);
    return {.deflate_data = std::move(made.data),
            .data = std::move(made.output)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(adler)

BOOST_AUTO_TEST_CASE(known_checksums) {
    BOOST_TEST(detail::adler32(1, {}) == 1U);
    BOOST_TEST(detail::adler32(1, characters("Wikipedia")) == 0x11e60398U);
}

BOOST_AUTO_TEST_CASE(sums_do_not_overflow_and_go_on) {
    // More than is taken at once.
    const bytes high((std::size_t{1} << 20) * 2 + 77, 0xff);
    const std::uint32_t expected = reference_adler32(high);
    BOOST_TEST(detail::adler32(1, high) == expected);
    for (const std::size_t cut : {0, 1, 31, 32, 33, 5552, 1'048'577}) {
        const std::span all(high);
        BOOST_TEST(detail::adler32(detail::adler32(1, all.first(cut)),
                                   all.subspan(cut)) == expected);
    }
    random_source random(1);
    for (std::size_t size = 0; size < 300; ++size) {
        bytes data(size);
        for (std::uint8_t& byte : data)
            byte = static_cast<std::uint8_t>(random());
        BOOST_TEST(detail::adler32(1, data) == reference_adler32(data));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(outcomes)

// By Python 3.11's zlib 1.2.13: compressobj(LEVEL, DEFLATED, WBITS, 9,
// STRATEGY), with levels 0 to 9, windows of 512 bytes to 32 KiB and all
// strategies.
BOOST_AUTO_TEST_CASE(streams_of_zlib) {
    const std::string phrase = "hello, hello, hello zlib; hello again";
    const bytes text = characters(phrase + phrase + phrase);
    const bytes zeros(300);
    const bytes few{'a'};
    const bytes none;
    const std::pair<bytes, std::string_view> streams[] = {
        {none, "78da030000000001"},
        {few, "78da4b040000620062"},
        {text, "78dacb48cdc9c9d751c840a214aa723293aca1ecc4f4c4ccbc0caa29"
               "0200a687279d"},
        {text, "7801cb48cdc9c9d751c840a214aa723293ac21420a89e9899979c8b2"
               "50b5642a0200a687279d"},
        {text, "7801016f0090ff68656c6c6f2c2068656c6c6f2c2068656c6c6f207a"
               "6c69623b2068656c6c6f20616761696e68656c6c6f2c2068656c6c6f"
               "2c2068656c6c6f207a6c69623b2068656c6c6f20616761696e68656c"
               "6c6f2c2068656c6c6f2c2068656c6c6f207a6c69623b2068656c6c6f"
               "20616761696ea687279d"},
        {text, "18d3cb48cdc9c9d751c840a214aa723293aca1ecc4f4c4ccbc0caa29"
               "0200a687279d"},
        {text, "480dcb48cdc9c9d751c840a214aa723293aca1ecc4f4c4ccbc0caa29"
               "0200a687279d"},
        {text, "780105c1c10900310c03c15654403ab86a1c30916189fea9fe66dc90"
               "253764c90dd163f6273744756aae1bb2e4862cb9217accfee486a84e"
               "cd754396dc902537448fd99fdc10d5a9b93fa687279d"},
        {zeros, "7801631805440300012c0001"},
        {zeros, "28cf63601805c40200012c0001"},
    };
    for (const auto& [data, digits] : streams) {
        const bytes stream = from_hex(digits);
        check_deflate_functions(stream);
        bytes out;
        const deflate_result result =
            decompress_zlib_to_vector(stream, out, no_limit);
        BOOST_TEST(!result.error, result.error.message());
        BOOST_TEST(result.consumed == stream.size());
        BOOST_TEST(out == data);
    }
    // With zdict=b"hello, ".
    fails_with(
        from_hex("78f90ace0261cbc0a414aa723293aca1ecc4f4c4cc3cea290200a687"
                 "279d"),
        {errc::preset_dictionary, 1});
}

BOOST_AUTO_TEST_CASE(what_follows_is_left_alone) {
    const bytes stream = zlib_stored(characters("text"));
    const bytes rest = characters("more");
    check_deflate_functions(stream + rest);
    bytes out(4);
    BOOST_TEST(decompress_zlib(stream + rest, out).consumed == stream.size());
    const bytes bare(stream.begin() + 2, stream.end() - 4);
    check_deflate_functions(bare + rest);
    const deflate_result result = decompress_deflate(bare + rest, out);
    BOOST_TEST(static_cast<bool>(result));
    BOOST_TEST(result.consumed == bare.size());
    BOOST_TEST(out == characters("text"));
}

BOOST_AUTO_TEST_CASE(each_error_of_the_header) {
    fails_with(zlib_bytes({.check = std::uint8_t{2}}), {errc::not_zlib, 0});
    fails_with(gzip_stored("gzip"), {errc::not_zlib, 0});
    fails_with(zlib_bytes({.cmf = 0x77}), {errc::unknown_method, 0});
    fails_with(zlib_bytes({.cmf = 0x7f}), {errc::unknown_method, 0});
    fails_with(zlib_bytes({.cmf = 0x88}), {errc::window_too_large, 0});
    fails_with(zlib_bytes({.cmf = 0xf8}), {errc::window_too_large, 0});
    fails_with(zlib_bytes({.flg = 0x20}), {errc::preset_dictionary, 1});
    // The first one in the order of the header.
    fails_with(zlib_bytes({.cmf = 0xf7, .flg = 0x20}),
               {errc::unknown_method, 0});
    fails_with(zlib_bytes({.cmf = 0x88, .flg = 0x20}),
               {errc::window_too_large, 0});
    for (unsigned window = 0; window < 8; ++window)
        for (unsigned level = 0; level < 4; ++level)
            check_deflate_functions(
                zlib_bytes({.cmf = static_cast<std::uint8_t>(window << 4 | 8),
                            .flg = static_cast<std::uint8_t>(level << 6)}));
}

BOOST_AUTO_TEST_CASE(errors_of_the_data_and_of_the_checksum) {
    const bytes data = characters("abc");
    const bytes stored = deflate_builder().stored_block(true, "abc").data();
    fails_with(zlib_bytes({.deflate_data = {7}}),
               {errc::invalid_block_type, 2});
    fails_with(zlib_bytes({.deflate_data = deflate_builder()
                                               .begin_fixed(true)
                                               .literals("abc")
                                               .match(3, 4)
                                               .data(),
                           .data = data}),
               {errc::distance_too_far_back, 6}, data);
    for (const std::uint32_t bit : {0x1U, 0x80000000U})
        fails_with(
            zlib_bytes(
                {.deflate_data = stored, .data = data, .adler_error = bit}),
            {errc::adler_mismatch, 2 + stored.size()}, data);
}

BOOST_AUTO_TEST_CASE(classes_of_the_errors) {
    const auto class_is = [](errc code, condition expected) {
        return std::error_code(code) == expected;
    };
    BOOST_TEST(class_is(errc::not_zlib, condition::not_gzip));
    BOOST_TEST(class_is(errc::window_too_large, condition::unsupported));
    BOOST_TEST(class_is(errc::preset_dictionary, condition::unsupported));
    BOOST_TEST(class_is(errc::adler_mismatch, condition::corrupt));
}

// A window that is smaller than what matches reach is no error, as for zlib.
BOOST_AUTO_TEST_CASE(the_stated_window_does_not_bind_matches) {
    deflate_builder builder;
    builder.stored_block(false, std::string(1000, 'x')).begin_fixed(true);
    builder.match(10, 1000).end_block();
    const bytes stream = zlib_bytes({.cmf = 0x08,
                                     .deflate_data = builder.data(),
                                     .data = bytes(1010, std::uint8_t{'x'})});
    check_deflate_functions(stream);
    bytes out(1010);
    BOOST_TEST(static_cast<bool>(decompress_zlib(stream, out)));
}

BOOST_AUTO_TEST_CASE(cut_at_every_byte) {
    const bytes stream = small_stream();
    for (std::size_t size = 0; size < stream.size(); ++size)
        BOOST_TEST_CONTEXT(size << " bytes") {
            const std::span part = std::span(stream).first(size);
            check_deflate_functions(part);
            bytes out;
            const deflate_result result =
                decompress_zlib_to_vector(part, out, no_limit);
            BOOST_TEST((result.error == errc::truncated_input));
            BOOST_TEST(result.error_offset == size);
        }
}

// Nothing goes unseen but the padding in front of the stored block.
BOOST_AUTO_TEST_CASE(damaged_at_every_bit) {
    const bytes stream = small_stream();
    std::size_t unseen = 0;
    for (std::size_t bit = 0; bit < 8 * stream.size(); ++bit)
        BOOST_TEST_CONTEXT("bit " << bit) {
            bytes damaged = stream;
            damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            check_deflate_functions(damaged);
            bytes out;
            if (!decompress_zlib_to_vector(damaged, out, no_limit))
                continue;
            BOOST_TEST(out == characters("abcbcbcbcbend"));
            ++unseen;
        }
    BOOST_TEST(unseen == 7U);
}

BOOST_AUTO_TEST_CASE(a_decoder_can_be_used_for_many) {
    inflater decoder;
    bytes out(5);
    BOOST_TEST(!decompress_zlib(decoder, characters("no"), out));
    BOOST_TEST(
        decompress_zlib(decoder, zlib_stored(characters("too long")), out)
            .needs_room());
    BOOST_TEST(static_cast<bool>(
        decompress_zlib(decoder, zlib_stored(characters("right")), out)));
    BOOST_TEST(out == characters("right"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(against_the_reference)

BOOST_AUTO_TEST_CASE(random_streams_with_every_kernel) {
    for (std::uint64_t seed = 0; seed < 15; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            const bytes stream = zlib_bytes(
                random_zlib(random, std::size_t{1} << below(random, 19)));
            BOOST_TEST(reference_zlib(stream).error == errc::ok);
            for_each_inflate_kernel([&](const std::string& kernel) {
                BOOST_TEST_CONTEXT("kernel " << kernel)
                check_deflate_functions(stream);
            });
        }
}

BOOST_AUTO_TEST_CASE(damaged_streams) {
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            bytes stream = zlib_bytes(
                random_zlib(random, std::size_t{1} << below(random, 12)));
            damage(random, stream);
            check_deflate_functions(stream);
        }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(growth)

BOOST_AUTO_TEST_CASE(a_limit_stops_the_largest_expansion) {
    deflate_builder builder;
    builder.begin_dynamic(true,
                          sparse_lengths(286, {{0, 2}, {256, 2}, {285, 1}}),
                          sparse_lengths(1, {{0, 1}}));
    builder.litlen(0);
    for (int i = 0; i < 40000; ++i)
        builder.match(258, 1);
    builder.end_block();
    const bytes data(1 + 258 * 40000);
    const bytes stream =
        zlib_bytes({.deflate_data = builder.data(), .data = data});
    for (const std::size_t limit : {0, 1, 4095, 4097, 131072, 1000000}) {
        bytes out;
        BOOST_TEST(decompress_zlib_to_vector(stream, out, limit).needs_room());
        BOOST_TEST(out.size() == limit);
        BOOST_TEST(out.capacity() <= limit);
        std::string text;
        const auto in = std::span(reinterpret_cast<const char*>(stream.data()),
                                  stream.size());
        BOOST_TEST(decompress_zlib_to_string(in, text, limit).needs_room());
        BOOST_TEST(text.size() == limit);
    }
    bytes out;
    BOOST_TEST(
        static_cast<bool>(decompress_zlib_to_vector(stream, out, no_limit)));
    BOOST_TEST((out == data));
    BOOST_TEST(out.capacity() <= 2 * out.size() + 8192);
}

BOOST_AUTO_TEST_CASE(data_of_another_format_take_no_memory) {
    bytes out;
    const bytes other(1000000, 'x');
    BOOST_TEST((decompress_zlib_to_vector(other, out, no_limit).error ==
                condition::not_gzip));
    BOOST_TEST(out.capacity() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
