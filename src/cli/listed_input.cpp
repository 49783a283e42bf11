// SPDX-License-Identifier: BSL-1.0
// Finds the sizes, name and time that --list prints for one input.
#include "cli/listed_input.hpp"

#include "cli/message.hpp"
#include "cli/output_name.hpp"
#include "cli/path_text.hpp"
#include "gzip/gzip_format.hpp"
#include "io/bgzf_sizes.hpp"
#include "io/open_source.hpp"
#include "io/posix.hpp"
#include "io/transfer.hpp"

#include <array>
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

std::optional<listed_file> measure_by_index(const index_facts& facts,
                                            const input_file& input,
                                            const options& wanted) {
    if (wanted.restores_time || wanted.input_mode == io::input_mode::read)
        return std::nullopt;
    io::opened_source source;
    if (io::open_source(input.fd(), io::input_mode::automatic, source,
                        &input.status))
        return std::nullopt;
    io::transfer first(*source.input);
    if (first.read_first_header() != io::failure::none)
        return std::nullopt;
    std::array<std::uint8_t, detail::trailer_size> trailer{};
    if (facts.compressed_size < trailer.size() ||
        io::read_all_at(input.fd(), trailer.data(), trailer.size(),
                        facts.compressed_size - trailer.size()))
        return std::nullopt;
    return listed_file{.compressed = facts.compressed_size,
                       .uncompressed = *facts.output_size,
                       .overhead =
                           first.decoder().header_size() + detail::trailer_size,
                       .crc = static_cast<std::uint32_t>(
                           trailer[0] | trailer[1] << 8 | trailer[2] << 16 |
                           static_cast<std::uint32_t>(trailer[3]) << 24)};
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
