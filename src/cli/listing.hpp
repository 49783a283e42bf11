// SPDX-License-Identifier: BSL-1.0
// The table that --list prints, in the form of GNU gzip's.
#ifndef MGUNZIP_CLI_LISTING_HPP
#define MGUNZIP_CLI_LISTING_HPP

#include "cli/options.hpp"

#include <cstdint>
#include <string>

#include <time.h>

namespace mgunzip::cli {

/// One row.
struct listed_file {
    std::string name{};             ///< of the output
    std::uint64_t compressed = 0;   ///< bytes of input
    std::uint64_t uncompressed = 0; ///< bytes of output of all members
    std::uint64_t overhead = 0;     ///< header and trailer of the first member
    std::uint32_t crc = 0;          ///< of the last member
    time_t modified = 0;            ///< of the input
};

/// Makes the rows. The first one comes with the titles of the columns, unless
/// -q was given; with -v there are more columns.
class listing {
  public:
    /// `wanted` lives longer.
    explicit listing(const options& wanted) : wanted_(wanted) {}

    /// The lines for one more file. Names are printed as they are.
    std::string row(const listed_file& file);

    /// The last line; empty if there is nothing to be added up, as for a single
    /// operand.
    std::string totals() const;

  private:
    std::string titles() const;

    const options& wanted_;
    bool has_rows_ = false;
    std::uint64_t compressed_ = 0;
    std::uint64_t uncompressed_ = 0;
    std::uint64_t overhead_ = 0; ///< of the last file, as GNU gzip has it
};

} // namespace mgunzip::cli

#endif
