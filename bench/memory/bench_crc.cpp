// SPDX-License-Identifier: BSL-1.0
// CRC-32 of data in cache: our kernels and libdeflate's function.
#include "measure.hpp"
#include "rivals.hpp"

#include <mgunzip/crc32.hpp>
#include <mgunzip/kernel.hpp>

#include <boost/program_options.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace {

using mgunzip::bench::contestant;
using mgunzip::bench::rival;

// The decoder takes the CRC of pieces of this size.
constexpr std::size_t piece_size = std::size_t{128} << 10;
constexpr std::size_t largest_size = std::size_t{1} << 20;

// One run is as many calls as add up to the largest size.
std::size_t calls_per_run(std::size_t size) {
    return largest_size / size;
}

// Where results go, so that nothing is computed in vain.
volatile std::uint32_t last_crc;

// Each call continues the CRC of the one before, as a decoder's calls do.
template <typename Function>
void run_calls(Function function, std::span<const std::uint8_t> data) {
    std::uint32_t crc = 0;
    for (std::size_t i = 0; i < calls_per_run(data.size()); ++i)
        crc = function(crc, data.data(), data.size());
    last_crc = crc;
}

std::vector<contestant> contestants(std::span<const std::uint8_t> data,
                                    const std::vector<rival>& rivals) {
    std::vector<contestant> all;
    for (const mgunzip::kernel_info& kernel : mgunzip::crc_kernels()) {
        if (!kernel.is_supported)
            continue;
        const auto run = [data, name = kernel.name] {
            if (!mgunzip::select_crc_kernel(name))
                std::abort();
            run_calls(mgunzip::crc32, data);
        };
        all.push_back({std::string(kernel.name), run});
    }
    for (const rival& each : rivals) {
        if (each.crc32 == nullptr)
            continue;
        const auto run = [data, crc32 = each.crc32] { run_calls(crc32, data); };
        all.push_back({each.name, run});
    }
    return all;
}

bool all_agree(const std::vector<contestant>& all) {
    all.front().run();
    const std::uint32_t expected = last_crc;
    return std::ranges::all_of(all, [=](const contestant& each) {
        each.run();
        return last_crc == expected;
    });
}

void print_rows(std::size_t size, const std::vector<contestant>& all,
                bool has_rival) {
    const auto gigabytes_per_second = [size](double seconds) {
        const std::size_t bytes = size * calls_per_run(size);
        return static_cast<double>(bytes) / seconds / 1e9;
    };
    const double rival_best = mgunzip::bench::minimum(all.back().seconds);
    for (const contestant& each : all) {
        const double best = mgunzip::bench::minimum(each.seconds);
        const double median = mgunzip::bench::median(each.seconds);
        std::printf("%8zu%c %-12s %8.2f %8.2f", size,
                    size == piece_size ? '*' : ' ', each.name.c_str(),
                    gigabytes_per_second(best), gigabytes_per_second(median));
        if (has_rival)
            std::printf(" %8.2f", rival_best / best);
        std::printf("\n");
    }
    std::fflush(stdout);
}

int run(int rounds, const mgunzip::bench::rival_files& files) {
    const std::vector<rival> rivals = mgunzip::bench::open_rivals(files);
    std::cout << mgunzip::bench::machine();
    bool has_rival = false;
    for (const rival& each : rivals) {
        if (each.crc32 == nullptr)
            continue;
        std::cout << each.name << ": " << each.origin << '\n';
        has_rival = true;
    }
    std::cout << "rounds: " << rounds << "; GB/s; *: the decoder's pieces\n\n"
              << "   bytes  kernel           best   median"
              << (has_rival ? "  best / rival's" : "") << std::endl;

    std::vector<std::uint8_t> memory(largest_size);
    std::mt19937 random(1);
    std::ranges::generate(memory,
                          [&] { return static_cast<std::uint8_t>(random()); });
    for (std::size_t size = 64; size <= largest_size; size *= 2) {
        std::vector<contestant> all =
            contestants(std::span(memory).first(size), rivals);
        if (!all_agree(all)) {
            std::cerr << "the CRCs of " << size << " bytes differ\n";
            return EXIT_FAILURE;
        }
        mgunzip::bench::run_interleaved(all, rounds);
        print_rows(size, all, has_rival);
    }
    return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv) {
    namespace options = boost::program_options;
    int rounds = 0;
    mgunzip::bench::rival_files files;
    options::options_description described("usage: crc [OPTION]...");
    described.add_options()("help", "print this")(
        "rounds", options::value(&rounds)->default_value(9),
        "rounds to time")("libdeflate", options::value(&files.libdeflate),
                          "shared library to compare with");
    try {
        options::variables_map values;
        options::store(options::parse_command_line(argc, argv, described),
                       values);
        options::notify(values);
        if (values.contains("help") || rounds < 1) {
            std::cout << described;
            return rounds < 1 ? EXIT_FAILURE : EXIT_SUCCESS;
        }
        return run(rounds, files);
    } catch (const std::exception& error) {
        std::cerr << "crc: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
