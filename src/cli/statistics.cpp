// SPDX-License-Identifier: BSL-1.0
// Adds up statistics, and finds the kernels in use.
#include "cli/statistics.hpp"

#include <mgunzip/kernel.hpp>

#include <algorithm>
#include <vector>

namespace mgunzip::cli {
namespace {

std::string_view selected(const std::vector<kernel_info>& kernels) {
    const auto found =
        std::find_if(kernels.begin(), kernels.end(),
                     [](const kernel_info& k) { return k.is_selected; });
    return found == kernels.end() ? std::string_view() : found->name;
}

} // namespace

double work_statistics::bytes_per_second() const noexcept {
    const double seconds = std::chrono::duration<double>(wall).count();
    return seconds > 0 ? static_cast<double>(bytes_out) / seconds : 0;
}

work_statistics&
work_statistics::operator+=(const work_statistics& other) noexcept {
    bytes_in += other.bytes_in;
    bytes_out += other.bytes_out;
    is_measured = is_measured || other.is_measured;
    members += other.members;
    blocks += other.blocks;
    wall = std::max(wall, other.wall);
    for (std::size_t i = 0; i < stages.size(); ++i)
        stages[i] += other.stages[i];
    used += other.used;
    peak_memory = std::max(peak_memory, other.peak_memory);
    threads = std::max(threads, other.threads);
    return *this;
}

void total_statistics::add(const file_statistics& file) noexcept {
    ++files;
    errors += file.status == exit_status::error;
    warnings += file.status == exit_status::warning;
    work += file.work;
}

std::string_view inflate_kernel_in_use() {
    return selected(inflate_kernels());
}

std::string_view crc_kernel_in_use() {
    return selected(crc_kernels());
}

} // namespace mgunzip::cli
