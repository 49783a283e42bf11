// SPDX-License-Identifier: BSL-1.0
// Members decoded by several threads: the same outcome as one after the other,
// whatever is wrong with them. For ThreadSanitizer.
#include "io/member_crew.hpp"

#include "support/bgzf_files.hpp"
#include "support/crew_runner.hpp"
#include "support/deflate_builder.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

void check_mapped(const bytes& file, const way& how, const outcome& expected) {
    if (file.empty())
        return;
    for (const io::page_way pages :
         {io::page_way::zeros, io::page_way::populate})
        BOOST_TEST(mapped_by(file, how, {.way = pages}) == expected);
}

void check(const bytes& file, unsigned most_threads = 3) {
    const outcome expected = expected_of(file);
    for (const unsigned threads : {1u, 2u, 3u, 8u}) {
        if (threads > most_threads)
            break;
        BOOST_TEST_INFO_SCOPE(threads << " threads");
        const way how{.threads = threads};
        BOOST_TEST(collected_by(file, how) == expected);
    }
}

void check_in_all_ways(const bytes& file) {
    const outcome expected = expected_of(file);
    for (const unsigned threads : {1u, 2u, 3u, 8u}) {
        BOOST_TEST_INFO_SCOPE(threads << " threads");
        const way how{.threads = threads};
        BOOST_TEST(collected_by(file, how) == expected);
        BOOST_TEST(collected_by(file, how, false) == expected);
        BOOST_TEST(only_checked(file, how, expected) == expected);
        check_mapped(file, how, expected);
        BOOST_TEST(collected_by(file, {.threads = threads, .piece = 5000}) ==
                   expected);
        BOOST_TEST(collected_by(file, {.threads = threads, .tuning = {}}) ==
                   expected);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(random_members_in_all_ways) {
    random_source random(1);
    for (const std::size_t size : {200u, 3000u, 40'000u})
        check_in_all_ways(joined(random_members(random, 60, size)) +
                          some_more());
}

BOOST_AUTO_TEST_CASE(every_kernel_does_it) {
    random_source random(2);
    const bytes file = joined(random_members(random, 60, 5000)) + some_more();
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_INFO_SCOPE(kernel);
        mgunzip::detail::stream_counters counters;
        way how;
        how.tuning.streams.counters = &counters;
        BOOST_TEST(collected_by(file, how) == expected_of(file));
        BOOST_TEST(counters.by_lanes + counters.alone > 50u);
        BOOST_TEST((counters.by_lanes > 0u) == kernel.starts_with("lanes"));
    });
}

BOOST_AUTO_TEST_CASE(members_of_every_number) {
    random_source random(3);
    const bytes member = joined(random_members(random, 1, 3000));
    for (const int count : {1, 2, 3, 7, 8, 9, 1000}) {
        BOOST_TEST_INFO_SCOPE(count << " members");
        check(repeated(member, count));
        check(repeated(member, count) + some_more());
    }
}

BOOST_AUTO_TEST_CASE(empty_members_full_members_and_what_follows) {
    random_source random(4);
    const bytes empty = bgzf_end();
    const bytes zeros(65536, 0);
    deflate_builder builder;
    builder.begin_fixed(true).literals(std::string(1, '\0'));
    for (int i = 0; i < 254; ++i)
        builder.match(258, 1);
    builder.match(3, 1).end_block();
    const bytes full = gzip_bytes(bgzf_of(builder.data(), zeros));
    const bytes file = joined(random_members(random, 20, 2000)) + empty +
                       repeated(full, 20) + empty + empty +
                       joined(random_members(random, 20, 2000));
    BOOST_REQUIRE(expected_of(full).output == zeros);
    check_in_all_ways(file);
    check_in_all_ways(file + empty);
    check_in_all_ways(repeated(empty, 2000));
    for (const bytes& behind :
         {bytes(700, 0), bytes(5, 0) + bytes(700, 'g'), bytes(700, 'g'),
          bytes(1, 0x1f), bytes{0x1f, 0x8b},
          gzip_stored("of another kind") + file})
        check(file + behind);
}

BOOST_AUTO_TEST_CASE(a_damaged_member_in_each_position) {
    random_source random(5);
    const std::vector<gzip_member> members = random_members(random, 30, 2000);
    for (std::size_t k = 0; k < members.size(); ++k) {
        std::vector<gzip_member> damaged = members;
        damaged[k].crc_error = 1;
        BOOST_TEST_INFO_SCOPE("member " << k);
        check(joined(damaged) + some_more());
        if (k % 7 == 0)
            check_in_all_ways(joined(damaged) + some_more());
    }
}

BOOST_AUTO_TEST_CASE(bytes_of_a_small_file_damaged) {
    const bytes file = small_file();
    for (std::size_t i = 0; i < file.size(); i += byte_step()) {
        bytes damaged = file;
        damaged[i] ^= static_cast<std::uint8_t>(1u << i % 8);
        BOOST_TEST_INFO_SCOPE("byte " << i);
        BOOST_TEST(collected_by(damaged, {}) == expected_of(damaged));
    }
}

BOOST_AUTO_TEST_CASE(a_small_file_cut_at_its_bytes) {
    const bytes file = small_file();
    for (std::size_t size = 0; size < file.size(); size += byte_step()) {
        BOOST_TEST_INFO_SCOPE(size << " bytes");
        check({file.begin(), file.begin() + static_cast<long>(size)}, 8);
    }
}

// Lengths that are others than those that the member says, and all else right:
// no error, but the schedule is of no use.
BOOST_AUTO_TEST_CASE(members_that_lie) {
    random_source random(8);
    const random_stream made = make_random_stream(random, 2000);
    const bytes before = joined(random_members(random, 20, 2000));
    for (const unsigned size_error : {1u, 700u, 0xffffu}) {
        const bytes liar =
            gzip_bytes(bgzf_of(made.data, made.output, size_error));
        const bytes file = before + liar + before;
        check_in_all_ways(file + some_more());
        check(repeated(file, 20) + some_more());
    }
}

BOOST_AUTO_TEST_CASE(segments_of_any_size) {
    random_source random(9);
    const bytes file = joined(random_members(random, 80, 3000)) + some_more();
    const outcome expected = expected_of(file);
    for (const std::size_t size : {1u, 3000u, 10'000u, 60'000u, 524'288u}) {
        BOOST_TEST_INFO_SCOPE("segments of " << size);
        const way how{.threads = 3, .tuning = eager(size)};
        BOOST_TEST(collected_by(file, how) == expected);
        BOOST_TEST(only_checked(file, how, expected) == expected);
        check_mapped(file, how, expected);
    }
}

// Bad members here and there: what is lost by them is bounded.
BOOST_AUTO_TEST_CASE(only_a_few_of_many_lies_cost_time) {
    const bytes file = pairs_that_lie(20'000) + some_more();
    mgunzip::detail::stream_counters counters;
    way how;
    how.tuning.streams.counters = &counters;
    BOOST_TEST(collected_by(file, how) == expected_of(file));
    BOOST_TEST(counters.failed > 0u);
    BOOST_TEST(counters.failed < 200u);
}
