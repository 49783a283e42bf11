// SPDX-License-Identifier: BSL-1.0
// A shared object with the static library in it.
#include <mgunzip/decompress.hpp>

#include <string>

// Bytes of output; -1 for damaged data.
extern "C" [[gnu::visibility("default")]] long
output_size(const unsigned char* data, unsigned long size) {
    std::vector<std::uint8_t> out;
    const auto result =
        mgunzip::decompress_to_vector(std::span(data, size), out, 1UL << 20);
    return result ? static_cast<long>(out.size()) : -1;
}
