// SPDX-License-Identifier: BSL-1.0
// Makes indexes of data that are in memory.
#include <mgunzip/index.hpp>

#include "gzip/bgzf_member.hpp"
#include "index/index_builder.hpp"
#include "index/sliding_output.hpp"

#include <exception>

namespace mgunzip {
namespace {

// Of input, in bytes, between two calls of the observer.
constexpr std::size_t observed_step = std::size_t{4} << 20;

// May throw std::bad_alloc.
gzip_index decode_and_index(std::span<const std::uint8_t> in,
                            std::uint64_t spacing, decompress_result& result) {
    gzip_decoder decoder;
    detail::index_builder builder(spacing);
    detail::sliding_output output;
    input_cursor cursor{in.data(), in.data() + in.size()};
    builder.begin(decoder);
    for (;;) {
        gzip_status status = decoder.run(cursor, output.window);
        if (status == gzip_status::need_input)
            status = decoder.end_of_input();
        result.members = decoder.members();
        result.produced = static_cast<std::size_t>(decoder.produced());
        switch (status) {
        case gzip_status::member_begin:
            builder.note_member(decoder);
            break;
        case gzip_status::block_begin:
            builder.note_block(
                decoder, output.window.next,
                in.subspan(static_cast<std::size_t>(decoder.block_bit() / 8)));
            break;
        case gzip_status::member_end:
            result.consumed = static_cast<std::size_t>(decoder.consumed());
            break;
        case gzip_status::need_output:
            output.make_room();
            break;
        case gzip_status::error:
            result.error = decoder.error();
            result.error_offset = decoder.error_offset();
            return {};
        case gzip_status::need_input:
        case gzip_status::end_of_data:
            result.trailing = decoder.trailing();
            return builder.finish(decoder, in.size());
        }
    }
}

} // namespace

decompress_result gzip_index::build(std::span<const std::uint8_t> in,
                                    std::uint64_t spacing) noexcept {
    decompress_result result;
    clear();
    try {
        *this = decode_and_index(in, spacing, result);
    } catch (const std::exception&) {
        result.error = std::make_error_code(std::errc::not_enough_memory);
    }
    return result;
}

std::error_code
gzip_index::build_bgzf(std::span<const std::uint8_t> in,
                       const index_observer& observer) noexcept {
    clear();
    try {
        std::vector<index_point> points;
        index_point at;
        std::size_t offset = 0;
        std::size_t observed = 0;
        while (offset != in.size()) {
            const detail::member_sizes member = detail::measure_bgzf_member(
                {in.data() + offset, in.data() + in.size()});
            if (member.input == 0)
                return index_errc::not_bgzf;
            points.push_back(at);
            offset += member.input;
            at.bit = std::uint64_t{offset} * 8;
            at.output += member.output;
            if (observer && offset - observed >= observed_step) {
                if (const std::error_code error = observer(offset))
                    return error;
                observed = offset;
            }
        }
        if (points.empty())
            return index_errc::not_bgzf;
        // bgzip lists no member at the end without output.
        while (points.size() > 1 && points.back().output == at.output)
            points.pop_back();
        facts_ = {.format = index_format::bgzip,
                  .compressed_size = in.size(),
                  .output_size = at.output};
        points_ = std::move(points);
        return {};
    } catch (const std::exception&) {
        return std::make_error_code(std::errc::not_enough_memory);
    }
}

} // namespace mgunzip
