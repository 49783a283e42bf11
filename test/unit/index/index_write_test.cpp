// SPDX-License-Identifier: BSL-1.0
// Indexes that are made of data, and written.
#include "support/bgzf_builder.hpp"
#include "support/index_builder.hpp"
#include "support/random_stream.hpp"
#include "support/reference_inflate.hpp"
#include "support/sample_data.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

bytes stored(const std::vector<std::string>& blocks) {
    bytes result;
    for (std::size_t i = 0; i < blocks.size(); ++i)
        result =
            result +
            bytes{i + 1 == blocks.size() ? std::uint8_t{1} : std::uint8_t{0}} +
            little(blocks[i].size(), 2) + little(~blocks[i].size(), 2) +
            to_bytes(blocks[i]);
    return result;
}

std::string joined(const std::vector<std::string>& blocks) {
    std::string all;
    for (const std::string& block : blocks)
        all += block;
    return all;
}

bytes member(const std::vector<std::string>& blocks) {
    return gzip_bytes(
        {.deflate_data = stored(blocks), .data = to_bytes(joined(blocks))});
}

gzip_index built(const bytes& file, std::uint64_t spacing) {
    gzip_index index;
    const decompress_result result = index.build(file, spacing);
    BOOST_TEST_REQUIRE(!result.error);
    BOOST_TEST(result.consumed == file.size());
    BOOST_TEST(result.produced == index.facts().output_size.value());
    return index;
}

bytes window_of(const index_point& point) {
    index_window loader;
    BOOST_TEST_REQUIRE(!loader.load(point));
    return {loader.bytes().begin(), loader.bytes().end()};
}

