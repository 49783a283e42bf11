// SPDX-License-Identifier: BSL-1.0
// A file system that compresses, and writes data to a new place each time.
#include "support/disk_filesystem.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <random>
#include <string>

using namespace mgunzip::test;

namespace {

constexpr std::uint64_t mib = 1 << 20;

// Text that any compression makes much smaller.
bytes repetitive_text(std::size_t size) {
    bytes text;
    for (std::size_t line = 0; text.size() < size; ++line)
        for (const char letter : "line " + std::to_string(line % 1000) + "\n")
            text.push_back(static_cast<std::uint8_t>(letter));
    return text;
}

bytes random_bytes(std::size_t size) {
    std::mt19937_64 random(7);
    bytes result(size);
    for (std::uint8_t& byte : result)
        byte = static_cast<std::uint8_t>(random() >> 56);
    return result;
}

// What is taken of the disk by the output.
std::uint64_t space_for(const disk_filesystem& disk, const std::string& way,
                        const scratch_directory& scratch,
                        const bytes& expected) {
    const std::string out = disk.root() + "/out";
    const std::uint64_t before = disk.free_space();
    const outcome done =
        run_mgunzip({way, "-o", out, scratch / "x.gz"}, scratch);
    BOOST_TEST(done.silently(0), way << ": " << done);
    const std::uint64_t after = disk.free_space();
    BOOST_TEST((read_file(out) == expected), way);
    std::filesystem::remove(out);
    return before - after;
}

} // namespace

BOOST_AUTO_TEST_CASE(compressing_file_system_compresses) {
    const disk_filesystem disk("btrfs", 256 * mib, "loop,compress-force=zstd");
    const scratch_directory scratch;
    const bytes text = repetitive_text(40 * mib);
    write_file(scratch / "x.gz", gzip(text));
    for (const char* way :
         {"--io=auto", "--io=mmap", "--io=mmap:zeros", "--io=write"})
        BOOST_TEST(space_for(disk, way, scratch, text) < 10 * mib, way);
}

// They are populated as a whole where the file system finds blocks for them
// then, which this one does not.
BOOST_AUTO_TEST_CASE(small_files_are_compressed_as_well) {
    const disk_filesystem disk("btrfs", 256 * mib, "loop,compress-force=zstd");
    const scratch_directory scratch;
    const bytes text = repetitive_text(200'000);
    for (int i = 0; i < 100; ++i)
        write_file(disk.root() + "/" + std::to_string(i) + ".gz", gzip(text));
    std::vector<std::string> arguments{"-k", "-r", disk.root()};
    const std::uint64_t before = disk.free_space();
    const outcome done = run_mgunzip(arguments, scratch);
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((read_file(disk.root() + "/99") == text));
    BOOST_TEST(before - disk.free_space() < 10 * mib);
}

// Space that was reserved would be needed twice.
BOOST_AUTO_TEST_CASE(nearly_full_disk_takes_what_just_fits) {
    const disk_filesystem disk("btrfs", 200 * mib, "loop");
    const scratch_directory scratch;
    const bytes data = random_bytes(20 * mib);
    write_file(scratch / "x.gz", gzip(data));
    const std::uint64_t reserve = 23 * mib;
    write_file(disk.root() + "/filler",
               bytes(disk.free_space() - reserve, std::uint8_t{1}));
    for (const char* way : {"--io=write", "--io=auto"}) {
        BOOST_TEST_MESSAGE(way << ": " << disk.free_space() << " bytes free");
        space_for(disk, way, scratch, data);
    }
}
