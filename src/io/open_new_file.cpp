// SPDX-License-Identifier: BSL-1.0
// Makes a new file and chooses how it is written.
#include "io/open_new_file.hpp"

#include "io/mapped_output.hpp"
#include "io/posix.hpp"
#include "io/sparse_output.hpp"
#include "io/write_output.hpp"

#include <utility>

namespace mgunzip::io {
namespace {

// If not, it is written with all its zeros.
void try_holes(opened_new_file& result) {
    std::unique_ptr<sparse_output> sparse;
    result.has_holes = !sparse_output::open(result.file->fd(), sparse);
    if (result.has_holes)
        result.output = std::move(sparse);
    else
        result.reason = "its file system makes no holes";
}

std::error_code try_to_map(const size_forecast& forecast,
                           opened_new_file& result,
                           const new_file_settings& how) {
    const bool is_required = how.way == new_file_way::mapped;
    // The descriptor that maps a file is closed at once, by which who watches
    // the directory would take the file for complete.
    if (result.file->has_final_name() && !is_required) {
        result.reason = "it has its final name from the beginning";
        return {};
    }
    std::unique_ptr<mapped_output> mapped;
    const std::error_code error = mapped_output::open(
        result.file->fd(), forecast, mapped,
        {.demand = is_required ? map_demand::required : map_demand::preferred,
         .threads = how.threads,
         .way = how.pages});
    if (!error)
        result.output = std::move(mapped);
    else if (is_required)
        return error;
    else
        result.reason =
            "it cannot be mapped (" + reopening_failure(error) + ")";
    return {};
}

} // namespace

std::error_code open_new_file(const directory& where, const std::string& name,
                              bool may_replace, const size_forecast& forecast,
                              opened_new_file& result,
                              const new_file_settings& how) {
    if (const auto error = output_file::create(where, name, may_replace,
                                               result.file, how.policy))
        return error;
    if (how.way == new_file_way::sparse)
        try_holes(result);
    else if (how.way != new_file_way::written)
        if (const auto error = try_to_map(forecast, result, how))
            return error;
    if (!result.output)
        result.output = std::make_unique<write_output>(result.file->fd());
    return {};
}

} // namespace mgunzip::io
