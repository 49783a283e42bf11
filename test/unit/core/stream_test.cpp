// SPDX-License-Identifier: BSL-1.0
// Streams cut into spans in any way: events, output, errors.
#include <mgunzip/stream.hpp>

#include "support/deflate_builder.hpp"
#include "support/gzip_builder.hpp"
#include "support/inflate_runner.hpp"
#include "support/library_runner.hpp"
#include "support/random_stream.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

using input = std::span<const std::uint8_t>;

// Sizes one after the other, and then the rest.
size_source sizes(std::vector<std::size_t> list) {
    return [list = std::move(list), i = std::size_t{0}]() mutable {
        return i < list.size() ? list[i++] : everything();
    };
}

void check(const bytes& file, const size_source& piece) {
    const gunzip_result expected = reference_gunzip(file);
    BOOST_TEST(run_stream_decoder(file, piece) == expected);
    BOOST_TEST(run_stream_decoder(file, piece, finish_time::with_last_piece) ==
               expected);
}

void check_every_split(const bytes& file) {
    const gunzip_result expected = reference_gunzip(file);
    for (std::size_t first = 0; first <= file.size(); ++first)
        for (std::size_t second = 0; second <= file.size() - first; ++second)
            BOOST_TEST(run_stream_decoder(file, sizes({first, second})) ==
                       expected);
    check(file, always(1));
    check(file, everything);
}

gzip_member with_all_fields() {
    return {.more_flags = 1,
            .extra = "AB",
            .name = "name",
            .comment = "text",
            .has_header_crc = true,
            .deflate_data = deflate_builder()
                                .begin_fixed(true)
                                .literals("ab")
                                .match(7, 2)
                                .end_block()
                                .data(),
            .data = {'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a'}};
}

// The events until input is needed, a letter for each; data are the text.
std::string events_of(stream_decoder& stream, input in) {
    std::string all;
    for (;;)
        switch (stream.next(in)) {
        case stream_event::data:
            all.append(stream.output().begin(), stream.output().end());
            break;
        case stream_event::member_begin:
            all += '<';
            break;
        case stream_event::member_end:
            all += '>';
            break;
        case stream_event::need_input:
            return all + '?';
        case stream_event::end_of_data:
            return all + '.';
        case stream_event::error:
            return all + '!';
        }
}
// Those up to the end.
std::string events(stream_decoder& stream, input in) {
    stream.finish();
    return events_of(stream, in);
}
std::string events(const bytes& file) {
    stream_decoder stream;
    return events(stream, file);
}

} // namespace

BOOST_AUTO_TEST_CASE(events_come_in_the_order_of_the_data) {
    BOOST_TEST(events(gzip_stored("hello")) == "<hello>.");
    BOOST_TEST(events(gzip_stored("one") + gzip_bytes({}) +
                      gzip_stored("two")) == "<one><><two>.");
    BOOST_TEST(events(gzip_stored("x") + bytes(7)) == "<x>.");
    BOOST_TEST(events(gzip_stored("x") + bytes{'g', 'o'}) == "<x>.");
    BOOST_TEST(events({}) == "!");
    BOOST_TEST(events({'n', 'o'}) == "!");
    gzip_member bad = with_all_fields();
    bad.crc_error = 1;
    BOOST_TEST(events(gzip_stored("x") + gzip_bytes(bad)) == "<x><ababababa!");
}

BOOST_AUTO_TEST_CASE(every_split_of_small_files) {
    const bytes member = gzip_bytes(with_all_fields());
    check_every_split(member + gzip_bytes({}));
    check_every_split(gzip_stored("x") + bytes(3));
    check_every_split(gzip_stored("x") + bytes{'g', 'o'});
    check_every_split(gzip_stored("x") + bytes{0, 0, 'g'});
    check_every_split(gzip_stored("x") + bytes{0x1f});
    check_every_split({});
    check_every_split({'n', 'o'});
    for (gzip_member bad = with_all_fields(); bad.crc_error < 2;
         ++bad.crc_error) {
        bad.size_error = 1 - bad.crc_error;
        check_every_split(gzip_stored("x") + gzip_bytes(bad));
    }
}

BOOST_AUTO_TEST_CASE(cut_short_at_every_byte) {
    const bytes file = gzip_bytes(with_all_fields()) + gzip_stored("stored");
    for (std::size_t size = 0; size < file.size(); ++size)
        for (const std::size_t piece : {1, 3, 1000})
            check({file.begin(),
                   file.begin() + static_cast<std::ptrdiff_t>(size)},
                  always(piece));
}

BOOST_AUTO_TEST_CASE(the_fixtures_in_random_pieces) {
    random_source random(1);
    for (const auto& entry :
         std::filesystem::directory_iterator(MGUNZIP_TEST_DATA)) {
        if (entry.path().extension() != ".gz")
            continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const bytes data{std::istreambuf_iterator<char>(file), {}};
        BOOST_TEST_CONTEXT(entry.path())
        check(data, [&] { return below(random, 3000); });
    }
}

