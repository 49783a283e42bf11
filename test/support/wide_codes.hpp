// SPDX-License-Identifier: BSL-1.0
// Codes with so many long ones that tables of 11 bits cannot hold them.
#ifndef MGUNZIP_TEST_WIDE_CODES_HPP
#define MGUNZIP_TEST_WIDE_CODES_HPP

#include "support/deflate_builder.hpp"

namespace mgunzip::test {

/// A litlen code with one code each of 1 (symbol 284), 2, 3, 5 to 11, and 13
/// and 14 bits, two of 15 bits, and 257 of 12 bits: 129 prefixes of 11 bits
/// lead to longer codes.
inline code_lengths wide_litlen_code() {
    code_lengths lengths(285, 12);
    const int others[] = {2, 3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 15};
    for (std::size_t i = 0; i < std::size(others); ++i)
        lengths['a' + i] = static_cast<std::uint8_t>(others[i]);
    lengths[284] = 1;
    // 257 + 13 + 1 symbols are 14 less than there are.
    for (std::size_t symbol = 257; symbol < 271; ++symbol)
        lengths[symbol] = 0;
    return lengths;
}

} // namespace mgunzip::test

#endif
