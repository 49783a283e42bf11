// SPDX-License-Identifier: BSL-1.0
// Makes an index while a file is decoded.
#ifndef MGUNZIP_INDEX_BUILDER_HPP
#define MGUNZIP_INDEX_BUILDER_HPP

#include "index/window_packer.hpp"
#include "inflate/history_use.hpp"
#include "shared_internal.hpp"

#include <mgunzip/gzip.hpp>
#include <mgunzip/index.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace mgunzip::detail {

/// Of output between two points, in bytes.
inline constexpr std::uint64_t usual_spacing = std::uint64_t{4} << 20;

/// What the points and windows of one index may take, in bytes. With the usual
/// spacing, 64 GiB of text do.
inline constexpr std::uint64_t most_index_memory = std::uint64_t{64} << 20;

/// Collects points from a decoder, which its owner runs. The owner calls
/// `begin` in front of the first call of `run`, `note_member` after
/// `member_begin`, and `note_block` after `block_begin`. Members must not be
/// decoded at once (`run_members`). Each function may throw std::bad_alloc.
class index_builder {
  public:
    /// Of output between two points, at least 1 byte. While the points take
    /// more memory than `most_memory`, each second one is given up, and there
    /// is twice as much output between them.
    explicit index_builder(std::uint64_t spacing,
                           std::uint64_t most_memory = never);

    MGUNZIP_INTERNAL void begin(gzip_decoder& decoder);
    MGUNZIP_INTERNAL void note_member(const gzip_decoder& decoder) noexcept;

    /// `out_next`: behind the output, whose last 32 KiB, or all of the member's
    /// if there is less, are in front of it. `behind`: the compressed data from
    /// the byte on that holds the block's first bit, as far as they are at
    /// hand: once they make 32 KiB of output, the window gets smaller.
    MGUNZIP_INTERNAL void note_block(gzip_decoder& decoder,
                                     const std::uint8_t* out_next,
                                     std::span<const std::uint8_t> behind);

    /// After the end of the data. The builder is as new then.
    gzip_index finish(const gzip_decoder& decoder,
                      std::uint64_t compressed_size);

  private:
    void clear_unused() noexcept;
    void add_point(const index_point& point);
    void thin_out();

    std::uint64_t spacing_;
    std::uint64_t most_memory_;
    std::uint64_t memory_ = 0; // of the points and their windows, in bytes
    std::uint64_t member_begin_ = 0; // in the output
    std::vector<index_point> points_;
    std::vector<std::vector<std::uint8_t>> windows_; // one for each point
    std::vector<std::uint8_t> window_;
    std::unique_ptr<history_use> use_ = std::make_unique<history_use>();
    window_packer packer_;
};

} // namespace mgunzip::detail

#endif
