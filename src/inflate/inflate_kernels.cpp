// SPDX-License-Identifier: BSL-1.0
#include "inflate/inflate_kernels.hpp"
#include "cpu.hpp"

#include <mgunzip/kernel.hpp>

#include <array>
#include <atomic>

namespace mgunzip {
namespace detail {
namespace {

struct inflate_kernel {
    std::string_view name;
    bool (*is_supported)() noexcept;
    selected_loops loops;
};

bool always() noexcept {
    return true;
}

// Fastest first; the last one runs everywhere.
constexpr inflate_kernel kernels[] = {
#if defined(__x86_64__)
    {"lanes_avx512",
     kernel::cpu_has_vbmi2,
     {classic_bmi2::decode, lanes_avx512::create}},
    {"lanes_avx2",
     kernel::cpu_has_avx2,
     {classic_bmi2::decode, lanes_avx2::create}},
    {"classic_bmi2", kernel::cpu_has_bmi2, {classic_bmi2::decode, nullptr}},
#endif
    {"classic", always, {classic::decode, nullptr}},
};

const inflate_kernel* fastest_kernel() noexcept {
    const inflate_kernel* kernel = kernels;
    while (!kernel->is_supported())
        ++kernel;
    return kernel;
}

std::atomic<const inflate_kernel*>& selected() noexcept {
    static std::atomic<const inflate_kernel*> kernel{fastest_kernel()};
    return kernel;
}

} // namespace

selected_loops selected_inflate_loops() noexcept {
    return selected().load(std::memory_order_relaxed)->loops;
}

} // namespace detail

std::vector<kernel_info> inflate_kernels() {
    std::vector<kernel_info> infos;
    for (const detail::inflate_kernel& kernel : detail::kernels)
        infos.push_back({kernel.name, kernel.is_supported(),
                         &kernel == detail::selected().load()});
    return infos;
}

bool select_inflate_kernel(std::string_view name) noexcept {
    if (name == "lanes_portable") // its name in version 0.1
        name = "lanes_avx2";
    for (const detail::inflate_kernel& kernel : detail::kernels)
        if (kernel.name == name && kernel.is_supported()) {
            detail::selected().store(&kernel);
            return true;
        }
    return false;
}

} // namespace mgunzip
