// SPDX-License-Identifier: BSL-1.0
// Members decoded by several threads into sinks that grow, stall, fail and end.
// For ThreadSanitizer.
#include "io/member_crew.hpp"

#include "io/page_advice.hpp"
#include "io/write_output.hpp"
#include "support/bgzf_files.hpp"
#include "support/crew_runner.hpp"
#include "support/fixed_forecast.hpp"
#include "support/pipe_pair.hpp"
#include "support/small_filesystem.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace mgunzip;
using namespace mgunzip::test;

// The mapping grows while there are threads.
BOOST_AUTO_TEST_CASE(forecast_is_too_small) {
    random_source random(10);
    const bytes file = joined(random_members(random, 60, 20'000)) + some_more();
    constexpr std::uint64_t little = 64 * 1024;
    io::mapping_settings growing{.way = io::page_way::zeros};
    growing.first_guess = growing.max_doubling = growing.max_step = little;
    const way how{.threads = 3};
    BOOST_TEST(mapped_by(file, how, growing) == expected_of(file));
}

BOOST_AUTO_TEST_CASE(bytes_stay_in_order_when_the_reader_stalls) {
    random_source random(11);
    const bytes file = joined(random_members(random, 300, 9000)) + some_more();
    const outcome expected = expected_of(file);
    for (const unsigned threads : {1u, 2u, 8u})
        for (const bool by_taking : {false, true}) {
            memory_source from(file);
            collecting to;
            to.stalls = &random;
            to.appends_by_taking = by_taking;
            outcome result;
            run(from, to, {.threads = threads, .tuning = eager(20'000)},
                result);
            result.output = std::move(to.output);
            BOOST_TEST(result == expected);
        }
}

BOOST_AUTO_TEST_CASE(writes_to_a_pipe_are_whole_blocks) {
    random_source random(12);
    const bytes file = joined(random_members(random, 200, 20'000));
    const outcome expected = expected_of(file);
    pipe_pair pipe(O_DIRECT); // each write is a packet
    collected all;
    std::thread reader([&] { all = collect(pipe.reader.get(), 4096); });
    memory_source from(file);
    io::write_output to(pipe.writer.get());
    outcome result;
    run(from, to, {.threads = 3}, result);
    pipe.writer.reset();
    reader.join();
    BOOST_TEST((all.bytes == expected.output));
}

namespace {

// Fails after some blocks.
class failing final : public io::ring_output {
  public:
    int blocks_left = 3;

    std::error_code append(std::uint8_t* data, std::size_t size) override {
        return append_by_taking(data, size);
    }

  private:
    std::error_code take(const std::uint8_t*, std::size_t) override {
        return blocks_left-- > 0
                   ? std::error_code{}
                   : std::make_error_code(std::errc::no_space_on_device);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(output_that_fails_ends_all_threads) {
    random_source random(13);
    const bytes file = joined(random_members(random, 300, 9000)) + some_more();
    for (const unsigned count : {1u, 2u, 8u}) {
        memory_source from(file);
        failing to;
        io::thread_budget threads(count - 1);
        io::transfer job(from, {.threads = &threads, .members = eager(20'000)});
        BOOST_REQUIRE((job.read_first_header() == io::failure::none));
        BOOST_TEST((job.run(to) == io::failure::output));
        BOOST_TEST((job.error() == std::errc::no_space_on_device));
        std::vector<io::thread_lease> leases;
        for (unsigned i = 1; i < count; ++i)
            BOOST_TEST(bool(leases.emplace_back(threads.take())));
    }
}

namespace {

// Does something when the first block comes.
class with_an_event final : public io::ring_output {
  public:
    std::function<void()> event{};
    std::function<void()> at_each_block{};

    std::error_code append(std::uint8_t* data, std::size_t size) override {
        return append_by_taking(data, size);
    }

  private:
    std::error_code take(const std::uint8_t*, std::size_t) override {
        if (event)
            std::exchange(event, {})();
        else
            at_each_block();
        return {};
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(threads_that_are_free_later_are_taken) {
    random_source random(15);
    const bytes file = joined(random_members(random, 300, 9000)) + some_more();
    memory_source from(file);
    io::thread_budget threads(1);
    io::thread_lease taken = threads.take();
    with_an_event to;
    to.event = [&] { taken.give_back(); };
    int with_crew = 0;
    to.at_each_block = [&] { with_crew += !threads.take(); };
    io::transfer job(from, {.threads = &threads, .members = eager(20'000)});
    BOOST_REQUIRE((job.read_first_header() == io::failure::none));
    BOOST_TEST((job.run(to) == io::failure::none));
    BOOST_TEST(with_crew > 10);
}

// The mapping ends where the file system is full, and threads are at work.
BOOST_AUTO_TEST_CASE(full_file_system_is_an_error_wherever_it_is_met) {
    random_source random(14);
    const bytes file = joined(random_members(random, 200, 20'000));
    const bytes all = expected_of(file).output;
    for (const std::size_t room : {all.size() / 4, all.size() / 2,
                                   all.size() - 5000, all.size() + 100'000}) {
        const small_filesystem full(room - room % io::page_size());
        BOOST_TEST_INFO_SCOPE("room for " << room << " of " << all.size());
        const std::string name = full.directory() / "out";
        const auto out = open_file(name, O_RDWR | O_CREAT);
        memory_source from(file);
        const fixed_forecast forecast(all.size());
        std::unique_ptr<io::mapped_output> to;
        BOOST_REQUIRE(!io::mapped_output::open(out.get(), forecast, to));
        io::thread_budget threads(2);
        io::transfer job(from, {.threads = &threads, .members = eager()});
        BOOST_REQUIRE((job.read_first_header() == io::failure::none));
        const io::failure cause = job.run(*to);
        std::error_code error = job.error();
        if (cause == io::failure::none)
            error = to->finish(); // what waited for a whole block
        BOOST_TEST(
            (cause == io::failure::none || cause == io::failure::output));
        if (room > all.size())
            BOOST_TEST(!error);
        else
            BOOST_TEST((error == std::errc::no_space_on_device));
        to.reset();
        const bytes written = read_file(name);
        BOOST_REQUIRE(written.size() <= all.size());
        BOOST_TEST(std::equal(written.begin(), written.end(), all.begin()));
        BOOST_TEST((room < all.size() || written.size() == all.size()));
    }
}
