// SPDX-License-Identifier: BSL-1.0
// Tests of output that is decoded into a mapping.
#include "io/mapped_output.hpp"

#include "io/io_error.hpp"
#include "io/output_file.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include "support/child_process.hpp"
#include "support/emulator.hpp"
#include "support/fake_producer.hpp"
#include "support/fixed_forecast.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"
#include "support/small_filesystem.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fstream>

#include <sys/resource.h>

using namespace mgunzip;
using test::fake_producer;
using test::fixed_forecast;
using test::pattern;
using test::scratch_directory;

namespace mgunzip::io {

static std::ostream& operator<<(std::ostream& out, page_way way) {
    return out << name_of(way);
}

} // namespace mgunzip::io

namespace {

const auto ways = boost::unit_test::data::make(
    {io::page_way::zeros, io::page_way::populate, io::page_way::unreserved,
     io::page_way::faults});

io::mapping_settings by(io::page_way way,
                        io::thread_budget* threads = nullptr) {
    return {.threads = threads, .way = way};
}

struct result {
    std::error_code error;
    bool was_mapped_to_the_end = false;
};

// Sends `size` bytes of the pattern to a new file.
result produce_file(const std::string& name, std::uint64_t size,
                    const io::size_forecast& forecast, io::page_way way,
                    fake_producer producer = {}) {
    const auto fd = test::open_file(name, O_RDWR | O_CREAT | O_EXCL);
    std::unique_ptr<io::mapped_output> output;
    result done;
    done.error = io::mapped_output::open(fd.get(), forecast, output, by(way));
    if (!done.error)
        done.error = producer.produce(*output, size);
    if (!done.error) {
        done.was_mapped_to_the_end = output->is_mapped();
        done.error = output->finish();
    }
    if (!done.error)
        BOOST_TEST(output->committed() == size);
    return done;
}

void check_file(io::page_way way, std::uint64_t size, std::uint64_t forecast,
                fake_producer producer = {}) {
    const scratch_directory scratch;
    const result done = produce_file(scratch / "out", size,
                                     fixed_forecast(forecast), way, producer);
    BOOST_TEST(!done.error, done.error.message());
    BOOST_TEST(done.was_mapped_to_the_end);
    BOOST_TEST((test::read_file(scratch / "out") == pattern(size)),
               "size " << size << ", forecast " << forecast);
}

std::uint64_t blocks_of(const std::string& name) {
    struct stat status {};
    BOOST_REQUIRE(::stat(name.c_str(), &status) == 0);
    return static_cast<std::uint64_t>(status.st_blocks);
}

} // namespace

BOOST_DATA_TEST_CASE(exact_forecast_gives_the_exact_file, ways, way) {
    for (const std::uint64_t size :
         {std::uint64_t{1}, std::uint64_t{4095}, std::uint64_t{4096},
          std::uint64_t{4097}, std::uint64_t{131'072}, std::uint64_t{131'073},
          std::uint64_t{5'000'000}})
        check_file(way, size, size);
}

// With one mapping and with several.
BOOST_AUTO_TEST_CASE(trial_of_ways_changes_no_byte) {
    constexpr std::uint64_t mib = 1 << 20;
    constexpr std::uint64_t size = 24 * mib + 123;
    for (const std::uint64_t forecast : {size, 7 * mib}) {
        const scratch_directory scratch;
        const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
        std::unique_ptr<io::mapped_output> output;
        const fixed_forecast expected(forecast);
        BOOST_REQUIRE(!io::mapped_output::open(
            fd.get(), expected, output,
            {.way = std::nullopt,
             .trial = {.lead = mib, .min_rest = mib, .unit = mib}}));
        BOOST_REQUIRE(!fake_producer().produce(*output, size));
        BOOST_REQUIRE(!output->finish());
        BOOST_TEST((test::read_file(scratch / "out") == pattern(size)));
        const io::page_way first = io::best_page_way(fd.get());
        const auto rival = io::rival_of(first, fd.get());
        if (!rival)
            test::skip_test("there is one way on this file system");
        const auto costs = output->pages()->costs;
        BOOST_TEST(!!costs[static_cast<std::size_t>(first)]);
        BOOST_TEST(!!costs[static_cast<std::size_t>(*rival)]);
    }
}

BOOST_DATA_TEST_CASE(empty_output_is_an_empty_file, ways, way) {
    check_file(way, 0, 0);
    check_file(way, 0, 1'000'000);
}

BOOST_DATA_TEST_CASE(too_small_a_forecast_is_grown_from, ways, way) {
    check_file(way, 3'000'000, 1);
    check_file(way, 9'000'000, 4096);
    check_file(way, 9'000'000, 1'000'000);
}

