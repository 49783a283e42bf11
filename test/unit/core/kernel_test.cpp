// SPDX-License-Identifier: BSL-1.0
// The list of kernels, their selection, and that all of them agree.
#include <mgunzip/kernel.hpp>

#include <mgunzip/crc32.hpp>

#include "crc32_and_newlines.hpp"
#include "support/guarded_buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <span>
#include <string_view>
#include <vector>

namespace {

// The names of the CRC kernels that run here; leaves the one that was selected
// selected again.
class crc_kernels_fixture {
  public:
    crc_kernels_fixture() {
        for (const mgunzip::kernel_info& kernel : mgunzip::crc_kernels()) {
            if (kernel.is_supported)
                supported.push_back(kernel.name);
            else
                BOOST_TEST_MESSAGE("not on this processor: " << kernel.name);
            if (kernel.is_selected)
                before_ = kernel.name;
        }
    }
    ~crc_kernels_fixture() { use(before_); }

    static void use(std::string_view name) {
        BOOST_TEST_REQUIRE(mgunzip::select_crc_kernel(name));
    }

    std::vector<std::string_view> supported;

  private:
    std::string_view before_;
};

std::string_view selected_crc_kernel() {
    const std::vector<mgunzip::kernel_info> kernels = mgunzip::crc_kernels();
    const auto found = std::ranges::find_if(
        kernels, [](const auto& kernel) { return kernel.is_selected; });
    return found == kernels.end() ? std::string_view{} : found->name;
}

// RFC 1952, section 8, bit by bit.
std::uint32_t reference_crc(std::uint32_t crc, std::uint8_t byte) {
    crc = ~crc ^ byte;
    for (int bit = 0; bit < 8; ++bit)
        crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320U : 0U);
    return ~crc;
}

std::uint32_t reference_crc(std::uint32_t crc,
                            std::span<const std::uint8_t> data) {
    for (const std::uint8_t byte : data)
        crc = reference_crc(crc, byte);
    return crc;
}

// Compares it with what comes of counting newlines as well, which some kernels
// do in the same pass.
std::uint32_t crc_of(std::uint32_t crc, std::span<const std::uint8_t> data) {
    const std::uint32_t result = mgunzip::crc32(crc, data.data(), data.size());
    constexpr std::uint64_t before = 1000;
    std::uint64_t newlines = before;
    if (mgunzip::detail::crc32_and_newlines(crc, data, newlines) != result)
        BOOST_ERROR("another CRC-32 while newlines are counted");
    if (newlines - before !=
        static_cast<std::uint64_t>(std::ranges::count(data, '\n')))
        BOOST_ERROR("wrong number of newlines");
    return result;
}

