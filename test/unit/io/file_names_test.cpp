// SPDX-License-Identifier: BSL-1.0
// Tests of giving names to files.
#include "io/file_names.hpp"

#include "support/fake_producer.hpp"
#include "support/scratch_directory.hpp"
#include "support/skip.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

using namespace mgunzip;
using test::pattern;
using test::scratch_directory;

BOOST_AUTO_TEST_CASE(new_files_are_for_their_owner_whatever_the_umask) {
    const scratch_directory scratch;
    const io::unique_fd directory = test::open_base(scratch);
    const mode_t before = ::umask(0777);
    io::unique_fd nameless;
    io::unique_fd named;
    const auto nameless_error = io::create_nameless(directory.get(), nameless);
    auto named_error = io::create_named(directory.get(), "a", named);
    if (!named_error)
        named_error = io::make_private(named.get());
    ::umask(before);
    BOOST_REQUIRE(!named_error);
    if (nameless_error)
        BOOST_TEST_MESSAGE("no nameless files: " << nameless_error.message());
    for (const io::unique_fd* const fd : {&nameless, &named}) {
        struct stat status {};
        if (!*fd)
            continue;
        BOOST_REQUIRE(!io::get_status(fd->get(), status));
        BOOST_TEST((status.st_mode & 07777) == 0600u);
    }
    BOOST_TEST(scratch.entries().size() == 1u);
}

BOOST_AUTO_TEST_CASE(file_is_never_made_over_another_or_through_a_link) {
    const scratch_directory scratch;
    const io::unique_fd directory = test::open_base(scratch);
    test::write_file(scratch / "a", pattern(1));
    std::filesystem::create_symlink("target", scratch / "b");
    io::unique_fd fd;
    for (const char* const name : {"a", "b"})
        BOOST_TEST((io::create_named(directory.get(), name, fd) ==
                    std::errc::file_exists));
    BOOST_TEST(!std::filesystem::exists(scratch / "target"));
    BOOST_TEST(test::read_file(scratch / "a").size() == 1u);
}

BOOST_AUTO_TEST_CASE(nameless_file_can_be_linked_to_a_free_name_only) {
    const scratch_directory scratch;
    const io::unique_fd directory = test::open_base(scratch);
    io::unique_fd fd;
    if (io::create_nameless(directory.get(), fd))
        test::skip_test("there are no nameless files here");
    BOOST_REQUIRE(!io::write_all(fd.get(), "abc", 3));
    test::write_file(scratch / "taken", pattern(1));
    BOOST_TEST((io::link_open_file(fd.get(), directory.get(), "taken") ==
                std::errc::file_exists));
    BOOST_TEST(!io::link_open_file(fd.get(), directory.get(), "free"));
    BOOST_TEST(test::read_file(scratch / "free").size() == 3u);
    BOOST_TEST(test::read_file(scratch / "taken").size() == 1u);
}

BOOST_AUTO_TEST_CASE(directory_can_be_made_to_last) {
    const scratch_directory scratch;
    const io::unique_fd directory = test::open_base(scratch);
    io::unique_fd fd;
    BOOST_REQUIRE(!io::create_named(directory.get(), "a", fd));
    BOOST_TEST(!io::sync_directory(directory.get(), fd.get()));
}

BOOST_AUTO_TEST_CASE(hidden_names_are_hidden_and_differ) {
    const std::string a = io::random_hidden_name();
    const std::string b = io::random_hidden_name();
    BOOST_TEST(a != b);
    BOOST_TEST(a.size() == b.size());
    BOOST_TEST(a.front() == '.');
    BOOST_TEST(a.find('/') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(rename_to_a_new_name_replaces_nothing) {
    const scratch_directory scratch;
    const io::unique_fd directory = test::open_base(scratch);
    test::write_file(scratch / "a", pattern(1));
    test::write_file(scratch / "b", pattern(2));
    BOOST_TEST((io::rename_to_new(directory.get(), "a", "b") ==
                std::errc::file_exists));
    BOOST_TEST(test::read_file(scratch / "b").size() == 2u);
    BOOST_TEST(!io::rename_to_new(directory.get(), "a", "c"));
    BOOST_TEST(test::read_file(scratch / "c").size() == 1u);
    BOOST_TEST(!io::rename_over(directory.get(), "c", "b"));
    BOOST_TEST(test::read_file(scratch / "b").size() == 1u);
}

BOOST_AUTO_TEST_CASE(name_belongs_to_a_file_while_it_leads_to_it) {
    const scratch_directory scratch;
    const io::unique_fd directory = test::open_base(scratch);
    io::unique_fd fd;
    BOOST_REQUIRE(!io::create_named(directory.get(), "a", fd));
    std::filesystem::create_symlink("a", scratch / "link");
    BOOST_TEST(io::is_name_of(fd.get(), directory.get(), "a"));
    BOOST_TEST(!io::is_name_of(fd.get(), directory.get(), "link"));
    BOOST_TEST(!io::is_name_of(fd.get(), directory.get(), "none"));
    BOOST_TEST(!io::link_named(directory.get(), "a", "b"));
    BOOST_TEST(io::is_name_of(fd.get(), directory.get(), "b"));
    io::discard(fd, directory.get(), "a");
    BOOST_TEST(!fd);
    BOOST_TEST(!std::filesystem::exists(scratch / "a"));
}

// Opening a FIFO would wait, and opening a device does something to it.
BOOST_AUTO_TEST_CASE(only_the_file_itself_is_closed_by_its_name) {
    const scratch_directory scratch;
    const io::unique_fd directory = test::open_base(scratch);
    io::unique_fd fd;
    BOOST_REQUIRE(!io::create_named(directory.get(), "a", fd));
    BOOST_REQUIRE(::fchmod(fd.get(), 0444) == 0);
    BOOST_REQUIRE(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);
    std::filesystem::create_symlink("a", scratch / "link");
    for (const char* const name : {"a", "fifo", "link", "none"})
        io::close_by_name(fd.get(), directory.get(), name);
    struct stat status {};
    BOOST_REQUIRE(!io::get_status(fd.get(), status));
    BOOST_TEST((status.st_mode & 07777) == 0444u);
}
