// SPDX-License-Identifier: BSL-1.0
// Leaves no half-made output behind when a signal ends the process.
#include "io/cleanup_signals.hpp"

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <mutex>

#include <unistd.h>

namespace mgunzip::io {

// What the handler reads. Everything is in place before `is_active` is set, so
// that the handler needs nothing but bare system calls.
struct detail::cleanup_slot {
    std::atomic<bool> is_active{false};
    int directory_fd = -1;
    std::array<char, NAME_MAX + 1> name{}; ///< empty: roll back instead
    const std::atomic<const file_rollback*>* state = nullptr;
};

namespace {

using detail::cleanup_slot;

// One for each output at work at a time, and some more.
constexpr std::size_t slot_count = 16;
std::array<cleanup_slot, slot_count> slots;

// Guards what only ordinary code uses: which slots are taken, and whose
// dispositions were changed.
std::mutex mutex;
std::size_t active_count = 0;

// Signals whose default is to end the process, and that somebody sends or the
// system raises when it is time to go.
constexpr std::array signals{SIGHUP,  SIGINT,  SIGQUIT, SIGPIPE,   SIGALRM,
                             SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU};
std::array<bool, signals.size()> is_handled{};

static_assert(std::atomic<bool>::is_always_lock_free);
static_assert(std::atomic<const file_rollback*>::is_always_lock_free);

void handle_signal(int number) {
    const int saved_errno = errno;
    for (const cleanup_slot& slot : slots) {
        if (!slot.is_active.load(std::memory_order_acquire))
            continue;
        if (slot.name[0] != '\0')
            ::unlinkat(slot.directory_fd, slot.name.data(), 0);
        else if (const auto* const state = slot.state->load())
            static_cast<void>(roll_back(*state));
    }
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(number, &action, nullptr);
    // Stays blocked until this returns, and ends the process then.
    ::raise(number);
    errno = saved_errno;
}

void set_handlers() {
    struct sigaction action {};
    action.sa_handler = handle_signal;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    for (const int number : signals)
        ::sigaddset(&action.sa_mask, number);
    for (std::size_t i = 0; i < signals.size(); ++i) {
        struct sigaction before {};
        is_handled[i] = ::sigaction(signals[i], nullptr, &before) == 0 &&
                        !(before.sa_flags & SA_SIGINFO) &&
                        before.sa_handler == SIG_DFL &&
                        ::sigaction(signals[i], &action, nullptr) == 0;
    }
}

void restore_defaults() {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    for (std::size_t i = 0; i < signals.size(); ++i) {
        if (is_handled[i])
            ::sigaction(signals[i], &action, nullptr);
    }
}

// Finds a free slot, lets `fill` write to it, and makes it active.
template <typename Fill>
cleanup_slot* activate(Fill fill) {
    const std::lock_guard lock(mutex);
    for (cleanup_slot& slot : slots) {
        if (slot.is_active.load(std::memory_order_relaxed))
            continue;
        fill(slot);
        slot.is_active.store(true, std::memory_order_release);
        if (active_count++ == 0)
            set_handlers();
        return &slot;
    }
    return nullptr;
}

void deactivate(cleanup_slot& slot) {
    const std::lock_guard lock(mutex);
    slot.is_active.store(false, std::memory_order_release);
    if (--active_count == 0)
        restore_defaults();
}

} // namespace

bool signal_cleanup::unlink(int directory_fd, const std::string& name) {
    dismiss();
    if (name.empty() || name.size() > NAME_MAX)
        return false;
    slot_ = activate([&](cleanup_slot& slot) {
        slot.directory_fd = directory_fd;
        std::memcpy(slot.name.data(), name.c_str(), name.size() + 1);
    });
    return slot_ != nullptr;
}

bool signal_cleanup::roll_back(const std::atomic<const file_rollback*>& state) {
    dismiss();
    slot_ = activate([&](cleanup_slot& slot) {
        slot.name[0] = '\0';
        slot.state = &state;
    });
    return slot_ != nullptr;
}

void signal_cleanup::dismiss() {
    if (!slot_)
        return;
    deactivate(*slot_);
    slot_ = nullptr;
}

} // namespace mgunzip::io
