// SPDX-License-Identifier: BSL-1.0
#include "output_name.hpp"

#include <algorithm>

namespace mgunzip::cli {
namespace {

constexpr std::string_view known_suffixes[] = {".gz", ".z", ".taz", ".tgz",
                                               "-gz", "-z", "_z"};

char to_lower(char letter) {
    return letter >= 'A' && letter <= 'Z'
               ? static_cast<char>(letter - 'A' + 'a')
               : letter;
}

// True if `name` ends in `suffix` with at least one character of the base name
// in front of it.
bool has_suffix(std::string_view name, std::string_view suffix) {
    if (name.size() <= suffix.size() ||
        name[name.size() - suffix.size() - 1] == '/')
        return false;
    return std::equal(
        suffix.begin(), suffix.end(),
        name.end() - static_cast<std::ptrdiff_t>(suffix.size()),
        [](char a, char b) { return to_lower(a) == to_lower(b); });
}

} // namespace

std::optional<std::string> output_name_for(std::string_view name,
                                           std::string_view suffix) {
    const auto without = [&](std::string_view end) {
        return std::string(name.substr(0, name.size() - end.size()));
    };
    if (has_suffix(name, suffix))
        return without(suffix);
    for (const std::string_view known : known_suffixes)
        if (has_suffix(name, known))
            return known.starts_with(".t") ? without(known) + ".tar"
                                           : without(known);
    return std::nullopt;
}

} // namespace mgunzip::cli
