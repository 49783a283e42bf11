// SPDX-License-Identifier: BSL-1.0
// Indexes are exchanged with the programs whose formats they are: parts by our
// indexes through them, and by theirs through us.
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/random_stream.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <mgunzip/range.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// The least that gztool takes.
constexpr std::uint64_t spacing = 1 << 20;

struct range {
    std::uint64_t from;
    std::uint64_t size;
};

// A file of several members in a directory of its own, where gz is its name.
struct prepared_file {
    scratch_directory directory;
    bytes output;
    bytes data;

    // Empty members, and a border of members in the middle.
    prepared_file() {
        const bytes first = text(5'000'000, 1);
        const bytes second = text(2'500'000, 2);
        write(gzip(first) + gzip(bytes{}) + gzip(second) + gzip(bytes{}),
              first + second);
    }
    explicit prepared_file(const bytes& plain) {
        write_file(directory / "plain", plain);
        const outcome done = run(
            {.words = {"bgzip", "-c", "plain"}, .directory = directory.path()});
        BOOST_TEST_REQUIRE(done.silently(0));
        write(done.out, plain);
    }

    void write(const bytes& compressed, const bytes& plain) {
        data = compressed;
        output = plain;
        write_file(directory / "gz", data);
    }

    // Lines of different lengths.
    static bytes text(std::size_t size, unsigned seed) {
        bytes result = sample(size, seed);
        random_source random(seed);
        for (std::size_t at = 0; at < size; at += 1 + below(random, 100))
            result[at] = '\n';
        return result;
    }

    bytes part(const range& wanted) const {
        const auto from =
            output.begin() + static_cast<std::ptrdiff_t>(wanted.from);
        return {from, from + static_cast<std::ptrdiff_t>(wanted.size)};
    }

