// SPDX-License-Identifier: BSL-1.0
// Timing by the monotonic clock.
#include "measure.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <string_view>

namespace mgunzip::bench {

namespace {

// Long against the clock's resolution and a call through std::function, short
// against what disturbs a machine.
constexpr double shortest_sample_seconds = 0.01;

double seconds_of(const std::function<void()>& run, int repeats) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < repeats; ++i)
        run();
    const std::chrono::duration<double> all =
        std::chrono::steady_clock::now() - begin;
    return all.count() / repeats;
}

int repeats_for(const std::function<void()>& run) {
    int repeats = 1;
    for (;;) {
        const double all = seconds_of(run, repeats) * repeats;
        if (all >= shortest_sample_seconds)
            return repeats;
        // Not more than tenfold: a first run may be slow by chance only.
        const double factor = shortest_sample_seconds / std::max(all, 1e-9);
        repeats = static_cast<int>(
            std::ceil(repeats * std::clamp(factor, 1.1, 10.0)));
    }
}

std::string cpu_model() {
    std::ifstream cpuinfo("/proc/cpuinfo");
    for (std::string line; std::getline(cpuinfo, line);) {
        constexpr std::string_view key = "model name";
        const std::size_t colon = line.find(": ");
        if (line.starts_with(key) && colon != std::string::npos)
            return line.substr(colon + 2);
    }
    return "unknown";
}

std::string system_kernel() {
    utsname names{};
    if (::uname(&names) != 0)
        return "unknown";
    return std::string(names.sysname) + ' ' + names.release + ' ' +
           names.machine;
}

} // namespace

void run_interleaved(std::span<contestant> contestants, int rounds) {
    std::vector<int> repeats;
    for (const contestant& each : contestants)
        repeats.push_back(repeats_for(each.run));
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < contestants.size(); ++i) {
            const std::size_t k =
                (i + static_cast<std::size_t>(round)) % contestants.size();
            contestants[k].seconds.push_back(
                seconds_of(contestants[k].run, repeats[k]));
        }
    }
}

double minimum(std::span<const double> values) {
    return *std::ranges::min_element(values);
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 != 0 ? values[middle]
                                  : (values[middle - 1] + values[middle]) / 2;
}

std::string machine() {
    return "processor: " + cpu_model() + "\nkernel: " + system_kernel() +
           "\ncompiler: "
#if defined(__clang__)
           __VERSION__ "\n"; // says who it is
#else
           "GCC " __VERSION__ "\n";
#endif
}

} // namespace mgunzip::bench
