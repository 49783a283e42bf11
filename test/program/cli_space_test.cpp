// SPDX-License-Identifier: BSL-1.0
// Full disks, failing calls, and files that change: nothing is half there.
#include "support/emulator.hpp"
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/small_filesystem.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <tuple>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

constexpr const char* output_ways[] = {"--io=auto", "--io=mmap:zeros",
                                       "--io=mmap:populate", "--io=mmap:faults",
                                       "--io=write"};

// Ways of mapping, and the call by which each gives a file its size before
// anything is decoded.
constexpr std::pair<const char*, const char*> sizing_calls[] = {
    {"--io=mmap:zeros", "ftruncate"}, {"--io=mmap:populate", "fallocate"}};

struct with_input {
    scratch_directory scratch;
    bytes data = sample(1'000'000);
    bytes packed = gzip(data);

    with_input() { write_file(scratch / "x.gz", packed); }

    outcome run_with_faults(const std::string& faults,
                            const names& arguments) const {
        return run(faulty_command(faults, arguments, scratch));
    }

    // Nothing was made, and the input is as it was.
    void check_untouched() const {
        BOOST_TEST((scratch.entries() == names{"x.gz"}));
        BOOST_TEST((read_file(scratch / "x.gz") == packed));
    }
};

// Where mgunzip is stopped as the faults say, `meanwhile` happens.
template <typename Meanwhile>
outcome run_with_a_stop(const command& what, Meanwhile meanwhile) {
    process program(what);
    BOOST_REQUIRE(program.wait_until_stopped());
    meanwhile();
    program.send(SIGCONT);
    return program.finish();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(space, with_input)

BOOST_AUTO_TEST_CASE(full_disk_is_a_message_and_leaves_nothing) {
    const small_filesystem small(700'000);
    write_file(small.directory() / "x.gz", packed);
    for (const char* const way : output_ways) {
        const outcome done = run_mgunzip({way, "x.gz"}, small.directory());
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("mgunzip: x: "), done);
        BOOST_TEST(done.says("No space left on device; make room, or use -o to "
                             "name another place\n"),
                   done);
        BOOST_TEST((small.directory().entries() == names{"x.gz"}));
        BOOST_TEST((read_file(small.directory() / "x.gz") == packed));
    }
}

BOOST_AUTO_TEST_CASE(disk_that_fills_in_the_middle_leaves_nothing) {
    const small_filesystem small(3'000'000);
    // The last trailer claims that there is little to come.
    const auto large = gzip(sample(5'000'000)) + gzip("x");
    write_file(scratch / "large.gz", large);
    const std::string out = small.directory() / "out";
    for (const char* const way : output_ways) {
        const outcome done = run_mgunzip({way, "-o", out, "large.gz"}, scratch);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.err == "mgunzip: " + out +
                                   ": No space left on device; make room, or "
                                   "use -o to name another place\n");
        BOOST_TEST(small.directory().entries().empty());
    }
}

BOOST_AUTO_TEST_CASE(garbage_that_claims_4_gib_needs_no_space) {
    const small_filesystem small(2'000'000);
    write_file(scratch / "x.gz", packed + bytes(8, 0xff));
    const std::string out = small.directory() / "out";
    for (const char* const way : output_ways) {
        const outcome done = run_mgunzip({way, "-fo", out, "x.gz"}, scratch);
        BOOST_TEST(done.exit_status() == 2, done);
        BOOST_TEST(done.says("decompression OK, trailing garbage ignored"));
        BOOST_TEST((read_file(out) == data));
        std::filesystem::remove(out);
    }
}

BOOST_AUTO_TEST_CASE(last_free_byte_can_be_used) {
    // Whole pages: what a tmpfs gives space in.
    const small_filesystem small(1'048'576);
    const auto exact = sample(1'048'576 - 8192);
    write_file(scratch / "exact.gz", gzip(exact));
    const std::string out = small.directory() / "out";
    for (const char* const way : {"--io=auto", "--io=write"}) {
        const outcome done = run_mgunzip({way, "-o", out, "exact.gz"}, scratch);
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST((read_file(out) == exact));
        std::filesystem::remove(out);
    }
}

