// SPDX-License-Identifier: BSL-1.0
// Finds the sizes, name and time that --list prints for one input.
#ifndef MGUNZIP_CLI_LISTED_INPUT_HPP
#define MGUNZIP_CLI_LISTED_INPUT_HPP

#include "cli/input_file.hpp"
#include "cli/listing.hpp"
#include "cli/options.hpp"
#include "cli/stored_header.hpp"

#include <mgunzip/gzip.hpp>
#include <mgunzip/index.hpp>

#include <optional>
#include <string>

namespace mgunzip::cli {

/// The sizes of a BGZF file, which tells them without being decoded. Nothing
/// for other files, for standard input, which is to be used up in any case, and
/// where the options want it decoded.
std::optional<listed_file> measure(const input_file& input,
                                   const options& wanted);

/// Whether the data behind the last point of an index are so many bytes, and
/// lines if it has them, as it says. That costs the decoding of these alone,
/// and an index of another file is found out. May throw std::bad_alloc.
bool is_confirmed(const gzip_index& index, const input_file& input);

/// The sizes that an index says; nothing of them is verified. Nothing where the
/// options want the file decoded, or its first header cannot be read, or not
/// its last CRC-32 where that is wanted.
std::optional<listed_file> measure_by_index(const index_facts& facts,
                                            const input_file& input,
                                            const options& wanted);

/// The sizes of a file that was decoded.
listed_file decoded_sizes(const gzip_decoder& decoder,
                          const stored_header& stored);

/// What the row of a file calls it and its time, beside these sizes.
listed_file with_name_and_time(listed_file sizes, const input_file& input,
                               const stored_header& stored,
                               const options& wanted);

} // namespace mgunzip::cli

#endif
