// SPDX-License-Identifier: BSL-1.0
// CRC-32 by the kernel in use, and which that is.
#include <mgunzip/crc32.hpp>

#include <mgunzip/kernel.hpp>

#include "cpu.hpp"
#include "crc32/crc32_kernels.hpp"

#include <atomic>

namespace mgunzip {

namespace {

struct crc_kernel {
    std::string_view name;
    kernel::crc32_kernel* run;
    bool (*is_supported)() noexcept;
};

// Fastest first. The last one runs anywhere.
constexpr crc_kernel kernels[] = {
#ifdef MGUNZIP_X86_KERNELS
    {"vpclmul", kernel::crc32_vpclmul, kernel::cpu_has_vpclmul},
    {"vpclmul_avx2", kernel::crc32_vpclmul_avx2, kernel::cpu_has_vpclmul_avx2},
    {"pclmul", kernel::crc32_pclmul, kernel::cpu_has_pclmul},
#endif
    {"slicing", kernel::crc32_slicing, []() noexcept { return true; }},
};

// Null until the first use. Points to constants only, so relaxed order will do.
std::atomic<const crc_kernel*> selected{nullptr};

const crc_kernel* select_fastest() noexcept {
    const crc_kernel* fastest = kernels;
    while (!fastest->is_supported())
        ++fastest;
    // A selection that another thread has made meanwhile stands.
    const crc_kernel* current = nullptr;
    return selected.compare_exchange_strong(current, fastest,
                                            std::memory_order_relaxed)
               ? fastest
               : current;
}

const crc_kernel* kernel_in_use() noexcept {
    const crc_kernel* current = selected.load(std::memory_order_relaxed);
    return current != nullptr ? current : select_fastest();
}

} // namespace

std::uint32_t crc32(std::uint32_t crc, const void* data,
                    std::size_t size) noexcept {
    return ~kernel_in_use()->run(~crc, static_cast<const std::uint8_t*>(data),
                                 size);
}

std::vector<kernel_info> crc_kernels() {
    const crc_kernel* current = kernel_in_use();
    std::vector<kernel_info> list;
    for (const crc_kernel& each : kernels)
        list.push_back({each.name, each.is_supported(), &each == current});
    return list;
}

bool select_crc_kernel(std::string_view name) noexcept {
    for (const crc_kernel& each : kernels) {
        if (each.name == name && each.is_supported()) {
            selected.store(&each, std::memory_order_relaxed);
            return true;
        }
    }
    return false;
}

} // namespace mgunzip
