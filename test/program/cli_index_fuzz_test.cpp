// SPDX-License-Identifier: BSL-1.0
// Damaged indexes and damaged files, through the whole program. Each seed is a
// case; MGUNZIP_FUZZ_SECONDS goes on with further seeds for so long, and
// MGUNZIP_FUZZ_SEED is the first one.
#include "support/bgzf_files.hpp"
#include "support/lined_text.hpp"
#include "support/part_files.hpp"
#include "support/program_runner.hpp"
#include "support/random_stream.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/resource.h>

using namespace mgunzip::test;
namespace fs = std::filesystem;
using names = std::vector<std::string>;

namespace {

// So many seeds are a test of some seconds.
constexpr std::uint64_t usual_seeds = 24;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* const text = std::getenv(variable);
    return text == nullptr ? otherwise : std::stoull(text);
}

// What is undamaged: a file, its output, and an index in each format that it
// can have.
struct sample {
    bytes file;
    bytes output;
    struct index {
        bytes data;
        std::string found_as; ///< the name that is looked for
    };
    std::vector<index> indexes{};
};

bytes repeated(const bytes& data, int count) {
    bytes result;
    for (int i = 0; i < count; ++i)
        result.insert(result.end(), data.begin(), data.end());
    return result;
}

// Hardly compressible, so that an index is looked for.
bytes letters(std::size_t size) {
    random_source random(7);
    bytes result(size);
    for (std::size_t i = 0; i < size; ++i)
        result[i] = i % 77 == 76
                        ? '\n'
                        : static_cast<std::uint8_t>('0' + below(random, 64));
    return result;
}

struct fuzzed_files {
    scratch_directory scratch;
    std::vector<sample> samples;

