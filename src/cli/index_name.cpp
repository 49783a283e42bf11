// SPDX-License-Identifier: BSL-1.0
// Where the index of a file lies.
#include "cli/index_name.hpp"

namespace mgunzip::cli {

std::string index_name_for(std::string_view name, index_format format) {
    switch (format) {
    case index_format::bgzip:
        break;
    case index_format::gztool:
        if (name.ends_with(".gz"))
            name.remove_suffix(3);
        break;
    case index_format::gzidx:
        return std::string(name).append(".gzidx");
    }
    return std::string(name).append(".gzi");
}

std::vector<std::string> index_names_for(std::string_view name) {
    std::vector<std::string> names;
    for (const index_format format :
         {index_format::bgzip, index_format::gztool, index_format::gzidx}) {
        std::string next = index_name_for(name, format);
        if (names.empty() || names.back() != next)
            names.push_back(std::move(next));
    }
    return names;
}

std::optional<index_format> format_by_name(std::string_view index_name) {
    return index_name.ends_with(".gzidx") ? std::optional(index_format::gzidx)
                                          : std::nullopt;
}

} // namespace mgunzip::cli
