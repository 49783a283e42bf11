// SPDX-License-Identifier: BSL-1.0
// Leaves nothing half-made behind when a signal ends the process.
#ifndef MGUNZIP_IO_CLEANUP_SIGNALS_HPP
#define MGUNZIP_IO_CLEANUP_SIGNALS_HPP

#include "io/file_rollback.hpp"

#include <cstdint>
#include <string>

namespace mgunzip::io {

namespace detail {
struct cleanup_slot;
}

/// Process 1 of a container does not get signals that it has no handler for,
/// and would run on when it is told to end. Sets the handlers in such a process
/// for good, and does nothing in any other.
void keep_handlers_of_process_1();

/// Keeps the handlers in place, as if there were something to do all the time:
/// who replaces many files would set and reset them for each.
class kept_handlers {
  public:
    kept_handlers();
    kept_handlers(const kept_handlers&) = delete;
    kept_handlers& operator=(const kept_handlers&) = delete;
    ~kept_handlers();
};

/// Whether handlers may be set. They are the process's, so a library leaves
/// them alone.
enum class at_signal : std::uint8_t { clean_up, leave };

/// One thing to be done before SIGINT, SIGTERM, SIGHUP or another signal that
/// ends a process does so: a file to be unlinked or to be rolled back, or a
/// function to be called.
///
/// Handlers are set only while there is such an object with something to do,
/// and only for signals whose disposition is the default: those that were
/// ignored at the start stay ignored. Afterwards the default is back. An object
/// made with `at_signal::leave` does nothing, and has success with that.
///
/// Objects may be used by several threads at a time, each by one. Handlers run
/// on a single one of them: all others of the process must block these signals.
/// A handler waits for the files that the others are about to make, so that
/// none stays behind. From then on no thread makes another, as `unlink` does
/// not return. Rolling back is for the thread that handlers run on, as nothing
/// else stops it from storing more; others make such a file longer through its
/// gate, which the handler closes first.
class signal_cleanup {
  public:
    signal_cleanup() = default;
    explicit signal_cleanup(at_signal policy) noexcept : policy_(policy) {}
    signal_cleanup(const signal_cleanup&) = delete;
    signal_cleanup& operator=(const signal_cleanup&) = delete;
    ~signal_cleanup() { dismiss(); }

    /// Unlinks `name` in the directory of `directory_fd`, which stays open
    /// until `dismiss`. The name need not exist: it is about to be made, and
    /// until `confirm` or `dismiss` this thread must do nothing but that, and
    /// take no locks, not even those of memory allocation: a handler that waits
    /// for it may have interrupted the thread that holds them. Returns false,
    /// and will do nothing, if `name` is longer than a name can be or there are
    /// too many objects.
    [[nodiscard]] bool unlink(int directory_fd, const std::string& name);

    /// The name exists now. If `fd` is not -1, the name is unlinked only while
    /// it is that of the file behind `fd`, which stays open until `dismiss`. A
    /// name that others know is to be announced and confirmed under
    /// `blocked_signals`: only then it is certain that the file is ours.
    void confirm(int fd = -1) noexcept;

    /// Calls `roll_back` with `state` as it is at the time of the signal. It
    /// must live until `dismiss`. Returns false as above.
    [[nodiscard]] bool roll_back(file_rollback& state);

    /// Calls `action`, when all files are cleaned up. It may call nothing but
    /// what signal handlers may. Returns false as above.
    [[nodiscard]] bool call(void (*action)() noexcept);

    /// Forgets what was to be done. Does not return if a handler may have done
    /// it.
    void dismiss();

    /// Does not return if a handler runs in another thread: what fails from
    /// then on may be its doing.
    static void stop_at_the_end() noexcept;

  private:
    template <typename Fill>
    bool take_slot(Fill fill);

    at_signal policy_ = at_signal::clean_up;
    detail::cleanup_slot* slot_ = nullptr;
};

} // namespace mgunzip::io

#endif
