// SPDX-License-Identifier: BSL-1.0
// Members that do not say how long they are, decoded by several threads: the
// same outcome as one after the other, whatever is wrong with them, and
// whatever only looks like a member. For ThreadSanitizer.
#include "io/member_crew.hpp"

#include "support/crew_runner.hpp"
#include "support/plain_members.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// Searches at once. Lanes do not look for members of BGZF.
io::crew_tuning searching(std::size_t segment_output = 20'000) {
    io::crew_tuning tuning = eager(segment_output);
    tuning.least_searched = 1;
    return tuning;
}

way by(unsigned threads) {
    return {.threads = threads, .tuning = searching()};
}

void check(const bytes& file, unsigned most_threads = 3) {
    const outcome expected = expected_of(file);
    for (const unsigned threads : {1u, 2u, 3u, 8u}) {
        if (threads > most_threads)
            break;
        BOOST_TEST_INFO_SCOPE(threads << " threads");
        BOOST_TEST(collected_by(file, by(threads)) == expected);
    }
}

void check_in_all_ways(const bytes& file) {
    const outcome expected = expected_of(file);
    for (const unsigned threads : {1u, 2u, 3u, 8u}) {
        BOOST_TEST_INFO_SCOPE(threads << " threads");
        const way how = by(threads);
        BOOST_TEST(collected_by(file, how) == expected);
        BOOST_TEST(collected_by(file, how, false) == expected);
        BOOST_TEST(only_checked(file, how, expected) == expected);
        for (const io::page_way pages :
             {io::page_way::zeros, io::page_way::populate})
            BOOST_TEST(mapped_by(file, how, {.way = pages}) == expected);
        way in_pieces = how;
        in_pieces.piece = 5000;
        BOOST_TEST(collected_by(file, in_pieces) == expected);
        BOOST_TEST(collected_by(file, {.threads = threads, .tuning = {}}) ==
                   expected);
    }
}

// How many members the crew has decoded to their ends, and how many it has
// found to be others than it thought.
struct decoded {
    std::uint64_t right;
    std::uint64_t wrong;
};

decoded count_decoded(const bytes& file, way how) {
    mgunzip::detail::stream_counters counters;
    how.tuning.streams.counters = &counters;
    BOOST_TEST(collected_by(file, how) == expected_of(file));
    return {counters.by_lanes + counters.alone, counters.failed};
}

const bytes& small_plain_file() {
    static const bytes file = [] {
        random_source random(20);
        bytes all;
        for (int i = 0; i < 9; ++i)
            all = all + joined(plain_members(random, 1, 150));
        return all;
    }();
    return file;
}

} // namespace

BOOST_AUTO_TEST_CASE(random_members_in_all_ways) {
    random_source random(1);
    for (const std::size_t size : {200u, 3000u, 60'000u})
        check_in_all_ways(joined(plain_members(random, 40, size)) +
                          some_more());
}

BOOST_AUTO_TEST_CASE(every_kernel_does_it) {
    random_source random(2);
    const bytes file = joined(plain_members(random, 40, 9000)) + some_more();
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_INFO_SCOPE(kernel);
        BOOST_TEST(count_decoded(file, by(2)).right > 30u);
    });
}

BOOST_AUTO_TEST_CASE(one_thread_searches_for_nothing) {
    random_source random(3);
    const bytes file = joined(plain_members(random, 40, 9000)) + some_more();
    const decoded done = count_decoded(file, by(1));
    BOOST_TEST(done.right + done.wrong == 0u);
}

BOOST_AUTO_TEST_CASE(members_of_every_number) {
    random_source random(4);
    const bytes member = joined(plain_members(random, 1, 2000));
    for (const int count : {1, 2, 3, 4, 1000}) {
        BOOST_TEST_INFO_SCOPE(count << " members");
        check(repeated(member, count), 8);
        check(repeated(member, count) + some_more());
    }
}

