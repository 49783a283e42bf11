// SPDX-License-Identifier: BSL-1.0
// Tests of pipes that hold more for a time.
#include "io/enlarged_pipe.hpp"

#include "support/pipe_pair.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

using namespace mgunzip;
using io::enlarged_pipe;
using test::pipe_pair;

namespace {

void put(const pipe_pair& pipe, std::size_t size) {
    const std::vector<char> data(size);
    BOOST_REQUIRE(::write(pipe.writer.get(), data.data(), size) ==
                  static_cast<ssize_t>(size));
}

// A pipe that may be enlarged; else the test case is skipped. Where pages are
// large, a new one is as large as can be wanted.
struct ordinary_pipe : pipe_pair {
    int before;

    ordinary_pipe() {
        ::fcntl(writer.get(), F_SETPIPE_SZ, io::pipe_size_wanted / 2);
        before = size();
        const enlarged_pipe larger(writer.get());
        if (size() < io::pipe_size_wanted)
            test::skip_test("this user's pipes are as large as they may be");
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(pipe_is_larger_for_a_time) {
    const ordinary_pipe pipe;
    {
        const enlarged_pipe larger(pipe.writer.get());
        BOOST_TEST(pipe.size() == io::pipe_size_wanted);
    }
    BOOST_TEST(pipe.size() == pipe.before);
    enlarged_pipe larger(pipe.writer.get());
    larger.restore();
    BOOST_TEST(pipe.size() == pipe.before);
    larger.restore();
}

BOOST_AUTO_TEST_CASE(last_owner_makes_it_small_again) {
    const ordinary_pipe pipe;
    const ordinary_pipe other;
    enlarged_pipe first(pipe.writer.get());
    enlarged_pipe second(std::move(first));
    first = enlarged_pipe(other.writer.get());
    BOOST_TEST(pipe.size() == io::pipe_size_wanted);
    second = std::move(first);
    BOOST_TEST(pipe.size() == pipe.before);
    BOOST_TEST(other.size() == io::pipe_size_wanted);
    second = {};
    BOOST_TEST(other.size() == other.before);
}

BOOST_AUTO_TEST_CASE(what_was_not_read_yet_keeps_its_room) {
    const ordinary_pipe pipe;
    {
        const enlarged_pipe larger(pipe.writer.get(), 8 * pipe.before);
        put(pipe, static_cast<std::size_t>(pipe.before) * 3 / 2);
    }
    BOOST_TEST(pipe.size() == 2 * pipe.before);
}

BOOST_AUTO_TEST_CASE(large_pipe_stays_as_it_is) {
    const pipe_pair pipe;
    const int before = pipe.size();
    {
        const enlarged_pipe larger(pipe.writer.get(), before / 2);
        BOOST_TEST(pipe.size() == before);
    }
    BOOST_TEST(pipe.size() == before);
}

BOOST_AUTO_TEST_CASE(what_is_no_pipe_is_left_alone) {
    const test::scratch_directory scratch;
    const auto file = test::open_file(scratch / "file", O_RDWR | O_CREAT);
    {
        const enlarged_pipe none(file.get());
        const enlarged_pipe closed(-1);
    }
    BOOST_TEST(std::filesystem::file_size(scratch / "file") == 0u);
}
