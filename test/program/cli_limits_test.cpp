// SPDX-License-Identifier: BSL-1.0
// Outputs that just fit, and those that just do not: by every way to a file,
// whatever the input says about its size, only a byte that has no place is an
// error.
#include "support/bgzf_builder.hpp"
#include "support/disk_filesystem.hpp"
#include "support/emulator.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/sanitizers.hpp"
#include "support/scratch_directory.hpp"
#include "support/small_filesystem.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

constexpr const char* output_ways[] = {
    "--io=auto",          "--io=mmap:zeros",
    "--io=mmap:populate", "--io=mmap:unreserved",
    "--io=mmap:faults",   "--io=write"};

// Whole pages, of whatever size.
constexpr std::uint64_t data_size = 44 * 65'536;
const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));

// Three inputs for the same output: one that tells its size, one that tells
// less, and one that tells ten times as much.
struct inputs {
    scratch_directory scratch;
    bytes data = sample(data_size);
    mutable trial_choice choice;

    inputs() {
        const bytes all_but_one(data.begin(), data.end() - 1);
        bytes ten_times;
        append_number(ten_times, 10 * data_size, 4);
        write_file(scratch / "right.gz", gzip(data));
        write_file(scratch / "less.gz",
                   gzip(all_but_one) + gzip(bytes{data.back()}));
        write_file(scratch / "more.gz", gzip(data) + ten_times);
    }

    // Runs all of them in all ways, under what `prepare` sets up.
    template <typename Prepare>
    void check(const std::string& out, bool fits, Prepare prepare) const {
        for (const std::string name : {"right.gz", "less.gz", "more.gz"})
            for (const char* const way : output_ways)
                for (const char* const threads : {"-T1", "-T2"}) {
                    if (!choice.is_made())
                        continue;
                    BOOST_TEST_INFO_SCOPE(name << ' ' << way << ' ' << threads);
                    command what = mgunzip_command(
                        {way, threads, "-q", "-o", out, name}, scratch);
                    prepare(what);
                    check_one(run(what), out, fits);
                }
    }

    void check_one(const outcome& done, const std::string& out,
                   bool fits) const {
        BOOST_TEST(std::filesystem::exists(out) == fits, done);
        if (fits) {
            // Garbage behind the data is a warning.
            BOOST_TEST((done.exit_status() == 0 || done.exit_status() == 2),
                       done);
            BOOST_TEST((read_file(out) == data));
            std::filesystem::remove(out);
        } else {
            BOOST_TEST(done.exit_status() == 1, done);
        }
    }
};

const auto as_it_is = [](command&) {};

} // namespace

BOOST_FIXTURE_TEST_SUITE(limits, inputs)

BOOST_AUTO_TEST_CASE(full_memory_file_system) {
    skip_if_emulated("says that it populates pages, and does not");
    for (const std::int64_t more : {-1, 0, 1, 256}) {
        BOOST_TEST_INFO_SCOPE(more << " pages more than needed");
        const small_filesystem small(data_size +
                                     static_cast<std::uint64_t>(more) * page);
        check(small.directory() / "out", more >= 0, as_it_is);
    }
}

BOOST_AUTO_TEST_CASE(limit_of_the_size_of_files) {
    const scratch_directory to;
    for (const std::int64_t more : {-1, 0, 1, 1 << 20}) {
        BOOST_TEST_INFO_SCOPE(more << " bytes more than needed");
        check(to / "out", more >= 0, [more](command& what) {
            what.prepare = [more] {
                const rlim_t most = data_size + static_cast<rlim_t>(more);
                const struct rlimit limit { most, most };
                ::setrlimit(RLIMIT_FSIZE, &limit);
            };
        });
    }
}

// A tmpfs limits each user but root (Linux 6.6).
BOOST_AUTO_TEST_CASE(quota_of_a_user) {
    require_root();
    for (const std::int64_t more : {-1, 0, 1, 256}) {
        BOOST_TEST_INFO_SCOPE(more << " pages more than allowed");
        const small_filesystem scratch_mount(page);
        const scratch_directory& to = scratch_mount.directory();
        const std::string options =
            "usrquota,mode=777,usrquota_block_hardlimit=" +
            std::to_string(data_size + static_cast<std::uint64_t>(more) * page);
        if (::mount("tmpfs", to.path().c_str(), "tmpfs", 0, options.c_str()) !=
            0)
            skip_test("this system's tmpfs has no quotas");
        for (const char* const name : {"right.gz", "less.gz", "more.gz"})
            for (const char* const way : output_ways) {
                if (!choice.is_made())
                    continue;
                BOOST_TEST_INFO_SCOPE(name << ' ' << way);
                const std::string out = to / "out";
                check_one(run(unprivileged_command({way, "-q", "-o", out, name},
                                                   scratch)),
                          out, more >= 0);
            }
        ::umount2(to.path().c_str(), MNT_DETACH);
    }
}

// What the file system needs besides the bytes is known to itself alone: where
// writing can put them, every other way must.
BOOST_AUTO_TEST_CASE(full_disk) {
    const disk_filesystem disk("ext4", 24 << 20);
    const std::string out = disk.root() + "/out";
    const std::string filler = disk.root() + "/filler";
    const std::uint64_t space = disk.free_for_root();
    BOOST_REQUIRE(space > data_size + (2 << 20));
    bool has_fitted = false;
    bool has_not_fitted = false;
    for (const std::int64_t more : {-16, -2, -1, 0, 1, 2, 3, 4, 16, 256}) {
        BOOST_TEST_INFO_SCOPE(more << " pages more than needed");
        write_file(filler, bytes(space - data_size -
                                     static_cast<std::uint64_t>(more * 4096),
                                 'x'));
        ::sync();
        const bool fits =
            run_mgunzip({"--io=write", "-o", out, "right.gz"}, scratch)
                .exit_status() == 0;
        (fits ? has_fitted : has_not_fitted) = true;
        std::filesystem::remove(out);
        ::sync();
        check(out, fits, as_it_is);
        std::filesystem::remove(filler);
        ::sync();
    }
    BOOST_TEST(has_fitted);
    BOOST_TEST(has_not_fitted);
}

BOOST_AUTO_TEST_SUITE_END()
