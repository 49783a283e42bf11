// SPDX-License-Identifier: BSL-1.0
// Index files byte by byte: what is in them, and what cannot be.
#include "support/index_builder.hpp"
#include "support/random_stream.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

constexpr std::uint64_t file_size = 1000;

const bytes window = [] {
    bytes result(32768);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
    return result;
}();

std::error_code read(gzip_index& index, const bytes& file) {
    return index.read(file, file_size);
}

std::error_code outcome(const bytes& file) {
    gzip_index index;
    const std::error_code error = read(index, file);
    if (error) {
        BOOST_TEST(index.points().empty());
        BOOST_TEST(!index.facts().output_size);
    }
    return error;
}

bytes window_of(const gzip_index& index, std::size_t i) {
    index_window loader;
    BOOST_TEST_REQUIRE(!loader.load(index.points()[i]));
    return {loader.bytes().begin(), loader.bytes().end()};
}

bytes good_gzidx() {
    return gzidx_header{}.data() + gzidx_point(10, 0, 0, false) +
           gzidx_point(500, 40000, 3, true) + window;
}

bytes good_gztool() {
    return gztool_header(true, 2, 2) + gztool_point(10, 0, 0, {}) + big(1, 8) +
           gztool_point(500, 40000, 3, zlib_stored(window)) + big(78, 8) +
           big(50000, 8) + big(101, 8);
}

// The same, still growing: no number of points, and no end.
bytes growing_gztool(bool has_lines) {
    return gztool_header(has_lines, 0, ~std::uint64_t{0}) +
           gztool_point(10, 0, 0, {}) + (has_lines ? big(1, 8) : bytes{}) +
           gztool_point(500, 40000, 3, zlib_stored(window)) +
           (has_lines ? big(78, 8) : bytes{});
}

bytes bgzip_of(const std::vector<std::array<std::uint64_t, 2>>& entries) {
    bytes file = little(entries.size(), 8);
    for (const auto& [in, output] : entries)
        file = file + little(in, 8) + little(output, 8);
    return file;
}

void check_two_points(const gzip_index& index) {
    BOOST_TEST_REQUIRE(index.points().size() == 2U);
    BOOST_TEST(index.points()[0].bit == 80U);
    BOOST_TEST(index.points()[0].output == 0U);
    BOOST_TEST(index.points()[0].window.empty());
    BOOST_TEST(index.points()[1].bit == 3997U);
    BOOST_TEST(index.points()[1].output == 40000U);
    BOOST_TEST(window_of(index, 1) == window);
}

} // namespace

BOOST_AUTO_TEST_SUITE(index_read)

BOOST_AUTO_TEST_CASE(gzidx_version_1) {
    const bytes file = good_gzidx();
    gzip_index index;
    BOOST_TEST(!read(index, file));
    check_two_points(index);
    BOOST_TEST((index.facts().format == index_format::gzidx));
    BOOST_TEST(index.facts().compressed_size == file_size);
    BOOST_TEST(index.facts().output_size.value() == 50000U);
    BOOST_TEST(index.facts().spacing == 65536U);
    BOOST_TEST(!index.facts().has_lines);
    BOOST_TEST(index.facts().is_complete);
    // Windows are read in place.
    BOOST_TEST(
        (index.points()[1].window.data() == file.data() + file.size() - 32768));
}

BOOST_AUTO_TEST_CASE(gzidx_version_0_has_windows_behind_the_first_point) {
    bytes first = gzidx_point(10, 0, 0, false);
    bytes second = gzidx_point(500, 40000, 3, true);
    first.pop_back();
    second.pop_back();
    const bytes file =
        gzidx_header{.version = 0}.data() + first + second + window;
    gzip_index index;
    BOOST_TEST(!read(index, file));
    check_two_points(index);
}

BOOST_AUTO_TEST_CASE(gzidx_of_unknown_sizes) {
    const bytes file =
        gzidx_header{.compressed_size = 0, .output_size = 0}.data() +
        gzidx_point(10, 0, 0, false) + gzidx_point(500, 40000, 3, true) +
        window;
    gzip_index index;
    BOOST_TEST(!read(index, file));
    BOOST_TEST(!index.facts().output_size);
}

