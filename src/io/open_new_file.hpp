// SPDX-License-Identifier: BSL-1.0
// Makes a new file and chooses how it is written.
#ifndef MGUNZIP_IO_OPEN_NEW_FILE_HPP
#define MGUNZIP_IO_OPEN_NEW_FILE_HPP

#include "io/cleanup_signals.hpp"
#include "io/directory.hpp"
#include "io/output_file.hpp"
#include "io/page_way.hpp"
#include "io/sink.hpp"
#include "io/size_forecast.hpp"
#include "io/thread_budget.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

namespace mgunzip::io {

enum class new_file_way : std::uint8_t {
    automatic, ///< mapped where that can be had, else written
    mapped,
    written,
    sparse, ///< the same, with holes where there can be any
};

/// What is pointed to lives longer than the sink.
struct new_file_settings {
    new_file_way way = new_file_way::automatic;
    /// Of a mapping; none: what is best for the file system.
    std::optional<page_way> pages = std::nullopt;
    thread_budget* threads = nullptr; ///< for a large mapping
    at_signal policy = at_signal::clean_up;
};

struct opened_new_file {
    std::unique_ptr<output_file> file; ///< in the making
    std::unique_ptr<sink> output;      ///< uses the file
    /// Why the file is not mapped, or has no holes, although it was to; empty
    /// if it is.
    std::string reason;
    bool has_holes = false; ///< where there are blocks of zeros
};

/// Makes a file in `where` that is to get the name `name` (see
/// `output_file::create`), and a sink for it. `where` and `forecast` live as
/// long as the result. If a mapping is demanded and cannot be had, the error is
/// the one of mapping, and the file is there. May throw std::bad_alloc.
[[nodiscard]] std::error_code
open_new_file(const directory& where, const std::string& name, bool may_replace,
              const size_forecast& forecast, opened_new_file& result,
              const new_file_settings& how = {});

} // namespace mgunzip::io

#endif
