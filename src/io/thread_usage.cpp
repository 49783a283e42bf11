// SPDX-License-Identifier: BSL-1.0
// What work has cost: processor time, page faults, system calls.
#include "io/thread_usage.hpp"

#include "io/process_status.hpp"

#include <charconv>
#include <string_view>

#include <sys/resource.h>

namespace mgunzip::io {
namespace {

constinit thread_local thread_usage helpers_of_this_thread;

std::chrono::microseconds as_time(const timeval& time) noexcept {
    return std::chrono::seconds(time.tv_sec) +
           std::chrono::microseconds(time.tv_usec);
}

thread_usage usage_of(int scope) noexcept {
    struct rusage used {};
    if (::getrusage(scope, &used) < 0)
        return {};
    return {.user = as_time(used.ru_utime),
            .system = as_time(used.ru_stime),
            .minor_faults = static_cast<std::uint64_t>(used.ru_minflt),
            .major_faults = static_cast<std::uint64_t>(used.ru_majflt)};
}

} // namespace

thread_usage& thread_usage::operator+=(const thread_usage& other) noexcept {
    user += other.user;
    system += other.system;
    minor_faults += other.minor_faults;
    major_faults += other.major_faults;
    calls += other.calls;
    helpers += other.helpers;
    return *this;
}

thread_usage& thread_usage::operator-=(const thread_usage& other) noexcept {
    user -= other.user;
    system -= other.system;
    minor_faults -= other.minor_faults;
    major_faults -= other.major_faults;
    calls -= other.calls;
    helpers -= other.helpers;
    return *this;
}

thread_usage usage_of_this_thread() noexcept {
    thread_usage usage = usage_of(RUSAGE_THREAD);
    usage.calls = calls_of_this_thread;
    return usage += helpers_of_this_thread;
}

void add_usage_of_helper(const thread_usage& helper) noexcept {
    helpers_of_this_thread += helper;
    ++helpers_of_this_thread.helpers;
}

thread_usage usage_of_process() noexcept {
    return usage_of(RUSAGE_SELF);
}

// The maximum that getrusage tells is not of this program alone: it also has
// what the process had in memory before it was this program.
std::uint64_t peak_memory() noexcept {
    const process_status status;
    const std::string_view text = status.value_of("VmHWM");
    std::uint64_t kib = 0;
    std::from_chars(text.data(), text.data() + text.size(), kib);
    return kib * 1024;
}

} // namespace mgunzip::io
