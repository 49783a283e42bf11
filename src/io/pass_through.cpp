// SPDX-License-Identifier: BSL-1.0
// Copies input that is not in gzip format as it is, as `zcat -f` does.
#include "io/pass_through.hpp"

#include "gzip/gzip_format.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace mgunzip::io {
namespace {

// The magic numbers of gzip, and of the formats that GNU gzip decompresses as
// well: there it is the decoder that has to judge.
bool is_for_decoder(std::uint8_t first, std::uint8_t second) noexcept {
    return first == detail::magic_first && (detail::is_gzip_second(second) ||
                                            detail::is_sibling_second(second));
}

// GNU gzip decompresses zip files, too, but only from the beginning.
bool is_zip(std::span<const std::uint8_t> beginning) noexcept {
    constexpr std::uint8_t magic[] = {'P', 'K', 3, 4};
    return beginning.size() >= std::size(magic) &&
           std::equal(std::begin(magic), std::end(magic), beginning.begin());
}

} // namespace

bool pass_through::look_ahead(input_cursor& in) noexcept {
    const std::size_t size =
        std::min(in.size(), ahead_.size() - ahead_left_.size());
    std::copy_n(in.next, size, ahead_.data() + ahead_left_.size());
    in.next += size;
    ahead_left_.end += size;
    return ahead_left_.size() == ahead_.size();
}

bool pass_through::judge(std::span<const std::uint8_t> beginning) noexcept {
    is_copying_ = !(ahead_left_.size() == ahead_.size() &&
                    is_for_decoder(ahead_[0], ahead_[1])) &&
                  !is_zip(beginning);
    return is_copying_;
}

bool pass_through::copy(input_cursor& in, output_window& window) noexcept {
    input_cursor& from = ahead_left_.size() > 0 ? ahead_left_ : in;
    const std::size_t size = std::min(
        from.size(), static_cast<std::size_t>(window.end - window.next));
    std::copy_n(from.next, size, window.next);
    from.next += size;
    window.next += size;
    copied_ += size;
    return size > 0;
}

} // namespace mgunzip::io
