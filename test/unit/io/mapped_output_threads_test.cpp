// SPDX-License-Identifier: BSL-1.0
// Tests of mapped output with a thread that populates; for ThreadSanitizer.
#include "io/mapped_output.hpp"

#include "support/fake_producer.hpp"
#include "support/fixed_forecast.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>

using namespace mgunzip;
using test::fake_producer;

namespace {

void check_one_way(std::uint64_t size, std::uint64_t expected,
                   const io::mapping_settings& how, std::size_t overshoot) {
    const test::scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    const test::fixed_forecast forecast(expected);
    std::unique_ptr<io::mapped_output> output;
    BOOST_REQUIRE(!io::mapped_output::open(fd.get(), forecast, output, how));
    fake_producer producer;
    producer.overshoot = overshoot;
    BOOST_REQUIRE(!producer.produce(*output, size));
    BOOST_TEST(output->is_mapped());
    BOOST_REQUIRE(!output->finish());
    BOOST_TEST((test::read_file(scratch / "out") == test::pattern(size)),
               "size " << size << ", forecast " << expected);
}

void check_file(std::uint64_t size, std::uint64_t expected,
                io::mapping_settings how, std::size_t overshoot = 257) {
    for (const io::page_way way :
         {io::page_way::zeros, io::page_way::populate}) {
        how.way = way;
        check_one_way(size, expected, how, overshoot);
    }
}

io::thread_budget one_thread(1);
const io::mapping_settings threaded{.threads = &one_thread, .min_threaded = 1};

// Grows by 64 KiB at a time.
io::mapping_settings threaded_in_small_steps() {
    constexpr std::uint64_t little = 64 * 1024;
    io::mapping_settings how = threaded;
    how.first_guess = how.max_doubling = how.max_step = little;
    return how;
}

} // namespace

BOOST_AUTO_TEST_CASE(thread_that_populates_changes_nothing) {
    constexpr std::uint64_t size = 10'000'000;
    for (const std::uint64_t forecast :
         {std::uint64_t{0}, std::uint64_t{1'000'000}, size, 5 * size})
        check_file(size, forecast, threaded);
}

BOOST_AUTO_TEST_CASE(decoder_may_overtake_the_thread) {
    check_file(20'000'000, 20'000'000, threaded, 20'000'000);
}

BOOST_AUTO_TEST_CASE(mapping_is_replaced_while_the_thread_populates_it) {
    check_file(5'000'000, 0, threaded_in_small_steps());
    check_file(5'000'000, 12'345, threaded_in_small_steps());
}

BOOST_AUTO_TEST_CASE(output_ends_while_the_thread_is_at_work) {
    for (int i = 0; i < 100; ++i)
        check_file(1000, 10'000'000, threaded);
}

BOOST_AUTO_TEST_CASE(thread_goes_back_to_the_budget) {
    for (const std::uint64_t forecast : {std::uint64_t{0}, std::uint64_t{100}})
        check_file(1'000'000, forecast, threaded_in_small_steps());
    const io::thread_lease lease = one_thread.take();
    BOOST_TEST(!!lease);
    BOOST_TEST(!one_thread.take());
}

BOOST_AUTO_TEST_CASE(thread_that_becomes_free_is_taken_later) {
    constexpr std::uint64_t size = 40'000'000;
    const test::scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    const test::fixed_forecast forecast(size);
    io::thread_budget threads(1);
    io::thread_lease somebody = threads.take();
    std::unique_ptr<io::mapped_output> output;
    BOOST_REQUIRE(!io::mapped_output::open(fd.get(), forecast, output,
                                           {.threads = &threads}));
    fake_producer producer;
    BOOST_REQUIRE(!producer.produce(*output, size / 4));
    somebody.give_back();
    BOOST_REQUIRE(!producer.produce(*output, size / 4));
    BOOST_TEST(!threads.take());
    BOOST_REQUIRE(!producer.produce(*output, size / 2));
    BOOST_REQUIRE(!output->finish());
    BOOST_TEST(!!threads.take());
    BOOST_TEST((test::read_file(scratch / "out") == test::pattern(size)));
}
