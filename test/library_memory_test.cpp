// SPDX-License-Identifier: BSL-1.0
// Memory that cannot be had: an error or a slower way, and never an exception.
#include <mgunzip/members.hpp>
#include <mgunzip/stream.hpp>

#include "gzip_builder.hpp"
#include "random_stream.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <new>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// Allocations that go well before all others fail, and the largest that does.
std::size_t allocations_left = no_limit;
std::size_t largest_allocation = no_limit;

void* allocate(std::size_t size) noexcept {
    if (allocations_left == 0 || size > largest_allocation)
        return nullptr;
    --allocations_left;
    return std::malloc(size == 0 ? 1 : size);
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

} // namespace

void* operator new(std::size_t size) {
    if (void* const memory = allocate(size))
        return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return allocate(size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
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
