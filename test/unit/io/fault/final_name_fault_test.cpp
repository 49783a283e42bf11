// SPDX-License-Identifier: BSL-1.0
// How outputs get their names where file systems lack what that takes.
#include "io/io_error.hpp"
#include "io/output_file.hpp"

#include "support/fake_producer.hpp"
#include "support/fault_injector.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>

#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip;
using io::output_file;
using test::injected_faults;
using test::pattern;
using test::scratch_directory;

namespace {

using names = std::vector<std::string>;

constexpr std::uint64_t content_size = 100'000;

// What a file system may lack: bits.
constexpr unsigned tmpfile_bit = 1;
constexpr unsigned no_replace_bit = 2;
constexpr unsigned link_bit = 4;
constexpr unsigned rename_bit = 8;
constexpr unsigned all_combinations = 16;

std::string faults_of(unsigned lacks, const std::string& error) {
    std::string faults;
    if ((lacks & tmpfile_bit) != 0)
        faults += "openat_tmpfile:EOPNOTSUPP:0,";
    if ((lacks & (no_replace_bit | rename_bit)) != 0)
        faults += "renameat2:" + error + ":0,";
    if ((lacks & link_bit) != 0)
        faults += "linkat:" + error + ":0,";
    if ((lacks & rename_bit) != 0)
        faults += "renameat:" + error + ":0,";
    return faults;
}

constexpr bool has_only_final_names(unsigned lacks) {
    return (lacks & link_bit) != 0 && (lacks & rename_bit) != 0;
}

struct directory_for_outputs {
    scratch_directory scratch;
    std::shared_ptr<const io::directory> directory;

    directory_for_outputs() {
        BOOST_REQUIRE(!io::directory::open(scratch.path(), true, directory));
    }
    // Makes "out"; looks whether that is there before it is complete.
    std::error_code make(bool may_replace,
                         std::optional<bool> is_there_before = {}) const {
        std::unique_ptr<output_file> file;
        if (const auto error =
                output_file::create(*directory, "out", may_replace, file))
            return error;
        const auto bytes = pattern(content_size);
        BOOST_REQUIRE(!io::write_all(file->fd(), bytes.data(), bytes.size()));
        if (is_there_before)
            BOOST_TEST(std::filesystem::exists(scratch / "out") ==
                       *is_there_before);
        return file->publish("out", {.mode = 0440}, {.replace = may_replace});
    }
    void check_only_out(const std::vector<std::uint8_t>& content) const {
        BOOST_TEST((scratch.entries() == names{"out"}));
        BOOST_TEST((test::read_file(scratch / "out") == content));
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(file_gets_its_name_whatever_the_file_system_lacks) {
    for (unsigned lacks = 0; lacks < all_combinations; ++lacks)
        for (const char* const error :
             {"EINVAL", "ENOSYS", "EOPNOTSUPP", "EPERM", "EXDEV", "EACCES"}) {
            const std::string faults = faults_of(lacks, error);
            BOOST_TEST_INFO_SCOPE(faults);
            const injected_faults injected(faults.c_str());
            const directory_for_outputs place;
            const bool is_made_there =
                has_only_final_names(lacks) && (lacks & tmpfile_bit) != 0;
            for (const bool may_replace : {false, true}) {
                BOOST_TEST(!place.make(may_replace, is_made_there));
                place.check_only_out(pattern(content_size));
                struct stat status {};
                BOOST_REQUIRE(
                    ::stat((place.scratch / "out").c_str(), &status) == 0);
                BOOST_TEST((status.st_mode & 07777) == 0440u);
                BOOST_TEST(status.st_nlink == 1u);
                std::filesystem::remove(place.scratch / "out");
            }
        }
}

BOOST_AUTO_TEST_CASE(existing_file_stays_whatever_the_file_system_lacks) {
    for (unsigned lacks = 0; lacks < all_combinations; ++lacks)
        for (const char* const error : {"ENOSYS", "EPERM"}) {
            const std::string faults = faults_of(lacks, error);
            BOOST_TEST_INFO_SCOPE(faults);
            const injected_faults injected(faults.c_str());
            const directory_for_outputs place;
            test::write_file(place.scratch / "out", pattern(5));
            BOOST_TEST((place.make(false) == std::errc::file_exists));
            place.check_only_out(pattern(5));
        }
}

BOOST_AUTO_TEST_CASE(existing_file_is_replaced_if_there_are_renames_or_links) {
    for (unsigned lacks = 0; lacks < all_combinations; ++lacks)
        for (const char* const error : {"ENOSYS", "EPERM"}) {
            const std::string faults = faults_of(lacks, error);
            BOOST_TEST_INFO_SCOPE(faults);
            const injected_faults injected(faults.c_str());
            const directory_for_outputs place;
            test::write_file(place.scratch / "out", pattern(5));
            const std::error_code result = place.make(true);
            if (has_only_final_names(lacks)) {
                BOOST_TEST((result == io::io_errc::output_not_replaceable));
                place.check_only_out(pattern(5));
            } else {
                BOOST_TEST(!result);
                place.check_only_out(pattern(content_size));
            }
        }
}

// Here renames are possible, but not over that file.
BOOST_AUTO_TEST_CASE(refused_replacement_is_told_in_the_words_of_the_system) {
    const injected_faults injected("renameat:EPERM:0:1,unlinkat:EPERM:0:1");
    const directory_for_outputs place;
    test::write_file(place.scratch / "out", pattern(5));
    BOOST_TEST((place.make(true) == std::errc::operation_not_permitted));
    place.check_only_out(pattern(5));
}

BOOST_AUTO_TEST_CASE(file_with_its_final_name_is_removed_unless_published) {
    const std::string faults =
        faults_of(tmpfile_bit | link_bit | rename_bit, "ENOSYS");
    const injected_faults injected(faults.c_str());
    const directory_for_outputs place;
    std::unique_ptr<output_file> file;
    BOOST_REQUIRE(!output_file::create(*place.directory, "out", false, file));
    place.check_only_out({});
    file.reset();
    BOOST_TEST(place.scratch.entries().empty());

    // But not what has taken its place.
    BOOST_REQUIRE(!output_file::create(*place.directory, "out", false, file));
    BOOST_REQUIRE(::unlink((place.scratch / "out").c_str()) == 0);
    test::write_file(place.scratch / "out", pattern(5));
    file.reset();
    place.check_only_out(pattern(5));
}

BOOST_AUTO_TEST_CASE(directory_is_asked_once_whether_names_can_change) {
    const injected_faults injected(
        "openat_tmpfile:EOPNOTSUPP:0,linkat:EIO:0,renameat:EIO:9");
    const directory_for_outputs place;
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(!place.make(false));
        std::filesystem::remove(place.scratch / "out");
    }
    BOOST_TEST(injected.count("renameat") == 1u);
    BOOST_TEST(injected.count("linkat") == 0u);
}

// A file system may remove no file that is open.
BOOST_AUTO_TEST_CASE(file_for_the_question_is_removed_after_its_close) {
    const std::string faults =
        faults_of(tmpfile_bit | link_bit | rename_bit, "ENOSYS") +
        "unlinkat:EPERM:0:1";
    const injected_faults injected(faults.c_str());
    const directory_for_outputs place;
    BOOST_TEST(!place.make(false));
    place.check_only_out(pattern(content_size));
}
