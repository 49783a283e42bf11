// SPDX-License-Identifier: BSL-1.0
// The members of data in memory, told without keeping their output.
#include <mgunzip/members.hpp>

#include "gzip/gzip_format.hpp"
#include "little_endian.hpp"

#include <mgunzip/stream.hpp>

#include <exception>
#include <utility>

namespace mgunzip {
namespace {

// CRC32 of the member that ends at `end`.
std::uint32_t crc_of_trailer(std::span<const std::uint8_t> in,
                             std::uint64_t end) noexcept {
    return detail::load32(in.data() + end - detail::trailer_size);
}

// The member that has just ended. May throw std::bad_alloc.
member_info describe(const gzip_decoder& decoder,
                     std::span<const std::uint8_t> in,
                     std::uint64_t output_offset) {
    return {.header = decoder.header(),
            .offset = decoder.member_offset(),
            .size = decoder.consumed() - decoder.member_offset(),
            .output_offset = output_offset,
            .output_size = decoder.produced() - output_offset,
            .data_crc = crc_of_trailer(in, decoder.consumed())};
}

// May throw std::bad_alloc or std::length_error.
void list(std::span<const std::uint8_t> in, std::vector<member_info>& members,
          decompress_result& result) {
    stream_decoder stream;
    stream.finish();
    std::span<const std::uint8_t> rest = in;
    const gzip_decoder& decoder = stream.decoder();
    for (;;) {
        const stream_event event = stream.next(rest);
        result.members = decoder.members();
        result.trailing = decoder.trailing();
        switch (event) {
        case stream_event::data:
        case stream_event::member_begin:
            break;
        case stream_event::member_end:
            members.push_back(describe(decoder, in, result.produced));
            result.produced = static_cast<std::size_t>(decoder.produced());
            result.consumed = static_cast<std::size_t>(decoder.consumed());
            break;
        case stream_event::error:
            result.error = stream.error();
            result.error_offset = decoder.error_offset();
            result.produced = static_cast<std::size_t>(decoder.produced());
            return;
        case stream_event::need_input:
        case stream_event::end_of_data:
            return;
        }
    }
}

} // namespace

std::error_code read_header(std::span<const std::uint8_t> in,
                            member_header& header) noexcept {
    try {
        gzip_decoder decoder;
        input_cursor cursor{in.data(), in.data() + in.size()};
        output_window nowhere{};
        gzip_status status = decoder.run(cursor, nowhere);
        if (status == gzip_status::need_input)
            status = decoder.end_of_input();
        if (status != gzip_status::member_begin)
            return decoder.error();
        member_header copy = decoder.header();
        header = std::move(copy);
        return {};
    } catch (const std::bad_alloc&) {
        return make_error_code(std::errc::not_enough_memory);
    }
}

decompress_result list_members(std::span<const std::uint8_t> in,
                               std::vector<member_info>& members) noexcept {
    decompress_result result;
    members.clear();
    try {
        list(in, members, result);
    } catch (const std::exception&) {
        result.error = make_error_code(std::errc::not_enough_memory);
    }
    return result;
}

} // namespace mgunzip