void check_same_points(const gzip_index& a, const gzip_index& b,
                       bool has_lines) {
    BOOST_TEST_REQUIRE(a.points().size() == b.points().size());
    for (std::size_t i = 0; i < a.points().size(); ++i) {
        BOOST_TEST(a.points()[i].bit == b.points()[i].bit);
        BOOST_TEST(a.points()[i].output == b.points()[i].output);
        BOOST_TEST(window_of(a.points()[i]) == window_of(b.points()[i]));
        if (has_lines)
            BOOST_TEST(a.points()[i].lines == b.points()[i].lines);
    }
    BOOST_TEST(a.facts().output_size.value() == b.facts().output_size.value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(index_write)

// Blocks of 5, 3 and 4 bytes, of which the third makes no new point.
BOOST_AUTO_TEST_CASE(gztool_byte_by_byte) {
    const bytes file = member({"ab\ncd", "\n\nx", "last"});
    const bytes zeros = {0x78, 1, 0x63, 0, 1, 0, 0, 5, 0, 1};
    const bytes expected =
        gztool_header(true, 2, 2) + gztool_point(10, 0, 0, {}) + big(1, 8) +
        gztool_point(20, 5, 0, zeros) + big(2, 8) + big(12, 8) + big(3, 8);
    BOOST_TEST(written(built(file, 5), index_format::gztool) == expected,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(gzidx_byte_by_byte) {
    const bytes file = member({"ab\ncd", "\n\nx", "last"});
    const bytes expected = gzidx_header{.compressed_size = file.size(),
                                        .output_size = 12,
                                        .spacing = 32768}
                               .data() +
                           gzidx_point(10, 0, 0, false) +
                           gzidx_point(20, 5, 0, true) + bytes(32768);
    BOOST_TEST(written(built(file, 5), index_format::gzidx) == expected,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bgzip_byte_by_byte) {
    const std::string first(100, 'a');
    const bytes a = gzip_bytes(bgzf_of(stored({first}), to_bytes(first)));
    const bytes b = gzip_bytes(bgzf_of(stored({"second"}), to_bytes("second")));
    const bytes file = a + b + bgzf_end() + a + bgzf_end();
    gzip_index index;
    BOOST_TEST(!index.build_bgzf(file));
    const bytes expected = little(3, 8) + little(a.size(), 8) + little(100, 8) +
                           little(a.size() + b.size(), 8) + little(106, 8) +
                           little(a.size() + b.size() + 28, 8) + little(106, 8);
    BOOST_TEST(written(index, index_format::bgzip) == expected,
               boost::test_tools::per_element());
    BOOST_TEST(index.facts().output_size.value() == 206U);
}

BOOST_AUTO_TEST_CASE(who_walks_over_members_is_told_how_far) {
    const bytes file =
        repeated(bgzf_member(60'000, 1), 150) + bgzf_end(); // 9 MB
    std::vector<std::uint64_t> told;
    gzip_index index;
    BOOST_TEST(!index.build_bgzf(file, [&](std::uint64_t used) {
        told.push_back(used);
        return std::error_code();
    }));
    BOOST_TEST(index.points().size() == 150U);
    BOOST_TEST_REQUIRE(told.size() == 2U);
    BOOST_TEST(told[0] >= 4U << 20);
    BOOST_TEST(told[0] < (4U << 20) + 65'536);
    BOOST_TEST(told[1] >= told[0] + (4U << 20));
    const auto broken = std::make_error_code(std::errc::io_error);
    BOOST_TEST(index.build_bgzf(file, [&](std::uint64_t) { return broken; }) ==
               broken);
    BOOST_TEST(index.points().empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_bgzf_has_no_index_of_that_kind) {
    const bytes good = gzip_bytes(bgzf_of(stored({"text"}), to_bytes("text")));
    for (const bytes& file :
         {bytes{}, member({"text"}), good + member({"text"}), good + bytes{0},
          bytes(good.begin(), good.end() - 1)}) {
        gzip_index index;
        BOOST_TEST(index.build_bgzf(file) == index_errc::not_bgzf);
        BOOST_TEST(index.points().empty());
    }
}

BOOST_AUTO_TEST_CASE(lines_are_newlines) {
    BOOST_TEST(built(member({"a\nb\n"}), 1).facts().lines.value() == 2U);
    BOOST_TEST(built(member({"a\nb"}), 1).facts().lines.value() == 1U);
    BOOST_TEST(built(member({""}), 1).facts().lines.value() == 0U);
    BOOST_TEST(
        built(member({"a\n"}) + member({"b\n"}), 1).facts().lines.value() ==
        2U);
}

// A member's first block needs no window.
BOOST_AUTO_TEST_CASE(points_at_members) {
    const bytes first = member({"0123456789", "0123456789"});
    const bytes file = first + member({"abc", "def"});
    const gzip_index index = built(file, 7);
    BOOST_TEST_REQUIRE(index.points().size() == 3U);
    BOOST_TEST(index.points()[1].output == 10U);
    BOOST_TEST(!index.points()[1].window.empty());
    BOOST_TEST(index.points()[2].output == 20U);
    BOOST_TEST(index.points()[2].bit == 8 * (first.size() + 10));
    BOOST_TEST(index.points()[2].window.empty());
    // Behind a member's begin the window has that member's output only.
    const gzip_index all = built(file, 1);
    BOOST_TEST(window_of(all.points().back()).size() == 3U);
}

BOOST_AUTO_TEST_CASE(points_are_the_first_blocks_behind_the_spacing) {
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        random_source random(seed);
        const random_stream made = make_random_stream(random, 300000);
        const bytes file =
            gzip_bytes({.deflate_data = made.data, .data = made.output});
        for (const std::uint64_t spacing : {1U, 5000U, 1000000U}) {
            const gzip_index index = built(file, spacing);
            std::vector<block_place> expected;
            std::uint64_t next = 0;
            for (const block_place& block : reference_blocks(made.data))
                if (block.produced >= next) {
                    expected.push_back({80 + block.bit, block.produced});
                    next = block.produced + spacing;
                }
            std::vector<block_place> found;
            for (const index_point& point : index.points()) {
                found.push_back({point.bit, point.output});
                BOOST_TEST(point.lines ==
                           static_cast<std::uint64_t>(std::count(
                               made.output.begin(),
                               made.output.begin() +
                                   static_cast<std::ptrdiff_t>(point.output),
                               '\n')));
            }
            BOOST_TEST(found == expected, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_again) {
    random_source random(3);
    const random_stream made = make_random_stream(random, 2000000);
    const bytes file =
        gzip_bytes({.deflate_data = made.data, .data = made.output}) +
        member({"a\nb"});
    const gzip_index index = built(file, 20000);
    BOOST_TEST(index.points().size() > 5U);
    const bytes as_gztool = written(index, index_format::gztool);
    const bytes as_gzidx = written(index, index_format::gzidx);
    gzip_index of_gztool;
    gzip_index of_gzidx;
    BOOST_TEST(!of_gztool.read(as_gztool, file.size()));
    BOOST_TEST(!of_gzidx.read(as_gzidx, file.size()));
    check_same_points(of_gztool, index, true);
    BOOST_TEST(of_gztool.facts().lines.value() == index.facts().lines.value());
    // Each format from the other one.
    BOOST_TEST(written(of_gztool, index_format::gzidx).size() ==
               as_gzidx.size());
    const bytes again = written(of_gzidx, index_format::gztool);
    gzip_index twice;
    BOOST_TEST(!twice.read(again, file.size()));
    check_same_points(twice, of_gzidx, false);
    BOOST_TEST(!twice.facts().has_lines);
}

BOOST_AUTO_TEST_CASE(formats_that_cannot_hold_an_index) {
    const index_sink nowhere = [](auto) { return std::error_code(); };
    const bytes plain = member({"text"});
    const gzip_index blocks = built(plain, 1);
    BOOST_TEST(write_index(blocks, index_format::bgzip, nowhere) ==
               index_errc::unsuitable_format);
    gzip_index members;
    BOOST_TEST(!members.build_bgzf(
        gzip_bytes(bgzf_of(stored({"text"}), to_bytes("text")))));
    gzip_index growing;
    const bytes file =
        gztool_header(false, 0, ~std::uint64_t{0}) + gztool_point(10, 0, 0, {});
    BOOST_TEST(!growing.read(file, 1000));
    for (const index_format format :
         {index_format::gztool, index_format::gzidx}) {
        BOOST_TEST(write_index(members, format, nowhere) ==
                   index_errc::unsuitable_format);
        BOOST_TEST(write_index(growing, format, nowhere) ==
                   index_errc::unsuitable_format);
    }
}

BOOST_AUTO_TEST_CASE(errors_of_the_sink_end_the_writing) {
    random_source random(3);
    const random_stream made = make_random_stream(random, 4000000);
    const gzip_index index = built(
        gzip_bytes({.deflate_data = made.data, .data = made.output}), 1000);
    const std::error_code full =
        std::make_error_code(std::errc::no_space_on_device);
    for (const index_format format :
         {index_format::gztool, index_format::gzidx}) {
        int calls = 0;
        const index_sink sink = [&](auto) {
            ++calls;
            return full;
        };
        BOOST_TEST(write_index(index, format, sink) == full);
        BOOST_TEST(calls == 1);
    }
}

BOOST_AUTO_TEST_CASE(damaged_data_have_no_index) {
    bytes file = member({"some", "text"}) + member({"more"});
    file[file.size() - 8] ^= 1;
    gzip_index index;
    const decompress_result result = index.build(file, 1);
    BOOST_TEST(result.error == errc::data_crc_mismatch);
    BOOST_TEST(result.error_offset == file.size() - 8);
    BOOST_TEST(result.members == 2U);
    BOOST_TEST(index.points().empty());
    const decompress_result of_nothing = index.build({}, 1);
    BOOST_TEST(of_nothing.error == errc::truncated_input);
}

BOOST_AUTO_TEST_CASE(an_index_that_is_moved_keeps_its_windows) {
    const bytes file = member({"0123456789", "0123456789", "0"});
    gzip_index first = built(file, 1);
    const bytes before = written(first, index_format::gztool);
    const gzip_index second = std::move(first);
    BOOST_TEST(written(second, index_format::gztool) == before);
}

BOOST_AUTO_TEST_SUITE_END()
