// SPDX-License-Identifier: BSL-1.0
// How much memory the library takes; and where it cannot be had, an error or a
// slower way, and never an exception.
#include <mgunzip/deflate.hpp>
#include <mgunzip/kernel.hpp>
#include <mgunzip/members.hpp>
#include <mgunzip/range.hpp>
#include <mgunzip/stream.hpp>

#include "support/bgzf_builder.hpp"
#include "support/random_stream.hpp"
#include "support/reference_zlib.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <string>

#include <malloc.h>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// Allocations that go well before all others fail, and the largest that does.
std::size_t allocations_left = no_limit;
std::size_t largest_allocation = no_limit;

// Bytes in use, and the most there have been.
std::size_t used = 0;
std::size_t most_used = 0;

void* allocate(std::size_t size, std::size_t alignment) noexcept {
    if (allocations_left == 0 || size > largest_allocation)
        return nullptr;
    --allocations_left;
    void* const memory = ::memalign(alignment, size == 0 ? 1 : size);
    used += ::malloc_usable_size(memory);
    most_used = std::max(most_used, used);
    return memory;
}

void* allocate(std::size_t size) noexcept {
    return allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}

void release(void* memory) noexcept {
    used -= ::malloc_usable_size(memory);
    std::free(memory);
}

// The most that is in use while `function` runs, beyond what was.
template <typename Function>
std::size_t memory_of(Function function) {
    const std::size_t before = used;
    most_used = used;
    function();
    return most_used - before;
}

// The functions under test do not throw: what they do ends here.
template <typename Function>
auto with_allocations(std::size_t count, Function function) {
    allocations_left = count;
    auto result = function();
    allocations_left = no_limit;
    return result;
}

bool is_out_of_memory(const std::error_code& error) {
    return error == std::errc::not_enough_memory;
}

// A header whose fields take memory, and data for which lanes would.
bytes file_with_names(const random_stream& made) {
    return gzip_stored("") + gzip_bytes({.extra = std::string(3000, 'e'),
                                         .name = std::string(3000, 'n'),
                                         .deflate_data = made.data,
                                         .data = made.output});
}

std::string selected_kernel() {
    for (const kernel_info& kernel : inflate_kernels())
        if (kernel.is_selected)
            return std::string(kernel.name);
    return {};
}

} // namespace

