// SPDX-License-Identifier: BSL-1.0
// The version of the library and the program, in one place.
#ifndef MGUNZIP_VERSION_HPP
#define MGUNZIP_VERSION_HPP

#include <mgunzip/api.hpp>

#include <compare>

/// The version of these headers; doc/library.md says what a change of each
/// number means. Any of them can be compared by the preprocessor.
#define MGUNZIP_VERSION_MAJOR 0
#define MGUNZIP_VERSION_MINOR 1
#define MGUNZIP_VERSION_PATCH 0

/// The same as text: "MAJOR.MINOR.PATCH".
#define MGUNZIP_VERSION                                                        \
    MGUNZIP_DETAIL_DOTTED(MGUNZIP_VERSION_MAJOR, MGUNZIP_VERSION_MINOR,        \
                          MGUNZIP_VERSION_PATCH)
// In two steps, as the numbers must be put in place first.
#define MGUNZIP_DETAIL_DOTTED(a, b, c) MGUNZIP_DETAIL_QUOTED(a, b, c)
#define MGUNZIP_DETAIL_QUOTED(a, b, c) #a "." #b "." #c

namespace mgunzip {

/// A version, to be compared with others.
struct MGUNZIP_API version_numbers {
    int major = 0;
    int minor = 0;
    int patch = 0;

    friend auto operator<=>(const version_numbers&,
                            const version_numbers&) = default;
};

/// The version of the headers that a program was compiled with.
inline constexpr version_numbers header_version{
    MGUNZIP_VERSION_MAJOR, MGUNZIP_VERSION_MINOR, MGUNZIP_VERSION_PATCH};

/// The version of the library that a program runs with. With a shared library
/// it may be a later one than `header_version`.
MGUNZIP_API version_numbers library_version() noexcept;

} // namespace mgunzip

#endif
