// SPDX-License-Identifier: BSL-1.0
// Tests of what work on files does to the process of the application.
#include <mgunzip/file.hpp>

#include "io/page_advice.hpp"
#include "support/child_process.hpp"
#include "support/sample_data.hpp"
#include "support/sanitizers.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <csetjmp>
#include <csignal>

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip;
using namespace mgunzip::test;
namespace fs = std::filesystem;

namespace {

struct place {
    scratch_directory scratch;
    fs::path in = scratch / "in.gz";
    fs::path out = scratch / "out";
    bytes data = sample(3000000);
    bytes file = gzip(data);

    place() { write_file(in.string(), file); }

    // The work waits for a full pipe again and again, and meanwhile `function`
    // is called.
    template <typename Function>
    file_result to_pipe(Function function) const {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
            return {};
        const io::unique_fd output(ends[0]);
        const io::unique_fd to(ends[1]);
        const auto from = open_file(in.string(), O_RDONLY);
        bytes buffer(65536);
        const auto drain = [&](const file_progress&) {
            function();
            while (::read(output.get(), buffer.data(), buffer.size()) > 0) {
            }
            return true;
        };
        return decompress_file(
            from.get(), to.get(),
            {.progress = drain,
             .progress_interval = std::chrono::milliseconds(1)});
    }
};

constexpr int signal_end = 32; // of the ordinary ones

// What an application can see of itself.
struct process_state {
    mode_t mask = ::umask(0);
    sigset_t blocked{};
    std::array<struct sigaction, signal_end> actions{};

    process_state() {
        ::umask(mask);
        ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        for (int number = 1; number < signal_end; ++number)
            ::sigaction(number, nullptr,
                        &actions[static_cast<std::size_t>(number)]);
    }
    // `but` may be handled in another way.
    bool is_like(const process_state& other, int but = 0) const {
        bool is_same = mask == other.mask;
        for (int number = 1; number < signal_end; ++number) {
            const auto i = static_cast<std::size_t>(number);
            is_same = is_same &&
                      ::sigismember(&blocked, number) ==
                          ::sigismember(&other.blocked, number) &&
                      (number == but ||
                       actions[i].sa_handler == other.actions[i].sa_handler);
        }
        return is_same;
    }
};

sigjmp_buf before_fault;

extern "C" void return_from_fault(int) {
    siglongjmp(before_fault, 1);
}

// A mapping of a file that has no pages any more.
struct lost_page {
    scratch_directory scratch;
    volatile char* address;

    lost_page() {
        write_file(scratch / "lost", bytes(100));
        const auto fd = open_file(scratch / "lost", O_RDWR);
        void* const map = ::mmap(nullptr, io::page_size(), PROT_READ,
                                 MAP_SHARED, fd.get(), 0);
        address = static_cast<volatile char*>(map);
        static_cast<void>(!::ftruncate(fd.get(), 0));
    }
    // True if the application's handler gets the fault of its own access.
    bool is_faulted() const {
        if (sigsetjmp(before_fault, 1) != 0)
            return true;
        static_cast<void>(*address);
        return false;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(process, place)

BOOST_AUTO_TEST_CASE(what_belongs_to_the_application_stays_as_it_is) {
    const int status = status_of_child([&] {
        ::umask(0027);
        std::signal(SIGTERM, SIG_IGN);
        std::signal(SIGBUS, return_from_fault);
        sigset_t some;
        ::sigemptyset(&some);
        ::sigaddset(&some, SIGUSR1);
        ::pthread_sigmask(SIG_BLOCK, &some, nullptr);
        const process_state before;
        bool is_same_meanwhile = true;
        const file_result done = to_pipe([&] {
            is_same_meanwhile =
                is_same_meanwhile && before.is_like(process_state(), SIGBUS);
        });
        return done && is_same_meanwhile && before.is_like(process_state()) &&
               decompress_file(in, out) && before.is_like(process_state()) &&
               !decompress_file(in, out) && before.is_like(process_state());
    });
    BOOST_TEST(is_success(status));
    BOOST_TEST((read_file(out.string()) == data));
}

BOOST_AUTO_TEST_CASE(file_size_limit_is_an_error_and_no_signal) {
    const int status = status_of_child([&] {
        const struct rlimit small { 1000000, 1000000 };
        ::setrlimit(RLIMIT_FSIZE, &small);
        const file_result result = decompress_file(in, out);
        sigset_t pending;
        ::sigpending(&pending);
        return result.error == std::errc::file_too_large &&
               result.operation == file_operation::write_output &&
               ::sigismember(&pending, SIGXFSZ) == 0;
    });
    BOOST_TEST(is_success(status));
    BOOST_TEST((scratch.entries() == std::vector<std::string>{"in.gz"}));
}

BOOST_AUTO_TEST_CASE(broken_pipe_is_an_error_and_no_signal) {
    const int status = status_of_child([&] {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            return false;
        ::close(ends[0]);
        const auto from = open_file(in.string(), O_RDONLY);
        return decompress_file(from.get(), ends[1]).error ==
               std::errc::broken_pipe;
    });
    BOOST_TEST(is_success(status));
}

#ifdef __GLIBC__
// Stacks so large that no thread can be had.
constexpr std::size_t half_of_all = std::size_t{1}
                                    << (sizeof(std::size_t) == 8 ? 47 : 31);

BOOST_AUTO_TEST_CASE(without_threads_the_caller_does_the_work) {
    if (has_sanitizer())
        skip_test("a sanitizer has stacks of its own");
    const int status = status_of_child([&] {
        pthread_attr_t huge;
        ::pthread_attr_init(&huge);
        ::pthread_attr_setstacksize(&huge, half_of_all);
        if (::pthread_setattr_default_np(&huge) != 0)
            return false;
        const process_state before;
        int calls = 0;
        const auto count = [&](const file_progress&) { return ++calls > 0; };
        if (!decompress_file(in, out, {.progress = count}) || calls == 0)
            return false;
        const struct rlimit small { 1000000, 1000000 };
        ::setrlimit(RLIMIT_FSIZE, &small);
        return decompress_file(in, scratch / "more").error ==
                   std::errc::file_too_large &&
               before.is_like(process_state());
    });
    BOOST_TEST(is_success(status));
    BOOST_TEST((read_file(out.string()) == data));
}
#endif

BOOST_AUTO_TEST_CASE(input_that_is_cut_is_an_error_and_no_crash) {
    const int status = status_of_child([&] {
        const file_result result =
            to_pipe([&] { static_cast<void>(!::truncate(in.c_str(), 5000)); });
        return result.error == file_errc::input_lost &&
               result.operation == file_operation::read_input;
    });
    BOOST_TEST(is_success(status));
}

BOOST_AUTO_TEST_CASE(faults_of_the_application_are_for_its_own_handler) {
    const lost_page lost;
    const int status = status_of_child([&] {
        std::signal(SIGBUS, return_from_fault);
        int faults = 0;
        const file_result done =
            to_pipe([&] { faults += lost.is_faulted() ? 1 : 0; });
        return done && faults > 1 && lost.is_faulted();
    });
    BOOST_TEST(is_success(status));
}

BOOST_AUTO_TEST_SUITE_END()
