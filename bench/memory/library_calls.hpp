// SPDX-License-Identifier: BSL-1.0
// The library's ways to decode a file in memory, as programs call them.
#ifndef MGUNZIP_BENCH_LIBRARY_CALLS_HPP
#define MGUNZIP_BENCH_LIBRARY_CALLS_HPP

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace mgunzip::bench {

struct library_call {
    std::string name;

    /// Decodes all of `in`. The output is in `out`, where it just fits, or in
    /// memory of the call's that lasts until the next one; the result says
    /// where. Empty after an error.
    std::function<std::span<const std::uint8_t>(
        std::span<const std::uint8_t> in, std::span<std::uint8_t> out)>
        run;
};

/// - `decompress`: into a buffer
/// - `to vector`: into a new vector, which grows
/// - `vector again`: into one that was used before
/// - `stream`: by a stream_decoder, with what it tells copied into a buffer
std::vector<library_call> library_calls();

} // namespace mgunzip::bench

#endif
