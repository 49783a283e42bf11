// SPDX-License-Identifier: BSL-1.0
// The public CRC-32, against published values and itself.
#include <mgunzip/crc32.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

std::uint32_t crc_of(std::string_view text) {
    return mgunzip::crc32(0, text.data(), text.size());
}

} // namespace

BOOST_AUTO_TEST_SUITE(crc32_test)

BOOST_AUTO_TEST_CASE(no_data_leave_the_crc_as_it_is) {
    BOOST_TEST(mgunzip::crc32(0, nullptr, 0) == 0U);
    BOOST_TEST(mgunzip::crc32(0x12345678, nullptr, 0) == 0x12345678U);
}

BOOST_AUTO_TEST_CASE(check_value_of_the_catalogue_of_crcs) {
    BOOST_TEST(crc_of("123456789") == 0xcbf43926U);
}

BOOST_AUTO_TEST_CASE(other_known_values) {
    BOOST_TEST(crc_of("a") == 0xe8b7be43U);
    BOOST_TEST(crc_of("The quick brown fox jumps over the lazy dog") ==
               0x414fa339U);
    BOOST_TEST(crc_of(std::string(32, '\0')) == 0x190a55adU);
    BOOST_TEST(crc_of(std::string(32, '\xff')) == 0xff6cab0bU);
}

BOOST_AUTO_TEST_CASE(leading_zero_bytes_count) {
    BOOST_TEST(crc_of(std::string(1, '\0')) != crc_of(std::string(2, '\0')));
}

BOOST_AUTO_TEST_CASE(pieces_give_the_same_as_the_whole) {
    std::string text;
    for (unsigned i = 0; i < 300; ++i)
        text += static_cast<char>(i * i + i / 7);
    const std::uint32_t whole = crc_of(text);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const std::uint32_t first = mgunzip::crc32(0, text.data(), cut);
        BOOST_TEST(mgunzip::crc32(first, text.data() + cut,
                                  text.size() - cut) == whole);
    }
}

BOOST_AUTO_TEST_CASE(two_pieces_are_combined) {
    std::string text;
    for (unsigned i = 0; i < 1500; ++i)
        text += static_cast<char>(i * i + i / 7);
    const std::uint32_t whole = crc_of(text);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const std::string_view all = text;
        BOOST_TEST(mgunzip::crc32_combine(crc_of(all.substr(0, cut)),
                                          crc_of(all.substr(cut)),
                                          all.size() - cut) == whole);
    }
}

// Doubled as often as sizes have bits: what no memory holds.
BOOST_AUTO_TEST_CASE(sizes_of_any_number_of_bits_are_combined) {
    std::uint32_t crc = crc_of(std::string(3, '\0'));
    std::uint64_t size = 3;
    for (; size < std::uint64_t{1} << 20; size *= 2)
        crc = mgunzip::crc32_combine(crc, crc, size);
    BOOST_TEST(crc == crc_of(std::string(size, '\0')));
    // In one order or the other: the same.
    for (; size < std::uint64_t{3} << 61; size *= 2)
        crc = mgunzip::crc32_combine(crc, crc, size);
    BOOST_TEST(mgunzip::crc32_combine(
                   crc_of("begin"),
                   mgunzip::crc32_combine(crc, crc_of("end"), 3), size + 3) ==
               mgunzip::crc32_combine(
                   mgunzip::crc32_combine(crc_of("begin"), crc, size),
                   crc_of("end"), 3));
}

BOOST_AUTO_TEST_CASE(threads_that_start_together_agree) {
    const std::string text(5000, 'x');
    const std::uint32_t expected = crc_of(text);
    std::vector<std::uint32_t> results(4);
    {
        std::vector<std::jthread> threads;
        for (std::uint32_t& result : results)
            threads.emplace_back([&] { result = crc_of(text); });
    }
    for (const std::uint32_t result : results)
        BOOST_TEST(result == expected);
}

BOOST_AUTO_TEST_SUITE_END()
