// SPDX-License-Identifier: BSL-1.0
#include "io/segment_buffers.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

using namespace mgunzip::io;

BOOST_AUTO_TEST_CASE(buffers_are_used_again) {
    segment_buffers buffers;
    buffers.set_limit(1000);
    segment_buffer first = buffers.take(600);
    BOOST_REQUIRE(first.memory);
    BOOST_TEST(first.size == 600u);
    const void* const place = first.memory.get();
    buffers.give_back(std::move(first));
    const segment_buffer again = buffers.take(500);
    BOOST_TEST(again.memory.get() == place);
    BOOST_TEST(again.size == 600u);
}

BOOST_AUTO_TEST_CASE(all_together_have_no_more_than_the_limit) {
    segment_buffers buffers;
    BOOST_TEST(!buffers.take(1).memory);
    buffers.set_limit(1000);
    segment_buffer first = buffers.take(400);
    segment_buffer second = buffers.take(600);
    BOOST_TEST(!!first.memory);
    BOOST_TEST(!!second.memory);
    BOOST_TEST(!buffers.may_take(1));
    BOOST_TEST(!buffers.take(1).memory);
    // One that is too small makes room for a larger one.
    buffers.give_back(std::move(first));
    BOOST_TEST(buffers.may_take(400));
    BOOST_TEST(!buffers.may_take(401));
    BOOST_TEST(!buffers.take(500).memory);
    buffers.give_back(std::move(second));
    BOOST_TEST(buffers.may_take(1000));
    BOOST_TEST(!buffers.may_take(1001));
    const segment_buffer large = buffers.take(1000);
    BOOST_TEST(large.size == 1000u);
    buffers.give_back({});
    BOOST_TEST(!buffers.take(1).memory);
}
