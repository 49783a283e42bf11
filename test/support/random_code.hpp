// SPDX-License-Identifier: BSL-1.0
// Makes Huffman codes of all shapes.
#ifndef MGUNZIP_TEST_RANDOM_CODE_HPP
#define MGUNZIP_TEST_RANDOM_CODE_HPP

#include "support/deflate_builder.hpp"
#include "support/random_stream.hpp"

#include <set>

namespace mgunzip::test {

enum class code_shape { uniform, random, deep };

/// Code lengths for the given symbols of an alphabet: a complete code unless
/// there are fewer than two, from splitting leaves of a tree until there are
/// enough of them. None is longer than `longest`.
code_lengths random_code(random_source& random,
                         const std::set<std::size_t>& symbols,
                         std::size_t alphabet, code_shape shape,
                         int longest = 15);

} // namespace mgunzip::test

#endif
