// SPDX-License-Identifier: BSL-1.0
// Counts the system calls of a process, by strace.
#include "call_counter.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace mgunzip::bench {
namespace {

// How long strace may take to attach itself.
constexpr int longest_wait_ms = 5000;

bool is_traced(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);) {
        constexpr std::string_view key = "TracerPid:\t";
        if (line.starts_with(key))
            return line.substr(key.size()) != "0";
    }
    return false;
}

// A line of strace's table: share, seconds, microseconds for each call, calls,
// errors if there were any, name.
void count_line(const std::string& line, call_counts& counts) {
    std::istringstream text(line);
    std::vector<std::string> words;
    for (std::string word; text >> word;)
        words.push_back(word);
    constexpr std::size_t calls_column = 3;
    if (words.size() < 5 || words.size() > 6 ||
        words[0].find_first_not_of("0123456789.") != std::string::npos ||
        words.back() == "total")
        return;
    counts[words.back()] = std::stoul(words[calls_column]);
}

} // namespace

bool call_counter::is_available() {
    return run_program({.words = {"strace", "-V"}});
}

void call_counter::attach(pid_t process) {
    tracer_ = std::make_unique<child_process>([this, process] {
        execute({.words = {"strace", "-f", "-c", "-o", log_, "-p",
                           std::to_string(process)},
                 .is_quiet = true});
    });
    tracer_->go();
    for (int waited = 0; waited < longest_wait_ms && !is_traced(process);
         ++waited)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

call_counts call_counter::finish() {
    call_counts counts;
    rusage ignored;
    const bool is_counted = tracer_ && tracer_->wait(ignored);
    std::ifstream log(log_);
    for (std::string line; is_counted && std::getline(log, line);)
        count_line(line, counts);
    std::filesystem::remove(log_);
    // The process's own end; it waited for its beginning before it was
    // traced, or while it was.
    counts.erase("exit_group");
    return counts;
}

} // namespace mgunzip::bench
