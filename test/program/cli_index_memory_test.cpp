// SPDX-License-Identifier: BSL-1.0
// Indexes take no more memory than is right, whatever is in the files.
#include "support/bgzf_files.hpp"
#include "support/deflate_builder.hpp"
#include "support/gzip_builder.hpp"
#include "support/index_builder.hpp"
#include "support/program_runner.hpp"
#include "support/random_stream.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <mgunzip/crc32.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/resource.h>

using namespace mgunzip::test;
namespace fs = std::filesystem;

namespace {

using names = std::vector<std::string>;

constexpr std::uint64_t mib = std::uint64_t{1} << 20;

// Runs it with so much address space.
outcome run_within(std::uint64_t space, const names& arguments,
                   const scratch_directory& scratch) {
    command what = mgunzip_command(arguments, scratch);
    what.prepare = [space] {
        const struct rlimit limit { space, space };
        ::setrlimit(RLIMIT_AS, &limit);
    };
    return run(what);
}

// An index file of `size` bytes, which are zeros behind the header.
void write_index_of_zeros(const std::string& name, const bytes& header,
                          std::uint64_t size) {
    write_file(name, header);
    fs::resize_file(name, size);
}

// Many windows of 32 KiB that nothing makes smaller: each block of some 64 KiB
// of output copies all that is in front of it.
bytes file_with_large_windows(int blocks) {
    constexpr int matches = 256;
    random_source random(1);
    bytes window;
    while (window.size() < 32'768)
        window.push_back(static_cast<std::uint8_t>(random()));
    deflate_builder stream;
    stream.stored_block(false, std::span<const std::uint8_t>(window));
    for (int block = 1; block <= blocks; ++block) {
        stream.begin_fixed(block == blocks);
        for (int match = 0; match < matches; ++match)
            stream.match(258, 32'768);
        stream.end_block();
    }
    std::uint64_t left = window.size() + std::uint64_t{258} * matches *
                                             static_cast<unsigned>(blocks);
    bytes trailer = little(left, 4);
    std::uint32_t crc = 0;
    while (left != 0) {
        const std::size_t size = std::min<std::uint64_t>(left, window.size());
        crc = mgunzip::crc32(crc, window.data(), size);
        left -= size;
    }
    return gzip_header({}) + stream.data() + little(crc, 4) + trailer;
}

// Members of some 64 KiB of zeros, which are holes, for the most part.
void write_large_bgzf(const std::string& name, int members, const bytes& end) {
    const bytes zeros(65'000);
    const bytes member = gzip_bytes(bgzf_of(stored_stream(zeros), zeros));
    constexpr std::size_t trailer = 8;
    const std::size_t header = member.size() - zeros.size() - trailer;
    std::ofstream file(name, std::ios::binary);
    const auto put = [&](const std::uint8_t* from, std::size_t size) {
        file.write(reinterpret_cast<const char*>(from),
                   static_cast<std::streamsize>(size));
    };
    for (int i = 0; i < members; ++i) {
        put(member.data(), header);
        file.seekp(static_cast<std::streamoff>(zeros.size()), std::ios::cur);
        put(member.data() + member.size() - trailer, trailer);
    }
    put(end.data(), end.size());
    file.close();
    if (!file)
        throw std::runtime_error("cannot write " + name);
}

// The most memory that a program has had which this test has run, in bytes.
std::uint64_t most_resident() {
    struct rusage usage {};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

// One of each format.
std::vector<bytes> headers_for(std::uint64_t size) {
    return {gztool_header(false, 0, 5),
            gzidx_header{.compressed_size = 0,
                         .points = static_cast<std::uint32_t>((size - 35) / 18)}
                .data(),
            little((size - 8) / 16, 8)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(index_memory)

// This is the first, as a program begins with the memory of the test.
BOOST_AUTO_TEST_CASE(walks_over_members_let_pages_go) {
    require_no_address_sanitizer();
    const scratch_directory scratch;
    const bytes text = sample(10'000);
    write_large_bgzf(scratch / "b.gz", 4000, bgzf_end());
    write_large_bgzf(scratch / "more.gz", 4000, gzip(text));
    for (const names& arguments :
         {names{"-t", "b.gz"}, names{"--bytes=5M+10", "b.gz"},
          names{"--bytes=-10", "b.gz"}, names{"--splits=100M", "b.gz"},
          names{"-t", "--index=i", "b.gz"},
          names{"-t", "--index=j", "more.gz"}}) {
        const outcome done = run_mgunzip(arguments, scratch);
        BOOST_TEST(done.exit_status() == 0, done);
        BOOST_TEST(most_resident() < 64 * mib, arguments.front());
    }
}

BOOST_AUTO_TEST_CASE(an_index_of_zeros_is_read_to_the_first_wrong_point) {
    require_no_address_sanitizer();
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip(sample(100'000)));
    constexpr std::uint64_t size = 256 * mib + 8;
    for (const bytes& header : headers_for(size)) {
        BOOST_TEST_INFO_SCOPE("byte 8 is " << int{header.back()});
        write_index_of_zeros(scratch / "x.gzi", header, size);
        const outcome done =
            run_within(512 * mib, {"--bytes=0+10", "x.gz"}, scratch);
        BOOST_TEST(done.exit_status() == 2, done);
        BOOST_TEST(done.says("x.gzi: the index has points that this file "
                             "cannot have; not used"),
                   done);
        BOOST_TEST(done.out.size() == 10u);
    }
}

BOOST_AUTO_TEST_CASE(what_is_replaced_is_not_read) {
    require_no_address_sanitizer();
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip(sample(100'000)));
    constexpr std::uint64_t size = 1024 * mib + 8;
    for (const bytes& header : headers_for(size)) {
        write_index_of_zeros(scratch / "i", header, size);
        BOOST_TEST(run_within(512 * mib, {"-t", "--index=i", "x.gz"}, scratch)
                       .silently(0));
        BOOST_TEST(fs::file_size(scratch / "i") < mib);
    }
}

BOOST_AUTO_TEST_CASE(points_get_fewer_whatever_their_distance_is) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", file_with_large_windows(2200));
    const outcome done = run_mgunzip(
        {"-tv", "--index=i", "--index-spacing=64K", "x.gz"}, scratch);
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.says("points, 131072 bytes apart to save memory"), done);
    BOOST_TEST(fs::file_size(scratch / "i") < 64 * mib);
    BOOST_TEST(fs::file_size(scratch / "i") > 16 * mib);
}

BOOST_AUTO_TEST_SUITE_END()
