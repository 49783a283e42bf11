// SPDX-License-Identifier: BSL-1.0
// Whole files that have an index: it divides the work, and changes nothing.
#include "support/program_runner.hpp"
#include "support/random_stream.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip::test;
namespace fs = std::filesystem;

namespace {

using names = std::vector<std::string>;

// So much, and so hard to compress, that an index is looked for.
bytes letters(unsigned seed) {
    random_source random(seed);
    bytes result(6'500'000);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = i % 77 == 76
                        ? '\n'
                        : static_cast<std::uint8_t>('0' + below(random, 64));
    return result;
}

const bytes& text() {
    static const bytes result = letters(1);
    return result;
}
const bytes& packed() {
    static const bytes result = gzip(text());
    return result;
}

struct directory {
    scratch_directory scratch;

    directory() {
        write_file(scratch / "x.gz", packed());
        BOOST_TEST(
            run({"-t", "--index=i", "--index-spacing=1M", "x.gz"}).silently(0));
    }
    static outcome run(const command& what) { return mgunzip::test::run(what); }
    outcome run(const names& arguments) const {
        return run_mgunzip(arguments, scratch);
    }
    outcome run_program(const names& words) const {
        return mgunzip::test::run(
            {.words = words, .directory = scratch.path()});
    }
    // With -v: whether blocks were decoded by an index.
    static bool by_index(const outcome& done, const std::string& name) {
        return done.says(", blocks by " + name + ")");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cli_known_index, directory)

BOOST_AUTO_TEST_CASE(index_that_is_named) {
    outcome done = run({"-kvT3", "--use-index=i", "x.gz"});
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(by_index(done, "i"), done);
    BOOST_TEST((read_file(scratch / "x") == text()));
    fs::remove(scratch / "x");

    done = run({"-cvT3", "--use-index=i", "x.gz"});
    BOOST_TEST(by_index(done, "i"), done);
    BOOST_TEST((done.out == text()));

    done = run({"-tvT3", "--use-index=i", "x.gz"});
    BOOST_TEST(by_index(done, "i"), done);
    done = run({"-tvT1", "--use-index=i", "x.gz"}); // one has nobody to share
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(!by_index(done, "i"), done);

    const auto newlines = std::ranges::count(text(), '\n');
    done = run({"--count-lines", "-T2", "--use-index=i", "x.gz"});
    BOOST_TEST(done.text() == std::to_string(newlines) + " x.gz\n");
}

BOOST_AUTO_TEST_CASE(index_that_is_found) {
    BOOST_TEST(!by_index(run({"-tvT2", "x.gz"}), "i"));
    fs::rename(scratch / "i", scratch / "x.gzi");
    const outcome done = run({"-tvT2", "x.gz"});
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(by_index(done, "x.gzi"), done);
    // It replaces the input, and the index stays.
    BOOST_TEST(run({"-T2", "x.gz"}).silently(0));
    BOOST_TEST((read_file(scratch / "x") == text()));
    BOOST_TEST(fs::exists(scratch / "x.gzi"));
}

// Of the same size, as when a file has changed in its place. Both end in
// padding.
BOOST_AUTO_TEST_CASE(index_of_another_file) {
    const bytes changed = letters(2);
    bytes before = packed();
    bytes after = gzip(changed);
    const std::size_t size = std::max(before.size(), after.size()) + 1;
    before.resize(size);
    after.resize(size);
    write_file(scratch / "x.gz", before);
    BOOST_TEST(
        run({"-t", "-f", "--index", "--index-spacing=1M", "x.gz"}).silently(0));
    write_file(scratch / "x.gz", after);
    BOOST_TEST(run({"-kT2", "x.gz"}).silently(0));
    BOOST_TEST((read_file(scratch / "x") == changed));
    const outcome done = run({"-tT2", "--use-index=x.gzi", "x.gz"});
    BOOST_TEST(done.exit_status() == 2, done);
    BOOST_TEST(done.says("x.gzi: "), done);
    BOOST_TEST(done.says("; not used"), done);
    const outcome unasked = run({"-tvT2", "x.gz"});
    BOOST_TEST(unasked.exit_status() == run({"-tvT1", "x.gz"}).exit_status());
    BOOST_TEST(unasked.says("; not used"), unasked);
}

// Links may lead anywhere, and opening a FIFO wakes who waits for a reader.
BOOST_AUTO_TEST_CASE(what_only_has_the_name_of_an_index) {
    fs::create_symlink("i", scratch / "x.gzi");
    outcome done = run({"-tvT2", "x.gz"});
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(!by_index(done, "x.gzi"), done);
    BOOST_TEST(by_index(run({"-tvT2", "--use-index=x.gzi", "x.gz"}), "x.gzi"));
    fs::remove(scratch / "x.gzi");
    BOOST_REQUIRE(::mkfifo((scratch / "x.gzi").c_str(), 0600) == 0);
    done = run({"-tvT2", "x.gz"});
    BOOST_TEST(done.exit_status() == 0, done);
}

// Whatever another process does to it meanwhile.
BOOST_AUTO_TEST_CASE(index_that_changes_while_it_is_used) {
    BOOST_TEST(run({"-t", "--index=j", "--index-format=gzidx",
                    "--index-spacing=1M", "x.gz"})
                   .silently(0));
    const bytes good = read_file(scratch / "j");
    bytes bad = good;
    for (std::size_t at = good.size() / 2; at < good.size(); ++at)
        bad[at] ^= 1;
    const auto file = open_file(scratch / "j", O_RDWR);
    std::atomic<bool> is_over{false};
    std::thread other([&] {
        for (int i = 0; !is_over; ++i) {
            const bytes& next = i % 2 == 0 ? bad : good;
            if (::pwrite(file.get(), next.data(), next.size(), 0) < 0)
                return;
        }
    });
    for (int i = 0; i < 25; ++i) {
        const outcome done = run({"-cqT3", "--use-index=j", "x.gz"});
        BOOST_TEST(done.signal() == 0, done);
        BOOST_TEST(done.err.empty(), done);
        BOOST_TEST((done.out == text()));
    }
    is_over = true;
    other.join();
}

BOOST_AUTO_TEST_CASE(index_that_cannot_be_used) {
    write_file(scratch / "x.gzi", to_bytes("notes"));
    BOOST_TEST(run({"-tT2", "x.gz"}).silently(0)); // nobody has asked for it
    const outcome done = run({"-tT2", "--use-index=x.gzi", "x.gz"});
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST(done.says("x.gzi: not an index of a known format"), done);
    BOOST_TEST(run({"-tT2", "--use-index=none", "x.gz"}).exit_status() == 1);
    BOOST_TEST(run({"-t", "--use-index=i", "--index", "x.gz"}).exit_status() ==
               1);
    BOOST_TEST(run({"-t", "--use-index=i", "x.gz", "x.gz"}).exit_status() == 1);
}

BOOST_AUTO_TEST_CASE(index_of_gztool) {
    require_program("gztool");
    const outcome made =
        run_program({"gztool", "-v0", "-s", "1", "-I", "theirs", "-i", "x.gz"});
    BOOST_TEST(made.exit_status() == 0, made);
    const outcome done = run({"-cvT3", "--use-index=theirs", "x.gz"});
    BOOST_TEST(by_index(done, "theirs"), done);
    BOOST_TEST((done.out == text()));
}

BOOST_AUTO_TEST_CASE(index_of_indexed_gzip) {
    const outcome made = run_program(
        {"/usr/bin/python3", "-c",
         "import indexed_gzip\n"
         "f = indexed_gzip.IndexedGzipFile('x.gz', spacing=1048576)\n"
         "f.build_full_index()\n"
         "f.export_index('theirs')\n"});
    if (made.exit_status() != 0)
        skip_test("no Python has indexed_gzip");
    const outcome done = run({"-cvT3", "--use-index=theirs", "x.gz"});
    BOOST_TEST(by_index(done, "theirs"), done);
    BOOST_TEST((done.out == text()));
}

// From there on it is written, or decoded once more and written as a whole.
BOOST_AUTO_TEST_CASE(mapping_that_fails_between_two_points) {
    bool was_written = false;
    for (const char* const fault :
         {"mmap_file:ENOMEM:", "fallocate:ENOSPC:", "write:ENOSPC:",
          "madvise_populate_write:EFAULT:"})
        for (const int calls : {1, 3, 7, 20, 60, 120}) {
            const std::string faults = fault + std::to_string(calls) + ":1";
            const outcome done = run(faulty_command(
                faults, {"-kfvT3", "--use-index=i", "x.gz"}, scratch));
            BOOST_TEST_INFO_SCOPE(faults);
            BOOST_TEST(done.exit_status() == 0, done);
            BOOST_TEST((read_file(scratch / "x") == text()));
            was_written |= done.says("its rest written");
        }
    BOOST_TEST(was_written);
}

// The same error at the same place, and on a stream what is in front of it.
BOOST_AUTO_TEST_CASE(damaged_file_with_an_index) {
    bytes file = packed();
    const std::size_t at = file.size() * 2 / 3;
    std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(at), 400,
                std::uint8_t{0xff});
    write_file(scratch / "x.gz", file);
    write_file(scratch / "i", read_file(scratch / "i")); // not older
    const outcome without = run({"-cT1", "x.gz"});
    const outcome with = run({"-cT3", "--use-index=i", "x.gz"});
    BOOST_TEST(without.exit_status() == 1);
    BOOST_TEST(with.exit_status() == 1);
    BOOST_TEST((with.out == without.out));
    BOOST_TEST(with.out.size() > 1'000'000u);
    BOOST_TEST(with.err == without.err);
    BOOST_TEST(run({"-kT3", "--use-index=i", "x.gz"}).exit_status() == 1);
    BOOST_TEST(!fs::exists(scratch / "x"));
}

BOOST_AUTO_TEST_SUITE_END()
