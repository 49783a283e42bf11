// SPDX-License-Identifier: BSL-1.0
// What can be wrong with an index of a gzip file.
#ifndef MGUNZIP_INDEX_ERROR_HPP
#define MGUNZIP_INDEX_ERROR_HPP

#include <mgunzip/api.hpp>

#include <cstdint>
#include <system_error>

namespace mgunzip {

/// One enumerator for each reason not to use an index, or not to make one.
enum class index_errc : std::uint8_t {
    ok = 0,
    /// The bytes are in none of the formats that are known.
    not_an_index,
    /// The format is known, but not this version of it.
    unknown_version,
    /// It ends before all that it announces.
    truncated_index,
    /// Its points are not in order, lie behind the end of the data, or so close
    /// together that no block or member fits between them, have more output
    /// between them than DEFLATE can make, or a number of bits above 7.
    impossible_points,
    /// It states another size of the compressed data than they have.
    other_size,
    /// A window is no zlib stream of at most 32 KiB, or its Adler-32 is wrong.
    damaged_window,
    /// The data do not agree with it: no block begins where it has a point, or
    /// another amount of output is in front of it.
    other_data,
    /// The format cannot hold such an index: bgzip's has members as points, the
    /// others have blocks; and an index that still grows cannot be written.
    unsuitable_format,
    /// For an index of bgzip: the data are not made of members of BGZF alone.
    not_bgzf,
};

/// The number of enumerators of `index_errc`, for loops over all of them.
inline constexpr int index_errc_count =
    static_cast<int>(index_errc::not_bgzf) + 1;

/// The category of `index_errc`; its messages state the reason in words.
MGUNZIP_API const std::error_category& index_error_category() noexcept;

inline std::error_code make_error_code(index_errc code) noexcept {
    return {static_cast<int>(code), index_error_category()};
}

/// The text of `code`: in static storage, never null, without a full stop.
MGUNZIP_API const char* message(index_errc code) noexcept;

} // namespace mgunzip

template <>
struct std::is_error_code_enum<mgunzip::index_errc> : std::true_type {};

#endif