BOOST_AUTO_TEST_CASE(gzidx_of_another_kind) {
    const bytes points = gzidx_point(10, 0, 0, false) +
                         gzidx_point(500, 40000, 3, true) + window;
    BOOST_TEST(outcome(gzidx_header{.version = 2}.data() + points) ==
               index_errc::unknown_version);
    BOOST_TEST(outcome(gzidx_header{.window_size = 65536}.data() + points) ==
               index_errc::unknown_version);
    BOOST_TEST(outcome(gzidx_header{.compressed_size = 1001}.data() + points) ==
               index_errc::other_size);
}

BOOST_AUTO_TEST_CASE(gzidx_that_announces_more_than_there_is) {
    for (const std::uint32_t count : {3U, 4U, 0x80000000U, 0xffffffffU})
        BOOST_TEST(outcome(gzidx_header{.points = count}.data() +
                           gzidx_point(10, 0, 0, false)) ==
                   index_errc::truncated_index);
}

BOOST_AUTO_TEST_CASE(gztool_with_lines) {
    const bytes file = good_gztool();
    gzip_index index;
    BOOST_TEST(!read(index, file));
    check_two_points(index);
    BOOST_TEST((index.facts().format == index_format::gztool));
    BOOST_TEST(index.facts().output_size.value() == 50000U);
    BOOST_TEST(index.facts().has_lines);
    BOOST_TEST(index.facts().lines.value() == 101U);
    BOOST_TEST(index.points()[1].lines == 77U);
    BOOST_TEST(index.facts().is_complete);
}

BOOST_AUTO_TEST_CASE(gztool_without_lines) {
    const bytes file = gztool_header(false, 2, 2) + gztool_point(10, 0, 0, {}) +
                       gztool_point(500, 40000, 3, zlib_stored(window)) +
                       big(50000, 8);
    gzip_index index;
    BOOST_TEST(!read(index, file));
    check_two_points(index);
    BOOST_TEST(!index.facts().has_lines);
    BOOST_TEST(!index.facts().lines);
}

BOOST_AUTO_TEST_CASE(gztool_with_other_ends_of_lines) {
    bytes file = good_gztool();
    file[19] = 1; // carriage returns
    gzip_index index;
    BOOST_TEST(!read(index, file));
    check_two_points(index);
    BOOST_TEST(!index.facts().has_lines);
    BOOST_TEST(index.points()[1].lines == 0U);
}

BOOST_AUTO_TEST_CASE(gztool_that_grows_has_the_points_that_are_whole) {
    for (const bool has_lines : {false, true}) {
        const bytes whole = growing_gztool(has_lines);
        const std::size_t header = has_lines ? 36 : 32;
        const std::size_t first = header + 24 + (has_lines ? 8 : 0);
        for (std::size_t size = header; size <= whole.size();
             size += size + 100 < whole.size() && size > first + 100 ? 50 : 1) {
            const bytes file(whole.begin(),
                             whole.begin() + static_cast<std::ptrdiff_t>(size));
            gzip_index index;
            BOOST_TEST(!read(index, file));
            BOOST_TEST(!index.facts().is_complete);
            BOOST_TEST(!index.facts().output_size);
            BOOST_TEST(index.points().size() == (size < first          ? 0U
                                                 : size < whole.size() ? 1U
                                                                       : 2U));
        }
    }
    // The number of points so far, instead of none.
    bytes counted = growing_gztool(true);
    const bytes number = big(7, 8);
    std::ranges::copy(number, counted.begin() + 28);
    gzip_index index;
    BOOST_TEST(!read(index, counted));
    check_two_points(index);
}

BOOST_AUTO_TEST_CASE(gztool_that_was_only_begun) {
    const bytes file = gztool_header(false, 0, 0);
    gzip_index index;
    BOOST_TEST(!read(index, file));
    BOOST_TEST(!index.facts().is_complete);
    BOOST_TEST(index.points().empty());
}

