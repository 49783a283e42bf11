// SPDX-License-Identifier: BSL-1.0
// Tests of the queue of pages, with and without a thread that works for it.
#include "io/populating_queue.hpp"

#include "io/helper_thread.hpp"
#include "io/page_advice.hpp"

#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <sys/mman.h>

using namespace mgunzip;
using io::populating_queue;

namespace {

constexpr std::size_t mib = 1 << 20;

// Anonymous memory shows which pages were populated.
class memory {
  public:
    explicit memory(std::size_t size)
        : size_(size), begin_(static_cast<std::uint8_t*>(
                           ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
        BOOST_REQUIRE(begin_ != MAP_FAILED);
        ::madvise(begin_, size_, MADV_NOHUGEPAGE);
    }
    memory(const memory&) = delete;
    memory& operator=(const memory&) = delete;
    ~memory() { ::munmap(begin_, size_); }

    std::uint8_t* begin() const { return begin_; }
    std::uint8_t* end() const { return begin_ + size_; }

    // Bytes from the beginning up to the first page that is not there.
    std::size_t populated() const {
        std::vector<unsigned char> pages(size_ / io::page_size());
        BOOST_REQUIRE(::mincore(begin_, size_, pages.data()) == 0);
        const auto first_absent = std::ranges::find_if(
            pages, [](unsigned char page) { return !(page & 1); });
        return io::page_size() *
               static_cast<std::size_t>(first_absent - pages.begin());
    }

    // Waits until that many bytes are populated, a minute at most.
    bool becomes_populated(std::size_t size) const {
        const auto end =
            std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (populated() < size) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return true;
    }

  private:
    std::size_t size_;
    std::uint8_t* begin_;
};

// A queue that a thread works for.
class queue_with_thread : public populating_queue {
  public:
    queue_with_thread() {
        BOOST_REQUIRE(thread_.start([this] { work_until_end(); }));
    }
    ~queue_with_thread() { end_work(); }

