// SPDX-License-Identifier: BSL-1.0
// Lowers the system's limit of pages that wait to be written to the disk.
#ifndef MGUNZIP_BENCH_IO_MODES_DIRTY_LIMIT_HPP
#define MGUNZIP_BENCH_IO_MODES_DIRTY_LIMIT_HPP

#include "exit_cleaner.hpp"

#include <cstdint>
#include <string>

namespace mgunzip::bench {

/// As long as it lives, writers are made to wait when more than so many bytes
/// are dirty (vm.dirty_bytes). What was set before comes back even if this
/// process is killed.
class dirty_limit {
  public:
    /// True if this process may.
    static bool is_allowed();

    /// Throws std::system_error where this process may not do so.
    explicit dirty_limit(std::uint64_t bytes);

  private:
    void keep(const std::string& name);

    exit_cleaner cleaner_;
};

} // namespace mgunzip::bench

#endif
