// SPDX-License-Identifier: BSL-1.0
// Adds up the sizes in a BGZF file without decoding it.
#include "io/bgzf_walker.hpp"

#include "gzip/bgzf_member.hpp"

namespace mgunzip::io {
void bgzf_walker::walk(const input_cursor& whole,
                       std::uint64_t offset) noexcept {
    while (!has_ended_ && input_size_ < offset && input_size_ < whole.size()) {
        const detail::member_sizes block =
            detail::measure_bgzf_member({whole.next + input_size_, whole.end});
        if (block.input == 0) {
            has_ended_ = true;
            return;
        }
        input_size_ += block.input;
        output_size_ += block.output;
    }
}

} // namespace mgunzip::io
