// SPDX-License-Identifier: BSL-1.0
// The version of the library and the program, in one place.
#ifndef MGUNZIP_VERSION_HPP
#define MGUNZIP_VERSION_HPP

#define MGUNZIP_VERSION "0.1.0"

#endif
