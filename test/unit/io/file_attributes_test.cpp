// SPDX-License-Identifier: BSL-1.0
// Tests of handing on mode, owner and times.
#include "io/file_attributes.hpp"

#include "io/access_list.hpp"

#include "support/child_process.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <grp.h>
#include <sys/stat.h>
#include <sys/xattr.h>
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

BOOST_AUTO_TEST_CASE(foreign_owner_costs_setuid_bits_and_no_permissions) {
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
               file.mode() == 0764;
    });
    BOOST_TEST(test::is_success(status));
}

namespace {

// Skips the test case where the file system has no such attributes.
void set_or_skip(int fd, const io::extended_attribute& attribute) {
    if (::fsetxattr(fd, attribute.name.c_str(), attribute.value.data(),
                    attribute.value.size(), 0) < 0)
        test::skip_test("the file system has no " + attribute.name);
}

// Two bytes each for version and its end, and for each entry: what it is for,
// what it allows, and the user. Some user may read, all others may not.
io::extended_attribute some_access_list() {
    const std::string list("\2\0\0\0"
                           "\1\0\6\0\377\377\377\377"
                           "\2\0\4\0\322\4\0\0"
                           "\4\0\4\0\377\377\377\377"
                           "\20\0\4\0\377\377\377\377"
                           "\40\0\0\0\377\377\377\377",
                           44);
    return {"system.posix_acl_access", list};
}

} // namespace

BOOST_AUTO_TEST_CASE(extended_attributes_go_to_another_file) {
    const new_file origin;
    const new_file copy;
    BOOST_TEST(io::read_extended_attributes(origin.fd.get()).empty());
    const io::extended_attribute attributes[] = {
        {"user.empty", ""}, {"user.text", std::string("a\0b", 3)}};
    for (const auto& attribute : attributes)
        set_or_skip(origin.fd.get(), attribute);
    file_attributes wanted;
    wanted.extended = io::read_extended_attributes(origin.fd.get());
    BOOST_TEST(wanted.extended.size() == 2u);
    BOOST_REQUIRE(!io::set_attributes(copy.fd.get(), wanted));
    BOOST_TEST(
        (io::read_extended_attributes(copy.fd.get()) == wanted.extended));
    for (const auto& attribute : attributes)
        BOOST_TEST(std::count(wanted.extended.begin(), wanted.extended.end(),
                              attribute) == 1);
}

BOOST_AUTO_TEST_CASE(access_control_list_goes_with_the_owner) {
    const new_file origin;
    set_or_skip(origin.fd.get(), some_access_list());
    file_attributes wanted = file_attributes::of(origin.status());
    wanted.extended = io::read_extended_attributes(origin.fd.get());
    BOOST_REQUIRE(wanted.extended.size() == 1u);
    const new_file copy;
    BOOST_REQUIRE(!io::set_attributes(copy.fd.get(), wanted));
    BOOST_TEST(
        (io::read_extended_attributes(copy.fd.get()) == wanted.extended));
    BOOST_TEST(copy.mode() == origin.mode());
}

// As no process but root's may give a file to another user.
BOOST_AUTO_TEST_CASE(access_control_list_is_not_for_another_owner) {
    if (::geteuid() == 0)
        test::skip_test("root may give files away");
    file_attributes wanted;
    wanted.mode = 0640;
    wanted.owner = {.user = ::geteuid() + 1, .group = ::getegid()};
    wanted.extended = {some_access_list()};
    const new_file copy;
    set_or_skip(copy.fd.get(), some_access_list());
    const new_file other;
    BOOST_REQUIRE(!io::set_attributes(other.fd.get(), wanted));
    BOOST_TEST(io::read_extended_attributes(other.fd.get()).empty());
}

// A list of the directory's would open a private file to others.
BOOST_AUTO_TEST_CASE(list_of_the_directory_gives_way_to_what_the_input_has) {
    const scratch_directory scratch;
    const auto directory =
        test::open_file(scratch.path().string(), O_RDONLY | O_DIRECTORY);
    set_or_skip(directory.get(),
                {"system.posix_acl_default", some_access_list().value});
    const auto make = [&](const char* name) {
        return test::open_file(scratch / name, O_RDWR | O_CREAT);
    };
    const auto plain = make("plain");
    BOOST_REQUIRE(!io::read_extended_attributes(plain.get()).empty());
    file_attributes wanted;
    wanted.mode = 0640;
    wanted.owner = {.user = ::geteuid(), .group = ::getegid()};
    BOOST_REQUIRE(!io::set_attributes(plain.get(), wanted));
    BOOST_TEST(io::read_extended_attributes(plain.get()).empty());
    struct stat status {};
    BOOST_REQUIRE(!io::get_status(plain.get(), status));
    BOOST_TEST((status.st_mode & 07777) == 0640u);

    const auto listed = make("listed");
    io::extended_attribute other = some_access_list();
    other.value[16] = '\1'; // for another user
    wanted.extended = {other};
    BOOST_REQUIRE(!io::set_attributes(listed.get(), wanted));
    BOOST_TEST((io::read_extended_attributes(listed.get()) == wanted.extended));

    // What is made of no file is as any new file in the directory.
    const auto fresh = make("fresh");
    BOOST_REQUIRE(!io::set_attributes(fresh.get(), {.mode = 0644}));
    BOOST_TEST(!io::read_extended_attributes(fresh.get()).empty());
}

BOOST_AUTO_TEST_CASE(group_has_only_what_a_list_that_is_dropped_gave_to_it) {
    io::extended_attribute list = some_access_list();
    list.value[22] = '\0'; // nothing for the group itself
    BOOST_TEST(io::mode_without_list(0640, list.value) == 0600u);
    BOOST_TEST(io::mode_without_list(0640, some_access_list().value) == 0640u);
    list.value[22] = '\7'; // and the mask allows to read
    BOOST_TEST(io::mode_without_list(0670, list.value) == 0640u);
    for (const char* const wrong : {"", "\2", "\3\0\0\0", "nonsense nonsense"})
        BOOST_TEST(io::mode_without_list(0677, wrong) == 0607u);
    if (::geteuid() == 0)
        test::skip_test("root may give files away");
    list.value[22] = '\0';
    file_attributes wanted;
    wanted.mode = 0660;
    wanted.owner = {.user = ::geteuid() + 1, .group = ::getegid()};
    wanted.extended = {list};
    const new_file copy;
    BOOST_REQUIRE(!io::set_attributes(copy.fd.get(), wanted));
    BOOST_TEST(copy.mode() == 0600u);
}

BOOST_AUTO_TEST_CASE(attribute_that_is_none_is_an_error) {
    const new_file file;
    set_or_skip(file.fd.get(), {"user.text", ""});
    file_attributes wanted;
    wanted.extended = {{"user." + std::string(300, 'x'), ""}};
    BOOST_TEST((io::set_attributes(file.fd.get(), wanted) ==
                std::errc::result_out_of_range));
}
