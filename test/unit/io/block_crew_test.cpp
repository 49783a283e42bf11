// SPDX-License-Identifier: BSL-1.0
// Blocks between points of an index decoded by several threads, and indexes
// that do not fit: the same outcome as without. For ThreadSanitizer.
#include "io/block_crew.hpp"

#include "io/write_output.hpp"
#include "support/bgzf_files.hpp"
#include "support/crew_runner.hpp"
#include "support/deflate_builder.hpp"
#include "support/parts.hpp"
#include "support/pipe_pair.hpp"

#include <mgunzip/members.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

using points = std::vector<index_point>;

// The same points in another index, changed.
gzip_index changed(const gzip_index& index,
                   const std::function<void(points&)>& change) {
    points all(index.points().begin(), index.points().end());
    change(all);
    return {index.facts(), std::move(all), {}};
}

// In every kind of sink, by one to eight threads.
void check(const bytes& file, const gzip_index& index,
           const outcome& expected) {
    for (const unsigned threads : {1u, 2u, 8u}) {
        outcome wanted = expected;
        wanted.was_index_wrong &= threads > 1; // one does not look at it
        const way how{.threads = threads, .index = &index};
        BOOST_TEST_CONTEXT(threads << " threads") {
            BOOST_TEST(collected_by(file, how) == wanted);
            BOOST_TEST(collected_by(file, how, false) == wanted);
            BOOST_TEST(only_checked(file, how, wanted) == wanted);
            BOOST_TEST(mapped_by(file, how, {.way = io::page_way::zeros}) ==
                       wanted);
        }
    }
}

outcome with_wrong_index(outcome expected) {
    expected.was_index_wrong = true;
    return expected;
}

block_counts blocks_of(const bytes& file, const gzip_index* index) {
    memory_source from(file, SIZE_MAX, true);
    io::null_output to;
    io::thread_budget threads(2);
    io::transfer job(from, {.threads = &threads,
                            .known_index = index,
                            .blocks = {.least = 20'000, .most = 200'000}});
    BOOST_REQUIRE((job.read_first_header() == io::failure::none));
    BOOST_REQUIRE((job.run(to) == io::failure::none));
    return job.decoder().blocks();
}

} // namespace

