// SPDX-License-Identifier: BSL-1.0
// Every kernel against the slow reference: on random streams, on damaged ones,
// and on the fixtures. Output, code, offset and bytes used must be the same.
#include <mgunzip/inflate.hpp>

#include "support/inflate_runner.hpp"
#include "support/random_stream.hpp"
#include "support/reference_inflate.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// What follows a stream must not matter, but how much there is of it does.
bytes followed_by_noise(bytes stream, random_source& random) {
    const std::size_t size = below(random, 3) * 40;
    for (std::size_t i = 0; i < size; ++i)
        stream.push_back(static_cast<std::uint8_t>(random()));
    return stream;
}

run_sizes random_sizes(random_source& random) {
    const std::size_t most_in = std::size_t{1} << below(random, 18);
    const std::size_t most_out = std::size_t{1} << (4 + below(random, 14));
    return {.piece = [&, most_in] { return 1 + below(random, most_in); },
            .goal = [&, most_out] { return 1 + below(random, most_out); },
            .margin = below(random, 2) * below(random, 700)};
}

void check_kernels(const bytes& stream, const decode_result& expected,
                   random_source& random) {
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_CONTEXT("kernel " << kernel) {
            BOOST_TEST(run_inflater(stream) == expected);
            BOOST_TEST(run_inflater(stream, random_sizes(random)) == expected);
        }
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(random_streams) {
    for (std::uint64_t seed = 0; seed < 120; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            const random_stream made =
                make_random_stream(random, std::size_t{1} << below(random, 18));
            const bytes stream = followed_by_noise(made.data, random);
            const decode_result expected{made.output, errc::ok, 0,
                                         made.data.size()};
            BOOST_TEST(reference_inflate(stream) == expected);
            check_kernels(stream, expected, random);
        }
}

BOOST_AUTO_TEST_CASE(damaged_streams) {
    for (std::uint64_t seed = 0; seed < 600; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            bytes stream =
                make_random_stream(random, std::size_t{1} << below(random, 13))
                    .data;
            damage(random, stream);
            stream = followed_by_noise(std::move(stream), random);
            check_kernels(stream, reference_inflate(stream), random);
        }
}

BOOST_AUTO_TEST_CASE(noise) {
    for (std::uint64_t seed = 0; seed < 3000; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed) {
            random_source random(seed);
            bytes stream(1 + below(random, 300));
            for (std::uint8_t& byte : stream)
                byte = static_cast<std::uint8_t>(random());
            // Types 0 and 3 end at once; make the rest as frequent.
            stream[0] = static_cast<std::uint8_t>((stream[0] & ~6U) |
                                                  (1 + below(random, 2)) << 1);
            check_kernels(stream, reference_inflate(stream), random);
        }
}
