// SPDX-License-Identifier: BSL-1.0
// Compares the points of an index with what a decoder meets.
#include "index/point_follower.hpp"

namespace mgunzip::detail {

point_follower::point_follower(const gzip_index& index,
                               const index_point* entry) noexcept
    : index_(&index), points_(index.points()),
      are_members_(index.facts().format == index_format::bgzip) {
    if (entry != nullptr)
        points_ = points_.subspan(
            static_cast<std::size_t>(entry - points_.data()) + 1);
}

std::uint64_t point_follower::next_stop() const noexcept {
    return are_members_ || points_.empty() ? never : points_.front().output;
}

// Empty blocks may stand between this one and that of the point.
bool point_follower::note_block(std::uint64_t bit,
                                std::uint64_t output) noexcept {
    if (are_members_ || points_.empty())
        return true;
    const index_point& next = points_.front();
    if (output != next.output || bit > next.bit)
        return false;
    if (bit == next.bit)
        points_ = points_.subspan(1);
    return true;
}

// Not every member has a point in every index of bgzip.
bool point_follower::note_member(std::uint64_t offset,
                                 std::uint64_t output) noexcept {
    if (!are_members_ || points_.empty())
        return true;
    const index_point& next = points_.front();
    if (offset < next.bit / 8)
        return output <= next.output;
    if (offset > next.bit / 8 || output != next.output)
        return false;
    points_ = points_.subspan(1);
    return true;
}

bool point_follower::note_output(std::uint64_t output) const noexcept {
    if (index_ == nullptr)
        return true;
    const index_facts& facts = index_->facts();
    return (points_.empty() || output <= points_.front().output) &&
           (!facts.output_size || output <= *facts.output_size);
}

// Some indexes have a point at the end of the data.
bool point_follower::note_end(std::uint64_t output) const noexcept {
    if (index_ == nullptr)
        return true;
    const index_facts& facts = index_->facts();
    return (points_.empty() || output == points_.back().output) &&
           (!facts.output_size || output == *facts.output_size);
}

} // namespace mgunzip::detail