BOOST_AUTO_TEST_CASE(gztool_with_impossible_numbers) {
    const auto with_point = [](const bytes& point) {
        return outcome(gztool_header(false, 1, 1) + point + big(50000, 8));
    };
    BOOST_TEST(!with_point(gztool_point(10, 0, 7, {})));
    BOOST_TEST(with_point(gztool_point(10, 0, 8, {})) ==
               index_errc::impossible_points);
    BOOST_TEST(with_point(gztool_point(0, 0, 1, {})) ==
               index_errc::impossible_points);
    BOOST_TEST(with_point(gztool_point(~std::uint64_t{0}, 0, 0, {})) ==
               index_errc::impossible_points);
    BOOST_TEST(with_point(gztool_point(10, 0, 0, bytes(65537))) ==
               index_errc::impossible_points);
    // Lines count from 1.
    BOOST_TEST(outcome(gztool_header(true, 1, 1) + gztool_point(10, 0, 0, {}) +
                       big(0, 8) + big(50000, 8) + big(1, 8)) ==
               index_errc::impossible_points);
}

BOOST_AUTO_TEST_CASE(bgzip_lists_members_behind_the_first) {
    const bytes file = bgzip_of({{100, 65280}, {200, 65280}, {300, 70000}});
    gzip_index index;
    BOOST_TEST(!read(index, file));
    BOOST_TEST((index.facts().format == index_format::bgzip));
    BOOST_TEST(!index.facts().output_size);
    BOOST_TEST_REQUIRE(index.points().size() == 4U);
    BOOST_TEST(index.points()[0].bit == 0U);
    BOOST_TEST(index.points()[3].bit == 2400U);
    BOOST_TEST(index.points()[3].output == 70000U);
}

BOOST_AUTO_TEST_CASE(bgzip_with_a_record_for_the_end) {
    const bytes file = bgzip_of({{100, 65280}, {1000, 70000}});
    gzip_index index;
    BOOST_TEST(!read(index, file));
    BOOST_TEST(index.facts().output_size.value() == 70000U);
    BOOST_TEST(index.points().size() == 2U);
}

BOOST_AUTO_TEST_CASE(bgzip_of_one_member) {
    gzip_index index;
    BOOST_TEST(!read(index, bytes(8)));
    BOOST_TEST(index.points().size() == 1U);
}

BOOST_AUTO_TEST_CASE(no_index_at_all) {
    BOOST_TEST(outcome({}) == index_errc::not_an_index);
    BOOST_TEST(outcome(characters("GZID")) == index_errc::not_an_index);
    BOOST_TEST(outcome(bytes(7)) == index_errc::not_an_index);
    BOOST_TEST(outcome(bytes(9)) == index_errc::not_an_index);
    BOOST_TEST(outcome(little(1, 8) + bytes(15)) == index_errc::not_an_index);
    BOOST_TEST(outcome(little(std::uint64_t{1} << 60, 8)) ==
               index_errc::not_an_index);
    BOOST_TEST(outcome(bytes(8) + characters("gzipindy") + bytes(100)) ==
               index_errc::not_an_index);
}

BOOST_AUTO_TEST_CASE(files_that_end_anywhere) {
    for (const bytes& whole :
         {good_gzidx(), good_gztool(), bgzip_of({{100, 65280}, {200, 65281}})})
        for (std::size_t size = 0;
             size<whole.size(); size += size> 200 && size + 200 < whole.size()
                 ? 97
                 : 1) {
            const std::error_code error =
                outcome({whole.begin(),
                         whole.begin() + static_cast<std::ptrdiff_t>(size)});
            BOOST_TEST((error == index_errc::truncated_index ||
                        error == index_errc::not_an_index ||
                        // eight zeros: an index of bgzip without entries
                        (!error && size == 8)));
        }
}

