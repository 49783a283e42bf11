// SPDX-License-Identifier: BSL-1.0
// Tests of giving pages to a pipe.
#include "io/splice_output.hpp"

#include "io/fresh_memory.hpp"
#include "io/io_error.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include "support/decode_result.hpp"
#include "support/emulator.hpp"
#include "support/fake_producer.hpp"
#include "support/pipe_pair.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace mgunzip;
using test::bytes;
using test::collect;
using test::collected;
using test::fake_producer;
using test::pattern;
using test::pipe_pair;

namespace {

constexpr std::size_t block = io::fresh_memory::fresh_block_size;
constexpr std::size_t payload = io::fresh_memory::block_count * block;

std::unique_ptr<io::splice_output> open_output(int fd) {
    std::unique_ptr<io::splice_output> output;
    const auto error = io::splice_output::open(fd, output);
    BOOST_REQUIRE_MESSAGE(!error, error.message());
    return output;
}

// Gives `size` bytes of the pattern and forgets the sink.
void give(const pipe_pair& to, std::uint64_t size,
          fake_producer producer = {}) {
    const auto output = open_output(to.writer.get());
    auto error = producer.produce(*output, size);
    BOOST_TEST(!error, error.message());
    error = output->finish();
    BOOST_TEST(!error, error.message());
    BOOST_TEST(output->committed() == size);
}

bytes given_and_read(std::uint64_t size, fake_producer producer = {}) {
    pipe_pair pipe;
    collected all;
    std::thread reader([&] { all = collect(pipe.reader.get(), 65'536); });
    give(pipe, size, producer);
    pipe.writer.reset();
    reader.join();
    return all.bytes;
}

// Pipes that keep what is spliced or teed into them; more of them as they get
// full.
class keeping_pipes {
  public:
    // Moves at most `size` bytes that are in `from` already; returns how many.
    template <typename Move>
    std::size_t take(Move move, int from, std::size_t size) {
        for (;;) {
            if (pipes_.empty())
                add();
            const ssize_t count = move(from, pipes_.back().writer.get(), size);
            if (count > 0)
                return static_cast<std::size_t>(count);
            BOOST_REQUIRE(count < 0 && errno == EAGAIN);
            add();
        }
    }

    bytes read_all() {
        bytes all;
        for (pipe_pair& pipe : pipes_) {
            pipe.writer.reset();
            const auto part = collect(pipe.reader.get()).bytes;
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }

  private:
    void add() {
        pipes_.emplace_back();
        // Where that is not allowed, there are more of them.
        static_cast<void>(
            ::fcntl(pipes_.back().writer.get(), F_SETPIPE_SZ, 1 << 20));
    }

    std::vector<pipe_pair> pipes_;
};

ssize_t tee_now(int from, int to, std::size_t size) {
    return ::tee(from, to, size, SPLICE_F_NONBLOCK);
}

ssize_t splice_now(int from, int to, std::size_t size) {
    return ::splice(from, nullptr, to, nullptr, size,
                    SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
}

// Tees and splices on all that comes, and reads nothing of it.
struct late_reader {
    keeping_pipes teed;
    keeping_pipes spliced;

    void take_all_from(int fd) {
        for (;;) {
            pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
            BOOST_REQUIRE(::poll(&entry, 1, -1) == 1);
            if (!(entry.revents & POLLIN))
                return;
            std::size_t left = teed.take(tee_now, fd, 1 << 20);
            while (left > 0)
                left -= spliced.take(splice_now, fd, left);
        }
    }
};

void check_late_reader(std::uint64_t size, fake_producer producer) {
    pipe_pair pipe;
    late_reader late;
    std::thread reader([&] { late.take_all_from(pipe.reader.get()); });
    give(pipe, size, producer);
    pipe.writer.reset();
    reader.join();
    BOOST_TEST((late.teed.read_all() == pattern(size)), "teed, " << size);
    BOOST_TEST((late.spliced.read_all() == pattern(size)), "spliced, " << size);
}

} // namespace

BOOST_AUTO_TEST_CASE(output_of_any_size_arrives) {
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{4095}, std::size_t{4096},
          std::size_t{4097}, std::size_t{32'767}, std::size_t{32'768},
          std::size_t{32'769}, block - 1, block, block + 1, payload - 1,
          payload, payload + 1, payload + io::ring_memory::margin, 2 * payload,
          3 * payload + 12'345})
        BOOST_TEST((given_and_read(size) == pattern(size)), "size " << size);
}

BOOST_AUTO_TEST_CASE(any_overshoot_within_the_window_arrives) {
    for (const std::size_t overshoot : {0u, 1u, 257u, 4096u, 1u << 20}) {
        fake_producer producer;
        producer.overshoot = overshoot;
        const std::uint64_t size = 2 * payload + 100;
        BOOST_TEST((given_and_read(size, producer) == pattern(size)),
                   "overshoot " << overshoot);
    }
}

BOOST_AUTO_TEST_CASE(what_was_given_never_changes_for_a_reader_that_is_late) {
    for (const std::size_t overshoot : {0u, 257u, 4096u}) {
        fake_producer producer;
        producer.overshoot = overshoot;
        // As much behind the new position as the window allows.
        producer.scribble = payload;
        for (const std::size_t size :
             {std::size_t{5000}, payload - 1, payload + 1, 3 * payload + 5000})
            check_late_reader(size, producer);
    }
}

BOOST_AUTO_TEST_CASE(what_was_given_outlives_the_sink) {
    pipe_pair pipe;
    give(pipe, 50'000);
    // Memory that is let go and asked for again would be found here.
    const std::vector<std::uint8_t> other(2 * payload, 0x77);
    give(pipe, 1);
    pipe.writer.reset();
    auto expected = pattern(50'000);
    expected.push_back(test::pattern_at(0));
    BOOST_TEST((collect(pipe.reader.get()).bytes == expected));
    BOOST_TEST(other.back() == 0x77);
}

BOOST_AUTO_TEST_CASE(commit_in_the_middle_of_a_block_gives_nothing) {
    const pipe_pair pipe;
    const auto output = open_output(pipe.writer.get());
    fake_producer producer;
    for (int i = 0; i < 5; ++i) {
        BOOST_TEST(!producer.produce(*output, 1000));
        BOOST_TEST(!output->commit());
    }
    BOOST_TEST(output->committed() == 5000u);
    pollfd entry{.fd = pipe.reader.get(), .events = POLLIN, .revents = 0};
    BOOST_TEST(::poll(&entry, 1, 0) == 0);
    BOOST_TEST(!output->finish());
    BOOST_TEST(::poll(&entry, 1, 0) == 1);
}

BOOST_AUTO_TEST_CASE(goal_leaves_the_decoder_a_margin) {
    pipe_pair pipe;
    std::thread reader([&] { collect(pipe.reader.get()); });
    {
        const auto output = open_output(pipe.writer.get());
        fake_producer producer;
        for (std::size_t size = 0; size < 2 * payload; size += block) {
            BOOST_TEST(output->window().end - output->window().goal >=
                       std::ptrdiff_t{window_margin});
            BOOST_TEST(!producer.produce(*output, block));
        }
    }
    pipe.writer.reset();
    reader.join();
}

BOOST_AUTO_TEST_CASE(full_non_blocking_pipe_is_waited_for) {
    pipe_pair pipe(O_NONBLOCK);
    BOOST_REQUIRE(::fcntl(pipe.writer.get(), F_SETPIPE_SZ, 4096) >= 0);
    const int flags = ::fcntl(pipe.reader.get(), F_GETFL);
    ::fcntl(pipe.reader.get(), F_SETFL, flags & ~O_NONBLOCK);
    collected all;
    std::thread reader([&] { all = collect(pipe.reader.get(), 1000); });
    give(pipe, 300'000);
    pipe.writer.reset();
    reader.join();
    BOOST_TEST((all.bytes == pattern(300'000)));
}

BOOST_AUTO_TEST_CASE(interrupted_call_is_continued) {
    struct sigaction action {};
    action.sa_handler = [](int) {}; // and no SA_RESTART
    struct sigaction before {};
    ::sigaction(SIGUSR1, &action, &before);
    pipe_pair pipe;
    const pthread_t writer = ::pthread_self();
    collected all;
    std::thread reader([&] {
        for (int i = 0; i < 20; ++i) {
            ::pthread_kill(writer, SIGUSR1);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        all = collect(pipe.reader.get());
    });
    give(pipe, 500'000);
    pipe.writer.reset();
    reader.join();
    ::sigaction(SIGUSR1, &before, nullptr);
    BOOST_TEST((all.bytes == pattern(500'000)));
}

BOOST_AUTO_TEST_CASE(closed_pipe_is_reported) {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    pipe_pair pipe;
    pipe.reader.reset();
    const auto output = open_output(pipe.writer.get());
    fake_producer producer;
    const auto error = producer.produce(*output, payload);
    BOOST_TEST((error == std::errc::broken_pipe), error.message());
    std::signal(SIGPIPE, before);
}

BOOST_AUTO_TEST_CASE(nothing_but_a_pipe_can_be_spliced_to) {
    const test::scratch_directory scratch;
    const auto file = test::open_file(scratch / "file", O_RDWR | O_CREAT);
    const auto null = test::open_file("/dev/null", O_WRONLY);
    int sockets[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
    const io::unique_fd here(sockets[0]);
    const io::unique_fd there(sockets[1]);
    std::unique_ptr<io::splice_output> output;
    for (const int fd : {file.get(), null.get(), here.get()})
        BOOST_TEST(io::splice_output::open(fd, output) ==
                   io::io_errc::output_not_spliceable);
    BOOST_TEST((io::splice_output::open(-1, output) ==
                std::errc::bad_file_descriptor));
    BOOST_TEST(!output);
}

BOOST_AUTO_TEST_CASE(reading_end_of_a_pipe_is_not_read_from) {
    const pipe_pair pipe;
    BOOST_REQUIRE(::write(pipe.writer.get(), "text", 4) == 4);
    std::unique_ptr<io::splice_output> output;
    BOOST_TEST((io::splice_output::open(pipe.reader.get(), output) ==
                std::errc::bad_file_descriptor));
    pollfd entry{.fd = pipe.reader.get(), .events = POLLIN, .revents = 0};
    BOOST_TEST(::poll(&entry, 1, 0) == 1);
}

BOOST_AUTO_TEST_CASE(full_address_space_is_an_error) {
    test::skip_if_emulated("does not limit the address space");
    const pipe_pair pipe;
    std::ifstream statm("/proc/self/statm");
    rlim_t pages_in_use = 0;
    BOOST_REQUIRE(statm >> pages_in_use);
    struct rlimit before {};
    ::getrlimit(RLIMIT_AS, &before);
    struct rlimit low = before;
    low.rlim_cur = pages_in_use * io::page_size() + payload / 2;
    if (::setrlimit(RLIMIT_AS, &low) != 0)
        test::skip_test("the address space cannot be limited");
    std::unique_ptr<io::splice_output> output;
    const auto error = io::splice_output::open(pipe.writer.get(), output);
    ::setrlimit(RLIMIT_AS, &before);
    BOOST_TEST((error == std::errc::not_enough_memory), error.message());
}
