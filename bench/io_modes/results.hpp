// SPDX-License-Identifier: BSL-1.0
// What was measured.
#ifndef MGUNZIP_BENCH_IO_MODES_RESULTS_HPP
#define MGUNZIP_BENCH_IO_MODES_RESULTS_HPP

#include "call_counter.hpp"
#include "run.hpp"
#include "terms.hpp"
#include "variant.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mgunzip::bench {

/// One way in one cell: the costs of all rounds.
struct result {
    std::string name;
    variant_kind kind = variant_kind::compared;
    std::size_t buffer = 0; ///< bytes per write; 0: none
    unsigned threads = 1;   ///< that may work on an output
    std::vector<cost> rounds{};
    call_counts calls{}; ///< empty: not counted
};

/// All ways to do the same under the same conditions.
struct cell {
    std::string folder;
    std::string file_system;
    part what = part::decode;
    std::string size;        ///< as asked for
    std::uint64_t bytes = 0; ///< of one output
    unsigned files = 1;      ///< at a time
    target to = target::new_file;
    state in = state::at_once;
    std::vector<result> ways{};

    std::uint64_t total_bytes() const { return bytes * files; }
};

} // namespace mgunzip::bench

#endif
