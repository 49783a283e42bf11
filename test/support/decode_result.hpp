// SPDX-License-Identifier: BSL-1.0
// What came of decoding something: the same for every decoder in the tests.
#ifndef MGUNZIP_TEST_DECODE_RESULT_HPP
#define MGUNZIP_TEST_DECODE_RESULT_HPP

#include <mgunzip/error.hpp>

#include <cstdint>
#include <ostream>
#include <vector>

namespace mgunzip::test {

using bytes = std::vector<std::uint8_t>;

struct decode_result {
    bytes output;           ///< everything in front of the error
    errc error = errc::ok;  ///< truncated_input if the input ended too early
    std::uint64_t offset{}; ///< of the error; 0 when there is none
    /// Input bytes used. Compared only when there is no error, as decoders may
    /// leave their cursor anywhere after one.
    std::uint64_t consumed{};

    friend bool operator==(const decode_result& a, const decode_result& b) {
        return a.error == b.error && a.offset == b.offset &&
               (a.error != errc::ok || a.consumed == b.consumed) &&
               a.output == b.output;
    }
};

/// FNV-1a: lets two different outputs be told apart in a test's report.
inline std::uint64_t fingerprint(const bytes& data) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const std::uint8_t byte : data)
        hash = (hash ^ byte) * 0x100000001b3;
    return hash;
}

inline std::ostream& operator<<(std::ostream& stream,
                                const decode_result& result) {
    return stream << "{\"" << message(result.error) << "\" at " << result.offset
                  << ", " << result.consumed << " used, "
                  << result.output.size() << " bytes out, fingerprint "
                  << fingerprint(result.output) << '}';
}

} // namespace mgunzip::test

namespace mgunzip {

inline std::ostream& operator<<(std::ostream& stream, errc code) {
    return stream << static_cast<int>(code) << " (" << message(code) << ')';
}

} // namespace mgunzip

#endif
