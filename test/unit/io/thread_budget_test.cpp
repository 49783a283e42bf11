// SPDX-License-Identifier: BSL-1.0
// The number of threads that may still be started.
#include "io/thread_budget.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>
#include <vector>

using mgunzip::io::thread_budget;

BOOST_AUTO_TEST_CASE(no_more_are_given_than_there_are) {
    thread_budget none(0);
    BOOST_TEST(!none.take());
    thread_budget two(2);
    BOOST_TEST(two.take());
    BOOST_TEST(two.take());
    BOOST_TEST(!two.take());
    two.give_back();
    BOOST_TEST(two.take());
    BOOST_TEST(!two.take());
}

BOOST_AUTO_TEST_CASE(most_that_were_taken_at_a_time_are_remembered) {
    thread_budget three(3);
    BOOST_TEST(three.most_taken() == 0u);
    BOOST_TEST(three.take());
    BOOST_TEST(three.take());
    three.give_back();
    three.give_back();
    BOOST_TEST(three.take());
    BOOST_TEST(three.most_taken() == 2u);
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
                    if (!budget.take())
                        continue;
                    if (++in_use > most)
                        is_exceeded = true;
                    --in_use;
                    budget.give_back();
                }
            });
    }
    BOOST_TEST(!is_exceeded);
    BOOST_TEST(budget.most_taken() >= 1u);
    BOOST_TEST(budget.most_taken() <= 2u);
    BOOST_TEST(budget.take());
    BOOST_TEST(budget.take());
    BOOST_TEST(!budget.take());
}
