// SPDX-License-Identifier: BSL-1.0
// Tests of owned descriptors and the calls on them.
#include "io/posix.hpp"

#include "support/fake_producer.hpp"
#include "support/pipe_pair.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

using namespace mgunzip;
using io::unique_fd;
using test::pattern;
using test::scratch_directory;

namespace {

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

unique_fd new_fd() {
    return test::open_file("/dev/null", O_RDWR);
}

struct stat status_of(const unique_fd& fd) {
    struct stat status {};
    BOOST_REQUIRE(!io::get_status(fd.get(), status));
    return status;
}

} // namespace

BOOST_AUTO_TEST_CASE(descriptor_is_closed_by_its_last_owner) {
    int number = -1;
    {
        unique_fd a = new_fd();
        number = a.get();
        unique_fd b(std::move(a));
        BOOST_TEST(!a);
        BOOST_TEST(b.get() == number);
        unique_fd c;
        c = std::move(b);
        BOOST_TEST(is_open(number));
    }
    BOOST_TEST(!is_open(number));
}

BOOST_AUTO_TEST_CASE(assigning_closes_what_was_there) {
    unique_fd a = new_fd();
    const int number = a.get();
    a = new_fd();
    BOOST_TEST(!is_open(number));
    BOOST_TEST(a.get() != number);
    unique_fd& same = a;
    a = std::move(same);
    BOOST_TEST(is_open(a.get()));
}

BOOST_AUTO_TEST_CASE(released_descriptor_stays_open) {
    unique_fd a = new_fd();
    const int number = a.release();
    BOOST_TEST(!a);
    a.reset();
    BOOST_TEST(is_open(number));
    const unique_fd closes_it(number);
}

BOOST_AUTO_TEST_CASE(close_tells_its_error_and_owns_nothing_afterwards) {
    unique_fd a = new_fd();
    BOOST_TEST(!a.close());
    BOOST_TEST(!a);
    BOOST_TEST((a.close() == std::errc::bad_file_descriptor));
}

BOOST_AUTO_TEST_CASE(files_and_block_devices_share_contents_with_themselves) {
    struct stat one {};
    one.st_dev = 1;
    one.st_ino = 2;
    one.st_rdev = 3;
    struct stat other = one;
    for (const mode_t type : {S_IFREG, S_IFBLK, S_IFCHR, S_IFIFO, S_IFSOCK}) {
        one.st_mode = other.st_mode = type;
        BOOST_TEST(io::share_contents(one, other) ==
                   (type == S_IFREG || type == S_IFBLK));
    }
    // Another node of the same device.
    other.st_ino = 4;
    for (const mode_t type : {S_IFREG, S_IFBLK}) {
        one.st_mode = other.st_mode = type;
        BOOST_TEST(io::share_contents(one, other) == (type == S_IFBLK));
    }
    other.st_rdev = 5;
    BOOST_TEST(!io::share_contents(one, other));
}

