// SPDX-License-Identifier: BSL-1.0
// Decompresses gzip files (RFC 1952) by mappings of them. Linux only.
//
// This header belongs to a library of its own, libmgunzip-file, which needs
// libmgunzip of the same version and Boost.Iostreams.
//
// What is process-wide:
// - While a call is at work, the process has a handler for SIGBUS, as pages of
//   a mapping are lost when another process cuts the file. A signal that is not
//   about these mappings is passed on to the handler that was set before, with
//   that one's mask and flags; the default ends the process. When the last call
//   has returned, the handler of before is back, unless somebody else has set
//   another meanwhile.
// - A call works in threads of its own, in which all signals but faults are
//   blocked, so signals are for the application's threads. The umask, the
//   dispositions of all other signals and the caller's signal mask stay as they
//   are, also meanwhile: beyond RLIMIT_FSIZE the error is EFBIG, and a broken
//   pipe is EPIPE. Only if the system has no thread to give, the caller's
//   thread does the work, with SIGXFSZ and SIGPIPE blocked until the call
//   returns.
// - Descriptors are opened with O_CLOEXEC, but those by which Boost maps are
//   not: a program that is started meanwhile inherits them.
#ifndef MGUNZIP_FILE_HPP
#define MGUNZIP_FILE_HPP

#include <mgunzip/api.hpp>
#include <mgunzip/gzip.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <stop_token>
#include <system_error>

namespace mgunzip {

/// What can go wrong with files beyond what the system's errors say.
enum class file_errc : std::uint8_t {
    ok = 0,
    /// Another process has cut the input, or the disk failed.
    input_lost,
    /// What was stored did not reach the output: no space is left, the disk
    /// failed, or another process has cut it.
    output_lost,
    /// Input and output are one file.
    output_is_input,
    /// A link was replaced while it was followed.
    replaced_meanwhile,
    /// A file has the name, and the file system has neither renames nor links,
    /// by which it could be replaced as a whole.
    output_not_replaceable,
};

/// The number of enumerators of `file_errc`, for loops over all of them.
inline constexpr int file_errc_count =
    static_cast<int>(file_errc::output_not_replaceable) + 1;

/// The category of `file_errc`; its messages state the reason in words.
MGUNZIP_API const std::error_category& file_error_category() noexcept;

inline std::error_code make_error_code(file_errc code) noexcept {
    return {static_cast<int>(code), file_error_category()};
}

/// What a call did when it failed.
enum class file_operation : std::uint8_t {
    none,
    open_input,
    read_input,
    decode,
    open_output, ///< look for its name, and make the new file
    write_output,
    name_output, ///< give the complete file its name
};

/// How far a call has got, in bytes.
struct MGUNZIP_API file_progress {
    std::uint64_t consumed = 0; ///< of the input
    std::uint64_t produced = 0; ///< of output
    /// What there is to be consumed, if that is known: not of a pipe.
    std::optional<std::uint64_t> input_size{};
};

/// How a file is decompressed. The caller keeps the object until the call has
/// returned.
struct MGUNZIP_API file_options {
    /// A regular file that has the output's name already is replaced, at once
    /// and as a whole. If not, that is `std::errc::file_exists`.
    bool replace = false;
    /// The new file gets mode, times, owner, extended attributes and access
    /// control list of the input, as far as this process may give them; if not,
    /// the mode that the umask leaves, and the time of now.
    bool keep_attributes = true;
    /// Wait until the file and its name would survive a power cut.
    bool synchronous = false;
    /// An output of more bytes is `std::errc::no_buffer_space`. It can be
    /// `max_expansion` times as large as the input, so choose a limit for files
    /// that you did not make.
    std::uint64_t max_output = std::numeric_limits<std::uint64_t>::max();
    /// Threads that work at a time, at most; 64 and more are 64. 0 chooses a
    /// number. The thread of the caller, which waits, does not count. If the
    /// system has fewer to give, fewer work.
    unsigned threads = 0;
    /// Is called in the thread of the caller, once for each `progress_interval`
    /// while the work goes on if there is news, and in the end of a success
    /// with all that was done. No number is smaller than one before. If it
    /// returns false, the call ends as if `stop` were requested; and so it does
    /// if it throws, which is not passed on.
    std::function<bool(const file_progress&)> progress{};
    /// Less than a millisecond is one.
    std::chrono::milliseconds progress_interval{100};
    /// When a stop is requested, the call ends after some more MiB, with
    /// `std::errc::operation_canceled` and without an output. But a read that
    /// waits for a pipe ends first; and an output that is being given its name
    /// is a success.
    std::stop_token stop{};
};

/// The outcome. Sizes and offsets are in bytes.
struct MGUNZIP_API file_result {
    /// Not set if all members were decoded and verified, and the output is
    /// complete. Otherwise one of
    /// - an `errc`: the data breaks a rule;
    /// - a `file_errc`;
    /// - `std::errc::no_buffer_space`: more output than `max_output`;
    /// - `std::errc::operation_canceled`, `std::errc::not_enough_memory`;
    /// - what the system says (`std::system_category`), such as ENOENT.
    std::error_code error;
    /// What has failed; `none` without an error.
    file_operation operation = file_operation::none;
    /// Where the data breaks the rule, as `gzip_decoder::error_offset`; 0 if
    /// `error` is no `errc`.
    std::uint64_t error_offset = 0;
    /// Bytes of input that were used, and bytes of output. After an error, as
    /// far as decoding came.
    std::uint64_t consumed = 0;
    std::uint64_t produced = 0;
    /// Members begun. After an error of the data, the number of the member at
    /// fault, counted from 1; 0 if there is no member at all.
    std::uint64_t members = 0;
    /// What follows the last member without being an error. The program
    /// `mgunzip` warns of garbage.
    trailing_data trailing = trailing_data::none;
    /// Of a success: why mode, times or other attributes are not those of the
    /// input, although this process may give them.
    std::error_code attribute_error;