// Zeros that do not fit say nothing of the bytes that come.
BOOST_AUTO_TEST_CASE(no_room_for_zeros_is_no_error_of_the_output) {
    // The first ones before anything was decoded.
    for (const auto& [faults, path] :
         {std::pair{"write:ENOSPC:0:1", "output written"},
          std::pair{"write:EDQUOT:7:1", "output written"},
          std::pair{"write:ENOSPC:9:1", "output mapped, its rest written"},
          std::pair{"write:EDQUOT:12:1", "output mapped, its rest written"},
          std::pair{"write:EFBIG:25:1", "output mapped, its rest written"}}) {
        const outcome done = run_with_faults(
            faults, {"-v", "-T1", "--io=mmap:zeros", "-k", "x.gz"});
        BOOST_TEST(done.exit_status() == 0, faults << ": " << done);
        BOOST_TEST(done.says(path), faults << ": " << done);
        BOOST_TEST((read_file(scratch / "x") == data));
        std::filesystem::remove(scratch / "x");
    }
}

BOOST_AUTO_TEST_CASE(lost_stores_are_an_error_and_leave_nothing) {
    const small_filesystem small(700'000);
    write_file(small.directory() / "x.gz", packed);
    // The file system claims to have reserved what it has not; the kernel
    // knows MADV_POPULATE_WRITE or is too old for it.
    for (const std::string faults :
         {"fallocate:OK:0", "fallocate:OK:0,madvise_populate:EINVAL:0"})
        for (const char* const way : {"--io=auto", "--io=mmap"}) {
            const outcome done =
                run(faulty_command(faults, {way, "x.gz"}, small.directory()));
            BOOST_TEST(done.exit_status() == 1, done);
            BOOST_TEST(done.says("mgunzip: x: "), done);
            BOOST_TEST((small.directory().entries() == names{"x.gz"}));
            BOOST_TEST((read_file(small.directory() / "x.gz") == packed));
        }
    const outcome done =
        run(faulty_command("fallocate:OK:0,madvise_populate:EINVAL:0",
                           {"--io=mmap", "x.gz"}, small.directory()));
    BOOST_TEST(done.err == "mgunzip: x: write error: no space left or "
                           "input/output error\n");
}

// The first call that provides pages for the output comes before decoding, and
// two that provide those of a mapped input come before that.
BOOST_AUTO_TEST_CASE(output_that_lost_pages_is_written_instead) {
    const small_filesystem small(16'000'000);
    write_file(small.directory() / "x.gz", packed);
    for (const auto& [faults, input] :
         {std::pair{"madvise_populate:EFAULT:3:1", "--input=mmap"},
          std::pair{"madvise_populate:EFAULT:4:1", "--input=mmap"},
          std::pair{"madvise_populate:EFAULT:1:1", "--input=read"},
          std::pair{"madvise_populate:EFAULT:2:1", "--input=read"}}) {
        const outcome done = run(faulty_command(
            faults, {"-vk", "-T1", input, "x.gz"}, small.directory()));
        BOOST_TEST(done.exit_status() == 0, faults << ": " << done);
        BOOST_TEST(done.says("output written: pages of a mapping were lost"),
                   done);
        BOOST_TEST((read_file(small.directory() / "x") == data));
        std::filesystem::remove(small.directory() / "x");

        const outcome mapped = run(
            faulty_command(faults, {"--io=mmap", "-k", "-T1", input, "x.gz"},
                           small.directory()));
        BOOST_TEST(mapped.exit_status() == 1, faults << ": " << mapped);
        BOOST_TEST((small.directory().entries() == names{"x.gz"}));
    }
}

BOOST_AUTO_TEST_CASE(size_limit_of_a_file_is_an_error) {
    for (const char* const way : output_ways) {
        command what = mgunzip_command({way, "x.gz"}, scratch);
        what.prepare = [] {
            const struct rlimit limit { 300'000, 300'000 };
            ::setrlimit(RLIMIT_FSIZE, &limit);
        };
        const outcome done = run(what);
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("mgunzip: x: "), done);
        BOOST_TEST(done.says("File too large\n"), done);
        check_untouched();
    }
}

BOOST_AUTO_TEST_CASE(output_without_address_space_for_it_is_written) {
    skip_if_emulated("does not limit the address space");
    require_no_address_sanitizer();
    const bytes zeros(64'000'000, 0);
    write_file(scratch / "x.gz", gzip(zeros));
    const auto run_limited = [&](const names& arguments) {
        command what = mgunzip_command(arguments, scratch);
        what.prepare = [] {
            const struct rlimit limit { 48'000'000, 48'000'000 };
            ::setrlimit(RLIMIT_AS, &limit);
        };
        return run(what);
    };
    const outcome mapped = run_limited({"--io=mmap", "x.gz"});
    BOOST_TEST(mapped.exit_status() == 1);
    BOOST_TEST(mapped.err ==
               "mgunzip: x: output cannot be memory-mapped: "
               "Cannot allocate memory; use --io=auto to write it\n");
    const outcome done = run_limited({"-v", "x.gz"});
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.says("output written: it cannot be mapped (Cannot "
                         "allocate memory))"),
               done);
    BOOST_TEST((read_file(scratch / "x") == zeros));
}

