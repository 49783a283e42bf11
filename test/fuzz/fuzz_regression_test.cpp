// SPDX-License-Identifier: BSL-1.0
// Replays what the fuzzers once found, and what they begin with.
#include "fuzz/fuzz_targets.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string>
#include <vector>

using namespace mgunzip::test;

namespace {

using fuzz_target = void (*)(std::span<const std::uint8_t>);

// Gives each file of a folder of test/fuzz to each of these.
void replay(const std::string& folder,
            std::initializer_list<fuzz_target> targets) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(
             MGUNZIP_TEST_DATA "/../fuzz/" + folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::vector<char> read{std::istreambuf_iterator<char>(file), {}};
        const std::vector<std::uint8_t> input(read.begin(), read.end());
        BOOST_TEST_CONTEXT(entry.path()) {
            for (const fuzz_target target : targets)
                BOOST_CHECK_NO_THROW(target(input));
        }
        ++count;
    }
    BOOST_TEST(count > 0);
}

} // namespace

BOOST_AUTO_TEST_CASE(every_input_that_was_decoded_wrongly_is_decoded_rightly) {
    replay("regressions", {fuzz_inflate, fuzz_kernels, fuzz_blocks, fuzz_gzip,
                           fuzz_library, fuzz_zlib, fuzz_index});
}

BOOST_AUTO_TEST_CASE(every_seed_is_decoded_rightly) {
    replay("seeds/deflate", {fuzz_inflate, fuzz_kernels, fuzz_blocks});
    replay("seeds/gzip", {fuzz_gzip, fuzz_library});
    replay("seeds/zlib", {fuzz_zlib});
    replay("seeds/index", {fuzz_index});
}
