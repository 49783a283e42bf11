// SPDX-License-Identifier: BSL-1.0
// Text in lines, and where they are.
#ifndef MGUNZIP_TEST_LINED_TEXT_HPP
#define MGUNZIP_TEST_LINED_TEXT_HPP

#include "support/decode_result.hpp"
#include "support/random_stream.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mgunzip::test {

struct lined_text {
    bytes data{};
    std::vector<std::size_t>
        begins{}; ///< of the lines, and the end of the last

    std::size_t lines() const { return begins.size() - 1; }

    bytes part(std::size_t from, std::size_t to) const {
        const auto at = [&](std::size_t place) {
            return data.begin() +
                   static_cast<std::ptrdiff_t>(std::min(place, data.size()));
        };
        return {at(from), at(to)};
    }
    /// Lines [from, to), counted from 0.
    bytes some_lines(std::size_t from, std::size_t to) const {
        return part(begins[std::min(from, lines())],
                    begins[std::min(to, lines())]);
    }
    /// The lines that begin in [from, to).
    bytes lines_begun(std::size_t from, std::size_t to) const {
        const auto first = [&](std::size_t place) {
            return *std::lower_bound(begins.begin(), begins.end() - 1, place);
        };
        return part(first(from), first(to));
    }
};

/// Lines of up to 120 bytes, some of which are empty; the last one may lack its
/// newline.
inline lined_text random_lines(std::size_t count, std::uint64_t seed,
                               bool ends_in_newline = true) {
    random_source random(seed);
    lined_text text;
    for (std::size_t i = 0; i < count; ++i) {
        text.begins.push_back(text.data.size());
        const std::string number = std::to_string(i);
        text.data.insert(text.data.end(), number.begin(),
                         below(random, 20) == 0 ? number.begin()
                                                : number.end());
        for (std::size_t left = below(random, 20); left != 0; --left) {
            const std::string word = std::to_string(below(random, 5000));
            text.data.push_back(' ');
            text.data.insert(text.data.end(), word.begin(), word.end());
        }
        if (i + 1 != count)
            text.data.push_back('\n');
        else
            text.data.push_back(ends_in_newline ? '\n' : '.');
    }
    text.begins.push_back(text.data.size());
    return text;
}

} // namespace mgunzip::test

#endif
