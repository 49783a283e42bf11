// SPDX-License-Identifier: BSL-1.0
// CRC-32 by the kernel in use, and which that is.
#include <mgunzip/crc32.hpp>

#include <mgunzip/kernel.hpp>

#include "cpu.hpp"
#include "crc32/crc32_kernels.hpp"
#include "crc32_and_newlines.hpp"
#include "kernel_choice.hpp"
#include "newlines.hpp"

namespace mgunzip {
namespace {

struct crc_kernel {
    std::string_view name;
    kernel::crc32_kernel* run;
    bool (*is_supported)() noexcept;
    /// Null where one pass would not be faster than two.
    kernel::crc32_counting_kernel* run_counting = nullptr;
};

// Fastest first. The last one runs anywhere.
constexpr crc_kernel kernels[] = {
#ifdef MGUNZIP_X86_KERNELS
    {"vpclmul", kernel::crc32_vpclmul, kernel::cpu_has_vpclmul,
     kernel::crc32_vpclmul_counting},
    {"vpclmul_avx2", kernel::crc32_vpclmul_avx2, kernel::cpu_has_vpclmul_avx2,
     kernel::crc32_vpclmul_avx2_counting},
    {"pclmul", kernel::crc32_pclmul, kernel::cpu_has_pclmul},
#endif
#ifdef MGUNZIP_ARM_KERNELS
    {"pmull_eor3", kernel::crc32_pmull_eor3, kernel::cpu_has_pmull_eor3},
    {"armv8", kernel::crc32_armv8, kernel::cpu_has_crc32},
    {"pmull", kernel::crc32_pmull, kernel::cpu_has_pmull},
#endif
    {"slicing", kernel::crc32_slicing, []() noexcept { return true; }},
};

constinit detail::kernel_choice choice(kernels);

} // namespace

std::uint32_t crc32(std::uint32_t crc, const void* data,
                    std::size_t size) noexcept {
    return ~choice.in_use().run(~crc, static_cast<const std::uint8_t*>(data),
                                size);
}

std::uint32_t detail::crc32_and_newlines(std::uint32_t crc,
                                         std::span<const std::uint8_t> data,
                                         std::uint64_t& newlines) noexcept {
    const crc_kernel& in_use = choice.in_use();
    if (in_use.run_counting == nullptr) {
        newlines += count_newlines(data);
        return ~in_use.run(~crc, data.data(), data.size());
    }
    const kernel::state_and_newlines after =
        in_use.run_counting(~crc, data.data(), data.size());
    newlines += after.newlines;
    return ~after.state;
}

std::vector<kernel_info> crc_kernels() {
    return choice.list();
}

bool select_crc_kernel(std::string_view name) noexcept {
    return choice.select(name);
}

} // namespace mgunzip
