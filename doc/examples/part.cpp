// SPDX-License-Identifier: BSL-1.0
// part FILE.gz FROM COUNT: prints so many bytes of the output from byte FROM
// on, by FILE.gz.gzi if it is there; that of gztool, bgzip or indexed_gzip.
#include <mgunzip/range.hpp>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace {

using bytes = std::vector<std::uint8_t>;

// A large file is better mapped.
bytes read_file(const std::string& name) {
    std::ifstream file(name, std::ios::binary);
    bytes data{std::istreambuf_iterator<char>(file), {}};
    if (!file)
        throw std::runtime_error(name + ": cannot be read");
    return data;
}

void check(const std::error_code& error, std::uint64_t offset) {
    if (error)
        throw std::system_error(error, "byte " + std::to_string(offset));
}

void print_part(const bytes& in, const mgunzip::gzip_index* index,
                std::uint64_t from, std::uint64_t count) {
    mgunzip::range_reader reader;
    check(reader.begin(in, index, from), 0);
    std::array<std::uint8_t, 262144> piece;
    while (count != 0) {
        const auto wanted = std::span(piece).first(static_cast<std::size_t>(
            count < piece.size() ? count : piece.size()));
        const mgunzip::range_result result = reader.read(wanted);
        std::cout.write(reinterpret_cast<const char*>(piece.data()),
                        static_cast<std::streamsize>(result.produced));
        check(result.error, result.error_offset);
        if (result.produced < wanted.size())
            break; // the output ends here
        count -= result.produced;
    }
    const mgunzip::range_result end = reader.finish();
    check(end.error, end.error_offset);
    if (!reader.is_verified())
        std::cerr << "not verified: members were not decoded as a whole\n";
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: part FILE.gz FROM COUNT\n";
        return 1;
    }
    try {
        const std::string name = argv[1];
        const bytes in = read_file(name);
        bytes index_file; // the index refers to it
        mgunzip::gzip_index index;
        const bool has_index = std::ifstream(name + ".gzi").good();
        if (has_index) {
            index_file = read_file(name + ".gzi");
            check(index.read(index_file, in.size()), 0);
        }
        print_part(in, has_index ? &index : nullptr,
                   std::strtoull(argv[2], nullptr, 10),
                   std::strtoull(argv[3], nullptr, 10));
        if (!std::cout.flush())
            throw std::runtime_error("standard output cannot be written");
        return 0;
    } catch (const std::exception& error) {
        std::cerr << argv[1] << ": " << error.what() << '\n';
        return 1;
    }
}
