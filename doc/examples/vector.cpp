// SPDX-License-Identifier: BSL-1.0
// vector < FILE.gz > FILE: decompresses into a vector.
#include <mgunzip/decompress.hpp>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace {

// The output of all members, or an exception that says what is wrong and where.
std::vector<std::uint8_t> gunzip(std::span<const std::uint8_t> in) {
    constexpr std::size_t limit = std::size_t{1} << 30; // bytes of output
    std::vector<std::uint8_t> out;
    const auto result = mgunzip::decompress_to_vector(in, out, limit);
    if (!result)
        throw std::system_error(result.error,
                                "byte " + std::to_string(result.error_offset));
    return out;
}

} // namespace

int main() {
    try {
        const std::vector<std::uint8_t> in{std::istreambuf_iterator(std::cin),
                                           {}};
        if (std::ferror(stdin))
            throw std::runtime_error("standard input cannot be read");
        const std::vector<std::uint8_t> out = gunzip(in);
        std::cout.write(reinterpret_cast<const char*>(out.data()),
                        static_cast<std::streamsize>(out.size()));
        if (!std::cout.flush())
            throw std::runtime_error("standard output cannot be written");
        return 0;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
