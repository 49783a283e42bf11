// SPDX-License-Identifier: BSL-1.0
// Data in memory as a whole: into a buffer, into a vector.
#include <mgunzip/decompress.hpp>

#include "gzip/gzip_format.hpp"
#include "gzip/whole_output.hpp"
#include "little_endian.hpp"

#include <algorithm>
#include <new>

namespace mgunzip {
namespace {

// May throw std::bad_alloc, as the decoder may while it stores header fields.
template <typename Output>
void decode_members(gzip_decoder& decoder, std::span<const std::uint8_t> in,
                    Output& output, decompress_result& result) {
    input_cursor cursor{in.data(), in.data() + in.size()};
    for (;;) {
        if (decoder.run_members(cursor, output.window) != 0)
            result.consumed = static_cast<std::size_t>(decoder.consumed());
        gzip_status status = decoder.run(cursor, output.window);
        if (status == gzip_status::need_input)
            status = decoder.end_of_input();
        switch (status) {
        case gzip_status::member_begin:
        case gzip_status::block_begin:
            break;
        case gzip_status::member_end:
            result.consumed = static_cast<std::size_t>(decoder.consumed());
            break;
        case gzip_status::need_output:
            result.error =
                output.extend({static_cast<std::size_t>(decoder.produced()),
                               decoder.consumed(), decoder.members()});
            if (result.error)
                return;
            break;
        case gzip_status::error:
            result.error = decoder.error();
            result.error_offset = decoder.error_offset();
            return;
        case gzip_status::need_input:
        case gzip_status::end_of_data:
            return;
        }
    }
}

template <typename Output>
decompress_result decode(gzip_decoder& decoder,
                         std::span<const std::uint8_t> in,
                         Output& output) noexcept {
    decompress_result result;
    decoder.reset();
    try {
        decode_members(decoder, in, output, result);
    } catch (const std::bad_alloc&) {
        result.error = make_error_code(std::errc::not_enough_memory);
    }
    result.produced = static_cast<std::size_t>(decoder.produced());
    result.members = decoder.members();
    result.trailing = decoder.trailing();
    return result;
}

template <typename Container>
decompress_result decode_to(gzip_decoder& decoder,
                            std::span<const std::uint8_t> in, Container& out,
                            std::size_t limit) noexcept {
    detail::growing_output output(in.size(), output_size_hint(in), out, limit);
    const decompress_result result = decode(decoder, in, output);
    output.finish(result.produced);
    return result;
}

template <typename Container>
decompress_result decode_to(std::span<const std::uint8_t> in, Container& out,
                            std::size_t limit) noexcept {
    out.clear();
    return detail::with_new<decompress_result, gzip_decoder>(
        [&](gzip_decoder& decoder) {
            return decode_to(decoder, in, out, limit);
        });
}

} // namespace

std::uint64_t output_size_hint(std::span<const std::uint8_t> in) noexcept {
    if (in.size() < detail::min_member_size)
        return 0;
    const std::uint64_t isize =
        detail::load32(in.data() + in.size() - detail::isize_size);
    return std::min(isize, in.size() * max_expansion);
}

decompress_result decompress(gzip_decoder& decoder,
                             std::span<const std::uint8_t> in,
                             std::span<std::uint8_t> out) noexcept {
    detail::fixed_output output(out);
    return decode(decoder, in, output);
}

decompress_result decompress(std::span<const std::uint8_t> in,
                             std::span<std::uint8_t> out) noexcept {
    return detail::with_new<decompress_result, gzip_decoder>(
        [&](gzip_decoder& decoder) { return decompress(decoder, in, out); });
}

decompress_result decompress_to_vector(gzip_decoder& decoder,
                                       std::span<const std::uint8_t> in,
                                       std::vector<std::uint8_t>& out,
                                       std::size_t limit) noexcept {
    return decode_to(decoder, in, out, limit);
}

decompress_result decompress_to_vector(std::span<const std::uint8_t> in,
                                       std::vector<std::uint8_t>& out,
                                       std::size_t limit) noexcept {
    return decode_to(in, out, limit);
}

decompress_result decompress_to_vector(gzip_decoder& decoder,
                                       std::span<const std::byte> in,
                                       std::vector<std::byte>& out,
                                       std::size_t limit) noexcept {
    return decode_to(decoder, octets(in), out, limit);
}

decompress_result decompress_to_vector(std::span<const std::byte> in,
                                       std::vector<std::byte>& out,
                                       std::size_t limit) noexcept {
    return decode_to(octets(in), out, limit);
}

decompress_result decompress_to_string(gzip_decoder& decoder,
                                       std::span<const char> in,
                                       std::string& out,
                                       std::size_t limit) noexcept {
    return decode_to(decoder, octets(in), out, limit);
}

decompress_result decompress_to_string(std::span<const char> in,
                                       std::string& out,
                                       std::size_t limit) noexcept {
    return decode_to(octets(in), out, limit);
}

} // namespace mgunzip
