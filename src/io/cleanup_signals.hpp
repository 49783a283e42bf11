// SPDX-License-Identifier: BSL-1.0
// Leaves no half-made output behind when a signal ends the process.
#ifndef MGUNZIP_IO_CLEANUP_SIGNALS_HPP
#define MGUNZIP_IO_CLEANUP_SIGNALS_HPP

#include "io/file_rollback.hpp"

#include <atomic>
#include <string>

namespace mgunzip::io {

namespace detail {
struct cleanup_slot;
}

/// One thing to be done before SIGINT, SIGTERM, SIGHUP or another signal that
/// ends a process does so: a file to be unlinked or to be rolled back.
///
/// Handlers are set only while there is such an object with something to do,
/// and only for signals whose disposition is the default: those that were
/// ignored at the start stay ignored. Afterwards the default is back.
///
/// A handler interrupts the thread that changes what is to be done, never
/// another one: all other threads of the process must block these signals.
class signal_cleanup {
  public:
    signal_cleanup() = default;
    signal_cleanup(const signal_cleanup&) = delete;
    signal_cleanup& operator=(const signal_cleanup&) = delete;
    ~signal_cleanup() { dismiss(); }

    /// Unlinks `name` in the directory of `directory_fd`, which stays open
    /// until `dismiss`. The name need not exist (yet, or any more). Returns
    /// false, and will do nothing, if `name` is longer than a name can be or
    /// there are too many objects.
    [[nodiscard]] bool unlink(int directory_fd, const std::string& name);

    /// Calls `roll_back` with what `state` points to at the time of the
    /// signal, if it is not null. `state` and what it points to must live until
    /// `dismiss`. Returns false as above.
    [[nodiscard]] bool
    roll_back(const std::atomic<const file_rollback*>& state);

    /// Forgets what was to be done.
    void dismiss();

  private:
    detail::cleanup_slot* slot_ = nullptr;
};

} // namespace mgunzip::io

#endif
