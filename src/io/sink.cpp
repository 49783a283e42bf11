// SPDX-License-Identifier: BSL-1.0
// What all kinds of output have in common.
#include "io/sink.hpp"

#include <algorithm>
#include <cstring>

namespace mgunzip::io {

std::error_code sink::append(std::uint8_t* data, std::size_t size) {
    while (size > 0) {
        if (window_.next >= window_.goal) {
            if (const std::error_code error = commit())
                return error;
        }
        const std::size_t part = std::min(
            size, static_cast<std::size_t>(window_.goal - window_.next));
        std::memcpy(window_.next, data, part);
        window_.next += part;
        data += part;
        size -= part;
    }
    return {};
}

} // namespace mgunzip::io
