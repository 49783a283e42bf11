// SPDX-License-Identifier: BSL-1.0
// Borders are found wherever the output is cut into pieces.
#include "index/border_finder.hpp"

#include "support/lined_text.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>

using namespace mgunzip;
using namespace mgunzip::test;
using detail::border_finder;
using detail::output_border;

namespace {

// One byte after the other.
std::optional<std::uint64_t>
slowly(const bytes& data, const output_border& border, std::uint64_t position) {
    std::uint64_t lines = 0;
    for (std::uint64_t at = position;; ++at) {
        if (at >= border.at && lines == border.lines)
            return at;
        if (at == data.size())
            return std::nullopt;
        lines += at >= border.at && data[at] == '\n';
    }
}

std::optional<std::uint64_t>
in_pieces(const bytes& data, const output_border& border,
          std::uint64_t position, random_source& random, std::size_t most) {
    border_finder finder(border, position);
    for (auto at = static_cast<std::size_t>(position); at < data.size();) {
        const std::size_t size =
            std::min(data.size() - at, below(random, most + 1));
        finder.look({data.data() + at, size});
        at += size;
    }
    return finder.found();
}

} // namespace

BOOST_AUTO_TEST_SUITE(border_finder_test)

BOOST_AUTO_TEST_CASE(borders_of_a_small_text) {
    const std::string text = "ab\n\ncde\nf\n\n\nghi";
    const bytes data(text.begin(), text.end());
    random_source random(1);
    for (std::uint64_t position = 0; position <= data.size(); ++position)
        for (std::uint64_t at = position; at <= data.size() + 2; ++at)
            for (std::uint64_t lines = 0; lines < 8; ++lines) {
                const output_border border{at, lines};
                const auto expected = slowly(data, border, position);
                for (const std::size_t most : {1, 3, 100})
                    BOOST_TEST((in_pieces(data, border, position, random,
                                          most) == expected),
                               position << ' ' << at << ' ' << lines);
            }
}

BOOST_AUTO_TEST_CASE(borders_of_a_large_text) {
    const bytes data = random_lines(5000, 2).data;
    random_source random(3);
    for (int i = 0; i < 300; ++i) {
        const std::uint64_t position = below(random, data.size());
        const output_border border{
            position + below(random, data.size() - position),
            below(random, 3) == 0 ? below(random, 5001) : below(random, 3)};
        BOOST_TEST((in_pieces(data, border, position, random, 20'000) ==
                    slowly(data, border, position)));
    }
}

BOOST_AUTO_TEST_CASE(lines_that_are_missing_are_told) {
    const std::string text = "a\nb\nc";
    const bytes data(text.begin(), text.end());
    border_finder finder({0, 5}, 0);
    BOOST_TEST(finder.lines_left() == 5u);
    finder.look(data);
    BOOST_TEST(finder.lines_left() == 3u);
    BOOST_TEST(!finder.found().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
