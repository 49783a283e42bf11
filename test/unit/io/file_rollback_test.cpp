// SPDX-License-Identifier: BSL-1.0
// Tests of leaving a file as the committed output asks for.
#include "io/file_rollback.hpp"

#include "io/posix.hpp"

#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using test::pattern;
using test::scratch_directory;

BOOST_AUTO_TEST_CASE(file_is_cut_and_the_offset_set) {
    const scratch_directory scratch;
    test::write_file(scratch / "file", pattern(10'000));
    const auto fd = test::open_file(scratch / "file", O_RDWR);
    const auto other = test::open_file(scratch / "file", O_RDWR);
    BOOST_TEST(!io::roll_back({.fd = fd.get(),
                               .offset_fd = other.get(),
                               .start = 1000,
                               .file_size = 1000,
                               .end = 4000}));
    BOOST_TEST((test::read_file(scratch / "file") == pattern(4000)));
    std::uint64_t offset = 1;
    BOOST_REQUIRE(!io::get_offset(other.get(), offset));
    BOOST_TEST(offset == 4000u);
    BOOST_REQUIRE(!io::get_offset(fd.get(), offset));
    BOOST_TEST(offset == 0u);
}

BOOST_AUTO_TEST_CASE(without_output_the_file_gets_its_former_size) {
    const scratch_directory scratch;
    test::write_file(scratch / "file", pattern(10'000));
    const auto fd = test::open_file(scratch / "file", O_RDWR);
    BOOST_TEST(!io::roll_back({.fd = fd.get(),
                               .offset_fd = fd.get(),
                               .start = 4000,
                               .file_size = 1000,
                               .end = 4000}));
    BOOST_TEST((test::read_file(scratch / "file") == pattern(1000)));
    std::uint64_t offset = 0;
    BOOST_REQUIRE(!io::get_offset(fd.get(), offset));
    BOOST_TEST(offset == 4000u);
}

BOOST_AUTO_TEST_CASE(one_failure_does_not_keep_the_rest_from_being_done) {
    const scratch_directory scratch;
    test::write_file(scratch / "file", pattern(100));
    const auto fd = test::open_file(scratch / "file", O_RDWR);
    BOOST_TEST((io::roll_back({.fd = -1, .offset_fd = fd.get(), .end = 50}) ==
                std::errc::bad_file_descriptor));
    std::uint64_t offset = 0;
    BOOST_REQUIRE(!io::get_offset(fd.get(), offset));
    BOOST_TEST(offset == 50u);
    constexpr int closed = 1'000'000;
    BOOST_TEST(
        (io::roll_back({.fd = fd.get(), .offset_fd = closed, .end = 40}) ==
         std::errc::bad_file_descriptor));
    BOOST_TEST(test::read_file(scratch / "file").size() == 40u);
}

BOOST_AUTO_TEST_CASE(offset_need_not_move) {
    const scratch_directory scratch;
    test::write_file(scratch / "file", pattern(100));
    const auto fd = test::open_file(scratch / "file", O_RDWR);
    BOOST_TEST(!io::roll_back({.fd = fd.get(), .end = 50}));
    BOOST_TEST(test::read_file(scratch / "file").size() == 50u);
    std::uint64_t offset = 1;
    BOOST_REQUIRE(!io::get_offset(fd.get(), offset));
    BOOST_TEST(offset == 0u);
}
