// SPDX-License-Identifier: BSL-1.0
// Tests of mapped output where the system lacks something or fails.
#include "io/mapped_output.hpp"

#include "io/cleanup_signals.hpp"
#include "io/io_error.hpp"
#include "io/mapped_stdout.hpp"
#include "io/posix.hpp"

#include "support/child_process.hpp"
#include "support/emulator.hpp"
#include "support/fake_producer.hpp"
#include "support/fault_injector.hpp"
#include "support/fixed_forecast.hpp"
#include "support/scratch_directory.hpp"
#include "support/small_filesystem.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

#include <unistd.h>

using namespace mgunzip;
using test::fake_producer;
using test::fixed_forecast;
using test::injected_faults;
using test::pattern;
using test::scratch_directory;

namespace {

// An output that is being made under faults.
struct making {
    scratch_directory scratch;
    io::unique_fd fd;
    fixed_forecast forecast;
    std::unique_ptr<io::mapped_output> output;
    fake_producer producer;

    explicit making(std::uint64_t expected)
        : fd(test::open_file(scratch / "out", O_RDWR | O_CREAT)),
          forecast(expected) {}

    std::error_code open() {
        return io::mapped_output::open(fd.get(), forecast, output);
    }
    std::uint64_t size() const {
        struct stat status {};
        BOOST_REQUIRE(!io::get_status(fd.get(), status));
        return static_cast<std::uint64_t>(status.st_size);
    }
    void finish_and_check(std::uint64_t size) {
        BOOST_REQUIRE(!output->finish());
        BOOST_TEST(output->committed() == size);
        BOOST_TEST((test::read_file(scratch / "out") == pattern(size)));
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(file_that_cannot_be_mapped_is_left_empty) {
    for (const char* const faults :
         {"fallocate:EOPNOTSUPP:0", "fallocate:ENOSPC:0", "open_proc:ENOENT:0",
          "open_proc:EACCES:0", "madvise_populate_write:EFAULT:0",
          "madvise_populate_write:ENOMEM:0"}) {
        making made(1'000'000);
        const injected_faults injected(faults);
        const auto error = made.open();
        BOOST_TEST(error, faults);
        BOOST_TEST(!made.output);
        BOOST_TEST(made.size() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(reservation_is_tried_again_with_half) {
    making made(40'000'000);
    const injected_faults injected("fallocate:ENOSPC:0:3");
    BOOST_REQUIRE(!made.open());
    BOOST_TEST(injected.count("fallocate") == 4u);
    BOOST_TEST(made.size() >= 5'000'000u);
    BOOST_TEST(made.size() < 5'100'000u);
    BOOST_REQUIRE(!made.producer.produce(*made.output, 12'000'000));
    BOOST_TEST(made.output->is_mapped());
    made.finish_and_check(12'000'000);
}

BOOST_AUTO_TEST_CASE(interrupted_reservation_is_continued) {
    making made(1'000'000);
    const injected_faults injected("fallocate:EINTR:0:3");
    BOOST_REQUIRE(!made.open());
    BOOST_TEST(injected.count("fallocate") == 4u);
}

BOOST_AUTO_TEST_CASE(space_is_left_to_others) {
    // The device says that nothing is free; the least is tried all the same.
    making made(40'000'000);
    const injected_faults injected("fstatvfs:OK:0");
    BOOST_REQUIRE(!made.open());
    BOOST_TEST(made.size() < 300'000u);
}

BOOST_AUTO_TEST_CASE(output_that_cannot_grow_goes_on_by_writing) {
    for (const char* const faults :
         {"fallocate:ENOSPC:1", "fallocate:EOPNOTSUPP:1", "open_proc:ENOENT:1",
          "open_proc:ENOMEM:2"}) {
        making made(500'000);
        const injected_faults injected(faults);
        BOOST_REQUIRE(!made.open());
        BOOST_TEST(made.output->is_mapped());
        BOOST_REQUIRE(!made.producer.produce(*made.output, 5'000'003));
        BOOST_TEST(!made.output->is_mapped());
        made.finish_and_check(5'000'003);
    }
}

BOOST_AUTO_TEST_CASE(redirected_output_that_cannot_grow_goes_on_by_writing) {
    making made(500'000);
    const injected_faults injected("fallocate:ENOSPC:1");
    std::unique_ptr<io::mapped_stdout> output;
    BOOST_REQUIRE(
        !io::mapped_stdout::open(made.fd.get(), made.forecast, output));
    BOOST_REQUIRE(!made.producer.produce(*output, 1'000'000));
    BOOST_TEST(!output->is_mapped());
    BOOST_REQUIRE(!output->finish());
    BOOST_TEST((test::read_file(made.scratch / "out") == pattern(1'000'000)));
    std::uint64_t offset = 0;
    BOOST_REQUIRE(!io::get_offset(made.fd.get(), offset));
    BOOST_TEST(offset == 1'000'000u);
}

// Another thread writes zeros ahead all the time: it has looked at the size of
// the file already, and its write comes a moment later.
BOOST_AUTO_TEST_CASE(redirected_file_that_a_signal_cuts_gets_no_more_zeros) {
    making made(100'000'000);
    const int status = test::status_of_child([&] {
        const injected_faults injected("write:SLOW:16");
        io::thread_budget threads(2);
        std::unique_ptr<io::mapped_stdout> output;
        if (io::mapped_stdout::open(
                made.fd.get(), made.forecast, output,
                {.threads = &threads, .way = io::page_way::zeros}))
            return false;
        io::signal_cleanup rest;
        if (!rest.call([]() noexcept { ::usleep(100'000); }))
            return false;
        made.producer.overshoot = 0;
        if (made.producer.produce(*output, 200'000))
            return false;
        ::raise(SIGTERM);
        return false;
    });
    BOOST_TEST(test::died_of(status, SIGTERM));
    BOOST_TEST((test::read_file(made.scratch / "out") == pattern(131'072)));
}

BOOST_AUTO_TEST_CASE(redirected_file_that_cannot_be_mapped_stays_as_it_was) {
    for (const char* const faults :
         {"fallocate:ENOSPC:0", "fallocate:EOPNOTSUPP:0", "open_proc:ENOMEM:1",
          "madvise_populate_write:EFAULT:0"}) {
        // At the file's end, and beyond it.
        for (const std::uint64_t at : {1000u, 5000u}) {
            making made(500'000);
            test::write_file(made.scratch / "out", pattern(1000));
            BOOST_REQUIRE(!io::set_offset(made.fd.get(), at));
            const injected_faults injected(faults);
            std::unique_ptr<io::mapped_stdout> output;
            BOOST_TEST(static_cast<bool>(io::mapped_stdout::open(
                           made.fd.get(), made.forecast, output)),
                       faults);
            BOOST_TEST((test::read_file(made.scratch / "out") == pattern(1000)),
                       faults);
            std::uint64_t offset = 0;
            BOOST_REQUIRE(!io::get_offset(made.fd.get(), offset));
            BOOST_TEST(offset == at);
        }
    }
}

BOOST_AUTO_TEST_CASE(pages_that_cannot_be_populated_are_output_lost) {
    for (const auto& [faults, expected] :
         {std::pair{"madvise_populate_write:EFAULT:3",
                    make_error_code(io::io_errc::output_lost)},
          std::pair{"madvise_populate_write:EHWPOISON:3",
                    make_error_code(io::io_errc::output_lost)},
          std::pair{"madvise_populate_write:ENOMEM:3",
                    std::error_code{ENOMEM, std::system_category()}}}) {
        making made(10'000'000);
        const injected_faults injected(faults);
        BOOST_REQUIRE(!made.open());
        BOOST_TEST(
            (made.producer.produce(*made.output, 10'000'000) == expected));
        BOOST_TEST(made.output->committed() < 5'000'000u);
    }
}

BOOST_AUTO_TEST_CASE(old_linux_without_populating_is_no_error) {
    // In a child, as what the system cannot do is remembered.
    for (const char* const faults :
         {"madvise_populate:EINVAL:0", "madvise_populate:ENOSYS:2"}) {
        const int status = test::status_of_child([&] {
            making made(3'000'000);
            const injected_faults injected(faults);
            if (made.open() || made.producer.produce(*made.output, 3'000'000) ||
                made.output->finish())
                return false;
            return injected.count("madvise_populate") <= 3 &&
                   test::read_file(made.scratch / "out") == pattern(3'000'000);
        });
        BOOST_TEST(test::is_success(status), faults);
    }
}

BOOST_AUTO_TEST_CASE(store_that_faults_on_a_full_file_system_is_output_lost) {
    // A reservation that promises more than there is, as on storage that
    // copies on write, and a system that cannot populate.
    const test::small_filesystem small(4'194'304);
    const int status = test::status_of_child([&] {
        const injected_faults injected(
            "fallocate:OK:0,fstatvfs:EIO:0,madvise_populate:EINVAL:0");
        const auto fd =
            test::open_file(small.directory() / "out", O_RDWR | O_CREAT);
        const fixed_forecast forecast(20'000'000);
        std::unique_ptr<io::mapped_output> output;
        fake_producer producer;
        return !io::mapped_output::open(fd.get(), forecast, output) &&
               producer.produce(*output, 10'000'000) ==
                   io::io_errc::output_lost &&
               output->committed() > 3'000'000 &&
               output->committed() <= 4'194'304;
    });
    BOOST_TEST(test::is_success(status));
}

BOOST_AUTO_TEST_CASE(populating_finds_a_full_file_system_before_the_store) {
    io::thread_budget one(1);
    for (io::thread_budget* const threads :
         {static_cast<io::thread_budget*>(nullptr), &one}) {
        const test::small_filesystem small(4'194'304);
        const injected_faults injected("fallocate:OK:0,fstatvfs:EIO:0");
        const auto fd =
            test::open_file(small.directory() / "out", O_RDWR | O_CREAT);
        const fixed_forecast forecast(20'000'000);
        std::unique_ptr<io::mapped_output> output;
        BOOST_REQUIRE(!io::mapped_output::open(fd.get(), forecast, output,
                                               {.threads = threads}));
        fake_producer producer;
        BOOST_TEST((producer.produce(*output, 10'000'000) ==
                    io::io_errc::output_lost));
        BOOST_TEST(output->committed() < 4'194'304u);
    }
}

BOOST_AUTO_TEST_CASE(error_of_the_thread_that_populates_is_the_decoders) {
    io::thread_budget threads(1); // outlives the output
    making made(20'000'000);
    // The first call is the decoder's own.
    const injected_faults injected("madvise_populate_write:ENOMEM:3");
    BOOST_REQUIRE(!io::mapped_output::open(made.fd.get(), made.forecast,
                                           made.output, {.threads = &threads}));
    BOOST_TEST((made.producer.produce(*made.output, 20'000'000) ==
                std::errc::not_enough_memory));
}

BOOST_AUTO_TEST_CASE(small_output_is_not_reserved_but_populated) {
    test::skip_if_emulated("says that it populates pages, and does not");
    making made(200'000);
    const injected_faults counter(
        "fallocate:EIO:999999,madvise_populate_write:EIO:999999");
    BOOST_REQUIRE(!made.open());
    BOOST_TEST(counter.count("fallocate") == 0u);
    BOOST_TEST(counter.count("madvise_populate_write") == 1u);
    BOOST_REQUIRE(!made.producer.produce(*made.output, 150'000));
    made.finish_and_check(150'000);
}

BOOST_AUTO_TEST_CASE(small_output_is_reserved_where_nothing_can_be_populated) {
    const int status = test::status_of_child([] {
        making made(200'000);
        const injected_faults counter(
            "fallocate:EIO:999999,madvise_populate:EINVAL:0");
        // The first one finds out.
        static_cast<void>(made.open());
        making next(200'000);
        return !next.open() && counter.count("fallocate") >= 1;
    });
    BOOST_TEST(test::is_success(status));
}

BOOST_AUTO_TEST_CASE(small_output_is_reserved_where_populating_finds_no_space) {
    // As on a file system that looks for it when pages are written back.
    making made(200'000);
    const injected_faults injected(
        "madvise_populate_write:OK:0,fallocate:EOPNOTSUPP:0");
    BOOST_TEST((made.open() == std::errc::operation_not_supported));
    BOOST_TEST(injected.count("fallocate") == 1u);
    BOOST_TEST(made.size() == 0u);
}

BOOST_AUTO_TEST_CASE(small_output_without_space_is_reserved_to_tell_why) {
    making made(200'000);
    const injected_faults injected(
        "madvise_populate_write:EFAULT:0,fallocate:ENOSPC:0");
    BOOST_TEST((made.open() == std::errc::no_space_on_device));
    BOOST_TEST(made.size() == 0u);
}

BOOST_AUTO_TEST_CASE(exact_reservation_is_not_cut) {
    making made(400'000);
    const injected_faults counter("ftruncate:EIO:999999");
    BOOST_REQUIRE(!made.open());
    BOOST_REQUIRE(!made.producer.produce(*made.output, 399'000));
    output_window& window = made.output->window();
    for (std::uint64_t at = 399'000; at < 400'000; ++at)
        *window.next++ = test::pattern_at(at);
    made.finish_and_check(400'000);
    BOOST_TEST(counter.count("ftruncate") == 0u);
}
