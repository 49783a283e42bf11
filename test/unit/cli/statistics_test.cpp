// SPDX-License-Identifier: BSL-1.0
// Statistics as text.
#include "cli/statistics.hpp"

#include "support/json_reader.hpp"

#include <mgunzip/kernel.hpp>

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::cli;
using namespace std::chrono_literals;
using test::json_members;

namespace {

work_statistics some_work() {
    work_statistics work;
    work.bytes_in = 1'000'000;
    work.bytes_out = 4'000'000;
    work.members = 2;
    work.blocks = {.stored = 1, .fixed = 2, .dynamic = 3000};
    work.wall = 2s;
    work.stages = {1ms, 100ms, 1500ms, 398ms, 1ms};
    work.used.user = 1500ms;
    work.used.system = 250ms;
    work.used.minor_faults = 4;
    work.used.major_faults = 5;
    work.used.calls = {.read = 6,
                       .write = 7,
                       .splice = 8,
                       .mmap = 9,
                       .munmap = 10,
                       .madvise = 11,
                       .fallocate = 12};
    work.peak_memory = 5 * 1024 * 1024;
    work.threads = 2;
    return work;
}

const json_members numbers{
    {"bytes_in", "1000000"},
    {"bytes_out", "4000000"},
    {"ratio_percent", "75.0"},
    {"bytes_per_second", "2000000"},
    {"wall_seconds", "2.000000"},
    {"user_seconds", "1.500000"},
    {"system_seconds", "0.250000"},
    {"stage_seconds.opening", "0.001000"},
    {"stage_seconds.input", "0.100000"},
    {"stage_seconds.decoding", "1.500000"},
    {"stage_seconds.output", "0.398000"},
    {"stage_seconds.finishing", "0.001000"},
    {"members", "2"},
    {"blocks.stored", "1"},
    {"blocks.fixed", "2"},
    {"blocks.dynamic", "3000"},
    {"calls.read", "6"},
    {"calls.write", "7"},
    {"calls.splice", "8"},
    {"calls.mmap", "9"},
    {"calls.munmap", "10"},
    {"calls.madvise", "11"},
    {"calls.fallocate", "12"},
    {"minor_faults", "4"},
    {"major_faults", "5"},
    {"peak_memory_bytes", "5242880"},
    {"threads", "2"},
};

// The object in a line, which all of it is, without the kernels.
json_members read_line(const std::string& line) {
    BOOST_TEST_REQUIRE(line.ends_with("}\n"));
    json_members members =
        test::json_reader::read({line.data(), line.size() - 1});
    BOOST_TEST(members["kernels.inflate"] == inflate_kernel_in_use());
    BOOST_TEST(members["kernels.crc"] == crc_kernel_in_use());
    members.erase("kernels.inflate");
    members.erase("kernels.crc");
    return members;
}

std::string row_of(const std::string& table, const std::string& name) {
    const auto begin = table.find("\n  " + name + ' ');
    BOOST_TEST_REQUIRE(begin != table.npos, table);
    return table.substr(begin + 1, table.find('\n', begin + 1) - begin - 1);
}

} // namespace

BOOST_AUTO_TEST_CASE(object_of_a_file_has_all_its_keys_and_no_other) {
    const file_statistics file{.name = "x.gz",
                               .status = exit_status::warning,
                               .paths = {"mapped", "written"},
                               .work = some_work()};
    json_members expected = numbers;
    expected["file"] = "x.gz";
    expected["status"] = "warning";
    expected["input_path"] = "mapped";
    expected["output_path"] = "written";
    expected["pages"] = "none";
    BOOST_TEST((read_line(statistics_json(file)) == expected));
}

