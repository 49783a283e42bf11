// SPDX-License-Identifier: BSL-1.0
// Tests of decompressing from file to file: outputs, errors, and what is left.
#include <mgunzip/file.hpp>

#include "support/bgzf_files.hpp"
#include "support/gzip_builder.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip;
using namespace mgunzip::test;
namespace fs = std::filesystem;

namespace {

using names = std::vector<std::string>;

struct place {
    scratch_directory scratch;
    fs::path in = scratch / "in.gz";
    fs::path out = scratch / "out";

    void put(const bytes& file) const { write_file(in.string(), file); }
    bytes output() const { return read_file(out.string()); }
    // True if nothing but the input is there.
    bool is_clean() const { return scratch.entries() == names{"in.gz"}; }
    void expect(const file_result& result, const std::error_code& error,
                file_operation operation) const {
        BOOST_TEST((result.error == error), result.error.message());
        BOOST_TEST((result.operation == operation));
        BOOST_TEST(!result);
        BOOST_TEST(is_clean());
    }
};

bytes with_wrong_crc(bytes file) {
    file[file.size() - 8] ^= 1;
    return file;
}

bytes bgzf_file(int members) {
    random_source random(7);
    return joined(random_members(random, members, 20000)) + bgzf_end();
}

std::error_code code(std::errc error) {
    return std::make_error_code(error);
}

std::error_code system_code(int error) {
    return {error, std::system_category()};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(success, place)

BOOST_AUTO_TEST_CASE(files_of_every_size_are_byte_for_byte_right) {
    for (const std::size_t size : {0, 1, 4095, 4096, 300000, 5000000}) {
        const bytes data = sample(size);
        put(gzip(data));
        const file_result done = decompress_file(in, out, {.replace = true});
        BOOST_TEST(!done.error, done.error.message());
        BOOST_TEST((done && done.operation == file_operation::none));
        BOOST_TEST((output() == data));
        BOOST_TEST(done.produced == size);
        BOOST_TEST(done.consumed == fs::file_size(in));
        BOOST_TEST(done.members == 1u);
        BOOST_TEST(verify_file(in).produced == size);
    }
    BOOST_TEST((scratch.entries() == names{"in.gz", "out"}));
}

BOOST_AUTO_TEST_CASE(all_members_are_decompressed) {
    put(gzip_stored("one, ") + gzip_stored("") + gzip_stored("three"));
    const file_result done = decompress_file(in, out);
    BOOST_TEST(!done.error);
    BOOST_TEST(done.members == 3u);
    BOOST_TEST((done.trailing == trailing_data::none));
    BOOST_TEST(read_text(out.string()) == "one, three");
}

BOOST_AUTO_TEST_CASE(
    members_of_bgzf_are_decompressed_by_any_number_of_threads) {
    const bytes file = bgzf_file(300);
    put(file);
    BOOST_REQUIRE(decompress_file(in, out, {.threads = 1}));
    const bytes by_one = output();
    BOOST_TEST(by_one.size() > 300000u);
    for (const unsigned threads : {0, 2, 3, 1000}) {
        const file_result done =
            decompress_file(in, out, {.replace = true, .threads = threads});
        BOOST_TEST(!done.error);
        BOOST_TEST(done.members == 301u);
        BOOST_TEST((output() == by_one));
    }
}

BOOST_AUTO_TEST_CASE(what_follows_the_last_member_is_told) {
    put(gzip_stored("text") + to_bytes("garbage"));
    BOOST_TEST((decompress_file(in, out).trailing == trailing_data::garbage));
    put(gzip_stored("text") + bytes(512));
    BOOST_TEST((verify_file(in).trailing == trailing_data::zeros));
    BOOST_TEST(read_text(out.string()) == "text");
}

BOOST_AUTO_TEST_CASE(attributes_are_kept_or_not) {
    put(gzip_stored("text"));
    fs::permissions(in, fs::perms(0640));
    const timespec times[2] = {{1000, 0}, {2000, 0}};
    BOOST_REQUIRE(::utimensat(AT_FDCWD, in.c_str(), times, 0) == 0);
    const mode_t before = ::umask(0002);
    BOOST_TEST(!decompress_file(in, out).attribute_error);
    BOOST_TEST(decompress_file(in, scratch / "new", {.keep_attributes = false})
                   .error.value() == 0);
    ::umask(before);
    struct stat status {};
    BOOST_REQUIRE(::stat(out.c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 07777) == 0640u);
    BOOST_TEST(status.st_mtim.tv_sec == 2000);
    BOOST_REQUIRE(::stat((scratch / "new").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 07777) == 0664u);
    BOOST_TEST(status.st_mtim.tv_sec > 2000);
}

BOOST_AUTO_TEST_CASE(what_is_there_is_replaced_if_that_is_wanted) {
    put(gzip_stored("text"));
    write_file(out.string(), to_bytes("old"));
    const file_result refused = decompress_file(in, out);
    BOOST_TEST((refused.error == code(std::errc::file_exists)));
    BOOST_TEST((refused.operation == file_operation::open_output));
    BOOST_TEST(read_text(out.string()) == "old");
    BOOST_TEST(decompress_file(in, out, {.replace = true, .synchronous = true})
                   .error.value() == 0);
    BOOST_TEST(read_text(out.string()) == "text");
}

BOOST_AUTO_TEST_CASE(links_lead_to_the_output) {
    put(gzip_stored("text"));
    fs::create_symlink("target", out);
    BOOST_TEST(decompress_file(in, out).error.value() == 0);
    BOOST_TEST(fs::is_symlink(out));
    BOOST_TEST(read_text(scratch / "target") == "text");
}

BOOST_AUTO_TEST_CASE(descriptors_are_read_from_and_written_to) {
    const bytes file = gzip_stored("text");
    put(to_bytes("head") + file + to_bytes("xx"));
    const auto input = open_file(in.string(), O_RDONLY);
    BOOST_REQUIRE(!io::set_offset(input.get(), 4));
    const file_result named = decompress_file(input.get(), out);
    BOOST_TEST(!named.error, named.error.message());
    BOOST_TEST(named.produced == 4u);
    BOOST_TEST(read_text(out.string()) == "text");

    BOOST_REQUIRE(!io::set_offset(input.get(), 4));
    const auto output = open_file(out.string(), O_WRONLY | O_APPEND);
    const file_result written = decompress_file(input.get(), output.get());
    BOOST_TEST(!written.error, written.error.message());
    BOOST_TEST(read_text(out.string()) == "texttext");
    BOOST_REQUIRE(!io::set_offset(input.get(), 4));
    BOOST_TEST(verify_file(input.get()).consumed >= file.size());
}

BOOST_AUTO_TEST_CASE(pipes_are_read_from) {
    const bytes data = sample(200000);
    const bytes file = gzip(data);
    int ends[2];
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const io::unique_fd from(ends[0]);
    io::unique_fd to(ends[1]);
    std::thread writer([&] {
        static_cast<void>(
            io::write_all(to.get(), file.data(), file.size()).value());
        to.reset();
    });
    const file_result done = decompress_file(from.get(), out);
    writer.join();
    BOOST_TEST(!done.error, done.error.message());
    BOOST_TEST((output() == data));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(errors, place)

BOOST_AUTO_TEST_CASE(files_that_cannot_be_had_are_errors_of_the_system) {
    put(gzip_stored("text"));
    expect(decompress_file(scratch / "none", out), system_code(ENOENT),
           file_operation::open_input);
    expect(decompress_file(scratch.path(), out),
           code(std::errc::is_a_directory), file_operation::open_input);
    expect(verify_file(-1), system_code(EBADF), file_operation::open_input);
    expect(decompress_file(in, scratch / "none/out"), system_code(ENOENT),
           file_operation::open_output);
    expect(decompress_file(in, scratch.path()), code(std::errc::is_a_directory),
           file_operation::open_output);
    expect(decompress_file(in, scratch / ""), code(std::errc::is_a_directory),
           file_operation::open_output);
    expect(decompress_file(in, ""), code(std::errc::no_such_file_or_directory),
           file_operation::open_output);
    expect(decompress_file(in, "/proc/self/out"), system_code(ENOENT),
           file_operation::open_output);
    expect(decompress_file(in, "/dev/null", {.replace = true}),
           code(std::errc::file_exists), file_operation::open_output);
    BOOST_TEST(fs::is_character_file("/dev/null"));
}

BOOST_AUTO_TEST_CASE(names_with_a_zero_are_not_cut_short) {
    put(gzip_stored("text"));
    const std::string zero("\0x", 2);
    expect(decompress_file(in.native() + zero, out),
           code(std::errc::invalid_argument), file_operation::open_input);
    expect(decompress_file(in, out.native() + zero),
           code(std::errc::invalid_argument), file_operation::open_output);
}

BOOST_AUTO_TEST_CASE(input_is_never_the_output) {
    const bytes file = gzip_stored("text");
    put(file);
    expect(decompress_file(in, in, {.replace = true}),
           file_errc::output_is_input, file_operation::open_output);
    const auto both = open_file(in.string(), O_RDWR);
    expect(decompress_file(both.get(), both.get()), file_errc::output_is_input,
           file_operation::open_output);
    BOOST_TEST((read_file(in.string()) == file));
}

BOOST_AUTO_TEST_CASE(damaged_data_leave_no_output) {
    const bytes file = gzip(sample(300000));
    put(with_wrong_crc(file));
    const file_result bad = decompress_file(in, out);
    expect(bad, errc::data_crc_mismatch, file_operation::decode);
    BOOST_TEST((bad.error == condition::corrupt));
    BOOST_TEST(bad.error_offset == file.size() - 8);
    BOOST_TEST(bad.members == 1u);
    BOOST_TEST(bad.produced == 300000u);
    put(bytes(file.begin(), file.end() - 9));
    const file_result cut = verify_file(in);
    BOOST_TEST((cut.error == condition::truncated));
    BOOST_TEST(cut.error_offset == file.size() - 9);
    BOOST_TEST(!decompress_file(in, out));
    BOOST_TEST(is_clean());
    put(to_bytes("text that is no gzip file"));
    expect(decompress_file(in, out), errc::not_gzip, file_operation::decode);
    put({});
    BOOST_TEST(!decompress_file(in, out));
    BOOST_TEST(is_clean());
}

BOOST_AUTO_TEST_CASE(damage_leaves_the_file_that_has_the_name) {
    put(with_wrong_crc(gzip_stored("text")));
    write_file(out.string(), to_bytes("old"));
    BOOST_TEST(!decompress_file(in, out, {.replace = true}));
    BOOST_TEST(read_text(out.string()) == "old");
    BOOST_TEST((scratch.entries() == names{"in.gz", "out"}));
}

BOOST_AUTO_TEST_CASE(descriptors_get_what_is_in_front_of_an_error) {
    put(with_wrong_crc(gzip_stored("text")));
    write_file(out.string(), {});
    const auto from = open_file(in.string(), O_RDONLY);
    const auto to = open_file(out.string(), O_WRONLY);
    const file_result bad = decompress_file(from.get(), to.get());
    BOOST_TEST((bad.error == errc::data_crc_mismatch));
    BOOST_TEST(read_text(out.string()) == "text");
}

BOOST_AUTO_TEST_CASE(more_output_than_the_limit_is_an_error) {
    put(gzip(sample(300000)));
    expect(decompress_file(in, out, {.max_output = 299999}),
           code(std::errc::no_buffer_space), file_operation::decode);
    BOOST_TEST((verify_file(in, {.max_output = 10}).error ==
                std::errc::no_buffer_space));
    BOOST_TEST(!decompress_file(in, out, {.max_output = 300000}).error);
}

BOOST_AUTO_TEST_CASE(full_devices_are_errors) {
    put(gzip_stored("text"));
    const auto from = open_file(in.string(), O_RDONLY);
    const auto full = open_file("/dev/full", O_WRONLY);
    expect(decompress_file(from.get(), full.get()), system_code(ENOSPC),
           file_operation::write_output);
}

BOOST_AUTO_TEST_CASE(each_code_has_a_text_of_its_own) {
    std::set<std::string> texts;
    for (int i = 0; i < file_errc_count; ++i)
        texts.insert(std::error_code(static_cast<file_errc>(i)).message());
    BOOST_TEST(texts.size() == static_cast<std::size_t>(file_errc_count));
    BOOST_TEST(!texts.contains(file_error_category().message(99)));
    BOOST_TEST(file_error_category().name() == std::string("mgunzip.file"));
}

BOOST_AUTO_TEST_SUITE_END()
