// SPDX-License-Identifier: BSL-1.0
// --io=mmap on a standard output that is a regular file.
#include "support/emulator.hpp"
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/small_filesystem.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip::test;
using mgunzip::io::unique_fd;

namespace {

using names = std::vector<std::string>;

// A file that is standard output, with some contents and at some offset.
struct redirection {
    std::string name;
    unique_fd fd;

    redirection(const scratch_directory& scratch, const bytes& old,
                std::size_t offset, int flags = O_WRONLY)
        : name(scratch / "out") {
        write_file(name, old);
        fd = open_file(name, flags);
        BOOST_REQUIRE(::lseek(fd.get(), static_cast<off_t>(offset), SEEK_SET) ==
                      static_cast<off_t>(offset));
    }
    std::size_t offset() const {
        return static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_CUR));
    }
    bytes contents() const { return read_file(name); }
};

command mapped_command(const names& arguments, const redirection& out,
                       const scratch_directory& scratch,
                       const std::string& way = "--io=mmap") {
    names all{"-c", way};
    all.insert(all.end(), arguments.begin(), arguments.end());
    command what = mgunzip_command(all, scratch);
    what.out = out.fd.get();
    return what;
}

outcome run_mapped(const names& arguments, const redirection& out,
                   const scratch_directory& scratch,
                   const std::string& way = "--io=mmap") {
    return run(mapped_command(arguments, out, scratch, way));
}

// Ways in which pages come, where each can be stopped when some of the output
// is committed, and by how many calls it provides 3 MiB.
const struct {
    const char* option;
    const char* step;
    int later_call;
    int many_calls;
} ways[] = {{"--io=mmap:zeros", "write", 12, 96},
            {"--io=mmap:populate", "madvise_populate_write", 1, 12}};

std::string stop_at(const std::string& step, int call) {
    return step + ":STOP:" + std::to_string(call) + ":1";
}

// A file whose CRC-32 is wrong: all of it is decoded, and then refused.
bytes with_wrong_crc(const bytes& data) {
    auto packed = gzip(data);
    packed[packed.size() - 8] ^= 1;
    return packed;
}

} // namespace

