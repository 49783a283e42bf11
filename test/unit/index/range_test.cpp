// SPDX-License-Identifier: BSL-1.0
// Parts of files, with indexes of all kinds and without: the right bytes, and
// what is verified.
#include "support/inflate_runner.hpp"
#include "support/parts.hpp"
#include "support/reference_gunzip.hpp"

#include <mgunzip/range.hpp>

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// An index, and the memory that it refers to.
struct opened_index {
    std::string name;
    bytes memory{};
    gzip_index index{};
};

opened_index opened(const std::string& name, const gzip_index& index,
                    index_format format) {
    opened_index result{.name = name, .memory = written(index, format)};
    BOOST_TEST_REQUIRE(
        !result.index.read(result.memory, index.facts().compressed_size));
    return result;
}

std::vector<opened_index> indexes_of(const sample_file& file) {
    std::vector<opened_index> all;
    for (const std::uint64_t spacing : {1U, 30000U, 200000U}) {
        gzip_index built;
        BOOST_TEST_REQUIRE(!built.build(file.data, spacing).error);
        const std::string name = "every " + std::to_string(spacing);
        all.push_back(opened(name + ", gztool", built, index_format::gztool));
        all.push_back(opened(name + ", gzidx", built, index_format::gzidx));
        all.push_back({.name = name, .index = std::move(built)});
    }
    gzip_index members;
    if (!members.build_bgzf(file.data))
        all.push_back(opened("bgzip", members, index_format::bgzip));
    return all;
}

void check(range_reader& reader, const sample_file& file,
           const gzip_index* index, const range& wanted,
           const size_source& piece) {
    const bytes expected = part_of(file.output, wanted);
    BOOST_TEST_REQUIRE(!reader.begin(file.data, index, wanted.from));
    bytes found;
    while (found.size() < wanted.size) {
        // Memory of exactly that size, for the address sanitizer to watch.
        bytes part(std::min(piece(), wanted.size - found.size()));
        const range_result result = reader.read(part);
        BOOST_TEST_REQUIRE(!result.error);
        const bool is_end = result.produced < part.size();
        found.insert(found.end(), part.begin(),
                     part.begin() +
                         static_cast<std::ptrdiff_t>(result.produced));
        if (is_end)
            break;
    }
    BOOST_TEST((found == expected));
    BOOST_TEST(reader.size() == expected.size());
    const std::uint32_t crc = reference_crc32(expected);
    BOOST_TEST(reader.crc() == crc);
    if (wanted.from + wanted.size > file.output.size() && wanted.size != 0)
        BOOST_TEST(reader.output_size().value() == file.output.size());
    BOOST_TEST(!reader.finish().error);
    BOOST_TEST(reader.crc() == crc);
    const std::uint64_t size = file.output.size();
    if (wanted.from + wanted.size < size)
        BOOST_TEST(!reader.trailing());
    else if (!expected.empty())
        BOOST_TEST((reader.trailing() == file.trailing));
}

std::vector<range> ranges_of(const sample_file& file, const gzip_index* index,
                             random_source& random) {
    const std::uint64_t size = file.output.size();
    std::vector<range> ranges{
        {0, 0},    {0, 1},           {0, size},     {0, size + 10},
        {size, 1}, {size + 1000, 5}, {size / 2, 0}, {size / 3, size / 3}};
    if (size > 0)
        ranges.push_back({size - 1, 1});
    const auto around = [&](std::uint64_t place) {
        const std::uint64_t from =
            place - std::min<std::uint64_t>(place, below(random, 3));
        ranges.push_back({from, 1 + below(random, 4)});
        ranges.push_back({place, 1 + below(random, 100000)});
    };
    for (const std::uint64_t border : file.borders)
        around(border);
    if (index != nullptr && !index->points().empty())
        for (int i = 0; i < 8; ++i)
            around(
                index->points()[below(random, index->points().size())].output);
    for (int i = 0; i < 6 && size != 0; ++i)
        ranges.push_back({below(random, size),
                          below(random, std::size_t{1} << below(random, 20))});
    return ranges;
}

void check_all(const sample_file& file) {
    const std::vector<opened_index> indexes = indexes_of(file);
    random_source random(file.data.size());
    range_reader reader;
    const auto check_index = [&](const std::string& name,
                                 const gzip_index* index) {
        for (const range& wanted : ranges_of(file, index, random))
            BOOST_TEST_CONTEXT(file.name << ", index " << name << ", from "
                                         << wanted.from << ", "
                                         << wanted.size) {
                check(reader, file, index, wanted, everything);
                const std::size_t most = std::size_t{1}
                                         << (8 + below(random, 11));
                check(reader, file, index, wanted,
                      [&] { return 1 + below(random, most); });
            }
    };
    check_index("none", nullptr);
    for (const opened_index& opened : indexes)
        check_index(opened.name, &opened.index);
}

} // namespace

BOOST_AUTO_TEST_SUITE(ranges)

BOOST_AUTO_TEST_CASE(parts_of_one_member) {
    check_all(one_member());
}
BOOST_AUTO_TEST_CASE(parts_of_several_members) {
    check_all(several_members());
}

