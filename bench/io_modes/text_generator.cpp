// SPDX-License-Identifier: BSL-1.0
// Text that compresses about as text does.
#include "text_generator.hpp"

#include <algorithm>

namespace mgunzip::bench {
namespace {

constexpr std::size_t word_count = 8192;
constexpr std::size_t line_length = 72;
// One line in so many is one of the last ones again, as in logs and sources.
constexpr std::uint32_t lines_per_repeat = 6;

} // namespace

// The state of a linear congruential generator; any seed will do.
text_generator::text_generator(std::uint64_t seed)
    : state_(seed * 2 + 0x9e3779b97f4a7c15) {
    while (words_.size() < word_count)
        words_.push_back(make_word());
}

void text_generator::fill(std::span<std::uint8_t> out) {
    std::size_t done = 0;
    while (done < out.size()) {
        if (used_ == line_.size())
            make_line();
        const std::size_t count =
            std::min(out.size() - done, line_.size() - used_);
        std::copy_n(line_.data() + used_, count, out.data() + done);
        done += count;
        used_ += count;
    }
}

std::uint32_t text_generator::random() noexcept {
    state_ = state_ * 6364136223846793005 + 1442695040888963407;
    return static_cast<std::uint32_t>(state_ >> 33);
}

std::string text_generator::make_word() {
    constexpr char letters[] = "eeeeettttaaaoooiiinnnssshhrrdlucmfwygpbvkxjqz";
    std::string word;
    for (std::uint32_t left = 2 + random() % 8; left > 0; --left)
        word += letters[random() % (sizeof letters - 1)];
    return word;
}

void text_generator::make_line() {
    used_ = 0;
    if (!line_.empty() && random() % lines_per_repeat == 0)
        return;
    line_.clear();
    while (line_.size() < line_length) {
        // A product of two uniform variables: small numbers are frequent.
        const std::uint64_t product =
            std::uint64_t{random() % word_count} * (random() % word_count);
        line_ += words_[product / word_count];
        line_ += random() % 12 == 0 ? ", " : " ";
    }
    line_.back() = '\n';
}

} // namespace mgunzip::bench