BOOST_AUTO_TEST_CASE(reopened_descriptor_has_an_offset_of_its_own) {
    const scratch_directory scratch;
    test::write_file(scratch / "file", pattern(100));
    const auto fd = test::open_file(scratch / "file", O_RDONLY);
    BOOST_REQUIRE(!io::set_offset(fd.get(), 50));
    // It works when the file has no name any more, too.
    BOOST_REQUIRE(::unlink((scratch / "file").c_str()) == 0);
    unique_fd again;
    BOOST_REQUIRE(!io::reopen(fd.get(), O_RDWR, again));
    std::uint64_t offset = 1;
    BOOST_REQUIRE(!io::get_offset(again.get(), offset));
    BOOST_TEST(offset == 0u);
    BOOST_TEST((::fcntl(again.get(), F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((io::reopen(9999, O_RDONLY, again) ==
                std::errc::no_such_file_or_directory));
}

BOOST_AUTO_TEST_CASE(reading_and_writing_at_an_offset_leave_the_own_one) {
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "file", O_RDWR | O_CREAT);
    const auto bytes = pattern(5000);
    BOOST_REQUIRE(!io::write_all_at(fd.get(), bytes.data(), bytes.size(), 100));
    std::vector<std::uint8_t> read(5000);
    BOOST_REQUIRE(!io::read_all_at(fd.get(), read.data(), read.size(), 100));
    BOOST_TEST((read == bytes));
    std::uint64_t offset = 1;
    BOOST_REQUIRE(!io::get_offset(fd.get(), offset));
    BOOST_TEST(offset == 0u);
}

BOOST_AUTO_TEST_CASE(reading_beyond_the_end_at_an_offset_is_an_error) {
    const scratch_directory scratch;
    test::write_file(scratch / "file", pattern(10));
    const auto fd = test::open_file(scratch / "file", O_RDONLY);
    char buffer[10];
    BOOST_TEST(
        (io::read_all_at(fd.get(), buffer, 10, 1) == std::errc::io_error));
}

BOOST_AUTO_TEST_CASE(writing_nothing_succeeds_anywhere) {
    BOOST_TEST(!io::write_all(-1, nullptr, 0));
    BOOST_TEST(!io::write_all_at(-1, nullptr, 0, 0));
}

BOOST_AUTO_TEST_CASE(pipe_has_no_offset) {
    int fds[2];
    BOOST_REQUIRE(::pipe(fds) == 0);
    const unique_fd reader(fds[0]);
    const unique_fd writer(fds[1]);
    std::uint64_t offset = 0;
    BOOST_TEST(
        (io::get_offset(reader.get(), offset) == std::errc::invalid_seek));
}

BOOST_AUTO_TEST_CASE(what_is_no_pipe_cannot_be_spliced_to) {
    const scratch_directory scratch;
    const auto file = test::open_file(scratch / "file", O_RDWR | O_CREAT);
    BOOST_TEST((io::splice_all(file.get(), "text", 4) ==
                std::errc::bad_file_descriptor));
    BOOST_TEST(!io::splice_all(-1, nullptr, 0));
}

BOOST_AUTO_TEST_CASE(reserved_space_is_there_and_is_given_back) {
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "file", O_RDWR | O_CREAT);
    if (io::reserve_space(fd.get(), 0, 1'000'000))
        test::skip_test("the file system reserves no space");
    BOOST_TEST(status_of(fd).st_size == 1'000'000);
    BOOST_TEST(status_of(fd).st_blocks * 512 >= 1'000'000);
    BOOST_REQUIRE(!io::set_size(fd.get(), 0));
    BOOST_TEST(status_of(fd).st_blocks * 512 < 1'000'000);
    BOOST_TEST(!io::reserve_space(fd.get(), 10, 10));
    BOOST_TEST(status_of(fd).st_size == 0);
}

BOOST_AUTO_TEST_CASE(free_space_of_a_file_system_is_known) {
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "file", O_RDWR | O_CREAT);
    std::uint64_t bytes = 0;
    BOOST_TEST(!io::get_free_space(fd.get(), bytes));
    BOOST_TEST(bytes > 0u);
    BOOST_TEST(
        (io::get_free_space(-1, bytes) == std::errc::bad_file_descriptor));
}

BOOST_AUTO_TEST_CASE(errors_of_space_are_told_from_others) {
    for (const int value : {ENOSPC, EDQUOT, EFBIG})
        BOOST_TEST(io::is_out_of_space({value, std::system_category()}));
    for (const int value : {0, EIO, EOPNOTSUPP})
        BOOST_TEST(!io::is_out_of_space({value, std::system_category()}));
}

BOOST_AUTO_TEST_CASE(any_change_of_a_file_shows) {
    const scratch_directory scratch;
    test::write_file(scratch / "file", pattern(10));
    const auto fd = test::open_file(scratch / "file", O_RDWR);
    const struct stat before = status_of(fd);
    BOOST_TEST(io::is_unchanged(before, status_of(fd)));
    struct stat after = before;
    after.st_size += 1;
    BOOST_TEST(!io::is_unchanged(before, after));
    after = before;
    after.st_mtim.tv_nsec ^= 1;
    BOOST_TEST(!io::is_unchanged(before, after));
    after = before;
    after.st_ctim.tv_sec ^= 1;
    BOOST_TEST(!io::is_unchanged(before, after));
    after = before;
    after.st_ino ^= 1;
    BOOST_TEST(!io::is_unchanged(before, after));
    after = before;
    after.st_dev ^= 1;
    BOOST_TEST(!io::is_unchanged(before, after));
    after = before;
    after.st_atim.tv_sec ^= 1; // reading is no change
    BOOST_TEST(io::is_unchanged(before, after));
}
