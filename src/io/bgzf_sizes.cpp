// SPDX-License-Identifier: BSL-1.0
// What a BGZF file says about its size, without decoding it.
#include "io/bgzf_sizes.hpp"

#include "gzip/gzip_format.hpp"
#include "gzip/load_once.hpp"
#include "io/bgzf_walker.hpp"
#include "io/open_source.hpp"

namespace mgunzip::io {
namespace {

// Pages behind are let go, and lost ones noticed, each time so much is done.
constexpr std::uint64_t step = std::uint64_t{4} * 1024 * 1024;

} // namespace

std::optional<bgzf_sizes> measure_bgzf(int fd) {
    opened_source source;
    if (open_source(fd, input_mode::mapped, source))
        return std::nullopt;
    const std::optional<input_cursor> whole = source.input->whole();
    input_cursor piece{};
    if (!whole || whole->size() == 0 || source.input->next(piece))
        return std::nullopt;
    bgzf_walker walker;
    while (walker.input_size() < whole->size()) {
        walker.walk(*whole, walker.input_size() + step);
        if (walker.has_ended() ||
            source.input->advance(whole->next + walker.input_size()))
            return std::nullopt;
    }
    const bgzf_sizes sizes{
        .input = walker.input_size(),
        .output = walker.output_size(),
        // All that follows the fixed part is the extra field.
        .first_header = detail::extra_offset +
                        detail::load_once(whole->next + detail::xlen_offset, 2),
        .last_crc = detail::load_once(whole->end - detail::trailer_size, 4)};
    if (source.input->advance(whole->end))
        return std::nullopt;
    return sizes;
}

} // namespace mgunzip::io
