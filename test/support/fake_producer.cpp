// SPDX-License-Identifier: BSL-1.0
#include "support/fake_producer.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace mgunzip::test {

std::vector<std::uint8_t> pattern(std::uint64_t size, std::uint64_t from) {
    std::vector<std::uint8_t> bytes(size);
    for (std::uint64_t i = 0; i < size; ++i)
        bytes[i] = pattern_at(from + i);
    return bytes;
}

std::error_code fake_producer::produce(io::sink& to, std::uint64_t size) {
    while (size > 0) {
        output_window& window = to.window();
        if (!(window.next < window.goal && window.goal <= window.end))
            throw std::logic_error("window without room");
        check_history(window);
        const auto room = static_cast<std::uint64_t>(std::min(
            static_cast<std::size_t>(window.end - window.next),
            static_cast<std::size_t>(window.goal - window.next) + overshoot));
        const std::uint64_t count = std::min(size, room);
        for (std::uint64_t i = 0; i < count; ++i)
            *window.next++ = pattern_at(produced_++);
        size -= count;
        std::memset(window.next, 0xa5,
                    std::min(scribble, static_cast<std::size_t>(window.end -
                                                                window.next)));
        if (window.next >= window.goal) {
            if (const auto error = to.commit())
                return error;
        }
    }
    return {};
}

void fake_producer::check_history(const output_window& window) const {
    const std::uint64_t reach =
        std::min<std::uint64_t>(produced_, history_size);
    const std::uint64_t step = 97;
    for (std::uint64_t back = 1; back <= reach; back += step)
        check_byte_back(window, back);
    if (reach > 0)
        check_byte_back(window, reach);
}

void fake_producer::check_byte_back(const output_window& window,
                                    std::uint64_t back) const {
    if (*(window.next - back) != pattern_at(produced_ - back))
        throw std::logic_error("history is wrong");
}

} // namespace mgunzip::test
