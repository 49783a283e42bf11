// SPDX-License-Identifier: BSL-1.0
// Decodes all of an input only to make an index of it.
#ifndef MGUNZIP_IO_INDEXING_RUN_HPP
#define MGUNZIP_IO_INDEXING_RUN_HPP

#include "index/index_builder.hpp"
#include "io/source.hpp"
#include "io/transfer.hpp"

#include <mgunzip/index.hpp>

#include <cstdint>

namespace mgunzip::io {

/// First `run`, and then, if nothing has failed, `finish`. All but the
/// observers may throw std::bad_alloc.
class indexing_run {
  public:
    /// Of `from` nothing was read yet; it lives longer. `spacing` is in bytes
    /// of output. `settings` are for the transfer; their index is set here.
    indexing_run(source& from, std::uint64_t spacing,
                 const transfer_settings& settings);
    indexing_run(const indexing_run&) = delete; // the transfer knows the place
    indexing_run& operator=(const indexing_run&) = delete;

    /// Decodes and verifies all, as `transfer` does.
    [[nodiscard]] failure run();

    /// What was decoded, and what went wrong with it.
    const transfer& decoded() const noexcept { return transfer_; }

    /// The index, of compressed data of that size, in bytes.
    [[nodiscard]] gzip_index finish(std::uint64_t compressed_size);

  private:
    mgunzip::detail::index_builder builder_;
    transfer transfer_;
};

} // namespace mgunzip::io

#endif