    /// True without an error.
    explicit operator bool() const noexcept { return !error; }
};

// What holds for all of these functions:
// - The input is only read. It is mapped if it is a regular file, else read.
// - No exception leaves them. Making a path of an argument may throw
//   std::bad_alloc, before the call.
// - Several threads may call them at the same time.
// - The memory in use does not depend on the size of the files.
// - They are no cancellation points (pthread_cancel).

/// Decompresses all members of `input` into a new file, which gets the name
/// `output` when it is complete and verified. Links at the end of `output` are
/// followed, as by a shell's redirection, but not those that another user has
/// put into a directory where all may do that. What is no regular file is never
/// replaced.
///
/// After an error the name `output` is what it was before, and nothing else is
/// left: the new file has no name until it is complete. (Where the file system
/// knows no such files (O_TMPFILE) it has a hidden one, `.mgunzip-` and 16
/// digits, which stays if a signal ends the process. Where there are neither
/// renames nor links either, it has its final name from the beginning.)
[[nodiscard]] MGUNZIP_API file_result decompress_file(
    const std::filesystem::path& input, const std::filesystem::path& output,
    const file_options& options = {}) noexcept;

/// The same for what is open already and stays open, from its offset on: a
/// file, a pipe, a socket. Where it has an offset, that is behind the bytes
/// used afterwards. `error_offset` and `consumed` count from where it began.
[[nodiscard]] MGUNZIP_API file_result
decompress_file(int input, const std::filesystem::path& output,
                const file_options& options = {}) noexcept;

/// The same to a descriptor, which is written to in blocks of 32 KiB: a file
/// from its offset on, a pipe, a socket. After an error it has got what was
/// decoded in front of it, and that is verified up to the end of the last
/// complete member. `replace`, `keep_attributes` and `synchronous` mean nothing
/// here.
[[nodiscard]] MGUNZIP_API file_result decompress_file(
    int input, int output, const file_options& options = {}) noexcept;

/// Decodes and verifies all members of `input`, and keeps no output.
[[nodiscard]] MGUNZIP_API file_result
verify_file(const std::filesystem::path& input,
            const file_options& options = {}) noexcept;
[[nodiscard]] MGUNZIP_API file_result
verify_file(int input, const file_options& options = {}) noexcept;

} // namespace mgunzip

template <>
struct std::is_error_code_enum<mgunzip::file_errc> : std::true_type {};

#endif
