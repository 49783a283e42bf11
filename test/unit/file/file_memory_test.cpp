// SPDX-License-Identifier: BSL-1.0
// Tests that a lack of memory is an error of work on files, and no exception.
#include <mgunzip/file.hpp>

#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>

#include <malloc.h>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// Allocations that go well before all others fail.
constexpr long without_end = std::numeric_limits<long>::max();
std::atomic<long> allocations_left{without_end};

void* allocate(std::size_t size, std::size_t alignment) noexcept {
    if (allocations_left != without_end && allocations_left-- <= 0)
        return nullptr;
    return ::memalign(alignment, size == 0 ? 1 : size);
}

void* allocate_or_throw(std::size_t size, std::size_t alignment) {
    void* const memory = allocate(size, alignment);
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

} // namespace

void* operator new(std::size_t size) {
    return allocate_or_throw(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return allocate_or_throw(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, std::align_val_t alignment,
                   const std::nothrow_t&) noexcept {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}

BOOST_AUTO_TEST_CASE(lack_of_memory_is_an_error_and_leaves_nothing) {
    const scratch_directory scratch;
    const bytes data = sample(2000000);
    write_file(scratch / "in", gzip(data));
    const std::filesystem::path in = scratch / "in";
    const std::filesystem::path out = scratch / "out";
    int failures = 0;
    for (long count = 0; count < 1000; ++count) {
        allocations_left = count;
        const file_result result = decompress_file(in, out);
        allocations_left = without_end;
        if (result)
            break;
        ++failures;
        BOOST_TEST_REQUIRE((result.error == std::errc::not_enough_memory &&
                            result.operation != file_operation::none));
        BOOST_TEST_REQUIRE(!std::filesystem::exists(out));
    }
    BOOST_TEST(failures > 5);
    BOOST_TEST((read_file(scratch / "out") == data));
    BOOST_TEST((scratch.entries() == std::vector<std::string>{"in", "out"}));
}
