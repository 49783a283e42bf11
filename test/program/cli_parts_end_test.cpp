// SPDX-License-Identifier: BSL-1.0
// Parts of what is read only once, and parts that reach the end of the data.
#include "support/part_files.hpp"
#include "support/sanitizers.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

using namespace mgunzip::test;
using names = std::vector<std::string>;

BOOST_FIXTURE_TEST_SUITE(parts_end, part_files)

BOOST_AUTO_TEST_CASE(a_pipe_has_no_end_and_is_read_once) {
    const auto piped = [&](const names& arguments) {
        command what = mgunzip_command(arguments, scratch);
        what.input = read_file(scratch / "one.gz");
        return run(what);
    };
    const outcome tail = piped({"--bytes=-5"});
    BOOST_TEST(tail.exit_status() == 1);
    BOOST_TEST(tail.says("the end of such an input cannot be found"));
    const outcome ascending = piped({"--bytes=5+10,100+10,110+5"});
    BOOST_TEST(ascending.silently(0), ascending);
    BOOST_TEST((ascending.out == text().part(5, 15) + text().part(100, 115)));
    // At the end, looking for the trailer is at the cost of nothing.
    const std::size_t size = text().data.size();
    const outcome near_end =
        piped({"--stats=json", "--bytes=" + range(size - 300, 63) + ',' +
                                   range(size - 180, 5)});
    BOOST_TEST(near_end.exit_status() == 0, near_end);
    BOOST_TEST((near_end.out == text().part(size - 300, size - 237) +
                                    text().part(size - 180, size - 175)));
    BOOST_TEST(near_end.says("\"verified\":true"), near_end);
    const outcome empty_last = piped({"--stats=json", "--bytes=0+5,100+0"});
    BOOST_TEST(empty_last.says("\"verified\":false"), empty_last);
    for (const names& arguments :
         {names{"--bytes=100+10,0+10"}, names{"--lines=1+2,2+2"},
          names{"--lines=300+1,1+1"}, names{"--lines=39000+,39001+1"},
          names{"--whole-lines", "--bytes=0+100,99+100"}}) {
        const outcome again = piped(arguments);
        BOOST_TEST(again.exit_status() == 1, again);
        BOOST_TEST(again.says("such an input cannot be read a second time; "
                              "give parts that follow one another, or name a "
                              "file"),
                   again);
    }
}

