// SPDX-License-Identifier: BSL-1.0
// every_file_function FILE.gz OUTPUT: calls every function of mgunzip/file.hpp
// once; library_users_test.cpp compares what this file needs with what the
// library exports. Prints what is wrong.
#include <mgunzip/file.hpp>

#include <cstdio>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace {

int failures = 0;

void expect(bool holds, int line) {
    if (!holds) {
        std::printf("line %d does not hold\n", line);
        ++failures;
    }
}
#define EXPECT(condition) expect(static_cast<bool>(condition), __LINE__)

} // namespace

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    const std::string from = argv[1];
    const std::string to = argv[2];
    EXPECT(mgunzip::decompress_file(from, to, {.replace = true}));
    EXPECT(mgunzip::decompress_file(from, to).error == std::errc::file_exists);
    EXPECT(mgunzip::verify_file(from));
    EXPECT(mgunzip::verify_file(to).error == mgunzip::errc::not_gzip);
    const int input = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
    const int output = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    EXPECT(mgunzip::decompress_file(input, to, {.replace = true}));
    EXPECT(::lseek(input, 0, SEEK_SET) == 0);
    EXPECT(mgunzip::decompress_file(input, output).produced > 0);
    EXPECT(::lseek(input, 0, SEEK_SET) == 0);
    EXPECT(mgunzip::verify_file(input));
    const std::error_code error = mgunzip::file_errc::input_lost;
    EXPECT(error.category() == mgunzip::file_error_category());
    return failures == 0 ? 0 : 1;
}
