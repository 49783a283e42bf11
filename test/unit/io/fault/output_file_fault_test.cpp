// SPDX-License-Identifier: BSL-1.0
// Tests of output files where the system lacks something or fails late.
#include "io/output_file.hpp"

#include "support/child_process.hpp"
#include "support/fake_producer.hpp"
#include "support/fault_injector.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <csignal>

#include <unistd.h>

using namespace mgunzip;
using io::output_file;
using test::injected_faults;
using test::pattern;
using test::scratch_directory;

namespace {

// Larger than the pieces in which a file is copied.
constexpr std::uint64_t content_size = 1'500'000;

struct file_in_making {
    scratch_directory scratch;
    std::shared_ptr<const io::directory> directory;
    std::unique_ptr<output_file> file;

    file_in_making() {
        BOOST_REQUIRE(!io::directory::open(scratch.path(), true, directory));
        BOOST_REQUIRE(!output_file::create(*directory, "out", false, file));
        const auto bytes = pattern(content_size);
        BOOST_REQUIRE(!io::write_all(file->fd(), bytes.data(), bytes.size()));
    }
    void check_only_entry(const std::string& name) const {
        BOOST_REQUIRE(scratch.entries().size() == 1u);
        BOOST_TEST(scratch.entries().front() == name);
        BOOST_TEST((test::read_file(scratch / name) == pattern(content_size)));
    }
    mode_t mode_of(const std::string& name) const {
        struct stat status {};
        BOOST_REQUIRE(::stat((scratch / name).c_str(), &status) == 0);
        return status.st_mode & 07777;
    }
};

// Where there are no nameless files.
constexpr const char* no_nameless = "openat_tmpfile:EOPNOTSUPP:0";

} // namespace

BOOST_AUTO_TEST_CASE(hidden_file_takes_the_place_of_a_nameless_one) {
    for (const char* const faults :
         {no_nameless, "openat_tmpfile:EISDIR:0", "open_proc:ENOENT:0"}) {
        const injected_faults injected(faults);
        file_in_making making;
        BOOST_TEST(!making.file->is_nameless());
        BOOST_REQUIRE(making.scratch.entries().size() == 1u);
        BOOST_TEST(making.scratch.entries().front().front() == '.');
        BOOST_REQUIRE(!making.file->publish("out", {.mode = 0640}, {}));
        making.file.reset();
        making.check_only_entry("out");
        BOOST_TEST(making.mode_of("out") == 0640u);
    }
}

BOOST_AUTO_TEST_CASE(unpublished_hidden_file_is_removed) {
    const injected_faults injected(no_nameless);
    file_in_making making;
    BOOST_TEST(making.scratch.entries().size() == 1u);
    making.file.reset();
    BOOST_TEST(making.scratch.entries().empty());
}

BOOST_AUTO_TEST_CASE(hidden_file_is_removed_by_a_signal) {
    const injected_faults injected(no_nameless);
    const scratch_directory scratch;
    const int status = test::status_of_child([&] {
        std::shared_ptr<const io::directory> directory;
        std::unique_ptr<output_file> file;
        if (io::directory::open(scratch.path(), true, directory) ||
            output_file::create(*directory, "out", false, file) ||
            scratch.entries().size() != 1)
            return false;
        ::raise(SIGTERM);
        return false;
    });
    BOOST_TEST(test::died_of(status, SIGTERM));
    BOOST_TEST(scratch.entries().empty());
}

BOOST_AUTO_TEST_CASE(nameless_file_keeps_the_default_for_signals) {
    const int status = test::status_of_child([&] {
        const file_in_making making;
        struct sigaction action {};
        return making.file->is_nameless() &&
               ::sigaction(SIGTERM, nullptr, &action) == 0 &&
               action.sa_handler == SIG_DFL;
    });
    BOOST_TEST(test::is_success(status));
}

BOOST_AUTO_TEST_CASE(existing_name_stays_when_a_hidden_file_is_renamed) {
    // With a rename that replaces nothing, and where there is no such.
    for (const char* const faults :
         {no_nameless, "openat_tmpfile:EOPNOTSUPP:0,renameat2:EINVAL:0",
          "openat_tmpfile:EOPNOTSUPP:0,renameat2:ENOSYS:0"}) {
        const injected_faults injected(faults);
        file_in_making making;
        test::write_file(making.scratch / "out", pattern(5));
        BOOST_TEST(
            (making.file->publish("out", {}, {}) == std::errc::file_exists));
        BOOST_TEST(test::read_file(making.scratch / "out").size() == 5u);
        BOOST_REQUIRE(!making.file->publish("other", {}, {}));
        BOOST_TEST((test::read_file(making.scratch / "other") ==
                    pattern(content_size)));
        making.file.reset();
        BOOST_TEST(making.scratch.entries().size() == 2u);
    }
}

