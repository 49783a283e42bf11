// SPDX-License-Identifier: BSL-1.0
// Tests of the choice between mapping and reading.
#include "io/open_source.hpp"

#include "io/io_error.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <fstream>

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace mgunzip;
using io::input_mode;
using test::scratch_directory;

namespace {

// What became of a descriptor under `mode`.
struct outcome {
    io::opened_source source;
    std::error_code error;

    outcome(int fd, input_mode mode)
        : error(io::open_source(fd, mode, source)) {}

    bool is_mapped() const { return source.input && source.input->is_mapped(); }
    bool is_read() const { return source.input && !source.input->is_mapped(); }
};

// Must be read, and refused when mapping is asked for by name.
void check_unmappable(int fd, const std::string& reason) {
    const outcome automatic(fd, input_mode::automatic);
    BOOST_TEST(!automatic.error);
    BOOST_TEST(automatic.is_read());
    BOOST_TEST(automatic.source.reason.find(reason) != std::string::npos,
               automatic.source.reason);
    const outcome mapped(fd, input_mode::mapped);
    BOOST_TEST((mapped.error == io::io_errc::input_not_mappable));
    BOOST_TEST(!mapped.source.input);
    BOOST_TEST(mapped.source.reason == automatic.source.reason);
}

} // namespace

BOOST_AUTO_TEST_CASE(trailer_of_a_file_that_is_read_tells_of_the_output) {
    const scratch_directory scratch;
    auto content = test::pattern(100);
    std::fill(content.end() - 4, content.end(), std::uint8_t{0});
    content[97] = 1;
    test::write_file(scratch / "in", content);
    const auto fd = test::open_file(scratch / "in", O_RDONLY);
    BOOST_REQUIRE(::lseek(fd.get(), 10, SEEK_SET) == 10);
    const outcome read(fd.get(), input_mode::read);
    BOOST_TEST(read.source.input->extent().input == 90u);
    BOOST_TEST(read.source.input->extent().output == 256u);
    BOOST_TEST(::lseek(fd.get(), 0, SEEK_CUR) == 10);
    BOOST_REQUIRE(::lseek(fd.get(), 90, SEEK_SET) == 90);
    const outcome too_short(fd.get(), input_mode::read);
    BOOST_TEST(too_short.source.input->extent().input == 0u);
}

BOOST_AUTO_TEST_CASE(offset_of_a_fresh_file_is_left_alone) {
    const scratch_directory scratch;
    test::write_file(scratch / "in", test::pattern(100));
    const auto fd = test::open_file(scratch / "in", O_RDONLY);
    struct stat status {};
    BOOST_REQUIRE(!io::get_status(fd.get(), status));
    io::opened_source source;
    BOOST_REQUIRE(
        !io::open_source(fd.get(), input_mode::mapped, source, &status));
    mgunzip::input_cursor piece{};
    BOOST_REQUIRE(!source.input->next(piece));
    BOOST_TEST(piece.size() == 100u);
    BOOST_TEST(!source.input->finish(piece.end));
    source.input->skip_rest();
    BOOST_TEST(::lseek(fd.get(), 0, SEEK_CUR) == 0);
}

BOOST_AUTO_TEST_CASE(regular_file_is_mapped_unless_reading_is_asked_for) {
    const scratch_directory scratch;
    test::write_file(scratch / "in", test::pattern(100));
    const auto fd = test::open_file(scratch / "in", O_RDONLY);
    BOOST_TEST(outcome(fd.get(), input_mode::automatic).is_mapped());
    BOOST_TEST(outcome(fd.get(), input_mode::mapped).is_mapped());
    BOOST_TEST(outcome(fd.get(), input_mode::read).is_read());
    BOOST_TEST(outcome(fd.get(), input_mode::mapped).source.reason.empty());
    BOOST_TEST(outcome(fd.get(), input_mode::read).source.reason.empty());
}

