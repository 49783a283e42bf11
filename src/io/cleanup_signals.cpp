// SPDX-License-Identifier: BSL-1.0
// Leaves nothing half-made behind when a signal ends the process.
#include "io/cleanup_signals.hpp"

#include "io/file_names.hpp"
#include "io/thread_limit.hpp"

#include <array>
#include <atomic>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <mutex>

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

namespace mgunzip::io {

namespace {

// As wide as a word, as GCC 12 for riscv64 has no lock-free bytes.
enum class slot_state : std::uint32_t {
    unused,
    announced, ///< being filled, or what it names is about to be made
    in_force,
};

} // namespace

// What the handler reads. Everything is in place before the state is
// `in_force`, so that the handler needs nothing but bare system calls.
//
// No hidden name is left behind by a thread that a handler did not interrupt.
// That thread sets `announced`, looks at `is_ending`, and creates the name if
// that is 0; the handler sets `is_ending` before it looks at the states.
// All of these are sequentially consistent, so if the thread saw 0, the
// handler sees `announced` or a later state, and waits until the name is there.
struct detail::cleanup_slot {
    std::atomic<slot_state> state{slot_state::unused};
    pthread_t owner{}; ///< set before the state
    int directory_fd = -1;
    // One of these is set.
    std::array<char, NAME_MAX + 1> name{};
    file_rollback* rollback = nullptr;
    void (*action)() noexcept = nullptr;
    /// With a name: -1, or it is unlinked only while it is that of this file.
    int fd = -1;
};

namespace {

using detail::cleanup_slot;

std::array<cleanup_slot, cleanup_slot_count> slots;

// Guards what only ordinary code uses: which slots are taken, and whose
// dispositions were changed.
std::mutex mutex;
std::size_t used_count = 0;

// A handler runs, and the process will end.
std::atomic<std::uint32_t> is_ending{0};

// Signals that end the process by default, and that users, other processes and
// the system send for that purpose.
constexpr std::array signals{SIGHUP,  SIGINT,  SIGQUIT, SIGPIPE,   SIGALRM,
                             SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU};
std::array<bool, signals.size()> is_handled{};

static_assert(std::atomic<std::uint32_t>::is_always_lock_free);
static_assert(std::atomic<slot_state>::is_always_lock_free);
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

// Actions come last: what they do may take time.
enum class cleanup_turn : std::uint8_t { files, actions };

void cut(file_rollback& state) {
    state.gate.close();
    static_cast<void>(roll_back(state));
}

// Does what the slot is in force for, if it is its turn. The interrupted thread
// will not go on, so what it has announced is there already or never will be.
void clean_up(const cleanup_slot& slot, cleanup_turn turn) {
    slot_state state = slot.state;
    while (state == slot_state::announced &&
           !::pthread_equal(slot.owner, ::pthread_self())) {
        ::sched_yield();
        state = slot.state;
    }
    if (state == slot_state::unused ||
        (slot.action != nullptr) != (turn == cleanup_turn::actions))
        return;
    if (slot.action)
        slot.action();
    else if (slot.name[0] == '\0')
        cut(*slot.rollback);
    else if (slot.fd < 0 ||
             is_name_of(slot.fd, slot.directory_fd, slot.name.data()))
        ::unlinkat(slot.directory_fd, slot.name.data(), 0);
}

// Ends the process as the signal would without a handler. Process 1 of a
// container ignores that; its status is what a shell makes of the signal.
[[noreturn]] void end_by(int number) {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(number, &action, nullptr);
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, number);
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    ::raise(number);
    constexpr int shells_status = 128;
    ::_exit(shells_status + number);
}

void handle_signal(int number) {
    is_ending = 1;
    for (const cleanup_turn turn : {cleanup_turn::files, cleanup_turn::actions})
        for (const cleanup_slot& slot : slots)
            clean_up(slot, turn);
    end_by(number);
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

// From now on one more needs the handlers. Called with the mutex.
void add_user() {
    if (used_count++ == 0)
        set_handlers();
}

// Called with the mutex.
void remove_user() {
    if (--used_count == 0)
        restore_defaults();
}

// Waits for the end of the process.
[[noreturn]] void end_with_process() {
    for (;;)
        ::pause();
}

// Finds an unused slot and lets `fill` write to it; it is announced then.
template <typename Fill>
cleanup_slot* announce(Fill fill) {
    const std::lock_guard lock(mutex);
    // What the handler may be reading is never written to.
    if (is_ending != 0)
        end_with_process();
    for (cleanup_slot& slot : slots) {
        if (slot.state != slot_state::unused)
            continue;
        slot.name[0] = '\0';
        slot.fd = -1;
        slot.rollback = nullptr;
        slot.action = nullptr;
        fill(slot);
        slot.owner = ::pthread_self();
        add_user();
        slot.state = slot_state::announced;
        if (is_ending != 0) {
            slot.state = slot_state::unused;
            end_with_process();
        }
        return &slot;
    }
    return nullptr;
}

// The state comes first: the thread that a handler has interrupted may have
// the mutex. A handler of another thread may have done already what the slot
// was in force for, and then nothing may be done that builds on the file.
void release(cleanup_slot& slot) {
    slot.state = slot_state::unused;
    signal_cleanup::stop_at_the_end();
    const std::lock_guard lock(mutex);
    remove_user();
}

} // namespace

kept_handlers::kept_handlers() {
    const std::lock_guard lock(mutex);
    add_user();
}

kept_handlers::~kept_handlers() {
    const std::lock_guard lock(mutex);
    remove_user();
}

void keep_handlers_of_process_1() {
    if (::getpid() != 1)
        return;
    const std::lock_guard lock(mutex);
    add_user();
}

template <typename Fill>
bool signal_cleanup::take_slot(Fill fill) {
    if (policy_ == at_signal::leave)
        return true;
    slot_ = announce(fill);
    return slot_ != nullptr;
}

bool signal_cleanup::unlink(int directory_fd, const std::string& name) {
    dismiss();
    if (name.empty() || name.size() > NAME_MAX)
        return false;
    return take_slot([&](cleanup_slot& slot) {
        slot.directory_fd = directory_fd;
        std::memcpy(slot.name.data(), name.c_str(), name.size() + 1);
    });
}

bool signal_cleanup::roll_back(file_rollback& state) {
    dismiss();
    const bool is_done =
        take_slot([&](cleanup_slot& slot) { slot.rollback = &state; });
    confirm();
    return is_done;
}

bool signal_cleanup::call(void (*action)() noexcept) {
    dismiss();
    const bool is_done =
        take_slot([&](cleanup_slot& slot) { slot.action = action; });
    confirm();
    return is_done;
}

void signal_cleanup::confirm(int fd) noexcept {
    if (!slot_)
        return;
    slot_->fd = fd;
    slot_->state = slot_state::in_force;
}

void signal_cleanup::stop_at_the_end() noexcept {
    if (is_ending != 0)
        end_with_process();
}

void signal_cleanup::dismiss() {
    if (!slot_)
        return;
    release(*slot_);
    slot_ = nullptr;
}

} // namespace mgunzip::io
