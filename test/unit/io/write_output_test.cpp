// SPDX-License-Identifier: BSL-1.0
// Tests of writing in blocks of 32 KiB.
#include "io/write_output.hpp"

#include "io/null_output.hpp"
#include "io/posix.hpp"

#include "support/fake_producer.hpp"
#include "support/pipe_pair.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace mgunzip;
using test::collect;
using test::collected;
using test::fake_producer;
using test::pattern;
using test::pipe_pair;

namespace {

// A pair of sockets on which one write is one packet, so that the reader sees
// the size of each.
struct packet_pair {
    io::unique_fd writer;
    io::unique_fd reader;

    packet_pair() {
        int fds[2];
        BOOST_REQUIRE_EQUAL(
            ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
        writer.reset(fds[0]);
        reader.reset(fds[1]);
    }
};

collected send_in_packets(std::uint64_t size, fake_producer producer = {}) {
    packet_pair packets;
    collected all;
    std::thread reader([&] { all = collect(packets.reader.get()); });
    std::error_code error;
    std::uint64_t committed = 0;
    {
        io::write_output output(packets.writer.get());
        error = producer.produce(output, size);
        if (!error)
            error = output.finish();
        committed = output.committed();
    }
    packets.writer.reset();
    reader.join();
    BOOST_TEST(!error, error.message());
    BOOST_TEST(committed == size);
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_write_but_the_last_has_exactly_32768_bytes) {
    for (const std::uint64_t size :
         {std::uint64_t{1}, std::uint64_t{32767}, std::uint64_t{32768},
          std::uint64_t{32769}, std::uint64_t{8 * 32768},
          std::uint64_t{8 * 32768 + 1}, std::uint64_t{3'000'000}}) {
        const collected all = send_in_packets(size);
        BOOST_TEST((all.bytes == pattern(size)), "size " << size);
        BOOST_TEST(all.sizes.size() == (size + 32767) / 32768);
        for (std::size_t i = 0; i + 1 < all.sizes.size(); ++i)
            BOOST_TEST(all.sizes[i] == 32768u);
    }
}

BOOST_AUTO_TEST_CASE(empty_output_is_no_write_at_all) {
    BOOST_TEST(send_in_packets(0).sizes.empty());
}

BOOST_AUTO_TEST_CASE(any_overshoot_within_the_window_goes_to_the_next_block) {
    for (const std::size_t overshoot : {0u, 1u, 257u, 4096u, 1u << 20}) {
        fake_producer producer;
        producer.overshoot = overshoot;
        const collected all = send_in_packets(1'500'000, producer);
        BOOST_TEST((all.bytes == pattern(1'500'000)));
        BOOST_TEST(all.sizes.size() == 46u);
    }
}

BOOST_AUTO_TEST_CASE(commit_in_the_middle_of_a_block_writes_nothing) {
    packet_pair packets;
    io::write_output output(packets.writer.get());
    fake_producer producer;
    for (int i = 0; i < 5; ++i) {
        BOOST_TEST(!producer.produce(output, 1000));
        BOOST_TEST(!output.commit());
    }
    BOOST_TEST(output.committed() == 5000u);
    std::uint8_t byte;
    BOOST_TEST(::recv(packets.reader.get(), &byte, 1, MSG_DONTWAIT) == -1);
    BOOST_TEST(!output.finish());
    packets.writer.reset();
    BOOST_TEST((collect(packets.reader.get()).bytes == pattern(5000)));
}

BOOST_AUTO_TEST_CASE(goal_leaves_the_decoder_a_margin) {
    pipe_pair pipe;
    io::write_output output(pipe.writer.get());
    std::thread reader([&] { collect(pipe.reader.get()); });
    fake_producer producer;
    for (int i = 0; i < 40; ++i) {
        BOOST_TEST(output.window().end - output.window().goal >=
                   std::ptrdiff_t{window_margin});
        BOOST_TEST(!producer.produce(output, 32768));
    }
    pipe.writer.reset();
    reader.join();
}

BOOST_AUTO_TEST_CASE(full_non_blocking_pipe_is_waited_for) {
    pipe_pair pipe(O_NONBLOCK);
    // Smaller than a block, so that every write is a partial one.
    BOOST_REQUIRE(::fcntl(pipe.writer.get(), F_SETPIPE_SZ, 4096) >= 0);
    const int flags = ::fcntl(pipe.reader.get(), F_GETFL);
    ::fcntl(pipe.reader.get(), F_SETFL, flags & ~O_NONBLOCK);
    collected all;
    std::thread reader([&] { all = collect(pipe.reader.get(), 1000); });
    fake_producer producer;
    {
        io::write_output output(pipe.writer.get());
        BOOST_TEST(!producer.produce(output, 300'000));
        BOOST_TEST(!output.finish());
    }
    pipe.writer.reset();
    reader.join();
    BOOST_TEST((all.bytes == pattern(300'000)));
}

BOOST_AUTO_TEST_CASE(closed_pipe_is_reported) {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    pipe_pair pipe;
    pipe.reader.reset();
    io::write_output output(pipe.writer.get());
    fake_producer producer;
    const auto error = producer.produce(output, 100'000);
    BOOST_TEST((error == std::errc::broken_pipe));
    std::signal(SIGPIPE, before);
}

BOOST_AUTO_TEST_CASE(interrupted_write_is_continued) {
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
    fake_producer producer;
    {
        io::write_output output(pipe.writer.get());
        BOOST_TEST(!producer.produce(output, 500'000));
        BOOST_TEST(!output.finish());
    }
    pipe.writer.reset();
    reader.join();
    ::sigaction(SIGUSR1, &before, nullptr);
    BOOST_TEST((all.bytes == pattern(500'000)));
}

BOOST_AUTO_TEST_CASE(null_output_counts_and_writes_nothing) {
    io::null_output output;
    fake_producer producer;
    BOOST_TEST(!producer.produce(output, 2'000'001));
    BOOST_TEST(!output.finish());
    BOOST_TEST(output.committed() == 2'000'001u);
    BOOST_TEST(!output.is_mapped());
}
