// SPDX-License-Identifier: BSL-1.0
// Runs the functions of deflate.hpp, and checks that they keep their promises.
#include "support/guarded_buffer.hpp"
#include "support/reference_inflate.hpp"
#include "support/reference_zlib.hpp"
#include "support/run_sizes.hpp"
#include "support/with_tuning.hpp"

#include <mgunzip/decompress.hpp>
#include <mgunzip/deflate.hpp>

#include <algorithm>

namespace mgunzip::test {
namespace {

using in_span = std::span<const std::uint8_t>;

// The functions for one format.
struct functions {
    deflate_result (*into)(in_span, std::span<std::uint8_t>) noexcept;
    deflate_result (*into_again)(inflater&, in_span,
                                 std::span<std::uint8_t>) noexcept;
    deflate_result (*to_vector)(in_span, bytes&, std::size_t) noexcept;
    deflate_result (*to_vector_again)(inflater&, in_span, bytes&,
                                      std::size_t) noexcept;
    deflate_result (*to_bytes)(std::span<const std::byte>,
                               std::vector<std::byte>&, std::size_t) noexcept;
    deflate_result (*to_string)(std::span<const char>, std::string&,
                                std::size_t) noexcept;
};

constexpr functions zlib_functions{
    decompress_zlib,           decompress_zlib,
    decompress_zlib_to_vector, decompress_zlib_to_vector,
    decompress_zlib_to_vector, decompress_zlib_to_string};
constexpr functions bare_functions{
    decompress_deflate,           decompress_deflate,
    decompress_deflate_to_vector, decompress_deflate_to_vector,
    decompress_deflate_to_vector, decompress_deflate_to_string};

template <typename Output>
bool begins_with(const decode_result& expected, const Output& output) {
    return output.size() <= expected.output.size() &&
           std::equal(output.begin(), output.end(), expected.output.begin(),
                      [](auto a, std::uint8_t b) {
                          return static_cast<std::uint8_t>(a) == b;
                      });
}

// With all the room that is needed.
template <typename Output>
void check_whole(const deflate_result& result, const Output& output,
                 const decode_result& expected) {
    const bool is_good = expected.error == errc::ok;
    promise(result.error == std::error_code(expected.error) ||
                (is_good && !result.error),
            "the error is the reference's");
    promise(static_cast<bool>(result) == is_good, "an error is no good");
    promise(result.error_offset == expected.offset,
            "the error's offset is the reference's");
    promise(result.consumed == (is_good ? expected.consumed : 0),
            "as much input was used as by the reference");
    promise(result.produced == expected.output.size() &&
                output.size() == result.produced &&
                begins_with(expected, output),
            "the output is the reference's");
}

// With less. What is wrong behind the part that fits is not to be seen.
template <typename Output>
void check_part(const deflate_result& result, const Output& output,
                const decode_result& expected) {
    promise(result.needs_room() && !result, "there was no room");
    promise(result.error_offset == 0 && result.consumed == 0,
            "nothing is wrong with the data");
    promise(result.produced == output.size() && begins_with(expected, output),
            "the output is the beginning of the reference's");
}

void check_buffers(in_span input, const decode_result& expected,
                   const functions& call) {
    const std::size_t size = expected.output.size();
    const guarded_buffer input_memory(input.size());
    const guarded_buffer output_memory(size + 1);
    const auto in = input_memory.back(input.size());
    std::ranges::copy(input, in.begin());
    inflater decoder(tuning_in_use());
    for (const std::size_t room : {size, size + 1}) {
        const auto out = output_memory.back(room);
        const deflate_result result = call.into_again(decoder, in, out);
        // An output that fills the buffer may hide what is wrong behind it.
        if (expected.error != errc::ok && room == size && result.needs_room())
            check_part(result, out, expected);
        else
            check_whole(result, out.first(size), expected);
    }
    if (size == 0)
        return;
    const auto out = output_memory.back(size - 1);
    check_part(call.into(in, out), out, expected);
}

void check_containers(in_span input, const decode_result& expected,
                      const functions& call) {
    const std::size_t size = expected.output.size();
    bytes out(7, 0xcc); // to be replaced
    inflater decoder(tuning_in_use());
    for (const std::size_t limit : {no_limit, size + 1}) {
        check_whole(call.to_vector_again(decoder, input, out, limit), out,
                    expected);
        bytes fresh;
        check_whole(call.to_vector(input, fresh, limit), fresh, expected);
        promise(fresh.capacity() <= limit, "no more is reserved than allowed");
        std::string text = "to be replaced";
        const std::span characters(reinterpret_cast<const char*>(input.data()),
                                   input.size());
        check_whole(call.to_string(characters, text, limit), text, expected);
        std::vector<std::byte> raw;
        check_whole(call.to_bytes(std::as_bytes(input), raw, limit), raw,
                    expected);
    }
    if (expected.error == errc::ok)
        check_whole(call.to_vector(input, out, size), out, expected);
    if (size == 0)
        return;
    check_part(call.to_vector(input, out, size - 1), out, expected);
    promise(out.size() == size - 1, "the limit is the limit");
}

} // namespace

void check_deflate_functions(in_span input) {
    const decode_result zlib = reference_zlib(input);
    check_buffers(input, zlib, zlib_functions);
    check_containers(input, zlib, zlib_functions);
    const decode_result bare = reference_inflate(input);
    check_buffers(input, bare, bare_functions);
    check_containers(input, bare, bare_functions);
}

} // namespace mgunzip::test
