// SPDX-License-Identifier: BSL-1.0
// Which names the shared library offers.
#ifndef MGUNZIP_API_HPP
#define MGUNZIP_API_HPP

/// Marks what programs may use of the shared library. Its objects are compiled
/// with hidden visibility, so nothing else is for programs there.
#define MGUNZIP_API [[gnu::visibility("default")]]

/// Marks what is not for programs in a class that is.
#define MGUNZIP_LOCAL [[gnu::visibility("hidden")]]

#endif
