// SPDX-License-Identifier: BSL-1.0
// Judges whether a file can have the points of an index.
#include "index/point_judge.hpp"

#include "gzip/gzip_format.hpp"

#include <algorithm>

namespace mgunzip::detail {
namespace {

// A match of 258 bytes takes two bits.
constexpr std::uint64_t most_output_per_bit = max_expansion / 8;

// A block of fixed codes without any output: its header and the end.
constexpr std::uint64_t least_block_bits = 3 + 7;

std::uint64_t least_bits_between_points(const index_facts& facts) noexcept {
    return facts.format == index_format::bgzip
               ? std::uint64_t{min_member_size} * 8
               : least_block_bits;
}

bool has_possible_size(const index_facts& facts) noexcept {
    return facts.compressed_size <= ~std::uint64_t{0} / 8;
}

// Whether so much output and so many lines can be between two places.
bool may_follow(const index_point& a, const index_point& b) noexcept {
    return a.bit < b.bit && a.output <= b.output && a.lines <= b.lines &&
           (b.output - a.output) / most_output_per_bit <= b.bit - a.bit &&
           b.lines - a.lines <= b.output - a.output;
}

// A header may be in front of the first one, or nothing.
bool may_be_first(const index_point& point) noexcept {
    return (point.bit == 0 && point.output == 0 && point.lines == 0) ||
           may_follow({}, point);
}

} // namespace

void reserve_points(index_content& content, std::uint64_t count) {
    if (!has_possible_size(content.facts))
        return;
    const std::uint64_t most = content.facts.compressed_size * 8 /
                                   least_bits_between_points(content.facts) +
                               1;
    content.points.reserve(static_cast<std::size_t>(std::min(count, most)));
}

index_errc add_point(index_content& content, const index_point& point) {
    const index_facts& facts = content.facts;
    std::vector<index_point>& points = content.points;
    if (!has_possible_size(facts) || point.bit > facts.compressed_size * 8)
        return index_errc::impossible_points;
    const bool is_possible = points.empty()
                                 ? may_be_first(point)
                                 : may_follow(points.back(), point) &&
                                       point.bit - points.back().bit >=
                                           least_bits_between_points(facts);
    if (!is_possible)
        return index_errc::impossible_points;
    points.push_back(point);
    return index_errc::ok;
}

// Files without output are not worth an exception: they can have any size that
// is large enough.
index_errc judge_end(const index_content& content) noexcept {
    const index_facts& facts = content.facts;
    if (!has_possible_size(facts))
        return index_errc::impossible_points;
    if (!facts.output_size)
        return index_errc::ok;
    const index_point last =
        content.points.empty() ? index_point{} : content.points.back();
    return *facts.output_size < last.output ||
                   (*facts.output_size - last.output) / most_output_per_bit >
                       facts.compressed_size * 8 - last.bit
               ? index_errc::impossible_points
               : index_errc::ok;
}

} // namespace mgunzip::detail