void* operator new(std::size_t size) {
    if (void* const memory = allocate(size))
        return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return allocate(size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    if (void* const memory =
            allocate(size, static_cast<std::size_t>(alignment)))
        return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment,
                   const std::nothrow_t&) noexcept {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
    release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    release(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    release(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    release(memory);
}

// What doc/library.md says.
constexpr std::size_t decoder_bound = 14'000;
constexpr std::size_t lanes_bound = 1'250'000;
constexpr std::size_t stream_bound = 300'000;
constexpr std::size_t members_bound = 4'500'000;

BOOST_AUTO_TEST_CASE(members_at_once_take_memory_or_do_without) {
    const random_stream made = [] {
        random_source random(6);
        return make_random_stream(random, 20'000);
    }();
    bytes file;
    bytes expected;
    for (int i = 0; i < 20; ++i) {
        file = file + gzip_bytes(bgzf_of(made.data, made.output));
        expected = expected + made.output;
    }
    const auto decode = [&] {
        bytes out(expected.size());
        const std::size_t taken =
            memory_of([&] { BOOST_TEST(bool(decompress(file, out))); });
        BOOST_TEST((out == expected));
        return taken;
    };
    BOOST_TEST(decode() <= decoder_bound + lanes_bound + members_bound);
    for (const std::size_t largest : {3'000'000u, 15'000u}) {
        largest_allocation = std::max(largest, expected.size());
        BOOST_TEST(decode() <= decoder_bound + lanes_bound);
        largest_allocation = no_limit;
    }
}

BOOST_AUTO_TEST_CASE(decoders_take_no_more_than_the_documents_say) {
    random_source random(5);
    const bytes small = gzip_stored("text");
    for (const std::size_t size : {500'000u, 3'000'000u}) {
        const random_stream made = make_random_stream(random, size);
        const bytes large =
            gzip_bytes({.deflate_data = made.data, .data = made.output});
        bytes out(made.output.size());
        const auto decode = [&](const bytes& file) {
            return memory_of([&] { BOOST_TEST(bool(decompress(file, out))); });
        };
        const std::string before = selected_kernel();
        for (const kernel_info& kernel : inflate_kernels()) {
            if (!select_inflate_kernel(kernel.name))
                continue;
            BOOST_TEST_INFO_SCOPE(kernel.name);
            BOOST_TEST(decode(small) <= decoder_bound);
            if (kernel.name.starts_with("lanes")) {
                BOOST_TEST(decode(large) > decoder_bound);
                BOOST_TEST(decode(large) <= decoder_bound + lanes_bound);
            } else {
                BOOST_TEST(decode(large) <= decoder_bound);
            }
        }
        BOOST_TEST(select_inflate_kernel(before));
    }
}

BOOST_AUTO_TEST_CASE(streams_take_no_more_than_the_documents_say) {
    const bytes file = gzip_stored("text");
    const std::size_t taken = memory_of([&] {
        stream_decoder stream;
        std::span<const std::uint8_t> in = file;
        stream.finish();
        while (stream.next(in) != stream_event::end_of_data)
            BOOST_TEST_REQUIRE(!stream.error());
    });
    BOOST_TEST(taken <= decoder_bound + stream_bound);
}

BOOST_AUTO_TEST_CASE(buffers) {
    random_source random(1);
    const random_stream made = make_random_stream(random, 500000);
    const bytes file = file_with_names(made);
    bytes out(made.output.size());
    std::size_t failures = 0;
    for (std::size_t count = 0;; ++count) {
        const auto result =
            with_allocations(count, [&] { return decompress(file, out); });
        if (result)
            break;
        BOOST_TEST_REQUIRE(is_out_of_memory(result.error));
        BOOST_TEST(result.error_offset == 0u);
        ++failures;
    }
    BOOST_TEST((out == made.output));
    BOOST_TEST(failures > 2u); // the decoder, and two fields of the header
}

BOOST_AUTO_TEST_CASE(vectors) {
    random_source random(2);
    const random_stream made = make_random_stream(random, 500000);
    const bytes file = file_with_names(made) + gzip_bytes({});
    std::size_t failures = 0;
    for (std::size_t count = 0;; ++count) {
        bytes out;
        const auto result = with_allocations(
            count, [&] { return decompress_to_vector(file, out, no_limit); });
        BOOST_TEST(out.size() == result.produced);
        BOOST_TEST(std::equal(out.begin(), out.end(), made.output.begin()));
        if (result) {
            BOOST_TEST((out == made.output));
            break;
        }
        BOOST_TEST_REQUIRE(is_out_of_memory(result.error));
        ++failures;
    }
    BOOST_TEST(failures > 3u);
}

BOOST_AUTO_TEST_CASE(strings_of_zlib_streams) {
    random_source random(7);
    const random_stream made = make_random_stream(random, 500000);
    const bytes stream =
        zlib_bytes({.deflate_data = made.data, .data = made.output});
    const std::span in(reinterpret_cast<const char*>(stream.data()),
                       stream.size());
    std::size_t failures = 0;
    for (std::size_t count = 0;; ++count) {
        std::string out;
        const auto result = with_allocations(count, [&] {
            return decompress_zlib_to_string(in, out, no_limit);
        });
        BOOST_TEST(out.size() == result.produced);
        BOOST_TEST(std::equal(made.output.begin(),
                              made.output.begin() +
                                  static_cast<std::ptrdiff_t>(out.size()),
                              reinterpret_cast<std::uint8_t*>(out.data())));
        if (result)
            break;
        BOOST_TEST_REQUIRE(is_out_of_memory(result.error));
        ++failures;
    }
    BOOST_TEST(failures > 1u);
}

BOOST_AUTO_TEST_CASE(where_as_much_as_isize_says_is_not_there_less_will_do) {
    random_source random(3);
    const random_stream made = make_random_stream(random, 500000);
    const bytes file = gzip_bytes({.deflate_data = made.data,
                                   .data = made.output,
                                   .size_error = 0x08000000});
    BOOST_TEST_REQUIRE(output_size_hint(file) > 0x00800000u);
    bytes out;
    largest_allocation = 0x00800000;
    const auto result = decompress_to_vector(file, out, no_limit);
    largest_allocation = no_limit;
    BOOST_TEST((result.error == errc::data_size_mismatch));
    BOOST_TEST((out == made.output));
}

BOOST_AUTO_TEST_CASE(what_fits_no_memory_is_an_error) {
    random_source random(4);
    const random_stream made = make_random_stream(random, 3000000);
    const bytes file =
        gzip_bytes({.deflate_data = made.data, .data = made.output});
    bytes out;
    largest_allocation = 2000000;
    const auto result = decompress_to_vector(file, out, no_limit);
    largest_allocation = no_limit;
    BOOST_TEST(is_out_of_memory(result.error));
    BOOST_TEST(out.size() == result.produced);
    BOOST_TEST(out.size() > 1000000u);
    BOOST_TEST(std::equal(out.begin(), out.end(), made.output.begin()));
}

BOOST_AUTO_TEST_CASE(streams_stay_failed_until_they_are_reset) {
    const bytes file = gzip_bytes({.name = std::string(3000, 'n')});
    stream_decoder stream;
    std::span<const std::uint8_t> in = file;
    const auto event = with_allocations(0, [&] { return stream.next(in); });
    BOOST_TEST((event == stream_event::error));
    BOOST_TEST(is_out_of_memory(stream.error()));
    BOOST_TEST((stream.next(in) == stream_event::error));
    BOOST_TEST(is_out_of_memory(stream.error()));
    stream.reset();
    BOOST_TEST(!stream.error());
    in = file;
    BOOST_TEST((stream.next(in) == stream_event::member_begin));
    BOOST_TEST(stream.decoder().header().name.size() == 3000u);
}

BOOST_AUTO_TEST_CASE(lists_and_headers) {
    const bytes file =
        gzip_stored("x") + gzip_bytes({.name = std::string(3000, 'n')});
    std::size_t failures = 0;
    for (std::size_t count = 0;; ++count) {
        std::vector<member_info> members;
        const auto result = with_allocations(
            count, [&] { return list_members(file, members); });
        if (result)
            break;
        BOOST_TEST_REQUIRE(is_out_of_memory(result.error));
        BOOST_TEST(members.size() <= 1u);
        ++failures;
    }
    BOOST_TEST(failures > 3u);

    const bytes second = gzip_bytes({.name = std::string(3000, 'n')});
    member_header header;
    header.name = "old";
    std::size_t count = 0;
    while (const auto error = with_allocations(
               count, [&] { return read_header(second, header); })) {
        BOOST_TEST_REQUIRE(is_out_of_memory(error));
        BOOST_TEST(header.name == "old");
        ++count;
    }
    BOOST_TEST(header.name.size() == 3000u);
    BOOST_TEST(count > 2u);
}

// What was read is right, whatever cannot be known of the rest.
BOOST_AUTO_TEST_CASE(what_follows_a_range) {
    const bytes file =
        gzip_stored("hello") + gzip_bytes({.name = std::string(3000, 'n')});
    std::size_t failures = 0;
    for (std::size_t count = 0;; ++count) {
        bytes out(5);
        range_reader reader;
        BOOST_TEST_REQUIRE(!reader.begin(file, nullptr, 0));
        BOOST_TEST_REQUIRE(static_cast<bool>(reader.read(out)));
        const auto result =
            with_allocations(count, [&] { return reader.finish(); });
        BOOST_TEST_REQUIRE(static_cast<bool>(result));
        BOOST_TEST(reader.is_verified());
        if (reader.trailing())
            break;
        ++failures;
    }
    BOOST_TEST(failures > 0u);
}
