// SPDX-License-Identifier: BSL-1.0
// Tests of files that get their name at the end.
#include "io/output_file.hpp"

#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip;
using io::file_attributes;
using io::output_file;
using test::pattern;
using test::scratch_directory;

namespace {

// A file in the making with some bytes in it.
struct file_in_making {
    scratch_directory scratch;
    std::shared_ptr<const io::directory> directory;
    std::unique_ptr<output_file> file;

    file_in_making() {
        BOOST_REQUIRE(!io::directory::open(scratch.path(), true, directory));
        BOOST_REQUIRE(!output_file::create(*directory, "out", false, file));
        const auto bytes = pattern(1000);
        BOOST_REQUIRE(!io::write_all(file->fd(), bytes.data(), bytes.size()));
    }

    struct stat status_of(const std::string& name) const {
        struct stat status {};
        BOOST_REQUIRE(::stat((scratch / name).c_str(), &status) == 0);
        return status;
    }
    void check_only_entry(const std::string& name) const {
        BOOST_REQUIRE(scratch.entries().size() == 1u);
        BOOST_TEST(scratch.entries().front() == name);
        BOOST_TEST((test::read_file(scratch / name) == pattern(1000)));
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(unpublished_file_leaves_the_directory_empty) {
    file_in_making making;
    making.file.reset();
    BOOST_TEST(making.scratch.entries().empty());
}

BOOST_AUTO_TEST_CASE(published_file_has_its_name_and_stays) {
    file_in_making making;
    BOOST_REQUIRE(!making.file->publish("out", {}, {}));
    BOOST_TEST(making.file->is_published());
    BOOST_TEST(!making.file->attribute_error());
    BOOST_TEST(!making.file->close());
    making.file.reset();
    making.check_only_entry("out");
}

BOOST_AUTO_TEST_CASE(synchronous_publishing_works_the_same) {
    file_in_making making;
    BOOST_REQUIRE(!making.file->publish("out", {}, {.synchronous = true}));
    making.file.reset();
    making.check_only_entry("out");
}

BOOST_AUTO_TEST_CASE(file_in_the_making_is_for_its_owner_whatever_the_umask) {
    const file_in_making making;
    std::unique_ptr<output_file> file;
    const mode_t before = ::umask(0777);
    const auto error =
        output_file::create(*making.directory, "out", false, file);
    ::umask(before);
    BOOST_REQUIRE(!error);
    struct stat status {};
    BOOST_REQUIRE(!io::get_status(file->fd(), status));
    BOOST_TEST((status.st_mode & 07777) == 0600u);
    io::unique_fd again;
    BOOST_TEST(!io::reopen(file->fd(), O_RDWR, again));
}

BOOST_AUTO_TEST_CASE(existing_name_is_an_error_that_loses_nothing) {
    file_in_making making;
    test::write_file(making.scratch / "out", pattern(5));
    BOOST_TEST((making.file->publish("out", {}, {}) == std::errc::file_exists));
    BOOST_TEST(!making.file->is_published());
    BOOST_TEST(test::read_file(making.scratch / "out").size() == 5u);
    BOOST_TEST(!making.file->is_nameless());
    BOOST_REQUIRE(!making.file->publish("other", {}, {}));
    BOOST_TEST((test::read_file(making.scratch / "other") == pattern(1000)));
    BOOST_TEST(test::read_file(making.scratch / "out").size() == 5u);
    BOOST_TEST(making.scratch.entries().size() == 2u);
}

BOOST_AUTO_TEST_CASE(existing_file_is_replaced_when_asked_for) {
    file_in_making making;
    test::write_file(making.scratch / "out", pattern(5));
    BOOST_REQUIRE(!making.file->publish("out", {}, {.replace = true}));
    making.file.reset();
    making.check_only_entry("out");
}

BOOST_AUTO_TEST_CASE(replacing_what_does_not_exist_is_naming) {
    file_in_making making;
    BOOST_REQUIRE(!making.file->publish("out", {}, {.replace = true}));
    making.file.reset();
    making.check_only_entry("out");
}

BOOST_AUTO_TEST_CASE(directory_is_never_replaced) {
    file_in_making making;
    BOOST_REQUIRE(::mkdir((making.scratch / "out").c_str(), 0700) == 0);
    BOOST_TEST((making.file->publish("out", {}, {.replace = true}) ==
                std::errc::is_a_directory));
    making.file.reset();
    BOOST_TEST(making.scratch.entries().size() == 1u);
}

BOOST_AUTO_TEST_CASE(dangling_link_of_the_name_counts_as_existing) {
    file_in_making making;
    BOOST_REQUIRE(::symlink("nowhere", (making.scratch / "out").c_str()) == 0);
    BOOST_TEST((making.file->publish("out", {}, {}) == std::errc::file_exists));
    BOOST_REQUIRE(!making.file->publish("out", {}, {.replace = true}));
    making.file.reset();
    making.check_only_entry("out");
}

BOOST_AUTO_TEST_CASE(mode_and_times_are_those_of_the_attributes) {
    file_in_making making;
    test::write_file(making.scratch / "origin", {});
    const std::array<timespec, 2> times{
        {{1'000'000'001, 123'456'789}, {1'500'000'002, 987'654'321}}};
    BOOST_REQUIRE(::utimensat(AT_FDCWD, (making.scratch / "origin").c_str(),
                              times.data(), 0) == 0);
    BOOST_REQUIRE(::chmod((making.scratch / "origin").c_str(), 0641) == 0);
    const auto attributes = file_attributes::of(making.status_of("origin"));
    BOOST_REQUIRE(!making.file->publish("out", attributes, {}));
    const struct stat status = making.status_of("out");
    BOOST_TEST((status.st_mode & 07777) == 0641u);
    BOOST_TEST(status.st_mtim.tv_sec == 1'500'000'002);
    BOOST_TEST(status.st_mtim.tv_nsec == 987'654'321);
    BOOST_TEST(status.st_atim.tv_sec == 1'000'000'001);
    BOOST_TEST(status.st_atim.tv_nsec == 123'456'789);
}

BOOST_AUTO_TEST_CASE(unwritable_directory_is_an_error) {
    if (::geteuid() == 0)
        test::skip_test("root may write everywhere");
    const scratch_directory scratch;
    BOOST_REQUIRE(::chmod(scratch.path().c_str(), 0500) == 0);
    std::shared_ptr<const io::directory> directory;
    BOOST_REQUIRE(!io::directory::open(scratch.path(), true, directory));
    std::unique_ptr<output_file> file;
    BOOST_TEST((output_file::create(*directory, "out", false, file) ==
                std::errc::permission_denied));
    BOOST_TEST(!file);
    BOOST_REQUIRE(::chmod(scratch.path().c_str(), 0700) == 0);
}

BOOST_AUTO_TEST_CASE(removed_directory_is_an_error) {
    const scratch_directory scratch;
    BOOST_REQUIRE(::mkdir((scratch / "sub").c_str(), 0700) == 0);
    std::shared_ptr<const io::directory> directory;
    BOOST_REQUIRE(!io::directory::open(scratch / "sub", true, directory));
    std::unique_ptr<output_file> file;
    BOOST_REQUIRE(!output_file::create(*directory, "out", false, file));
    if (::rmdir((scratch / "sub").c_str()) != 0)
        test::skip_test("there are no nameless files here");
    BOOST_TEST(
        (file->publish("out", {}, {}) == std::errc::no_such_file_or_directory));
}

// Files of one thread have the same hidden name, one after the other.
BOOST_AUTO_TEST_CASE(hidden_name_that_is_taken_is_no_error) {
    file_in_making making;
    test::write_file(making.scratch / "taken", pattern(5));
    BOOST_TEST(
        (making.file->publish("taken", {}, {}) == std::errc::file_exists));
    std::unique_ptr<output_file> other;
    BOOST_REQUIRE(!output_file::create(*making.directory, "out", false, other));
    BOOST_TEST(!other->publish("out", {}, {}));
    BOOST_TEST(!making.file->publish("free", {}, {}));
    making.file.reset();
    BOOST_TEST((making.scratch.entries() ==
                std::vector<std::string>{"free", "out", "taken"}));
}
