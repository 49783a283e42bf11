// SPDX-License-Identifier: BSL-1.0
#include "library_calls.hpp"

#include <mgunzip/decompress.hpp>
#include <mgunzip/stream.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace mgunzip::bench {
namespace {

using input = std::span<const std::uint8_t>;
using output = std::span<std::uint8_t>;
using bytes = std::vector<std::uint8_t>;

input into_buffer(input in, output out) {
    const decompress_result result = decompress(in, out);
    return result ? out.first(result.produced) : output();
}

input into_vector(input in, bytes& out) {
    return decompress_to_vector(in, out, no_limit) ? input(out) : input();
}

input by_stream(input in, output out) {
    stream_decoder stream;
    stream.finish();
    std::size_t size = 0;
    for (;;)
        switch (stream.next(in)) {
        case stream_event::data: {
            const input piece = stream.output();
            if (piece.size() > out.size() - size)
                return {};
            std::ranges::copy(piece,
                              out.begin() + static_cast<std::ptrdiff_t>(size));
            size += piece.size();
            break;
        }
        case stream_event::member_begin:
        case stream_event::member_end:
            break;
        case stream_event::end_of_data:
            return out.first(size);
        case stream_event::need_input:
        case stream_event::error:
            return {};
        }
}

} // namespace

std::vector<library_call> library_calls() {
    const auto grown = std::make_shared<bytes>();
    const auto used = std::make_shared<bytes>();
    return {{"decompress", into_buffer},
            {"to vector",
             [grown](input in, output) {
                 *grown = bytes();
                 return into_vector(in, *grown);
             }},
            {"vector again",
             [used](input in, output) { return into_vector(in, *used); }},
            {"stream", by_stream}};
}

} // namespace mgunzip::bench