BOOST_AUTO_TEST_CASE(disk_that_cannot_reserve_is_written_to) {
    const std::string faults = "fallocate:EOPNOTSUPP:0";
    const outcome mapped =
        run_with_faults(faults, {"--io=mmap:populate", "x.gz"});
    BOOST_TEST(mapped.exit_status() == 1);
    BOOST_TEST(mapped.err ==
               "mgunzip: x: output cannot be memory-mapped: "
               "Operation not supported; use --io=auto to write it\n");
    check_untouched();
    const outcome done =
        run_with_faults(faults + ",ftruncate:EOPNOTSUPP:0", {"-v", "x.gz"});
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.says("output written: it cannot be mapped (Operation not "
                         "supported))"),
               done);
    BOOST_TEST((read_file(scratch / "x") == data));
}

BOOST_AUTO_TEST_CASE(mapping_without_a_reservation_asks_for_none) {
    for (const char* const way : {"--io=mmap:unreserved", "--io=mmap:zeros"}) {
        const outcome done = run_with_faults("fallocate:EOPNOTSUPP:0",
                                             {"-v", "-k", way, "x.gz"});
        BOOST_TEST(done.exit_status() == 0, done);
        BOOST_TEST(done.says("output mapped)"), done);
        BOOST_TEST((read_file(scratch / "x") == data));
        std::filesystem::remove(scratch / "x");
    }
}

BOOST_AUTO_TEST_CASE(mapping_that_cannot_grow_is_an_error_only_by_name) {
    const auto large = sample(3'000'000);
    // A size that is not known is grown to; no address space for that.
    const auto run_on_pipe = [&](const char* how) {
        command what = faulty_command("open_proc:ENOMEM:2",
                                      {how, "-v", "-o", "x", "-"}, scratch);
        what.input = gzip(large);
        return run(what);
    };
    const outcome mapped = run_on_pipe("--io=mmap");
    BOOST_TEST(mapped.exit_status() == 1, mapped);
    BOOST_TEST(mapped.err == "mgunzip: x: Cannot allocate memory\n");
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
    const outcome done = run_on_pipe("--io=auto");
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.says("output mapped, its rest written)"), done);
    BOOST_TEST((read_file(scratch / "x") == large));
}

BOOST_AUTO_TEST_CASE(disk_without_nameless_files_gets_a_hidden_one) {
    for (const char* const faults :
         {"openat_tmpfile:EOPNOTSUPP:0", "openat_tmpfile:EISDIR:0",
          "linkat:EPERM:0", "linkat:EACCES:0", "linkat:EOPNOTSUPP:0",
          "linkat:ENOENT:0"})
        for (const char* const way : output_ways) {
            const outcome done = run_with_faults(faults, {way, "-k", "x.gz"});
            BOOST_TEST(done.silently(0), faults << ": " << done);
            BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
            BOOST_TEST((read_file(scratch / "x") == data));
            const outcome forced =
                run_with_faults(faults, {way, "-kf", "x.gz"});
            BOOST_TEST(forced.silently(0), faults << ": " << forced);
            BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
            std::filesystem::remove(scratch / "x");
        }
}

BOOST_AUTO_TEST_CASE(descriptor_that_may_not_be_linked_is_linked_by_its_path) {
    // As it is before Linux 6.10 for ordinary users. A copy would be written.
    const outcome done = run_with_faults("linkat:ENOENT:0:1,write:EIO:0",
                                         {"--io=mmap:populate", "x.gz"});
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((scratch.entries() == names{"x"}));
    BOOST_TEST((read_file(scratch / "x") == data));
}

BOOST_AUTO_TEST_CASE(failing_call_leaves_nothing) {
    const std::pair<const char*, const char*> cases[] = {
        {"linkat:ENOSPC:0", "No space left on device"},
        {"linkat:EIO:0", "Input/output error"},
    };
    for (const auto& [faults, message] : cases) {
        const outcome done = run_with_faults(faults, {"x.gz"});
        BOOST_TEST(done.exit_status() == 1, faults << ": " << done);
        BOOST_TEST(done.says(message), done);
        check_untouched();
    }
}

