// SPDX-License-Identifier: BSL-1.0
// Indexes of gzip files: where decoding can begin in the middle.
#ifndef MGUNZIP_INDEX_HPP
#define MGUNZIP_INDEX_HPP

#include <mgunzip/api.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/decompress.hpp>
#include <mgunzip/index_error.hpp>
#include <mgunzip/inflate.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <system_error>
#include <vector>

namespace mgunzip {

/// The formats of index files; doc/format_notes.md describes them.
enum class index_format : std::uint8_t {
    bgzip,  ///< of bgzip, .gz.gzi: members of BGZF
    gztool, ///< of gztool, .gzi: blocks, windows packed, lines if counted
    gzidx,  ///< of indexed_gzip, .gzidx: blocks, windows of 32 KiB
};

/// A place where decoding can begin. Offsets count from the first byte of the
/// compressed data and of the output of all members.
struct MGUNZIP_API index_point {
    /// Offset, in bits, of the first bit of a block; in an index of bgzip, of
    /// the first byte of a member's header.
    std::uint64_t bit = 0;
    /// Bytes of output in front of it.
    std::uint64_t output = 0;
    /// Newlines in that output, if the index has them.
    std::uint64_t lines = 0;
    /// The output right in front of it, up to 32 KiB, as it lies in the memory
    /// of the index: see `index_window`. Empty if none is needed.
    std::span<const std::uint8_t> window{};
    bool is_packed = false; ///< the window is a zlib stream
};

/// What an index says about the data as a whole.
struct MGUNZIP_API index_facts {
    index_format format = index_format::gztool;
    /// Size of the compressed data, as the caller gave it.
    std::uint64_t compressed_size = 0;
    /// Size of the output of all members; unset if the index does not say so.
    std::optional<std::uint64_t> output_size{};
    /// Newlines in the output of all members.
    std::optional<std::uint64_t> lines{};
    /// Output between two points at which its maker aimed; 0 if not said.
    std::uint64_t spacing = 0;
    bool has_lines = false; ///< `index_point::lines` are set
    /// False for an index of gztool that still grows.
    bool is_complete = true;
};

/// Is told now and then how many bytes of the data were used. An error that it
/// returns ends the work.
using index_observer = std::function<std::error_code(std::uint64_t used)>;

/// An index: points in the order of the data.
///
/// Nothing in it is believed: positions are places to try, and what is decoded
/// behind them is judged by the decoder and by the points that follow (see
/// `range_reader`). Only one thread at a time may change an object; several may
/// read. A moved-from object can only be assigned to or destroyed.
class MGUNZIP_API gzip_index {
  public:
    /// Reads an index file in any of the formats, told by its content, for
    /// compressed data of `compressed_size` bytes. `bytes`, which may be a
    /// mapped file, must stay: the windows of the points lie there. Any bytes
    /// give either an index whose points this file can have, or an `index_errc`
    /// or `std::errc::not_enough_memory`; then the index is empty. Reads to
    /// the first point that the data cannot have, and takes 48 to 150 bytes of
    /// memory for each point, of which there are no more than `bytes` can hold,
    /// nor than one in each 10 bits of the data. Points at the end of the
    /// output are left out.
    [[nodiscard]] std::error_code read(std::span<const std::uint8_t> bytes,
                                       std::uint64_t compressed_size) noexcept;

    /// Makes an index by decoding all members of `in`, which are verified: one
    /// point at the first block, and one at the first block of each `spacing`
    /// bytes of output, at least 1. Counts newlines. Packed windows, which the
    /// index owns, have zeros where the 32 KiB behind the point refer to
    /// nothing. After an error, which is that of `decompress`, the index is
    /// empty.
    [[nodiscard]] decompress_result build(std::span<const std::uint8_t> in,
                                          std::uint64_t spacing) noexcept;

    /// Makes an index in bgzip's format: goes from member to member without
    /// decoding. `index_errc::not_bgzf` if that does not lead to the end.
    /// `observer`, which may be empty and may not throw, is told after some
    /// 4 MiB of input: there is no need to keep in memory what was used. After
    /// its error, which is returned, the index is empty.
    [[nodiscard]] std::error_code
    build_bgzf(std::span<const std::uint8_t> in,
               const index_observer& observer = {}) noexcept;

    const index_facts& facts() const noexcept { return facts_; }
    std::span<const index_point> points() const noexcept { return points_; }

    /// The last point with at most `output` bytes of output in front of it;
    /// null if there is none.
    const index_point* find(std::uint64_t output) const noexcept;

    gzip_index() = default;
    gzip_index(gzip_index&&) noexcept = default;
    gzip_index& operator=(gzip_index&&) noexcept = default;
    gzip_index(const gzip_index&) = delete; // points refer to the memory
    gzip_index& operator=(const gzip_index&) = delete;

    /// Takes what was made. `windows` is the memory that the windows of
    /// `points` lie in.
    gzip_index(const index_facts& facts, std::vector<index_point> points,
               std::vector<std::vector<std::uint8_t>> windows) noexcept
        : facts_(facts), points_(std::move(points)),
          windows_(std::move(windows)) {}

  private:
    MGUNZIP_LOCAL void clear() noexcept;

    index_facts facts_;
    std::vector<index_point> points_;
    std::vector<std::vector<std::uint8_t>> windows_;
};

/// The window of a point, ready to be put in front of the output. The memory,
/// some 45 kB, serves one window after the other. The constructor may throw
/// std::bad_alloc; nothing else throws.
class MGUNZIP_API index_window {
  public:
    index_window();
    ~index_window();
    index_window(index_window&&) noexcept;
    index_window& operator=(index_window&&) noexcept;

    /// Unpacks the window of `point`, if it is packed. After
    /// `index_errc::damaged_window` there are no bytes.
    [[nodiscard]] std::error_code load(const index_point& point) noexcept;

    /// The last bytes of the output in front of the point, at most
    /// `history_size`, and no more than there are. They lie here or in the
    /// memory of the index, and are valid until the next `load`.
    std::span<const std::uint8_t> bytes() const noexcept { return bytes_; }

  private:
    struct unpacker;
    std::unique_ptr<unpacker> unpacker_;
    std::span<const std::uint8_t> bytes_{};
};

/// Takes the next bytes of an index file. An error ends the writing.
using index_sink =
    std::function<std::error_code(std::span<const std::uint8_t>)>;

/// Writes `index` in a format to `sink`, which may throw what it likes, in
/// pieces of any size; the format gztool is written in its version with lines
/// if the index has lines, GZIDX in version 1. Returns the sink's error,
/// `index_errc::unsuitable_format`, or `index_errc::damaged_window`. May throw
/// std::bad_alloc.
[[nodiscard]] MGUNZIP_API std::error_code write_index(const gzip_index& index,
                                                      index_format format,
                                                      const index_sink& sink);

} // namespace mgunzip

#endif
