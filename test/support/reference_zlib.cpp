// SPDX-License-Identifier: BSL-1.0
// Each field and rule as it stands in RFC 1950, around reference_inflate.
#include "support/reference_zlib.hpp"

#include "support/reference_inflate.hpp"

namespace mgunzip::test {

std::uint32_t reference_adler32(std::span<const std::uint8_t> data) {
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const std::uint8_t byte : data) {
        a = (a + byte) % 65521;
        b = (b + a) % 65521;
    }
    return b * 65536 + a;
}

decode_result reference_zlib(std::span<const std::uint8_t> input) {
    decode_result result;
    const auto fail = [&](errc error, std::size_t offset) {
        result.error = error;
        result.offset = offset;
        return result;
    };
    if (input.size() < 2)
        return fail(errc::truncated_input, input.size());
    const unsigned cmf = input[0];
    const unsigned flg = input[1];
    if ((cmf * 256 + flg) % 31 != 0)
        return fail(errc::not_zlib, 0);
    if (cmf % 16 != 8)
        return fail(errc::unknown_method, 0);
    if (cmf / 16 > 7)
        return fail(errc::window_too_large, 0);
    if (flg / 32 % 2 != 0)
        return fail(errc::preset_dictionary, 1);
    result = reference_inflate(input.subspan(2));
    if (result.error != errc::ok) {
        result.offset += 2;
        return result;
    }
    const std::size_t end = 2 + static_cast<std::size_t>(result.consumed);
    if (input.size() - end < 4)
        return fail(errc::truncated_input, input.size());
    std::uint32_t stated = 0;
    for (std::size_t i = 0; i < 4; ++i)
        stated = stated * 256 + input[end + i];
    if (stated != reference_adler32(result.output))
        return fail(errc::adler_mismatch, end);
    result.consumed = end + 4;
    return result;
}

bytes zlib_bytes(const zlib_stream& stream) {
    const unsigned head = stream.cmf * 256U + stream.flg;
    const auto check = static_cast<std::uint8_t>((31 - head % 31) % 31);
    bytes result;
    result.push_back(stream.cmf);
    result.push_back(stream.flg | stream.check.value_or(check));
    for (const std::uint8_t byte : stream.deflate_data)
        result.push_back(byte);
    const std::uint32_t adler =
        reference_adler32(stream.data) ^ stream.adler_error;
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        result.push_back(static_cast<std::uint8_t>(adler >> shift));
    return result;
}

bytes zlib_stored(const bytes& data) {
    const auto low = static_cast<std::uint8_t>(data.size());
    const auto high = static_cast<std::uint8_t>(data.size() >> 8);
    bytes block{1, low, high, static_cast<std::uint8_t>(~low),
                static_cast<std::uint8_t>(~high)};
    for (const std::uint8_t byte : data)
        block.push_back(byte);
    return zlib_bytes({.deflate_data = block, .data = data});
}

} // namespace mgunzip::test
