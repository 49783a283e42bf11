// SPDX-License-Identifier: BSL-1.0
// Output through a mapping, step by step as it may be chosen.
#ifndef MGUNZIP_BENCH_IO_MODES_MAPPED_MOVER_HPP
#define MGUNZIP_BENCH_IO_MODES_MAPPED_MOVER_HPP

#include <cstdint>
#include <string>

namespace mgunzip::bench {

/// How the pages come that are stored to.
enum class providing : std::uint8_t {
    touched,   ///< each by the store that needs it
    populated, ///< MADV_POPULATE_WRITE, in steps, just ahead
    zeros,     ///< zeros written to the file, in steps, just ahead
};

struct mapping_way {
    bool is_reserved = false; ///< fallocate; else the file is a hole at first
    bool is_huge = false;     ///< MADV_HUGEPAGE, and the address is aligned
    bool drops = false;       ///< pages behind leave the mapping
    bool has_helper = false;  ///< a second thread provides, some MiB ahead
    providing how = providing::touched;
};

/// Makes a file of `size` bytes of hot data, which must not exist.
void move_by_mapping(const std::string& path, std::uint64_t size,
                     mapping_way way);

} // namespace mgunzip::bench

#endif
