// SPDX-License-Identifier: BSL-1.0
// Tests of pipes where system calls fail.
#include "io/splice_output.hpp"

#include "io/enlarged_pipe.hpp"
#include "io/fresh_memory.hpp"

#include "support/fake_producer.hpp"
#include "support/fault_injector.hpp"
#include "support/pipe_pair.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <thread>

#include <fcntl.h>

using namespace mgunzip;
using test::injected_faults;
using test::pipe_pair;

namespace {

constexpr std::size_t payload =
    io::fresh_memory::block_count * io::fresh_memory::fresh_block_size;

struct result {
    std::error_code error;
    std::vector<std::uint8_t> read;
};

result give(std::uint64_t size) {
    pipe_pair pipe;
    result all;
    std::thread reader(
        [&] { all.read = test::collect(pipe.reader.get()).bytes; });
    std::unique_ptr<io::splice_output> output;
    all.error = io::splice_output::open(pipe.writer.get(), output);
    test::fake_producer producer;
    if (!all.error)
        all.error = producer.produce(*output, size);
    if (!all.error)
        all.error = output->finish();
    output.reset();
    pipe.writer.reset();
    reader.join();
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(pipe_is_enlarged_as_far_as_is_allowed) {
    const pipe_pair half;
    const int before = half.size();
    const injected_faults faults("set_pipe_size:EPERM:0:1");
    {
        const io::enlarged_pipe larger(half.writer.get(), 4 * before);
        if (half.size() == before)
            test::skip_test("this user's pipes are as large as they may be");
        BOOST_TEST(faults.count("set_pipe_size") == 2u);
        BOOST_TEST(half.size() == 2 * before);
    }
    BOOST_TEST(half.size() == before);
}

BOOST_AUTO_TEST_CASE(pipe_that_may_not_grow_stays_as_it_is) {
    const pipe_pair pipe;
    const int before = pipe.size();
    const injected_faults faults("set_pipe_size:EPERM:0");
    const io::enlarged_pipe larger(pipe.writer.get(), 2 * before);
    BOOST_TEST(pipe.size() == before);
    BOOST_TEST(faults.count("set_pipe_size") > 0u);
}

BOOST_AUTO_TEST_CASE(call_that_moved_nothing_is_repeated) {
    for (const char* const spec :
         {"vmsplice:EINTR:1:3", "vmsplice:EAGAIN:1:3"}) {
        const injected_faults faults(spec);
        const result all = give(300'000);
        BOOST_TEST(!all.error, all.error.message());
        BOOST_TEST((all.read == test::pattern(300'000)));
        BOOST_TEST(faults.count("vmsplice") > 4u);
    }
}

BOOST_AUTO_TEST_CASE(call_that_fails_is_an_error) {
    const injected_faults faults("vmsplice:ENOMEM:0");
    const result all = give(300'000);
    BOOST_TEST((all.error == std::errc::not_enough_memory));
    BOOST_TEST(all.read.empty());
}

BOOST_AUTO_TEST_CASE(call_that_says_nothing_was_taken_does_not_go_on_for_ever) {
    const injected_faults faults("vmsplice:OK:0");
    BOOST_TEST((give(300'000).error == std::errc::io_error));
}

BOOST_AUTO_TEST_CASE(memory_that_is_not_renewed_is_not_used_again) {
    const injected_faults faults("madvise_dontneed:EINVAL:1");
    const result all = give(5 * payload);
    BOOST_TEST((all.error == std::errc::invalid_argument));
    BOOST_TEST((all.read == test::pattern(2 * payload)));
    BOOST_TEST(faults.count("madvise_dontneed") == 2u);
}