// Each pair is (byte of the compressed data, output in front), bits 0.
BOOST_AUTO_TEST_CASE(points_that_no_file_has) {
    struct place {
        std::uint64_t in;
        std::uint64_t output;
    };
    const auto outcome_of = [](place first, place second,
                               std::uint64_t output_size = 100000) {
        return outcome(gzidx_header{.output_size = output_size}.data() +
                       gzidx_point(first.in, first.output, 0, false) +
                       gzidx_point(second.in, second.output, 0, false));
    };
    BOOST_TEST(!outcome_of({10, 0}, {500, 40000}));
    BOOST_TEST(!outcome_of({10, 0}, {500, 0})); // empty blocks
    BOOST_TEST(!outcome_of({10, 0}, {1000, 100000}));
    constexpr index_errc impossible = index_errc::impossible_points;
    BOOST_TEST(outcome_of({10, 0}, {10, 40000}) == impossible);
    BOOST_TEST(outcome_of({500, 40000}, {10, 50000}) == impossible);
    BOOST_TEST(outcome_of({10, 40001}, {500, 40000}) == impossible);
    BOOST_TEST(outcome_of({10, 0}, {1001, 40000}) == impossible);
    BOOST_TEST(outcome_of({10, 0}, {500, 100001}) == impossible);
    // 1032 times the input is the most.
    BOOST_TEST(!outcome_of({10, 0}, {20, 10320}));
    BOOST_TEST(outcome_of({10, 0}, {20, 10449}) == impossible);
    BOOST_TEST(!outcome_of({10, 0}, {990, 0}, 10320));
    BOOST_TEST(outcome_of({10, 0}, {990, 0}, 10449) == impossible);
    BOOST_TEST(outcome_of({10, 20000}, {990, 20000}, 10449) == impossible);
}

BOOST_AUTO_TEST_CASE(no_block_or_member_fits_between_points) {
    const auto blocks = [](unsigned bits_in_front) {
        return outcome(gzidx_header{}.data() + gzidx_point(10, 0, 0, false) +
                       gzidx_point(12, 0, bits_in_front, false));
    };
    BOOST_TEST(!blocks(6));
    BOOST_TEST(blocks(7) == index_errc::impossible_points);
    BOOST_TEST(!outcome(bgzip_of({{20, 0}, {40, 0}})));
    BOOST_TEST(outcome(bgzip_of({{19, 0}})) == index_errc::impossible_points);
    BOOST_TEST(outcome(bgzip_of({{20, 0}, {39, 0}})) ==
               index_errc::impossible_points);
}

// What is behind it may have been cut, or be anything.
BOOST_AUTO_TEST_CASE(reading_ends_at_the_first_impossible_point) {
    const bytes twice = gztool_point(10, 0, 0, {}) + gztool_point(10, 0, 0, {});
    BOOST_TEST(outcome(gztool_header(false, 5, 5) + twice) ==
               index_errc::impossible_points);
    BOOST_TEST(outcome(gztool_header(false, 0, 5) + twice) ==
               index_errc::impossible_points);
}

BOOST_AUTO_TEST_CASE(lines_are_in_order_and_no_more_than_bytes) {
    const auto outcome_of = [](std::uint64_t first, std::uint64_t second) {
        return outcome(gztool_header(true, 2, 2) + gztool_point(10, 50, 0, {}) +
                       big(first + 1, 8) + gztool_point(500, 100, 0, {}) +
                       big(second + 1, 8) + big(50000, 8) + big(101, 8));
    };
    BOOST_TEST(!outcome_of(50, 100));
    BOOST_TEST(outcome_of(51, 100) == index_errc::impossible_points);
    BOOST_TEST(outcome_of(50, 49) == index_errc::impossible_points);
    BOOST_TEST(outcome_of(50, 101) == index_errc::impossible_points);
}

BOOST_AUTO_TEST_CASE(points_at_the_end_are_left_out) {
    const bytes file = gzidx_header{.points = 3}.data() +
                       gzidx_point(10, 0, 0, false) +
                       gzidx_point(500, 40000, 3, true) +
                       gzidx_point(992, 50000, 0, false) + window;
    gzip_index index;
    BOOST_TEST(!read(index, file));
    check_two_points(index);
}

