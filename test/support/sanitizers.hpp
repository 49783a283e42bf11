// SPDX-License-Identifier: BSL-1.0
// Tells whether tests run under a sanitizer, which takes what some need.
#ifndef MGUNZIP_TEST_SANITIZERS_HPP
#define MGUNZIP_TEST_SANITIZERS_HPP

#include <cstddef>
#include <utility>
#include <vector>

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

/// How many of so many trials are made, for tests that would take minutes with
/// a sanitizer: a quarter there.
constexpr unsigned trials(unsigned count) {
    return has_sanitizer() ? (count + 3) / 4 : count;
}

/// The same of what is listed, spread over all of it.
template <typename T>
std::vector<T> trials_of(std::vector<T> all) {
    if (!has_sanitizer())
        return all;
    std::vector<T> some;
    for (std::size_t i = 0; i < all.size(); i += 4)
        some.push_back(std::move(all[i]));
    return some;
}

/// Chooses among the trials of nested loops: all, but with a sanitizer each
/// fifth. Few loops have a length that five divides, so that in the long run
/// all of each takes part.
class trial_choice {
  public:
    /// Whether the next trial is made.
    bool is_made() { return !has_sanitizer() || count_++ % 5 == 0; }

  private:
    std::size_t count_ = 0;
};

#undef MGUNZIP_TEST_HAS_FEATURE

} // namespace mgunzip::test

#endif
