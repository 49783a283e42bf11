// SPDX-License-Identifier: BSL-1.0
// One run of some work, and what it cost.
#ifndef MGUNZIP_BENCH_IO_MODES_RUN_HPP
#define MGUNZIP_BENCH_IO_MODES_RUN_HPP

#include "call_counter.hpp"
#include "terms.hpp"
#include "test_files.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mgunzip::bench {

/// Times in seconds. All but `wall` and `reader_cpu` are of the process that
/// did the work.
struct cost {
    double wall = 0;
    double user = 0;
    double system = 0;
    long minor_faults = 0;
    long major_faults = 0;
    long rss_kib = 0; ///< the most that was resident
    long voluntary_switches = 0;
    long involuntary_switches = 0;
    double reader_cpu = 0; ///< of the process at the other end of the pipe
};

/// Work that writes to files, or to its standard output if that is a pipe.
struct run_request {
    const std::function<void()>& work;
    target to = target::new_file;
    /// The clock runs until the file system of this folder is written out.
    std::optional<std::string> synced_folder{};
    /// What has to arrive at the other end of the pipe, one after the other;
    /// null: that is not looked at.
    const std::vector<content>* arriving = nullptr;
    call_counter* calls = nullptr; ///< counts the work's system calls
};

/// Does the work in a process of its own. Nothing if it failed, and has said
/// so on standard error.
std::optional<cost> run_once(const run_request& request);

/// Waits until the file system of this folder is written out.
void sync_file_system(const std::string& folder);

/// The largest pipe that an ordinary user may have, in bytes.
int largest_pipe();

} // namespace mgunzip::bench

#endif
