// SPDX-License-Identifier: BSL-1.0
// Tests of guarded mappings of parts of files.
#include "io/file_mapping.hpp"

#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <limits>
#include <string>

#include <unistd.h>

using namespace mgunzip;
using io::map_access;
using test::pattern;
using test::scratch_directory;

namespace {

struct opened_file {
    scratch_directory scratch;
    io::unique_fd fd;

    explicit opened_file(std::size_t size) {
        test::write_file(scratch / "file", pattern(size));
        fd = test::open_file(scratch / "file", O_RDWR);
    }
};

// Bytes of this process's memory that ask for huge pages.
std::uint64_t asks_for_huge_pages() {
    std::uint64_t total = 0;
    std::uint64_t size = 0;
    std::ifstream maps("/proc/self/smaps");
    for (std::string line; std::getline(maps, line);) {
        if (line.starts_with("Size:"))
            size = std::stoull(line.substr(5)) * 1024;
        else if (line.starts_with("VmFlags:") && line.find(" hg") != line.npos)
            total += size;
    }
    return total;
}

} // namespace

BOOST_AUTO_TEST_CASE(part_of_a_file_is_mapped_where_it_is) {
    const std::size_t page = io::page_size();
    const std::size_t size = 25 * page - 1000;
    const opened_file file(size);
    io::file_mapping mapping;
    BOOST_TEST(!mapping.is_mapped());
    BOOST_REQUIRE(!mapping.map(file.fd.get(), map_access::read, 2 * page,
                               size - 2 * page));
    BOOST_TEST(mapping.is_mapped());
    BOOST_TEST(mapping.offset() == 2 * page);
    BOOST_TEST(mapping.size() == size - 2 * page);
    BOOST_TEST((std::vector<std::uint8_t>(mapping.begin(), mapping.end()) ==
                pattern(size - 2 * page, 2 * page)));
    mapping.unmap();
    BOOST_TEST(!mapping.is_mapped());
    BOOST_TEST(mapping.begin() == nullptr);
}

BOOST_AUTO_TEST_CASE(stores_reach_the_file) {
    const opened_file file(5000);
    io::file_mapping mapping;
    BOOST_REQUIRE(!mapping.map(file.fd.get(), map_access::read_write, 0, 5000));
    mapping.begin()[4999] = 0x77;
    mapping.unmap();
    BOOST_TEST(test::read_file(file.scratch / "file").back() == 0x77);
}

BOOST_AUTO_TEST_CASE(mapping_again_replaces_the_mapping) {
    const opened_file file(2 * io::page_size());
    io::file_mapping mapping;
    BOOST_REQUIRE(!mapping.map(file.fd.get(), map_access::read, 0, 100));
    BOOST_REQUIRE(
        !mapping.map(file.fd.get(), map_access::read, io::page_size(), 200));
    BOOST_TEST(mapping.size() == 200u);
    BOOST_TEST(*mapping.begin() == test::pattern_at(io::page_size()));
}

BOOST_AUTO_TEST_CASE(failure_tells_the_cause_and_maps_nothing) {
    const opened_file file(5000);
    const auto directory =
        test::open_file(file.scratch.path().string(), O_RDONLY | O_DIRECTORY);
    io::file_mapping mapping;
    BOOST_TEST((mapping.map(directory.get(), map_access::read, 0, 10) ==
                std::errc::no_such_device));
    BOOST_TEST((mapping.map(9999, map_access::read, 0, 10) ==
                std::errc::no_such_file_or_directory));
    BOOST_TEST((mapping.map(file.fd.get(), map_access::read, 1, 10) ==
                std::errc::invalid_argument));
    BOOST_TEST((mapping.map(file.fd.get(), map_access::read, 0,
                            std::numeric_limits<std::uint64_t>::max()) ==
                std::errc::not_enough_memory));
    BOOST_TEST(!mapping.is_mapped());
    // And it can still be used.
    BOOST_TEST(!mapping.map(file.fd.get(), map_access::read, 0, 10));
}

BOOST_AUTO_TEST_CASE(lost_page_is_told_until_the_next_mapping) {
    const std::size_t size = 4 * io::page_size();
    const opened_file file(size);
    io::file_mapping mapping;
    BOOST_REQUIRE(!mapping.map(file.fd.get(), map_access::read, 0, size));
    BOOST_REQUIRE(!io::set_size(file.fd.get(), 10));
    BOOST_TEST(!mapping.faulted());
    const volatile std::uint8_t* const lost = mapping.begin() + size / 2;
    BOOST_TEST(*lost == 0);
    BOOST_TEST(mapping.faulted());
    mapping.unmap();
    BOOST_TEST(mapping.faulted());
    BOOST_REQUIRE(!mapping.map(file.fd.get(), map_access::read, 0, 10));
    BOOST_TEST(!mapping.faulted());
}

BOOST_AUTO_TEST_CASE(writable_mapping_lies_as_huge_pages_do) {
    const test::scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    constexpr std::uint64_t size = 8 * io::huge_page_size;
    BOOST_REQUIRE(!io::set_size(fd.get(), size));
    const std::uint64_t page = io::page_size();
    for (const std::uint64_t offset :
         {std::uint64_t{0}, page, io::huge_page_size / 2 + page,
          std::uint64_t{io::huge_page_size}})
        for (const std::uint64_t length :
             {std::uint64_t{200'000}, std::uint64_t{1'000'000},
              size - offset}) {
            io::file_mapping mapping;
            BOOST_REQUIRE(!mapping.map(fd.get(), io::map_access::read_write,
                                       offset, length));
            const auto address =
                reinterpret_cast<std::uintptr_t>(mapping.begin());
            BOOST_TEST((address - offset) % io::huge_page_size == 0u);
        }
}

BOOST_AUTO_TEST_CASE(beginning_of_a_writable_mapping_asks_for_huge_pages) {
    const test::scratch_directory scratch;
    const auto fd = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    constexpr std::uint64_t mib = 1 << 20;
    BOOST_REQUIRE(!io::set_size(fd.get(), 300 * mib));
    const auto asked_for = [&](map_access access, std::uint64_t size) {
        const std::uint64_t before = asks_for_huge_pages();
        io::file_mapping mapping;
        BOOST_REQUIRE(!mapping.map(fd.get(), access, 0, size));
        return asks_for_huge_pages() - before;
    };
    if (asked_for(map_access::read_write, mib) == 0)
        test::skip_test("the system has no huge pages");
    BOOST_TEST(asked_for(map_access::read_write, mib) == mib);
    BOOST_TEST(asked_for(map_access::read_write, 300 * mib) == 64 * mib);
    BOOST_TEST(asked_for(map_access::read_write, mib / 16) == 0U);
    BOOST_TEST(asked_for(map_access::read, 300 * mib) == 0U);
}