BOOST_AUTO_TEST_CASE(pages_of_a_mapping_have_their_way_and_what_it_cost) {
    io::page_supply pages{.way = io::page_way::unreserved};
    file_statistics file{.name = "x.gz", .work = some_work()};
    file.paths.pages = pages;
    const json_members untried = read_line(statistics_json(file));
    BOOST_TEST(untried.at("pages") == "unreserved");
    BOOST_TEST(!untried.contains("page_seconds_for_each_mib.zeros"));
    BOOST_TEST(
        row_of(statistics_table(file), "pages").ends_with(" unreserved"));

    pages.costs[static_cast<int>(io::page_way::zeros)] = 1234us;
    pages.costs[static_cast<int>(io::page_way::unreserved)] = 300us;
    file.paths.pages = pages;
    const json_members tried = read_line(statistics_json(file));
    BOOST_TEST(tried.at("page_seconds_for_each_mib.zeros") == "0.001234");
    BOOST_TEST(tried.at("page_seconds_for_each_mib.unreserved") == "0.000300");
    BOOST_TEST(row_of(statistics_table(file), "pages")
                   .ends_with(" unreserved, 1.234 ms/MiB by zeros, 0.300 "
                              "ms/MiB by unreserved"));
}

BOOST_AUTO_TEST_CASE(object_of_all_files_has_all_its_keys_and_no_other) {
    total_statistics total;
    total.files = 5;
    total.errors = 2;
    total.warnings = 1;
    total.status = exit_status::error;
    total.work = some_work();
    json_members expected = numbers;
    expected["total"] = "true";
    expected["status"] = "error";
    expected["files"] = "5";
    expected["errors"] = "2";
    expected["warnings"] = "1";
    BOOST_TEST((read_line(statistics_json(total)) == expected));
}

BOOST_AUTO_TEST_CASE(file_of_which_nothing_is_known_is_an_object_too) {
    json_members members =
        read_line(statistics_json({.name = "x", .status = exit_status::error}));
    BOOST_TEST(members["status"] == "error");
    BOOST_TEST(members["input_path"] == "none");
    BOOST_TEST(members["bytes_per_second"] == "0");
    BOOST_TEST(members["ratio_percent"] == "0.0");
}

BOOST_AUTO_TEST_CASE(what_was_not_decoded_has_no_rate_and_no_counts) {
    file_statistics file{
        .name = "x.gz", .paths = {"mapped", "none"}, .work = some_work()};
    file.work.is_measured = true;
    total_statistics total;
    total.add(file);
    total.add({.name = "y.gz", .work = some_work()});
    for (const std::string& line :
         {statistics_json(file), statistics_json(total)}) {
        const json_members members = read_line(line);
        for (const char* const key : {"bytes_per_second", "members", "blocks"})
            BOOST_TEST(members.at(key) == "null");
        BOOST_TEST(!members.contains("blocks.fixed"));
        BOOST_TEST(members.at("ratio_percent") == "75.0");
    }
    for (const std::string& table :
         {statistics_table(file), statistics_table(total)}) {
        for (const char* const name : {"rate", "members", "blocks"})
            BOOST_TEST(table.find(std::string("\n  ") + name + ' ') ==
                       table.npos);
        BOOST_TEST(row_of(table, "ratio") ==
                   "  ratio                  75.0 % saved, with headers");
    }
}

