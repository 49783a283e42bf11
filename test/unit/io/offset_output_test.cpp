// SPDX-License-Identifier: BSL-1.0
// Tests of writing on at an offset of a file.
#include "io/offset_output.hpp"

#include "io/posix.hpp"

#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using test::pattern;
using test::scratch_directory;

BOOST_AUTO_TEST_CASE(output_follows_what_is_in_the_file) {
    const scratch_directory scratch;
    test::write_file(scratch / "file", pattern(50'000));
    const auto fd = test::open_file(scratch / "file", O_RDWR);
    io::offset_output output(fd.get(), 50'000);
    BOOST_REQUIRE(!output.read_history(history_size));
    const std::uint8_t* const next = output.window().next;
    BOOST_TEST(*(next - 1) == test::pattern_at(49'999));
    BOOST_TEST(*(next - history_size) ==
               test::pattern_at(50'000 - history_size));
    test::fake_producer producer;
    BOOST_REQUIRE(!producer.produce(output, 100'000));
    BOOST_TEST(output.offset() == 50'000u + 3 * 32'768u);
    BOOST_REQUIRE(!output.finish());
    BOOST_TEST(output.offset() == 150'000u);
    BOOST_TEST(output.committed() == 100'000u);
    auto expected = pattern(50'000);
    const auto added = pattern(100'000);
    expected.insert(expected.end(), added.begin(), added.end());
    BOOST_TEST((test::read_file(scratch / "file") == expected));
    std::uint64_t offset = 1;
    BOOST_REQUIRE(!io::get_offset(fd.get(), offset));
    BOOST_TEST(offset == 0u);
}

BOOST_AUTO_TEST_CASE(history_that_is_not_there_is_an_error) {
    const scratch_directory scratch;
    test::write_file(scratch / "file", pattern(10));
    const auto fd = test::open_file(scratch / "file", O_RDWR);
    io::offset_output output(fd.get(), 50'000);
    BOOST_TEST(static_cast<bool>(output.read_history(100)));
}

BOOST_AUTO_TEST_CASE(failed_write_does_not_count) {
    const scratch_directory scratch;
    test::write_file(scratch / "file", {});
    const auto fd = test::open_file(scratch / "file", O_RDONLY);
    io::offset_output output(fd.get(), 0);
    test::fake_producer producer;
    BOOST_TEST(
        (producer.produce(output, 40'000) == std::errc::bad_file_descriptor));
    BOOST_TEST(output.offset() == 0u);
}
