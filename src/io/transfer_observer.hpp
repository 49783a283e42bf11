// SPDX-License-Identifier: BSL-1.0
// The interface through which a transfer tells how far it has got.
#ifndef MGUNZIP_IO_TRANSFER_OBSERVER_HPP
#define MGUNZIP_IO_TRANSFER_OBSERVER_HPP

#include <cstdint>

namespace mgunzip::io {

/// What a transfer does at a time.
enum class transfer_stage : std::uint8_t {
    input,    ///< waiting for input or bringing it in
    decoding, ///< and checking
    output,   ///< writing, or bringing in pages to be written to
};

/// How far it has got, in bytes.
struct transfer_position {
    std::uint64_t consumed = 0;
    std::uint64_t produced = 0;
};

class transfer_observer {
  public:
    transfer_observer() = default;
    transfer_observer(const transfer_observer&) = delete;
    transfer_observer& operator=(const transfer_observer&) = delete;

    /// A stage begins, and the one before it ends. Called some times for each
    /// commit of the sink and each piece of input: this has to be quick.
    virtual void enter(transfer_stage stage,
                       const transfer_position& position) noexcept = 0;

  protected:
    ~transfer_observer() = default;
};

} // namespace mgunzip::io

#endif
