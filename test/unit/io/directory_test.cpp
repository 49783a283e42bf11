// SPDX-License-Identifier: BSL-1.0
// Tests of open directories.
#include "io/directory.hpp"

#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace mgunzip;
using shared_directory = std::shared_ptr<const io::directory>;

namespace {

struct opened_directory {
    test::scratch_directory scratch;
    shared_directory here;

    opened_directory() {
        fs::create_directory(scratch / "sub");
        test::write_file(scratch / "sub/file", {'a'});
        fs::create_directory_symlink("sub", scratch / "link");
        BOOST_REQUIRE(!io::directory::open(scratch.path(), true, here));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(directories, opened_directory)

BOOST_AUTO_TEST_CASE(names_stay_in_the_directory_that_was_opened) {
    shared_directory sub;
    BOOST_REQUIRE(!here->open_below("sub", sub));
    fs::rename(scratch / "sub", scratch / "moved");
    fs::create_directory(scratch / "sub");
    io::unique_fd file;
    BOOST_TEST(!sub->open_file("file", O_RDONLY, file));
    BOOST_TEST(::fcntl(file.get(), F_GETFD) == FD_CLOEXEC);
    struct stat status {};
    BOOST_TEST(!sub->look_at("file", status));
    BOOST_TEST(status.st_size == 1);
}

BOOST_AUTO_TEST_CASE(links_are_followed_only_where_that_is_asked_for) {
    shared_directory other;
    BOOST_TEST((here->open_below("link", other) == std::errc::not_a_directory));
    BOOST_TEST((io::directory::open(scratch / "link", false, other) ==
                std::errc::not_a_directory));
    BOOST_TEST(!io::directory::open(scratch / "link", true, other));
    std::string target;
    BOOST_TEST(!here->read_link("link", target));
    BOOST_TEST(target == "sub");
    BOOST_TEST((here->read_link("sub", target) == std::errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(identity_is_that_of_the_directory) {
    shared_directory sub;
    shared_directory again;
    BOOST_REQUIRE(!here->open_below("sub", sub));
    BOOST_REQUIRE(!io::directory::open(scratch / "link", true, again));
    io::file_identity first;
    io::file_identity second;
    io::file_identity other;
    BOOST_TEST(!io::get_identity(sub->fd(), first));
    BOOST_TEST(!io::get_identity(again->fd(), second));
    BOOST_TEST(!io::get_identity(here->fd(), other));
    BOOST_TEST((first == second));
    BOOST_TEST((first != other));
}

BOOST_AUTO_TEST_CASE(links_of_others_are_traps_in_shared_sticky_directories) {
    struct stat link {};
    BOOST_REQUIRE(!here->look_at("link", link));
    struct stat of_another = link;
    of_another.st_uid = link.st_uid + 1;
    for (const mode_t mode : {0700, 0777, 01755, 01777}) {
        BOOST_REQUIRE(::chmod(scratch.path().c_str(), mode) == 0);
        BOOST_TEST(!here->is_trap(link), mode);
        BOOST_TEST(here->is_trap(of_another) == (mode == 01777), mode);
    }
    BOOST_REQUIRE(::chmod(scratch.path().c_str(), 0700) == 0);
}

BOOST_AUTO_TEST_CASE(last_directory_is_made_and_no_other) {
    shared_directory made;
    for (const char* const name : {"new", "new/", "sub/new", "sub//other//"}) {
        BOOST_TEST(!io::directory::open_or_make(scratch / name, made), name);
        BOOST_TEST(fs::is_directory(scratch / name));
        BOOST_TEST(!io::directory::open_or_make(scratch / name, made), name);
    }
    for (const char* const name : {"link", "link/", ".", "sub/.."})
        BOOST_TEST(!io::directory::open_or_make(scratch / name, made), name);
    for (const char* const name : {"/", "//", "here"})
        BOOST_TEST(!io::directory::open_or_make(
                       name[0] == '/' ? name : scratch / name, made),
                   name);
    BOOST_TEST((io::directory::open_or_make(scratch / "no/ne", made) ==
                std::errc::no_such_file_or_directory));
    BOOST_TEST((io::directory::open_or_make(scratch / "sub/file", made) ==
                std::errc::not_a_directory));
    BOOST_TEST(
        (here->make_below("link", 0700, made) == std::errc::not_a_directory));
    BOOST_TEST(!here->make_below("mine", 0700, made));
    struct stat status {};
    BOOST_TEST(!here->look_at("mine", status));
    BOOST_TEST((status.st_mode & 0777) == 0700u);
}

BOOST_AUTO_TEST_CASE(what_closing_tells_is_known_of_some_file_systems) {
    shared_directory proc;
    BOOST_REQUIRE(!io::directory::open("/proc/self", true, proc));
    BOOST_TEST(proc->may_tell_at_close());
    BOOST_TEST(proc->may_tell_at_close());
    shared_directory memory;
    if (!io::directory::open("/dev/shm", true, memory))
        BOOST_TEST(!memory->may_tell_at_close());
}

// Those of /proc stand for all that are not known to keep them.
BOOST_AUTO_TEST_CASE(numbers_that_may_change_are_no_identity) {
    shared_directory proc;
    BOOST_REQUIRE(!io::directory::open("/proc/self", true, proc));
    io::file_identity identity;
    BOOST_REQUIRE(!io::get_identity(proc->fd(), identity));
    BOOST_TEST(identity.number == 0u);
    BOOST_TEST(identity.device != 0u);
}

BOOST_AUTO_TEST_SUITE_END()
