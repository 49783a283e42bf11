// SPDX-License-Identifier: BSL-1.0
// Data that take no time to make.
#include "hot_data.hpp"

#include "text_generator.hpp"

#include <algorithm>
#include <vector>

namespace mgunzip::bench {
namespace {

// Larger pieces than the buffer are in memory that is as large as they are.
constexpr std::size_t largest_piece = 2 * mib;

const std::vector<std::uint8_t>& text() {
    static const std::vector<std::uint8_t> text = [] {
        std::vector<std::uint8_t> made(largest_piece);
        text_generator(0).fill({made.data(), hot_data::buffer_size});
        for (std::size_t i = hot_data::buffer_size; i < made.size(); ++i)
            made[i] = made[i - hot_data::buffer_size];
        return made;
    }();
    return text;
}

} // namespace

std::span<const std::uint8_t> hot_data::next(std::size_t count,
                                             std::uint64_t end) noexcept {
    const std::size_t begin =
        static_cast<std::size_t>(offset_ % std::max(count, buffer_size));
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(count, end - offset_));
    offset_ += size;
    return {text().data() + begin, size};
}

} // namespace mgunzip::bench
