// SPDX-License-Identifier: BSL-1.0
// One of the ways to do the same work.
#ifndef MGUNZIP_BENCH_IO_MODES_VARIANT_HPP
#define MGUNZIP_BENCH_IO_MODES_VARIANT_HPP

#include "terms.hpp"
#include "test_files.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mgunzip::bench {

/// What is to be done: every output of the files made, or all written to
/// standard output, which then is a pipe.
struct job {
    const workload& files;
    target to = target::new_file;
};

enum class variant_kind : std::uint8_t {
    automatic, ///< what mgunzip does by itself
    forced,    ///< what mgunzip does when it is asked to
    compared,  ///< what it could do
};

constexpr std::string_view name_of(variant_kind value) {
    constexpr std::string_view names[] = {"auto", "forced", "compared"};
    return names[static_cast<std::size_t>(value)];
}

struct variant {
    std::string name;
    variant_kind kind = variant_kind::compared;
    std::size_t buffer = 0; ///< bytes per write; 0 where it does not write
    unsigned threads = 1;   ///< that may work on an output
    /// Returns the work, to be done in a process of its own. Throws where the
    /// job cannot be described.
    std::function<std::function<void()>(const job&)> plan{};
};

/// Those that decode to this target, for files of this size, in the order of
/// tables.
std::vector<variant> decoding_variants(target to, std::uint64_t size);

/// Those of the experiment: 8 KiB of whole lines, 32 KiB, and a mapping.
std::vector<variant> article_variants();

/// Those that move data which are there already, for files of this size.
std::vector<variant> moving_variants(target to, std::uint64_t size);

/// What each output of the latter is.
content moved_content(std::uint64_t size);

} // namespace mgunzip::bench

#endif
