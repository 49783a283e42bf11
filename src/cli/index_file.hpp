// SPDX-License-Identifier: BSL-1.0
// Finds and reads the index of one file.
#ifndef MGUNZIP_CLI_INDEX_FILE_HPP
#define MGUNZIP_CLI_INDEX_FILE_HPP

#include "cli/input_file.hpp"
#include "cli/message.hpp"
#include "cli/options.hpp"
#include "io/file_mapping.hpp"

#include <mgunzip/index.hpp>

#include <cstdint>
#include <string>
#include <system_error>

namespace mgunzip::cli {

/// An index and the file that it was read from, which is mapped as long as this
/// lives: the windows are used where they lie.
class index_file {
  public:
    index_file() = default;

    /// Takes what --use-index names, or else the first file beside the input
    /// that is called like an index of it and is one, in the format of that
    /// name; there may be none. Only regular files from their beginning on have
    /// one. Returns false if what was named cannot be used; the reporter has
    /// been told. What was found and cannot be used is a warning, if nothing
    /// else can, and so is an index that is older than the input. May throw
    /// std::bad_alloc.
    [[nodiscard]] bool find(const input_file& input, const options& wanted,
                            reporter& report);

    /// For decoding all of a large input, which is right with any index: takes
    /// an index beside it, if there is one of no more than 64 MiB that can be
    /// used and is a file itself, no link, and says nothing. May throw
    /// std::bad_alloc.
    void look_for(const input_file& input);

    /// Null if there is none.
    const gzip_index* index() const noexcept {
        return has_index_ ? &index_ : nullptr;
    }
    const std::string& name() const noexcept { return name_; }

    /// Whether another process has cut the file while it was used.
    bool is_lost() const noexcept;

    /// What is to be said of one that the data do not agree with.
    static std::string misfit();

    /// Takes an index that was made from the data themselves.
    void take(gzip_index index) noexcept;

  private:
    /// The first one that cannot be used, if none can; otherwise no name.
    struct unfit_index {
        std::string name{};
        std::error_code why{};
    };

    /// What may be taken for an index.
    struct limits {
        std::uint64_t most_size = ~std::uint64_t{0};
        bool takes_files_alone = false; ///< no links
    };
    static const limits unasked;
    static const limits asked_for;

    std::error_code open(const std::string& name, const io::directory* where,
                         int more_flags, io::unique_fd& fd);
    std::error_code read(const input_file& input, std::uint64_t most_size);
    std::error_code use(const std::string& name, const input_file& input,
                        const io::directory* where, const limits& limit);
    unfit_index look_beside(const input_file& input, const limits& limit);
    void forget() noexcept;

    std::string name_;
    io::unique_fd fd_;
    io::file_mapping mapping_;
    gzip_index index_;
    bool has_index_ = false;
    bool is_older_ = false; ///< than the input
};

} // namespace mgunzip::cli

#endif
