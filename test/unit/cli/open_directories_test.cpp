// SPDX-License-Identifier: BSL-1.0
// The directories that stay open from file to file.
#include "cli/open_directories.hpp"

#include "io/io_error.hpp"

#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <iterator>
#include <vector>

namespace fs = std::filesystem;
using namespace mgunzip;
using cli::found_directory;
using cli::open_directories;
using cli::shared_directory;

namespace {

using shared_found = std::shared_ptr<const found_directory>;

struct tree {
    test::scratch_directory scratch;
    open_directories directories;

    io::file_identity identity_of(const std::string& path) const {
        shared_directory opened;
        io::file_identity identity;
        BOOST_REQUIRE(!io::directory::open(path, true, opened));
        BOOST_REQUIRE(!io::get_identity(opened->fd(), identity));
        return identity;
    }
    // "0", "0/1", "0/1/2" and so on.
    std::vector<shared_found> make_levels(int count) {
        std::vector<shared_found> levels;
        std::string path = scratch.path();
        for (int i = 0; i < count; ++i) {
            const std::string name = std::to_string(i);
            path += '/' + name;
            fs::create_directory(path);
            levels.push_back(
                std::make_shared<const found_directory>(found_directory{
                    .parent = levels.empty() ? nullptr : levels.back(),
                    .name = levels.empty() ? path : name,
                    .identity = identity_of(path)}));
        }
        return levels;
    }
    bool opens(const shared_found& where) {
        shared_directory opened;
        io::file_identity identity;
        return !directories.open(where, opened) &&
               !io::get_identity(opened->fd(), identity) &&
               identity == where->identity;
    }
    static std::ptrdiff_t open_descriptors() {
        return std::distance(fs::directory_iterator("/proc/self/fd"), {});
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(open_directory_cache, tree)

BOOST_AUTO_TEST_CASE(the_last_path_stays_open) {
    fs::create_directory(scratch / "d");
    shared_directory first;
    shared_directory second;
    BOOST_REQUIRE(!directories.open(scratch / "d", first));
    fs::rename(scratch / "d", scratch / "moved");
    fs::create_directory(scratch / "d");
    BOOST_REQUIRE(!directories.open(scratch / "d", second));
    BOOST_TEST(first == second);
    BOOST_REQUIRE(!directories.open(scratch.path(), first));
    BOOST_REQUIRE(!directories.open(scratch / "d", second));
    BOOST_TEST(first != second);
}

BOOST_AUTO_TEST_CASE(deep_trees_take_few_descriptors) {
    const auto levels = make_levels(100);
    const std::ptrdiff_t before = open_descriptors();
    for (const int i : {0, 99, 0, 50, 98, 99, 49, 51, 1, 20, 3})
        BOOST_TEST(opens(levels[static_cast<std::size_t>(i)]), i);
    for (const shared_found& each : levels)
        BOOST_TEST(opens(each));
    BOOST_TEST(open_descriptors() - before <= 20);
}

BOOST_AUTO_TEST_CASE(what_was_swapped_is_refused_on_every_level) {
    const auto levels = make_levels(3);
    for (const char* const swapped : {"0", "0/1", "0/1/2"}) {
        for (const bool is_link : {true, false}) {
            fs::rename(scratch / swapped, scratch / "moved");
            if (is_link)
                fs::create_directory_symlink(scratch / "moved",
                                             scratch / swapped);
            else
                fs::create_directories(scratch / swapped + "/1/2");
            open_directories others;
            shared_directory opened;
            BOOST_TEST((others.open(levels[2], opened) ==
                        io::io_errc::replaced_meanwhile),
                       swapped);
            fs::remove_all(scratch / swapped);
            fs::rename(scratch / "moved", scratch / swapped);
        }
    }
    BOOST_TEST(opens(levels[2]));
}

BOOST_AUTO_TEST_CASE(outputs_lie_as_their_inputs_do) {
    const auto levels = make_levels(100);
    fs::create_directory(scratch / "out");
    fs::permissions(scratch / "0/1/2", fs::perms(0711));
    shared_directory root;
    BOOST_REQUIRE(!io::directory::open(scratch / "out", false, root));
    directories = open_directories(root);
    const std::ptrdiff_t before = open_descriptors();
    shared_directory opened;
    for (const shared_found& flat : {shared_found{}, levels[0]}) {
        BOOST_TEST(!directories.open_output(flat, opened));
        BOOST_TEST(opened == root);
    }
    std::string path = scratch / "out";
    for (const std::size_t i : {2u, 99u, 1u, 50u, 98u, 3u}) {
        BOOST_REQUIRE(!directories.open_output(levels[i], opened));
        path = scratch / "out";
        for (std::size_t level = 1; level <= i; ++level)
            path += '/' + std::to_string(level);
        io::file_identity identity;
        BOOST_REQUIRE(!io::get_identity(opened->fd(), identity));
        BOOST_TEST((identity == identity_of(path)), path);
    }
    BOOST_TEST(open_descriptors() - before <= 20);
    BOOST_TEST(
        (fs::status(scratch / "out/1/2").permissions() == fs::perms(0711)));
}

BOOST_AUTO_TEST_CASE(missing_directory_is_what_the_system_says) {
    shared_directory opened;
    BOOST_TEST((directories.open(scratch / "none", opened) ==
                std::errc::no_such_file_or_directory));
}

BOOST_AUTO_TEST_SUITE_END()
