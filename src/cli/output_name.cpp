// SPDX-License-Identifier: BSL-1.0
// From the name of a compressed file to that of the decompressed one, and back.
#include "cli/output_name.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace mgunzip::cli {
namespace {

constexpr std::string_view known_suffixes[] = {".gz", ".z", ".taz", ".tgz",
                                               "-gz", "-z", "_z"};

char to_lower(char letter) {
    return letter >= 'A' && letter <= 'Z'
               ? static_cast<char>(letter - 'A' + 'a')
               : letter;
}

bool ends_in(std::string_view text, std::string_view end) {
    return text.size() >= end.size() &&
           std::equal(
               end.begin(), end.end(),
               text.end() - static_cast<std::ptrdiff_t>(end.size()),
               [](char a, char b) { return to_lower(a) == to_lower(b); });
}

// True if `name` ends in `suffix` with at least one character of the base name
// in front of it.
bool has_suffix(std::string_view name, std::string_view suffix) {
    return ends_in(name, suffix) && name.size() > suffix.size() &&
           name[name.size() - suffix.size() - 1] != '/';
}

// A suffix such as "z" must not take a part of ".gz" off.
bool ends_a_known_suffix(std::string_view suffix) {
    return std::any_of(std::begin(known_suffixes), std::end(known_suffixes),
                       [&](std::string_view known) {
                           return known.size() > suffix.size() &&
                                  ends_in(known, suffix);
                       });
}

std::string replace_suffix(std::string_view name, std::string_view suffix) {
    std::string result(name.substr(0, name.size() - suffix.size()));
    const std::string_view taken = name.substr(result.size());
    if (taken.size() == 4 && (ends_in(taken, ".tgz") || ends_in(taken, ".taz")))
        result += ".tar";
    return result;
}

} // namespace

std::optional<std::string> output_name_for(std::string_view name,
                                           std::string_view suffix) {
    const bool is_last = ends_a_known_suffix(suffix);
    if (!is_last && has_suffix(name, suffix))
        return replace_suffix(name, suffix);
    for (const std::string_view known : known_suffixes)
        if (has_suffix(name, known))
            return replace_suffix(name, known);
    if (is_last && has_suffix(name, suffix))
        return replace_suffix(name, suffix);
    return std::nullopt;
}

std::vector<std::string> compressed_names_for(std::string_view name,
                                              std::string_view suffix) {
    std::vector<std::string> names;
    if (output_name_for(name, suffix))
        return names;
    names.push_back(std::string(name).append(suffix));
    for (const std::string_view known : {".gz", ".z", "-z", ".Z"})
        if (known != suffix)
            names.push_back(std::string(name).append(known));
    return names;
}

} // namespace mgunzip::cli
