// SPDX-License-Identifier: BSL-1.0
// Which of several versions of an inner loop is in use.
#ifndef MGUNZIP_KERNEL_CHOICE_HPP
#define MGUNZIP_KERNEL_CHOICE_HPP

#include <mgunzip/kernel.hpp>

#include <atomic>
#include <cstddef>
#include <string_view>
#include <vector>

namespace mgunzip::detail {

/// The first of `kernels` that this processor can run, until `select` chooses
/// another. Each has a `name` and a function `is_supported`; the fastest comes
/// first, and the last one runs on every processor. All functions may be called
/// by several threads at once: the choice points to constants, so relaxed order
/// is enough.
template <typename Kernel, std::size_t Count>
class kernel_choice {
  public:
    constexpr explicit kernel_choice(const Kernel (&kernels)[Count]) noexcept
        : kernels_(kernels) {}

    const Kernel& in_use() noexcept {
        const Kernel* const kernel = selected_.load(std::memory_order_relaxed);
        return kernel != nullptr ? *kernel : use_first_supported();
    }

    /// See `select_crc_kernel`.
    [[nodiscard]] bool select(std::string_view name) noexcept {
        for (const Kernel& kernel : kernels_) {
            if (kernel.name == name && kernel.is_supported()) {
                selected_.store(&kernel, std::memory_order_relaxed);
                return true;
            }
        }
        return false;
    }

    /// May throw std::bad_alloc.
    std::vector<kernel_info> list() {
        const Kernel* const selected = &in_use();
        std::vector<kernel_info> infos;
        for (const Kernel& kernel : kernels_)
            infos.push_back(
                {kernel.name, kernel.is_supported(), &kernel == selected});
        return infos;
    }

  private:
    const Kernel& use_first_supported() noexcept {
        const Kernel* kernel = kernels_;
        while (!kernel->is_supported())
            ++kernel;
        // A selection that another thread has made meanwhile stands.
        const Kernel* current = nullptr;
        return selected_.compare_exchange_strong(current, kernel,
                                                 std::memory_order_relaxed)
                   ? *kernel
                   : *current;
    }

    const Kernel (&kernels_)[Count];
    std::atomic<const Kernel*> selected_{nullptr}; // null until the first use
};

} // namespace mgunzip::detail

#endif