// Larger than the window, so the history moves: matches reach over that.
BOOST_AUTO_TEST_CASE(large_files_with_every_kernel) {
    for (std::uint64_t seed = 0; seed < 6; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            const bytes file =
                gzip_bytes(random_member(random, 1000000)) +
                gzip_bytes(random_member(random, below(random, 400000)));
            const gunzip_result expected = reference_gunzip(file);
            BOOST_TEST(expected.decoded.error == errc::ok);
            for_each_inflate_kernel([&](const std::string& kernel) {
                BOOST_TEST_CONTEXT("kernel " << kernel)
                for (const std::size_t most : {30, 5000, 400000})
                    BOOST_TEST(run_stream_decoder(file, [&, most] {
                                   return below(random, most);
                               }) == expected);
            });
        }
}

BOOST_AUTO_TEST_CASE(damaged_files) {
    for (std::uint64_t seed = 0; seed < 400; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            const bytes file = damaged_file(random);
            check(file, [&] { return below(random, 300); });
        }
}

BOOST_AUTO_TEST_CASE(headers_are_there_from_the_begin_of_a_member_to_its_end) {
    const bytes file = gzip_bytes(with_all_fields()) + gzip_stored("x");
    stream_decoder stream;
    input in = file;
    BOOST_TEST((stream.next(in) == stream_event::member_begin));
    BOOST_TEST(stream.decoder().header().comment == "text");
    BOOST_TEST((stream.next(in) == stream_event::data));
    BOOST_TEST(stream.decoder().produced() == 9u);
    BOOST_TEST((stream.next(in) == stream_event::member_end));
    BOOST_TEST(stream.decoder().header().name == "name");
    BOOST_TEST(stream.decoder().members() == 1u);
    BOOST_TEST((stream.next(in) == stream_event::member_begin));
    BOOST_TEST(!stream.decoder().header().has_name);
    BOOST_TEST(stream.decoder().member_offset() ==
               gzip_bytes(with_all_fields()).size());
}

BOOST_AUTO_TEST_CASE(input_behind_the_end_is_left_to_the_caller) {
    const bytes member = gzip_stored("x");
    const bytes file = member + bytes{'g', 'o', 'o', 'd'};
    stream_decoder stream;
    input in = file;
    BOOST_TEST(events(stream, in) == "<x>.");
    stream.reset();
    while (stream.next(in) != stream_event::end_of_data) {
    }
    BOOST_TEST(in.size() == 2u);
    BOOST_TEST((stream.decoder().trailing() == trailing_data::garbage));
}

BOOST_AUTO_TEST_CASE(without_input_or_its_end_it_keeps_asking) {
    const bytes file = gzip_stored("x");
    stream_decoder stream;
    input in;
    BOOST_TEST((stream.next(in) == stream_event::need_input));
    BOOST_TEST((stream.next(in) == stream_event::need_input));
    BOOST_TEST(!stream.error());
    in = file;
    BOOST_TEST(events(stream, in) == "<x>.");
}

// One who refills as soon as the span is empty, whatever the event was.
BOOST_AUTO_TEST_CASE(input_that_comes_early_is_not_lost) {
    random_source random(5);
    const gzip_member member = random_member(random, 100000);
    const bytes file = gzip_bytes(member);
    stream_decoder stream;
    bytes output;
    input rest = file, in;
    for (bool is_done = false; !is_done;) {
        if (in.empty()) {
            in = rest.first(std::min<std::size_t>(rest.size(), 700));
            rest = rest.subspan(in.size());
            if (rest.empty())
                stream.finish();
        }
        const stream_event event = stream.next(in);
        BOOST_TEST_REQUIRE((event != stream_event::error));
        output.insert(output.end(), stream.output().begin(),
                      stream.output().end());
        is_done = event == stream_event::end_of_data;
    }
    BOOST_TEST((output == member.data));
}

BOOST_AUTO_TEST_CASE(a_stream_that_was_reset_or_moved_is_like_a_new_one) {
    stream_decoder stream;
    BOOST_TEST(events(stream, bytes{'n', 'o'}) == "!");
    BOOST_TEST((stream.error() == errc::not_gzip));
    stream.reset();
    BOOST_TEST(!stream.error());
    BOOST_TEST(events(stream, gzip_stored("one")) == "<one>.");
    stream.reset();
    const bytes file = gzip_bytes(with_all_fields());
    const std::size_t half = file.size() - 10;
    BOOST_TEST(events_of(stream, input(file).first(half)).starts_with("<ab"));
    stream_decoder moved = std::move(stream);
    BOOST_TEST(events(moved, input(file).subspan(half)).ends_with(">."));
    BOOST_TEST(moved.decoder().produced() == 9u);
    stream = stream_decoder();
    BOOST_TEST(events(stream, file) == "<ababababa>.");
}
