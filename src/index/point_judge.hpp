// SPDX-License-Identifier: BSL-1.0
// Judges whether a file can have the points of an index.
#ifndef MGUNZIP_POINT_JUDGE_HPP
#define MGUNZIP_POINT_JUDGE_HPP

#include <mgunzip/index.hpp>

#include <cstdint>
#include <vector>

namespace mgunzip::detail {

/// What an index file says. `facts.compressed_size` is the caller's, and so is
/// `facts.format`, which comes before the first point.
struct index_content {
    index_facts facts;
    std::vector<index_point> points;
};

/// Reserves memory for `count` points, or for as many as the compressed data
/// can have. May throw std::bad_alloc, and so may `add_point`.
void reserve_points(index_content& content, std::uint64_t count);

/// Adds a point that the compressed data can have behind the last one:
/// otherwise `index_errc::impossible_points`. So an index that is not of these
/// data is read no further than it could be, and takes memory for one point
/// in each 10 bits of the data at most, or in each 20 bytes where members are
/// the points.
[[nodiscard]] index_errc add_point(index_content& content,
                                   const index_point& point);

/// The same about the end of the output, when all points are there.
[[nodiscard]] index_errc judge_end(const index_content& content) noexcept;

} // namespace mgunzip::detail

#endif
