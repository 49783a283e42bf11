// SPDX-License-Identifier: BSL-1.0
// Chooses and opens the output for a destination.
#ifndef MGUNZIP_CLI_OPEN_SINK_HPP
#define MGUNZIP_CLI_OPEN_SINK_HPP

#include "cli/destination.hpp"
#include "cli/options.hpp"
#include "io/enlarged_pipe.hpp"
#include "io/line_counting_output.hpp"
#include "io/output_file.hpp"
#include "io/posix.hpp"
#include "io/sink.hpp"
#include "io/size_forecast.hpp"
#include "io/thread_budget.hpp"

#include <memory>
#include <string>
#include <system_error>

namespace mgunzip::cli {

struct opened_sink {
    /// The file in the making, if that is the destination.
    std::unique_ptr<io::output_file> file;
    io::unique_fd special_file;       ///< the device or FIFO, if it is that
    io::enlarged_pipe pipe;           ///< what is written to, if that is one
    std::unique_ptr<io::sink> output; ///< uses the descriptors above
    /// `output`, if that counts lines.
    const io::line_counting_output* counter = nullptr;
    /// Why the output is not mapped, or not spliced to, although it was to be;
    /// empty if it is.
    std::string reason;
    bool was_mapped = false; ///< at the beginning
    bool is_spliced = false;
    bool has_holes = false; ///< where there are blocks of zeros

    /// What was done up to now, in words.
    const char* path_taken() const noexcept;
};

/// Opens the sink; `forecast`, and `threads` for a large mapping, must live as
/// long as it does. Where a mapping or splicing was asked for by name and
/// cannot be had, the error is `io_errc::output_not_mappable`,
/// `output_is_append_only`, `output_not_at_end` or `output_not_spliceable`, and
/// `result.reason` may say more. Pipes that are written or spliced to are
/// enlarged as long as the result lives. May throw std::bad_alloc.
[[nodiscard]] std::error_code open_sink(const destination& to,
                                        const options& wanted,
                                        const io::size_forecast& forecast,
                                        opened_sink& result,
                                        io::thread_budget* threads = nullptr);

} // namespace mgunzip::cli

#endif
