// SPDX-License-Identifier: BSL-1.0
// Decodes a part of a gzip file, with an index or without.
#ifndef MGUNZIP_RANGE_HPP
#define MGUNZIP_RANGE_HPP

#include <mgunzip/api.hpp>
#include <mgunzip/gzip.hpp>
#include <mgunzip/index.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <system_error>

namespace mgunzip {

/// What came of decoding a part. Sizes and offsets are in bytes.
struct MGUNZIP_API range_result {
    /// Not set if nothing is wrong with what was decoded. Otherwise one of
    /// - an `errc`: the data breaks a rule. If decoding began at a point of an
    ///   index, that may be wrong instead;
    /// - an `index_errc`: the index is damaged or not of these data; nothing
    ///   that was decoded by it can be relied upon;
    /// - `std::errc::not_enough_memory`, or what a `range_observer` returned.
    std::error_code error;
    /// Where the data breaks the rule, as `gzip_decoder::error_offset`, counted
    /// from the first byte of the compressed data; 0 if `error` is no `errc`.
    std::uint64_t error_offset = 0;
    /// Bytes of output. Fewer than were asked for, without an error: the output
    /// ends there.
    std::size_t produced = 0;

    /// True without an error.
    explicit operator bool() const noexcept { return !error; }
};

/// Is told, after some 128 KiB of output or 4 MiB of input, how many bytes of
/// the data were used. An error that it returns ends the reading.
using range_observer = std::function<std::error_code(std::uint64_t used)>;

/// Decodes the output from some place on, in as many calls as the caller likes.
///
/// With an index it begins at the last point in front of that place, without
/// one at the beginning of the data, and drops what comes first. On the way it
/// compares the index with the data: at each point that it passes, a block or a
/// member must begin there with just so much output in front of it, and the
/// output must end where the index says.
///
/// Only one thread at a time may use an object; different objects are
/// independent, also with one index. The constructor may throw std::bad_alloc;
/// nothing else throws. A moved-from object can only be assigned to or
/// destroyed. An object takes some 650 kB, and the memory of a decoder.
class MGUNZIP_API range_reader {
  public:
    range_reader();
    ~range_reader();
    range_reader(range_reader&&) noexcept;
    range_reader& operator=(range_reader&&) noexcept;

    /// Begins at byte `from` of the output of all members of `in`. `index` may
    /// be null. Both must stay as long as this reads. `index_errc::other_size`
    /// if `index` is for another size than `in` has, or
    /// `index_errc::damaged_window`; then there is nothing to read.
    [[nodiscard]] std::error_code begin(std::span<const std::uint8_t> in,
                                        const gzip_index* index,
                                        std::uint64_t from) noexcept;

    /// Tells `observer` from now on, which may be empty and may not throw.
    void observe(range_observer observer) noexcept;

    /// Decodes the next bytes into `out`, as many as it holds, up to the end of
    /// the output. May overwrite the bytes of `out` behind the first
    /// `produced`. After an error further calls return the same, and nothing
    /// more.
    [[nodiscard]] range_result read(std::span<std::uint8_t> out) noexcept;

    /// Tries to verify what was read: goes on to the end of the member, if it
    /// comes within 64 KiB of output, and was seen from its beginning. An error
    /// of its trailer is an error of what was read. Where no more output
    /// follows, goes on to the end of the data, for `trailing`, behind at most
    /// 1000 empty members; unless the index says that there is more output.
    /// Nothing can be read any more.
    [[nodiscard]] range_result finish() noexcept;

    /// After `finish`: true if all bytes that were read belong to members that
    /// were decoded as a whole, so that their CRC-32 and ISIZE were compared.
    /// With an `entry` it is still the index alone that says how much output is
    /// in front of them.
    bool is_verified() const noexcept;

    /// CRC-32 of all bytes read since `begin`, and their number.
    std::uint32_t crc() const noexcept;
    std::uint64_t size() const noexcept;

    /// Size of the output of all members, once its end was met.
    std::optional<std::uint64_t> output_size() const noexcept;

    /// What follows the last member, once the end of the data was met. After
    /// `finish` it was met if the last byte of the output was read, but for
    /// what `finish` says.
    std::optional<trailing_data> trailing() const noexcept;

    /// The point at which decoding began; null for the beginning of the data.
    const index_point* entry() const noexcept;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

/// One range in one call: bytes [`from`, `from` + `out.size()`) of the output
/// of `in`. `is_verified`, if given, is set as by `range_reader`. Where `from`
/// is at or behind the end of the output, `produced` is 0.
[[nodiscard]] MGUNZIP_API range_result
decode_range(std::span<const std::uint8_t> in, const gzip_index* index,
             std::uint64_t from, std::span<std::uint8_t> out,
             bool* is_verified = nullptr) noexcept;

} // namespace mgunzip

#endif
