// SPDX-License-Identifier: BSL-1.0
// What is to be done with one file.
#ifndef MGUNZIP_FILE_FILE_ORDER_HPP
#define MGUNZIP_FILE_FILE_ORDER_HPP

#include <mgunzip/file.hpp>

#include <cstdint>
#include <filesystem>

namespace mgunzip::file {

enum class target : std::uint8_t {
    nowhere,
    new_file,
    descriptor,
};

/// All that is pointed to lives until it is done.
struct file_order {
    const std::filesystem::path* input_path = nullptr; ///< or else
    int input_fd = -1;
    target to = target::nowhere;
    const std::filesystem::path* output_path = nullptr; ///< of a new file
    int output_fd = -1;                                 ///< of `descriptor`
    const file_options* options = nullptr;
};

} // namespace mgunzip::file

#endif