// Larger than segments, than the memory of a thread without output, and than
// what is searched for.
BOOST_AUTO_TEST_CASE(large_members) {
    random_source random(5);
    const bytes small = joined(plain_members(random, 3, 30'000));
    bytes text = make_random_stream(random, 400'000).output;
    while (text.size() < 1'500'000)
        text = text + text;
    const bytes large = gzip_bytes(stored_member(text));
    const bytes file = small + large + small + small + large + large + small +
                       large + large + large + some_more();
    check_in_all_ways(file);
    BOOST_TEST(count_decoded(file, by(2)).right > 10u);
    way only_small = by(3);
    only_small.tuning.most_found = 100'000;
    BOOST_TEST(count_decoded(file, only_small).wrong == 0u);
    BOOST_TEST(only_checked(file, only_small, expected_of(file)) ==
               expected_of(file));
}

BOOST_AUTO_TEST_CASE(empty_members_and_what_follows) {
    random_source random(6);
    const bytes empty = gzip_bytes({});
    const bytes file = joined(plain_members(random, 10, 2000)) +
                       repeated(empty, 20) +
                       joined(plain_members(random, 10, 2000));
    check_in_all_ways(file);
    check_in_all_ways(repeated(empty, 2000));
    // Padding between members ends the data.
    for (const bytes& behind :
         {bytes(700, 0), bytes(5, 0) + file, bytes(700, 'g'), bytes(1, 0x1f),
          bytes{0x1f, 0x8b}, bytes{0x1f, 0x8b, 8, 0}, bytes{'g'} + file,
          bytes{0x1f, 0x8b, 8, 0xe0} + bytes(700, 'g'),
          gzip_header({}) + bytes(700, 'g'), small_file() + file})
        check(file + behind);
}

BOOST_AUTO_TEST_CASE(a_damaged_member_in_each_position) {
    random_source random(7);
    const std::vector<gzip_member> members = plain_members(random, 20, 3000);
    for (std::size_t k = 0; k < members.size(); ++k) {
        BOOST_TEST_INFO_SCOPE("member " << k);
        std::vector<gzip_member> damaged = members;
        damaged[k].crc_error = 1;
        check(joined(damaged) + some_more());
        if (k % 7 == 0)
            check_in_all_ways(joined(damaged) + some_more());
        damaged = members;
        damaged[k].size_error = 0x10;
        check(joined(damaged) + some_more());
        damaged = members;
        damaged[k].has_header_crc = true;
        damaged[k].header_crc_error = 1;
        check(joined(damaged) + some_more());
    }
}

BOOST_AUTO_TEST_CASE(bytes_of_a_small_file_damaged) {
    const bytes& file = small_plain_file();
    for (std::size_t i = 0; i < file.size(); i += byte_step()) {
        bytes damaged = file;
        damaged[i] ^= static_cast<std::uint8_t>(1u << i % 8);
        BOOST_TEST_INFO_SCOPE("byte " << i);
        BOOST_TEST(collected_by(damaged, by(2)) == expected_of(damaged));
    }
}

BOOST_AUTO_TEST_CASE(a_small_file_cut_at_its_bytes) {
    const bytes& file = small_plain_file();
    for (std::size_t size = 0; size < file.size(); size += byte_step()) {
        BOOST_TEST_INFO_SCOPE(size << " bytes");
        check({file.begin(), file.begin() + static_cast<long>(size)});
    }
}

// A file in gzip format that a member stores as it is: it has headers with
// sizes in front that suit.
BOOST_AUTO_TEST_CASE(members_that_store_members) {
    random_source random(8);
    const bytes inner = joined(plain_members(random, 10, 5000));
    const bytes outer = gzip_bytes(stored_member(inner));
    check_in_all_ways(repeated(outer, 20) + some_more());
    bytes sized = bytes(3000, 's');
    append_number(sized, 3000, 4);
    const bytes liar = gzip_bytes(stored_member(sized + inner));
    const decoded done = count_decoded(repeated(liar, 5) + some_more(), by(2));
    BOOST_TEST(done.wrong > 0u);
    check_in_all_ways(joined(plain_members(random, 10, 5000)) + liar +
                      joined(plain_members(random, 10, 5000)) + liar +
                      some_more());
}

// However many there are: what is lost by them is bounded.
BOOST_AUTO_TEST_CASE(only_a_few_of_many_wrong_guesses_cost_time) {
    bytes sized = bytes(3000, 's');
    append_number(sized, 3000, 4);
    const bytes liar =
        gzip_bytes(stored_member(sized + gzip_header({}) + bytes(1500, 'x')));
    const decoded done =
        count_decoded(repeated(liar, 3000) + some_more(), by(2)); // 14 MB
    BOOST_TEST(done.wrong > 0u);
    BOOST_TEST(done.wrong < 100u);
}

BOOST_AUTO_TEST_CASE(members_of_bgzf_among_others) {
    random_source random(9);
    bytes file;
    for (int i = 0; i < 5; ++i)
        file = file + joined(plain_members(random, 10, 3000)) +
               joined(random_members(random, 12, 3000));
    check_in_all_ways(file + some_more());
}

// The mapping grows while there are threads.
BOOST_AUTO_TEST_CASE(forecast_is_too_small) {
    random_source random(10);
    const bytes file = joined(plain_members(random, 60, 40'000)) + some_more();
    constexpr std::uint64_t little = 64 * 1024;
    io::mapping_settings growing{.way = io::page_way::zeros};
    growing.first_guess = growing.max_doubling = growing.max_step = little;
    BOOST_TEST(mapped_by(file, by(3), growing) == expected_of(file));
}

// After one in vain, as much input passes as it has looked at, and more each
// time.
BOOST_AUTO_TEST_CASE(searches_in_vain_become_rare) {
    const bytes large = gzip_bytes(stored_member(bytes(5000, 'l')));
    const bytes small = gzip_bytes(stored_member(bytes(50, 's')));
    const bytes in_vain = large + large;
    const bytes worth_it = repeated(small, 20);
    io::crew_tuning tuning = searching();
    tuning.most_found = 1000;
    io::member_crew crew(tuning);
    const auto finds = [&](const bytes& file, std::uint64_t offset) {
        return crew.finds_work({file.data(), file.data() + file.size()},
                               offset);
    };
    std::uint64_t offset = 0;
    for (const unsigned times : {1u, 2u, 4u, 8u, 8u}) {
        BOOST_TEST_INFO_SCOPE(times << " times");
        BOOST_TEST(!finds(in_vain, offset));
        offset += times * large.size();
        BOOST_TEST(!finds(worth_it, offset - 1));
    }
    BOOST_TEST(finds(worth_it, offset));
    BOOST_TEST(!finds(in_vain, offset));
    BOOST_TEST(!finds(worth_it, offset + 4 * large.size() - 1));
    BOOST_TEST(finds(worth_it, offset + 4 * large.size()));
}
