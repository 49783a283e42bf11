// SPDX-License-Identifier: BSL-1.0
// An index that would take too much memory has fewer points, which are right.
#include "index/index_builder.hpp"

#include "index/sliding_output.hpp"
#include "support/lined_text.hpp"
#include "support/sample_data.hpp"

#include <mgunzip/range.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

gzip_index index_of(const bytes& file, std::uint64_t most_memory) {
    gzip_decoder decoder;
    detail::index_builder builder(30'000, most_memory);
    detail::sliding_output output;
    input_cursor in{file.data(), file.data() + file.size()};
    builder.begin(decoder);
    for (;;) {
        const gzip_status status = decoder.run(in, output.window);
        if (status == gzip_status::member_begin)
            builder.note_member(decoder);
        else if (status == gzip_status::block_begin)
            builder.note_block(decoder, output.window.next, {});
        else if (status == gzip_status::need_output)
            output.make_room();
        else if (status == gzip_status::need_input)
            break;
        else
            BOOST_TEST_REQUIRE((status == gzip_status::member_end));
    }
    return builder.finish(decoder, file.size());
}

std::uint64_t memory_of(const gzip_index& index) {
    std::uint64_t size = 0;
    for (const index_point& point : index.points())
        size += sizeof point + point.window.size();
    return size;
}

} // namespace

BOOST_AUTO_TEST_CASE(points_are_given_up_while_they_take_too_much_memory) {
    const lined_text text = random_lines(60'000, 4);
    const bytes file = gzip(text.data);
    const gzip_index full = index_of(file, never);
    BOOST_REQUIRE(full.points().size() > 10u);
    for (const std::uint64_t most : {100'000, 60'000, 1}) {
        const gzip_index thin = index_of(file, most);
        BOOST_TEST_INFO_SCOPE(most);
        BOOST_TEST(thin.points().size() < full.points().size());
        BOOST_TEST((thin.points().size() <= 2 || memory_of(thin) <= most));
        BOOST_TEST(thin.points().front().output == 0u);
        for (const index_point& point : thin.points()) {
            const auto same =
                std::ranges::find(full.points(), point.bit, &index_point::bit);
            BOOST_TEST(
                (same == full.points().end() ||
                 (same->output == point.output && same->lines == point.lines)));
            bytes out(1000);
            const range_result part =
                decode_range(file, &thin, point.output, out);
            BOOST_TEST(!part.error);
            out.resize(part.produced);
            BOOST_TEST((out == text.part(point.output, point.output + 1000)));
        }
    }
}
