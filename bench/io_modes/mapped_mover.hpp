// SPDX-License-Identifier: BSL-1.0
// Output through a mapping, step by step as it may be chosen.
#ifndef MGUNZIP_BENCH_IO_MODES_MAPPED_MOVER_HPP
#define MGUNZIP_BENCH_IO_MODES_MAPPED_MOVER_HPP

#include <cstdint>
#include <string>

namespace mgunzip::bench {

enum class populating : std::uint8_t {
    by_touch,   ///< each page by the store that needs it
    just_ahead, ///< MADV_POPULATE_WRITE, in steps, by who stores
    by_helper,  ///< the same by a second thread, some MiB ahead
};

struct mapping_way {
    bool is_reserved = false; ///< fallocate; else the file is a hole at first
    bool is_huge = false;     ///< MADV_HUGEPAGE, and the address is aligned
    bool drops = false;       ///< pages behind leave the mapping
    populating how = populating::by_touch;
};

/// Makes a file of `size` bytes of hot data, which must not exist.
void move_by_mapping(const std::string& path, std::uint64_t size,
                     mapping_way way);

} // namespace mgunzip::bench

#endif
