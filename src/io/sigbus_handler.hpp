// SPDX-License-Identifier: BSL-1.0
// The process's handler for SIGBUS, which passes on what is not its own.
#ifndef MGUNZIP_IO_SIGBUS_HANDLER_HPP
#define MGUNZIP_IO_SIGBUS_HANDLER_HPP

#include <csignal>

namespace mgunzip::io {

/// Sees to a fault, and returns true if the access can be repeated. Runs as a
/// signal handler, in any thread.
using fault_handler = bool (*)(const siginfo_t& fault) noexcept;

/// Keeps a handler for SIGBUS set as long as it is in use: the first object
/// sets it, and with the last one the handler that it has replaced is back,
/// unless somebody else has set another meanwhile.
///
/// What the fault handler does not see to goes to the replaced handler, as if
/// it had been called by the system: with its mask and flags, and the default
/// ends the process. A handler that is set later may pass signals on to ours,
/// or may not: `begin` sets ours in front of it.
///
/// Objects may be used by several threads at a time, each by one.
class sigbus_handler {
  public:
    sigbus_handler() = default;
    sigbus_handler(const sigbus_handler&) = delete;
    sigbus_handler& operator=(const sigbus_handler&) = delete;
    ~sigbus_handler() { end(); }

    /// Faults are given to `handler`, the same for all objects. Returns false
    /// if the handler cannot be set: others have put theirs in front of it too
    /// often.
    [[nodiscard]] bool begin(fault_handler handler) noexcept;
    void end() noexcept;

  private:
    bool is_in_use_ = false;
};

} // namespace mgunzip::io

#endif
