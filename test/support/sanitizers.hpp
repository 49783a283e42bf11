// SPDX-License-Identifier: BSL-1.0
// Tells whether tests run under a sanitizer, which takes what some need.
#ifndef MGUNZIP_TEST_SANITIZERS_HPP
#define MGUNZIP_TEST_SANITIZERS_HPP

namespace mgunzip::test {

#ifndef __has_feature
#define MGUNZIP_TEST_HAS_FEATURE(name) 0
#else
#define MGUNZIP_TEST_HAS_FEATURE(name) __has_feature(name)
#endif

/// True in a build with AddressSanitizer.
constexpr bool has_address_sanitizer() {
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    return MGUNZIP_TEST_HAS_FEATURE(address_sanitizer);
#endif
}

/// True in a build with AddressSanitizer or ThreadSanitizer.
constexpr bool has_sanitizer() {
#ifdef __SANITIZE_THREAD__
    return true;
#else
    return has_address_sanitizer() ||
           MGUNZIP_TEST_HAS_FEATURE(thread_sanitizer);
#endif
}

#undef MGUNZIP_TEST_HAS_FEATURE

} // namespace mgunzip::test

#endif
