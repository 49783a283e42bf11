// SPDX-License-Identifier: BSL-1.0
// Makes an index while a file is decoded.
#include "index/index_builder.hpp"

#include "gzip/decoder_access.hpp"

#include <algorithm>
#include <utility>

namespace mgunzip::detail {
namespace {

std::uint64_t memory_of(const index_point& point) noexcept {
    return sizeof point + sizeof(std::vector<std::uint8_t>) +
           point.window.size();
}

} // namespace

index_builder::index_builder(std::uint64_t spacing, std::uint64_t most_memory)
    : spacing_(std::max<std::uint64_t>(spacing, 1)), most_memory_(most_memory) {
}

void index_builder::begin(gzip_decoder& decoder) {
    decoder.stop_at_block(0);
    decoder_access::begin_index(decoder);
}

void index_builder::note_member(const gzip_decoder& decoder) noexcept {
    member_begin_ = decoder.produced();
}

void index_builder::note_block(gzip_decoder& decoder,
                               const std::uint8_t* out_next,
                               std::span<const std::uint8_t> behind) {
    const std::uint64_t produced = decoder.produced();
    index_point point{.bit = decoder.block_bit(),
                      .output = produced,
                      .lines = decoder_access::newlines(decoder)};
    const auto history = static_cast<std::size_t>(
        std::min<std::uint64_t>(produced - member_begin_, history_size));
    windows_.emplace_back();
    if (history != 0) {
        window_.assign(out_next - history, out_next);
        const symbol_batch* const symbols =
            decoder_access::symbols_behind(decoder);
        if ((symbols != nullptr && use_->find(*symbols)) ||
            use_->find(behind, static_cast<unsigned>(point.bit % 8)))
            clear_unused();
        windows_.back() = packer_.pack(window_);
        point.window = windows_.back();
        point.is_packed = true;
    }
    add_point(point);
    decoder.stop_at_block(
        produced > ~std::uint64_t{0} - spacing_ ? never : produced + spacing_);
}

void index_builder::add_point(const index_point& point) {
    points_.push_back(point);
    memory_ += memory_of(point);
    while (memory_ > most_memory_ && points_.size() > 2)
        thin_out();
}

// The first point stays. Vectors that are moved keep their memory.
void index_builder::thin_out() {
    std::size_t kept = 1;
    memory_ = memory_of(points_.front());
    for (std::size_t i = 2; i < points_.size(); i += 2, ++kept) {
        points_[kept] = points_[i];
        windows_[kept] = std::move(windows_[i]);
        memory_ += memory_of(points_[kept]);
    }
    points_.resize(kept);
    windows_.resize(kept);
    spacing_ = spacing_ > never / 2 ? never : 2 * spacing_;
}

// By pointers of its own, or the compiler takes a byte of the window for a part
// of this object.
void index_builder::clear_unused() noexcept {
    const std::size_t size = window_.size();
    const std::uint8_t* const is_used = use_->is_used().last(size).data();
    std::uint8_t* const window = window_.data();
    for (std::size_t i = 0; i < size; ++i)
        window[i] &= static_cast<std::uint8_t>(-is_used[i]);
}

// Vectors that are moved keep their memory, so the points stay right.
gzip_index index_builder::finish(const gzip_decoder& decoder,
                                 std::uint64_t compressed_size) {
    const index_facts facts{.format = index_format::gztool,
                            .compressed_size = compressed_size,
                            .output_size = decoder.produced(),
                            .lines = decoder_access::newlines(decoder),
                            .spacing = spacing_,
                            .has_lines = true};
    gzip_index index(facts, std::move(points_), std::move(windows_));
    points_.clear();
    windows_.clear();
    member_begin_ = 0;
    memory_ = 0;
    return index;
}

} // namespace mgunzip::detail
