// SPDX-License-Identifier: BSL-1.0
// The directories that a thread has open for the files it works on.
#ifndef MGUNZIP_CLI_OPEN_DIRECTORIES_HPP
#define MGUNZIP_CLI_OPEN_DIRECTORIES_HPP

#include "io/directory.hpp"

#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace mgunzip::cli {

/// A directory in which -r has found something.
struct found_directory {
    std::shared_ptr<const found_directory> parent{}; ///< none: an operand
    std::string name{};           ///< in the parent, or the operand's path
    bool follows_link = false;    ///< only an operand may be a link
    io::file_identity identity{}; ///< when it was listed
};

using shared_directory = std::shared_ptr<const io::directory>;

/// Opens directories and keeps those that the next file is likely to lie in.
/// For one thread. Functions may throw std::bad_alloc.
class open_directories {
  public:
    open_directories() = default;
    /// Outputs go to `outputs` and, as `open_output` has it, below.
    explicit open_directories(shared_directory outputs) noexcept
        : outputs_(std::move(outputs)) {}

    /// The directory of that path, links followed. The last one stays open, so
    /// that what follows in the same directory surely does.
    [[nodiscard]] std::error_code open(const std::string& path,
                                       shared_directory& result);

    /// One that was found, level by level and through no link below the
    /// operand. `io_errc::replaced_meanwhile` if one of these levels is not
    /// what was listed. Only a few levels stay open, however deep it lies.
    [[nodiscard]] std::error_code
    open(const std::shared_ptr<const found_directory>& where,
         shared_directory& result);

    /// Where the output of a file goes that was found in `where`; null if it
    /// was not. Below an operand lies the same directory below `outputs`,
    /// opened through no link, and made with the mode of the one that was found
    /// if it is not there.
    [[nodiscard]] std::error_code
    open_output(const std::shared_ptr<const found_directory>& where,
                shared_directory& result);

  private:
    struct level {
        std::shared_ptr<const found_directory> where;
        shared_directory opened;
    };
    using levels = std::vector<level>; ///< each lies in the one before
    using shared_found = std::shared_ptr<const found_directory>;

    template <typename Enter>
    static std::error_code walk(levels& opened, const shared_found& top,
                                shared_found where, Enter enter);
    std::error_code enter(const shared_found& where, shared_directory& opened);
    std::error_code enter_output(const shared_found& where,
                                 shared_directory& opened);

    std::string path_;
    shared_directory last_; ///< of `path_`
    levels levels_;
    shared_directory outputs_;
    levels output_levels_; ///< without the operand, whose output is `outputs_`
};

} // namespace mgunzip::cli

#endif
