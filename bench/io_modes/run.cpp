// SPDX-License-Identifier: BSL-1.0
// One run of some work, and what it cost.
#include "run.hpp"

#include "process.hpp"

#include <mgunzip/crc32.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::bench {
namespace {

// What `cat` reads at a time.
constexpr std::size_t read_size = 128 * kib;

using clock = std::chrono::steady_clock;

double seconds_since(clock::time_point begin) {
    return std::chrono::duration<double>(clock::now() - begin).count();
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) +
           static_cast<double>(time.tv_usec) * 1e-6;
}

// Takes what arrives to pieces of the sizes that are expected.
class arrival_check {
  public:
    explicit arrival_check(const std::vector<content>& expected)
        : expected_(expected) {}

    void take(const std::uint8_t* data, std::size_t size) {
        while (size > 0) {
            if (index_ == expected_.size())
                throw std::runtime_error("too much has arrived");
            const content& wanted = expected_[index_];
            const auto count = static_cast<std::size_t>(
                std::min<std::uint64_t>(size, wanted.size - now_.size));
            now_.crc = crc32(now_.crc, data, count);
            now_.size += count;
            data += count;
            size -= count;
            if (now_.size < wanted.size)
                continue;
            if (now_ != wanted)
                throw std::runtime_error("something else has arrived");
            ++index_;
            now_ = {};
        }
    }

    void finish() const {
        if (index_ != expected_.size())
            throw std::runtime_error("not everything has arrived");
    }

  private:
    const std::vector<content>& expected_;
    std::size_t index_ = 0;
    content now_;
};

void read_everything(int fd, const std::vector<content>* expected) {
    const auto buffer =
        std::make_unique_for_overwrite<std::uint8_t[]>(read_size);
    std::optional<arrival_check> arriving;
    if (expected != nullptr)
        arriving.emplace(*expected);
    for (std::size_t count = 1; count > 0;) {
        check(io::read_some(fd, buffer.get(), read_size, count), "reader");
        if (arriving)
            arriving->take(buffer.get(), count);
    }
    if (arriving)
        arriving->finish();
}

void enlarge(int pipe) {
    if (::fcntl(pipe, F_SETPIPE_SZ, largest_pipe()) < 0)
        throw_last_error("cannot enlarge a pipe");
}

cost cost_of(const rusage& usage) {
    return {.user = seconds(usage.ru_utime),
            .system = seconds(usage.ru_stime),
            .minor_faults = usage.ru_minflt,
            .major_faults = usage.ru_majflt,
            .rss_kib = usage.ru_maxrss,
            .voluntary_switches = usage.ru_nvcsw,
            .involuntary_switches = usage.ru_nivcsw};
}

std::optional<cost> run_to_files(const run_request& request) {
    child_process worker(request.work);
    if (request.calls != nullptr)
        request.calls->attach(worker.id());
    const auto begin = clock::now();
    worker.go();
    rusage usage{};
    const bool is_done = worker.wait(usage);
    if (request.synced_folder)
        sync_file_system(*request.synced_folder);
    cost result = cost_of(usage);
    result.wall = seconds_since(begin);
    return is_done ? std::optional(result) : std::nullopt;
}

std::optional<cost> run_to_pipe(const run_request& request) {
    pipe_ends pipe = make_pipe();
    if (request.to == target::large_pipe)
        enlarge(pipe.to.get());
    child_process worker([&] {
        pipe.from.reset();
        ::dup2(pipe.to.get(), STDOUT_FILENO);
        pipe.to.reset();
        request.work();
    });
    pipe.to.reset(); // or else it never ends
    child_process reader(
        [&] { read_everything(pipe.from.get(), request.arriving); });
    pipe.from.reset();
    if (request.calls != nullptr)
        request.calls->attach(worker.id());
    const auto begin = clock::now();
    reader.go();
    worker.go();
    rusage usage{};
    rusage reader_usage{};
    const bool is_done = worker.wait(usage);
    const bool is_read = reader.wait(reader_usage);
    cost result = cost_of(usage);
    result.wall = seconds_since(begin);
    result.reader_cpu =
        seconds(reader_usage.ru_utime) + seconds(reader_usage.ru_stime);
    return is_done && is_read ? std::optional(result) : std::nullopt;
}

} // namespace

std::optional<cost> run_once(const run_request& request) {
    return is_pipe(request.to) ? run_to_pipe(request) : run_to_files(request);
}

void sync_file_system(const std::string& folder) {
    const io::unique_fd fd = open_or_throw(folder, O_RDONLY | O_DIRECTORY);
    if (::syncfs(fd.get()) != 0)
        throw_last_error(folder);
}

int largest_pipe() {
    constexpr int default_of_linux = 1048576;
    std::ifstream file("/proc/sys/fs/pipe-max-size");
    int size = 0;
    return file >> size ? size : default_of_linux;
}

} // namespace mgunzip::bench
