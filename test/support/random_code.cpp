// SPDX-License-Identifier: BSL-1.0
// Makes Huffman codes of all shapes.
#include "support/random_code.hpp"

#include <algorithm>

namespace mgunzip::test {

code_lengths random_code(random_source& random,
                         const std::set<std::size_t>& symbols,
                         std::size_t alphabet, code_shape shape, int longest) {
    std::vector<int> leaves{symbols.size() == 1 ? 1 : 0};
    while (leaves.size() < symbols.size()) {
        auto leaf = leaves.begin();
        switch (shape) {
        case code_shape::uniform:
            leaf = std::ranges::min_element(leaves);
            break;
        case code_shape::random:
            do
                leaf = leaves.begin() + static_cast<std::ptrdiff_t>(
                                            below(random, leaves.size()));
            while (*leaf == longest);
            break;
        case code_shape::deep:
            leaf = std::ranges::max_element(leaves, {}, [=](int depth) {
                return depth == longest ? -1 : depth;
            });
            break;
        }
        const int depth = *leaf + 1;
        *leaf = depth;
        leaves.push_back(depth);
    }
    std::ranges::shuffle(leaves, random);
    code_lengths lengths(alphabet);
    auto leaf = leaves.begin();
    for (const std::size_t symbol : symbols)
        lengths[symbol] = static_cast<std::uint8_t>(*leaf++);
    return lengths;
}

} // namespace mgunzip::test
