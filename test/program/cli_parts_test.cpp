// SPDX-License-Identifier: BSL-1.0
// Parts of the output: --bytes, --lines, --whole-lines, with an index and
// without, from all kinds of input to all kinds of output.
#include "support/gzip_builder.hpp"
#include "support/lined_text.hpp"
#include "support/part_files.hpp"
#include "support/pipe_pair.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/sanitizers.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <mgunzip/crc32.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

using namespace mgunzip::test;
using names = std::vector<std::string>;

BOOST_FIXTURE_TEST_SUITE(parts, part_files)

BOOST_AUTO_TEST_CASE(bytes_from_anywhere) {
    const std::size_t size = text().data.size();
    BOOST_REQUIRE(size > 1'500'000u);
    for (const std::size_t from :
         {std::size_t{0}, std::size_t{1}, std::size_t{65'535}, size / 3,
          size / 2 + 7, size - 1})
        for (const std::size_t count :
             {std::size_t{1}, std::size_t{1000}, std::size_t{300'000}}) {
            const std::size_t to = std::min(size, from + count);
            check({"--bytes=" + range(from, to - from)}, text().part(from, to));
        }
    check({"--bytes=0+"}, text().data);
    check({"--bytes=" + std::to_string(size - 100) + "+"},
          text().part(size - 100, size));
    check({"--bytes=1K+1KB"}, text().part(1024, 2024));
    check({"--bytes=5+0"}, {});
}

BOOST_AUTO_TEST_CASE(several_ranges_come_in_the_order_given) {
    check({"--bytes=0+5,900000+7,900001+3"},
          text().part(0, 5) + text().part(900'000, 900'007) +
              text().part(900'001, 900'004),
          false);
    check({"--bytes=900000+7,0+5,900000+7"},
          text().part(900'000, 900'007) + text().part(0, 5) +
              text().part(900'000, 900'007),
          false);
    check({"--lines=5+2,1+1"},
          text().some_lines(4, 6) + text().some_lines(0, 1), false);
}

BOOST_AUTO_TEST_CASE(the_end_is_found_from_behind) {
    const std::size_t size = text().data.size();
    const std::size_t lines = text().lines();
    for (const std::size_t count : {0, 1, 5000, 100'000'000}) {
        const std::string number = std::to_string(count);
        check({"--bytes=-" + number},
              text().part(size - std::min(count, size), size), false);
        check({"--lines=-" + number},
              text().some_lines(lines - std::min(count, lines), lines), false);
    }
}

BOOST_AUTO_TEST_CASE(lines_are_counted_from_1) {
    const std::size_t lines = text().lines();
    for (const std::size_t from :
         {std::size_t{0}, std::size_t{1}, lines / 2, lines - 1})
        for (const std::size_t count : {std::size_t{1}, std::size_t{3000}}) {
            const std::size_t to = std::min(lines, from + count);
            check({"--lines=" + range(from + 1, to - from)},
                  text().some_lines(from, to));
        }
    check({"--lines=39990+"}, text().some_lines(39'989, lines));
}

BOOST_AUTO_TEST_CASE(a_last_line_without_newline_is_a_line) {
    const lined_text cut = random_lines(3000, 2, false);
    write_file(scratch / "cut.gz", gzip(cut.data));
    const auto is = [&](const std::string& part, const bytes& expected) {
        const outcome done = run({part}, "cut.gz");
        BOOST_TEST(done.silently(0), done);
        BOOST_TEST((done.out == expected));
    };
    for (int with_index = 0; with_index < 2; ++with_index) {
        is("--lines=3000+1", cut.some_lines(2999, 3000));
        is("--lines=-1", cut.some_lines(2999, 3000));
        is("--lines=-2", cut.some_lines(2998, 3000));
        BOOST_TEST(run({"-t", "--index"}, "cut.gz").silently(0));
    }
}

// Ranges that lie side by side give each line once, wherever the borders are.
BOOST_AUTO_TEST_CASE(whole_lines_are_those_that_begin_in_the_range) {
    const bytes data = to_bytes("ab\n\ncde\nf\n\n\nghi");
    lined_text small{.data = data};
    for (std::size_t i = 0; i < data.size(); ++i)
        if (i == 0 || data[i - 1] == '\n')
            small.begins.push_back(i);
    small.begins.push_back(data.size());
    write_file(scratch / "s.gz", gzip(data));
    trial_choice choice;
    for (std::size_t from = 0; from <= data.size(); ++from)
        for (std::size_t to = from; to <= data.size(); ++to) {
            if (!choice.is_made())
                continue;
            const outcome done = run(
                {"--whole-lines", "--bytes=" + range(from, to - from)}, "s.gz");
            BOOST_TEST(done.silently(0), range(from, to - from) << done);
            BOOST_TEST((done.out == small.lines_begun(from, to)),
                       range(from, to - from));
        }
    const std::size_t size = text().data.size();
    for (const std::size_t from : {std::size_t{0}, size / 3, size / 2})
        check({"--whole-lines", "--bytes=" + range(from, 70'000)},
              text().lines_begun(from, from + 70'000));
}

BOOST_AUTO_TEST_CASE(a_start_behind_the_end_is_an_error) {
    const std::size_t size = text().data.size();
    for (const std::string& name : all) {
        const outcome bytes = run({"--bytes=" + range(size + 1, 5)}, name);
        BOOST_TEST(bytes.exit_status() == 1, bytes);
        BOOST_TEST(bytes.says("the part begins at byte " +
                              std::to_string(size + 1) + ", the output has " +
                              std::to_string(size)),
                   bytes);
        const outcome lines = run({"--lines=50000+1"}, name);
        BOOST_TEST(lines.exit_status() == 1, lines);
        BOOST_TEST(
            lines.says("the part begins at line 50000, the output has 40000"),
            lines);
        BOOST_TEST(run({"-o", "new", "--bytes=" + range(size + 1, 5)}, name)
                       .exit_status() == 1);
        BOOST_TEST(!std::filesystem::exists(scratch / "new"));
    }
}

BOOST_AUTO_TEST_CASE(a_part_that_is_cut_is_a_warning) {
    const std::size_t size = text().data.size();
    for (const std::string& name : all)
        for (const std::string& part :
             {"--bytes=" + range(size - 10, 11), "--bytes=" + range(size, 1),
              std::string("--lines=39999+3")}) {
            const outcome done = run({part}, name);
            BOOST_TEST(done.exit_status() == 2, done);
            BOOST_TEST(done.says("the output ends before the part does"));
            BOOST_TEST(run({"-q", part}, name).silently(2));
        }
}

BOOST_AUTO_TEST_CASE(input_stays_and_output_goes_to_standard_output) {
    for (const std::string& name : all) {
        BOOST_TEST(run({"--bytes=0+1"}, name).silently(0));
        BOOST_TEST(std::filesystem::exists(scratch / name));
    }
    BOOST_TEST(!std::filesystem::exists(scratch / "one"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_asked_for) {
    for (const names& arguments :
         {names{"--bytes=5"}, names{"--lines=0+1"}, names{"--whole-lines"},
          names{"--whole-lines", "--lines=1+1"}, names{"-l", "--bytes=0+1"},
          names{"--index", "--bytes=0+1"}, names{"--bytes=1-2"}})
        BOOST_TEST(run(arguments, "one.gz").exit_status() == 1);
    BOOST_TEST(run({"--use-index=one.gzi", "--bytes=0+1", "one.gz"}, "two.gz")
                   .exit_status() == 1);
}

// Stopped while it looks for the end, and then there is more.
BOOST_AUTO_TEST_CASE(a_file_that_grows_meanwhile_has_no_end) {
    bytes long_text;
    for (int i = 0; i < 12; ++i)
        long_text = long_text + text().data;
    write_file(scratch / "long.gz", gzip(long_text));
    const bytes more = gzip("more");
    for (const char* const part : {"--bytes=-20", "--lines=-2"}) {
        // Some MiB of the file are behind the place where it stops.
        process grown(faulty_command("madvise_populate_read:STOP:3:1",
                                     {part, "long.gz"}, scratch));
        if (!grown.wait_until_stopped())
            skip_test("the system brings in no pages of a mapping");
        std::ofstream file(scratch / "long.gz", std::ios::app);
        file.write(reinterpret_cast<const char*>(more.data()),
                   static_cast<std::streamsize>(more.size()));
        file.close();
        grown.send(SIGCONT);
        const outcome done = grown.finish();
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.says("input changed while reading"), done);
    }
}

BOOST_AUTO_TEST_CASE(parts_without_bytes_lie_in_the_output) {
    const std::size_t size = text().data.size();
    for (const std::string& name : all) {
        BOOST_TEST(run({"--bytes=" + range(size, 0)}, name).silently(0));
        BOOST_TEST(run({"--bytes=" + range(size + 1, 0)}, name).exit_status() ==
                   1);
        BOOST_TEST(run({"--bytes=18446744073709551615+"}, name).exit_status() ==
                   1);
    }
    write_file(scratch / "s.gz", gzip("abcde"));
    BOOST_TEST(run({"--whole-lines", "--bytes=0+6"}, "s.gz").exit_status() ==
               2);
    BOOST_TEST(run({"--whole-lines", "--bytes=0+5"}, "s.gz").silently(0));
    BOOST_TEST(run({"--lines=-0"}, "s.gz").silently(0));
    write_file(scratch / "e.gz", {});
    const outcome empty = run({"--bytes=-5"}, "e.gz");
    BOOST_TEST(empty.says("unexpected end of file"), empty);
}

// What comes is what was there, up to where it was read.
BOOST_AUTO_TEST_CASE(input_and_index_that_are_cut_meanwhile) {
    bytes long_text;
    for (int i = 0; i < 12; ++i)
        long_text = long_text + text().data;
    const auto cut_while_reading = [&](const std::string& victim,
                                       const names& options) {
        write_file(scratch / "long.gz", gzip(long_text));
        BOOST_TEST(
            run({"-t", "-f", "--index=long.gz.gzidx", "--index-spacing=64K"},
                "long.gz")
                .silently(0));
        pipe_pair pipe(0);
        command what = mgunzip_command(options, scratch);
        what.words.emplace_back("long.gz");
        what.out = pipe.writer.get();
        process reading(what);
        pipe.writer.reset();
        bytes first(1000);
        std::size_t count = 0;
        BOOST_REQUIRE(!mgunzip::io::read_some(pipe.reader.get(), first.data(),
                                              first.size(), count));
        std::filesystem::resize_file(scratch / victim, 0);
        const collected rest = collect(pipe.reader.get(), 4096);
        const outcome done = reading.finish();
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(!done.says("Success"), done);
        first.resize(count);
        return std::pair(first + rest.bytes, done);
    };
    const auto [of_input, input_done] =
        cut_while_reading("long.gz", {"--bytes=100+12M"});
    const auto begin = long_text.begin() + 100;
    BOOST_TEST((of_input.size() < 12u << 20));
    BOOST_TEST(std::equal(of_input.begin(), of_input.end(), begin));
    const auto [of_index, index_done] =
        cut_while_reading("long.gz.gzidx", {"--bytes=100+10M,12M+100K"});
    BOOST_TEST(of_index.size() == 10u << 20);
    BOOST_TEST(index_done.says("index shrank or could not be read"),
               index_done);
}

BOOST_AUTO_TEST_CASE(statistics_tell_crc_size_and_whether_it_is_verified) {
    const bytes part = text().part(600'000, 601'000);
    const auto check_part = [&](const std::string& name, bool is_verified) {
        const outcome done = run({"--stats=json", "--bytes=600000+1000"}, name);
        BOOST_TEST(done.says("\"bytes\":1000,"), done);
        BOOST_TEST(done.says("\"crc32\":" +
                             std::to_string(
                                 mgunzip::crc32(0, part.data(), part.size())) +
                             ","),
                   done);
        BOOST_TEST(
            done.says(is_verified ? "\"verified\":true" : "\"verified\":false"),
            done);
    };
    check_part("one.gz", false);
    check_part("bare/one.gz", false);
    // Where a member is says the index, or the file itself.
    check_part("bgzf.gz", false);
    const outcome front = run({"--stats=json", "--bytes=0+1000"}, "bgzf.gz");
    BOOST_TEST(front.says("\"verified\":true"), front);
    const outcome whole = run({"--stats=json", "--bytes=0+"}, "one.gz");
    BOOST_TEST(whole.says("\"verified\":true"), whole);
}

BOOST_AUTO_TEST_CASE(verbose_tells_what_was_decoded) {
    const outcome with = run({"-v", "--bytes=1500000+5"}, "one.gz");
    BOOST_TEST(with.says("one.gz: 5 bytes, of "), with);
    BOOST_TEST(with.says(" of input, by one.gzi"), with);
    const outcome without = run({"-v", "--bytes=1500000+5"}, "bare/one.gz");
    BOOST_TEST(without.says(", without index"), without);
}

BOOST_AUTO_TEST_CASE(damage_in_the_part_is_an_error_and_elsewhere_is_not) {
    bytes damaged = read_file(scratch / "one.gz");
    const std::size_t middle = damaged.size() / 2;
    for (std::size_t i = 0; i < 2000; ++i)
        damaged[middle + i] ^= 0x5a;
    write_file(scratch / "one.gz", damaged);
    BOOST_TEST(run({"--bytes=0+1000"}, "one.gz").exit_status() != 1);
    const outcome behind = run({"-q", "--bytes=-1000"}, "one.gz");
    BOOST_TEST(behind.exit_status() != 1, behind);
    const std::size_t size = text().data.size();
    BOOST_TEST((behind.out == text().part(size - 1000, size)));
    const outcome over = run({"--bytes=0+"}, "one.gz");
    BOOST_TEST(over.exit_status() == 1, over);
    BOOST_TEST(over.out.size() < size);
    BOOST_TEST((bytes(over.out.begin(), over.out.begin() + 100'000) ==
                text().part(0, 100'000)));
}

BOOST_AUTO_TEST_SUITE_END()