BOOST_AUTO_TEST_CASE(mapping_begins_at_the_descriptors_offset) {
    const scratch_directory scratch;
    test::write_file(scratch / "in", test::pattern(100));
    const auto fd = test::open_file(scratch / "in", O_RDONLY);
    BOOST_REQUIRE(!io::set_offset(fd.get(), 42));
    const outcome opened(fd.get(), input_mode::automatic);
    input_cursor piece{};
    BOOST_REQUIRE(!opened.source.input->next(piece));
    BOOST_TEST(piece.size() == 58u);
    BOOST_TEST(*piece.next == test::pattern_at(42));
    BOOST_REQUIRE(!io::set_offset(fd.get(), 100));
    check_unmappable(fd.get(), "at the end");
}

BOOST_AUTO_TEST_CASE(empty_file_is_read) {
    const scratch_directory scratch;
    test::write_file(scratch / "in", {});
    check_unmappable(test::open_file(scratch / "in", O_RDONLY).get(),
                     "it is empty");
}

BOOST_AUTO_TEST_CASE(pipe_socket_and_device_are_read) {
    int fds[2];
    BOOST_REQUIRE(::pipe(fds) == 0);
    const io::unique_fd pipe_reader(fds[0]);
    const io::unique_fd pipe_writer(fds[1]);
    check_unmappable(pipe_reader.get(), "it is a pipe");
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    const io::unique_fd socket_a(fds[0]);
    const io::unique_fd socket_b(fds[1]);
    check_unmappable(socket_a.get(), "it is a socket");
    check_unmappable(test::open_file("/dev/null", O_RDONLY).get(),
                     "it is a device");
}

BOOST_AUTO_TEST_CASE(file_of_proc_that_says_it_is_empty_is_read) {
    const auto fd = test::open_file("/proc/self/status", O_RDONLY);
    check_unmappable(fd.get(), "it is empty");
    const outcome opened(fd.get(), input_mode::automatic);
    input_cursor piece{};
    BOOST_REQUIRE(!opened.source.input->next(piece));
    BOOST_TEST(piece.size() > 0u);
}

BOOST_AUTO_TEST_CASE(file_that_has_a_size_and_cannot_be_mapped_is_read) {
    // Says 4096 bytes, has fewer, and knows no mmap.
    const char* const name = "/sys/kernel/mm/transparent_hugepage/enabled";
    if (::access(name, R_OK) != 0)
        test::skip_test(std::string("there is no ") + name);
    check_unmappable(test::open_file(name, O_RDONLY).get(),
                     "it cannot be mapped (");
}

BOOST_AUTO_TEST_CASE(unreadable_file_at_hand_is_read) {
    if (::geteuid() == 0)
        test::skip_test("root may open any file");
    const scratch_directory scratch;
    test::write_file(scratch / "in", test::pattern(100));
    const auto fd = test::open_file(scratch / "in", O_RDONLY);
    std::filesystem::permissions(scratch / "in", std::filesystem::perms::none);
    check_unmappable(fd.get(), "(Permission denied)");
}

BOOST_AUTO_TEST_CASE(file_without_address_space_for_it_is_read) {
    const scratch_directory scratch;
    const auto fd = test::open_file(scratch / "in", O_RDWR | O_CREAT);
    BOOST_REQUIRE(!io::set_size(fd.get(), std::uint64_t{4} << 40)); // sparse
    // Room for a quarter of that, counted from what is in use.
    std::ifstream statm("/proc/self/statm");
    rlim_t pages_in_use = 0;
    BOOST_REQUIRE(statm >> pages_in_use);
    struct rlimit before {};
    ::getrlimit(RLIMIT_AS, &before);
    struct rlimit low = before;
    low.rlim_cur = pages_in_use * io::page_size() + (rlim_t{1} << 40);
    if (::setrlimit(RLIMIT_AS, &low) != 0)
        test::skip_test("the address space is limited already");
    const outcome opened(fd.get(), input_mode::automatic);
    ::setrlimit(RLIMIT_AS, &before);
    BOOST_TEST(opened.is_read());
    BOOST_TEST(opened.source.reason ==
               "it cannot be mapped (Cannot allocate memory)");
}

BOOST_AUTO_TEST_CASE(bad_descriptor_is_an_error) {
    BOOST_TEST((outcome(-1, input_mode::automatic).error ==
                std::errc::bad_file_descriptor));
}