    fuzzed_files() {
        const bytes lines = repeated(random_lines(40'000, 3).data, 4);
        const bytes some = letters(6'000'000);
        const bytes small = letters(300'000);
        add(gzip(lines), lines, {"gztool", "gzidx"});
        add(gzip(some), some, {"gztool", "gzidx"});
        add(gzip(lines) + gzip(small) + gzip(lines) + to_bytes("garbage"),
            lines + small + lines, {"gztool", "gzidx"});
        add(as_bgzf(some), some, {"bgzip", "gztool"});
    }

    void add(const bytes& file, const bytes& output, const names& formats) {
        sample made{.file = file, .output = output};
        write_file(scratch / "x.gz", file);
        for (const std::string& format : formats) {
            names arguments{"-tqf", "--index=i", "--index-format=" + format};
            if (format != "bgzip")
                arguments.emplace_back("--index-spacing=600K");
            arguments.emplace_back("x.gz");
            const outcome done = run(arguments);
            BOOST_TEST_REQUIRE(done.err.empty(), done);
            made.indexes.push_back(
                {read_file(scratch / "i"), format == "gztool"  ? "x.gzi"
                                           : format == "gzidx" ? "x.gz.gzidx"
                                                               : "x.gz.gzi"});
        }
        fs::remove(scratch / "i");
        samples.push_back(std::move(made));
    }

    // An endless loop is a signal, and what a sanitizer says a failure.
    outcome run(const names& arguments) const {
        command what = mgunzip_command(arguments, scratch);
        what.prepare = [] {
            const rlimit seconds{60, 60};
            ::setrlimit(RLIMIT_CPU, &seconds);
        };
        const outcome done = mgunzip::test::run(what);
        BOOST_TEST(done.signal() == 0, done);
        BOOST_TEST(!done.says("Sanitizer"), done);
        BOOST_TEST(!done.says("runtime error"), done);
        return done;
    }
};

// Near the beginning, where numbers are, or anywhere.
std::size_t any_place(random_source& random, std::size_t size) {
    return below(random, below(random, 2) == 0
                             ? std::min<std::size_t>(size, 120)
                             : size);
}

void put_number(random_source& random, bytes& data, std::size_t at) {
    std::uint64_t number = 0;
    switch (below(random, 4)) {
    case 0:
        number = random() >> below(random, 64);
        break;
    case 1:
        number = ~std::uint64_t{0} >> below(random, 64);
        break;
    case 2:
        number = below(random, 7'000'000);
        break;
    default:
        break;
    }
    const std::size_t size = std::size_t{1} << below(random, 4);
    const bool is_big = below(random, 2) == 0;
    for (std::size_t i = 0; i < size && at + i < data.size(); ++i)
        data[at + i] = static_cast<std::uint8_t>(
            number >> 8 * (is_big ? size - 1 - i : i));
}

void mutate(random_source& random, bytes& data) {
    for (std::size_t left = 1 + below(random, 3); left != 0; --left) {
        if (data.empty())
            return;
        const std::size_t at = any_place(random, data.size());
        const auto place = data.begin() + static_cast<std::ptrdiff_t>(at);
        const auto most = static_cast<std::ptrdiff_t>(
            std::min<std::size_t>(data.size() - at, 1 + below(random, 600)));
        switch (below(random, 9)) {
        case 0:
            data.resize(at);
            break;
        case 1:
            data.erase(place, place + most);
            break;
        case 2: {
            const bytes copy(place, place + most);
            data.insert(place, copy.begin(), copy.end());
            break;
        }
        case 3:
            std::fill(place, place + most, std::uint8_t{0});
            break;
        case 4:
        case 5:
            *place ^= static_cast<std::uint8_t>(1u << below(random, 8));
            break;
        case 6:
            *place = static_cast<std::uint8_t>(*place + 1);
            break;
        default:
            put_number(random, data, at);
            break;
        }
    }
}

// Most of it stays as it is.
void damage_file(random_source& random, bytes& file) {
    const std::size_t at = below(random, file.size());
    switch (below(random, 5)) {
    case 0:
        file.resize(at);
        break;
    case 1:
        for (std::size_t i = at; i < std::min(file.size(), at + 300); ++i)
            file[i] ^= 0x5a;
        break;
    case 2:
        file[file.size() - 1 - below(random, 20)] ^= 1; // a trailer
        break;
    case 3:
        file = file + bytes(below(random, 300)) + to_bytes("more");
        break;
    default:
        file[at] ^= static_cast<std::uint8_t>(1u << below(random, 8));
        break;
    }
}

// Messages about the index go away; whether there were any.
bool remove_lines_about(const std::string& index, std::string& messages) {
    const std::string begin = "mgunzip: " + index + ": ";
    bool was_any = false;
    for (std::size_t at = 0; at < messages.size();) {
        const std::size_t end =
            std::min(messages.find('\n', at), messages.size() - 1) + 1;
        if (messages.compare(at, begin.size(), begin) != 0) {
            at = end;
            continue;
        }
        messages.erase(at, end - at);
        was_any = true;
    }
    return was_any;
}

// One seed.
class fuzz_case {
  public:
    fuzz_case(const fuzzed_files& files, std::uint64_t seed)
        : files_(files), random_(seed),
          sample_(files.samples[below(random_, files.samples.size())]),
          index_(sample_.indexes[below(random_, sample_.indexes.size())]),
          file_(sample_.file), index_data_(index_.data) {
        const std::size_t kind = below(random_, 8);
        is_file_damaged_ = kind <= 1;
        is_index_damaged_ = kind != 0;
        if (is_file_damaged_)
            damage_file(random_, file_);
        if (is_index_damaged_)
            mutate(random_, index_data_);
        // So that the size is no reason to look no further.
        if (is_file_damaged_ && file_.size() < sample_.file.size() &&
            below(random_, 2) == 0)
            file_.resize(sample_.file.size());
        fs::remove(files.scratch / "x.gz");
        write_file(files.scratch / "x.gz", file_);
        write_file(files.scratch / "i", index_data_);
    }

    void check() {
        const outcome expected = files_.run({"-cT1", "x.gz"});
        check_whole(expected);
        for (int i = 0; i < 3; ++i)
            check_range();
        fs::rename(files_.scratch / "i", files_.scratch / index_.found_as);
        check_found(expected);
        fs::remove(files_.scratch / index_.found_as);
    }

  private:
    // An index that was asked for may be refused, which is an error, or be of
    // no use, which is a warning. The rest is as without.
    void check_whole(const outcome& expected) {
        const char* const threads = below(random_, 2) == 0 ? "-T2" : "-T3";
        outcome done = files_.run({"-c", threads, "--use-index=i", "x.gz"});
        const bool is_about_index = remove_lines_about("i", done.err);
        if (is_about_index && done.exit_status() == 1 && done.out.empty() &&
            done.err.empty())
            return;
        const int status = expected.exit_status() == 0 && is_about_index
                               ? 2
                               : expected.exit_status();
        BOOST_TEST(done.exit_status() == status, done);
        BOOST_TEST(done.err == expected.err);
        BOOST_TEST((done.out == expected.out));
        // The same into a mapped file, or none at all.
        const outcome to_file =
            files_.run({"-kfq", threads, "--use-index=i", "x.gz"});
        BOOST_TEST(to_file.exit_status() == status, to_file);
        BOOST_TEST(fs::exists(files_.scratch / "x") == (status != 1));
        if (status != 1)
            BOOST_TEST((read_file(files_.scratch / "x") == expected.out));
        fs::remove(files_.scratch / "x");
    }

    // Nobody has asked for it, and so nothing is said of it.
    void check_found(const outcome& expected) {
        const outcome done = files_.run({"-cT2", "x.gz"});
        BOOST_TEST(done.exit_status() == expected.exit_status(), done);
        BOOST_TEST(done.err == expected.err);
        BOOST_TEST((done.out == expected.out));
    }

    // What is said to be verified is right, and so is what no index, nor damage
    // of the file, has a part in. Else the place rests on the index.
    void check_range() {
        const std::size_t size = sample_.output.size();
        const std::size_t from =
            below(random_, 4) == 0 ? 0 : below(random_, size);
        const std::size_t count =
            std::min(size - from, std::size_t{1} << below(random_, 23));
        const std::string part = "--bytes=" + range(from, count);
        const outcome done =
            files_.run({"--stats=json", "--use-index=i", part, "x.gz"});
        BOOST_TEST(done.exit_status() >= 0, done);
        BOOST_TEST(done.exit_status() <= 2, done);
        BOOST_TEST(done.out.size() <= count);
        if (done.exit_status() == 1)
            return;
        const bytes expected(
            sample_.output.begin() + static_cast<std::ptrdiff_t>(from),
            sample_.output.begin() + static_cast<std::ptrdiff_t>(from + count));
        const bool is_right = done.out == expected;
        if (done.says("\"verified\":true") ||
            (!is_file_damaged_ && (from == 0 || !is_index_damaged_)))
            BOOST_TEST(is_right, part << done.err);
        if (!is_file_damaged_ && !is_right)
            BOOST_TEST(done.says("\"verified\":false"), part << done.err);
    }

    const fuzzed_files& files_;
    random_source random_;
    const sample& sample_;
    const sample::index& index_;
    bytes file_;
    bytes index_data_;
    bool is_file_damaged_ = false;
    bool is_index_damaged_ = false;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cli_index_fuzz, fuzzed_files)

BOOST_AUTO_TEST_CASE(damaged_indexes_and_damaged_files) {
    using clock = std::chrono::steady_clock;
    const auto end = clock::now() + std::chrono::seconds(
                                        number_from("MGUNZIP_FUZZ_SECONDS", 0));
    const std::uint64_t first = number_from("MGUNZIP_FUZZ_SEED", 1);
    std::uint64_t seed = first;
    for (; seed < first + usual_seeds || clock::now() < end; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed)
    fuzz_case(*this, seed).check();
    BOOST_TEST_MESSAGE("seeds up to " << seed);
}

BOOST_AUTO_TEST_SUITE_END()
