// SPDX-License-Identifier: BSL-1.0
// Unpacks the windows of points.
#include <mgunzip/index.hpp>

#include "index/adler32.hpp"
#include "index/byte_source.hpp"
#include "index/zlib_format.hpp"

#include <algorithm>
#include <array>

namespace mgunzip {
namespace {

namespace zlib = detail::zlib;

bool is_header(std::uint8_t cmf, std::uint8_t flg) noexcept {
    return (cmf & zlib::method_mask) == zlib::deflate_method &&
           (flg & zlib::dictionary_flag) == 0 &&
           (cmf << 8 | flg) % zlib::check_modulus == 0;
}

} // namespace

struct MGUNZIP_LOCAL index_window::unpacker {
    inflater decoder;
    std::array<std::uint8_t, history_size + window_margin> memory;

    // The bytes of a zlib stream; none if there is something wrong with it.
    std::span<const std::uint8_t>
    unpack(std::span<const std::uint8_t> packed) noexcept;
};

std::span<const std::uint8_t>
index_window::unpacker::unpack(std::span<const std::uint8_t> packed) noexcept {
    constexpr std::size_t around = zlib::header_size + zlib::adler_size;
    if (packed.size() < around)
        return {};
    detail::byte_source source(packed);
    const auto cmf = static_cast<std::uint8_t>(source.little(1));
    const auto flg = static_cast<std::uint8_t>(source.little(1));
    if (!is_header(cmf, flg))
        return {};
    const std::span<const std::uint8_t> stream =
        source.take(packed.size() - around);
    const std::uint64_t expected = source.big(zlib::adler_size);

    decoder.reset();
    input_cursor in{stream.data(), stream.data() + stream.size()};
    output_window out{memory.data(), memory.data() + history_size,
                      memory.data() + memory.size()};
    const inflate_status status = decoder.run(in, out);
    const auto size = static_cast<std::size_t>(out.next - memory.data());
    const std::span<const std::uint8_t> bytes(memory.data(), size);
    if (status != inflate_status::end_of_stream || in.size() != 0 ||
        size > history_size || detail::adler32(bytes) != expected)
        return {};
    return bytes;
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
