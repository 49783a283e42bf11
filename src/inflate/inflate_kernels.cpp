// SPDX-License-Identifier: BSL-1.0
// The loops that decode the data of blocks, and which of them are in use.
#include "inflate/inflate_kernels.hpp"
#include "cpu.hpp"
#include "kernel_choice.hpp"

#include <mgunzip/kernel.hpp>

namespace mgunzip {
namespace detail {
namespace {

struct inflate_kernel {
    std::string_view name;
    bool (*is_supported)() noexcept;
    selected_loops loops;
};

// Fastest first; `classic` runs everywhere, so what stands behind it is only
// used by those who ask for it: lanes that nobody has measured on hardware.
constexpr inflate_kernel kernels[] = {
#if defined(__x86_64__)
    {"lanes_avx512",
     kernel::cpu_has_vbmi2,
     {classic_bmi2::decode, lanes_avx512::create,
      lanes_avx512::create_streams}},
    {"lanes_avx2",
     kernel::cpu_has_avx2,
     {classic_bmi2::decode, lanes_avx2::create, lanes_avx2::create_streams}},
    {"classic_bmi2",
     kernel::cpu_has_bmi2,
     {classic_bmi2::decode, nullptr, nullptr}},
#endif
    {"classic",
     []() noexcept { return true; },
     {classic::decode, nullptr, nullptr}},
#ifdef MGUNZIP_ARM_KERNELS
    {"lanes_neon",
     []() noexcept { return true; },
     {classic::decode, lanes_neon::create, lanes_neon::create_streams}},
#endif
};

constinit kernel_choice choice(kernels);

} // namespace

selected_loops selected_inflate_loops() noexcept {
    return choice.in_use().loops;
}

} // namespace detail

std::vector<kernel_info> inflate_kernels() {
    return detail::choice.list();
}

bool select_inflate_kernel(std::string_view name) noexcept {
    // Its name in version 0.1.
    return detail::choice.select(name == "lanes_portable" ? "lanes_avx2"
                                                          : name);
}

} // namespace mgunzip
