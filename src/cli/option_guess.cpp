// SPDX-License-Identifier: BSL-1.0
// What somebody may have meant by an option that does not exist.
#include "cli/option_guess.hpp"

#include "cli/option_table.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace mgunzip::cli {
namespace {

// Options of pigz that decompressing has as well.
constexpr struct {
    std::string_view theirs;
    std::string_view ours;
} elsewhere[] = {{"-p", "-T"}, {"--processes", "--threads"}};

// How many letters have to be put in, left out, changed or swapped with the
// next one to make one name of the other.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before_last;
    std::vector<std::size_t> last(to.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        std::vector<std::size_t> row(to.size() + 1, i);
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const bool is_same = from[i - 1] == to[j - 1];
            row[j] = std::min(
                {last[j] + 1, row[j - 1] + 1, last[j - 1] + (is_same ? 0 : 1)});
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] &&
                from[i - 2] == to[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = std::move(last);
        last = std::move(row);
    }
    return last.back();
}

} // namespace

std::string similar_option(std::string_view unknown) {
    for (const auto& known : elsewhere)
        if (known.theirs == unknown)
            return std::string(known.ours);
    if (!unknown.starts_with("--"))
        return {};
    // Of a short name a few letters are most of it.
    const std::size_t most = std::clamp<std::size_t>(
        (unknown.size() - 2) / 3, std::size_t{0}, std::size_t{2});
    std::string nearest;
    std::size_t least = most + 1;
    for (const std::string& name : option_names()) {
        if (!name.starts_with("--"))
            continue;
        const std::size_t apart = distance(unknown, name);
        if (apart < least) {
            least = apart;
            nearest = name;
        }
    }
    return nearest;
}

} // namespace mgunzip::cli
