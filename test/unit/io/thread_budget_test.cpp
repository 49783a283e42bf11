// SPDX-License-Identifier: BSL-1.0
// The number of threads that may still be started.
#include "io/thread_budget.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>
#include <utility>
#include <vector>

using mgunzip::io::thread_budget;
using mgunzip::io::thread_lease;

BOOST_AUTO_TEST_CASE(no_more_are_given_than_there_are) {
    thread_budget none(0);
    BOOST_TEST(!none.take());
    thread_budget two(2);
    thread_lease first = two.take();
    thread_lease second = two.take();
    BOOST_TEST(!!first);
    BOOST_TEST(!!second);
    BOOST_TEST(!two.take());
    first.give_back();
    BOOST_TEST(!first);
    first.give_back(); // nothing
    const thread_lease third = two.take();
    BOOST_TEST(!!third);
    BOOST_TEST(!two.take());
}

BOOST_AUTO_TEST_CASE(most_that_were_taken_at_a_time_are_remembered) {
    thread_budget three(3);
    BOOST_TEST(three.most_taken() == 0u);
    {
        const thread_lease first = three.take();
        const thread_lease second = three.take();
    }
    BOOST_TEST(!!three.take());
    BOOST_TEST(three.most_taken() == 2u);
}

BOOST_AUTO_TEST_CASE(a_lease_that_was_moved_goes_back_once) {
    thread_budget one(1);
    thread_lease first = one.take();
    {
        thread_lease second(std::move(first));
        BOOST_TEST(!first);
        BOOST_TEST(!!second);
        first = std::move(second);
        BOOST_TEST(!second);
    }
    BOOST_TEST(!one.take());
    first.give_back();
    const thread_lease again = one.take();
    BOOST_TEST(!!again);
    BOOST_TEST(!one.take());
}

BOOST_AUTO_TEST_CASE(several_threads_never_have_more_than_there_are) {
    constexpr int most = 2;
    thread_budget budget(most);
    std::atomic<int> in_use{0};
    std::atomic<bool> is_exceeded{false};
    {
        std::vector<std::jthread> users;
        for (int i = 0; i < 4; ++i)
            users.emplace_back([&] {
                for (int turn = 0; turn < 20'000; ++turn) {
                    const thread_lease lease = budget.take();
                    if (!lease)
                        continue;
                    if (++in_use > most)
                        is_exceeded = true;
                    --in_use;
                }
            });
    }
    BOOST_TEST(!is_exceeded);
    BOOST_TEST(budget.most_taken() >= 1u);
    BOOST_TEST(budget.most_taken() <= 2u);
    const thread_lease first = budget.take();
    const thread_lease second = budget.take();
    BOOST_TEST(!!first);
    BOOST_TEST(!!second);
    BOOST_TEST(!budget.take());
}
