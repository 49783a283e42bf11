// SPDX-License-Identifier: BSL-1.0
// Tests of mapped output into a file that is open already.
#include "io/mapped_stdout.hpp"

#include "io/io_error.hpp"

#include "support/child_process.hpp"
#include "support/fake_producer.hpp"
#include "support/fixed_forecast.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"
#include "support/small_filesystem.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <optional>

#include <sys/socket.h>
#include <unistd.h>

using namespace mgunzip;
using test::fake_producer;
using test::fixed_forecast;
using test::pattern;
using test::scratch_directory;

namespace {

using bytes = std::vector<std::uint8_t>;

// What the file had before: no byte of it is one that the producer writes.
bytes old_content(std::uint64_t size) {
    bytes old = pattern(size, std::uint64_t{1} << 40);
    for (std::size_t i = 0; i < size; ++i)
        old[i] ^= static_cast<std::uint8_t>(i >> 8);
    return old;
}

// A file with old content, open at an offset.
struct redirection {
    bytes old;
    io::unique_fd fd;
    std::string name;

    redirection(const std::string& path, std::uint64_t old_size,
                std::uint64_t offset)
        : old(old_content(old_size)), name(path) {
        test::write_file(name, old);
        fd = test::open_file(name, O_RDWR);
        BOOST_REQUIRE(!io::set_offset(fd.get(), offset));
    }

    std::uint64_t offset() const {
        std::uint64_t value = 0;
        BOOST_REQUIRE(!io::get_offset(fd.get(), value));
        return value;
    }

    // The file after `size` bytes were put at `at`.
    bytes expected(std::uint64_t at, std::uint64_t size) const {
        bytes content = old;
        if (size > 0 && content.size() < at + size)
            content.resize(at + size);
        const bytes produced = pattern(size);
        std::copy(produced.begin(), produced.end(),
                  content.begin() + static_cast<std::ptrdiff_t>(at));
        return content;
    }
    void check(std::uint64_t at, std::uint64_t size) const {
        BOOST_TEST((test::read_file(name) == expected(at, size)),
                   old.size() << " old bytes, " << size << " at " << at);
        BOOST_TEST(offset() == at + size);
    }
};

// How pages come; without a name, as the file system has it.
const std::optional<io::page_way> ways[] = {std::nullopt, io::page_way::zeros,
                                            io::page_way::populate,
                                            io::page_way::faults};

} // namespace

