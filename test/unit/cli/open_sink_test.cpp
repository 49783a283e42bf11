// SPDX-License-Identifier: BSL-1.0
// Choosing the output.
#include "cli/open_sink.hpp"

#include "io/enlarged_pipe.hpp"
#include "io/file_names.hpp"
#include "io/io_error.hpp"
#include "support/pipe_pair.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

using namespace mgunzip;
using cli::destination;
using cli::destination_kind;
using cli::opened_sink;
using cli::output_mode;

namespace {

cli::options way(output_mode mode) {
    cli::options wanted;
    wanted.output_mode = mode;
    return wanted;
}

class unknown_size final : public io::size_forecast {
    std::uint64_t remaining() const noexcept override { return 0; }
};

const unknown_size forecast;

destination file_in(const test::scratch_directory& scratch) {
    destination to{.kind = destination_kind::regular_file,
                   .path = scratch / "out"};
    BOOST_REQUIRE(!io::directory::open(scratch.path(), true, to.directory));
    to.name = "out";
    return to;
}

// Lets standard output be a descriptor for a while.
class standard_output {
  public:
    explicit standard_output(int fd) : before_(::dup(STDOUT_FILENO)) {
        BOOST_REQUIRE(::dup2(fd, STDOUT_FILENO) == STDOUT_FILENO);
    }
    ~standard_output() { ::dup2(before_.get(), STDOUT_FILENO); }

  private:
    io::unique_fd before_;
};

} // namespace

BOOST_AUTO_TEST_CASE(named_file_is_mapped_unless_writing_is_asked_for) {
    const test::scratch_directory scratch;
    const destination to = file_in(scratch);
    for (const output_mode mode :
         {output_mode::automatic, output_mode::mapped}) {
        opened_sink sink;
        BOOST_TEST(!cli::open_sink(to, way(mode), forecast, sink));
        BOOST_TEST(sink.output->is_mapped());
        BOOST_TEST(sink.path_taken() == std::string("mapped"));
        BOOST_TEST(sink.file != nullptr);
        BOOST_TEST(sink.reason.empty());
    }
    opened_sink sink;
    BOOST_TEST(!cli::open_sink(to, way(output_mode::written), forecast, sink));
    BOOST_TEST(!sink.output->is_mapped());
    BOOST_TEST(sink.path_taken() == std::string("written"));
    BOOST_TEST(scratch.entries().empty());
}

BOOST_AUTO_TEST_CASE(file_cannot_be_made_in_a_directory_that_is_gone) {
    const test::scratch_directory scratch;
    BOOST_REQUIRE(::mkdir((scratch / "sub").c_str(), 0700) == 0);
    destination to = file_in(scratch);
    BOOST_REQUIRE(!io::directory::open(scratch / "sub", true, to.directory));
    BOOST_REQUIRE(::rmdir((scratch / "sub").c_str()) == 0);
    opened_sink sink;
    BOOST_TEST((cli::open_sink(to, way(output_mode::automatic), forecast,
                               sink) == std::errc::no_such_file_or_directory));
}

