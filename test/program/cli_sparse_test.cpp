// SPDX-License-Identifier: BSL-1.0
// --sparse: holes in place of zeros.
#include "support/bgzf_files.hpp"
#include "support/disk_filesystem.hpp"
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/small_filesystem.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip::test;

namespace {

// Holes are whole pages.
const auto block = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));

std::uint64_t space_of(const std::string& path) {
    struct stat status {};
    BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
    return std::uint64_t{512} * static_cast<std::uint64_t>(status.st_blocks);
}

off_t first_hole(const std::string& path) {
    return ::lseek(open_file(path, O_RDONLY).get(), 0, SEEK_HOLE);
}

// Data and zeros in turn; the zeros begin and end within blocks and at their
// borders, and `end` has the last ones.
bytes image(std::size_t end) {
    bytes result = to_bytes("begin");
    for (const std::size_t zeros :
         {block, 3 * block - 5, 40 * block, std::size_t{1}, 100'000 + block}) {
        result = result + bytes(zeros) + sample(2 * block + zeros % 7);
        result.resize((result.size() + block - 1) / block * block);
    }
    return result + bytes(end);
}

} // namespace

BOOST_AUTO_TEST_CASE(contents_are_the_same_with_holes) {
    const scratch_directory scratch;
    for (const std::size_t end : {std::size_t{0}, std::size_t{1}, block - 1,
                                  block, 28 * 1024ul, 200'000ul}) {
        const bytes data = image(end);
        write_file(scratch / "x.gz", gzip(data));
        for (const char* const way : {"--io=auto", "--io=write"}) {
            const outcome done =
                run_mgunzip({"--sparse", way, "-kfv", "x.gz"}, scratch);
            BOOST_TEST(done.exit_status() == 0, done);
            BOOST_TEST(done.says("written with holes"), done);
            BOOST_TEST((read_file(scratch / "x") == data));
            BOOST_TEST(space_of(scratch / "x") + 42 * block < data.size());
            BOOST_TEST(first_hole(scratch / "x") ==
                       static_cast<off_t>(4 * block));
        }
    }
    for (const bytes& data : {bytes{}, bytes(1), bytes(1'000'000)}) {
        write_file(scratch / "x.gz", gzip(data));
        BOOST_TEST(
            run_mgunzip({"--sparse", "-kf", "x.gz"}, scratch).silently(0));
        BOOST_TEST((read_file(scratch / "x") == data));
        BOOST_TEST(space_of(scratch / "x") == 0u);
    }
}

BOOST_AUTO_TEST_CASE(members_that_threads_decode_get_holes) {
    const scratch_directory scratch;
    bytes packed;
    bytes data;
    for (int i = 0; i < 200; ++i) {
        const bytes part = i % 3 == 0 ? sample(60'000, 1) : bytes(60'000);
        packed = packed + gzip_bytes(bgzf_of(stored_stream(part), part));
        data = data + part;
    }
    write_file(scratch / "x.gz", packed + bgzf_end());
    for (const char* const threads : {"-T1", "-T2", "-T8"}) {
        const outcome done =
            run_mgunzip({threads, "--sparse", "-kf", "x.gz"}, scratch);
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST((read_file(scratch / "x") == data));
        BOOST_TEST(space_of(scratch / "x") < data.size() / 2);
    }
}

BOOST_AUTO_TEST_CASE(image_may_be_larger_than_its_disk) {
    const bytes packed = gzip(bytes(300'000'000));
    const small_filesystem small(std::uint64_t{4} << 20);
    write_file(small.directory() / "x.gz", packed);
    const outcome done = run_mgunzip({"--sparse", "x.gz"}, small.directory());
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST(std::filesystem::file_size(small.directory() / "x") ==
               300'000'000u);
    BOOST_TEST(space_of(small.directory() / "x") == 0u);
    BOOST_TEST(first_hole(small.directory() / "x") == 0);
}

BOOST_AUTO_TEST_CASE(image_may_be_larger_than_its_disk_on_ext4) {
    const disk_filesystem disk("ext4", std::uint64_t{16} << 20);
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip(bytes(100'000'000) + image(7)));
    const outcome done =
        run_mgunzip({"--sparse", "-o", disk.root() + "/x", "x.gz"}, scratch);
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST(std::filesystem::file_size(disk.root() + "/x") ==
               100'000'000u + image(7).size());
    BOOST_TEST(space_of(disk.root() + "/x") <= image(7).size());
    BOOST_TEST(first_hole(disk.root() + "/x") == 0);
}

// A file that cannot be made longer is the sign.
BOOST_AUTO_TEST_CASE(file_system_without_holes_gets_zeros) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip(image(7)));
    const outcome done = run(faulty_command(
        "ftruncate:EOPNOTSUPP:0:1", {"-kv", "--sparse", "x.gz"}, scratch));
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.says("its file system makes no holes"), done);
    BOOST_TEST((read_file(scratch / "x") == image(7)));
    BOOST_TEST(space_of(scratch / "x") >= image(7).size());
}

BOOST_AUTO_TEST_CASE(full_disk_and_damage_leave_no_file) {
    const small_filesystem small(std::uint64_t{4} << 20);
    const scratch_directory& directory = small.directory();
    bytes packed = gzip(bytes(50'000'000) + sample(5'000'000));
    write_file(directory / "x.gz", packed);
    const outcome full = run_mgunzip({"--sparse", "x.gz"}, directory);
    BOOST_TEST(full.exit_status() == 1);
    BOOST_TEST(full.says("No space left on device"), full);
    packed.resize(40'000);
    write_file(directory / "x.gz", packed);
    BOOST_TEST(run_mgunzip({"--sparse", "x.gz"}, directory).exit_status() == 1);
    BOOST_TEST((directory.entries() == std::vector<std::string>{"x.gz"}));
}

BOOST_AUTO_TEST_CASE(elsewhere_zeros_are_written) {
    const scratch_directory scratch;
    const bytes data = image(7);
    write_file(scratch / "x.gz", gzip(data));
    const outcome piped = run_mgunzip({"--sparse", "-c", "x.gz"}, scratch);
    BOOST_TEST(piped.silently(0), piped);
    BOOST_TEST((piped.out == data));
    BOOST_TEST(run_mgunzip({"--sparse", "--io=mmap", "x.gz"}, scratch)
                   .says("--sparse and --io=mmap exclude each other"));
}
