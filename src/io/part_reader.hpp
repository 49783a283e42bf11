// SPDX-License-Identifier: BSL-1.0
// Reads the output of an input from some place on.
#ifndef MGUNZIP_IO_PART_READER_HPP
#define MGUNZIP_IO_PART_READER_HPP

#include "io/source.hpp"
#include "io/transfer.hpp"
#include "io/transfer_observer.hpp"

#include <mgunzip/gzip.hpp>
#include <mgunzip/index.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <system_error>

namespace mgunzip::io {

/// First `begin`, then `read`, and at last `finish`; again `begin` for a part
/// that lies behind. After a failure only what tells of it may be called. All
/// but the observers may throw std::bad_alloc.
class part_reader {
  public:
    /// Of a mapped input decoding begins at the last point of `index`, which
    /// may be null, in front of what is wanted; of any other input at its
    /// beginning. What is pointed to lives longer; nothing was read from
    /// `from` yet.
    [[nodiscard]] static std::unique_ptr<part_reader>
    of(source& from, const gzip_index* index, transfer_observer* observer);

    part_reader(const part_reader&) = delete;
    part_reader& operator=(const part_reader&) = delete;
    virtual ~part_reader() = default;

    /// Goes to byte `output` of the output of all members, which need not be
    /// there. Only a mapped input can go back: see `can_go_to`.
    [[nodiscard]] virtual failure begin(std::uint64_t output) = 0;
    virtual bool can_go_to(std::uint64_t output) const noexcept = 0;

    /// Decodes the next bytes into `out`, as many as it holds, up to the end of
    /// the output; `produced` is how many that were, after a failure of the
    /// data as well. If the input is cut meanwhile there are none.
    [[nodiscard]] virtual failure read(std::span<std::uint8_t> out,
                                       std::size_t& produced) = 0;

    /// What was read last, up to its end: those who read again from here on get
    /// it once more. For what cannot go back; a mapped input does nothing.
    virtual void give_back(std::span<const std::uint8_t> bytes) = 0;

    /// Looks whether what was read since `begin` is verified, if that takes not
    /// much more than reading it, and, if it ends where the output may, what
    /// follows. What cannot go back is used up by that, and all that was read
    /// of it counts.
    [[nodiscard]] virtual failure finish() = 0;

    /// After `finish`: true if all of it belongs to members that were decoded
    /// as a whole.
    virtual bool is_verified() const noexcept = 0;

    /// Of the output of all members, once its end was met.
    virtual std::optional<std::uint64_t> output_size() const noexcept = 0;

    /// What follows the last member, once the end of the data was met.
    virtual std::optional<trailing_data> trailing() const noexcept = 0;

    /// The point at which decoding began; null for the beginning.
    virtual const index_point* entry() const noexcept = 0;

    /// Input that was decoded, and where in it, since all began, in bytes.
    std::uint64_t used() const noexcept { return used_; }
    const std::error_code& error() const noexcept { return error_; }
    /// For an `errc`: from the first byte of the input.
    std::uint64_t error_offset() const noexcept { return error_offset_; }

  protected:
    explicit part_reader(source& from, transfer_observer* observer) noexcept
        : source_(from), observer_(observer) {}

    failure fail(failure cause, std::error_code error,
                 std::uint64_t offset = 0) noexcept;
    void tell(transfer_stage stage, std::uint64_t consumed,
              std::uint64_t produced) const noexcept;

    source& source_;
    transfer_observer* observer_;
    std::uint64_t used_ = 0;

  private:
    std::error_code error_;
    std::uint64_t error_offset_ = 0;
};

} // namespace mgunzip::io

#endif
