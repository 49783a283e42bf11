// SPDX-License-Identifier: BSL-1.0
// Other libraries for the same work, opened at run time where installed.
#ifndef MGUNZIP_BENCH_RIVALS_HPP
#define MGUNZIP_BENCH_RIVALS_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mgunzip::bench {

/// What a library offers, as far as it is compared.
struct rival {
    std::string name;
    std::string origin; ///< the file that was opened, its package if known

    /// Decodes all members in `in` one behind the other into `out`, CRC-32
    /// verified, and returns their size. Nothing on any error, including
    /// bytes behind the last member.
    std::function<std::optional<std::size_t>(std::span<const std::uint8_t> in,
                                             std::span<std::uint8_t> out)>
        gunzip;

    /// CRC-32 continued from `crc`; null if not compared.
    std::uint32_t (*crc32)(std::uint32_t crc, const void* data,
                           std::size_t size) = nullptr;
};

/// The libraries to open: names for the dynamic linker, or paths.
struct rival_files {
    std::string libdeflate = "libdeflate.so.0";
    std::string isal = "libisal.so.2";
};

/// Those that can be opened, libdeflate first. They stay open for good.
std::vector<rival> open_rivals(const rival_files& files);

} // namespace mgunzip::bench

#endif
