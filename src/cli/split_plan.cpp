// SPDX-License-Identifier: BSL-1.0
// Into which parts one file can be divided for several workers (--splits).
#include "cli/split_plan.hpp"

#include "cli/destination.hpp"
#include "cli/hint.hpp"
#include "cli/index_file.hpp"
#include "cli/input_file.hpp"
#include "io/member_index.hpp"
#include "io/open_source.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace mgunzip::cli {
namespace {

// An index of bgzip does not say how large the output is, but the members do.
bool find_members(const input_file& input, const options& wanted,
                  index_file& index) {
    io::opened_source source;
    if (io::open_source(input.fd(), wanted.input_mode, source))
        return false;
    gzip_index members;
    if (io::index_members(*source.input, members))
        return false;
    index.take(std::move(members));
    return true;
}

bool has_size(const index_file& index) {
    return index.index() != nullptr && index.index()->facts().output_size;
}

} // namespace

std::string split_line(const gzip_index& index, std::uint64_t number,
                       std::uint64_t first, std::uint64_t size) {
    const index_point* const entry = index.find(first);
    const auto points = index.points();
    const auto behind = std::ranges::lower_bound(points, first + size, {},
                                                 &index_point::output);
    // Decoding begins in front of the first header rather than behind it.
    const std::uint64_t begin =
        entry == nullptr || entry->output == 0 ? 0 : entry->bit / 8;
    const std::uint64_t end = behind == points.end()
                                  ? index.facts().compressed_size
                                  : (behind->bit + 7) / 8;
    std::string line;
    for (const std::uint64_t column : {number, first, size, begin, end - begin})
        line.append(line.empty() ? "" : "\t").append(std::to_string(column));
    return line + '\n';
}

void print_splits(const operand& from, const options& wanted, reporter& report,
                  open_directories& directories) {
    const std::optional<input_file> input =
        open_input(from, wanted, report, directories);
    // In directories lie other files, too, the indexes themselves among them.
    if (!input || !find_destination(*input, wanted, report))
        return;
    index_file index;
    if (!index.find(*input, wanted, report))
        return;
    if (!has_size(index) && !find_members(*input, wanted, index)) {
        report.error(input->name,
                     with_hint("there is no index that says how large the "
                               "output is",
                               situation::split_without_index));
        return;
    }
    const std::uint64_t all = *index.index()->facts().output_size;
    const std::uint64_t size = *wanted.split_size;
    // Errors of standard output are told when it is closed.
    for (std::uint64_t number = 0, first = 0;
         first < all && std::ferror(stdout) == 0; ++number) {
        const std::uint64_t count = std::min(size, all - first);
        std::fputs(split_line(*index.index(), number, first, count).c_str(),
                   stdout);
        first += count;
    }
}

} // namespace mgunzip::cli