BOOST_AUTO_TEST_CASE(parts_in_front_of_garbage) {
    sample_file file = several_members();
    file.data = file.data + characters("garbage");
    file.trailing = trailing_data::garbage;
    check_all(file);
    file = bgzf();
    file.data = file.data + bgzf_end() + characters("garbage");
    file.trailing = trailing_data::garbage;
    check_all(file);
}

// What an index says of the size spares a look.
BOOST_AUTO_TEST_CASE(nothing_is_read_behind_a_part_in_the_middle) {
    for (const sample_file& file : {several_members(), bgzf()}) {
        const gzip_index index = built(file, 30'000);
        range_reader reader;
        std::uint64_t used = 0;
        reader.observe([&](std::uint64_t now) {
            used = now;
            return std::error_code();
        });
        for (const index_point& point : index.points().subspan(1)) {
            for (const std::uint64_t border : file.borders) {
                if (border <= point.output || border == file.output.size())
                    continue;
                BOOST_TEST(!reader.begin(file.data, &index, point.output));
                bytes part(border - point.output);
                BOOST_TEST(reader.read(part).produced == part.size());
                const std::uint64_t used_by_part = used;
                // A member that was not seen from its beginning is not
                // verified.
                const bool is_one_member =
                    std::ranges::none_of(file.borders, [&](auto other) {
                        return other >= point.output && other < border;
                    });
                BOOST_TEST(!reader.finish().error);
                if (is_one_member)
                    BOOST_TEST(used == used_by_part);
                BOOST_TEST(!reader.trailing());
            }
        }
    }
}
BOOST_AUTO_TEST_CASE(parts_of_bgzf) {
    check_all(bgzf());
}
BOOST_AUTO_TEST_CASE(parts_of_nothing) {
    check_all(empty_file());
}

BOOST_AUTO_TEST_CASE(parts_by_every_kernel) {
    const sample_file file = several_members();
    const gzip_index index = built(file, 20000);
    for_each_inflate_kernel([&](const std::string& kernel) {
        random_source random(5);
        range_reader reader;
        BOOST_TEST_CONTEXT(kernel)
        for (const range& wanted : ranges_of(file, &index, random))
            check(reader, file, &index, wanted, everything);
    });
}

BOOST_AUTO_TEST_CASE(decoding_begins_at_the_point_in_front) {
    const sample_file file = one_member();
    const gzip_index index = built(file, 100000);
    range_reader reader;
    BOOST_TEST(!reader.begin(file.data, &index, 500000));
    BOOST_TEST((reader.entry() == index.find(500000)));
    BOOST_TEST(!reader.begin(file.data, &index, 3));
    BOOST_TEST((reader.entry() == nullptr));
    BOOST_TEST(!reader.begin(file.data, nullptr, 500000));
    BOOST_TEST((reader.entry() == nullptr));
}

BOOST_AUTO_TEST_CASE(what_is_verified) {
    const sample_file file = several_members();
    const std::uint64_t second = file.borders[0];
    const std::uint64_t fifth = file.borders[3];
    const std::uint64_t sixth = file.borders[4];
    const std::uint64_t end = file.output.size();
    const gzip_index index = built(file, 30000);
    const auto is_verified = [&](const gzip_index* by, const range& wanted) {
        return decode(file.data, by, wanted).is_verified;
    };
    for (const gzip_index* by :
         {static_cast<const gzip_index*>(nullptr), &index}) {
        BOOST_TEST(is_verified(by, {0, file.output.size()}));
        BOOST_TEST(is_verified(by, {0, second}));
        BOOST_TEST(is_verified(by, {0, 10})); // the member's end is near
        BOOST_TEST(!is_verified(by, {0, second + 10}));
        BOOST_TEST(is_verified(by, {100, fifth - 100}));
        BOOST_TEST(is_verified(by, {200000, 0}));
    }
    // Entered in the middle of the second one, and of the fifth.
    BOOST_TEST(is_verified(nullptr, {200000, fifth - 200000}));
    BOOST_TEST(!is_verified(&index, {200000, fifth - 200000}));
    BOOST_TEST(!is_verified(&index, {fifth - 1, 2}));
    BOOST_TEST(!is_verified(&index, {sixth - 1, end - sixth + 1}));
    // A member begins at the point, but that is not certain.
    BOOST_TEST(!is_verified(&index, {end - 1, 1}));
}

BOOST_AUTO_TEST_CASE(all_parts_of_bgzf_are_verified) {
    const sample_file file = bgzf();
    gzip_index index;
    BOOST_TEST(!index.build_bgzf(file.data));
    random_source random(6);
    for (int i = 0; i < 100; ++i)
        BOOST_TEST(
            decode(file.data, &index,
                   {below(random, file.output.size()), below(random, 100000)})
                .is_verified);
}

BOOST_AUTO_TEST_CASE(nothing_to_read_before_a_begin) {
    range_reader reader;
    bytes out(10);
    BOOST_TEST(reader.read(out).produced == 0U);
    BOOST_TEST(reader.size() == 0U);
}

BOOST_AUTO_TEST_CASE(nothing_to_read_behind_a_finish) {
    const sample_file file = one_member();
    range_reader reader;
    BOOST_TEST(!reader.begin(file.data, nullptr, 100));
    bytes out(10);
    BOOST_TEST(reader.read(out).produced == 10U);
    BOOST_TEST(!reader.finish().error);
    BOOST_TEST(reader.read(out).produced == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