BOOST_AUTO_TEST_CASE(whole_files_come_out_as_without_an_index) {
    for (const sample_file& file : {one_member(), several_members()})
        for (const std::uint64_t spacing : {1u, 20'000u, 70'000u, 500'000u}) {
            const gzip_index index = built(file, spacing);
            check(file.data, index, expected_of(file.data));
            BOOST_TEST((blocks_of(file.data, &index) ==
                        blocks_of(file.data, nullptr)));
        }
}

// One ends within a segment, and the next one begins there.
BOOST_AUTO_TEST_CASE(two_large_members) {
    sample_file file;
    random_source random(8);
    for (const std::size_t size : {400'000u, 500'000u})
        file.add(stream_of(random, size), false);
    const gzip_index index = built(file, 20'000);
    check(file.data, index, expected_of(file.data));
    BOOST_TEST((blocks_of(file.data, &index) == blocks_of(file.data, nullptr)));
}

// Members of known sizes have a crew of their own, which passes points.
BOOST_AUTO_TEST_CASE(members_of_bgzf_between_others) {
    random_source random(9);
    sample_file file = one_member();
    for (const gzip_member& member : random_members(random, 40, 9000)) {
        file.data = file.data + gzip_bytes(member);
        file.output = file.output + member.data;
    }
    file.add(stream_of(random, 600'000), false);
    const gzip_index index = built(file, 20'000);
    check(file.data, index, expected_of(file.data));
}

// Points that claim less output lie among empty blocks, at each of which the
// decoder stops, as the next segment begins with so much output, too. Going
// through these points again and again would take a quarter of an hour, more
// than a test may.
BOOST_AUTO_TEST_CASE(points_without_segments) {
    constexpr std::size_t count = 300'000;
    const bytes text(60'000, 't');
    deflate_builder stream;
    stream.stored_block(false, text).stored_block(false, text);
    const std::size_t first = stream.data().size();
    for (std::size_t i = 0; i < count; ++i)
        stream.stored_block(false, std::string_view());
    std::vector<std::size_t> at;
    for (int i = 0; i < 8; ++i) {
        at.push_back(stream.data().size());
        stream.stored_block(false, text);
    }
    stream.stored_block(true, std::string_view());
    const bytes output = repeated(text, 10);
    const bytes file =
        gzip_bytes({.deflate_data = stream.data(), .data = output});
    const std::uint64_t body = gzip_header({}).size();
    const std::span<const std::uint8_t> window(text.data(), history_size);
    points made;
    for (std::size_t i = 0; i < count; ++i) // of 5 bytes each
        made.push_back({.bit = 8 * (body + first + 5 * i),
                        .output = 1000,
                        .window = window.first(1000)});
    for (std::size_t i = 0; i < at.size(); ++i)
        made.push_back({.bit = 8 * (body + at[i]),
                        .output = text.size() * (i + 2),
                        .window = window});
    const gzip_index index({.compressed_size = file.size()}, made, {});
    const way how{.index = &index, .blocks = {.least = 1, .most = 100'000}};
    BOOST_TEST(collected_by(file, how) == expected_of(file));
}

BOOST_AUTO_TEST_CASE(every_format_with_blocks_serves) {
    const sample_file file = several_members();
    const gzip_index built_one = built(file, 20'000);
    for (const index_format format :
         {index_format::gztool, index_format::gzidx}) {
        const bytes memory = written(built_one, format);
        gzip_index index;
        BOOST_REQUIRE(!index.read(memory, file.data.size()));
        check(file.data, index, expected_of(file.data));
    }
}

// The threads of the crew do take part.
BOOST_AUTO_TEST_CASE(segments_are_handed_out_in_order) {
    const sample_file file = one_member();
    const gzip_index index = built(file, 20'000);
    io::block_crew crew(&index, {.least = 20'000, .most = 200'000});
    BOOST_TEST(crew.has_work(file.data));
    BOOST_TEST(!crew.has_work(std::span(file.data).first(5)));
    io::thread_budget threads(2);
    crew.reserve(threads);
    BOOST_TEST(threads.most_taken() == 2u);

    gzip_decoder decoder;
    collecting to;
    input_cursor in{file.data.data(), file.data.data() + file.data.size()};
    BOOST_REQUIRE((decoder.run(in, to.window()) == gzip_status::member_begin));
    const std::uint64_t bit = 8 * decoder.consumed();
    BOOST_TEST(crew.next_stop(bit) == 0u);
    BOOST_TEST(!crew.is_entry(bit - 1, 0));
    BOOST_TEST(crew.is_entry(bit, 0));
    crew.begin(file.data, decoder, to);
    int count = 0;
    while (const io::decoded_blocks* const part = crew.next()) {
        BOOST_TEST(!part->output.is_in_window);
        BOOST_TEST(!to.append(part->output.data, part->blocks.output));
        ++count;
    }
    BOOST_TEST(count >= 20);
    BOOST_TEST(!crew.was_index_wrong());
    BOOST_TEST(!to.finish());
    BOOST_TEST(to.output.size() > 800'000u);
    BOOST_TEST((to.output == part_of(file.output, {0, to.output.size()})));
    crew.stop();
    BOOST_TEST(!crew.has_threads());
}

// As in zlib's or pigz's output that was flushed there.
BOOST_AUTO_TEST_CASE(points_behind_empty_blocks) {
    deflate_builder stream;
    bytes output;
    std::vector<std::size_t> at; // of a block behind empty ones, in bytes
    random_source random(5);
    const std::size_t header = gzip_header({}).size();
    for (int i = 0; i < 12; ++i) {
        const bytes text(20'000 + below(random, 5), 'a' + i);
        stream.stored_block(false, text);
        stream.stored_block(false, std::string_view());
        stream.stored_block(false, std::string_view());
        at.push_back(header + stream.data().size());
        output = output + text;
    }
    stream.stored_block(true, std::string_view("end"));
    output = output + characters("end");
    const bytes file =
        gzip_bytes({.deflate_data = stream.data(), .data = output});
    gzip_index index;
    BOOST_REQUIRE(!index.build(file, 20'000).error);
    const gzip_index other = changed(index, [&](points& all) {
        for (std::size_t i = 1; i < all.size(); ++i)
            all[i].bit = 8 * at[i - 1];
    });
    check(file, index, expected_of(file));
    check(file, other, expected_of(file));
}

BOOST_AUTO_TEST_CASE(damaged_files) {
    for (const sample_file& good : {one_member(), several_members()}) {
        const gzip_index index = built(good, 50'000);
        for (std::size_t i = 0; i < index.points().size(); i += 3) {
            bytes file = good.data;
            // A block of type 3, which may be in the middle of a segment.
            const std::uint64_t bit = index.points()[i].bit;
            for (const std::uint64_t each : {bit + 1, bit + 2})
                file[each / 8] |= static_cast<std::uint8_t>(1 << each % 8);
            const way how{.index = &index};
            const outcome wanted = with_wrong_index(expected_of(file));
            outcome found = collected_by(file, how);
            found.was_index_wrong = true; // or it was not come to
            BOOST_TEST(found == wanted);
        }
    }
}

BOOST_AUTO_TEST_CASE(wrong_trailers) {
    const sample_file good = several_members();
    const gzip_index index = built(good, 20'000);
    std::vector<member_info> members;
    BOOST_REQUIRE(!list_members(good.data, members).error);
    std::uint64_t end = 0;
    for (const member_info& member : members) {
        end += member.size;
        for (const std::uint64_t back : {8u, 4u}) {
            bytes file = good.data;
            file[end - back] ^= 1;
            check(file, index, expected_of(file));
        }
    }
}

// An index does not help where the file has become another.
BOOST_AUTO_TEST_CASE(garbage_behind_the_data) {
    sample_file file = several_members();
    file.data.back() = 'g';
    const gzip_index index = built(file, 20'000);
    const outcome expected = expected_of(file.data);
    BOOST_TEST((expected.trailing == trailing_data::garbage));
    check(file.data, index, expected);
}

BOOST_AUTO_TEST_CASE(points_that_are_not_there) {
    const sample_file file = one_member();
    const gzip_index good = built(file, 20'000);
    const outcome expected = with_wrong_index(expected_of(file.data));
    for (const std::size_t i : {3u, 20u})
        for (const auto& by :
             {std::pair{1, 0}, {-1, 0}, {800, 0}, {0, 1}, {0, -1}}) {
            const gzip_index bad = changed(good, [&](points& all) {
                all[i].bit += static_cast<std::uint64_t>(by.first);
                all[i].output += static_cast<std::uint64_t>(by.second);
            });
            BOOST_TEST_CONTEXT(by.first << ", " << by.second)
            check(file.data, bad, expected);
        }
}

// What is not referred to does not count, and all else does.
BOOST_AUTO_TEST_CASE(windows_that_are_not_the_output) {
    const sample_file file = one_member();
    const gzip_index built_one = built(file, 20'000);
    const bytes memory = written(built_one, index_format::gzidx);
    gzip_index good;
    BOOST_REQUIRE(!good.read(memory, file.data.size()));
    const outcome expected = expected_of(file.data);
    for (const std::size_t i : {2u, 11u}) {
        const index_point& point = good.points()[i];
        detail::history_use use;
        BOOST_REQUIRE(use.find(std::span(file.data).subspan(point.bit / 8),
                               static_cast<unsigned>(point.bit % 8)));
        std::array<int, 2> changes{};
        for (std::size_t at = history_size; at-- > 0;) {
            const bool matters = use.is_used()[at] != 0;
            if (changes[matters ? 1 : 0]++ >= 2)
                continue;
            bytes window(point.window.begin(), point.window.end());
            BOOST_REQUIRE(window.size() == history_size);
            window[at] ^= 1;
            const gzip_index other =
                changed(good, [&](points& all) { all[i].window = window; });
            check(file.data, other,
                  matters ? with_wrong_index(expected) : expected);
        }
        BOOST_TEST(changes[0] > 0);
        BOOST_TEST(changes[1] > 0);
        const gzip_index without =
            changed(good, [&](points& all) { all[i].window = {}; });
        check(file.data, without, with_wrong_index(expected));
        const gzip_index no_stream =
            changed(good, [&](points& all) { all[i].is_packed = true; });
        check(file.data, no_stream, with_wrong_index(expected));
    }
}

// The output of the member in front is no history of a member, whatever the
// index offers.
BOOST_AUTO_TEST_CASE(matches_into_the_member_in_front) {
    const bytes text(70'000, 't');
    const std::span<const std::uint8_t> all(text);
    deflate_builder first;
    first.stored_block(false, all.first(30'000))
        .stored_block(false, all.subspan(30'000, 30'000))
        .stored_block(true, all.subspan(60'000));
    deflate_builder second;
    second.stored_block(false, all.first(1'000));
    const std::size_t second_block = second.data().size();
    second.begin_fixed(false).match(100, 2'000).end_block();
    for (int i = 0; i < 8; ++i)
        second.stored_block(false, all.first(30'000));
    second.stored_block(true, std::string_view());
    const bytes front =
        gzip_bytes({.deflate_data = first.data(), .data = text});
    const bytes file =
        front + gzip_bytes({.deflate_data = second.data(), .data = text});
    const std::size_t body = front.size() + gzip_header({}).size();

    // Points at all blocks of the second member but the first.
    points made;
    made.push_back({.bit = 8 * (body + second_block),
                    .output = 71'000,
                    .window = all.first(history_size)});
    const std::size_t end = file.size() - 8 - 5 - 8u * 30'005;
    for (std::uint64_t i = 0; i < 8; ++i)
        made.push_back({.bit = 8 * (end + i * 30'005),
                        .output = 71'100 + i * 30'000,
                        .window = all.first(history_size)});
    const gzip_index index({.compressed_size = file.size()}, made, {});
    const outcome expected = expected_of(file);
    BOOST_TEST(expected.error == errc::distance_too_far_back);
    check(file, index, with_wrong_index(expected));
}

BOOST_AUTO_TEST_CASE(indexes_of_other_files_of_that_size) {
    const sample_file file = one_member();
    sample_file other{.name = "other"};
    random_source random(77);
    other.add(stream_of(random, 900'000), false);
    other.data.resize(file.data.size());
    gzip_index good = built(other, 20'000);
    const gzip_index index({.compressed_size = file.data.size()},
                           points(good.points().begin(), good.points().end()),
                           {});
    check(file.data, index, with_wrong_index(expected_of(file.data)));
}

BOOST_AUTO_TEST_CASE(no_more_output_than_is_allowed) {
    const sample_file file = one_member();
    const gzip_index index = built(file, 20'000);
    for (const std::uint64_t most : {0u, 1u, 20'000u, 433'333u, 899'000u}) {
        memory_source from(file.data, SIZE_MAX, true);
        collecting to;
        io::thread_budget threads(2);
        io::transfer job(from, {.threads = &threads,
                                .known_index = &index,
                                .most_output = most,
                                .blocks = {.least = 20'000}});
        BOOST_REQUIRE((job.read_first_header() == io::failure::none));
        BOOST_TEST((job.run(to) == io::failure::limit));
        BOOST_TEST(!to.finish());
        BOOST_TEST((to.output == part_of(file.output, {0, most})));
    }
}

BOOST_AUTO_TEST_CASE(blocks_reach_a_pipe_whole_and_in_order) {
    const sample_file file = several_members();
    const gzip_index index = built(file, 20'000);
    pipe_pair pipe(O_DIRECT); // each write is a packet
    collected all;
    std::thread reader([&] { all = collect(pipe.reader.get(), 4096); });
    memory_source from(file.data, SIZE_MAX, true);
    io::write_output to(pipe.writer.get());
    outcome result;
    run(from, to, {.threads = 3, .index = &index}, result);
    pipe.writer.reset();
    reader.join();
    BOOST_TEST((all.bytes == file.output));
}

// The mapping grows while there are threads.
BOOST_AUTO_TEST_CASE(forecasts_that_are_too_small) {
    const sample_file file = one_member();
    const gzip_index index = built(file, 20'000);
    constexpr std::uint64_t little = 64 * 1024;
    io::mapping_settings growing{.way = io::page_way::zeros};
    growing.first_guess = growing.max_doubling = growing.max_step = little;
    const way how{.threads = 3, .index = &index};
    BOOST_TEST(mapped_by(file.data, how, growing) == expected_of(file.data));
}
