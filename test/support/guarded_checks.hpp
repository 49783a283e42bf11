// SPDX-License-Identifier: BSL-1.0
// Decodes streams between pages that must not be touched.
#ifndef MGUNZIP_TEST_GUARDED_CHECKS_HPP
#define MGUNZIP_TEST_GUARDED_CHECKS_HPP

#include "support/guarded_buffer.hpp"
#include "support/inflate_runner.hpp"
#include "support/reference_inflate.hpp"
#include "support/with_tuning.hpp"

#include <mgunzip/inflate.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace mgunzip::test {

inline bytes first_bytes(const bytes& data, std::size_t size) {
    return {data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size)};
}

/// With a window that the output fills, what follows it may go unseen.
inline bool ended_as(const decode_result& expected, inflate_status status,
                     const inflater& decoder) {
    switch (status) {
    case inflate_status::end_of_stream:
        return expected.error == errc::ok;
    case inflate_status::need_input:
        return expected.error == errc::truncated_input;
    case inflate_status::block_begin: // not asked for
        return false;
    case inflate_status::need_output:
        return expected.error != errc::ok;
    case inflate_status::error:
        break;
    }
    return decoder.error() == expected.error &&
           decoder.error_offset() == expected.offset;
}

/// Input and output lie flush with a guard page in front, or behind, in all
/// four combinations. The window has exactly the size of the output.
inline void check_between_guards(const bytes& stream,
                                 const decode_result& expected) {
    const std::size_t size = expected.output.size();
    const guarded_buffer input_memory(stream.size());
    const guarded_buffer output_memory(size);
    for (const bool is_input_at_back : {false, true})
        for (const bool is_output_at_back : {false, true}) {
            const auto input = is_input_at_back
                                   ? input_memory.back(stream.size())
                                   : input_memory.front(stream.size());
            const auto output = is_output_at_back ? output_memory.back(size)
                                                  : output_memory.front(size);
            std::ranges::copy(stream, input.begin());
            std::ranges::fill(output_memory.bytes(), std::uint8_t{0xcc});
            inflater decoder(tuning_in_use());
            input_cursor in{input.data(), input.data() + input.size()};
            output_window out{output.data(), output.data() + size,
                              output.data() + size};
            const inflate_status status = decoder.run(in, out);
            BOOST_TEST(ended_as(expected, status, decoder));
            BOOST_TEST(decoder.produced() == size);
            BOOST_TEST(std::ranges::equal(output, expected.output));
        }
}

/// The same with all kernels, against the reference.
inline void check_all_kernels_between_guards(const bytes& stream) {
    const decode_result expected = reference_inflate(stream);
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_CONTEXT("kernel " << kernel)
        check_between_guards(stream, expected);
    });
}

} // namespace mgunzip::test

#endif