void fill(std::span<std::uint8_t> bytes, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::ranges::generate(bytes,
                          [&] { return static_cast<std::uint8_t>(random()); });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(kernel_test, crc_kernels_fixture)

BOOST_AUTO_TEST_CASE(crc_kernels_are_listed_once_each) {
    std::set<std::string_view> names;
    for (const mgunzip::kernel_info& kernel : mgunzip::crc_kernels()) {
        BOOST_TEST(!kernel.name.empty());
        BOOST_TEST(names.insert(kernel.name).second, kernel.name);
    }
}

BOOST_AUTO_TEST_CASE(portable_crc_kernel_is_last_and_supported) {
    const std::vector<mgunzip::kernel_info> kernels = mgunzip::crc_kernels();
    BOOST_TEST_REQUIRE(!kernels.empty());
    BOOST_TEST(kernels.back().name == "slicing");
    BOOST_TEST(kernels.back().is_supported);
}

BOOST_AUTO_TEST_CASE(exactly_one_crc_kernel_is_selected_and_it_is_supported) {
    int selected = 0;
    for (const mgunzip::kernel_info& kernel : mgunzip::crc_kernels()) {
        if (kernel.is_selected) {
            ++selected;
            BOOST_TEST(kernel.is_supported);
        }
    }
    BOOST_TEST(selected == 1);
}

BOOST_AUTO_TEST_CASE(selecting_a_crc_kernel_shows_in_the_list) {
    for (const std::string_view name : supported) {
        BOOST_TEST(mgunzip::select_crc_kernel(name));
        BOOST_TEST(selected_crc_kernel() == name);
    }
}

BOOST_AUTO_TEST_CASE(unknown_crc_kernel_is_refused_and_changes_nothing) {
    use("slicing");
    for (const std::string_view name :
         {"", "slicin", "slicing ", "SLICING", "no such kernel"}) {
        BOOST_TEST(!mgunzip::select_crc_kernel(name), name);
        BOOST_TEST(selected_crc_kernel() == "slicing");
    }
}

BOOST_AUTO_TEST_CASE(crc_kernel_without_its_processor_is_refused) {
    use("slicing");
    for (const mgunzip::kernel_info& kernel : mgunzip::crc_kernels()) {
        BOOST_TEST(mgunzip::select_crc_kernel(kernel.name) ==
                   kernel.is_supported);
    }
}

// All paths of the kernels: less than a vector, one to many vectors, the loop
// with several in flight, and every size of tail behind each.
BOOST_AUTO_TEST_CASE(crc_of_every_length_at_every_alignment) {
    constexpr std::size_t longest = 600;
    constexpr std::size_t alignments = 64;
    alignas(64) static std::uint8_t bytes[longest + alignments];
    fill(bytes, 1);
    for (std::size_t start = 0; start < alignments; ++start) {
        const auto before = static_cast<std::uint32_t>(start * 0x9e3779b9);
        std::vector<std::uint32_t> expected{before};
        for (std::size_t i = 0; i < longest; ++i) {
            expected.push_back(
                reference_crc(expected.back(), bytes[start + i]));
        }
        for (const std::string_view name : supported) {
            use(name);
            std::vector<std::uint32_t> actual;
            for (std::size_t size = 0; size <= longest; ++size)
                actual.push_back(crc_of(before, {bytes + start, size}));
            BOOST_TEST(actual == expected, "" << name << " at " << start);
        }
    }
}

BOOST_AUTO_TEST_CASE(crc_of_random_long_data) {
    std::mt19937 random(2);
    std::vector<std::uint8_t> bytes(200000);
    fill(bytes, 3);
    for (int round = 0; round < 20; ++round) {
        const std::size_t start = random() % 1000;
        const std::size_t size = random() % (bytes.size() - start);
        const std::span<const std::uint8_t> data{bytes.data() + start, size};
        const std::uint32_t before = random();
        const std::uint32_t expected = reference_crc(before, data);
        for (const std::string_view name : supported) {
            use(name);
            BOOST_TEST(crc_of(before, data) == expected,
                       "" << name << " on " << size << " bytes");
        }
    }
}

BOOST_AUTO_TEST_CASE(crc_of_extreme_bytes) {
    for (const std::uint8_t value : {0x00, 0xff, 0x80, 0x01, 0x0a, 0x8a}) {
        const std::vector<std::uint8_t> bytes(4099, value);
        for (const std::uint32_t before : {0U, ~0U}) {
            const std::uint32_t expected = reference_crc(before, bytes);
            for (const std::string_view name : supported) {
                use(name);
                BOOST_TEST(crc_of(before, bytes) == expected, name);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(crc_of_data_split_anywhere) {
    std::vector<std::uint8_t> bytes(1100);
    fill(bytes, 4);
    const std::uint32_t expected = reference_crc(0, bytes);
    const std::span<const std::uint8_t> data{bytes};
    for (const std::string_view name : supported) {
        use(name);
        for (std::size_t cut = 0; cut <= data.size(); ++cut) {
            const std::uint32_t first = crc_of(0, data.first(cut));
            BOOST_TEST(crc_of(first, data.subspan(cut)) == expected,
                       "" << name << " cut at " << cut);
        }
    }
}

BOOST_AUTO_TEST_CASE(crc_kernels_read_nothing_beside_their_data) {
    const mgunzip::test::guarded_buffer buffer(4096);
    fill(buffer.bytes(), 5);
    for (std::size_t size = 0; size <= 1100; ++size) {
        const std::uint32_t front = reference_crc(0, buffer.front(size));
        const std::uint32_t back = reference_crc(0, buffer.back(size));
        for (const std::string_view name : supported) {
            use(name);
            BOOST_TEST(crc_of(0, buffer.front(size)) == front, name);
            BOOST_TEST(crc_of(0, buffer.back(size)) == back, name);
        }
    }
}

BOOST_AUTO_TEST_CASE(former_name_of_an_inflate_kernel_is_still_known) {
    const auto selected = [] {
        const std::vector<mgunzip::kernel_info> kernels =
            mgunzip::inflate_kernels();
        return *std::ranges::find_if(
            kernels, [](const auto& kernel) { return kernel.is_selected; });
    };
    const mgunzip::kernel_info before = selected();
    const std::vector<mgunzip::kernel_info> kernels =
        mgunzip::inflate_kernels();
    const bool has_avx2 = std::ranges::any_of(kernels, [](const auto& kernel) {
        return kernel.name == "lanes_avx2" && kernel.is_supported;
    });
    BOOST_TEST(mgunzip::select_inflate_kernel("lanes_portable") == has_avx2);
    BOOST_TEST(selected().name == (has_avx2 ? "lanes_avx2" : before.name));
    BOOST_TEST(mgunzip::select_inflate_kernel(before.name));
}

BOOST_AUTO_TEST_SUITE_END()
