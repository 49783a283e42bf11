// SPDX-License-Identifier: BSL-1.0
// Whole members of BGZF decoded at once: the same outcome as one after the
// other, whatever is wrong with them.
#include <mgunzip/decompress.hpp>

#include "support/bgzf_files.hpp"
#include "support/deflate_builder.hpp"
#include "support/gzip_runner.hpp"
#include "support/inflate_runner.hpp"
#include "support/library_runner.hpp"
#include "support/with_tuning.hpp"

#include <mgunzip/members.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// As little as two members, and those that are small.
detail::stream_tuning eager(detail::stream_counters& counters) {
    return {.least_streams = 2,
            .least_input = 0,
            .least_block = 0,
            .most_percent = 1'000'000,
            .counters = &counters};
}

// By each kernel that has such lanes; and every other one does without them.
template <typename Test>
void for_each_kernel(Test test) {
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_INFO_SCOPE(kernel);
        detail::stream_counters counters;
        const with_tuning tuned(eager(counters));
        test();
        if (!kernel.starts_with("lanes"))
            BOOST_TEST(counters.by_lanes + counters.alone == 0u);
        else
            BOOST_TEST(counters.by_lanes > 0u);
    });
}

// Room for all members at once.
void check(const bytes& file, const gunzip_result& expected) {
    const std::size_t room = expected.decoded.output.size() + 10'000;
    BOOST_TEST(
        run_members_at_once(file, {.goal = always(5000), .margin = room}) ==
        with_last_member(expected));
}

// Only by the kernels that have such lanes.
template <typename Test>
void for_each_lanes_kernel(Test test) {
    for_each_inflate_kernel([&](const std::string& kernel) {
        if (kernel.starts_with("lanes"))
            test(kernel);
    });
}

void check_by_all(const bytes& file) {
    const gunzip_result expected = reference_gunzip(file);
    for_each_kernel([&] { check(file, expected); });
}

