// SPDX-License-Identifier: BSL-1.0
// buffer < FILE.gz > FILE: decompresses from one buffer into another.
#include <mgunzip/decompress.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace {

// No output of more bytes is wanted, whatever the input says.
constexpr std::uint64_t limit = std::uint64_t{64} << 20;

void report(const mgunzip::decompress_result& result) {
    const std::string text = result.error.message();
    if (result.needs_room())
        std::fprintf(stderr, "more than %llu bytes of output\n",
                     static_cast<unsigned long long>(limit));
    else if (result.error == mgunzip::condition::truncated)
        std::fprintf(stderr, "the end is missing: %s\n", text.c_str());
    else
        std::fprintf(stderr, "member %llu, byte %llu: %s\n",
                     static_cast<unsigned long long>(result.members),
                     static_cast<unsigned long long>(result.error_offset),
                     text.c_str());
}

} // namespace

int main() {
    const std::vector<std::uint8_t> in{std::istreambuf_iterator(std::cin), {}};
    if (std::ferror(stdin)) {
        std::fputs("standard input cannot be read\n", stderr);
        return 1;
    }

    // Right in most cases. If not, there is more than one member, or ISIZE is
    // wrong: then with as much as is allowed.
    std::vector<std::uint8_t> out(
        std::min(mgunzip::output_size_hint(in), limit));
    mgunzip::decompress_result result = mgunzip::decompress(in, out);
    if (result.needs_room() && out.size() < limit) {
        out.resize(limit);
        result = mgunzip::decompress(in, out);
    }
    if (!result) {
        report(result);
        return 1;
    }
    const bool is_written = std::fwrite(out.data(), 1, result.produced,
                                        stdout) == result.produced &&
                            std::fflush(stdout) == 0;
    return is_written ? 0 : 1;
}