BOOST_AUTO_TEST_CASE(any_text_is_a_json_string) {
    BOOST_TEST(json_string("") == "\"\"");
    BOOST_TEST(json_string("a \"b\" \\c/") == R"("a \"b\" \\c/")");
    BOOST_TEST(json_string(std::string_view("\0\n\x1f\x7f", 4)) ==
               R"("\u0000\u000a\u001f\u007f")");
    BOOST_TEST(json_string("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80") ==
               "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"");
    BOOST_TEST(json_string("\xc2\x80\xc2\x9f\xc2\xa0") ==
               "\"\\u0080\\u009f\xc2\xa0\"");
    // No UTF-8: alone, cut short, overlong, a surrogate.
    BOOST_TEST(json_string("\xffx") == R"("\ufffdx")");
    BOOST_TEST(json_string("\xe2\x82") == R"("\ufffd\ufffd")");
    BOOST_TEST(json_string("\xc0\xaf") == R"("\ufffd\ufffd")");
    BOOST_TEST(json_string("\xed\xa0\x80") == R"("\ufffd\ufffd\ufffd")");
}

BOOST_AUTO_TEST_CASE(table_has_a_row_for_each_kind) {
    const std::string table = statistics_table({.name = "x\x1b.gz",
                                                .status = exit_status::ok,
                                                .paths = {"mapped", "spliced"},
                                                .work = some_work()});
    BOOST_TEST(table.starts_with("x?.gz:\n"));
    BOOST_TEST(row_of(table, "input") ==
               "  input             1,000,000 bytes, mapped");
    BOOST_TEST(row_of(table, "output") ==
               "  output            4,000,000 bytes, spliced");
    BOOST_TEST(row_of(table, "ratio") ==
               "  ratio                  75.0 % saved, with headers");
    BOOST_TEST(row_of(table, "rate") == "  rate                    2.0 MB/s");
    BOOST_TEST(row_of(table, "time") ==
               "  time               2.000000 s, 1.500000 s user, "
               "0.250000 s system");
    BOOST_TEST(row_of(table, "spent in") ==
               "  spent in           1.500000 s decoding, 0.100000 s input, "
               "0.398000 s output, 0.001000 s opening, 0.001000 s finishing");
    BOOST_TEST(row_of(table, "members") == "  members                   2");
    BOOST_TEST(row_of(table, "blocks") ==
               "  blocks                3,000 dynamic, 2 fixed, 1 stored");
    BOOST_TEST(row_of(table, "data calls") ==
               "  data calls                6 read, 7 write, 8 splice");
    BOOST_TEST(row_of(table, "map calls") ==
               "  map calls                 9 mmap, 10 munmap, 11 madvise, "
               "12 fallocate");
    BOOST_TEST(row_of(table, "faults") ==
               "  faults                    4 minor, 5 major");
    BOOST_TEST(row_of(table, "memory") ==
               "  memory                5,120 KiB at most");
    BOOST_TEST(row_of(table, "threads") ==
               "  threads                   2 at most");
    const std::string kernels = row_of(table, "kernels");
    BOOST_TEST(kernels.find(inflate_kernel_in_use()) != kernels.npos);
    BOOST_TEST(kernels.find(crc_kernel_in_use()) != kernels.npos);
}

BOOST_AUTO_TEST_CASE(table_says_what_has_failed) {
    BOOST_TEST(statistics_table({.name = "x", .status = exit_status::error})
                   .starts_with("x (failed):\n"));
    BOOST_TEST(statistics_table({.name = "x", .status = exit_status::warning})
                   .starts_with("x (with a warning):\n"));
    total_statistics total;
    total.files = 3;
    total.errors = 1;
    const std::string table = statistics_table(total);
    BOOST_TEST(table.starts_with("total:\n"));
    BOOST_TEST(row_of(table, "files") ==
               "  files                     3, 1 failed, 0 with warnings");
}

BOOST_AUTO_TEST_CASE(files_add_up) {
    total_statistics total;
    total.add({.name = "a", .status = exit_status::error, .work = some_work()});
    total.add({.name = "b", .work = some_work()});
    total.add({.name = "c", .status = exit_status::warning});
    BOOST_TEST(total.files == 3u);
    BOOST_TEST(total.errors == 1u);
    BOOST_TEST(total.warnings == 1u);
    BOOST_TEST(total.work.bytes_out == 8'000'000u);
    BOOST_TEST(total.work.blocks.dynamic == 6000u);
    BOOST_TEST(total.work.used.calls.madvise == 22u);
    BOOST_TEST((total.work.stages[2] == 3s));
    BOOST_TEST(total.work.threads == 2u);
    BOOST_TEST(total.work.peak_memory == 5u * 1024 * 1024);
}
