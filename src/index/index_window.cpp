// SPDX-License-Identifier: BSL-1.0
// Unpacks the windows of points.
#include <mgunzip/index.hpp>

#include <mgunzip/deflate.hpp>

#include <algorithm>
#include <array>

namespace mgunzip {

struct MGUNZIP_LOCAL index_window::unpacker {
    inflater decoder;
    std::array<std::uint8_t, history_size + window_margin> memory;

    // The bytes of a zlib stream; none if there is something wrong with it.
    std::span<const std::uint8_t>
    unpack(std::span<const std::uint8_t> packed) noexcept;
};

std::span<const std::uint8_t>
index_window::unpacker::unpack(std::span<const std::uint8_t> packed) noexcept {
    const deflate_result result = decompress_zlib(decoder, packed, memory);
    if (!result || result.consumed != packed.size() ||
        result.produced > history_size)
        return {};
    return std::span(memory).first(result.produced);
}

index_window::index_window() : unpacker_(std::make_unique<unpacker>()) {}
index_window::~index_window() = default;
index_window::index_window(index_window&&) noexcept = default;
index_window& index_window::operator=(index_window&&) noexcept = default;

// Formats fill up what is shorter than 32 KiB, so there may be more than can
// belong to the output.
std::error_code index_window::load(const index_point& point) noexcept {
    bytes_ = point.window;
    if (point.is_packed) {
        bytes_ = unpacker_->unpack(point.window);
        if (bytes_.empty())
            return index_errc::damaged_window;
    }
    const auto size = static_cast<std::size_t>(
        std::min<std::uint64_t>({bytes_.size(), history_size, point.output}));
    bytes_ = bytes_.last(size);
    return {};
}

} // namespace mgunzip
