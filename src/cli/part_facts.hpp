// SPDX-License-Identifier: BSL-1.0
// What came of the parts of one file's output.
#ifndef MGUNZIP_CLI_PART_FACTS_HPP
#define MGUNZIP_CLI_PART_FACTS_HPP

#include <cstdint>

namespace mgunzip::cli {

/// Of all parts together, in the order in which they were asked for.
struct part_facts {
    std::uint64_t bytes = 0;
    std::uint32_t crc = 0;
    bool is_verified = true; ///< all of it, by the trailers of members
};

} // namespace mgunzip::cli

#endif
