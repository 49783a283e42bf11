// SPDX-License-Identifier: BSL-1.0
// Remembers what a file had where the decoder may scribble.
#include "io/old_content.hpp"

#include <cassert>

namespace mgunzip::io {

void old_content::move_to(std::uint64_t offset, const std::uint8_t* mapped,
                          std::size_t size) {
    const auto kept = from(offset);
    assert(kept.size() <= size);
    std::vector<std::uint8_t>& copy = copies_[1 - current_];
    copy.assign(kept.begin(), kept.end());
    copy.insert(copy.end(), mapped + kept.size(), mapped + size);
    offset_ = offset;
    current_ = 1 - current_;
}

std::span<const std::uint8_t>
old_content::from(std::uint64_t offset) const noexcept {
    const std::span copy(copies_[current_]);
    if (offset < offset_ || offset - offset_ > copy.size())
        return {};
    return copy.subspan(offset - offset_);
}

} // namespace mgunzip::io