BOOST_AUTO_TEST_CASE(outputs_stand_where_writes_would_have_put_them) {
    const scratch_directory scratch;
    const auto x = sample(300'000, 1);
    const auto y = sample(200'000, 2);
    write_file(scratch / "x.gz", gzip(x));
    write_file(scratch / "y.gz", gzip(y));
    const outcome done = run(
        {.words = {"sh", "-c",
                   "{ echo a; \"$0\" -c --io=mmap x.gz y.gz; echo b; } > out",
                   program_path()},
         .directory = scratch.path()});
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((read_file(scratch / "out") ==
                to_bytes("a\n") + x + y + to_bytes("b\n")));
}

BOOST_AUTO_TEST_CASE(output_is_said_to_be_mapped) {
    const scratch_directory scratch;
    const auto data = sample(300'000);
    write_file(scratch / "x.gz", gzip(data));
    const redirection out(scratch, {}, 0);
    const outcome done = run_mapped({"-v", "x.gz"}, out, scratch);
    BOOST_TEST(done.exit_status() == 0);
    BOOST_TEST(done.says("written to stdout (input mapped, output mapped)\n"),
               done);
    BOOST_TEST((out.contents() == data));
    BOOST_TEST(out.offset() == data.size());
}

BOOST_AUTO_TEST_CASE(output_follows_what_the_file_has) {
    for (const auto& way : ways) {
        for (const std::size_t size : {0u, 1u, 5000u, 131'072u, 400'000u})
            for (const std::size_t old_size : {0u, 1u, 4096u, 70'000u}) {
                const scratch_directory scratch;
                const auto data = sample(size);
                write_file(scratch / "x.gz",
                           size == 0 ? gzip_bytes({}) : gzip(data));
                const auto old = sample(old_size, 7);
                const redirection out(scratch, old, old_size);
                const outcome done =
                    run_mapped({"x.gz"}, out, scratch, way.option);
                BOOST_TEST(done.silently(0), done);
                BOOST_TEST((out.contents() == old + data));
                BOOST_TEST(out.offset() == old_size + size);
            }
    }
}

BOOST_AUTO_TEST_CASE(output_in_front_of_old_data_is_refused) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    write_file(scratch / "out", to_bytes("old contents"));
    const auto run_in_shell = [&](const std::string& way) {
        return run(
            {.words = {"sh", "-c",
                       "{ echo a; \"$0\" -c --io=" + way + " x.gz; } 1<> out",
                       program_path()},
             .directory = scratch.path()});
    };
    const outcome refused = run_in_shell("mmap");
    BOOST_TEST(refused.exit_status() == 1);
    BOOST_TEST(refused.err ==
               "mgunzip: stdout: output begins before the end of its file and "
               "cannot be memory-mapped; use --io=auto to write it\n");
    BOOST_TEST((read_file(scratch / "out") == to_bytes("a\nd contents")));
    BOOST_TEST(run_in_shell("auto").silently(0));
    BOOST_TEST((read_file(scratch / "out") == to_bytes("a\ntextntents")));
}

BOOST_AUTO_TEST_CASE(errors_cut_the_file_behind_what_was_decoded) {
    for (const auto& way : ways) {
        const auto data = sample(400'000);
        for (const std::size_t old_size : {0u, 100u, 300'000u}) {
            const scratch_directory scratch;
            write_file(scratch / "x.gz", with_wrong_crc(data));
            const auto old = sample(old_size, 7);
            const redirection out(scratch, old, old_size);
            const outcome done = run_mapped({"x.gz"}, out, scratch, way.option);
            BOOST_TEST(done.exit_status() == 1);
            BOOST_TEST(done.says("crc error"), done);
            BOOST_TEST((out.contents() == old + data));
            BOOST_TEST(out.offset() == old_size + data.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(next_file_follows_what_came_of_a_damaged_one) {
    const scratch_directory scratch;
    const auto data = sample(200'000);
    auto packed = gzip(data);
    packed.resize(packed.size() - 8);
    write_file(scratch / "cut.gz", packed);
    write_file(scratch / "y.gz", gzip("next"));
    const redirection out(scratch, to_bytes("old"), 3);
    const outcome done =
        run_mapped({"cut.gz", "none.gz", "y.gz"}, out, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST((out.contents() == to_bytes("old") + data + to_bytes("next")));
}

BOOST_AUTO_TEST_CASE(what_is_no_gzip_file_changes_nothing) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", to_bytes("no gzip"));
    const redirection out(scratch, to_bytes("old contents"), 3);
    BOOST_TEST(run_mapped({"x.gz"}, out, scratch).exit_status() == 1);
    BOOST_TEST((out.contents() == to_bytes("old contents")));
    BOOST_TEST(out.offset() == 3u);
}

BOOST_AUTO_TEST_CASE(file_open_for_appending_is_refused) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    const redirection out(scratch, to_bytes("old"), 0, O_WRONLY | O_APPEND);
    const outcome done = run_mapped({"x.gz", "x.gz"}, out, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err ==
               "mgunzip: stdout: output is open for appending and "
               "cannot be memory-mapped; use --io=auto to write it\n");
    BOOST_TEST((out.contents() == to_bytes("old")));
}

BOOST_AUTO_TEST_CASE(file_that_may_not_be_opened_anew_is_refused) {
    require_root();
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    const redirection out(scratch, {}, 0);
    BOOST_REQUIRE(::fchmod(out.fd.get(), 0600) == 0);
    BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), 0644) == 0);
    command what = unprivileged_command({"-c", "--io=mmap", "x.gz"}, scratch);
    what.out = out.fd.get();
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err == "mgunzip: stdout: output cannot be memory-mapped: "
                           "Permission denied; use --io=auto to write it\n");
    BOOST_TEST(out.contents().empty());
    // Writing needs no permission but the descriptor.
    what.words[2] = "--io=auto";
    BOOST_TEST(run(what).silently(0));
    BOOST_TEST((out.contents() == to_bytes("text")));
}

BOOST_AUTO_TEST_CASE(signal_cuts_the_file_behind_what_was_committed) {
    for (const auto& way : ways)
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
            const scratch_directory scratch;
            const auto data = sample(600'000);
            write_file(scratch / "x.gz", gzip(data));
            const redirection out(scratch, to_bytes("old"), 3);
            command what = mapped_command({"x.gz"}, out, scratch, way.option);
            inject_faults(what, stop_at(way.step, way.later_call));
            const outcome done = run_interrupted(what, signal);
            BOOST_TEST(done.signal() == signal, done);
            const std::size_t committed = out.offset() - 3;
            BOOST_TEST(committed >= 131'072u);
            BOOST_TEST(committed < data.size());
            BOOST_TEST((out.contents() ==
                        to_bytes("old") +
                            bytes(data.begin(),
                                  data.begin() +
                                      static_cast<std::ptrdiff_t>(committed))));
        }
}

BOOST_AUTO_TEST_CASE(signal_is_not_for_the_thread_that_provides_pages) {
    for (const auto& way : ways) {
        const scratch_directory scratch;
        const auto data = sample(20'000'000);
        write_file(scratch / "x.gz", gzip(data));
        const redirection out(scratch, {}, 0);
        command what =
            mapped_command({"-T2", "x.gz"}, out, scratch, way.option);
        inject_faults(what, stop_at(way.step, way.many_calls));
        const outcome done = run_interrupted(what, SIGTERM);
        BOOST_TEST(done.signal() == SIGTERM, done);
        const auto found = out.contents();
        BOOST_TEST(found.size() == out.offset());
        BOOST_TEST(found.size() < data.size());
        BOOST_TEST(std::equal(found.begin(), found.end(), data.begin()));
    }
}

BOOST_AUTO_TEST_CASE(full_disk_keeps_what_fits) {
    for (const auto& way : ways) {
        const small_filesystem small(4'194'304);
        const scratch_directory scratch;
        const bytes data = sample(6'000'000);
        write_file(scratch / "x.gz", gzip(data));
        const redirection out(small.directory(), to_bytes("old"), 3);
        const outcome done = run_mapped({"x.gz"}, out, scratch, way.option);
        BOOST_TEST(done.exit_status() == 1);
        BOOST_TEST(done.err == "mgunzip: stdout: No space left on device\n");
        const auto found = out.contents();
        BOOST_TEST(found.size() == out.offset());
        BOOST_TEST(found.size() > 4'000'000u);
        BOOST_TEST(std::equal(found.begin() + 3, found.end(), data.begin()));
    }
}

BOOST_AUTO_TEST_CASE(mapping_that_cannot_grow_is_an_error) {
    skip_if_emulated("says that it populates pages, and does not");
    const scratch_directory scratch;
    const auto data = sample(3'000'000);
    // The trailer of the last member says nothing of the first.
    write_file(scratch / "x.gz", gzip(data) + gzip("more"));
    const redirection out(scratch, {}, 0);
    command what = mapped_command({"--input=read", "x.gz"}, out, scratch);
    inject_faults(what, "open_proc:ENOMEM:2");
    const outcome done = run(what);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err == "mgunzip: stdout: Cannot allocate memory; use "
                           "--io=auto to write it\n");
    const auto found = out.contents();
    BOOST_TEST(found.size() == out.offset());
    BOOST_TEST(found.size() < data.size());
    BOOST_TEST(std::equal(found.begin(), found.end(), data.begin()));
}

BOOST_AUTO_TEST_CASE(dash_of_output_option_can_be_mapped) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("text"));
    const redirection out(scratch, to_bytes("old"), 3);
    command what = mgunzip_command({"--io=mmap", "-o", "-", "x.gz"}, scratch);
    what.out = out.fd.get();
    BOOST_TEST(run(what).silently(0));
    BOOST_TEST((out.contents() == to_bytes("oldtext")));
}
