// SPDX-License-Identifier: BSL-1.0
// Input that is decoded right where the file is mapped.
#ifndef MGUNZIP_IO_MAPPED_INPUT_HPP
#define MGUNZIP_IO_MAPPED_INPUT_HPP

#include "io/file_mapping.hpp"
#include "io/source.hpp"

#include <memory>

namespace mgunzip::io {

/// Maps a regular file from a descriptor's offset to the file's end. The first
/// piece is all of that; when the file has grown in the meantime, the next one
/// is what it gained.
///
/// The pages of the next MiB are brought in while the ones before are decoded,
/// and the pages that were decoded leave the mapping, so that the memory in use
/// does not depend on the size of the file.
class mapped_input final : public source {
  public:
    /// Maps the file behind `fd`, which the caller keeps open, from `offset`
    /// on; the file's size must be above that. The error is the one of opening
    /// the file anew or mapping it. May throw std::bad_alloc.
    [[nodiscard]] static std::error_code
    open(int fd, std::uint64_t offset, std::unique_ptr<mapped_input>& result);

    /// The same for a file of `size` bytes that was opened just now, for this
    /// alone: its offset is 0, and of no interest to anybody.
    [[nodiscard]] static std::error_code
    open_fresh(int fd, std::uint64_t size,
               std::unique_ptr<mapped_input>& result);

    [[nodiscard]] std::error_code next(input_cursor& piece) override;
    [[nodiscard]] std::error_code
    advance(const std::uint8_t* position) override;
    [[nodiscard]] std::error_code check(const std::uint8_t* position) override;
    [[nodiscard]] std::error_code finish(const std::uint8_t* position) override;
    void skip_rest() noexcept override;
    bool is_mapped() const noexcept override { return true; }
    std::optional<input_cursor> whole() const noexcept override;
    bool is_end_readable() const noexcept override;

  private:
    mapped_input(int fd, std::uint64_t offset) : fd_(fd), begin_(offset) {}

    std::error_code map_from(std::uint64_t offset, std::uint64_t file_size);
    std::error_code read_on(input_cursor& piece);
    bool is_there_behind(const std::uint8_t* position) const noexcept;
    void bring_in(const std::uint8_t* position) noexcept;
    void let_go(const std::uint8_t* position) noexcept;
    const std::uint8_t* limited(const std::uint8_t* from,
                                std::size_t size) const noexcept;

    enum class progress : std::uint8_t { opened, in_piece, at_end };

    int fd_;
    bool has_own_offset_ = false; ///< that is of no interest
    std::uint64_t begin_;         ///< file offset of the first byte given
    progress progress_ = progress::opened;
    file_mapping mapping_;
    const std::uint8_t* piece_ = nullptr; ///< where the piece begins
    const std::uint8_t* advised_ =
        nullptr; ///< being read from the disk up to here
    const std::uint8_t* populated_ = nullptr; ///< accessible up to here
    const std::uint8_t* dropped_ = nullptr;   ///< let go up to here
};

} // namespace mgunzip::io

#endif
