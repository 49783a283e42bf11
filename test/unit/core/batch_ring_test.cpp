// SPDX-License-Identifier: BSL-1.0
// The queue between the decoder's two stages.
#include "lanes/batch_ring.hpp"
#include "lanes/turn_policy.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>
#include <utility>

using namespace mgunzip::detail;
using namespace std::chrono_literals;

namespace {

// A helper that fills `per_turn` batches with numbers, as often as it gets the
// turn.
class counting_helper {
  public:
    counting_helper(batch_ring& ring, std::uint32_t per_turn,
                    spare_work spare = {})
        : ring_(ring), per_turn_(per_turn), spare_(std::move(spare)) {
        ring_.open();
        thread_ = std::thread([this] { run(); });
    }
    counting_helper(const counting_helper&) = delete;
    counting_helper& operator=(const counting_helper&) = delete;
    ~counting_helper() {
        ring_.close();
        thread_.join();
    }

  private:
    void run() {
        while (ring_.wait_for_turn(spare_)) {
            for (std::uint32_t i = 0; i < per_turn_; ++i) {
                filled_batch* const batch = ring_.wait_for_slot(spare_);
                if (batch == nullptr)
                    break;
                batch->symbols.literal_count = next_++;
                ring_.publish();
            }
            ring_.return_turn();
        }
    }

    batch_ring& ring_;
    std::uint32_t per_turn_;
    spare_work spare_;
    std::uint32_t next_ = 0; // of whoever has the turn
    std::thread thread_;
};

class patient_ring : public batch_ring {
  public:
    patient_ring() {
        BOOST_REQUIRE(reserve(ahead));
        set_patience(60s);
    }
};

std::uint32_t take(batch_ring& ring) {
    filled_batch* const batch = ring.front();
    BOOST_REQUIRE(batch != nullptr);
    const std::uint32_t number = batch->symbols.literal_count;
    ring.pop();
    return number;
}

} // namespace

BOOST_AUTO_TEST_CASE(owner_alone_fills_and_takes) {
    batch_ring ring;
    BOOST_REQUIRE(ring.reserve(1));
    for (std::uint32_t i = 0; i < 10; ++i) {
        BOOST_TEST(ring.front() == nullptr);
        ring.wait_for_slot()->symbols.literal_count = i;
        BOOST_TEST(ring.front() == nullptr);
        ring.publish();
        BOOST_TEST(take(ring) == i);
    }
}

BOOST_AUTO_TEST_CASE(batches_arrive_once_and_in_order) {
    patient_ring ring;
    constexpr std::uint32_t per_turn = 1000;
    const counting_helper helper(ring, per_turn);
    for (std::uint32_t turn = 0; turn < 50; ++turn) {
        ring.give_turn();
        for (std::uint32_t i = 0; i < per_turn; ++i)
            BOOST_REQUIRE(take(ring) == turn * per_turn + i);
        BOOST_TEST(ring.front() == nullptr);
        BOOST_TEST(!ring.has_lost_patience());
    }
}

BOOST_AUTO_TEST_CASE(what_is_filled_stays_when_the_turn_is_taken_back) {
    patient_ring ring;
    const counting_helper helper(ring, ~std::uint32_t{0});
    std::uint32_t next = 0;
    for (unsigned turn = 0; turn < 200; ++turn) {
        ring.give_turn();
        for (unsigned i = 0; i < turn % 7; ++i)
            BOOST_REQUIRE(take(ring) == next++);
        ring.recall_turn();
        unsigned left = 0;
        while (ring.front() != nullptr) {
            BOOST_REQUIRE(take(ring) == next++);
            ++left;
        }
        BOOST_TEST(left <= batch_ring::ahead);
    }
}

BOOST_AUTO_TEST_CASE(owner_and_helper_take_turns) {
    patient_ring ring;
    const counting_helper helper(ring, 3);
    for (std::uint32_t turn = 0; turn < 300; ++turn) {
        ring.wait_for_slot()->symbols.literal_count = 1000000 + turn;
        ring.publish();
        ring.give_turn();
        BOOST_REQUIRE(take(ring) == 1000000 + turn);
        for (std::uint32_t i = 0; i < 3; ++i)
            BOOST_REQUIRE(take(ring) == turn * 3 + i);
        BOOST_REQUIRE(ring.front() == nullptr);
    }
}

