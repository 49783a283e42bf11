// SPDX-License-Identifier: BSL-1.0
// Replays what the fuzzers once found, with all of them.
#include "fuzz/fuzz_targets.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

using namespace mgunzip::test;

BOOST_AUTO_TEST_CASE(every_input_that_was_decoded_wrongly_is_decoded_rightly) {
    const std::filesystem::path folder =
        MGUNZIP_TEST_DATA "/../fuzz/regressions";
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::vector<char> read{std::istreambuf_iterator<char>(file), {}};
        const std::vector<std::uint8_t> input(read.begin(), read.end());
        BOOST_TEST_CONTEXT(entry.path()) {
            BOOST_CHECK_NO_THROW(fuzz_inflate(input));
            BOOST_CHECK_NO_THROW(fuzz_kernels(input));
            BOOST_CHECK_NO_THROW(fuzz_gzip(input));
            BOOST_CHECK_NO_THROW(fuzz_library(input));
        }
        ++count;
    }
    BOOST_TEST(count > 0);
}