BOOST_AUTO_TEST_CASE(failed_rename_leaves_no_placeholder) {
    file_in_making making;
    const injected_faults injected(
        "linkat:EPERM:1,renameat2:EINVAL:0,renameat:EIO:0");
    BOOST_TEST((making.file->publish("out", {}, {}) == std::errc::io_error));
    making.file.reset();
    BOOST_TEST(making.scratch.entries().empty());
}

BOOST_AUTO_TEST_CASE(nameless_file_that_cannot_be_linked_is_copied) {
    for (const char* const faults :
         {"linkat:EPERM:0", "linkat:EACCES:0", "linkat:EOPNOTSUPP:0",
          "linkat:ENOENT:0", "linkat:EINVAL:0", "linkat:ENOSYS:0",
          "linkat:EXDEV:0"}) {
        for (const bool exists : {false, true}) {
            const injected_faults injected(faults);
            file_in_making making;
            if (exists)
                test::write_file(making.scratch / "out", pattern(5));
            BOOST_REQUIRE(making.file->is_nameless());
            BOOST_REQUIRE(!making.file->publish("out", {.mode = 0751},
                                                {.replace = exists}));
            making.file.reset();
            making.check_only_entry("out");
            BOOST_TEST(making.mode_of("out") == 0751u);
        }
    }
}

BOOST_AUTO_TEST_CASE(existing_name_stays_when_the_copy_is_named) {
    file_in_making making;
    test::write_file(making.scratch / "out", pattern(5));
    const injected_faults injected("linkat:EPERM:0");
    BOOST_TEST((making.file->publish("out", {}, {}) == std::errc::file_exists));
    BOOST_TEST(test::read_file(making.scratch / "out").size() == 5u);
    making.file.reset();
    BOOST_TEST(making.scratch.entries().size() == 1u);
}

BOOST_AUTO_TEST_CASE(failed_copy_loses_nothing) {
    file_in_making making;
    {
        const injected_faults injected("linkat:EPERM:0,fdatasync:ENOSPC:1");
        BOOST_TEST((making.file->publish("out", {}, {.synchronous = true}) ==
                    std::errc::no_space_on_device));
    }
    BOOST_REQUIRE(!making.file->publish("out", {}, {}));
    making.file.reset();
    making.check_only_entry("out");
}

BOOST_AUTO_TEST_CASE(failed_synchronisation_comes_before_the_name) {
    const injected_faults injected("fdatasync:EIO:0");
    file_in_making making;
    BOOST_TEST((making.file->publish("out", {}, {.synchronous = true}) ==
                std::errc::io_error));
    BOOST_TEST(!making.file->is_published());
    making.file.reset();
    BOOST_TEST(making.scratch.entries().empty());
}

BOOST_AUTO_TEST_CASE(name_that_may_not_last_is_told) {
    const injected_faults injected("fsync:EIO:0");
    file_in_making making;
    BOOST_TEST((making.file->publish("out", {}, {.synchronous = true}) ==
                std::errc::io_error));
    BOOST_TEST(making.file->is_published());
    making.file.reset();
    making.check_only_entry("out");
}

BOOST_AUTO_TEST_CASE(attributes_that_cannot_be_set_are_told) {
    file_in_making making;
    const injected_faults injected("fchmod:EPERM:0,futimens:EPERM:0");
    BOOST_REQUIRE(!making.file->publish(
        "out", {.mode = 0777, .owner = {}, .times = std::array<timespec, 2>{}},
        {}));
    BOOST_TEST(
        (making.file->attribute_error() == std::errc::operation_not_permitted));
    BOOST_TEST(making.mode_of("out") == 0600u);
}

BOOST_AUTO_TEST_CASE(owner_that_cannot_be_given_takes_setuid_bits_along) {
    for (const char* const faults : {"fchown:EPERM:0", "fchown:EPERM:0:1"}) {
        file_in_making making;
        const injected_faults injected(faults);
        BOOST_REQUIRE(!making.file->publish(
            "out",
            {.mode = 07775,
             .owner =
                 io::file_attributes::ownership{::getuid() + 1, ::getgid()},
             .times = {}},
            {}));
        BOOST_TEST(!making.file->attribute_error());
        BOOST_TEST(making.mode_of("out") == 0775u);
    }
}