BOOST_AUTO_TEST_CASE(output_begins_at_the_offset_and_moves_it) {
    for (const auto way : ways)
        for (const std::uint64_t at : {0u, 2u, 4096u, 70'001u}) {
            for (const std::uint64_t size : {0u, 1u, 5000u, 2'000'000u}) {
                const scratch_directory scratch;
                const redirection out(scratch / "out", at, at);
                const fixed_forecast forecast(size);
                std::unique_ptr<io::mapped_stdout> output;
                BOOST_REQUIRE(!io::mapped_stdout::open(out.fd.get(), forecast,
                                                       output, {.way = way}));
                fake_producer producer;
                BOOST_REQUIRE(!producer.produce(*output, size));
                BOOST_TEST(output->is_mapped());
                BOOST_REQUIRE(!output->finish());
                out.check(at, size);
            }
        }
}

BOOST_AUTO_TEST_CASE(outputs_and_writes_follow_one_another) {
    for (const auto way : ways) {
        const scratch_directory scratch;
        const redirection out(scratch / "out", 0, 0);
        BOOST_REQUIRE(!io::write_all(out.fd.get(), "a\n", 2));
        bytes expected{'a', '\n'};
        for (const std::uint64_t size : {10'000u, 300'000u}) {
            const fixed_forecast forecast(0);
            std::unique_ptr<io::mapped_stdout> output;
            BOOST_REQUIRE(!io::mapped_stdout::open(out.fd.get(), forecast,
                                                   output, {.way = way}));
            fake_producer producer;
            BOOST_REQUIRE(!producer.produce(*output, size));
            BOOST_REQUIRE(!output->finish());
            const bytes part = pattern(size);
            expected.insert(expected.end(), part.begin(), part.end());
        }
        BOOST_REQUIRE(!io::write_all(out.fd.get(), "b\n", 2));
        expected.insert(expected.end(), {'b', '\n'});
        BOOST_TEST((test::read_file(scratch / "out") == expected));
    }
}

BOOST_AUTO_TEST_CASE(old_content_behind_the_offset_is_an_error) {
    for (const std::uint64_t at : {0u, 10u, 4096u, 9999u}) {
        const scratch_directory scratch;
        const redirection out(scratch / "out", 10'000, at);
        const fixed_forecast forecast(100);
        std::unique_ptr<io::mapped_stdout> output;
        BOOST_TEST((io::mapped_stdout::open(out.fd.get(), forecast, output) ==
                    io::io_errc::output_not_at_end));
        BOOST_TEST(!output);
        out.check(at, 0);
    }
}

BOOST_AUTO_TEST_CASE(destructor_keeps_what_was_committed_and_no_more) {
    for (const auto way : ways)
        for (const std::uint64_t at : {0u, 10u, 150'000u}) {
            const scratch_directory scratch;
            const redirection out(scratch / "out", at, at);
            const fixed_forecast forecast(10'000'000);
            std::unique_ptr<io::mapped_stdout> output;
            BOOST_REQUIRE(!io::mapped_stdout::open(out.fd.get(), forecast,
                                                   output, {.way = way}));
            fake_producer producer;
            BOOST_REQUIRE(!producer.produce(*output, 200'000));
            const std::uint64_t committed = output->committed();
            BOOST_TEST(committed >= 131'072u);
            BOOST_TEST(committed < 200'000u);
            output.reset();
            out.check(at, committed);
        }
}

BOOST_AUTO_TEST_CASE(nothing_committed_leaves_the_file_as_it_was) {
    // At an offset beyond the end, too.
    for (const auto way : ways)
        for (const std::uint64_t at : {1000u, 2000u}) {
            const scratch_directory scratch;
            const redirection out(scratch / "out", 1000, at);
            const fixed_forecast forecast(10'000'000);
            std::unique_ptr<io::mapped_stdout> output;
            BOOST_REQUIRE(!io::mapped_stdout::open(out.fd.get(), forecast,
                                                   output, {.way = way}));
            fake_producer producer;
            BOOST_REQUIRE(!producer.produce(*output, 2000));
            output.reset();
            out.check(at, 0);
        }
}

BOOST_AUTO_TEST_CASE(output_beyond_the_end_leaves_a_hole) {
    for (const auto way : ways) {
        const scratch_directory scratch;
        const redirection out(scratch / "out", 1000, 5000);
        const fixed_forecast forecast(0);
        std::unique_ptr<io::mapped_stdout> output;
        BOOST_REQUIRE(!io::mapped_stdout::open(out.fd.get(), forecast, output,
                                               {.way = way}));
        fake_producer producer;
        BOOST_REQUIRE(!producer.produce(*output, 2000));
        BOOST_REQUIRE(!output->finish());
        bytes expected = out.old;
        expected.resize(5000);
        const bytes part = pattern(2000);
        expected.insert(expected.end(), part.begin(), part.end());
        BOOST_TEST((test::read_file(out.name) == expected));
        BOOST_TEST(out.offset() == 7000u);
    }
}

BOOST_AUTO_TEST_CASE(write_only_descriptor_will_do) {
    const scratch_directory scratch;
    test::write_file(scratch / "out", {});
    const auto fd = test::open_file(scratch / "out", O_WRONLY);
    const fixed_forecast forecast(100);
    std::unique_ptr<io::mapped_stdout> output;
    BOOST_REQUIRE(!io::mapped_stdout::open(fd.get(), forecast, output));
    fake_producer producer;
    BOOST_REQUIRE(!producer.produce(*output, 100));
    BOOST_REQUIRE(!output->finish());
    BOOST_TEST((test::read_file(scratch / "out") == pattern(100)));
}

BOOST_AUTO_TEST_CASE(descriptors_that_cannot_be_mapped_are_told_apart) {
    const scratch_directory scratch;
    test::write_file(scratch / "out", old_content(10));
    const fixed_forecast forecast(100);
    std::unique_ptr<io::mapped_stdout> output;
    const auto open = [&](const io::unique_fd& fd) {
        return io::mapped_stdout::open(fd.get(), forecast, output);
    };
    BOOST_TEST((open(test::open_file(scratch / "out", O_WRONLY | O_APPEND)) ==
                io::io_errc::output_is_append_only));
    BOOST_TEST((open(test::open_file(scratch / "out", O_RDONLY)) ==
                std::errc::bad_file_descriptor));
    BOOST_TEST((open(test::open_file("/dev/null", O_RDWR)) ==
                io::io_errc::output_not_mappable));
    int fds[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    const io::unique_fd a(fds[0]);
    const io::unique_fd b(fds[1]);
    BOOST_TEST((open(a) == io::io_errc::output_not_mappable));
    BOOST_TEST(!output);
    BOOST_TEST((test::read_file(scratch / "out") == old_content(10)));
}

BOOST_AUTO_TEST_CASE(file_that_may_not_be_opened_anew_is_an_error) {
    if (::geteuid() == 0)
        test::skip_test("root may open any file");
    const scratch_directory scratch;
    test::write_file(scratch / "out", {});
    const auto fd = test::open_file(scratch / "out", O_WRONLY);
    BOOST_REQUIRE(::fchmod(fd.get(), 0200) == 0);
    const fixed_forecast forecast(100);
    std::unique_ptr<io::mapped_stdout> output;
    BOOST_TEST((io::mapped_stdout::open(fd.get(), forecast, output) ==
                std::errc::permission_denied));
}

BOOST_AUTO_TEST_CASE(full_file_system_keeps_what_fits_and_what_was_there) {
    for (const auto way : ways) {
        const test::small_filesystem small(4'194'304);
        const redirection out(small.directory() / "out", 100'000, 100'000);
        std::uint64_t committed = 0;
        {
            const fixed_forecast forecast(100'000'000);
            std::unique_ptr<io::mapped_stdout> output;
            BOOST_REQUIRE(!io::mapped_stdout::open(out.fd.get(), forecast,
                                                   output, {.way = way}));
            fake_producer producer;
            BOOST_TEST((producer.produce(*output, 5'000'000) ==
                        std::errc::no_space_on_device));
            committed = output->committed();
        }
        // The last blocks were committed and could not be written.
        const std::uint64_t arrived = out.offset() - 100'000;
        BOOST_TEST(arrived <= committed);
        BOOST_TEST(arrived > 4'000'000u);
        out.check(100'000, arrived);
    }
}

BOOST_AUTO_TEST_CASE(signal_cuts_the_file_behind_what_was_committed) {
    for (const auto way : ways)
        for (const std::uint64_t at : {0u, 10u, 150'000u}) {
            const scratch_directory scratch;
            const redirection out(scratch / "out", at, at);
            const int status = test::status_of_child([&] {
                const fixed_forecast forecast(10'000'000);
                std::unique_ptr<io::mapped_stdout> output;
                if (io::mapped_stdout::open(out.fd.get(), forecast, output,
                                            {.way = way}))
                    return false;
                fake_producer producer;
                producer.overshoot = 0;
                if (producer.produce(*output, 200'000))
                    return false;
                ::raise(SIGTERM);
                return false;
            });
            BOOST_TEST(test::died_of(status, SIGTERM));
            out.check(at, 131'072);
        }
}
