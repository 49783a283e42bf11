// SPDX-License-Identifier: BSL-1.0
// Tests of the guard against lost pages of mappings.
#include "io/sigbus_guard.hpp"

#include "io/page_advice.hpp"
#include "io/posix.hpp"
#include "io/thread_limit.hpp"

#include "support/child_process.hpp"
#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <list>

#include <sys/mman.h>
#include <unistd.h>

using namespace mgunzip;
using test::scratch_directory;

namespace {

// A file of some pages and a mapping of it, whose end is cut off.
struct cut_mapping {
    scratch_directory scratch;
    std::size_t size = 16 * io::page_size();
    volatile std::uint8_t* data = nullptr;

    explicit cut_mapping(std::size_t pages_left) {
        test::write_file(scratch / "file", test::pattern(size));
        const auto fd = test::open_file(scratch / "file", O_RDWR);
        void* const map = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                 MAP_SHARED, fd.get(), 0);
        BOOST_REQUIRE(map != MAP_FAILED);
        data = static_cast<volatile std::uint8_t*>(map);
        BOOST_REQUIRE(!io::set_size(fd.get(), pages_left * io::page_size()));
    }
    ~cut_mapping() { ::munmap(const_cast<std::uint8_t*>(data), size); }

    const void* address() const { return const_cast<std::uint8_t*>(data); }
};

} // namespace

BOOST_AUTO_TEST_CASE(lost_page_reads_as_zeros_and_sets_the_flag) {
    const cut_mapping map(4);
    io::guarded_range guard;
    BOOST_REQUIRE(guard.guard(map.address(), map.size));
    const std::size_t last_good = 4 * io::page_size() - 1;
    BOOST_TEST(map.data[last_good] == test::pattern_at(last_good));
    BOOST_TEST(!guard.faulted());
    errno = ERANGE;
    const std::uint8_t lost = map.data[9 * io::page_size() + 5];
    BOOST_TEST(errno == ERANGE);
    BOOST_TEST(lost == 0);
    BOOST_TEST(guard.faulted());
    BOOST_TEST(map.data[last_good] == test::pattern_at(last_good));
    guard.release();
    BOOST_TEST(guard.faulted());
}

BOOST_AUTO_TEST_CASE(what_lies_in_front_of_the_first_lost_page_is_sound) {
    const cut_mapping map(4);
    io::guarded_range guard;
    BOOST_REQUIRE(guard.guard(map.address(), map.size));
    const auto at = [&](std::size_t page) {
        return static_cast<const std::uint8_t*>(map.address()) +
               page * io::page_size();
    };
    BOOST_TEST(!guard.faulted_before(at(16)));
    BOOST_TEST(map.data[9 * io::page_size() + 5] == 0);
    BOOST_TEST(!guard.faulted_before(at(9)));
    BOOST_TEST(guard.faulted_before(at(9) + 1));
    BOOST_TEST(map.data[12 * io::page_size()] == 0);
    BOOST_TEST(!guard.faulted_before(at(9)));
    BOOST_TEST(map.data[6 * io::page_size()] == 0);
    BOOST_TEST(!guard.faulted_before(at(6)));
    BOOST_TEST(guard.faulted_before(at(7)));
    guard.release();
    BOOST_TEST(!guard.faulted_before(at(6)));
    BOOST_TEST(guard.faulted_before(at(7)));
}

BOOST_AUTO_TEST_CASE(lost_pages_take_stores_to_the_end_of_the_range) {
    const cut_mapping map(1);
    io::guarded_range guard;
    BOOST_REQUIRE(guard.guard(map.address(), map.size));
    for (std::size_t i = 0; i < map.size; ++i)
        map.data[i] = 7;
    BOOST_TEST(map.data[map.size - 1] == 7);
    BOOST_TEST(guard.faulted());
    BOOST_TEST(test::read_file(map.scratch / "file").size() == io::page_size());
}

BOOST_AUTO_TEST_CASE(only_the_range_that_lost_pages_says_so) {
    const cut_mapping map(1);
    const cut_mapping other(1);
    io::guarded_range guard;
    io::guarded_range other_guard;
    BOOST_REQUIRE(guard.guard(map.address(), map.size));
    BOOST_REQUIRE(other_guard.guard(other.address(), other.size));
    BOOST_TEST(other.data[other.size - 1] == 0);
    BOOST_TEST(!guard.faulted());
    BOOST_TEST(other_guard.faulted());
}

BOOST_AUTO_TEST_CASE(guard_can_be_used_again) {
    io::guarded_range guard;
    for (int i = 0; i < 3; ++i) {
        const cut_mapping map(1);
        BOOST_REQUIRE(guard.guard(map.address(), map.size));
        BOOST_TEST(!guard.faulted());
        BOOST_TEST(map.data[map.size - 1] == 0);
        BOOST_TEST(guard.faulted());
        guard.release();
    }
}

BOOST_AUTO_TEST_CASE(more_ranges_than_the_table_holds_are_refused) {
    const cut_mapping map(1);
    std::list<io::guarded_range> guards(1);
    while (guards.back().guard(map.address(), map.size)) {
        BOOST_REQUIRE(guards.size() < 10'000);
        guards.emplace_back();
    }
    BOOST_TEST(guards.size() == io::guarded_slot_count + 1);
    guards.pop_front();
    BOOST_TEST(guards.back().guard(map.address(), map.size));
}

BOOST_AUTO_TEST_CASE(fault_outside_of_all_ranges_ends_the_process) {
    const cut_mapping map(1);
    const cut_mapping other(1);
    const int status = test::status_of_child([&] {
        io::guarded_range guard;
        if (guard.guard(map.address(), map.size))
            static_cast<void>(other.data[other.size - 1]);
        return true;
    });
    BOOST_TEST(test::died_of(status, SIGBUS));
}

BOOST_AUTO_TEST_CASE(fault_after_release_ends_the_process) {
    const cut_mapping map(1);
    const int status = test::status_of_child([&] {
        io::guarded_range guard;
        if (guard.guard(map.address(), map.size)) {
            guard.release();
            static_cast<void>(map.data[map.size - 1]);
        }
        return true;
    });
    BOOST_TEST(test::died_of(status, SIGBUS));
}

BOOST_AUTO_TEST_CASE(sigbus_that_a_process_sends_ends_it) {
    const cut_mapping map(1);
    const int status = test::status_of_child([&] {
        io::guarded_range guard;
        if (guard.guard(map.address(), map.size))
            ::kill(::getpid(), SIGBUS);
        return true;
    });
    BOOST_TEST(test::died_of(status, SIGBUS));
}
