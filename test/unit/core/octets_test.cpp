// SPDX-License-Identifier: BSL-1.0
// Text and std::byte as input and output.
#include <mgunzip/octets.hpp>

#include "support/gzip_builder.hpp"

#include <mgunzip/decompress.hpp>
#include <mgunzip/deflate.hpp>
#include <mgunzip/members.hpp>

#include <boost/test/unit_test.hpp>

#include <concepts>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

const bytes file = gzip_stored("hello ") + gzip_stored("world");
const std::string text(file.begin(), file.end());

std::vector<std::byte> file_as_bytes() {
    std::vector<std::byte> result(file.size());
    std::memcpy(result.data(), file.data(), file.size());
    return result;
}

} // namespace

// A pointer says nothing of the size, and compressed data have zero bytes.
static_assert(
    !std::is_invocable_v<decltype([](auto in) -> decltype(octets(in)) {
                             return octets(in);
                         }),
                         const char*>);

BOOST_AUTO_TEST_CASE(strings_in_and_out) {
    std::string out = "to be replaced";
    BOOST_TEST(static_cast<bool>(decompress_to_string(text, out, no_limit)));
    BOOST_TEST(out == "hello world");
    const std::string_view view = text;
    BOOST_TEST(static_cast<bool>(decompress_to_string(view, out, 11)));
    BOOST_TEST(out == "hello world");
    BOOST_TEST(decompress_to_string(view, out, 10).needs_room());
    BOOST_TEST(out == "hello worl");

    gzip_decoder decoder;
    BOOST_TEST(
        static_cast<bool>(decompress_to_string(decoder, view, out, no_limit)));
    BOOST_TEST(out == "hello world");
    BOOST_TEST(decoder.members() == 2U);

    std::string fixed(11, ' ');
    BOOST_TEST(static_cast<bool>(decompress(view, fixed)));
    BOOST_TEST(fixed == "hello world");
    fixed.assign(11, ' ');
    BOOST_TEST(static_cast<bool>(decompress(decoder, text, fixed)));
    BOOST_TEST(fixed == "hello world");
}

BOOST_AUTO_TEST_CASE(std_bytes_in_and_out) {
    const std::vector<std::byte> in = file_as_bytes();
    std::vector<std::byte> out;
    BOOST_TEST(static_cast<bool>(decompress_to_vector(in, out, no_limit)));
    BOOST_TEST(std::memcmp(out.data(), "hello world", 11) == 0);
    gzip_decoder decoder;
    BOOST_TEST(decompress_to_vector(decoder, in, out, 4).needs_room());
    BOOST_TEST(out.size() == 4U);
    std::vector<std::byte> fixed(11);
    BOOST_TEST(static_cast<bool>(decompress(in, fixed)));
    BOOST_TEST(std::memcmp(fixed.data(), "hello world", 11) == 0);
    fixed.assign(11, std::byte{});
    BOOST_TEST(static_cast<bool>(decompress(decoder, in, fixed)));
    BOOST_TEST(std::memcmp(fixed.data(), "hello world", 11) == 0);
}

BOOST_AUTO_TEST_CASE(deflate_streams_in_and_out) {
    // By Python's zlib.
    const char stream[] = {'\x78', '\xda', '\x4b', '\x04', '\x00',
                           '\x00', '\x62', '\x00', '\x62'};
    std::string out;
    BOOST_TEST(static_cast<bool>(decompress_zlib_to_string(stream, out, 9)));
    BOOST_TEST(out == "a");
    char one = ' ';
    BOOST_TEST(static_cast<bool>(decompress_zlib(stream, std::span(&one, 1))));
    BOOST_TEST(one == 'a');
    const std::string_view bare = std::string_view(stream, 9).substr(2);
    one = ' ';
    BOOST_TEST(static_cast<bool>(decompress_deflate(bare, std::span(&one, 1))));
    BOOST_TEST(one == 'a');
    std::byte raw{};
    const auto raw_in = std::as_bytes(std::span(stream));
    BOOST_TEST(static_cast<bool>(decompress_zlib(raw_in, std::span(&raw, 1))));
    BOOST_TEST((raw == std::byte{'a'}));
    raw = {};
    BOOST_TEST(static_cast<bool>(
        decompress_deflate(raw_in.subspan(2), std::span(&raw, 1))));
    BOOST_TEST((raw == std::byte{'a'}));
}

// What has no overloads takes the same memory by `octets`.
BOOST_AUTO_TEST_CASE(octets_are_the_same_memory) {
    BOOST_TEST(output_size_hint(octets(text)) == 5U);
    BOOST_TEST((static_cast<const void*>(octets(text).data()) == text.data()));
    const std::vector<std::byte> in = file_as_bytes();
    member_header header;
    BOOST_TEST(!read_header(octets(in), header));
    std::string out(11, ' ');
    BOOST_TEST(static_cast<bool>(decompress(file, writable_octets(out))));
    BOOST_TEST(out == "hello world");
    const char array[3] = {};
    BOOST_TEST(octets(array).size() == 3U);
}

// The errors, too, are those of the other functions.
BOOST_AUTO_TEST_CASE(errors_have_their_offsets) {
    std::string damaged = text;
    damaged[damaged.size() - 8] ^= 1; // CRC32
    std::string out;
    const decompress_result result =
        decompress_to_string(damaged, out, no_limit);
    BOOST_TEST((result.error == errc::data_crc_mismatch));
    BOOST_TEST(result.error_offset == damaged.size() - 8);
    BOOST_TEST(out == "hello world");
}
