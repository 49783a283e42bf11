// SPDX-License-Identifier: BSL-1.0
// The process's handler for SIGBUS, which passes on what is not its own.
#include "io/sigbus_handler.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <mutex>
#include <utility>

namespace mgunzip::io {
namespace {

// A handler of others that was put in front of ours may pass signals on to it.
// Where ours then goes in front of that one, it is another function, which
// knows another one to pass on to: so signals never go round in a circle.
constexpr std::size_t most_levels = 4;

// What a level has replaced. A handler may read it at any time.
struct replaced_action {
    std::atomic<void (*)(int)> plain{SIG_DFL};
    std::atomic<void (*)(int, siginfo_t*, void*)> with_info{nullptr};
    std::atomic<bool> is_for_once{false};

    void set(const struct sigaction& action) noexcept {
        const bool has_info = (action.sa_flags & SA_SIGINFO) != 0;
        with_info = has_info ? action.sa_sigaction : nullptr;
        plain = has_info ? SIG_DFL : action.sa_handler;
        is_for_once =
            (static_cast<unsigned>(action.sa_flags) & SA_RESETHAND) != 0;
    }
};

std::array<replaced_action, most_levels> replaced_actions;
std::atomic<fault_handler> handler_of_faults{nullptr};
static_assert(std::atomic<fault_handler>::is_always_lock_free);
static_assert(std::atomic<bool>::is_always_lock_free);

std::mutex mutex; // guards what follows, and who sets the handler
std::size_t user_count = 0;
std::array<struct sigaction, most_levels> replaced; // to be set again

// A fault happens again when the handler has returned; what a process has sent,
// or the system only wanted to be known (BUS_MCEERR_AO), does not.
bool is_repeated(const siginfo_t& info) noexcept {
    return info.si_code > 0 && info.si_code != BUS_MCEERR_AO;
}

void end_process(int number, const siginfo_t& info) noexcept {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(number, &action, nullptr);
    if (!is_repeated(info))
        ::raise(number);
}

void pass_on(replaced_action& to, int number, siginfo_t* info, void* context) {
    const auto with_info = to.with_info.load();
    const auto plain = to.plain.load();
    if (to.is_for_once) {
        to.with_info = nullptr;
        to.plain = SIG_DFL;
    }
    if (with_info != nullptr)
        with_info(number, info, context);
    else if (plain != SIG_DFL && plain != SIG_IGN)
        plain(number);
    else if (plain == SIG_DFL || is_repeated(*info))
        end_process(number, *info); // the system lets no fault be ignored
}

template <std::size_t Level>
void handle_sigbus(int number, siginfo_t* info, void* context) {
    const int saved_errno = errno;
    const fault_handler handler = handler_of_faults;
    if (!handler || !handler(*info))
        pass_on(replaced_actions[Level], number, info, context);
    errno = saved_errno;
}

using handlers_of_levels =
    std::array<void (*)(int, siginfo_t*, void*), most_levels>;

template <std::size_t... Levels>
constexpr handlers_of_levels make_handlers(std::index_sequence<Levels...>) {
    return {handle_sigbus<Levels>...};
}

constexpr handlers_of_levels handlers =
    make_handlers(std::make_index_sequence<most_levels>());

// The level that `action` is; `most_levels` for one of others.
std::size_t level_of(const struct sigaction& action) noexcept {
    if ((action.sa_flags & SA_SIGINFO) == 0)
        return most_levels;
    return static_cast<std::size_t>(
        std::ranges::find(handlers, action.sa_sigaction) - handlers.begin());
}

// Those in front of it are gone; those behind may still be passed on to.
std::size_t levels_in_use = 0;

// In front of `current`, and in the way in which that would be called.
bool set_in_front_of(const struct sigaction& current) noexcept {
    if (levels_in_use == most_levels)
        return false;
    constexpr int kept_flags = SA_RESTART | SA_NODEFER;
    struct sigaction action {};
    action.sa_sigaction = handlers[levels_in_use];
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | (current.sa_flags & kept_flags);
    action.sa_mask = current.sa_mask;
    replaced[levels_in_use] = current;
    replaced_actions[levels_in_use].set(current);
    if (::sigaction(SIGBUS, &action, nullptr) != 0)
        return false;
    ++levels_in_use;
    return true;
}

bool set_if_needed() noexcept {
    struct sigaction current {};
    if (::sigaction(SIGBUS, nullptr, &current) != 0)
        return false;
    const std::size_t level = level_of(current);
    if (level == most_levels)
        return set_in_front_of(current);
    levels_in_use = level + 1;
    return true;
}

void restore() noexcept {
    struct sigaction current {};
    if (::sigaction(SIGBUS, nullptr, &current) != 0)
        return;
    const std::size_t level = level_of(current);
    if (level == most_levels)
        return;
    ::sigaction(SIGBUS, &replaced[level], nullptr);
    levels_in_use = level;
}

} // namespace

bool sigbus_handler::begin(fault_handler handler) noexcept {
    const std::lock_guard lock(mutex);
    handler_of_faults = handler;
    if (!set_if_needed())
        return false;
    if (!is_in_use_)
        ++user_count;
    is_in_use_ = true;
    return true;
}

void sigbus_handler::end() noexcept {
    if (!is_in_use_)
        return;
    const std::lock_guard lock(mutex);
    is_in_use_ = false;
    if (--user_count == 0)
        restore();
}

} // namespace mgunzip::io
