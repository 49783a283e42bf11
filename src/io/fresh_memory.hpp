// SPDX-License-Identifier: BSL-1.0
// Memory for blocks whose pages are given away.
#ifndef MGUNZIP_IO_FRESH_MEMORY_HPP
#define MGUNZIP_IO_FRESH_MEMORY_HPP

#include "io/ring_memory.hpp"

#include <memory>

namespace mgunzip::io {

/// Blocks in pages that nothing but blocks is in, and that are replaced by
/// fresh ones by `renew`: pipes that were given the old ones keep them
/// unchanged. The pages are huge ones where the system has them.
class fresh_memory final : public ring_memory {
  public:
    static constexpr std::size_t fresh_block_size = 128 * 1024;
    static constexpr std::size_t block_count = 32;

    /// ENOMEM where there is no room in the address space. May throw
    /// std::bad_alloc.
    [[nodiscard]] static std::error_code
    make(std::unique_ptr<fresh_memory>& result);

    ~fresh_memory() override;

    [[nodiscard]] std::error_code renew() noexcept override;

  private:
    fresh_memory() = default;

    std::uint8_t* begin_ = nullptr; ///< of the mapping
    std::size_t size_ = 0;
};

} // namespace mgunzip::io

#endif