// The helper sleeps with a full ring, and must be woken by whoever empties it.
// On a busy machine it may come too late now and then.
BOOST_AUTO_TEST_CASE(sleeping_helper_is_woken) {
    patient_ring ring;
    ring.set_patience(5ms);
    const counting_helper helper(ring, ~std::uint32_t{0});
    std::uint32_t next = 0;
    unsigned woken = 0;
    for (unsigned round = 0; round < 50 && woken < 5; ++round) {
        ring.give_turn();
        std::this_thread::sleep_for(20ms);
        unsigned taken = 0;
        for (; taken < 3 * batch_ring::ahead && ring.front() != nullptr;
             ++taken)
            BOOST_REQUIRE(take(ring) == next++);
        woken += taken == 3 * batch_ring::ahead && !ring.has_lost_patience();
        ring.recall_turn();
        while (ring.front() != nullptr)
            BOOST_REQUIRE(take(ring) == next++);
    }
    BOOST_TEST(woken > 0U);
}

// Without the turn, with a full ring, and after it has slept.
BOOST_AUTO_TEST_CASE(helper_does_spare_work_whenever_it_waits) {
    patient_ring ring;
    ring.set_patience(500us);
    std::atomic<unsigned> pieces{0};
    std::atomic<bool> is_there_some{true};
    const auto is_worked_on = [&] {
        const unsigned before = pieces;
        const auto end = std::chrono::steady_clock::now() + 60s;
        while (pieces < before + 3 && std::chrono::steady_clock::now() < end)
            std::this_thread::sleep_for(1ms);
        return pieces >= before + 3;
    };
    const counting_helper helper(ring, ~std::uint32_t{0}, [&] {
        pieces += is_there_some;
        return is_there_some.load();
    });
    BOOST_TEST(is_worked_on());
    is_there_some = false;
    std::this_thread::sleep_for(5ms);
    is_there_some = true;
    BOOST_TEST(is_worked_on());
    ring.give_turn();
    BOOST_TEST(is_worked_on());
    ring.recall_turn();
    std::uint32_t count = 0;
    while (ring.front() != nullptr)
        BOOST_REQUIRE(take(ring) == count++);
    BOOST_TEST(count == batch_ring::ahead);
    BOOST_TEST(is_worked_on());
}

BOOST_AUTO_TEST_CASE(turn_of_a_helper_that_does_not_come_is_taken_back) {
    patient_ring ring;
    ring.set_patience(1ms);
    ring.open();
    std::thread late([&ring] {
        BOOST_REQUIRE(ring.wait_for_turn());
        std::this_thread::sleep_for(50ms);
        BOOST_TEST(ring.wait_for_slot() == nullptr);
        ring.return_turn();
    });
    ring.give_turn();
    BOOST_TEST(ring.front() == nullptr);
    BOOST_TEST(ring.has_lost_patience());
    ring.close();
    late.join();
}

BOOST_AUTO_TEST_CASE(closing_ends_a_helper_that_waits_for_anything) {
    for (unsigned i = 0; i < 100; ++i) {
        patient_ring ring;
        ring.set_patience(i % 2 == 0 ? 0us : 1s);
        const counting_helper helper(ring, ~std::uint32_t{0});
        if (i % 3 != 0)
            ring.give_turn();
        if (i % 5 == 0)
            std::this_thread::sleep_for(1ms);
    }
}

BOOST_AUTO_TEST_CASE(another_helper_may_come) {
    patient_ring ring;
    for (unsigned i = 0; i < 20; ++i) {
        const counting_helper helper(ring, 5);
        ring.give_turn();
        for (std::uint32_t number = 0; number < 5; ++number)
            BOOST_REQUIRE(take(ring) == number);
        BOOST_TEST(ring.front() == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(turns_that_are_not_worth_it_become_rare) {
    constexpr std::size_t enough = 1 << 20;
    const auto rounds_until_turn = [](turn_policy& policy) {
        std::uint32_t rounds = 0;
        while (!policy.is_time(enough))
            ++rounds;
        return rounds;
    };
    turn_policy policy{turn_tuning{}};
    BOOST_TEST(rounds_until_turn(policy) == 0U);
    policy.end_turn(100, false);
    BOOST_TEST(rounds_until_turn(policy) == 1U);
    for (const std::uint32_t pause : {2u, 4u, 8u}) {
        policy.end_turn(7, false);
        BOOST_TEST(rounds_until_turn(policy) == pause);
    }
    for (const std::uint32_t pause : {64u, 512u, 4096u, 8192u, 8192u}) {
        policy.end_turn(100, true);
        BOOST_TEST(rounds_until_turn(policy) == pause);
    }
    policy.end_turn(8, false);
    BOOST_TEST(rounds_until_turn(policy) == 1U);
    BOOST_TEST(!policy.is_time(1000));
}
