// SPDX-License-Identifier: BSL-1.0
// Finds the sizes, name and time that --list prints for one input.
#include "cli/listed_input.hpp"

#include "cli/message.hpp"
#include "cli/output_name.hpp"
#include "cli/path_text.hpp"
#include "gzip/gzip_format.hpp"
#include "io/bgzf_sizes.hpp"

#include <cstdint>

#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

std::string listed_name(const input_file& input, const stored_header& stored,
                        const options& wanted) {
    std::string name = "stdout";
    if (!input.is_standard_input)
        name = output_name_for(input.name, wanted.suffix).value_or(input.name);
    if (wanted.restores_name && !stored.name.empty())
        name = with_base_name(name, stored.name);
    return isatty(STDOUT_FILENO) ? printable(name) : name;
}

} // namespace

std::optional<listed_file> measure(const input_file& input,
                                   const options& wanted) {
    if (input.is_standard_input || wanted.restores_time ||
        wanted.input_mode == io::input_mode::read)
        return std::nullopt;
    const std::optional<io::bgzf_sizes> sizes = io::measure_bgzf(input.fd());
    if (!sizes)
        return std::nullopt;
    return listed_file{.compressed = sizes->input,
                       .uncompressed = sizes->output,
                       .overhead = sizes->first_header + detail::trailer_size,
                       .crc = sizes->last_crc};
}

listed_file decoded_sizes(const gzip_decoder& decoder,
                          const stored_header& stored) {
    return {.compressed = decoder.consumed(),
            .uncompressed = decoder.produced(),
            .overhead = stored.size + detail::trailer_size,
            .crc = decoder.data_crc()};
}

listed_file with_name_and_time(listed_file sizes, const input_file& input,
                               const stored_header& stored,
                               const options& wanted) {
    sizes.name = listed_name(input, stored, wanted);
    if (wanted.restores_time && stored.time != 0)
        sizes.modified = stored.time;
    else if (S_ISREG(input.status.st_mode))
        sizes.modified = input.status.st_mtim.tv_sec;
    return sizes;
}

} // namespace mgunzip::cli
