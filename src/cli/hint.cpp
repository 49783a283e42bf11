// SPDX-License-Identifier: BSL-1.0
// The tables of advice: one entry for each situation and error code.
#include "cli/hint.hpp"

#include "io/io_error.hpp"

#include <mgunzip/error.hpp>
#include <mgunzip/index_error.hpp>

#include <cerrno>
#include <cstddef>

namespace mgunzip::cli {
namespace {

template <typename Key>
struct table_entry {
    Key key;
    std::string_view hint;
};

constexpr std::string_view none;
constexpr std::string_view make_anew = "make it anew with -t --index";

using enum situation;

constexpr table_entry<situation> by_situation[] = {
    {bad_usage, "see mgunzip --help"},
    {asked_to_compress, "use gzip for that"},
    {called_to_compress, "use -d to decompress"},
    {unknown_kernel, "see mgunzip --version --verbose"},
    {input_is_directory, "use -r to decompress the files in it"},
    {input_is_special, "use -c to read it"},
    {input_is_privileged, "use -c to read it"},
    {input_is_sticky, "use -f to decompress it all the same"},
    {input_has_links, "use -f to decompress it all the same"},
    {input_is_link, "use -f to follow the link, or -c"},
    {found_link, none},
    {found_special, none},
    {input_is_terminal, "use -f to force decompression, or see mgunzip --help"},
    {unknown_suffix, "use -S to name its suffix, or -c to read it"},
    {found_without_suffix, "use -S to name its suffix"},
    {output_exists, "use -f to overwrite it, or -o to name another"},
    {output_is_directory, "use -o to name a file"},
    {output_is_input, none},
    {same_output, "decompress one of them into another directory"},
    {output_way_refused, "use --io=auto to write it"},
    {stored_name_is_input, "use --no-name"},
    {other_data, "use -f to copy it as it is"},
    {output_withheld, "use -c for what is in front of the error"},
    {input_changes, "try again once nothing changes it"},
    {input_changed, "use -f to decompress it again once nothing changes it"},
    {input_replaced, "use -f to decompress what is there now"},
    {input_not_removed, none},
    {attributes_lost, none},
    {index_without_name, "use --index=FILE to name one"},
    {no_index, "use --index=FILE to name a file"},
    {index_is_output, "use --index=FILE to name another file"},
    {no_index_in_the_way, "use -f to overwrite it, or --index=FILE"},
    {index_is_older, make_anew},
    {index_unfit, make_anew},
    {split_without_index, "make one with -t --index"},
    {part_needs_mapping, "name a file, without --input=read"},
    {part_goes_back, "give parts that follow one another, or name a file, "
                     "without --input=read"},
    {part_behind_end, none},
    {part_is_cut, none},
    {trailing_zeros, none},
    {trailing_garbage, none},
};

constexpr table_entry<condition> by_class[] = {
    {condition::truncated, "the input is incomplete: get it again"},
    {condition::corrupt, "the input is damaged: get it again"},
    {condition::unsupported, none},
    {condition::not_gzip, none},
};

constexpr table_entry<io::io_errc> by_io_error[] = {
    {io::io_errc::input_lost, none},
    {io::io_errc::index_lost, none},
    {io::io_errc::output_lost, none},
    {io::io_errc::input_not_mappable, "use --input=auto to read it"},
    {io::io_errc::output_not_mappable, "use --io=auto to write it"},
    {io::io_errc::output_is_append_only, "use --io=auto to write it"},
    {io::io_errc::output_not_at_end, "use --io=auto to write it"},
    {io::io_errc::output_not_spliceable, "use --io=auto to write it"},
    {io::io_errc::replaced_meanwhile, none},
    {io::io_errc::output_not_replaceable,
     "remove it first, or use -o to name another"},
    {io::io_errc::output_too_large,
     "use a larger --max-output if you trust the input"},
};

constexpr table_entry<index_errc> by_index_error[] = {
    {index_errc::not_an_index, make_anew},
    {index_errc::unknown_version, make_anew},
    {index_errc::truncated_index, make_anew},
    {index_errc::impossible_points, make_anew},
    {index_errc::other_size, make_anew},
    {index_errc::damaged_window, make_anew},
    {index_errc::other_data, make_anew},
    {index_errc::unsuitable_format, none},
    {index_errc::not_bgzf, "use another --index-format"},
};

constexpr std::string_view make_room =
    "make room, or use -o to name another place";
constexpr std::string_view name_another = "use -o to name another place";

constexpr table_entry<int> by_new_file[] = {
    {ENOSPC, make_room},   {EDQUOT, make_room},   {EACCES, name_another},
    {EPERM, name_another}, {EROFS, name_another}, {EISDIR, name_another},
};

template <typename Key, std::size_t Size>
std::optional<std::string_view> find(const table_entry<Key> (&table)[Size],
                                     Key key) noexcept {
    for (const table_entry<Key>& entry : table)
        if (entry.key == key)
            return entry.hint;
    return std::nullopt;
}

} // namespace

std::optional<std::string_view> hint_for(situation about) noexcept {
    return find(by_situation, about);
}

std::optional<std::string_view>
hint_for(const std::error_code& error) noexcept {
    if (error.category() == io::io_category())
        return find(by_io_error, static_cast<io::io_errc>(error.value()));
    if (error.category() == index_error_category())
        return find(by_index_error, static_cast<index_errc>(error.value()));
    const std::error_condition its = error.default_error_condition();
    if (its.category() == condition_category())
        return find(by_class, static_cast<condition>(its.value()));
    return std::nullopt;
}

std::optional<std::string_view>
hint_for_new_file(const std::error_code& error) noexcept {
    if (error.category() == std::system_category() ||
        error.category() == std::generic_category())
        return find(by_new_file, error.value());
    return hint_for(error);
}

std::string with_hint(std::string text, std::optional<std::string_view> hint) {
    if (hint && !hint->empty())
        text.append("; ").append(*hint);
    return text;
}

} // namespace mgunzip::cli
