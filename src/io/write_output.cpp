// SPDX-License-Identifier: BSL-1.0
// Output by write: pipes, terminals, devices, and files when asked for.
#include "io/write_output.hpp"

#include "io/posix.hpp"

namespace mgunzip::io {

std::error_code write_output::take(const std::uint8_t* data, std::size_t size) {
    return write_all(fd_, data, size);
}

} // namespace mgunzip::io
