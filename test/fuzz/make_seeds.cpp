// SPDX-License-Identifier: BSL-1.0
// Writes valid streams of all shapes, for the fuzzers to begin with:
// make_seeds FOLDER.
#include "fuzz/fuzz_targets.hpp"
#include "support/bgzf_builder.hpp"
#include "support/index_builder.hpp"
#include "support/random_stream.hpp"
#include "support/reference_zlib.hpp"

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

// An index, with its size in front, and the file that it belongs to.
bytes with_index(const bytes& index, const bytes& file) {
    bytes size;
    append_number(size, static_cast<std::uint32_t>(index.size()), 2);
    return size + index + file;
}

// Windows of GZIDX are larger than a seed should be, so its only points are
// those of members.
void write_indexes(const std::filesystem::path& folder, random_source& random,
                   const std::string& name, const bytes& member,
                   const bytes& bgzf) {
    using mgunzip::index_format;
    const bytes file = member + gzip_stored(name);
    mgunzip::gzip_index index;
    if (index.build(file, 100).error)
        std::abort();
    write(folder / ("gztool-" + name), random,
          with_index(written(index, index_format::gztool), file));
    if (index.build(file, 1'000'000).error)
        std::abort();
    write(folder / ("gzidx-" + name), random,
          with_index(written(index, index_format::gzidx), file));
    const bytes blocks = bgzf + bgzf + bgzf_end();
    if (index.build_bgzf(blocks)) // a member became too large
        return;
    write(folder / ("bgzip-" + name), random,
          with_index(written(index, index_format::bgzip), blocks));
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
    std::filesystem::create_directories(folder / "zlib");
    std::filesystem::create_directories(folder / "index");
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        random_source random(seed);
        const random_stream stream =
            make_random_stream(random, 1 + below(random, largest_output));
        const std::string name = std::to_string(seed);
        write(folder / "deflate" / name, random, stream.data);
        write(folder / "gzip" / name, random,
              gzip_bytes({.deflate_data = stream.data, .data = stream.output}) +
                  gzip_stored(name));
        write(folder / "zlib" / name, random,
              zlib_bytes({.deflate_data = stream.data, .data = stream.output}));
        const random_stream other =
            make_random_stream(random, 1 + below(random, 300));
        const bytes member = gzip_bytes(bgzf_of(other.data, other.output));
        write(folder / "gzip" / ("bgzf-" + name), random,
              member + member + bgzf_end() +
                  gzip_stored(std::string(520, 'x')));
        write_indexes(
            folder / "index", random, name,
            gzip_bytes({.deflate_data = stream.data, .data = stream.output}),
            member);
    }
}
