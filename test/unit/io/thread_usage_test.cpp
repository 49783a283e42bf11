// SPDX-License-Identifier: BSL-1.0
// What threads have used.
#include "io/thread_usage.hpp"

#include "io/page_advice.hpp"
#include "io/posix.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

#include <sys/mman.h>

using namespace mgunzip;
using io::call_counts;
using io::thread_usage;
using io::usage_of_this_thread;

namespace {

// What `work` has used.
template <typename Work>
thread_usage usage_of(Work work) {
    const thread_usage before = usage_of_this_thread();
    work();
    thread_usage usage = usage_of_this_thread();
    return usage -= before;
}

// Writes and reads once.
void make_two_calls() {
    const test::scratch_directory scratch;
    const auto file = test::open_file(scratch / "x", O_CREAT | O_RDWR);
    char byte = 'x';
    std::size_t count = 0;
    BOOST_TEST(!io::write_all_at(file.get(), &byte, 1, 0));
    BOOST_TEST(!io::read_some(file.get(), &byte, 1, count));
}

// Small pages, with a fault for each.
void touch_pages(std::size_t count) {
    const std::size_t size = count * io::page_size();
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    BOOST_REQUIRE(memory != MAP_FAILED);
    ::madvise(memory, size, MADV_NOHUGEPAGE);
    for (std::size_t i = 0; i < count; ++i)
        static_cast<volatile char*>(memory)[i * io::page_size()] = 1;
    ::munmap(memory, size);
}

constexpr call_counts two_calls{.read = 1, .write = 1};

} // namespace

BOOST_AUTO_TEST_CASE(calls_are_counted) {
    BOOST_TEST((usage_of(make_two_calls).calls == two_calls));
    BOOST_TEST((usage_of([] {}).calls == call_counts{}));
}

BOOST_AUTO_TEST_CASE(calls_of_other_threads_are_theirs) {
    const thread_usage usage =
        usage_of([] { std::jthread(make_two_calls).join(); });
    BOOST_TEST((usage.calls == call_counts{}));
    BOOST_TEST(usage.helpers == 0u);
}

BOOST_AUTO_TEST_CASE(helpers_usage_is_that_of_whom_they_have_helped) {
    const thread_usage usage = usage_of([] {
        thread_usage helper;
        std::jthread([&] {
            make_two_calls();
            touch_pages(1000);
            helper = usage_of_this_thread();
        }).join();
        io::add_usage_of_helper(helper);
    });
    BOOST_TEST((usage.calls == two_calls));
    BOOST_TEST(usage.helpers == 1u);
    BOOST_TEST(usage.minor_faults >= 1000u);
}

BOOST_AUTO_TEST_CASE(messages_do_not_count) {
    const thread_usage usage = usage_of([] {
        const io::uncounted_calls uncounted;
        make_two_calls();
    });
    BOOST_TEST((usage.calls == call_counts{}));
}

BOOST_AUTO_TEST_CASE(faults_and_time_are_those_of_the_thread) {
    const thread_usage usage = usage_of([] { touch_pages(10'000); });
    BOOST_TEST(usage.minor_faults >= 10'000u);
    BOOST_TEST((usage.user + usage.system).count() > 0);
    const thread_usage all = io::usage_of_process();
    BOOST_TEST(all.minor_faults >= usage.minor_faults);
    BOOST_TEST((all.user + all.system >= usage.user + usage.system));
}

BOOST_AUTO_TEST_CASE(peak_of_memory_rises_and_stays) {
    constexpr std::uint64_t size = 64 * 1024 * 1024;
    const std::uint64_t before = io::peak_memory();
    BOOST_TEST(before > 0u);
    touch_pages((before + size) / io::page_size() + 1);
    BOOST_TEST(io::peak_memory() >= before + size);
}
