// SPDX-License-Identifier: BSL-1.0
// The name and the time that a file has in its first header (-N).
#include "cli/stored_header.hpp"

#include "cli/hint.hpp"
#include "io/path_text.hpp"
#include "io/posix.hpp"

#include <sys/stat.h>

namespace mgunzip::cli {

stored_header stored_header::of(const gzip_decoder& decoder) {
    return {.size = decoder.header_size(),
            .name = std::string(io::base_name(decoder.header().name)),
            .time = decoder.header().modification_time};
}

bool use_stored_name(const stored_header& stored, const input_file& input,
                     destination& to, const options& wanted, reporter& report) {
    if (!wanted.restores_name || stored.name.empty() ||
        wanted.output_place == output_place::named_file)
        return true;
    to.path = io::with_base_name(to.path, stored.name);
    struct stat existing;
    if (::lstat(to.path.c_str(), &existing) != 0 ||
        !io::is_same_file(existing, input.status))
        return true;
    report.error(to.path,
                 with_hint("is the input file, by the name that is stored in "
                           "it",
                           situation::stored_name_is_input));
    return false;
}

} // namespace mgunzip::cli
