// SPDX-License-Identifier: BSL-1.0
// Turns a SIGBUS inside registered memory into a flag.
#include "io/sigbus_guard.hpp"

#include "io/call_counts.hpp"
#include "io/page_advice.hpp"
#include "io/thread_limit.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

#include <sys/mman.h>

namespace mgunzip::io {

struct detail::guarded_slot {
    /// Claimed by an object; no other object touches the rest.
    std::atomic<bool> is_taken{false};
    /// The range; `begin` is 0 while the slot is being filled or is free, and
    /// is what the handler looks at first.
    std::atomic<std::uintptr_t> begin{0};
    std::atomic<std::uintptr_t> end{0};
    /// The lowest address of what is lost, aligned to pages.
    std::atomic<std::uintptr_t> lost_from{nothing_lost};

    static constexpr std::uintptr_t nothing_lost = ~std::uintptr_t{0};

    void note_lost(std::uintptr_t page) noexcept {
        std::uintptr_t known = lost_from.load(std::memory_order_relaxed);
        while (page < known && !lost_from.compare_exchange_weak(
                                   known, page, std::memory_order_release,
                                   std::memory_order_relaxed)) {
        }
    }
};

namespace {

using detail::guarded_slot;

// Static and never freed: the handler may look at it at any time. Only
// lock-free atomics may be used by a signal handler.
std::array<guarded_slot, guarded_slot_count> slots;
static_assert(std::atomic<std::uintptr_t>::is_always_lock_free);

guarded_slot* find_slot(std::uintptr_t address) noexcept {
    for (guarded_slot& slot : slots) {
        const auto begin = slot.begin.load(std::memory_order_acquire);
        if (begin != 0 && address >= begin &&
            address < slot.end.load(std::memory_order_relaxed))
            return &slot;
    }
    return nullptr;
}

// Gives the rest of the range, from `page` on, memory that is no file's. Calls
// nothing but mmap, a bare system call; the thread's counters are in memory
// that it has had from its start.
bool replace_lost_pages(const guarded_slot& slot,
                        std::uintptr_t page) noexcept {
    const std::uintptr_t end = slot.end.load(std::memory_order_relaxed);
    ++calls_of_this_thread.mmap;
    return ::mmap(reinterpret_cast<void*>(page), end - page,
                  PROT_READ | PROT_WRITE,
                  MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                  0) != MAP_FAILED;
}

void handle_sigbus(int number, siginfo_t* info, void* /*context*/) {
    const int saved_errno = errno;
    // A fault of the file system says BUS_ADRERR. Broken memory (BUS_MCEERR_*)
    // is nothing to carry on after.
    if (info->si_code == BUS_ADRERR) {
        const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
        const std::uintptr_t page = address - address % page_size();
        if (guarded_slot* const slot = find_slot(address)) {
            // First, so that no thread takes the zeros for what was there.
            slot->note_lost(page);
            if (replace_lost_pages(*slot, page)) {
                errno = saved_errno;
                return;
            }
        }
    }
    // Back to the default: the access is repeated and ends the process. A
    // signal that a process sent is not repeated by itself.
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(number, &action, nullptr);
    if (info->si_code <= 0)
        ::raise(number);
    errno = saved_errno;
}

bool install_handler() noexcept {
    // Asked here for the first time, so that the handler finds it known.
    static_cast<void>(page_size());
    struct sigaction action {};
    action.sa_sigaction = handle_sigbus;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    return ::sigaction(SIGBUS, &action, nullptr) == 0;
}

} // namespace

bool guarded_range::guard(const void* begin, std::size_t size) noexcept {
    // Each time, as other code may have set a handler in between.
    if (!install_handler())
        return false;
    release();
    for (guarded_slot& slot : slots) {
        if (slot.is_taken.exchange(true, std::memory_order_acquire))
            continue;
        const auto address = reinterpret_cast<std::uintptr_t>(begin);
        slot.lost_from.store(guarded_slot::nothing_lost,
                             std::memory_order_relaxed);
        slot.end.store(address + size, std::memory_order_relaxed);
        slot.begin.store(address, std::memory_order_release);
        slot_ = &slot;
        lost_before_release_ = guarded_slot::nothing_lost;
        return true;
    }
    return false;
}

void guarded_range::release() noexcept {
    if (!slot_)
        return;
    lost_before_release_ = lost_from();
    slot_->begin.store(0, std::memory_order_relaxed);
    slot_->is_taken.store(false, std::memory_order_release);
    slot_ = nullptr;
}

std::uintptr_t guarded_range::lost_from() const noexcept {
    return slot_ ? slot_->lost_from.load(std::memory_order_acquire)
                 : lost_before_release_;
}

bool guarded_range::faulted() const noexcept {
    return lost_from() != guarded_slot::nothing_lost;
}

bool guarded_range::faulted_before(const void* position) const noexcept {
    return lost_from() < reinterpret_cast<std::uintptr_t>(position);
}

} // namespace mgunzip::io
