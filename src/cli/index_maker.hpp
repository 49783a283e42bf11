// SPDX-License-Identifier: BSL-1.0
// Makes the index of one file while that is decompressed (--index).
#ifndef MGUNZIP_CLI_INDEX_MAKER_HPP
#define MGUNZIP_CLI_INDEX_MAKER_HPP

#include "cli/destination.hpp"
#include "cli/input_file.hpp"
#include "cli/message.hpp"
#include "cli/options.hpp"
#include "index/index_builder.hpp"
#include "io/file_attributes.hpp"
#include "io/source.hpp"
#include "io/thread_budget.hpp"
#include "io/transfer.hpp"

#include <mgunzip/index.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

namespace mgunzip::cli {

/// The index gets its name only when all of the file was decoded and verified.
/// Each function may throw std::bad_alloc; where one returns false, the
/// reporter has been told.
class index_maker {
  public:
    /// `wanted` asks for an index. All live longer.
    index_maker(const options& wanted, reporter& report,
                io::thread_budget* threads)
        : wanted_(wanted), report_(report), threads_(threads) {}

    /// Finds its place, which is not that of the output `to`, which lives
    /// longer. A file that is there may be replaced if it is an index by its
    /// content, or with -f.
    [[nodiscard]] bool prepare(const input_file& input, const destination& to);

    /// What the transfer of `from`, which begins anew, is to tell. Null if the
    /// index is one of members that can be found without decoding.
    detail::index_builder* begin(const io::source& from);

    /// After all was decoded. The file has the rights of `attributes`, but its
    /// own times.
    [[nodiscard]] bool write(const input_file& input, io::source& from,
                             const io::transfer& done,
                             io::file_attributes attributes);

  private:
    bool find_place(const input_file& input, index_format format);
    bool claim_name();
    bool is_place_of(const destination& output) const;
    bool fail(const std::error_code& error);
    std::error_code make(const input_file& input, const io::source& from,
                         const io::transfer& done);
    std::error_code make_of_members(const input_file& input,
                                    const io::source& from,
                                    const io::transfer& done);
    std::error_code make_by_decoding(const input_file& input,
                                     const io::transfer& done);
    std::error_code write_file(const io::file_attributes& attributes);
    index_format format() const noexcept;
    std::uint64_t spacing() const noexcept; ///< that is asked for
    std::string points_text() const;

    const options& wanted_;
    reporter& report_;
    io::thread_budget* threads_;
    const destination* output_ = nullptr;
    std::optional<destination> place_;
    std::optional<detail::index_builder> builder_;
    gzip_index index_;
};

} // namespace mgunzip::cli

#endif