BOOST_AUTO_TEST_CASE(standard_output_is_mapped_only_by_name) {
    const test::scratch_directory scratch;
    const auto file = test::open_file(scratch / "out", O_CREAT | O_RDWR);
    const standard_output redirected(file.get());
    const destination to{.kind = destination_kind::standard_output};
    for (const output_mode mode :
         {output_mode::automatic, output_mode::written, output_mode::mapped}) {
        opened_sink sink;
        BOOST_TEST(!cli::open_sink(to, way(mode), forecast, sink));
        BOOST_TEST(sink.output->is_mapped() == (mode == output_mode::mapped));
        BOOST_TEST(!sink.file);
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_mapped_by_name_is_told_with_a_reason) {
    const test::scratch_directory scratch;
    BOOST_REQUIRE(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);
    const auto fifo = test::open_file(scratch / "fifo", O_RDWR);
    opened_sink sink;
    const destination special{.kind = destination_kind::special_file,
                              .path = scratch / "fifo"};
    BOOST_TEST(cli::open_sink(special, way(output_mode::mapped), forecast,
                              sink) == io::io_errc::output_not_mappable);
    BOOST_TEST(sink.reason == "it is not a regular file");

    const standard_output redirected(fifo.get());
    const destination standard{.kind = destination_kind::standard_output};
    opened_sink other;
    BOOST_TEST(cli::open_sink(standard, way(output_mode::mapped), forecast,
                              other) == io::io_errc::output_not_mappable);
    BOOST_TEST(other.reason == "it is not a regular file");
}

BOOST_AUTO_TEST_CASE(pipe_is_spliced_to_only_by_name) {
    const test::pipe_pair pipe;
    const standard_output redirected(pipe.writer.get());
    const destination to{.kind = destination_kind::standard_output};
    for (const output_mode mode :
         {output_mode::automatic, output_mode::written, output_mode::spliced}) {
        opened_sink sink;
        BOOST_TEST(!cli::open_sink(to, way(mode), forecast, sink));
        BOOST_TEST(sink.path_taken() == (mode == output_mode::spliced
                                             ? std::string("spliced")
                                             : std::string("written")));
        BOOST_TEST(!sink.output->is_mapped());
        BOOST_TEST(sink.reason.empty());
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_pipe_cannot_be_spliced_to) {
    const test::scratch_directory scratch;
    const auto file = test::open_file(scratch / "file", O_CREAT | O_RDWR);
    const standard_output redirected(file.get());
    const destination standard{.kind = destination_kind::standard_output};
    const destination named = file_in(scratch);
    struct stat status {};
    BOOST_REQUIRE(::stat("/dev/full", &status) == 0);
    // It is refused before it is opened: that would fail otherwise.
    const destination special{.kind = destination_kind::special_file,
                              .path = scratch / "nothing",
                              .existing = status};
    for (const destination* const to : {&standard, &named, &special}) {
        opened_sink sink;
        BOOST_TEST(cli::open_sink(*to, way(output_mode::spliced), forecast,
                                  sink) == io::io_errc::output_not_spliceable);
        BOOST_TEST(sink.reason == "it is not a pipe");
        BOOST_TEST(!sink.file);
        BOOST_TEST(!sink.output);
    }
}

BOOST_AUTO_TEST_CASE(pipes_are_enlarged_where_they_are_written_to) {
    const test::pipe_pair model;
    const io::enlarged_pipe larger(model.writer.get());
    const destination to{.kind = destination_kind::standard_output};
    for (const output_mode mode :
         {output_mode::automatic, output_mode::written, output_mode::spliced}) {
        const test::pipe_pair pipe;
        const int before = pipe.size();
        const standard_output redirected(pipe.writer.get());
        {
            opened_sink sink;
            BOOST_TEST(!cli::open_sink(to, way(mode), forecast, sink));
            BOOST_TEST(pipe.size() == model.size());
        }
        BOOST_TEST(pipe.size() == before);
    }
}

BOOST_AUTO_TEST_CASE(special_file_is_written_to) {
    destination to{.kind = destination_kind::special_file, .path = "/dev/null"};
    to.name = "null";
    BOOST_REQUIRE(!io::directory::open("/dev", true, to.directory));
    struct stat status {};
    BOOST_REQUIRE(!to.directory->look_at(to.name, status));
    to.existing = status;
    opened_sink sink;
    BOOST_TEST(
        !cli::open_sink(to, way(output_mode::automatic), forecast, sink));
    BOOST_TEST(static_cast<bool>(sink.special_file));
    BOOST_TEST(!sink.output->is_mapped());
    BOOST_TEST(sink.reason.empty());
}

BOOST_AUTO_TEST_CASE(special_file_that_was_replaced_is_not_written_to) {
    destination to{.kind = destination_kind::special_file, .path = "/dev/null"};
    to.name = "null";
    BOOST_REQUIRE(!io::directory::open("/dev", true, to.directory));
    struct stat status {};
    BOOST_REQUIRE(!to.directory->look_at("zero", status));
    to.existing = status;
    opened_sink sink;
    BOOST_TEST((cli::open_sink(to, way(output_mode::automatic), forecast,
                               sink) == io::io_errc::replaced_meanwhile));
    BOOST_TEST(!sink.special_file);
}

BOOST_AUTO_TEST_CASE(nowhere_takes_everything) {
    opened_sink sink;
    BOOST_TEST(!cli::open_sink({}, way(output_mode::mapped), forecast, sink));
    sink.output->window().next += 1000;
    BOOST_TEST(!sink.output->finish());
    BOOST_TEST(sink.output->committed() == 1000u);
}
