// SPDX-License-Identifier: BSL-1.0
// Advice to the system about the pages of a mapping.
#include "io/page_advice.hpp"

#include "io/call_counts.hpp"
#include "io/posix.hpp"

#include <atomic>
#include <cerrno>

#include <sys/mman.h>
#include <unistd.h>

namespace mgunzip::io {
namespace {

// Asked once: a system without it would only say so again.
std::atomic<bool> can_populate{true};

std::uintptr_t round_down(std::uintptr_t address) noexcept {
    return address & ~(std::uintptr_t{page_size()} - 1);
}

std::uintptr_t round_up(std::uintptr_t address) noexcept {
    return round_down(address + page_size() - 1);
}

// Advises the pages in [begin, end), which are aligned.
std::error_code advise(std::uintptr_t begin, std::uintptr_t end,
                       int advice) noexcept {
    if (begin >= end)
        return {};
    for (;;) {
        ++calls_of_this_thread.madvise;
        if (::madvise(reinterpret_cast<void*>(begin), end - begin, advice) == 0)
            return {};
        if (errno != EINTR)
            return last_error();
    }
}

std::error_code advise_pages_of(const std::uint8_t* begin,
                                const std::uint8_t* end, int advice) noexcept {
    return advise(round_down(reinterpret_cast<std::uintptr_t>(begin)),
                  round_up(reinterpret_cast<std::uintptr_t>(end)), advice);
}

// The same for the pages that lie wholly in the range.
std::error_code advise_pages_in(const std::uint8_t* begin,
                                const std::uint8_t* end, int advice) noexcept {
    return advise(round_up(reinterpret_cast<std::uintptr_t>(begin)),
                  round_down(reinterpret_cast<std::uintptr_t>(end)), advice);
}

std::error_code populate(const std::uint8_t* begin, const std::uint8_t* end,
                         int advice) noexcept {
    if (!can_populate.load(std::memory_order_relaxed))
        return {};
    const auto error = advise_pages_of(begin, end, advice);
    if (error.value() == EINVAL || error.value() == ENOSYS) {
        can_populate.store(false, std::memory_order_relaxed);
        return {};
    }
    return error;
}

} // namespace

std::size_t page_size() noexcept {
    static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size;
}

void will_need(const std::uint8_t* begin, const std::uint8_t* end) noexcept {
    static_cast<void>(advise_pages_of(begin, end, MADV_WILLNEED));
}

std::error_code populate_for_reading(const std::uint8_t* begin,
                                     const std::uint8_t* end) noexcept {
    return populate(begin, end, MADV_POPULATE_READ);
}

std::error_code populate_for_writing(const std::uint8_t* begin,
                                     const std::uint8_t* end) noexcept {
    return populate(begin, end, MADV_POPULATE_WRITE);
}

bool can_populate_for_writing() noexcept {
    static const bool is_known = [] {
        ++calls_of_this_thread.madvise;
        return ::madvise(nullptr, 0, MADV_POPULATE_WRITE) == 0;
    }();
    return is_known && can_populate.load(std::memory_order_relaxed);
}

void drop_pages(const std::uint8_t* begin, const std::uint8_t* end) noexcept {
    static_cast<void>(advise_pages_in(begin, end, MADV_DONTNEED));
}

std::error_code renew_pages(const std::uint8_t* begin,
                            const std::uint8_t* end) noexcept {
    return advise_pages_in(begin, end, MADV_DONTNEED);
}

void prefer_huge_pages(const std::uint8_t* begin,
                       const std::uint8_t* end) noexcept {
    static_cast<void>(advise_pages_in(begin, end, MADV_HUGEPAGE));
}

void do_not_read_ahead(const std::uint8_t* begin,
                       const std::uint8_t* end) noexcept {
    static_cast<void>(advise_pages_in(begin, end, MADV_RANDOM));
}

} // namespace mgunzip::io