// The lanes need not take on any of the members.
void check_quickly(const bytes& file) {
    const gunzip_result expected = reference_gunzip(file);
    for_each_lanes_kernel([&](const std::string& kernel) {
        BOOST_TEST_INFO_SCOPE(kernel);
        detail::stream_counters counters;
        const with_tuning tuned(eager(counters));
        check(file, expected);
        BOOST_TEST(counters.by_lanes + counters.alone > 0u);
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(members_at_once)

BOOST_AUTO_TEST_CASE(random_members_as_their_makers_say) {
    random_source random(1);
    for (const std::size_t size : {200u, 3000u, 40'000u})
        for (int round = 0; round < 8; ++round)
            check_by_all(joined(random_members(random, 12, size)) +
                         some_more());
}

// Each member of a fixture that can be one of BGZF, so and so often.
BOOST_AUTO_TEST_CASE(fixtures_as_members) {
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(MGUNZIP_TEST_DATA)) {
        std::ifstream stream(entry.path(), std::ios::binary);
        const bytes file{std::istreambuf_iterator<char>(stream), {}};
        std::vector<member_info> found;
        bytes output;
        if (!list_members(file, found) || found.empty() ||
            !decompress_to_vector(file, output, no_limit))
            continue;
        const member_info& first = found.front();
        const std::size_t data_size = first.size - 18;
        if (first.output_size > 65536 || data_size > 65000 ||
            first.header.has_name || first.header.has_extra ||
            first.header.has_comment || first.header.has_crc)
            continue;
        ++count;
        const auto data = file.begin() + static_cast<long>(first.offset) + 10;
        const auto out = output.begin();
        const bytes member = gzip_bytes(
            bgzf_of({data, data + static_cast<long>(data_size)},
                    {out, out + static_cast<long>(first.output_size)}));
        BOOST_TEST_INFO_SCOPE(entry.path());
        for (const int copies : {1, 2, 3, 8}) {
            const bytes members = repeated(member, copies);
            const gunzip_result expected = reference_gunzip(members);
            for_each_inflate_kernel([&](const std::string& kernel) {
                BOOST_TEST_INFO_SCOPE(kernel);
                detail::stream_counters counters;
                const with_tuning tuned(eager(counters));
                check(members, expected);
            });
        }
        if (member.size() < 3000 && first.output_size < 3000)
            check_quickly(repeated(member, 1000) + some_more());
    }
    BOOST_TEST(count > 10u);
}

BOOST_AUTO_TEST_CASE(empty_members_full_members_and_what_follows) {
    random_source random(3);
    const bytes empty = bgzf_end();
    const bytes most_stored(60'000, 's');
    const random_stream large = [&] {
        for (;;) {
            random_stream made = make_random_stream(random, 60'000);
            if (made.output.size() <= 65536 && made.data.size() < 60'000)
                return made;
        }
    }();
    const bytes file =
        joined(random_members(random, 3, 2000)) + empty + empty +
        gzip_bytes(bgzf_of(stored_stream(most_stored), most_stored)) +
        gzip_bytes(bgzf_of(large.data, large.output)) + empty +
        joined(random_members(random, 5, 2000));
    check_by_all(file);
    check_by_all(file + empty);
    check_by_all(file + bytes(700, 0));
    check_by_all(file + bytes(5, 0) + bytes(700, 'g'));
    check_by_all(file + bytes(700, 'g'));
    check_by_all(file + bytes(1, 0x1f));
    check_by_all(file + bytes{0x1f, 0x8b});
    check_by_all(file + bytes{0x1f, 0x9d} + bytes(700, 0));
}

BOOST_AUTO_TEST_CASE(every_byte_of_a_small_file_damaged) {
    const bytes file = small_file();
    for (std::size_t i = 0; i < file.size(); ++i) {
        bytes damaged = file;
        damaged[i] ^= static_cast<std::uint8_t>(1u << i % 8);
        const gunzip_result expected = reference_gunzip(damaged);
        for_each_lanes_kernel([&](const std::string& kernel) {
            BOOST_TEST_INFO_SCOPE(kernel << ", byte " << i);
            detail::stream_counters counters;
            const with_tuning tuned(eager(counters));
            check(damaged, expected);
        });
    }
}

BOOST_AUTO_TEST_CASE(a_small_file_cut_at_every_byte) {
    const bytes file = small_file();
    for (std::size_t size = 0; size < file.size(); ++size) {
        const bytes cut(file.begin(), file.begin() + static_cast<long>(size));
        const gunzip_result expected = reference_gunzip(cut);
        for_each_lanes_kernel([&](const std::string& kernel) {
            BOOST_TEST_INFO_SCOPE(kernel << ", " << size << " bytes");
            detail::stream_counters counters;
            const with_tuning tuned(eager(counters));
            check(cut, expected);
        });
    }
}

BOOST_AUTO_TEST_CASE(random_damage_of_larger_members) {
    random_source random(4);
    for (int round = 0; round < 30; ++round) {
        bytes file = joined(random_members(random, 9, 5000)) + some_more();
        damage(random, file);
        const gunzip_result expected = reference_gunzip(file);
        for_each_lanes_kernel([&](const std::string& kernel) {
            BOOST_TEST_INFO_SCOPE(kernel << ", round " << round);
            detail::stream_counters counters;
            const with_tuning tuned(eager(counters));
            check(file, expected);
        });
    }
}

// In each place one that lies, in every field.
BOOST_AUTO_TEST_CASE(members_that_lie) {
    const std::vector<gzip_member> members = small_members();
    for (std::size_t k = 0; k < members.size(); ++k) {
        const gzip_member& good = members[k];
        std::vector<gzip_member> liars(7, good);
        liars[0].crc_error = 1;
        liars[1].size_error = 1;
        liars[2].size_error = 0x1000000;
        liars[3] = bgzf_of(good.deflate_data, good.data, 1);
        liars[4] = bgzf_of(good.deflate_data, good.data, 0xffff);
        liars[5] = bgzf_of(
            good.deflate_data, good.data,
            k + 1 < members.size()
                ? static_cast<unsigned>(gzip_bytes(members[k + 1]).size())
                : 700);
        liars[6].has_header_crc = true;
        for (std::size_t liar = 0; liar < liars.size(); ++liar) {
            std::vector<gzip_member> all = members;
            all[k] = liars[liar];
            const bytes file = joined(all) + some_more();
            const gunzip_result expected = reference_gunzip(file);
            for_each_lanes_kernel([&](const std::string& kernel) {
                BOOST_TEST_INFO_SCOPE(kernel << ", lie " << liar
                                             << " in member " << k);
                detail::stream_counters counters;
                const with_tuning tuned(eager(counters));
                check(file, expected);
            });
        }
    }
}

// The stream is longer or shorter than BSIZE has it, and all else is right: no
// error. Members whose ends are others than they say are decoded one by one.
BOOST_AUTO_TEST_CASE(only_a_few_of_many_lies_cost_time) {
    const bytes file = pairs_that_lie(20'000) + some_more();
    const gunzip_result expected = reference_gunzip(file);
    BOOST_TEST(expected.members_begun == 40'002u);
    for_each_lanes_kernel([&](const std::string& kernel) {
        BOOST_TEST_INFO_SCOPE(kernel);
        detail::stream_counters counters;
        const with_tuning tuned(eager(counters));
        BOOST_TEST(run_members_at_once(
                       file, {.goal = always(5000), .margin = 10'000}) ==
                   with_last_member(expected));
        if (kernel.starts_with("lanes"))
            BOOST_TEST(counters.failed > 0u);
        BOOST_TEST(counters.failed < 6u);
    });
}

// Each would be a table and a round of the lanes.
BOOST_AUTO_TEST_CASE(members_of_tiny_blocks_are_decoded_alone) {
    deflate_builder builder;
    builder.begin_fixed(false).literals("x");
    for (int i = 0; i < 100; ++i)
        builder.match(258, 1);
    builder.end_block();
    for (int i = 0; i < 3000; ++i)
        builder.begin_fixed(i == 2999).end_block();
    const gzip_member member =
        bgzf_of(builder.data(), bytes(1 + 100 * 258, 'x'));
    const bytes file = repeated(gzip_bytes(member), 12) + some_more();
    const gunzip_result expected = reference_gunzip(file);
    for_each_lanes_kernel([&](const std::string& kernel) {
        BOOST_TEST_INFO_SCOPE(kernel);
        detail::stream_counters counters;
        detail::stream_tuning tuning;
        tuning.counters = &counters;
        const with_tuning tuned(tuning);
        check(file, expected);
        BOOST_TEST(counters.alone > 0u);
        BOOST_TEST(counters.by_lanes == 0u);
    });
}

BOOST_AUTO_TEST_CASE(pieces_and_windows_of_any_size) {
    random_source random(5);
    const bytes file = joined(random_members(random, 20, 1500)) + some_more();
    const gunzip_result expected = with_last_member(reference_gunzip(file));
    for (const std::size_t piece : {700u, 1500u, 5000u, 20'000u})
        for (const std::size_t goal : {300u, 6000u, 20'000u})
            for (const std::size_t margin : {0u, 64u, 9000u})
                for_each_lanes_kernel([&](const std::string& kernel) {
                    BOOST_TEST_INFO_SCOPE(kernel << ", " << piece << ", "
                                                 << goal << ", " << margin);
                    detail::stream_counters counters;
                    const with_tuning tuned(eager(counters));
                    BOOST_TEST(run_members_at_once(
                                   file, {.piece = always(piece),
                                          .goal = always(goal),
                                          .margin = margin}) == expected);
                });
}

// Between pages that cannot be accessed, with room to the byte.
BOOST_AUTO_TEST_CASE(by_the_functions_for_whole_buffers) {
    random_source random(6);
    for (int round = 0; round < 10; ++round) {
        bytes file = joined(random_members(random, 12, 4000));
        if (round % 2 != 0)
            file = std::move(file) + bgzf_end();
        if (round >= 6)
            damage(random, file);
        const gunzip_result expected = reference_gunzip(file);
        for_each_lanes_kernel([&](const std::string& kernel) {
            BOOST_TEST_INFO_SCOPE(kernel);
            detail::stream_counters counters;
            const with_tuning tuned(eager(counters));
            check_decompress(file, expected);
        });
    }
}

BOOST_AUTO_TEST_CASE(with_a_helper) {
    random_source random(7);
    const bytes file = joined(random_members(random, 40, 9000)) + some_more();
    const gunzip_result expected = with_last_member(reference_gunzip(file));
    for (const helped help : {helped::always, helped::now_and_then})
        for_each_lanes_kernel([&](const std::string& kernel) {
            BOOST_TEST_INFO_SCOPE(kernel);
            detail::stream_counters counters;
            const with_tuning tuned(eager(counters));
            BOOST_TEST(run_members_at_once(file, {.goal = always(30'000),
                                                  .margin = 100'000,
                                                  .help = help}) == expected);
        });
}

// Few members, or other ones, are not for this.
BOOST_AUTO_TEST_CASE(nothing_is_done_where_it_does_not_pay) {
    random_source random(8);
    const auto members_done = [](const bytes& file, std::size_t room) {
        gzip_decoder decoder;
        bytes out(room);
        input_cursor in{file.data(), file.data() + file.size()};
        output_window window{out.data(), out.data(), out.data() + room};
        return decoder.run_members(in, window);
    };
    const bytes eight = joined(random_members(random, 8, 2000));
    const bytes seven = joined(random_members(random, 7, 2000));
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_INFO_SCOPE(kernel);
        const std::size_t all = kernel.starts_with("lanes") ? 8 : 0;
        const bytes more = gzip_stored(std::string(600, 'x'));
        BOOST_TEST(members_done(eight + more, 600'000) == all);
        BOOST_TEST(members_done(eight, 600'000) == 0u);
        BOOST_TEST(members_done(eight + more, 10) == 0u);
        BOOST_TEST(members_done(seven + more, 600'000) == 0u);
        BOOST_TEST(members_done(repeated(more, 20), 600'000) == 0u);
    });
}

BOOST_AUTO_TEST_CASE(blocks_and_the_last_member_are_known) {
    random_source random(9);
    const bytes file = joined(random_members(random, 20, 4000)) + some_more();
    const auto facts = [&](bool at_once) {
        gzip_decoder decoder;
        bytes out(2'000'000);
        input_cursor in{file.data(), file.data() + file.size()};
        output_window window{out.data(), out.data() + out.size(),
                             out.data() + out.size()};
        std::size_t left = 21; // the last one is empty
        if (at_once)
            left -= decoder.run_members(in, window);
        while (left != 0)
            left -= decoder.run(in, window) == gzip_status::member_end;
        return std::tuple(decoder.blocks().stored, decoder.blocks().fixed,
                          decoder.blocks().dynamic, decoder.members(),
                          decoder.member_offset(), decoder.header_size(),
                          decoder.data_crc(), decoder.produced(),
                          decoder.consumed(), decoder.header().extra,
                          in.next - file.data(), window.next - out.data());
    };
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_INFO_SCOPE(kernel);
        BOOST_TEST((facts(true) == facts(false)));
    });
}

BOOST_AUTO_TEST_SUITE_END()
