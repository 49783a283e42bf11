// SPDX-License-Identifier: BSL-1.0
// What the shared library offers to its sibling alone.
#ifndef MGUNZIP_SHARED_INTERNAL_HPP
#define MGUNZIP_SHARED_INTERNAL_HPP

/// Marks functions that libmgunzip-file.so takes from libmgunzip.so although no
/// public header has them: so there is one decoder, and one choice of kernels.
/// Both libraries have to be of one version therefore.
#define MGUNZIP_INTERNAL [[gnu::visibility("default")]]

#endif
