// SPDX-License-Identifier: BSL-1.0
// An index and a file, of which nothing is known.
#include "fuzz/fuzz_targets.hpp"

#include "support/decode_result.hpp"
#include "support/index_builder.hpp"
#include "support/reference_gunzip.hpp"

#include <mgunzip/range.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace mgunzip::test {
namespace {

using input_bytes = std::span<const std::uint8_t>;

void require(bool holds, const char* what) {
    if (!holds)
        throw std::logic_error(what);
}

struct part {
    std::uint64_t from;
    std::size_t size;
};

// By a good index or by none: the reference's bytes up to its error.
void check_part(input_bytes file, const gzip_index* index, const part& wanted,
                const gunzip_result& expected) {
    const bytes& whole = expected.decoded.output;
    const std::size_t from = std::min<std::uint64_t>(wanted.from, whole.size());
    const std::size_t size = std::min(wanted.size, whole.size() - from);
    bytes out(wanted.size);
    bool is_verified = false;
    const range_result result =
        decode_range(file, index, wanted.from, out, &is_verified);
    require(result.produced == size, "as many bytes as there are");
    require(std::equal(out.begin(),
                       out.begin() + static_cast<std::ptrdiff_t>(size),
                       whole.begin() + static_cast<std::ptrdiff_t>(from)),
            "the bytes of the part");
    if (size < wanted.size && expected.decoded.error != errc::ok)
        require(result.error == expected.decoded.error &&
                    result.error_offset == expected.decoded.offset,
                "the error of the data");
    else if (expected.decoded.error == errc::ok)
        require(!result.error, "no error in good data");
}

// Behind the beginning of the first member, and of all that it is made of.
void check_own_indexes(input_bytes file, std::uint64_t spacing,
                       const part& wanted, const gunzip_result& expected) {
    gzip_index built;
    const decompress_result made = built.build(file, spacing);
    require(made.error ? made.error == expected.decoded.error
                       : expected.decoded.error == errc::ok,
            "the error of the whole");
    require(made.produced == expected.decoded.output.size(),
            "the size of the whole");
    if (made.error)
        return;
    check_part(file, &built, wanted, expected);
    for (const index_format format :
         {index_format::gztool, index_format::gzidx}) {
        const bytes memory = written(built, format);
        gzip_index read;
        require(!read.read(memory, file.size()), "own indexes can be read");
        check_part(file, &read, wanted, expected);
    }
}

// Any index: no more than what it says, windows that are one, and parts that
// end.
void check_any_index(const gzip_index& index, input_bytes file,
                     const part& wanted) {
    index_window window;
    const std::uint64_t size = file.size();
    const index_point* before = nullptr;
    for (const index_point& point : index.points()) {
        require(point.bit <= size * 8, "points are in the data");
        require(before == nullptr ||
                    (before->bit < point.bit && before->output <= point.output),
                "points are in order");
        before = &point;
        if (!window.load(point))
            require(window.bytes().size() <= history_size &&
                        window.bytes().size() <= point.output,
                    "windows are not too large");
    }
    bytes out(wanted.size);
    for (const std::size_t i : {std::size_t{0}, index.points().size() / 2}) {
        const std::uint64_t begin =
            i < index.points().size() ? index.points()[i].output : 0;
        for (const std::uint64_t from : {begin, begin + wanted.from}) {
            const range_result result = decode_range(file, &index, from, out);
            require(result.produced <= out.size(), "no more than was asked");
            // What comes out of a file has some limit.
            require(result.produced <= (size + 1) * max_expansion,
                    "no more than there can be");
        }
    }
}

} // namespace

void fuzz_index(input_bytes input) {
    constexpr std::size_t head = fuzz_prefix_size + 2;
    if (input.size() < head)
        return;
    const std::uint8_t* const prefix = input.data();
    const std::size_t index_size =
        prefix[fuzz_prefix_size] | std::size_t{prefix[fuzz_prefix_size + 1]}
                                       << 8;
    input = input.subspan(head);
    // Blocks of exactly their sizes, for the address sanitizer to watch.
    const auto split = std::min(index_size, input.size());
    const bytes index_file(input.begin(),
                           input.begin() + static_cast<std::ptrdiff_t>(split));
    const bytes file(input.begin() + static_cast<std::ptrdiff_t>(split),
                     input.end());

    const gunzip_result expected = reference_gunzip(file);
    const part wanted{expected.decoded.output.size() * prefix[0] / 250,
                      std::size_t{1} << prefix[1] % 18 |
                          std::size_t{prefix[1]} / 18};
    check_part(file, nullptr, wanted, expected);
    check_own_indexes(file, 1 + 16 * std::uint64_t{prefix[2]}, wanted,
                      expected);

    gzip_index index;
    // Whatever the file is, the numbers of the index may fit another one.
    if (!index.read(index_file, std::uint64_t{1} << prefix[3] % 62))
        require(index.points().size() <= index_file.size() / 16 + 1,
                "no more points than bytes for them");
    if (!index.read(index_file, file.size()))
        check_any_index(index, file, wanted);
}

} // namespace mgunzip::test
