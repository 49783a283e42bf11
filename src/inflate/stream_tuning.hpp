// SPDX-License-Identifier: BSL-1.0
// Which whole streams are decoded at once, and counts of them.
#ifndef MGUNZIP_STREAM_TUNING_HPP
#define MGUNZIP_STREAM_TUNING_HPP

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace mgunzip::detail {

/// How whole streams were decoded, to their ends.
struct stream_counters {
    std::atomic<std::uint64_t> by_lanes = 0;
    std::atomic<std::uint64_t> alone = 0;
    std::atomic<std::uint64_t> failed = 0; ///< were not
};

/// What tests change to make rare paths run.
struct stream_tuning {
    /// Fewer streams would leave lanes idle.
    std::size_t least_streams = 8;
    /// Streams of fewer bytes do not repay the tables of the lanes.
    std::size_t least_input = 1200;
    /// Nor do blocks that are shorter than this on the average, in bytes.
    std::size_t least_block = 256;
    /// Streams of more per cent of their output are mostly literals: the larger
    /// tables of a lane decoder, with pairs of them, do more for these.
    std::size_t most_percent = 62;
    /// Streams of more bytes of output are long enough for several lanes in
    /// one, whose output stays in the cache.
    std::size_t most_output = std::size_t{128} << 10;
    /// Where to count; null: nowhere.
    stream_counters* counters = nullptr;
};

} // namespace mgunzip::detail

#endif
