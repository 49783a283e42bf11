// SPDX-License-Identifier: BSL-1.0
// Output of which only the newlines are counted.
#include "io/line_counting_output.hpp"

#include "newlines.hpp"

namespace mgunzip::io {

std::error_code line_counting_output::commit() {
    newlines_ += mgunzip::detail::count_newlines({uncommitted(), window_.next});
    return null_output::commit();
}

std::error_code line_counting_output::append(std::uint8_t* data,
                                             std::size_t size) {
    newlines_ += mgunzip::detail::count_newlines({data, size});
    return null_output::append(data, size);
}

} // namespace mgunzip::io
