// SPDX-License-Identifier: BSL-1.0
// Writes valid streams of all shapes, for the fuzzers to begin with:
// make_seeds FOLDER.
#include "fuzz/fuzz_targets.hpp"
#include "support/bgzf_builder.hpp"
#include "support/random_stream.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

using namespace mgunzip::test;

namespace {

constexpr std::uint64_t seeds = 500;
constexpr std::size_t largest_output = 3000;

void write(const std::filesystem::path& path, random_source& random,
           const bytes& data) {
    std::ofstream file(path, std::ios::binary);
    for (std::size_t i = 0; i < fuzz_prefix_size; ++i)
        file.put(static_cast<char>(random()));
    file.write(reinterpret_cast<const char*>(data.data()),
               static_cast<std::streamsize>(data.size()));
    if (!file.flush()) {
        std::cerr << "make_seeds: cannot write " << path << '\n';
        std::exit(1);
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: make_seeds FOLDER\n";
        return 1;
    }
    const std::filesystem::path folder(argv[1]);
    std::filesystem::create_directories(folder / "deflate");
    std::filesystem::create_directories(folder / "gzip");
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        random_source random(seed);
        const random_stream stream =
            make_random_stream(random, 1 + below(random, largest_output));
        const std::string name = std::to_string(seed);
        write(folder / "deflate" / name, random, stream.data);
        write(folder / "gzip" / name, random,
              gzip_bytes({.deflate_data = stream.data, .data = stream.output}) +
                  gzip_stored(name));
        const random_stream other =
            make_random_stream(random, 1 + below(random, 300));
        const bytes member = gzip_bytes(bgzf_of(other.data, other.output));
        write(folder / "gzip" / ("bgzf-" + name), random,
              member + member + bgzf_end() +
                  gzip_stored(std::string(520, 'x')));
    }
}
