// SPDX-License-Identifier: BSL-1.0
// Which bytes of a window the data behind it refer to.
#include "index/window_use.hpp"

#include <algorithm>

namespace mgunzip::detail {
namespace {

constexpr std::size_t values = 256; // of a byte

} // namespace

window_use::window_use()
    : first_(2 * history_size + window_margin),
      second_(2 * history_size + window_margin), is_used_(history_size) {
    for (std::size_t i = 0; i < history_size; ++i) {
        first_[i] = static_cast<std::uint8_t>(i);
        second_[i] = static_cast<std::uint8_t>(i + 1 + i / values);
    }
}

// What follows the window, as far as matches can reach into it, or up to the
// end of the stream.
bool window_use::decode(std::vector<std::uint8_t>& memory,
                        std::span<const std::uint8_t> in, unsigned bit,
                        std::size_t& size) noexcept {
    decoder_.begin_at(bit, history_size);
    std::uint8_t* const begin = memory.data() + history_size;
    input_cursor from{in.data(), in.data() + in.size()};
    output_window to{begin, begin + history_size,
                     memory.data() + memory.size()};
    const inflate_status status = decoder_.run(from, to);
    size = std::min(static_cast<std::size_t>(to.next - begin), history_size);
    return status == inflate_status::end_of_stream ||
           (status == inflate_status::need_output && size == history_size);
}

void window_use::clear_unused(std::span<std::uint8_t> window,
                              std::span<const std::uint8_t> in,
                              unsigned bit) noexcept {
    std::size_t size = 0;
    if (!decode(first_, in, bit, size) || !decode(second_, in, bit, size))
        return;
    std::ranges::fill(is_used_, std::uint8_t{0});
    for (std::size_t at = history_size; at < history_size + size; ++at) {
        const std::uint8_t low = first_[at];
        if (second_[at] == low)
            continue;
        const auto high = static_cast<std::uint8_t>(second_[at] - low - 1);
        is_used_[(high * values + low) % history_size] = 1;
    }
    const std::size_t unknown = history_size - window.size();
    for (std::size_t i = 0; i < window.size(); ++i)
        if (is_used_[unknown + i] == 0)
            window[i] = 0;
}

} // namespace mgunzip::detail
