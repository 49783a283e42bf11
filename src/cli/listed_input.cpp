// SPDX-License-Identifier: BSL-1.0
// Finds the sizes, name and time that --list prints for one input.
#include "cli/listed_input.hpp"

#include "cli/message.hpp"
#include "cli/output_name.hpp"
#include "gzip/gzip_format.hpp"
#include "gzip/load_once.hpp"
#include "io/bgzf_sizes.hpp"
#include "io/open_source.hpp"
#include "io/path_text.hpp"
#include "io/posix.hpp"
#include "io/transfer.hpp"
#include "newlines.hpp"

#include <mgunzip/range.hpp>

#include <array>
#include <cstdint>
#include <vector>

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
        name = io::with_base_name(name, stored.name);
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

bool is_confirmed(const gzip_index& index, const input_file& input) {
    io::opened_source source;
    if (io::open_source(input.fd(), io::input_mode::automatic, source,
                        &input.status))
        return false;
    const std::optional<input_cursor> whole = source.input->whole();
    const index_facts& facts = index.facts();
    if (!whole || index.points().empty() || !facts.output_size)
        return false;
    const index_point& last = index.points().back();
    range_reader reader;
    if (reader.begin({whole->next, whole->end}, &index, last.output))
        return false;
    std::vector<std::uint8_t> piece(std::size_t{256} << 10);
    std::uint64_t newlines = last.lines;
    range_result result;
    do {
        result = reader.read(piece);
        newlines += detail::count_newlines({piece.data(), result.produced});
    } while (!result.error && result.produced == piece.size());
    return !result.error && reader.output_size() == facts.output_size &&
           (!facts.has_lines || facts.lines == newlines) &&
           !source.input->check(whole->end);
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
    // What are the last bytes of the file may be garbage behind the data.
    const bool is_of_one_member =
        detail::load_once(trailer.data() + 4, 4) ==
        static_cast<std::uint32_t>(*facts.output_size);
    if (wanted.verbosity > 0 && !is_of_one_member)
        return std::nullopt;
    return listed_file{.compressed = facts.compressed_size,
                       .uncompressed = *facts.output_size,
                       .overhead =
                           first.decoder().header_size() + detail::trailer_size,
                       .crc = detail::load_once(trailer.data(), 4)};
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
