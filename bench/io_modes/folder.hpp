// SPDX-License-Identifier: BSL-1.0
// A folder to measure in.
#ifndef MGUNZIP_BENCH_IO_MODES_FOLDER_HPP
#define MGUNZIP_BENCH_IO_MODES_FOLDER_HPP

#include "exit_cleaner.hpp"

#include <cstdint>
#include <string>

namespace mgunzip::bench {

struct folder {
    std::string given;       ///< as on the command line
    std::string label;       ///< what results call it
    std::string scratch;     ///< a folder in it; the cleaner removes it
    std::string file_system; ///< its type: "ext4"
};

/// `wanted` is DIR, or LABEL=DIR. Throws where the folder cannot be written to.
folder open_folder(const std::string& wanted, exit_cleaner& cleaner);

/// Bytes that may still be written in it.
std::uint64_t free_space(const folder& where);

} // namespace mgunzip::bench

#endif
