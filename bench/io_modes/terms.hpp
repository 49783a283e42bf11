// SPDX-License-Identifier: BSL-1.0
// What a measurement is about: part, target and state, and their names.
#ifndef MGUNZIP_BENCH_IO_MODES_TERMS_HPP
#define MGUNZIP_BENCH_IO_MODES_TERMS_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mgunzip::bench {

inline constexpr std::size_t kib = 1024;
inline constexpr std::size_t mib = 1024 * kib;

/// Files up to this size are measured many at a time, together so many bytes
/// at most.
inline constexpr std::uint64_t largest_small_size = mib;
inline constexpr std::uint64_t most_at_a_time = 128 * mib;

/// The buffer of mgunzip's writes.
inline constexpr std::size_t product_buffer = 32 * kib;

/// Of the writes that are measured without a decoder.
inline constexpr std::size_t moved_buffers[] = {
    4 * kib,   8 * kib,   16 * kib, product_buffer, 64 * kib, 128 * kib,
    256 * kib, 512 * kib, mib,      2 * mib};

/// And with one, where a run takes longer.
inline constexpr std::size_t decoded_buffers[] = {
    4 * kib, 16 * kib, product_buffer, 128 * kib, 256 * kib, mib, 2 * mib};

enum class part : std::uint8_t {
    decode,  ///< gzip files to their data
    move,    ///< the same amount of data, which is there already
    article, ///< decoding with 8 KiB of whole lines, 32 KiB, and a mapping
};

enum class target : std::uint8_t {
    new_file,
    overwritten, ///< a file that is on the disk already is replaced
    pipe,
    large_pipe, ///< enlarged beforehand as far as an ordinary user may
};

enum class state : std::uint8_t {
    at_once, ///< the input is in the page cache; one run follows the other
    rested,  ///< the same after a pause, in which a host may take memory back
    cold,    ///< the input is not in the page cache
    synced,  ///< at once, and the clock runs until all is written out
    limited, ///< at once, and the dirty limit is below the size of the output
};

constexpr std::string_view name_of(part value) {
    constexpr std::string_view names[] = {"decode", "move", "article"};
    return names[static_cast<std::size_t>(value)];
}

constexpr std::string_view name_of(target value) {
    constexpr std::string_view names[] = {"new", "overwritten", "pipe",
                                          "large-pipe"};
    return names[static_cast<std::size_t>(value)];
}

constexpr std::string_view name_of(state value) {
    constexpr std::string_view names[] = {"at-once", "rested", "cold", "synced",
                                          "limited"};
    return names[static_cast<std::size_t>(value)];
}

/// 32768 as "32K"; for whole KiB and MiB.
inline std::string size_text(std::size_t size) {
    return size % mib == 0 ? std::to_string(size / mib) + 'M'
                           : std::to_string(size / kib) + 'K';
}

constexpr bool is_pipe(target value) {
    return value == target::pipe || value == target::large_pipe;
}

} // namespace mgunzip::bench

#endif
