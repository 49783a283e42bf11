// SPDX-License-Identifier: BSL-1.0
// Makes the index of a BGZF file without decoding it.
#ifndef MGUNZIP_IO_MEMBER_INDEX_HPP
#define MGUNZIP_IO_MEMBER_INDEX_HPP

#include "io/source.hpp"

#include <mgunzip/index.hpp>

#include <system_error>

namespace mgunzip::io {

/// Goes from member to member of `from`, of which nothing was read yet, and
/// lets the pages behind go: nobody else can use it well afterwards. Fails with
/// `index_errc::not_bgzf` if it is not mapped, or is not BGZF to its last byte;
/// and with what is wrong with `from`. After an error `index` is empty. Nothing
/// is verified.
[[nodiscard]] std::error_code index_members(source& from, gzip_index& index);

} // namespace mgunzip::io

#endif
