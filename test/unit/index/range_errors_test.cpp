// SPDX-License-Identifier: BSL-1.0
// Parts of damaged files, and indexes that do not fit.
#include "support/parts.hpp"

#include <mgunzip/members.hpp>
#include <mgunzip/range.hpp>

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// The same points in another index, changed.
template <class Change>
gzip_index changed(const gzip_index& index, Change change) {
    index_facts facts = index.facts();
    std::vector<index_point> points(index.points().begin(),
                                    index.points().end());
    change(facts, points);
    return {facts, std::move(points), {}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(range_errors)

BOOST_AUTO_TEST_CASE(damage_behind_a_part_does_not_matter) {
    sample_file file = one_member();
    const gzip_index index = built(file, 100000);
    const index_point& point = *index.find(600000);
    const bytes expected = part_of(file.output, {300000, 1000});
    for (std::size_t i = 0; i < 200; ++i)
        file.data[point.bit / 8 + i] ^= 0x5a;
    const decoded found = decode(file.data, &index, {300000, 1000});
    BOOST_TEST(!found.result.error);
    BOOST_TEST((found.found == expected));
    BOOST_TEST(!found.is_verified);
}

BOOST_AUTO_TEST_CASE(damage_within_a_part_is_an_error) {
    sample_file file = one_member();
    const gzip_index index = built(file, 100000);
    const index_point& point = *index.find(600000);
    // The next block is of type 3.
    const std::uint64_t bit = point.bit;
    for (const std::uint64_t at : {bit + 1, bit + 2})
        file.data[at / 8] |= static_cast<std::uint8_t>(1 << at % 8);
    range_reader reader;
    for (const bool has_index : {false, true}) {
        BOOST_TEST(!reader.begin(file.data, has_index ? &index : nullptr,
                                 point.output - 1000));
        bytes out(2000);
        const range_result result = reader.read(out);
        BOOST_TEST(result.error == errc::invalid_block_type);
        BOOST_TEST(result.error_offset == bit / 8);
        BOOST_TEST(result.produced == 1000U);
        out.resize(1000);
        BOOST_TEST((out == part_of(file.output, {point.output - 1000, 1000})));
        // It stays.
        BOOST_TEST(reader.read(out).error == errc::invalid_block_type);
        BOOST_TEST(reader.read(out).produced == 0U);
        BOOST_TEST(reader.finish().error == errc::invalid_block_type);
        BOOST_TEST(!reader.is_verified());
    }
}

BOOST_AUTO_TEST_CASE(an_error_is_met_when_its_place_is_read) {
    sample_file file = one_member();
    const gzip_index index = built(file, 100000);
    const index_point& point = *index.find(600000);
    for (const std::uint64_t at : {point.bit + 1, point.bit + 2})
        file.data[at / 8] |= static_cast<std::uint8_t>(1 << at % 8);
    range_reader reader;
    BOOST_TEST(!reader.begin(file.data, &index, point.output - 1000));
    bytes out(1000);
    const range_result good = reader.read(out);
    BOOST_TEST(!good.error);
    BOOST_TEST(good.produced == 1000U);
    const range_result bad = reader.read(out);
    BOOST_TEST(bad.error == errc::invalid_block_type);
    BOOST_TEST(bad.produced == 0U);
}

BOOST_AUTO_TEST_CASE(a_wrong_checksum_near_the_part_is_an_error) {
    sample_file file = several_members();
    std::vector<member_info> members;
    BOOST_TEST(!list_members(file.data, members).error);
    const auto trailer = static_cast<std::size_t>(members[0].size) - 8;
    file.data[trailer] ^= 1;
    const decoded found = decode(file.data, nullptr, {10, 20});
    BOOST_TEST(found.result.error == errc::data_crc_mismatch);
    BOOST_TEST(found.result.error_offset == trailer);
    BOOST_TEST(found.result.produced == 20U);
}

BOOST_AUTO_TEST_CASE(cut_data) {
    const sample_file file = one_member();
    const bytes cut(file.data.begin(), file.data.end() - 20000);
    const decoded found = decode(cut, nullptr, {0, file.output.size()});
    BOOST_TEST(found.result.error == errc::truncated_input);
    BOOST_TEST(found.result.error_offset == cut.size());
    BOOST_TEST((found.found == part_of(file.output, {0, found.found.size()})));
    BOOST_TEST(decode({}, nullptr, {0, 1}).result.error ==
               errc::truncated_input);
    BOOST_TEST(decode({1, 2, 3}, nullptr, {0, 1}).result.error ==
               errc::not_gzip);
}

BOOST_AUTO_TEST_CASE(an_index_for_another_size) {
    const sample_file file = one_member();
    const gzip_index index = built(file, 100000);
    bytes longer = file.data;
    longer.push_back(0);
    const decoded found = decode(longer, &index, {500000, 10});
    BOOST_TEST(found.result.error == index_errc::other_size);
    BOOST_TEST(found.result.produced == 0U);
}

// Every point is passed by decoding from the one in front.
BOOST_AUTO_TEST_CASE(points_that_are_not_there) {
    for (const sample_file& file : {one_member(), several_members()}) {
        const gzip_index good = built(file, 50000);
        for (std::size_t i = 1; i < good.points().size(); ++i) {
            const std::uint64_t from = good.points()[i].output - 1;
            using points = std::vector<index_point>;
            const auto with = [&](std::int64_t bits, std::int64_t output) {
                return changed(good, [&](index_facts&, points& all) {
                    all[i].bit += static_cast<std::uint64_t>(bits);
                    all[i].output += static_cast<std::uint64_t>(output);
                });
            };
            BOOST_TEST(!decode(file.data, &good, {from, 10}).result.error);
            for (const auto& [bits, output] :
                 {std::pair{1, 0}, {-1, 0}, {800, 0}, {0, 1}}) {
                const gzip_index bad = with(bits, output);
                BOOST_TEST(decode(file.data, &bad, {from, 10}).result.error ==
                           index_errc::other_data);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(members_that_are_not_there) {
    const sample_file file = bgzf();
    gzip_index good;
    BOOST_TEST(!good.build_bgzf(file.data));
    for (const std::size_t i : {std::size_t{3}, good.points().size() - 1}) {
        for (const auto& by : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
            const gzip_index bad =
                changed(good, [&](index_facts&, std::vector<index_point>& all) {
                    all[i].bit += static_cast<std::uint64_t>(8 * by.first);
                    all[i].output += static_cast<std::uint64_t>(by.second);
                });
            // Passed, or entered.
            const std::uint64_t at = good.points()[i].output;
            BOOST_TEST(decode(file.data, &bad, {at - 2, 10}).result.error ==
                       index_errc::other_data);
            if (by.first != 0)
                BOOST_TEST(decode(file.data, &bad, {at + 1, 10}).result.error ==
                           index_errc::other_data);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_output_that_ends_elsewhere) {
    const sample_file file = one_member();
    const gzip_index good = built(file, 100000);
    const range last{file.output.size() - 5, 10};
    BOOST_TEST(decode(file.data, &good, last).result.produced == 5U);
    for (const int more : {-1, 1}) {
        const gzip_index bad =
            changed(good, [&](index_facts& facts, std::vector<index_point>&) {
                facts.output_size =
                    *facts.output_size + static_cast<std::uint64_t>(more);
            });
        BOOST_TEST(decode(file.data, &bad, last).result.error ==
                   index_errc::other_data);
    }
}

BOOST_AUTO_TEST_CASE(a_damaged_window_is_refused) {
    const sample_file file = one_member();
    const gzip_index index = built(file, 100000);
    bytes memory = written(index, index_format::gztool);
    gzip_index read;
    BOOST_TEST(!read.read(memory, file.data.size()));
    const index_point& point = *read.find(500000);
    const auto offset = static_cast<std::size_t>(
        point.window.data() + point.window.size() - 1 - memory.data());
    memory[offset] ^= 1;
    const decoded found = decode(file.data, &read, {500000, 10});
    BOOST_TEST(found.result.error == index_errc::damaged_window);
    BOOST_TEST(found.result.produced == 0U);
}

// Whatever an index of another file of the same size leads to, it is no other
// output without an error, as long as a point is passed.
BOOST_AUTO_TEST_CASE(indexes_of_other_files_are_noticed) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        random_source random(seed + 100);
        sample_file file{.name = "one"};
        file.add(stream_of(random, 300000), false);
        sample_file other{.name = "other"};
        other.add(stream_of(random, 300000), false);
        const std::size_t size = std::max(file.data.size(), other.data.size());
        file.data.resize(size);
        other.data.resize(size);
        const gzip_index index = built(other, 20000);
        const std::uint64_t from = below(random, 200000);
        const decoded found = decode(file.data, &index, {from, 1000000});
        BOOST_TEST(static_cast<bool>(found.result.error));
    }
}

BOOST_AUTO_TEST_SUITE_END()
