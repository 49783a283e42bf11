// SPDX-License-Identifier: BSL-1.0
// Data to be compressed, and GNU gzip to do it.
#ifndef MGUNZIP_TEST_SAMPLE_DATA_HPP
#define MGUNZIP_TEST_SAMPLE_DATA_HPP

#include "support/decode_result.hpp"

#include <cstddef>
#include <string>

namespace mgunzip::test {

/// `size` bytes of text that never repeats itself for long: about a third of
/// its size when compressed. Another `seed` gives another text.
bytes sample(std::size_t size, unsigned seed = 1);

bytes to_bytes(const std::string& text);

/// `data` as a gzip file of one member, made by the system's gzip -1.
bytes gzip(const bytes& data);
bytes gzip(const std::string& text);

} // namespace mgunzip::test

#endif
