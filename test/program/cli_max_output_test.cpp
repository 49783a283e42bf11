// SPDX-License-Identifier: BSL-1.0
// --max-output: how much a file may become.
#include "support/bgzf_files.hpp"
#include "support/gzip_builder.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"
#include "support/small_filesystem.hpp"

#include <mgunzip/decompress.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace mgunzip::test;

namespace {

using names = std::vector<std::string>;

constexpr const char* thread_options[] = {"-T1", "-T2", "-T8"};

const std::string message = "output is larger than --max-output; use a larger "
                            "--max-output if you trust the input\n";

std::string limit(std::size_t size) {
    return "--max-output=" + std::to_string(size);
}

// Some MiB of output, of one member, and of many that threads decode at once.
struct sample_file {
    bytes packed;
    bytes data;
};

const std::vector<sample_file>& sample_files() {
    static const std::vector<sample_file> files = [] {
        std::vector<sample_file> result(2);
        result[0].data = sample(3'000'000);
        result[0].packed = gzip(result[0].data);
        random_source random(1);
        result[1].packed =
            joined(random_members(random, 400, 30'000)) + bgzf_end();
        BOOST_REQUIRE(mgunzip::decompress_to_vector(
            result[1].packed, result[1].data, mgunzip::no_limit));
        return result;
    }();
    return files;
}

} // namespace

BOOST_AUTO_TEST_CASE(pipe_gets_no_more_than_allowed) {
    const scratch_directory scratch;
    for (const sample_file& file : sample_files()) {
        write_file(scratch / "x.gz", file.packed);
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{1}, std::size_t{32768},
              std::size_t{1'000'001}, file.data.size() - 1})
            for (const char* const threads : thread_options)
                for (const char* const way : {"--io=write", "--io=splice"}) {
                    BOOST_TEST_INFO_SCOPE(threads << ' ' << way << ' ' << size);
                    const outcome cut = run_mgunzip(
                        {threads, way, limit(size), "-c", "x.gz"}, scratch);
                    BOOST_TEST(cut.exit_status() == 1);
                    BOOST_TEST(cut.err == "mgunzip: x.gz: " + message);
                    const auto end =
                        file.data.begin() + static_cast<std::ptrdiff_t>(size);
                    BOOST_TEST((cut.out == bytes(file.data.begin(), end)));
                }
    }
}

BOOST_AUTO_TEST_CASE(as_much_as_allowed_is_no_error) {
    const scratch_directory scratch;
    for (const sample_file& file : sample_files()) {
        write_file(scratch / "x.gz", file.packed);
        for (const char* const threads : thread_options) {
            const outcome whole = run_mgunzip(
                {threads, limit(file.data.size()), "-c", "x.gz"}, scratch);
            BOOST_TEST(whole.silently(0), whole);
            BOOST_TEST((whole.out == file.data));
            const outcome to_file = run_mgunzip(
                {threads, limit(file.data.size()), "-kf", "x.gz"}, scratch);
            BOOST_TEST(to_file.silently(0), to_file);
            BOOST_TEST((read_file(scratch / "x") == file.data));
        }
    }
}

BOOST_AUTO_TEST_CASE(no_file_is_left_of_too_much) {
    const scratch_directory scratch;
    for (const sample_file& file : sample_files()) {
        write_file(scratch / "x.gz", file.packed);
        for (const char* const threads : thread_options)
            for (const char* const way :
                 {"--io=auto", "--io=write", "--io=mmap:zeros",
                  "--io=mmap:populate"}) {
                const outcome done = run_mgunzip(
                    {threads, way, limit(file.data.size() - 1), "x.gz"},
                    scratch);
                BOOST_TEST(done.exit_status() == 1, done);
                BOOST_TEST(done.err == "mgunzip: x.gz: " + message);
                BOOST_TEST((scratch.entries() == names{"x.gz"}));
            }
    }
}

BOOST_AUTO_TEST_CASE(mapped_standard_output_is_cut_at_the_limit) {
    const scratch_directory scratch;
    const bytes& data = sample_files()[0].data;
    write_file(scratch / "x.gz", sample_files()[0].packed);
    const auto out = open_file(scratch / "out", O_RDWR | O_CREAT);
    command what = mgunzip_command(
        {"--io=mmap", "--max-output=1000", "-c", "x.gz"}, scratch);
    what.out = out.get();
    BOOST_TEST(run(what).exit_status() == 1);
    BOOST_TEST((read_file(scratch / "out") ==
                bytes(data.begin(), data.begin() + 1000)));
}

BOOST_AUTO_TEST_CASE(tests_and_lists_stop_as_well) {
    const scratch_directory scratch;
    for (const sample_file& file : sample_files()) {
        write_file(scratch / "x.gz", file.packed);
        for (const char* const action : {"-t", "-l"})
            for (const char* const threads : thread_options) {
                const outcome done = run_mgunzip(
                    {threads, action, "--max-output=100K", "x.gz"}, scratch);
                BOOST_TEST(done.exit_status() == 1, done);
                BOOST_TEST(done.err == "mgunzip: x.gz: " + message);
            }
    }
}

BOOST_AUTO_TEST_CASE(each_file_has_the_limit_for_itself) {
    const scratch_directory scratch;
    write_file(scratch / "a.gz", gzip("12345"));
    write_file(scratch / "b.gz", gzip("123456"));
    write_file(scratch / "c.gz", gzip("12345"));
    const outcome done =
        run_mgunzip({"--max-output=5", "-c", "a.gz", "b.gz", "c.gz"}, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.err == "mgunzip: b.gz: " + message);
    BOOST_TEST(done.text() == "123451234512345");
}

BOOST_AUTO_TEST_CASE(what_is_beyond_the_limit_comes_before_an_error_behind_it) {
    const scratch_directory scratch;
    const bytes bad =
        gzip_bytes({.deflate_data = stored_stream(to_bytes("12345")),
                    .data = to_bytes("12345"),
                    .crc_error = 1});
    write_file(scratch / "x.gz", bad);
    const outcome cut = run_mgunzip({"--max-output=4", "-c", "x.gz"}, scratch);
    BOOST_TEST(cut.err == "mgunzip: x.gz: " + message);
    BOOST_TEST(cut.text() == "1234");
    const outcome damaged =
        run_mgunzip({"--max-output=5", "-c", "x.gz"}, scratch);
    BOOST_TEST(damaged.says("crc error"), damaged);
    BOOST_TEST(damaged.text() == "12345");
}

BOOST_AUTO_TEST_CASE(copied_data_are_limited_too) {
    const scratch_directory scratch;
    write_file(scratch / "x.gz", gzip("12345") + to_bytes("67890"));
    const outcome done =
        run_mgunzip({"--max-output=7", "-cf", "x.gz"}, scratch);
    BOOST_TEST(done.exit_status() == 1);
    BOOST_TEST(done.text() == "1234567");
}

// The trailer announces far more than there is room for.
BOOST_AUTO_TEST_CASE(bomb_takes_no_more_room_than_allowed) {
    const small_filesystem small(std::uint64_t{6} << 20);
    write_file(small.directory() / "x.gz", gzip(bytes(200'000'000)));
    for (const char* const way :
         {"--io=auto", "--io=write", "--io=mmap:zeros", "--io=mmap:populate"}) {
        const outcome done =
            run_mgunzip({way, "--max-output=4M", "x.gz"}, small.directory());
        BOOST_TEST(done.exit_status() == 1, done);
        BOOST_TEST(done.err == "mgunzip: x.gz: " + message);
        BOOST_TEST((small.directory().entries() == names{"x.gz"}));
    }
}