    // First and last byte, at points and members, and anywhere.
    std::vector<range> ranges(const gzip_index& index) const {
        random_source random(7);
        const std::uint64_t size = output.size();
        std::vector<range> all{{0, 1},
                               {size - 1, 1},
                               {0, 100},
                               {5'000'000 % size, 1},
                               {5'000'000 % size - 1, 2}};
        for (int i = 0; i < 4; ++i) {
            const std::uint64_t at =
                index.points()[below(random, index.points().size())].output;
            all.push_back({at, 10});
            all.push_back({at - std::min<std::uint64_t>(at, 1), 2});
            all.push_back({below(random, size), 1 + below(random, 200'000)});
        }
        for (range& wanted : all)
            wanted.size = std::min(wanted.size, size - wanted.from);
        return all;
    }

    outcome in_directory(const std::vector<std::string>& words) const {
        return run({.words = words, .directory = directory.path()});
    }
};

gzip_index built(const prepared_file& file) {
    gzip_index index;
    BOOST_TEST_REQUIRE(!index.build(file.data, spacing).error);
    BOOST_TEST_REQUIRE(index.points().size() > 4U);
    return index;
}

void write(const gzip_index& index, index_format format,
           const std::string& path) {
    bytes all;
    BOOST_TEST_REQUIRE(!write_index(index, format, [&](auto piece) {
        all.insert(all.end(), piece.begin(), piece.end());
        return std::error_code();
    }));
    write_file(path, all);
}

// Our ranges by their index.
void check_index(const prepared_file& file, const std::string& name) {
    const bytes memory = read_file(file.directory / name);
    gzip_index index;
    BOOST_TEST_REQUIRE(!index.read(memory, file.data.size()));
    BOOST_TEST(index.points().size() > 4U);
    for (const range& wanted : file.ranges(index)) {
        bytes out(wanted.size);
        const range_result result =
            decode_range(file.data, &index, wanted.from, out);
        BOOST_TEST_CONTEXT("from " << wanted.from << ", " << wanted.size) {
            BOOST_TEST(!result.error);
            BOOST_TEST(result.produced == wanted.size);
            BOOST_TEST((out == file.part(wanted)));
        }
    }
}

// A Python that has indexed_gzip; skips the test if there is none.
std::string python_with_indexed_gzip() {
    for (const std::string python : {"python3", "/usr/bin/python3"})
        if (run({.words = {python, "-c", "import indexed_gzip"}})
                .exit_status() == 0)
            return python;
    skip_test("no Python has indexed_gzip");
}

} // namespace

BOOST_AUTO_TEST_SUITE(index_programs)

BOOST_AUTO_TEST_CASE(gztool_takes_our_indexes) {
    require_program("gztool");
    const prepared_file file;
    const gzip_index index = built(file);
    write(index, index_format::gztool, file.directory / "ours");
    for (const range& wanted : file.ranges(index)) {
        const outcome done = file.in_directory(
            {"gztool", "-v0", "-I", "ours", "-b", std::to_string(wanted.from),
             "-r", std::to_string(wanted.size), "gz"});
        BOOST_TEST_CONTEXT("from " << wanted.from << ", " << wanted.size)
        BOOST_TEST((done.out == file.part(wanted)));
    }
    // Lines are the same, too.
    const outcome lines = file.in_directory(
        {"gztool", "-v0", "-I", "ours", "-L", "50001", "-R", "3", "gz"});
    auto at = file.output.begin();
    for (int i = 0; i < 50000; ++i)
        at = std::find(at, file.output.end(), '\n') + 1;
    auto end = at;
    for (int i = 0; i < 3; ++i)
        end = std::find(end, file.output.end(), '\n') + 1;
    BOOST_TEST(lines.text() == std::string(at, end));
}

BOOST_AUTO_TEST_CASE(indexes_of_gztool_are_taken) {
    require_program("gztool");
    const prepared_file file;
    for (const std::string option : {"-x", "-z"}) {
        file.in_directory({"gztool", "-v0", "-s", "1", option, "-I",
                           "theirs" + option, "-i", "gz"});
        check_index(file, "theirs" + option);
    }
    // With the same spacing they have the same points, and ours is smaller.
    const gzip_index index = built(file);
    write(index, index_format::gztool, file.directory / "ours");
    const bytes theirs = read_file(file.directory / "theirs-x");
    BOOST_TEST(read_file(file.directory / "ours").size() < theirs.size());
    gzip_index other;
    BOOST_TEST(!other.read(theirs, file.data.size()));
    BOOST_TEST(other.facts().output_size.value() == file.output.size());
    BOOST_TEST(other.facts().lines.value() == index.facts().lines.value());
    for (const index_point& point : other.points()) {
        const index_point* const same = index.find(point.output);
        BOOST_TEST_REQUIRE((same != nullptr));
        if (same->output == point.output && same->bit == point.bit)
            BOOST_TEST(same->lines == point.lines);
    }
}

BOOST_AUTO_TEST_CASE(indexed_gzip_takes_our_indexes) {
    const std::string python = python_with_indexed_gzip();
    const prepared_file file;
    const gzip_index index = built(file);
    write(index, index_format::gzidx, file.directory / "ours");
    std::string script = "import indexed_gzip, sys\n"
                         "f = indexed_gzip.IndexedGzipFile('gz')\n"
                         "f.import_index('ours')\n";
    bytes expected;
    for (const range& wanted : file.ranges(index)) {
        script += "f.seek(" + std::to_string(wanted.from) + ")\n" +
                  "sys.stdout.buffer.write(f.read(" +
                  std::to_string(wanted.size) + "))\n";
        expected = expected + file.part(wanted);
    }
    const outcome done = file.in_directory({python, "-c", script});
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST((done.out == expected));
}

BOOST_AUTO_TEST_CASE(indexes_of_indexed_gzip_are_taken) {
    const std::string python = python_with_indexed_gzip();
    const prepared_file file;
    const outcome done = file.in_directory(
        {python, "-c",
         "import indexed_gzip\n"
         "f = indexed_gzip.IndexedGzipFile('gz', spacing=1048576)\n"
         "f.build_full_index()\n"
         "f.export_index('theirs')\n"});
    BOOST_TEST_REQUIRE(done.silently(0), done);
    check_index(file, "theirs");
}

BOOST_AUTO_TEST_CASE(bgzip_makes_the_same_index) {
    require_program("bgzip");
    const prepared_file file(prepared_file::text(3'000'000, 3));
    gzip_index index;
    BOOST_TEST_REQUIRE(!index.build_bgzf(file.data));
    write(index, index_format::bgzip, file.directory / "ours");
    write_file(file.directory / "x.gz", file.data);
    BOOST_TEST_REQUIRE(
        file.in_directory({"bgzip", "-r", "x.gz"}).exit_status() == 0);
    BOOST_TEST((read_file(file.directory / "ours") ==
                read_file(file.directory / "x.gz.gzi")));
    check_index(file, "x.gz.gzi");
    for (const range& wanted : file.ranges(index)) {
        const outcome part =
            file.in_directory({"bgzip", "-b", std::to_string(wanted.from), "-s",
                               std::to_string(wanted.size), "x.gz"});
        BOOST_TEST((part.out == file.part(wanted)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
