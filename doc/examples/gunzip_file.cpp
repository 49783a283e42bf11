// SPDX-License-Identifier: BSL-1.0
// gunzip_file FROM.gz TO: shows how far it is; Ctrl-C leaves no output.
#include <mgunzip/file.hpp>

#include <csignal>
#include <cstdint>
#include <iostream>

namespace {

volatile std::sig_atomic_t is_interrupted = 0;

void interrupt(int) {
    is_interrupted = 1;
}

// False ends the work.
bool show(const mgunzip::file_progress& now) {
    std::cerr << '\r' << now.produced / 1'000'000 << " MB";
    if (now.input_size.value_or(0) > 0)
        std::cerr << ", " << 100 * now.consumed / *now.input_size << " %";
    std::cerr << std::flush;
    return is_interrupted == 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: gunzip_file FROM.gz TO\n";
        return 1;
    }
    std::signal(SIGINT, interrupt);
    constexpr std::uint64_t limit = std::uint64_t{1} << 40; // bytes of output
    const mgunzip::file_result done = mgunzip::decompress_file(
        argv[1], argv[2], {.max_output = limit, .progress = show});
    std::cerr << '\n';
    if (!done) {
        const bool is_about_output =
            done.operation >= mgunzip::file_operation::open_output;
        std::cerr << argv[is_about_output ? 2 : 1] << ": "
                  << done.error.message();
        if (done.error.category() == mgunzip::error_category())
            std::cerr << " (member " << done.members << ", byte "
                      << done.error_offset << ')';
        std::cerr << '\n';
        return 1;
    }
    if (done.trailing == mgunzip::trailing_data::garbage)
        std::cerr << argv[1] << ": garbage behind the last member\n";
    return 0;
}
