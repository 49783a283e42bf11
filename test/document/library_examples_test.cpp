// SPDX-License-Identifier: BSL-1.0
// The programs of doc/examples: what they do with good data, and with damaged.
#include "support/gzip_builder.hpp"
#include "support/index_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace mgunzip::test;

namespace {

outcome run_example(const std::string& name, const bytes& input) {
    return run({.words = {argument_path(name)}, .input = input});
}

struct fixture {
    // Larger than any buffer in an example.
    bytes data = sample(600000);
    bytes file = gzip(data);
    bytes several = file + gzip_stored("") + gzip_stored("end");
    bytes several_data = data + to_bytes("end");
};

bytes cut(const bytes& file) {
    return {file.begin(), file.end() - 9};
}
// With another byte in CRC32 of the only member.
bytes with_wrong_crc(bytes file) {
    file[file.size() - 8] ^= 1;
    return file;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(from_standard_input, fixture)

BOOST_AUTO_TEST_CASE(sound_data_are_decompressed) {
    for (const char* const name : {"buffer", "vector"})
        BOOST_TEST_CONTEXT(name) {
            const outcome one = run_example(name, file);
            BOOST_TEST(one.silently(0), one);
            BOOST_TEST((one.out == data));
            const outcome more = run_example(name, several);
            BOOST_TEST(more.silently(0), more);
            BOOST_TEST((more.out == several_data));
        }
}

BOOST_AUTO_TEST_CASE(stream_names_the_members_and_mentions_garbage) {
    const bytes named = gzip_bytes({.name = "a\x1b[31mname"});
    const outcome done =
        run_example("stream", named + several + to_bytes("garbage"));
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST((done.out == several_data));
    BOOST_TEST(done.err == "member 1: a?[31mname\nmember 2: \nmember 3: \n"
                           "member 4: \ngarbage behind the last member\n");
}

BOOST_AUTO_TEST_CASE(lines_with_a_word_are_printed) {
    const auto lines = [](const bytes& input) {
        return run({.words = {argument_path("lines"), "two"}, .input = input});
    };
    const bytes text = gzip_stored("one\ntwo\nth") + gzip_stored("ree\ntwo 2");
    const outcome done = lines(text);
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST(done.text() == "two\ntwo 2\n");
    const outcome bad = lines(cut(text));
    BOOST_TEST(bad.exit_status() == 1, bad);
    BOOST_TEST(bad.says("unexpected end of file"), bad);
    BOOST_TEST(bad.text().starts_with("two\n"), bad);
}

BOOST_AUTO_TEST_CASE(members_are_listed) {
    const outcome done = run_example("members", several);
    BOOST_TEST(done.silently(0), done);
    const std::string text = done.text();
    BOOST_TEST(text.starts_with("offset 0: " + std::to_string(file.size()) +
                                " -> 600000 bytes, CRC-32 "));
    BOOST_TEST(text.find("\noffset " + std::to_string(file.size()) +
                         ": 23 -> 0 bytes, CRC-32 00000000\n") != text.npos);
    BOOST_TEST(std::ranges::count(text, '\n') == 3);
}

BOOST_AUTO_TEST_CASE(damaged_data_are_an_error) {
    const std::string crc_offset = std::to_string(file.size() - 8);
    for (const char* const name : {"buffer", "vector", "stream", "members"})
        BOOST_TEST_CONTEXT(name) {
            const outcome bad = run_example(name, with_wrong_crc(file));
            BOOST_TEST(bad.exit_status() == 1, bad);
            BOOST_TEST(bad.says("crc error"), bad);
            BOOST_TEST(
                (bad.says("byte " + crc_offset) || bad.says("member 1: ")),
                bad);
            const outcome short_one = run_example(name, cut(file));
            BOOST_TEST(short_one.exit_status() == 1, short_one);
            BOOST_TEST(short_one.says("unexpected end of file"), short_one);
            const outcome other = run_example(name, data);
            BOOST_TEST(other.exit_status() == 1, other);
            BOOST_TEST(other.says("not in gzip format"), other);
        }
}

BOOST_AUTO_TEST_CASE(buffer_has_a_limit_and_says_what_is_missing) {
    const bytes large = gzip(bytes((std::size_t{64} << 20) + 1));
    const outcome done = run_example("buffer", large);
    BOOST_TEST(done.exit_status() == 1, done);
    BOOST_TEST(done.says("more than 67108864 bytes"), done);
    BOOST_TEST(run_example("buffer", cut(file)).says("the end is missing"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(file_to_file, fixture)

BOOST_AUTO_TEST_CASE(the_file_is_there_when_it_is_right) {
    const scratch_directory scratch;
    const auto run_with = [&](const bytes& input) {
        write_file(scratch / "in", input);
        return run({.words = {argument_path("file_to_file"), "in", "out"},
                    .directory = scratch.path().string()});
    };
    const outcome done = run_with(several);
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((read_file(scratch / "out") == several_data));
    BOOST_TEST((scratch.entries() == std::vector<std::string>{"in", "out"}));

    std::filesystem::remove(scratch / "out");
    const outcome bad = run_with(with_wrong_crc(file));
    BOOST_TEST(bad.exit_status() == 1);
    BOOST_TEST(bad.says("in: byte " + std::to_string(file.size() - 8) + ": "),
               bad);
    BOOST_TEST(run_with(cut(file)).says("unexpected end of file"));
    BOOST_TEST(run_with(data).says("not in gzip format"));
    BOOST_TEST((scratch.entries() == std::vector<std::string>{"in"}));
}

BOOST_AUTO_TEST_CASE(the_library_does_it_with_progress) {
    const scratch_directory scratch;
    const auto run_with = [&](const bytes& input) {
        write_file(scratch / "in", input);
        return run({.words = {argument_path("gunzip_file"), "in", "out"},
                    .directory = scratch.path().string()});
    };
    const outcome done = run_with(several + to_bytes("garbage"));
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST((read_file(scratch / "out") == several_data));
    BOOST_TEST(done.says("0 MB, "), done);
    BOOST_TEST(done.says("in: garbage behind the last member"), done);
    BOOST_TEST(run_with(several).says("out: File exists"));

    std::filesystem::remove(scratch / "out");
    const outcome bad = run_with(with_wrong_crc(file));
    BOOST_TEST(bad.exit_status() == 1, bad);
    BOOST_TEST(
        bad.says("(member 1, byte " + std::to_string(file.size() - 8) + ")"),
        bad);
    BOOST_TEST((scratch.entries() == std::vector<std::string>{"in"}));
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_had_are_an_error) {
    const scratch_directory scratch;
    write_file(scratch / "in", file);
    const auto run_with = [&](const std::string& from, const std::string& to) {
        return run({.words = {argument_path("file_to_file"), from, to},
                    .directory = scratch.path().string()});
    };
    BOOST_TEST(run_with("none", "out").says("cannot read"));
    BOOST_TEST(run_with(".", "out").says("cannot read"));
    BOOST_TEST(run_with("in", "none/out").says("cannot create"));
    BOOST_TEST(run_with("in", "none/out").exit_status() == 1);
    BOOST_TEST((scratch.entries() == std::vector<std::string>{"in"}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(parts, fixture)

BOOST_AUTO_TEST_CASE(a_part_is_printed_with_an_index_and_without) {
    const scratch_directory directory;
    const std::string name = directory / "x.gz";
    write_file(name, file);
    const command part{
        .words = {argument_path("part"), name, "500000", "1000"}};
    const bytes expected(data.begin() + 500000, data.begin() + 501000);
    const outcome plain = run(part);
    BOOST_TEST(plain.exit_status() == 0, plain);
    BOOST_TEST((plain.out == expected));

    mgunzip::gzip_index index;
    BOOST_TEST(!index.build(file, 1000).error);
    const bytes index_file = written(index, mgunzip::index_format::gztool);
    write_file(name + ".gzi", index_file);
    const outcome by_index = run(part);
    BOOST_TEST(by_index.exit_status() == 0, by_index);
    BOOST_TEST((by_index.out == expected));
    BOOST_TEST(by_index.says("not verified"), by_index);

    write_file(name + ".gzi", bytes(index_file.begin(), index_file.end() - 1));
    const outcome by_cut = run(part);
    BOOST_TEST(by_cut.exit_status() == 1, by_cut);
    BOOST_TEST(by_cut.says("the index ends too early"), by_cut);
}

BOOST_AUTO_TEST_CASE(a_part_over_the_end_is_what_there_is) {
    const scratch_directory directory;
    const std::string name = directory / "x.gz";
    write_file(name, file);
    const outcome done =
        run({.words = {argument_path("part"), name, "599990", "1000"}});
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((done.out == bytes(data.end() - 10, data.end())));
    write_file(name, with_wrong_crc(file));
    const outcome bad =
        run({.words = {argument_path("part"), name, "599990", "1000"}});
    BOOST_TEST(bad.exit_status() == 1, bad);
    BOOST_TEST(bad.says("crc error"), bad);
}

BOOST_AUTO_TEST_SUITE_END()
