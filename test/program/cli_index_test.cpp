// SPDX-License-Identifier: BSL-1.0
// --index: the index of a file is made while that is decompressed or tested.
#include "support/bgzf_files.hpp"
#include "support/gzip_builder.hpp"
#include "support/lined_text.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <mgunzip/index.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

#include <sys/stat.h>

using namespace mgunzip::test;
namespace fs = std::filesystem;

namespace {

using names = std::vector<std::string>;

const bytes& text() {
    static const bytes result = random_lines(30'000, 1).data;
    return result;
}

struct directory {
    scratch_directory scratch;
    bytes one = gzip(text());

    directory() {
        random_source random(2);
        write_file(scratch / "x.gz", one);
        write_file(scratch / "b.gz",
                   joined(random_members(random, 50, 30'000)) + bgzf_end());
    }

    outcome run(const names& arguments) const {
        return run_mgunzip(arguments, scratch);
    }
    bool exists(const std::string& name) const {
        return fs::exists(scratch / name);
    }

    // What the file of that name says of the data in `data`.
    mgunzip::index_facts facts(const std::string& name,
                               const std::string& data) const {
        const bytes file = read_file(scratch / name);
        mgunzip::gzip_index index;
        const auto error = index.read(file, read_file(scratch / data).size());
        BOOST_TEST_REQUIRE(!error, name << ": " << error.message());
        BOOST_TEST(index.points().size() > 1u);
        return index.facts();
    }

    // Nothing but these names is there.
    void has_only(const names& expected) const {
        std::vector<std::string> found;
        for (const auto& entry : fs::directory_iterator(scratch.path()))
            found.push_back(entry.path().filename().string());
        std::ranges::sort(found);
        BOOST_TEST(found == expected, boost::test_tools::per_element());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(index_option, directory)

BOOST_AUTO_TEST_CASE(it_is_made_beside_the_output_and_the_input_stays) {
    for (const char* const threads : {"-T1", "-T2"}) {
        BOOST_TEST(run({threads, "-f", "--index", "--index-spacing=64K", "x.gz",
                        "b.gz"})
                       .silently(0));
        has_only({"b", "b.gz", "b.gz.gzi", "x", "x.gz", "x.gzi"});
        BOOST_TEST((read_file(scratch / "x") == text()));
        const mgunzip::index_facts by_blocks = facts("x.gzi", "x.gz");
        BOOST_TEST((by_blocks.format == mgunzip::index_format::gztool));
        BOOST_TEST((by_blocks.output_size == text().size()));
        BOOST_TEST((by_blocks.lines == std::uint64_t{30'000}));
        const mgunzip::index_facts by_members = facts("b.gz.gzi", "b.gz");
        BOOST_TEST((by_members.format == mgunzip::index_format::bgzip));
    }
}

// The same points, however the work is done and wherever the output goes.
BOOST_AUTO_TEST_CASE(it_is_the_same_in_all_ways) {
    const names options{"-f", "--index=i", "--index-spacing=64K", "x.gz"};
    const auto with = [&](names more) {
        more.insert(more.end(), options.begin(), options.end());
        return run(more);
    };
    BOOST_TEST(with({"-t", "-T1"}).silently(0));
    const bytes expected = read_file(scratch / "i");
    for (const names& more :
         {names{"-t", "-T2"}, names{"-c", "-T2"}, names{"-k"},
          names{"--io=write"}, names{"--io=mmap:faults"}}) {
        BOOST_TEST_INFO_SCOPE(more.front());
        BOOST_TEST(with(more).exit_status() == 0);
        BOOST_TEST((read_file(scratch / "i") == expected));
    }
    // What comes in pieces gives the same points with larger windows.
    BOOST_TEST(with({"-t", "--input=read"}).silently(0));
    const mgunzip::index_facts read = facts("i", "x.gz");
    BOOST_TEST((read.lines == std::uint64_t{30'000}));
}

BOOST_AUTO_TEST_CASE(a_pipe_has_one_where_that_is_named) {
    command what =
        mgunzip_command({"-t", "--index-spacing=64K", "--index=i"}, scratch);
    what.input = one;
    BOOST_TEST(::run(what).silently(0));
    BOOST_TEST((facts("i", "x.gz").output_size == text().size()));
    what.words.back() = "--index";
    const outcome without = ::run(what);
    BOOST_TEST(without.exit_status() == 1);
    BOOST_TEST(without.says("has no name for an index"));
}

BOOST_AUTO_TEST_CASE(format_and_name_can_be_chosen) {
    const auto format_of = [&](const names& options, const std::string& name) {
        names all{"-t"};
        all.insert(all.end(), options.begin(), options.end());
        all.emplace_back("b.gz");
        BOOST_TEST(run(all).silently(0));
        return facts(name, "b.gz").format;
    };
    using mgunzip::index_format;
    BOOST_TEST(
        (format_of({"--index", "--index-format=gztool", "--index-spacing=64K"},
                   "b.gzi") == index_format::gztool));
    BOOST_TEST(
        (format_of({"--index", "--index-format=gzidx", "--index-spacing=64K"},
                   "b.gz.gzidx") == index_format::gzidx));
    BOOST_TEST((format_of({"--index", "--index-format=bgzip"}, "b.gz.gzi") ==
                index_format::bgzip));
    BOOST_TEST((format_of({"--index=i.gzidx", "--index-spacing=64K"},
                          "i.gzidx") == index_format::gzidx));
    const outcome unfit =
        run({"-t", "--index", "--index-format=bgzip", "x.gz"});
    BOOST_TEST(unfit.exit_status() == 1);
    BOOST_TEST(unfit.says("no index: "), unfit);
    BOOST_TEST(!exists("x.gz.gzi"));
}

BOOST_AUTO_TEST_CASE(
    members_with_something_else_behind_them_have_one_of_blocks) {
    write_file(scratch / "b.gz", read_file(scratch / "b.gz") + one);
    BOOST_TEST(
        run({"-t", "--index", "--index-spacing=64K", "b.gz"}).silently(0));
    BOOST_TEST(
        (facts("b.gzi", "b.gz").format == mgunzip::index_format::gztool));
}

// Nothing is wrong with the data; only the way from member to member leads past
// each second one.
BOOST_AUTO_TEST_CASE(members_that_lie_about_their_sizes_have_one_of_blocks) {
    write_file(scratch / "b.gz", pairs_that_lie(1000));
    const outcome asked =
        run({"-t", "--index", "--index-format=bgzip", "b.gz"});
    BOOST_TEST(asked.exit_status() == 1);
    BOOST_TEST(asked.says("no index: not a BGZF file"), asked);
    BOOST_TEST(!exists("b.gz.gzi"));
    BOOST_TEST(
        run({"-t", "--index", "--index-spacing=64K", "b.gz"}).silently(0));
    BOOST_TEST(!exists("b.gz.gzi"));
    BOOST_TEST((facts("b.gzi", "b.gz").output_size == 200'000u));
}

BOOST_AUTO_TEST_CASE(a_damaged_file_gets_none) {
    bytes damaged = one;
    damaged[damaged.size() - 6] ^= 1; // of the CRC-32
    write_file(scratch / "x.gz", damaged);
    BOOST_TEST(run({"--index", "x.gz"}).exit_status() == 1);
    has_only({"b.gz", "x.gz"});
}

BOOST_AUTO_TEST_CASE(garbage_behind_the_data_does_no_harm) {
    write_file(scratch / "x.gz", one + to_bytes("garbage"));
    BOOST_TEST(run({"-t", "--index", "--index-format=gzidx",
                    "--index-spacing=64K", "x.gz"})
                   .exit_status() == 2);
    BOOST_TEST((facts("x.gz.gzidx", "x.gz").output_size == text().size()));
    const outcome part = run({"--bytes=100+5", "x.gz"});
    BOOST_TEST(part.exit_status() == 0, part);
}

BOOST_AUTO_TEST_CASE(what_is_no_gzip_file_has_none) {
    write_file(scratch / "x.gz", to_bytes("text"));
    const outcome copied = run({"-cf", "--index", "x.gz"});
    BOOST_TEST(copied.text() == "text");
    BOOST_TEST(copied.exit_status() == 1);
    has_only({"b.gz", "x.gz"});
}

BOOST_AUTO_TEST_CASE(only_an_index_is_replaced) {
    write_file(scratch / "x.gzi", to_bytes("notes"));
    const outcome kept = run({"-t", "--index", "x.gz"});
    BOOST_TEST(kept.exit_status() == 1);
    BOOST_TEST(kept.says("x.gzi: exists, and is no index"), kept);
    BOOST_TEST((read_file(scratch / "x.gzi") == to_bytes("notes")));
    BOOST_TEST(run({"-tf", "--index", "x.gz"}).silently(0));
    // Now it is one; a damaged one as well.
    BOOST_TEST(run({"-t", "--index", "x.gz"}).silently(0));
    bytes cut = read_file(scratch / "x.gzi");
    cut.resize(50);
    write_file(scratch / "x.gzi", cut);
    BOOST_TEST(run({"-t", "--index", "x.gz"}).silently(0));
    fs::remove(scratch / "x.gzi");
    fs::create_directory(scratch / "x.gzi");
    BOOST_TEST(run({"-tf", "--index", "x.gz"}).exit_status() == 1);
}

// Nobody but who may read the input learns what is in it.
BOOST_AUTO_TEST_CASE(it_has_the_rights_of_the_input) {
    BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), 0640) == 0);
    BOOST_TEST(run({"-t", "--index", "x.gz"}).silently(0));
    struct stat status {};
    BOOST_REQUIRE(::stat((scratch / "x.gzi").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 07777) == 0640u);
}

BOOST_AUTO_TEST_CASE(it_inherits_no_program) {
    BOOST_REQUIRE(::chmod((scratch / "x.gz").c_str(), 04755) == 0);
    BOOST_TEST(run({"-t", "--index", "x.gz"}).silently(0));
    struct stat status {};
    BOOST_REQUIRE(::stat((scratch / "x.gzi").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 07777) == 0644u);
}

BOOST_AUTO_TEST_CASE(it_is_not_the_output) {
    write_file(scratch / "x", to_bytes("old"));
    for (const names& arguments :
         {names{"-f", "--index=x", "x.gz"}, names{"-f", "--index=./x", "x.gz"},
          names{"-f", "--index=x", "-o", "x", "x.gz"}}) {
        const outcome refused = run(arguments);
        BOOST_TEST(refused.exit_status() == 1);
        BOOST_TEST(refused.says("is the output"), refused);
        BOOST_TEST((read_file(scratch / "x") == to_bytes("old")));
    }
}

// x.gz.gzi is what bgzip calls the index of x.gz, and gztool that of x.gz.gz.
BOOST_AUTO_TEST_CASE(an_index_of_another_file_is_not_used) {
    write_file(scratch / "x.gz.gz", gzip(one));
    BOOST_TEST(
        run({"-t", "--index", "--index-spacing=64K", "x.gz.gz"}).silently(0));
    BOOST_TEST(exists("x.gz.gzi"));
    const std::string warning = "x.gz.gzi: the index is not of this file";
    const outcome counted = run({"--count-lines", "x.gz"});
    BOOST_TEST(counted.text() == "30000 x.gz\n");
    BOOST_TEST(counted.says(warning), counted);
    const outcome part = run({"--bytes=100+5", "x.gz"});
    BOOST_TEST(part.exit_status() == 2);
    BOOST_TEST((part.out == bytes(text().begin() + 100, text().begin() + 105)));
    // Its own comes first.
    BOOST_TEST(
        run({"-t", "--index", "--index-spacing=64K", "x.gz"}).silently(0));
    BOOST_TEST(run({"--count-lines", "x.gz"}).silently(0));
    // Under the right name, only the data tell.
    fs::copy_file(scratch / "x.gz.gzi", scratch / "x.gzi",
                  fs::copy_options::overwrite_existing);
    BOOST_TEST(run({"--count-lines", "x.gz"}).text() == "30000 x.gz\n");
    BOOST_TEST(
        run({"-lq", "x.gz"}).text().find(std::to_string(text().size())) !=
        std::string::npos);
}

BOOST_AUTO_TEST_CASE(it_is_not_the_input_nor_a_device) {
    BOOST_TEST(run({"-t", "--index=x.gz", "x.gz"}).exit_status() == 1);
    BOOST_TEST((read_file(scratch / "x.gz") == one));
    BOOST_TEST(run({"-tf", "--index=/dev/null", "x.gz"}).exit_status() == 1);
    BOOST_TEST(fs::is_character_file("/dev/null"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_asked_for) {
    for (const names& arguments :
         {names{"--index=i", "x.gz", "b.gz"}, names{"--index=i", "-r", "."},
          names{"-l", "--index", "x.gz"},
          names{"--index-format=gztool", "x.gz"},
          names{"--index-spacing=1M", "x.gz"},
          names{"-t", "--use-index=i", "x.gz"},
          names{"--index", "--index-spacing=1K", "x.gz"},
          names{"--index", "--index-format=zip", "x.gz"},
          names{"--index", "--index-format=bgzip", "--index-spacing=1M",
                "b.gz"}})
        BOOST_TEST(run(arguments).exit_status() == 1, arguments.front());
    has_only({"b.gz", "x.gz"});
}

BOOST_AUTO_TEST_CASE(one_found_beside_the_input_is_judged) {
    BOOST_TEST(
        run({"-t", "--index", "--index-spacing=64K", "x.gz"}).silently(0));
    const bytes good = read_file(scratch / "x.gzi");
    const names part{"--bytes=900000+5", "x.gz"};
    const bytes expected(text().begin() + 900'000, text().begin() + 900'005);
    const auto warns = [&](const std::string& about) {
        const outcome done = run(part);
        BOOST_TEST(done.exit_status() == 2, done);
        BOOST_TEST(done.says(about), done);
        BOOST_TEST((done.out == expected));
    };
    write_file(scratch / "x.gzi", to_bytes("notes"));
    warns("x.gzi: not an index of a known format; not used");
    write_file(scratch / "x.gzi", {});
    warns("not used");
    bytes cut = good;
    cut.resize(cut.size() / 2);
    write_file(scratch / "x.gzi", cut);
    warns("the index ends too early; not used");
    write_file(scratch / "x.gzi", good);
    fs::last_write_time(scratch / "x.gzi",
                        fs::last_write_time(scratch / "x.gz") -
                            std::chrono::hours(1));
    warns("x.gzi: is older than x.gz");
}

// Each byte of an index wrong in turn: the part is right, or there is an error.
BOOST_AUTO_TEST_CASE(a_wrong_index_gives_no_wrong_output_unnoticed) {
    for (const char* const format : {"gztool", "gzidx"}) {
        BOOST_TEST(run({"-t", "-f", "--index=i", "--index-spacing=64K",
                        std::string("--index-format=") + format, "x.gz"})
                       .silently(0));
        const bytes good = read_file(scratch / "i");
        random_source random(3);
        const bytes expected(text().begin() + 900'000,
                             text().begin() + 1'100'000);
        for (int i = 0; i < 60; ++i) {
            bytes wrong = good;
            wrong[below(random, wrong.size())] ^=
                static_cast<std::uint8_t>(1 << below(random, 8));
            write_file(scratch / "i", wrong);
            const outcome done =
                run({"--use-index=i", "--bytes=900000+200000", "x.gz"});
            BOOST_TEST(done.signal() == 0);
            // GZIDX has no checksum of its windows: a wrong literal there
            // cannot be noticed, and shows where it is referred to.
            if (done.exit_status() == 0 && std::string(format) != "gzidx")
                BOOST_TEST((done.out == expected), "change " << i);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
