// SPDX-License-Identifier: BSL-1.0
// The numbers that --stats prints, of one file and of all together.
#ifndef MGUNZIP_CLI_STATISTICS_HPP
#define MGUNZIP_CLI_STATISTICS_HPP

#include "cli/message.hpp"
#include "cli/options.hpp"
#include "cli/part_facts.hpp"
#include "io/thread_usage.hpp"

#include <mgunzip/block_counts.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mgunzip::cli {

/// What a job does at a time.
enum class job_stage : std::uint8_t {
    opening, ///< files, and the first mapping
    input,   ///< see io::transfer_stage
    decoding,
    output,
    finishing, ///< attributes, name, removal of the input, closing
};
inline constexpr std::size_t job_stage_count = 5;
inline constexpr std::array<std::string_view, job_stage_count> job_stage_names{
    "opening", "input", "decoding", "output", "finishing"};

/// How the data were accessed; names with static storage.
struct access_paths {
    std::string_view input = "none";
    std::string_view output = "none";
    std::optional<io::page_supply> pages{}; ///< of a mapped output
};

/// What can be added up.
struct work_statistics {
    std::uint64_t bytes_in = 0;  ///< used
    std::uint64_t bytes_out = 0; ///< decoded
    /// --list has taken the sizes, or some of them, from what the data say.
    /// Then members and blocks were not counted, and there is no rate.
    bool is_measured = false;
    std::uint64_t members = 0;
    block_counts blocks{};
    std::chrono::nanoseconds wall{};
    std::array<std::chrono::nanoseconds, job_stage_count> stages{};
    io::thread_usage used{};
    std::uint64_t peak_memory = 0; ///< of the process up to then, in bytes
    std::uint64_t threads = 0;     ///< at a time, at most

    /// Output for each second of wall time.
    double bytes_per_second() const noexcept;
    /// Wall time and memory become the greater ones, as files may be worked on
    /// side by side; so do threads. All else is added.
    work_statistics& operator+=(const work_statistics& other) noexcept;
};

struct file_statistics {
    std::string name; ///< as messages call it
    exit_status status = exit_status::ok;
    access_paths paths{};
    std::optional<part_facts> parts{}; ///< of --bytes and --lines
    work_statistics work{};
};

struct total_statistics {
    std::uint64_t files = 0;
    std::uint64_t errors = 0;   ///< files with one
    std::uint64_t warnings = 0; ///< files with one, and no error
    exit_status status = exit_status::ok;
    work_statistics work{};

    void add(const file_statistics& file) noexcept;
};

/// The kernels in use.
std::string_view inflate_kernel_in_use();
std::string_view crc_kernel_in_use();

/// Some lines, fit for a terminal.
std::string statistics_table(const file_statistics& file);
std::string statistics_table(const total_statistics& total);

/// One line with a JSON object; doc/statistics.md tells what is in it.
std::string statistics_json(const file_statistics& file);
std::string statistics_json(const total_statistics& total);

/// `text` as a JSON string with its quotes: what is not UTF-8 is replaced by
/// U+FFFD, and control characters are escaped, those that JSON does not ask for
/// as well.
std::string json_string(std::string_view text);

} // namespace mgunzip::cli

#endif
