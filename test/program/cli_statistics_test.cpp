// SPDX-License-Identifier: BSL-1.0
// --stats.
#include "cli/run_monitor.hpp"

#include "support/bgzf_builder.hpp"
#include "support/emulator.hpp"
#include "support/gzip_builder.hpp"
#include "support/json_reader.hpp"
#include "support/pipe_pair.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

// The objects among the messages, and those by their "file".
struct objects {
    std::vector<json_members> all;
    names messages;

    explicit objects(const outcome& done) {
        for (const std::string& line : lines_of(done.err))
            if (line.starts_with('{'))
                all.push_back(json_reader::read(line));
            else
                messages.push_back(line);
        BOOST_TEST_REQUIRE(!all.empty(), done);
        BOOST_TEST(all.back()["total"] == "true");
    }
    const json_members& total() const { return all.back(); }
};

unsigned long long number(const json_members& object, const std::string& key) {
    return std::stoull(object.at(key));
}

struct some_files {
    scratch_directory scratch;
    bytes data = sample(1'000'000);

    some_files() {
        write_file(scratch / "x.gz", gzip(data));
        write_file(scratch / "y.gz", gzip_stored("text"));
    }
    outcome run(const names& arguments) const {
        return run_mgunzip(arguments, scratch);
    }
    // How often the program, which is done with one thread and without
    // messages of others, makes calls that deal with the files or prepare that.
    std::map<std::string, unsigned long long>
    traced_calls(const command& plain) const {
        command what = plain;
        what.words.insert(what.words.begin(),
                          {"strace", "-f", "-y", "-o", "calls", "-e",
                           "trace=read,pread64,write,pwrite64,vmsplice,mmap,"
                           "munmap,fallocate,madvise"});
        what.environment.emplace_back("ASAN_OPTIONS=detect_leaks=0");
        BOOST_TEST(mgunzip::test::run(what).exit_status() == 0);
        const auto text = read_file(scratch / "calls");
        std::map<std::string, unsigned long long> counts;
        std::set<std::string> mapped;
        for (const std::string& line : lines_of({text.begin(), text.end()})) {
            const auto begin = line.find_first_not_of(' ', line.find(' '));
            const auto end = line.find('(', begin);
            if (end == line.npos || line.find("<... ") != line.npos)
                continue;
            const std::string call = line.substr(begin, end - begin);
            const bool is_for_files =
                line.find(scratch.path().string()) != line.npos ||
                line.find("pipe:[") != line.npos;
            // An address is looked for by a mapping that is undone at once.
            const bool is_for_mapping =
                call == "mmap" && line.find("MAP_NORESERVE") != line.npos;
            if (is_for_files || is_for_mapping || call == "madvise")
                ++counts[call];
            if (call == "mmap" && (is_for_files || is_for_mapping))
                mapped.insert(line.substr(line.rfind("= ") + 2));
            if (call == "munmap")
                counts[call] += mapped.count(
                    line.substr(end + 1, line.find(',') - end - 1));
        }
        return counts;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(statistics, some_files)

BOOST_AUTO_TEST_CASE(file_and_total_are_told_of_in_json) {
    const outcome done =
        run({"-k", "--io=mmap:populate", "--stats=json", "x.gz"});
    BOOST_TEST(done.exit_status() == 0);
    const objects told(done);
    BOOST_TEST_REQUIRE(told.all.size() == 2u);
    BOOST_TEST(told.messages.empty());
    const json_members& file = told.all[0];
    BOOST_TEST(file.at("file") == "x.gz");
    BOOST_TEST(file.at("status") == "ok");
    BOOST_TEST(file.at("input_path") == "mapped");
    BOOST_TEST(file.at("output_path") == "mapped");
    BOOST_TEST(number(file, "bytes_in") == read_file(scratch / "x.gz").size());
    BOOST_TEST(number(file, "bytes_out") == data.size());
    BOOST_TEST(number(file, "members") == 1u);
    BOOST_TEST(number(file, "blocks.stored") + number(file, "blocks.fixed") +
                   number(file, "blocks.dynamic") >
               0u);
    BOOST_TEST(number(file, "calls.read") == 0u);
    BOOST_TEST(number(file, "calls.write") == 0u);
    BOOST_TEST(number(file, "threads") == 1u);
    BOOST_TEST(number(file, "peak_memory_bytes") > 0u);
    for (const char* const key : {"bytes_in", "bytes_out", "members"})
        BOOST_TEST(told.total().at(key) == file.at(key));
    BOOST_TEST(told.total().at("files") == "1");
}

BOOST_AUTO_TEST_CASE(stages_add_up_to_the_wall_time) {
    const objects told(run({"-k", "--stats=json", "x.gz"}));
    double sum = 0;
    for (const auto& [key, value] : told.all[0])
        if (key.starts_with("stage_seconds."))
            sum += std::stod(value);
    const double wall = std::stod(told.all[0].at("wall_seconds"));
    BOOST_TEST(wall > 0);
    BOOST_TEST(std::abs(sum - wall) < 1e-5);
    BOOST_TEST(std::stod(told.total().at("wall_seconds")) >= wall);
    BOOST_TEST(std::stod(told.all[0].at("stage_seconds.decoding")) > 0);
}

BOOST_AUTO_TEST_CASE(paths_are_named) {
    const auto paths = [&](const names& arguments) {
        const objects told(run(arguments));
        return told.all[0].at("input_path") + ", " +
               told.all[0].at("output_path");
    };
    BOOST_TEST(paths({"--stats=json", "-t", "x.gz"}) == "mapped, none");
    BOOST_TEST(paths({"--stats=json", "-c", "x.gz"}) == "mapped, written");
    BOOST_TEST(paths({"--stats=json", "-c", "--io=splice", "x.gz"}) ==
               "mapped, spliced");
    BOOST_TEST(paths({"--stats=json", "-kf", "--io=write", "--input=read",
                      "x.gz"}) == "read, written");
}

BOOST_AUTO_TEST_CASE(block_types_and_members_are_counted) {
    const bytes one = gzip_stored("some text");
    write_file(scratch / "z.gz", one + one + one);
    const objects told(run({"-t", "--stats=json", "z.gz"}));
    BOOST_TEST(number(told.all[0], "members") == 3u);
    BOOST_TEST(number(told.all[0], "blocks.stored") == 3u);
    BOOST_TEST(number(told.all[0], "blocks.fixed") == 0u);
    BOOST_TEST(number(told.all[0], "blocks.dynamic") == 0u);
}

namespace {

// Takes all of the output, so that it depends on no reader how much a call
// moves.
struct large_pipe : pipe_pair {
    large_pipe() {
        if (::fcntl(writer.get(), F_SETPIPE_SZ, 1 << 20) < 0)
            skip_test("this user may not have a pipe of 1 MiB");
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(calls_are_those_that_strace_sees) {
    skip_if_emulated("makes calls of its own");
    require_strace();
    require_no_address_sanitizer();
    struct way {
        names arguments;
        bytes input;
    };
    const bytes packed = read_file(scratch / "x.gz");
    for (const way& which :
         {way{{"-kf", "x.gz"}, {}}, way{{"-kf", "--io=write", "x.gz"}, {}},
          way{{"-c", "--input=read", "x.gz"}, {}},
          way{{"-c", "--io=splice", "x.gz"}, {}}, way{{"-c", "-"}, packed}}) {
        names arguments = which.arguments;
        arguments.insert(arguments.begin(), {"-T1"});
        command plain = mgunzip_command(arguments, scratch);
        plain.input = which.input;
        const large_pipe traced_out;
        plain.out = traced_out.writer.get();
        auto seen = traced_calls(plain);
        const large_pipe plain_out;
        plain.out = plain_out.writer.get();
        plain.words.insert(plain.words.begin() + 1, "--stats=json");
        const objects told(mgunzip::test::run(plain));
        const json_members& file = told.all[0];
        BOOST_TEST_CONTEXT(arguments.back() + ' ' + arguments[1]) {
            BOOST_TEST(number(file, "calls.read") ==
                       seen["read"] + seen["pread64"]);
            BOOST_TEST(number(file, "calls.write") ==
                       seen["write"] + seen["pwrite64"]);
            BOOST_TEST(number(file, "calls.splice") == seen["vmsplice"]);
            BOOST_TEST(number(file, "calls.fallocate") == seen["fallocate"]);
            BOOST_TEST(number(file, "calls.madvise") == seen["madvise"]);
            if (arguments[2] == "--io=splice")
                continue; // anonymous memory looks like that of the library
            BOOST_TEST(number(file, "calls.mmap") == seen["mmap"]);
            BOOST_TEST(number(file, "calls.munmap") == seen["munmap"]);
        }
    }
}

BOOST_AUTO_TEST_CASE(value_needs_an_equals_sign) {
    // "json" would be a file.
    const outcome done = run({"-t", "--stats", "x.gz"});
    BOOST_TEST(done.exit_status() == 0);
    BOOST_TEST(done.err.starts_with("x.gz:\n  input "));
    const outcome other = run({"-t", "--stats", "json"});
    BOOST_TEST(other.says("mgunzip: json"), other);
    BOOST_TEST(other.exit_status() == 1);
}

BOOST_AUTO_TEST_CASE(table_has_a_total_only_of_several_files) {
    const outcome one = run({"-t", "--stats", "x.gz"});
    BOOST_TEST(!one.says("total:"));
    const outcome two = run({"-t", "--stats", "x.gz", "y.gz"});
    const auto first = two.err.find("x.gz:\n");
    const auto second = two.err.find("\ny.gz:\n");
    const auto total = two.err.find("\ntotal:\n");
    BOOST_TEST(first == 0u);
    BOOST_TEST(first < second);
    BOOST_TEST(second < total);
    BOOST_TEST(total != two.err.npos);
}

BOOST_AUTO_TEST_CASE(quiet_program_tells_what_it_was_asked_for) {
    BOOST_TEST(run({"-q", "-t", "--stats", "x.gz"}).says("x.gz:\n"));
}

BOOST_AUTO_TEST_CASE(files_that_fail_are_told_of_too) {
    write_file(scratch / "bad.gz", to_bytes("bad"));
    write_file(scratch / "odd", gzip_stored("text"));
    bytes garbage = gzip_stored("text");
    garbage.insert(garbage.end(), {'j', 'u', 'n', 'k'});
    write_file(scratch / "junk.gz", garbage);
    for (const char* const threads : {"-T1", "-T4"}) {
        const outcome done = run({"-k", "-f", threads, "--stats=json", "x.gz",
                                  "bad.gz", "none.gz", "junk.gz", "y.gz"});
        BOOST_TEST(done.exit_status() == 1);
        const objects told(done);
        BOOST_TEST(told.messages.size() == 3u);
        BOOST_TEST_REQUIRE(told.all.size() == 6u);
        names seen;
        for (std::size_t i = 0; i < 5; ++i)
            seen.push_back(told.all[i].at("file") + ' ' +
                           told.all[i].at("status"));
        BOOST_TEST((seen == names{"x.gz ok", "bad.gz error", "none.gz error",
                                  "junk.gz warning", "y.gz ok"}));
        BOOST_TEST(told.all[2].at("input_path") == "none");
        BOOST_TEST(told.total().at("status") == "error");
        BOOST_TEST(told.total().at("files") == "5");
        BOOST_TEST(told.total().at("errors") == "2");
        BOOST_TEST(told.total().at("warnings") == "1");
    }
}

BOOST_AUTO_TEST_CASE(files_side_by_side_count_as_one_after_the_other) {
    names operands;
    for (int i = 0; i < 20; ++i) {
        operands.push_back(std::to_string(i) + ".gz");
        write_file(scratch / operands.back(),
                   gzip(sample(static_cast<std::size_t>(i) * 30'000)));
    }
    const auto run_with = [&](const char* threads) {
        names arguments{"-kf", threads, "--stats=json"};
        arguments.insert(arguments.end(), operands.begin(), operands.end());
        return objects(run(arguments)).all;
    };
    const auto alone = run_with("-T1");
    const auto together = run_with("-T4");
    BOOST_TEST_REQUIRE(alone.size() == 21u);
    BOOST_TEST_REQUIRE(together.size() == 21u);
    const names keys{"bytes_in",     "bytes_out",       "members",
                     "calls.read",   "calls.write",     "calls.mmap",
                     "calls.munmap", "calls.fallocate", "blocks.dynamic"};
    std::map<std::string, unsigned long long> sums;
    for (std::size_t i = 0; i < 20; ++i) {
        BOOST_TEST(together[i].at("file") == operands[i]);
        for (const std::string& key : keys) {
            BOOST_TEST_CONTEXT(operands[i] + ' ' + key)
            BOOST_TEST(together[i].at(key) == alone[i].at(key));
            sums[key] += number(together[i], key);
        }
    }
    for (const std::string& key : keys)
        BOOST_TEST(sums[key] == number(together[20], key), key);
    BOOST_TEST(number(alone[20], "threads") == 1u);
    BOOST_TEST(number(together[20], "threads") >= 2u);
    BOOST_TEST(number(together[20], "threads") <= 4u);
}

BOOST_AUTO_TEST_CASE(helping_thread_of_a_large_output_is_counted) {
    write_file(scratch / "large.gz", gzip(sample(20'000'000)));
    const auto run_with = [&](const char* threads) {
        return objects(run({"-kf", threads, "--stats=json", "large.gz"}))
            .all[0];
    };
    const json_members alone = run_with("-T1");
    const json_members helped = run_with("-T2");
    BOOST_TEST(alone.at("threads") == "1");
    BOOST_TEST(helped.at("threads") == "2");
    BOOST_TEST(number(helped, "calls.madvise") > 0u);
}

BOOST_AUTO_TEST_CASE(any_name_makes_valid_json) {
    const std::string name = "a\"\\\n\x01\xff\xc2\x9b\xc3\xa4.gz";
    write_file(scratch / name, gzip_stored("text"));
    const outcome done = run({"-t", "--stats=json", name});
    BOOST_TEST(done.exit_status() == 0);
    const objects told(done);
    BOOST_TEST(told.all[0].at("file") == R"(a\"\\\u000a\u0001\ufffd\u009b)"
                                         "\xc3\xa4.gz");
    require_program("jq");
    command jq{.words = {"jq", "-e", "-c", ".file"}};
    jq.input = to_bytes(lines_of(done.err)[0]);
    BOOST_TEST(mgunzip::test::run(jq).exit_status() == 0);
}

BOOST_AUTO_TEST_CASE(standard_input_has_its_name) {
    command what = mgunzip_command({"--stats=json"}, scratch);
    what.input = gzip_stored("text");
    const objects told(mgunzip::test::run(what));
    BOOST_TEST(told.all[0].at("file") == "stdin");
    BOOST_TEST(told.all[0].at("bytes_out") == "4");
    BOOST_TEST(number(told.all[0], "calls.read") >= 2u);
}

// Listing such a file goes from member to member and decodes nothing.
BOOST_AUTO_TEST_CASE(listed_bgzf_file_has_sizes_and_no_counts) {
    const bytes file = repeated(bgzf_member(100, 1000), 3);
    write_file(scratch / "b.gz", file);
    const objects told(run({"-l", "--stats=json", "b.gz", "x.gz"}));
    BOOST_TEST_REQUIRE(told.all.size() == 3u);
    const json_members& measured = told.all[0];
    BOOST_TEST(measured.at("input_path") == "mapped");
    BOOST_TEST(measured.at("output_path") == "none");
    BOOST_TEST(number(measured, "bytes_in") == file.size());
    BOOST_TEST(number(measured, "bytes_out") == 3000u);
    BOOST_TEST(measured.at("blocks") == "null");
    BOOST_TEST(number(told.all[1], "members") == 1u);
    BOOST_TEST(number(told.all[1], "bytes_out") == data.size());
    BOOST_TEST(told.total().at("members") == "null");
    BOOST_TEST(number(told.total(), "bytes_out") == 3000 + data.size());
}

BOOST_AUTO_TEST_CASE(nothing_is_told_unasked) {
    BOOST_TEST(run({"-t", "x.gz", "y.gz"}).silently(0));
}

BOOST_AUTO_TEST_SUITE_END()
