// SPDX-License-Identifier: BSL-1.0
// Memory of other types as the bytes that this library takes.
#ifndef MGUNZIP_OCTETS_HPP
#define MGUNZIP_OCTETS_HPP

#include <cstddef>
#include <cstdint>
#include <span>

namespace mgunzip {

/// The same memory as bytes of input: of a `std::string`, a `std::string_view`,
/// a `std::vector<char>`, an array, or of `std::byte`. There is none for a
/// pointer to char, as compressed data have zero bytes; a literal's final zero
/// counts as one of its bytes.
inline std::span<const std::uint8_t>
octets(std::span<const char> data) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
}
inline std::span<const std::uint8_t>
octets(std::span<const std::byte> data) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
}

/// The same memory as a place for output.
inline std::span<std::uint8_t> writable_octets(std::span<char> data) noexcept {
    return {reinterpret_cast<std::uint8_t*>(data.data()), data.size()};
}
inline std::span<std::uint8_t>
writable_octets(std::span<std::byte> data) noexcept {
    return {reinterpret_cast<std::uint8_t*>(data.data()), data.size()};
}

} // namespace mgunzip

#endif