BOOST_AUTO_TEST_CASE(the_point_in_front_is_found) {
    gzip_index index;
    BOOST_TEST((index.find(0) == nullptr));
    const bytes file =
        gzidx_header{.points = 3}.data() + gzidx_point(10, 5, 0, false) +
        gzidx_point(300, 100, 3, false) + gzidx_point(400, 100, 0, false);
    BOOST_TEST(!read(index, file));
    const index_point* const points = index.points().data();
    BOOST_TEST((index.find(4) == nullptr));
    BOOST_TEST((index.find(5) == points));
    BOOST_TEST((index.find(99) == points));
    BOOST_TEST((index.find(100) == points + 2));
    BOOST_TEST((index.find(~std::uint64_t{0}) == points + 2));
}

BOOST_AUTO_TEST_CASE(damaged_windows) {
    const bytes good = zlib_stored(window);
    const auto outcome_of = [](const bytes& packed) {
        index_window loader;
        const std::error_code error = loader.load(
            {.output = 100000, .window = packed, .is_packed = true});
        BOOST_TEST(loader.bytes().empty() == static_cast<bool>(error));
        return error;
    };
    BOOST_TEST(!outcome_of(good));
    for (std::size_t i = 0; i<good.size(); i += i> 20 ? 301 : 1) {
        bytes damaged = good;
        damaged[i] ^= 0x01;
        BOOST_TEST(outcome_of(damaged) == index_errc::damaged_window);
    }
    for (std::size_t size = 0;
         size<good.size(); size += size> 20 && size + 20 < good.size() ? 301
                                                                       : 1)
        BOOST_TEST(
            outcome_of({good.begin(),
                        good.begin() + static_cast<std::ptrdiff_t>(size)}) ==
            index_errc::damaged_window);
    BOOST_TEST(outcome_of(good + bytes{0}) == index_errc::damaged_window);
    BOOST_TEST(outcome_of(zlib_stored(bytes(32769))) ==
               index_errc::damaged_window);
}

// Formats fill windows up in front.
BOOST_AUTO_TEST_CASE(windows_have_no_more_bytes_than_the_output) {
    index_window loader;
    BOOST_TEST(!loader.load({.output = 3, .window = window}));
    BOOST_TEST(bytes(loader.bytes().begin(), loader.bytes().end()) ==
               bytes(window.end() - 3, window.end()));
    BOOST_TEST(!loader.load({.output = 3}));
    BOOST_TEST(loader.bytes().empty());
}

// Whatever it is, there are no more points than bytes for them.
BOOST_AUTO_TEST_CASE(random_bytes_behind_the_magic_numbers) {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        random_source random(seed);
        const bytes begins[] = {characters("GZIDX"),
                                bytes(8) + characters("gzipindx"),
                                bytes(8) + characters("gzipindX") + bytes(4),
                                gzidx_header{.points = 10}.data()};
        bytes file = begins[seed % 4];
        for (std::size_t left = below(random, 400); left != 0; --left)
            file.push_back(static_cast<std::uint8_t>(
                below(random, 3) == 0 ? random() : 0));
        gzip_index index;
        static_cast<void>(index.read(file, random() >> below(random, 64)));
        BOOST_TEST(index.points().size() <= file.size() / 16);
    }
}

BOOST_AUTO_TEST_CASE(each_error_has_a_text) {
    for (int i = 0; i < index_errc_count; ++i) {
        const std::error_code error = static_cast<index_errc>(i);
        BOOST_TEST(!error.message().empty());
        BOOST_TEST(error.message() != "unknown error of an index");
        BOOST_TEST(error.category().name() == std::string("mgunzip-index"));
    }
    BOOST_TEST(std::error_code(static_cast<index_errc>(99)).message() ==
               "unknown error of an index");
}

BOOST_AUTO_TEST_SUITE_END()