BOOST_AUTO_TEST_CASE(reservation_that_cannot_be_cut_leaves_nothing) {
    // Two members: more is reserved than is used.
    bytes twice = packed;
    twice.insert(twice.end(), packed.begin(), packed.end());
    write_file(scratch / "x.gz", twice);
    for (const auto& [way, faults] :
         {std::pair{"--io=mmap:populate", "ftruncate:EIO:0"},
          std::pair{"--io=mmap:zeros", "ftruncate:EIO:2"}}) {
        const outcome done = run_with_faults(faults, {way, "x.gz"});
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("Input/output error"), done);
        BOOST_TEST((scratch.entries() == names{"x.gz"}));
    }
}

BOOST_AUTO_TEST_CASE(file_that_cannot_be_made_private_is_not_made) {
    for (const char* const faults :
         {"fchmod:EIO:0", "openat_tmpfile:EIO:0,fchmod:EIO:0"}) {
        command what = faulty_command(faults, {"x.gz"}, scratch);
        what.prepare = [] { ::umask(0777); };
        const outcome done = run(what);
        BOOST_TEST(done.exit_status() == 1, faults << ": " << done);
        BOOST_TEST(done.says("Input/output error"), done);
        check_untouched();
    }
}

BOOST_AUTO_TEST_CASE(times_that_cannot_be_set_are_a_warning) {
    const outcome done = run_with_faults("futimens:EPERM:0", {"x.gz"});
    BOOST_TEST(done.exit_status() == 2);
    BOOST_TEST(done.err == "mgunzip: x: attributes were not kept: Operation "
                           "not permitted\n");
    BOOST_TEST((read_file(scratch / "x") == data));
    BOOST_TEST((scratch.entries() == names{"x"}));
}

BOOST_AUTO_TEST_CASE(synchronous_output_that_is_not_safe_keeps_the_input) {
    const outcome data_lost =
        run_with_faults("fdatasync:EIO:0", {"--synchronous", "x.gz"});
    BOOST_TEST(data_lost.exit_status() == 1);
    BOOST_TEST(data_lost.err == "mgunzip: x: Input/output error\n");
    check_untouched();
    // The name may or may not survive; the input does.
    const outcome name_lost =
        run_with_faults("fsync:EIO:0", {"--synchronous", "x.gz"});
    BOOST_TEST(name_lost.exit_status() == 1);
    BOOST_TEST((read_file(scratch / "x.gz") == packed));
    BOOST_TEST((read_file(scratch / "x") == data));
}

BOOST_AUTO_TEST_CASE(name_that_is_taken_meanwhile_is_not_overwritten) {
    for (const char* const faults :
         {"linkat:STOP:0:1", "openat_tmpfile:EOPNOTSUPP:0,renameat2:STOP:0:1",
          "openat_tmpfile:EOPNOTSUPP:0,renameat2:EINVAL:0,"
          "renameat:EIO:9,futimens:STOP:0:1"}) {
        const outcome done =
            run_with_a_stop(faulty_command(faults, {"x.gz"}, scratch), [&] {
                write_file(scratch / "x", to_bytes("new"));
            });
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.err == "mgunzip: x: File exists\n");
        BOOST_TEST((read_file(scratch / "x") == to_bytes("new")));
        BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
        std::filesystem::remove(scratch / "x");
    }
}

