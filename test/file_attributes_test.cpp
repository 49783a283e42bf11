// SPDX-License-Identifier: BSL-1.0
// Tests of handing on mode, owner and times.
#include "io/file_attributes.hpp"

#include "child_process.hpp"
#include "scratch_directory.hpp"
#include "skip.hpp"

#include <boost/test/unit_test.hpp>

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip;
using io::file_attributes;
using test::scratch_directory;

namespace {

struct new_file {
    scratch_directory scratch;
    io::unique_fd fd = test::open_file(scratch / "file", O_RDWR | O_CREAT);

    struct stat status() const {
        struct stat value {};
        if (io::get_status(fd.get(), value))
            throw std::runtime_error("fstat");
        return value;
    }
    mode_t mode() const { return status().st_mode & 07777; }
};

} // namespace

BOOST_AUTO_TEST_CASE(all_attributes_of_one_file_go_to_another) {
    const new_file origin;
    const new_file copy;
    const std::array<timespec, 2> times{
        {{1'000'000'001, 123'456'789}, {-5, 987'654'321}}};
    BOOST_REQUIRE(::futimens(origin.fd.get(), times.data()) == 0);
    BOOST_REQUIRE(::fchmod(origin.fd.get(), 0641) == 0);
    const auto attributes = file_attributes::of(origin.status());
    BOOST_REQUIRE(!io::set_attributes(copy.fd.get(), attributes));
    const struct stat status = copy.status();
    BOOST_TEST(copy.mode() == 0641u);
    BOOST_TEST(status.st_atim.tv_sec == 1'000'000'001);
    BOOST_TEST(status.st_atim.tv_nsec == 123'456'789);
    BOOST_TEST(status.st_mtim.tv_sec == -5);
    BOOST_TEST(status.st_mtim.tv_nsec == 987'654'321);
    BOOST_TEST(status.st_uid == origin.status().st_uid);
    BOOST_TEST(status.st_gid == origin.status().st_gid);
}

BOOST_AUTO_TEST_CASE(what_is_not_given_stays) {
    const new_file file;
    const struct stat before = file.status();
    BOOST_REQUIRE(!io::set_attributes(file.fd.get(), {.mode = 0444}));
    BOOST_TEST(file.mode() == 0444u);
    BOOST_TEST(file.status().st_uid == before.st_uid);
    BOOST_TEST(file.status().st_mtim.tv_sec == before.st_mtim.tv_sec);
    BOOST_TEST(file.status().st_mtim.tv_nsec == before.st_mtim.tv_nsec);
}

BOOST_AUTO_TEST_CASE(descriptor_that_cannot_be_changed_is_an_error) {
    BOOST_TEST((io::set_attributes(-1, {}) == std::errc::bad_file_descriptor));
}

BOOST_AUTO_TEST_CASE(owner_and_setuid_bits_are_kept_where_that_is_allowed) {
    if (::geteuid() != 0)
        test::skip_test("only root may give files away");
    const new_file file;
    BOOST_REQUIRE(!io::set_attributes(
        file.fd.get(),
        {.mode = 06755, .owner = file_attributes::ownership{1234, 2345}}));
    BOOST_TEST(file.mode() == 06755u);
    BOOST_TEST(file.status().st_uid == 1234u);
    BOOST_TEST(file.status().st_gid == 2345u);
}

BOOST_AUTO_TEST_CASE(foreign_owner_costs_setuid_bits_and_group_permissions) {
    // As a user who may give the file to nobody, not even to the group.
    const int status = test::status_of_child([] {
        if (::geteuid() == 0 && (::setgroups(0, nullptr) < 0 ||
                                 ::setgid(65'534) < 0 || ::setuid(65'534) < 0))
            return false;
        const new_file file;
        return !io::set_attributes(
                   file.fd.get(),
                   {.mode = 07764,
                    .owner = file_attributes::ownership{0, 0}}) &&
               file.mode() == 0744;
    });
    BOOST_TEST(test::is_success(status));
}
