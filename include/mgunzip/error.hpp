// SPDX-License-Identifier: BSL-1.0
// The errors of gzip data: one code for each rule that data can break.
#ifndef MGUNZIP_ERROR_HPP
#define MGUNZIP_ERROR_HPP

#include <mgunzip/api.hpp>

#include <cstdint>
#include <system_error>

namespace mgunzip {

/// One enumerator for each rule; later versions add new ones at the end. For
/// the same input every decoder reports the same code at the same byte offset.
enum class errc : std::uint8_t {
    ok = 0,

    /// The input ends before the data does. Never reported as corruption.
    truncated_input,

    // RFC 1952: gzip members.
    /// The first two bytes are not 1f 8b (2.3.1).
    not_gzip,
    /// CM is not 8, deflate (2.3.1).
    unknown_method,
    /// Flag bit 5 is set: encrypted, by a convention of old gzip programs.
    encrypted,
    /// Flag bit 6 or 7 is set (2.3.1.2: reserved, must be zero).
    reserved_flags,
    /// CRC16 does not match the header (2.3.1).
    header_crc_mismatch,
    /// CRC32 does not match the decompressed data (2.3.1).
    data_crc_mismatch,
    /// ISIZE is not the size of the data modulo 2^32 (2.3.1).
    data_size_mismatch,

    // RFC 1951: block headers.
    /// BTYPE is 11 (3.2.3).
    invalid_block_type,
    /// LEN is not the complement of NLEN (3.2.4).
    stored_length_mismatch,
    /// HLIT above 286 or HDIST above 30 codes (3.2.7).
    too_many_codes,
    /// The code length code has more codes than fit (3.2.2).
    oversubscribed_code_length_code,
    /// The code length code leaves bit patterns unused (3.2.2).
    incomplete_code_length_code,
    /// Code length symbol 16 has no length in front of it (3.2.7).
    repeat_without_length,
    /// A repeat runs past HLIT + HDIST (3.2.7).
    repeat_too_long,
    /// Symbol 256 has no code (3.2.7).
    missing_end_of_block,
    /// The literal/length code has more codes than fit.
    oversubscribed_litlen_code,
    /// The literal/length code leaves bit patterns unused.
    incomplete_litlen_code,
    /// The distance code has more codes than fit.
    oversubscribed_distance_code,
    /// The distance code leaves bit patterns unused; only a single code of one
    /// bit, or no code at all, may do so.
    incomplete_distance_code,

    // RFC 1951: compressed data.
    /// Literal/length symbol 286 or 287, or an unused bit pattern (3.2.6).
    invalid_litlen_symbol,
    /// Distance symbol 30 or 31, or an unused bit pattern (3.2.6).
    invalid_distance_symbol,
    /// A distance reaches back before the first byte of the member (3.2.5).
    distance_too_far_back,

    // RFC 1950: zlib streams, which `unknown_method` can concern, too (2.2).
    /// CMF and FLG are no multiple of 31 (2.2, FCHECK).
    not_zlib,
    /// CINFO is above 7, a window of 32 KiB (2.2).
    window_too_large,
    /// FDICT is set: a dictionary is needed that the stream does not have
    /// (2.2).
    preset_dictionary,
    /// ADLER32 does not match the decompressed data (2.2).
    adler_mismatch,
};

/// The number of enumerators of `errc`, for loops over all of them.
inline constexpr int errc_count = static_cast<int>(errc::adler_mismatch) + 1;

/// The class of an error, for callers that need no detail:
/// `if (code == mgunzip::condition::truncated)`.
enum class condition : std::uint8_t {
    /// The data ends too early; the caller may be able to get the rest.
    truncated = 1,
    /// The data is damaged.
    corrupt,
    /// The data is well-formed but uses a feature that this decoder lacks.
    unsupported,
    /// The data is not gzip data or, where a zlib stream is wanted, none.
    not_gzip,
};

/// The category of `errc`; its messages state the rule in words.
MGUNZIP_API const std::error_category& error_category() noexcept;
MGUNZIP_API const std::error_category& condition_category() noexcept;

inline std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), error_category()};
}
inline std::error_condition make_error_condition(condition value) noexcept {
    return {static_cast<int>(value), condition_category()};
}

/// The text of `code`: in static storage, never null, without a full stop.
MGUNZIP_API const char* message(errc code) noexcept;

} // namespace mgunzip

template <>
struct std::is_error_code_enum<mgunzip::errc> : std::true_type {};
template <>
struct std::is_error_condition_enum<mgunzip::condition> : std::true_type {};

#endif
