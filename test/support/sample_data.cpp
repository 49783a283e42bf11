// SPDX-License-Identifier: BSL-1.0
#include "support/sample_data.hpp"

#include "support/program_runner.hpp"

#include <array>
#include <random>
#include <stdexcept>
#include <string_view>

namespace mgunzip::test {

bytes sample(std::size_t size, unsigned seed) {
    constexpr std::array<std::string_view, 16> words{
        "lantern ", "river ",  "of ",    "quiet ",  "and ",   "seven ",
        "stones ",  "under ",  "the ",   "copper ", "bridge", "\n",
        "towards ", "window ", "brief ", "north "};
    std::minstd_rand random(seed);
    bytes text;
    text.reserve(size + 16);
    while (text.size() < size) {
        const auto number = random();
        const std::string_view word = words[number / 16 % words.size()];
        text.insert(text.end(), word.begin(), word.end());
        if (number % 8 == 0)
            text.push_back(static_cast<std::uint8_t>('0' + number / 256 % 10));
    }
    text.resize(size);
    return text;
}

bytes to_bytes(const std::string& text) {
    return {text.begin(), text.end()};
}

bytes gzip(const bytes& data) {
    const outcome done = run({.words = {"gzip", "-1cn"}, .input = data});
    if (done.exit_status() != 0)
        throw std::runtime_error("gzip: " + done.err);
    return done.out;
}

bytes gzip(const std::string& text) {
    return gzip(to_bytes(text));
}

} // namespace mgunzip::test