  private:
    io::helper_thread thread_; // joined by its destructor
};

void require_populating() {
    const memory probe(io::page_size());
    static_cast<void>(io::populate_for_writing(probe.begin(), probe.end()));
    if (probe.populated() == 0)
        test::skip_test("the system cannot populate");
}

} // namespace

BOOST_AUTO_TEST_CASE(works_ahead_so_far_and_no_further) {
    require_populating();
    const memory output(40 * mib);
    queue_with_thread queue;
    queue.assign(output.begin(), output.end(), output.begin());
    BOOST_TEST(output.becomes_populated(populating_queue::max_ahead));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    BOOST_TEST(output.populated() == populating_queue::max_ahead);
    // It goes on when the decoder does.
    const std::uint8_t* const position = output.begin() + 5 * mib;
    BOOST_TEST(!queue.advance(position, position + mib));
    BOOST_TEST(output.becomes_populated(5 * mib + populating_queue::max_ahead));
}

BOOST_AUTO_TEST_CASE(what_is_wanted_is_there_when_advance_returns) {
    require_populating();
    const std::size_t size = 64 * mib + io::page_size();
    const memory output(size);
    queue_with_thread queue;
    queue.assign(output.begin(), output.end(), output.begin());
    for (std::size_t at = 0; at < size; at += 100'000) {
        const std::size_t wanted = std::min(at + 256 * 1024, size);
        BOOST_REQUIRE(
            !queue.advance(output.begin() + at, output.begin() + wanted));
        // The last byte stands for all: pages are populated in their order.
        unsigned char page = 0;
        const std::size_t last = (wanted - 1) / io::page_size();
        BOOST_REQUIRE(
            ::mincore(output.begin() + last * io::page_size(), 1, &page) == 0);
        BOOST_TEST((page & 1) == 1);
    }
    BOOST_TEST(output.becomes_populated(size));
}

BOOST_AUTO_TEST_CASE(position_may_be_beyond_what_was_populated) {
    const memory output(64 * mib);
    queue_with_thread queue;
    queue.assign(output.begin(), output.end(), output.begin());
    const std::uint8_t* const far = output.begin() + 40 * mib;
    BOOST_TEST(!queue.advance(far, far + mib));
    BOOST_TEST(!queue.advance(output.end(), output.end()));
}

BOOST_AUTO_TEST_CASE(parked_thread_leaves_memory_alone) {
    // What is mapped at the same address afterwards must not be touched.
    require_populating();
    queue_with_thread queue;
    constexpr std::size_t size = 16 * mib;
    const memory place(size);
    for (int i = 0; i < 300; ++i) {
        queue.assign(place.begin(), place.end(), place.begin());
        if (i % 2 == 0)
            BOOST_REQUIRE(!queue.advance(place.begin(), place.begin() + 4096));
        queue.park();
        BOOST_REQUIRE(::mmap(place.begin(), size, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
                             0) == place.begin());
        if (i % 10 == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        BOOST_TEST_REQUIRE(place.populated() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(range_without_memory_is_an_error) {
    require_populating();
    const memory output(8 * mib);
    // There is no second half.
    BOOST_REQUIRE(::munmap(output.begin() + 4 * mib, 4 * mib) == 0);
    queue_with_thread queue;
    queue.assign(output.begin(), output.end(), output.begin());
    BOOST_TEST(!queue.advance(output.begin(), output.begin() + mib));
    BOOST_TEST(
        queue.advance(output.begin() + 4 * mib, output.begin() + 4 * mib + 4096)
            .value() != 0);
    // The next range begins anew.
    const memory other(8 * mib);
    queue.park();
    queue.assign(other.begin(), other.end(), other.begin());
    BOOST_TEST(!queue.advance(other.begin() + 4 * mib,
                              other.begin() + 4 * mib + 4096));
}

BOOST_AUTO_TEST_CASE(work_may_be_ended_at_any_time) {
    for (int i = 0; i < 50; ++i) {
        const memory output(16 * mib);
        queue_with_thread queue;
        if (i % 3 != 0)
            queue.assign(output.begin(), output.end(), output.begin());
    }
}

BOOST_AUTO_TEST_CASE(owner_does_what_it_needs_if_no_other_thread_does) {
    require_populating();
    const memory output(16 * mib);
    populating_queue queue;
    queue.assign(output.begin(), output.end(), output.begin());
    BOOST_TEST(output.populated() == 0U);
    BOOST_TEST(!queue.advance(output.begin(), output.begin() + 300'000));
    BOOST_TEST(output.populated() >= 300'000U);
    BOOST_TEST(output.populated() <= 2 * mib);
}

BOOST_AUTO_TEST_CASE(any_thread_works_as_far_as_others_may) {
    require_populating();
    const memory output(40 * mib);
    populating_queue queue;
    BOOST_TEST(!queue.work());
    queue.assign(output.begin(), output.end(), output.begin());
    while (queue.work()) {
    }
    BOOST_TEST(output.populated() == populating_queue::max_ahead);
    BOOST_TEST(!queue.advance(output.begin() + 5 * mib, output.begin()));
    BOOST_TEST(queue.work());
    queue.park();
    BOOST_TEST(!queue.work());
}

BOOST_AUTO_TEST_CASE(any_number_may_work_at_a_time) {
    require_populating();
    const std::size_t size = 64 * mib;
    const memory output(size);
    queue_with_thread queue;
    std::atomic<bool> is_done{false};
    std::thread other([&] {
        while (!is_done)
            if (!queue.work())
                std::this_thread::yield();
    });
    for (int round = 0; round < 20; ++round) {
        queue.assign(output.begin(), output.end(), output.begin());
        for (std::size_t at = 0; at < size; at += 100'000)
            BOOST_TEST_REQUIRE(
                !queue.advance(output.begin() + at,
                               output.begin() + std::min(at + mib, size)));
        queue.park();
        ::madvise(output.begin(), size, MADV_DONTNEED);
    }
    is_done = true;
    other.join();
    BOOST_TEST(output.populated() == 0U);
}
