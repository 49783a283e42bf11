// SPDX-License-Identifier: BSL-1.0
// What can go wrong with input and output beyond what errno says.
#ifndef MGUNZIP_IO_IO_ERROR_HPP
#define MGUNZIP_IO_IO_ERROR_HPP

#include <cstdint>
#include <system_error>

namespace mgunzip::io {

enum class io_errc : std::uint8_t {
    /// The mapped input has pages that could not be read: another process cut
    /// the file, or the disk failed.
    input_lost = 1,
    /// The same for the file of an index.
    index_lost,
    /// Bytes stored into the mapped output did not reach the file: no space,
    /// or the disk failed.
    output_lost,
    /// `--input=mmap` was asked for and the input cannot be mapped.
    input_not_mappable,
    /// `--io=mmap` was asked for and the output cannot be mapped.
    output_not_mappable,
    /// `--io=mmap` on a standard output that was opened for appending.
    output_is_append_only,
    /// `--io=mmap` on a standard output whose offset is before the end of the
    /// file.
    output_not_at_end,
    /// `--io=splice` was asked for and the output is no pipe.
    output_not_spliceable,
    /// A directory or a special file is not the one that was looked at: its
    /// name belongs to another one meanwhile.
    replaced_meanwhile,
    /// A file has the name of the output, and the file system has neither
    /// renames nor links, by which it could be replaced as a whole.
    output_not_replaceable,
    /// There is more output than `--max-output` allows.
    output_too_large,
};

const std::error_category& io_category() noexcept;

inline std::error_code make_error_code(io_errc code) noexcept {
    return {static_cast<int>(code), io_category()};
}

} // namespace mgunzip::io

template <>
struct std::is_error_code_enum<mgunzip::io::io_errc> : std::true_type {};

#endif
