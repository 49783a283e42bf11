// SPDX-License-Identifier: BSL-1.0
// libdeflate and ISA-L, whose interfaces are declared here as their manuals
// describe them, because their headers need not be installed.
#include "rivals.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <utility>

namespace mgunzip::bench {

namespace {

template <typename Function>
Function* symbol(void* library, const char* name) {
    return reinterpret_cast<Function*>(::dlsym(library, name));
}

// What the system's package manager calls the package of this file; empty if
// it does not know the file or is not there.
std::string package_of(const std::string& path) {
    if (path.find('\'') != std::string::npos)
        return {};
    const std::string command =
        "package=$(dpkg-query -S '" + path +
        "' 2>/dev/null) && dpkg-query -W \"${package%%:*}\" 2>/dev/null";
    std::string output;
    if (FILE* const pipe = ::popen(command.c_str(), "r")) {
        std::array<char, 256> line{};
        if (std::fgets(line.data(), line.size(), pipe) != nullptr)
            output = line.data();
        ::pclose(pipe);
    }
    while (!output.empty() && output.back() == '\n')
        output.pop_back();
    std::ranges::replace(output, '\t', ' ');
    return output;
}

// The file that holds the code at this address.
std::string origin_of(const void* address) {
    Dl_info info{};
    if (::dladdr(address, &info) == 0)
        return "unknown";
    std::string path = info.dli_fname;
    if (char* const resolved = ::realpath(info.dli_fname, nullptr)) {
        path = resolved;
        std::free(resolved);
    }
    const std::string package = package_of(path);
    return package.empty() ? path : path + " (" + package + ")";
}

std::optional<rival> open_libdeflate(const std::string& file) {
    void* const library = ::dlopen(file.c_str(), RTLD_NOW);
    if (library == nullptr)
        return std::nullopt;

    using allocate_function = void*();
    using release_function = void(void*);
    using gunzip_function = int(void*, const void*, std::size_t, void*,
                                std::size_t, std::size_t*, std::size_t*);
    using crc32_function =
        std::uint32_t(std::uint32_t, const void*, std::size_t);
    auto* const allocate =
        symbol<allocate_function>(library, "libdeflate_alloc_decompressor");
    auto* const release =
        symbol<release_function>(library, "libdeflate_free_decompressor");
    auto* const gunzip =
        symbol<gunzip_function>(library, "libdeflate_gzip_decompress_ex");
    auto* const crc32 = symbol<crc32_function>(library, "libdeflate_crc32");
    if (allocate == nullptr || release == nullptr || gunzip == nullptr ||
        crc32 == nullptr)
        return std::nullopt;
    const std::shared_ptr<void> decompressor(allocate(), release);
    if (!decompressor)
        return std::nullopt;

    rival result;
    result.name = "libdeflate";
    result.origin = origin_of(reinterpret_cast<const void*>(gunzip));
    result.crc32 = crc32;
    result.gunzip =
        [=](std::span<const std::uint8_t> in,
            std::span<std::uint8_t> out) -> std::optional<std::size_t> {
        constexpr int success = 0;
        std::size_t produced = 0;
        while (!in.empty()) {
            std::size_t in_used = 0;
            std::size_t out_used = 0;
            if (gunzip(decompressor.get(), in.data(), in.size(),
                       out.data() + produced, out.size() - produced, &in_used,
                       &out_used) != success)
                return std::nullopt;
            in = in.subspan(in_used);
            produced += out_used;
        }
        return produced;
    };
    return result;
}

// The fields of ISA-L's struct inflate_state that its user sets and reads, at
// the offsets that they have on 64-bit systems in libisal.so.2. What the
// library may have changed is found out by `isal_works`.
struct isal_state {
    std::uint8_t* next_out;
    std::uint32_t avail_out;
    std::uint32_t total_out;
    const std::uint8_t* next_in;
    std::uint64_t read_in;
    std::uint32_t avail_in;
    std::int32_t read_in_length;
    // Literals and lengths: 4096 entries of 4 bytes and 1264 of 2; distances:
    // 1024 + 80 entries of 2.
    std::byte tables[4096 * 4 + 1264 * 2 + (1024 + 80) * 2];
    std::uint32_t block_state;
    std::uint32_t dict_length;
    std::uint32_t bfinal;
    std::uint32_t crc_flag;
    // All the rest, 66192 bytes, and some to spare.
    std::byte rest[128 * 1024];
};
static_assert(offsetof(isal_state, avail_out) == 8);
static_assert(offsetof(isal_state, next_in) == 16);
static_assert(offsetof(isal_state, avail_in) == 32);
static_assert(offsetof(isal_state, block_state) == 21160);
static_assert(offsetof(isal_state, crc_flag) == 21172);
static_assert(sizeof(isal_state) > 87368);

constexpr std::uint32_t isal_gzip = 1;           // of crc_flag
constexpr std::uint32_t isal_block_finished = 5; // of block_state

using isal_init_function = void(isal_state*);
using isal_inflate_function = int(isal_state*);

struct isal_functions {
    isal_init_function* init;
    // The variant for a whole output in memory: it is the fastest.
    isal_inflate_function* inflate;
};

std::optional<std::size_t> isal_gunzip(const isal_functions& isal,
                                       isal_state& state,
                                       std::span<const std::uint8_t> in,
                                       std::span<std::uint8_t> out) {
    constexpr int ok = 0;
    // The library counts in 32 bits.
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
    const std::uint8_t* const out_begin = out.data();
    while (!in.empty()) {
        isal.init(&state);
        state.crc_flag = isal_gzip;
        state.next_in = in.data();
        state.avail_in = static_cast<std::uint32_t>(std::min(in.size(), most));
        state.next_out = out.data();
        state.avail_out =
            static_cast<std::uint32_t>(std::min(out.size(), most));
        if (isal.inflate(&state) != ok ||
            state.block_state != isal_block_finished)
            return std::nullopt;
        in = in.subspan(static_cast<std::size_t>(state.next_in - in.data()));
        out =
            out.subspan(static_cast<std::size_t>(state.next_out - out.data()));
    }
    return static_cast<std::size_t>(out.data() - out_begin);
}

// Decodes two members of one byte each: wrong offsets would not survive that.
bool isal_works(const isal_functions& isal, isal_state& state) {
    constexpr std::uint8_t members[] = {
        0x1f, 0x8b, 8,    0,    0, 0, 0, 0, 0, 3, // header
        0x4b, 0x04, 0,                            // "a" in a fixed block
        0x43, 0xbe, 0xb7, 0xe8, 1, 0, 0, 0,       // CRC-32, ISIZE
        0x1f, 0x8b, 8,    0,    0, 0, 0, 0, 0, 3, //
        0x4b, 0x04, 0,                            //
        0x43, 0xbe, 0xb7, 0xe8, 1, 0, 0, 0,
    };
    std::array<std::uint8_t, 1000> out{};
    return isal_gunzip(isal, state, members, out) == std::size_t{2} &&
           out[0] == 'a' && out[1] == 'a';
}

std::optional<rival> open_isal(const std::string& file) {
    void* const library = ::dlopen(file.c_str(), RTLD_NOW);
    if (library == nullptr)
        return std::nullopt;
    const isal_functions isal{
        .init = symbol<isal_init_function>(library, "isal_inflate_init"),
        .inflate =
            symbol<isal_inflate_function>(library, "isal_inflate_stateless"),
    };
    if (isal.init == nullptr || isal.inflate == nullptr)
        return std::nullopt;
    const auto state = std::make_shared<isal_state>();
    if (!isal_works(isal, *state))
        return std::nullopt;

    rival result;
    result.name = "isa-l";
    result.origin = origin_of(reinterpret_cast<const void*>(isal.inflate));
    result.gunzip = [=](std::span<const std::uint8_t> in,
                        std::span<std::uint8_t> out) {
        return isal_gunzip(isal, *state, in, out);
    };
    return result;
}

} // namespace

std::vector<rival> open_rivals(const rival_files& files) {
    std::vector<rival> rivals;
    if (std::optional<rival> found = open_libdeflate(files.libdeflate))
        rivals.push_back(*std::move(found));
    if (std::optional<rival> found = open_isal(files.isal))
        rivals.push_back(*std::move(found));
    return rivals;
}

} // namespace mgunzip::bench
