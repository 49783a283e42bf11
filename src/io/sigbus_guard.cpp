// SPDX-License-Identifier: BSL-1.0
// Turns a SIGBUS inside registered memory into a flag.
#include "io/sigbus_guard.hpp"

#include "io/call_counts.hpp"
#include "io/page_advice.hpp"
#include "io/thread_limit.hpp"

#include <array>
#include <atomic>
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
    /// How often memory was put in the place of pages, not yet counted.
    std::atomic<std::uint32_t> replacements{0};

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
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

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
// nothing but mmap, a bare system call. The thread's counters may be in memory
// that it has yet to get, so the slot counts.
bool replace_lost_pages(guarded_slot& slot, std::uintptr_t page) noexcept {
    const std::uintptr_t end = slot.end.load(std::memory_order_relaxed);
    slot.replacements.fetch_add(1, std::memory_order_relaxed);
    return ::mmap(reinterpret_cast<void*>(page), end - page,
                  PROT_READ | PROT_WRITE,
                  MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                  0) != MAP_FAILED;
}

bool see_to_fault(const siginfo_t& fault) noexcept {
    // A fault of the file system says BUS_ADRERR. Broken memory (BUS_MCEERR_*)
    // is nothing to carry on after.
    if (fault.si_code != BUS_ADRERR)
        return false;
    const auto address = reinterpret_cast<std::uintptr_t>(fault.si_addr);
    const std::uintptr_t page = address - address % page_size();
    guarded_slot* const slot = find_slot(address);
    if (slot == nullptr)
        return false;
    // First, so that no thread takes the zeros for what was there.
    slot->note_lost(page);
    return replace_lost_pages(*slot, page);
}

bool begin_handler(sigbus_handler& handler) noexcept {
    // Asked here for the first time, so that the handler finds it known.
    static_cast<void>(page_size());
    return handler.begin(see_to_fault);
}

} // namespace

kept_guard::kept_guard() noexcept {
    // If it cannot be had, the guards will say so.
    static_cast<void>(begin_handler(handler_));
}

bool guarded_range::guard(const void* begin, std::size_t size) noexcept {
    release();
    // Each time, as other code may have set a handler in between.
    if (!begin_handler(handler_))
        return false;
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
    handler_.end();
    return false;
}

void guarded_range::release() noexcept {
    if (!slot_)
        return;
    lost_before_release_ = lost_from();
    slot_->begin.store(0, std::memory_order_relaxed);
    calls_of_this_thread.mmap += slot_->replacements.exchange(0);
    slot_->is_taken.store(false, std::memory_order_release);
    slot_ = nullptr;
    handler_.end();
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