BOOST_DATA_TEST_CASE(no_forecast_is_grown_from, ways, way) {
    check_file(way, 5'000'000, 0);
}

BOOST_DATA_TEST_CASE(too_large_a_forecast_leaves_no_space_taken, ways, way) {
    const scratch_directory scratch;
    const result done =
        produce_file(scratch / "out", 100'000, fixed_forecast(50'000'000), way);
    BOOST_TEST(!done.error);
    BOOST_TEST((test::read_file(scratch / "out") == pattern(100'000)));
    BOOST_TEST(blocks_of(scratch / "out") * 512 < 1'000'000u);
}

BOOST_DATA_TEST_CASE(forecast_beyond_all_space_is_no_error, ways, way) {
    test::skip_if_emulated("says EINVAL when a mapping is too large");
    check_file(way, 1'000'000, std::uint64_t{1} << 50);
}

BOOST_DATA_TEST_CASE(any_overshoot_goes_to_the_file, ways, way) {
    for (const std::size_t overshoot : {0u, 600u, 1u << 20}) {
        fake_producer producer;
        producer.overshoot = overshoot;
        check_file(way, 4'000'000, 4'000'000, producer);
        check_file(way, 4'000'000, 100'000, producer);
    }
}

BOOST_DATA_TEST_CASE(goal_is_a_quantum_away_and_has_a_margin_behind_it, ways,
                     way) {
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    const fixed_forecast forecast(1'000'000);
    std::unique_ptr<io::mapped_output> output;
    BOOST_REQUIRE(
        !io::mapped_output::open(fd.get(), forecast, output, by(way)));
    fake_producer producer;
    producer.overshoot = 0;
    while (output->committed() < 900'000) {
        const output_window& window = output->window();
        BOOST_TEST(window.end - window.goal >= std::ptrdiff_t{window_margin});
        BOOST_TEST(window.goal - window.next == 131'072);
        if (output->committed() + 131'072 > 900'000)
            break;
        BOOST_REQUIRE(!producer.produce(*output, 131'072));
    }
    BOOST_TEST(output->is_mapped());
}

BOOST_DATA_TEST_CASE(exact_forecast_is_one_mapping_for_all, ways, way) {
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    const fixed_forecast forecast(20'000'000);
    std::unique_ptr<io::mapped_output> output;
    BOOST_REQUIRE(
        !io::mapped_output::open(fd.get(), forecast, output, by(way)));
    const std::uint8_t* const begin = output->window().next;
    fake_producer producer;
    BOOST_REQUIRE(!producer.produce(*output, 19'999'999));
    output_window& window = output->window();
    BOOST_TEST(window.next == begin + 19'999'999);
    BOOST_TEST(window.end == begin + 20'000'000);
    *window.next++ = test::pattern_at(19'999'999);
    BOOST_TEST(!output->finish());
    BOOST_TEST((test::read_file(scratch / "out") == pattern(20'000'000)));
}

BOOST_DATA_TEST_CASE(memory_in_use_does_not_grow_with_the_file, ways, way) {
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    const std::uint64_t size = 120'000'000;
    const fixed_forecast forecast(size);
    std::unique_ptr<io::mapped_output> output;
    const auto resident_pages = [] {
        std::ifstream statm("/proc/self/statm");
        std::uint64_t total = 0;
        std::uint64_t resident = 0;
        statm >> total >> resident;
        return resident;
    };
    io::thread_budget one(1);
    for (io::thread_budget* const threads :
         {static_cast<io::thread_budget*>(nullptr), &one}) {
        const std::uint64_t before = resident_pages();
        BOOST_REQUIRE(!io::mapped_output::open(fd.get(), forecast, output,
                                               by(way, threads)));
        std::uint64_t most = 0;
        for (std::uint64_t done = 0; done < size; done += 131'072) {
            output->window().next = output->window().goal;
            BOOST_REQUIRE(!output->commit());
            most = std::max(most, resident_pages());
        }
        BOOST_TEST((most - before) * io::page_size() < 30'000'000u);
        output.reset();
        BOOST_REQUIRE(!io::set_size(fd.get(), 0));
    }
}

BOOST_AUTO_TEST_CASE(unfinished_output_to_a_nameless_file_leaves_nothing) {
    const scratch_directory scratch;
    std::shared_ptr<const io::directory> directory;
    BOOST_REQUIRE(!io::directory::open(scratch.path(), true, directory));
    {
        std::unique_ptr<io::output_file> file;
        BOOST_REQUIRE(!io::output_file::create(*directory, "out", false, file));
        const fixed_forecast forecast(1'000'000);
        std::unique_ptr<io::mapped_output> output;
        BOOST_REQUIRE(!io::mapped_output::open(file->fd(), forecast, output));
        fake_producer producer;
        BOOST_REQUIRE(!producer.produce(*output, 500'000));
    }
    BOOST_TEST(scratch.entries().empty());
}

BOOST_AUTO_TEST_CASE(mapped_output_can_be_published) {
    const scratch_directory scratch;
    std::shared_ptr<const io::directory> directory;
    BOOST_REQUIRE(!io::directory::open(scratch.path(), true, directory));
    std::unique_ptr<io::output_file> file;
    BOOST_REQUIRE(!io::output_file::create(*directory, "out", false, file));
    const fixed_forecast forecast(700'000);
    std::unique_ptr<io::mapped_output> output;
    BOOST_REQUIRE(!io::mapped_output::open(file->fd(), forecast, output));
    fake_producer producer;
    BOOST_REQUIRE(!producer.produce(*output, 700'001));
    BOOST_REQUIRE(!output->finish());
    BOOST_REQUIRE(!file->publish("out", {}, {}));
    BOOST_TEST((test::read_file(scratch / "out") == pattern(700'001)));
}

BOOST_AUTO_TEST_CASE(file_beyond_4_gib_is_mapped_at_the_right_place) {
    // Sparse: only the offsets are of interest.
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    const fixed_forecast forecast(0);
    class far_output final : public io::mapped_output {
      public:
        far_output(int fd, std::uint64_t start, const io::size_forecast& f)
            : mapped_output({.fd = fd, .offset_fd = fd, .start = start}, f,
                            {}) {}
        using mapped_output::begin;
    };
    const std::uint64_t start = (std::uint64_t{5} << 30) + 12'345;
    far_output output(fd.get(), start, forecast);
    BOOST_REQUIRE(!output.begin());
    fake_producer producer;
    BOOST_REQUIRE(!producer.produce(output, 3'000'000));
    BOOST_REQUIRE(!output.finish());
    struct stat status {};
    BOOST_REQUIRE(!io::get_status(fd.get(), status));
    BOOST_TEST(static_cast<std::uint64_t>(status.st_size) == start + 3'000'000);
    std::vector<std::uint8_t> written(3'000'000);
    BOOST_REQUIRE(
        !io::read_all_at(fd.get(), written.data(), written.size(), start));
    BOOST_TEST((written == pattern(3'000'000)));
}

BOOST_DATA_TEST_CASE(file_system_with_just_enough_room_is_filled, ways, way) {
    for (const std::uint64_t size :
         {std::uint64_t{1}, std::uint64_t{2'000'000}, std::uint64_t{4'190'000},
          std::uint64_t{4'194'304}}) {
        const test::small_filesystem small(4'194'304);
        const result done = produce_file(small.directory() / "out", size,
                                         fixed_forecast(size), way);
        BOOST_TEST(!done.error, done.error.message());
        BOOST_TEST(
            (test::read_file(small.directory() / "out") == pattern(size)));
    }
}

BOOST_DATA_TEST_CASE(wrong_forecast_on_a_small_file_system_is_no_error, ways,
                     way) {
    for (const std::uint64_t forecast :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32}) {
        const test::small_filesystem small(8'388'608);
        const result done = produce_file(small.directory() / "out", 4'000'000,
                                         fixed_forecast(forecast), way);
        BOOST_TEST(!done.error, done.error.message());
        BOOST_TEST(
            (test::read_file(small.directory() / "out") == pattern(4'000'000)));
    }
}

BOOST_DATA_TEST_CASE(full_file_system_is_an_ordinary_error, ways, way) {
    test::skip_if_emulated("says that it populates pages, and does not");
    for (const std::uint64_t forecast :
         {std::uint64_t{0}, std::uint64_t{4'194'305}}) {
        const test::small_filesystem small(4'194'304);
        const result done = produce_file(small.directory() / "out", 4'194'305,
                                         fixed_forecast(forecast), way);
        BOOST_TEST((done.error == std::errc::no_space_on_device),
                   done.error.message());
    }
}

// Only a byte that really does not fit is an error, whatever was expected.
BOOST_DATA_TEST_CASE(room_is_used_to_the_last_page, ways, way) {
    test::skip_if_emulated("says that it populates pages, and does not");
    constexpr std::uint64_t size = 4'194'304;
    for (const std::uint64_t room : {size - io::page_size(), size,
                                     size + io::page_size(), size + 1'048'576})
        for (const std::uint64_t forecast : {size, 10 * size, size / 10}) {
            const test::small_filesystem small(room);
            const result done = produce_file(small.directory() / "out", size,
                                             fixed_forecast(forecast), way);
            BOOST_TEST_CONTEXT("room " << room << ", forecast " << forecast) {
                if (room < size) {
                    BOOST_TEST((done.error == std::errc::no_space_on_device),
                               done.error.message());
                    continue;
                }
                BOOST_TEST(!done.error, done.error.message());
                BOOST_TEST((test::read_file(small.directory() / "out") ==
                            pattern(size)));
            }
        }
}

BOOST_DATA_TEST_CASE(limit_of_the_file_size_is_an_ordinary_error, ways, way) {
    const scratch_directory scratch;
    const auto run = [&](const std::string& name, std::uint64_t size) {
        std::signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit { 1'000'000, RLIM_INFINITY };
        ::setrlimit(RLIMIT_FSIZE, &limit);
        return produce_file(scratch / name, size, fixed_forecast(size), way)
            .error;
    };
    BOOST_TEST(test::is_success(
        test::status_of_child([&] { return !run("fits", 1'000'000); })));
    BOOST_TEST((test::read_file(scratch / "fits") == pattern(1'000'000)));
    BOOST_TEST(test::is_success(test::status_of_child([&] {
        return run("too large", 1'000'001) == std::errc::file_too_large;
    })));
}

BOOST_DATA_TEST_CASE(file_cut_by_another_process_is_output_lost, ways, way) {
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    const fixed_forecast forecast(4'000'000);
    std::unique_ptr<io::mapped_output> output;
    BOOST_REQUIRE(
        !io::mapped_output::open(fd.get(), forecast, output, by(way)));
    fake_producer producer;
    BOOST_REQUIRE(!producer.produce(*output, 300'000));
    const std::uint64_t committed = output->committed();
    BOOST_REQUIRE(!io::set_size(fd.get(), 300'000));
    BOOST_TEST(
        (producer.produce(*output, 1'000'000) == io::io_errc::output_lost));
    BOOST_TEST(output->committed() == committed);
}

BOOST_DATA_TEST_CASE(loss_after_the_last_commit_is_seen_by_finish, ways, way) {
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    const fixed_forecast forecast(4'000'000);
    std::unique_ptr<io::mapped_output> output;
    BOOST_REQUIRE(
        !io::mapped_output::open(fd.get(), forecast, output, by(way)));
    BOOST_REQUIRE(!io::set_size(fd.get(), 0));
    fake_producer producer;
    BOOST_REQUIRE(!producer.produce(*output, 1000));
    BOOST_TEST((output->finish() == io::io_errc::output_lost));
}

BOOST_AUTO_TEST_CASE(file_system_decides_where_no_way_was_chosen) {
    const scratch_directory scratch;
    for (const std::uint64_t size : {100'000u, 3'000'000u})
        for (const std::uint64_t forecast : {std::uint64_t{1}, size}) {
            const std::string name = scratch / "out";
            const auto fd = test::open_file(name, O_RDWR | O_CREAT | O_TRUNC);
            const fixed_forecast expected(forecast);
            std::unique_ptr<io::mapped_output> output;
            BOOST_REQUIRE(!io::mapped_output::open(fd.get(), expected, output,
                                                   {.way = std::nullopt}));
            fake_producer producer;
            BOOST_REQUIRE(!producer.produce(*output, size));
            BOOST_TEST(output->is_mapped());
            BOOST_REQUIRE(!output->finish());
            BOOST_TEST((test::read_file(name) == pattern(size)));
        }
}

BOOST_AUTO_TEST_CASE(file_without_address_space_for_it_is_not_mapped) {
    test::skip_if_emulated("does not limit the address space");
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    std::ifstream statm("/proc/self/statm");
    rlim_t pages_in_use = 0;
    BOOST_REQUIRE(statm >> pages_in_use);
    struct rlimit before {};
    ::getrlimit(RLIMIT_AS, &before);
    struct rlimit low = before;
    low.rlim_cur = pages_in_use * io::page_size() + (rlim_t{100} << 20);
    if (::setrlimit(RLIMIT_AS, &low) != 0)
        test::skip_test("the address space is limited already");
    const fixed_forecast forecast(std::uint64_t{500} << 20);
    std::unique_ptr<io::mapped_output> output;
    const auto error = io::mapped_output::open(fd.get(), forecast, output);
    ::setrlimit(RLIMIT_AS, &before);
    BOOST_TEST((error == std::errc::not_enough_memory), error.message());
    BOOST_TEST(!output);
    struct stat status {};
    BOOST_REQUIRE(!io::get_status(fd.get(), status));
    BOOST_TEST(status.st_size == 0);
    BOOST_TEST(status.st_blocks == 0);
}
