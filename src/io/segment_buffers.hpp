// SPDX-License-Identifier: BSL-1.0
// Memory for the output of segments that have no place in a window.
#ifndef MGUNZIP_IO_SEGMENT_BUFFERS_HPP
#define MGUNZIP_IO_SEGMENT_BUFFERS_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace mgunzip::io {

struct segment_buffer {
    std::unique_ptr<std::uint8_t[]> memory;
    std::size_t size = 0; ///< bytes
};

/// Buffers of different sizes, which are used again and again. For one thread.
class segment_buffers {
  public:
    /// From now on they have no more than `most` bytes in all.
    void set_limit(std::size_t most) noexcept { most_ = most; }

    /// At least `size` bytes; none if there is no memory, or if that would be
    /// more than the limit with those that were not given back.
    [[nodiscard]] segment_buffer take(std::size_t size) noexcept {
        const auto fitting =
            std::ranges::find_if(spare_, [size](const segment_buffer& buffer) {
                return buffer.size >= size;
            });
        if (fitting != spare_.end()) {
            segment_buffer buffer = std::move(*fitting);
            spare_.erase(fitting);
            return buffer;
        }
        while (!spare_.empty() && total_ + size > most_) {
            total_ -= spare_.back().size;
            spare_.pop_back();
        }
        if (total_ + size > most_)
            return {};
        segment_buffer buffer{std::unique_ptr<std::uint8_t[]>(
                                  new (std::nothrow) std::uint8_t[size]),
                              size};
        if (buffer.memory == nullptr)
            return {};
        total_ += size;
        return buffer;
    }

    /// True if `take` only lacks memory, if anything.
    bool may_take(std::size_t size) const noexcept {
        std::size_t others = total_;
        for (const segment_buffer& buffer : spare_) {
            if (buffer.size >= size)
                return true;
            others -= buffer.size;
        }
        return others + size <= most_;
    }

    /// Does nothing with none. Without memory to note it, it is gone.
    void give_back(segment_buffer buffer) noexcept {
        if (buffer.memory == nullptr)
            return;
        const std::size_t size = buffer.size;
        try {
            spare_.push_back(std::move(buffer));
        } catch (const std::bad_alloc&) {
            total_ -= size;
        }
    }

  private:
    std::size_t most_ = 0;
    std::size_t total_ = 0; ///< with those that are not here
    std::vector<segment_buffer> spare_;
};

} // namespace mgunzip::io

#endif