// What comes of a pipe is what comes of a file, with status and messages.
BOOST_AUTO_TEST_CASE(several_parts_in_lines_of_a_pipe) {
    const auto check_pipe = [&](const names& arguments,
                                const std::string& name) {
        if (!choice.is_made())
            return;
        BOOST_TEST_INFO_SCOPE(arguments.back());
        const outcome expected = run(arguments, name);
        command what = mgunzip_command(arguments, scratch);
        what.input = read_file(scratch / name);
        const outcome piped = run(what);
        BOOST_TEST((piped.out == expected.out));
        BOOST_TEST(piped.exit_status() == expected.exit_status(), piped);
        std::string message = expected.err;
        for (std::size_t at = message.find(name); at != message.npos;
             at = message.find(name, at))
            message.replace(at, name.size(), "stdin");
        BOOST_TEST(piped.err == message);
    };
    check_pipe({"--lines=5+10,100+3"}, "bare/one.gz");
    const outcome first = run({"--lines=5+10,100+3"}, "bare/one.gz");
    BOOST_TEST(
        (first.out == text().some_lines(4, 14) + text().some_lines(99, 102)));
    std::string many = "--lines=1+1";
    for (std::size_t line = 2; line < 40'000; line += 1 + line / 7)
        many += ',' + range(line, 1 + line % 5 * line / 60);
    for (const char* const lines :
         {"--lines=1+1,2+1,3+0,3+1", "--lines=39990+5,39995+",
          "--lines=39999+2,40001+1", "--lines=39999+3,50000+1",
          "--lines=39999+2,50000+1", "--lines=1+0,1+0,1+39999,40000+1",
          "--lines=40000+1,40001+0", many.c_str()})
        check_pipe({lines}, "bare/two.gz");
    const std::size_t size = text().data.size();
    for (const std::string& ranges :
         {std::string("0+100,100+100"), std::string("0+1,1+1,2+1,3+1"),
          std::string("0+0,0+70000,70000+10,70010+5,70015+300000"),
          range(size - 90, 90) + ',' + range(size, 0),
          range(size - 90, 50) + ',' + range(size - 40, 30) + ',' +
              range(size - 10, 20),
          "0+9," + range(size + 5, 1)})
        check_pipe({"--whole-lines", "--bytes=" + ranges}, "bare/one.gz");
    check_pipe({"--bytes=0+5,5+0,5+5"}, "bare/one.gz");

    const bytes data = to_bytes("ab\n\ncde\nf\n\n\nghi");
    write_file(scratch / "s.gz", gzip(data));
    for (std::size_t from = 0; from <= data.size(); ++from)
        for (std::size_t to = from; to <= data.size() + 1; ++to)
            check_pipe({"--whole-lines", "--bytes=" + range(0, from) + ',' +
                                             range(from, to - from) + ',' +
                                             range(to, 2)},
                       "s.gz");
    // With something left out, which may be all that was read ahead.
    for (std::size_t from = 2; from <= data.size() + 1; ++from)
        check_pipe({"--whole-lines", "--bytes=0+1," + range(from, 2)}, "s.gz");
    for (std::size_t line = 1; line <= 8; ++line)
        for (std::size_t count = 0; count <= 3; ++count)
            check_pipe({"--lines=1+0," + range(line, count) + ',' +
                        range(line + count, 1) + ',' + range(9, 1)},
                       "s.gz");
    // The last line has no end, and is no other one's beginning.
    for (const char* const twice : {"--lines=5+3,7+1", "--lines=7+1,7+1",
                                    "--lines=7+,7+1", "--lines=6+2,7+"}) {
        command what = mgunzip_command({twice}, scratch);
        what.input = read_file(scratch / "s.gz");
        const outcome result = run(what);
        BOOST_TEST(result.exit_status() == 1, twice);
        BOOST_TEST(result.says("cannot be read a second time"), result);
    }
}

// The trailer and what follows it are those of the parts before it.
BOOST_AUTO_TEST_CASE(last_part_of_a_pipe_is_empty) {
    const bytes file = gzip(to_bytes("15 bytes, or so"));
    bytes damaged = file;
    damaged[damaged.size() - 8] ^= 1;
    command what = mgunzip_command({"-c", "--bytes=0+15,15+0"}, scratch);
    what.input = damaged;
    BOOST_TEST(run(what).exit_status() == 1);
    what.input = file + to_bytes("garbage");
    BOOST_TEST(run(what).exit_status() == 2);
    what.input = file;
    BOOST_TEST(run(what).silently(0));
}

// What follows is looked at, but not without a bound.
BOOST_AUTO_TEST_CASE(many_empty_members_behind_a_part) {
    bytes file = gzip(to_bytes("hello"));
    for (int i = 0; i < 2000; ++i)
        file = file + gzip(bytes());
    write_file(scratch / "bare/many.gz", file + to_bytes("garbage"));
    BOOST_TEST(run({"--bytes=0+5"}, "bare/many.gz").silently(0));
}

// As when all is decompressed: but only where a part reaches the end.
BOOST_AUTO_TEST_CASE(garbage_behind_the_data_is_a_warning) {
    const std::size_t size = text().data.size();
    const std::string warning = "decompression OK, trailing garbage ignored\n";
    struct addition {
        std::string name;
        bytes data;
    };
    for (const addition& behind :
         {addition{"garbage", to_bytes("garbage")},
          addition{"empty members and padding",
                   gzip(bytes()) + gzip(bytes()) + bytes(70'000) + bytes{1}}})
        for (const std::string& name :
             {std::string("one.gz"), std::string("bgzf.gz")}) {
            BOOST_TEST_INFO_SCOPE(behind.name << " " << name);
            const bytes file = read_file(scratch / name) + behind.data;
            std::filesystem::create_directory(scratch / "g");
            write_file(scratch / "g/x.gz", file);
            write_file(scratch / "bare/x.gz", file);
            BOOST_TEST(run({"-tf", "--index", "--index-format=gztool",
                            "--index-spacing=64K"},
                           "g/x.gz")
                           .exit_status() == 2);
            const auto check_end = [&](const names& arguments, bool is_end,
                                       bool may_be_pipe) {
                BOOST_TEST_INFO_SCOPE(arguments.back());
                const int status = is_end ? 2 : 0;
                for (const std::string place : {"g/x.gz", "bare/x.gz"}) {
                    if (!choice.is_made())
                        continue;
                    const outcome done = run(arguments, place);
                    BOOST_TEST(done.exit_status() == status, place << done);
                    BOOST_TEST(
                        done.err ==
                        (is_end ? "mgunzip: " + place + ": " + warning : ""));
                    names quiet{"-q"};
                    quiet.insert(quiet.end(), arguments.begin(),
                                 arguments.end());
                    BOOST_TEST(run(quiet, place).silently(status));
                }
                if (!may_be_pipe || !choice.is_made())
                    return;
                command what = mgunzip_command(arguments, scratch);
                what.input = file;
                const outcome piped = run(what);
                BOOST_TEST(piped.exit_status() == status, piped);
                BOOST_TEST(piped.err ==
                           (is_end ? "mgunzip: stdin: " + warning : ""));
            };
            const std::string last = std::to_string(size - 100);
            check_end({"--bytes=0+"}, true, true);
            check_end({"--bytes=" + last + "+"}, true, true);
            check_end({"--bytes=" + last + "+100"}, true, true);
            check_end({"--bytes=" + last + "+99"}, false, true);
            check_end({"--bytes=" + last + "+99,0+1"}, false, false);
            check_end({"--bytes=" + last + "+100,0+1"}, true, false);
            check_end({"--bytes=1000000+10"}, false, true);
            check_end({"--bytes=-0"}, true, false);
            check_end({"--bytes=-10"}, true, false);
            check_end({"--lines=-3"}, true, false);
            check_end({"--lines=39990+"}, true, true);
            check_end({"--lines=39990+11"}, true, true);
            check_end({"--lines=39990+10"}, false, true);
            check_end({"--lines=100+10,39990+11"}, true, true);
            check_end({"--whole-lines", "--bytes=" + last + "+100"}, true,
                      true);
        }
}

// As GNU gzip has it, a warning only where it is printed.
BOOST_AUTO_TEST_CASE(padding_behind_the_data) {
    write_file(scratch / "z.gz", gzip("abcde") + bytes(7));
    BOOST_TEST(run({"--bytes=2+"}, "z.gz").silently(0));
    for (const char* const part : {"--bytes=2+", "--bytes=2+3", "--bytes=-1"}) {
        const outcome verbose = run({"-v", part}, "z.gz");
        BOOST_TEST(verbose.exit_status() == 2, verbose);
        BOOST_TEST(verbose.says("trailing zero bytes ignored"), verbose);
    }
    const outcome inside = run({"-v", "--bytes=2+2"}, "z.gz");
    BOOST_TEST(inside.exit_status() == 0, inside);
}

// Damage behind a part is not seen, however near it is.
BOOST_AUTO_TEST_CASE(a_damaged_member_behind_the_part) {
    for (const bytes& next : {bytes{0x1f, 0x8b, 7}, bytes{0x1f, 0x8b, 8, 0},
                              gzip("x") + bytes{0x1f, 0x8b, 9}}) {
        const bytes file = gzip("abcde") + next;
        write_file(scratch / "d.gz", file);
        BOOST_TEST(run({"--bytes=1+4"}, "d.gz").silently(0));
        command what = mgunzip_command({"--bytes=1+4"}, scratch);
        what.input = file;
        BOOST_TEST(run(what).silently(0));
    }
}

BOOST_AUTO_TEST_SUITE_END()