BOOST_AUTO_TEST_CASE(input_cut_by_somebody_else_is_an_error_of_that_file) {
    write_file(scratch / "y.gz", gzip("next"));
    for (const auto& [size, way, call] :
         {std::tuple{0u, "--io=mmap:zeros", "ftruncate"},
          std::tuple{100u, "--io=mmap:populate", "fallocate"},
          std::tuple{50'000u, "--io=mmap:zeros", "ftruncate"},
          std::tuple{50'000u, "--io=mmap:populate", "fallocate"}}) {
        write_file(scratch / "x.gz", packed);
        const outcome done = run_with_a_stop(
            faulty_command(std::string(call) + ":STOP:0:1",
                           {"-k", "-T1", way, "x.gz", "y.gz"}, scratch),
            [&, size = size] {
                std::filesystem::resize_file(scratch / "x.gz", size);
            });
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("mgunzip: x.gz: "), done);
        BOOST_TEST(done.says("; input changed while reading; try again once "
                             "nothing changes it\n"),
                   done);
        BOOST_TEST((scratch.entries() == names{"x.gz", "y", "y.gz"}));
        BOOST_TEST((read_file(scratch / "y") == to_bytes("next")));
        std::filesystem::remove(scratch / "y");
    }
}

BOOST_AUTO_TEST_CASE(input_that_shrinks_under_the_map_is_told_from_damage) {
    for (const auto& [way, call] : sizing_calls) {
        write_file(scratch / "x.gz", packed);
        const outcome done = run_with_a_stop(
            faulty_command(std::string(call) + ":STOP:0:1", {way, "x.gz"},
                           scratch),
            [&] { std::filesystem::resize_file(scratch / "x.gz", 0); });
        BOOST_TEST(done.exit_status() == 1);
        BOOST_TEST(
            done.err ==
            "mgunzip: x.gz: input shrank or could not be read; "
            "input changed while reading; try again once nothing changes it\n");
    }
}

BOOST_AUTO_TEST_CASE(input_cut_while_it_goes_to_standard_output_is_an_error) {
    write_file(scratch / "y.gz", gzip("next"));
    const outcome done = run_with_a_stop(
        faulty_command("write:STOP:0:1", {"-c", "x.gz", "y.gz"}, scratch),
        [&] { std::filesystem::resize_file(scratch / "x.gz", 0); });
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.says("input shrank or could not be read"), done);
    BOOST_TEST(done.text().ends_with("next"));
}

BOOST_AUTO_TEST_CASE(damage_by_somebody_who_writes_is_told_from_damage) {
    const outcome done = run_with_a_stop(
        faulty_command("fallocate:STOP:0:1", {"--io=mmap:populate", "x.gz"},
                       scratch),
        [&] {
            const auto file = open_file(scratch / "x.gz", O_WRONLY);
            const bytes junk(50'000, 0xff);
            BOOST_REQUIRE(!mgunzip::io::write_all_at(file.get(), junk.data(),
                                                     junk.size(), 1000));
        });
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.says("(member 1, byte "), done);
    BOOST_TEST(done.says("; input changed while reading; try again once "
                         "nothing changes it\n"),
               done);
    BOOST_TEST((scratch.entries() == names{"x.gz"}));
}

BOOST_AUTO_TEST_CASE(input_that_changed_is_kept) {
    const std::string name = scratch / "x.gz";
    const std::function<void()> changes[] = {
        [&] { write_file(name, gzip("something else")); },
        [&] {
            const auto file = open_file(name, O_WRONLY | O_APPEND);
            BOOST_REQUIRE(::write(file.get(), "more", 4) == 4);
        },
        [&] {
            write_file(scratch / "other", to_bytes("other"));
            std::filesystem::rename(scratch / "other", name);
        },
    };
    for (const auto& change : changes) {
        write_file(name, packed);
        const outcome done = run_with_a_stop(
            faulty_command("linkat:STOP:0:1", {"x.gz"}, scratch), change);
        BOOST_TEST(done.exit_status() == 2, done);
        BOOST_TEST(done.err == "mgunzip: x.gz: input changed while reading; "
                               "it is kept; use -f to decompress it again once "
                               "nothing changes it\n");
        BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
        BOOST_TEST((read_file(scratch / "x") == data));
        std::filesystem::remove(scratch / "x");
    }
}

BOOST_AUTO_TEST_CASE(input_that_is_moved_away_is_not_looked_for) {
    const outcome done = run_with_a_stop(
        faulty_command("linkat:STOP:0:1", {"x.gz"}, scratch),
        [&] { std::filesystem::rename(scratch / "x.gz", scratch / "y.gz"); });
    BOOST_TEST(done.exit_status() == 2, done);
    BOOST_TEST((scratch.entries() == names{"x", "y.gz"}));
}

BOOST_AUTO_TEST_CASE(input_that_cannot_be_removed_is_a_warning) {
    const outcome done = run_with_faults("unlinkat:EPERM:0", {"-v", "x.gz"});
    BOOST_TEST(done.exit_status() == 2);
    BOOST_TEST(done.says("mgunzip: x.gz: cannot be removed: Operation not "
                         "permitted\n"),
               done);
    BOOST_TEST(done.says("-- created x"), done);
    BOOST_TEST((scratch.entries() == names{"x", "x.gz"}));
}

BOOST_AUTO_TEST_SUITE_END()
