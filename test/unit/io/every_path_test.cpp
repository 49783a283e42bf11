// SPDX-License-Identifier: BSL-1.0
// Every source with every sink: the same bytes on every path, damaged or not.
#include "io/transfer.hpp"

#include "io/io_error.hpp"
#include "io/mapped_output.hpp"
#include "io/mapped_stdout.hpp"
#include "io/null_output.hpp"
#include "io/open_source.hpp"
#include "io/posix.hpp"
#include "io/splice_output.hpp"
#include "io/write_output.hpp"

#include "support/deflate_builder.hpp"
#include "support/fake_producer.hpp"
#include "support/gzip_builder.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

#include <unistd.h>

using namespace mgunzip;
using test::bytes;
using test::scratch_directory;

namespace {

// Some output and the stream that makes it, of stored blocks and matches.
struct sample {
    bytes data;
    test::deflate_builder stream;

    void add_block(std::size_t stored_size, unsigned matches) {
        const bytes stored = test::pattern(stored_size, data.size());
        stream.stored_block(false, stored);
        data.insert(data.end(), stored.begin(), stored.end());
        stream.begin_fixed(false);
        for (unsigned i = 0; i < matches; ++i) {
            const std::size_t distance =
                std::min<std::size_t>(data.size(), 1 + i * 997 % 32'768);
            const unsigned length = 3 + i % 256;
            stream.match(length, static_cast<unsigned>(distance));
            for (unsigned n = 0; n < length; ++n)
                data.push_back(data[data.size() - distance]);
        }
        stream.end_block();
    }
    bytes member(std::uint32_t size_error = 0) {
        stream.begin_fixed(true).end_block();
        return test::gzip_bytes({.deflate_data = stream.data(),
                                 .data = data,
                                 .size_error = size_error});
    }
};

sample large_sample() {
    sample made;
    for (int i = 0; i < 20; ++i)
        made.add_block(10'000, 1000);
    return made;
}

// Matches that reach as far back as any can, over several MiB: whatever a sink
// does with its memory on the way, it has to keep the last 32 KiB.
sample farthest_sample() {
    sample made;
    made.add_block(history_size, 0);
    made.stream.begin_fixed(false);
    for (std::size_t size = 9'000'000; made.data.size() < size;) {
        made.stream.match(258, history_size);
        for (unsigned n = 0; n < 258; ++n)
            made.data.push_back(made.data[made.data.size() - history_size]);
    }
    made.stream.end_block();
    return made;
}

// An input file and what has to become of it.
struct scenario {
    std::string name;
    bytes input;
    bytes output;
    io::failure failure = io::failure::none;
    std::error_code error{};
    trailing_data trailing = trailing_data::none;
};

std::vector<scenario> scenarios() {
    const bytes member = large_sample().member();
    const bytes data = large_sample().data;
    std::vector<scenario> all;
    all.push_back({.name = "one member", .input = member, .output = data});
    all.push_back({.name = "three members",
                   .input = test::operator+(
                       test::operator+(member, test::gzip_stored("")), member),
                   .output = test::operator+(data, data)});
    sample farthest = farthest_sample();
    all.push_back({.name = "farthest matches",
                   .input = farthest.member(),
                   .output = farthest.data});
    all.push_back(
        {.name = "empty member", .input = test::gzip_stored(""), .output = {}});
    all.push_back({.name = "padding",
                   .input = test::operator+(member, bytes(100'000)),
                   .output = data,
                   .trailing = trailing_data::zeros});
    all.push_back({.name = "garbage",
                   .input = test::operator+(member, bytes(8, 0xff)),
                   .output = data,
                   .trailing = trailing_data::garbage});
    all.push_back({.name = "truncated",
                   .input = bytes(member.begin(), member.end() - 9),
                   .output = data,
                   .failure = io::failure::data,
                   .error = errc::truncated_input});
    sample damaged = large_sample();
    damaged.stream.block_header(false, 3);
    all.push_back(
        {.name = "damaged",
         .input = test::gzip_bytes({.deflate_data = damaged.stream.data()}),
         .output = data,
         .failure = io::failure::data,
         .error = errc::invalid_block_type});
    all.push_back({.name = "wrong size",
                   .input = large_sample().member(1),
                   .output = data,
                   .failure = io::failure::data,
                   .error = errc::data_size_mismatch});
    return all;
}

// How the input is given.
enum class input_path { mapped, read, pipe };
// Where the output goes.
enum class output_path {
    written,
    mapped,
    mapped_by_zeros,
    redirected,
    piped,
    spliced,
    nowhere,
};

bool is_pipe(output_path path) {
    return path == output_path::piped || path == output_path::spliced;
}

constexpr input_path input_paths[] = {input_path::mapped, input_path::read,
                                      input_path::pipe};
constexpr output_path output_paths[] = {
    output_path::written,    output_path::mapped, output_path::mapped_by_zeros,
    output_path::redirected, output_path::piped,  output_path::spliced,
    output_path::nowhere};

// A pipe, and a thread that does something at its other end.
class piped {
  public:
    piped() {
        // A decoder that finds an error stops reading.
        std::signal(SIGPIPE, SIG_IGN);
        int fds[2];
        BOOST_REQUIRE(::pipe2(fds, O_CLOEXEC) == 0);
        reader.reset(fds[0]);
        writer.reset(fds[1]);
    }
    ~piped() { join(); }
    void start(std::function<void()> work) { thread_ = std::thread(work); }
    void join() {
        if (thread_.joinable())
            thread_.join();
    }

    io::unique_fd reader;
    io::unique_fd writer;

  private:
    std::thread thread_;
};

// Writes in pieces of odd sizes.
void feed(piped& to, const bytes& data) {
    to.start([&to, &data] {
        std::size_t at = 0;
        for (std::size_t piece = 1; at < data.size();
             piece = piece * 3 % 65'521) {
            const std::size_t size = std::min(piece, data.size() - at);
            if (io::write_all(to.writer.get(), data.data() + at, size))
                break;
            at += size;
        }
        to.writer.reset();
    });
}

void drain(piped& from, bytes& data) {
    from.start([&from, &data] {
        bytes buffer(50'000);
        std::size_t count = 0;
        while (!io::read_some(from.reader.get(), buffer.data(), buffer.size(),
                              count) &&
               count > 0)
            data.insert(data.end(), buffer.begin(),
                        buffer.begin() + static_cast<std::ptrdiff_t>(count));
    });
}

struct outcome {
    io::failure failure = io::failure::none;
    std::error_code error{};
    std::uint64_t error_offset = 0;
    trailing_data trailing = trailing_data::none;
    std::uint64_t committed = 0;
    bytes output{};
};

std::unique_ptr<io::sink> open_sink(output_path path, int fd,
                                    const io::size_forecast& forecast) {
    std::error_code error;
    std::unique_ptr<io::sink> result;
    switch (path) {
    case output_path::written:
    case output_path::piped:
        return std::make_unique<io::write_output>(fd);
    case output_path::nowhere:
        return std::make_unique<io::null_output>();
    case output_path::mapped:
    case output_path::mapped_by_zeros: {
        std::unique_ptr<io::mapped_output> mapped;
        error = io::mapped_output::open(fd, forecast, mapped,
                                        {.way = path == output_path::mapped
                                                    ? io::page_way::populate
                                                    : io::page_way::zeros});
        result = std::move(mapped);
        break;
    }
    case output_path::redirected: {
        std::unique_ptr<io::mapped_stdout> mapped;
        error = io::mapped_stdout::open(fd, forecast, mapped);
        result = std::move(mapped);
        break;
    }
    case output_path::spliced: {
        std::unique_ptr<io::splice_output> spliced;
        error = io::splice_output::open(fd, spliced);
        result = std::move(spliced);
        break;
    }
    }
    BOOST_REQUIRE_MESSAGE(!error, error.message());
    return result;
}

outcome decode(io::source& from, output_path path, int output_fd) {
    outcome result;
    io::transfer job(from);
    result.failure = job.read_first_header();
    if (result.failure == io::failure::none) {
        const auto to = open_sink(path, output_fd, job.forecast());
        result.failure = job.run(*to);
        const auto error = to->finish();
        BOOST_TEST(!error, error.message());
        result.committed = to->committed();
    }
    result.error = job.error();
    result.error_offset = job.decoder().error_offset();
    result.trailing = job.decoder().trailing();
    return result;
}

outcome run_path(const scenario& given, input_path in, output_path out) {
    const scratch_directory scratch;
    test::write_file(scratch / "in", given.input);
    io::unique_fd input = test::open_file(scratch / "in", O_RDONLY);
    io::unique_fd output = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    piped input_pipe;
    piped output_pipe;
    bytes drained;
    int input_fd = input.get();
    if (in == input_path::pipe) {
        feed(input_pipe, given.input);
        input_fd = input_pipe.reader.get();
    }
    int output_fd = output.get();
    if (is_pipe(out)) {
        drain(output_pipe, drained);
        output_fd = output_pipe.writer.get();
    }
    io::opened_source source;
    const auto mode = in == input_path::mapped ? io::input_mode::mapped
                                               : io::input_mode::read;
    BOOST_REQUIRE(!io::open_source(input_fd, mode, source));
    outcome result = decode(*source.input, out, output_fd);
    input_pipe.reader.reset();
    output_pipe.writer.reset();
    output_pipe.join();
    result.output = is_pipe(out) ? drained : test::read_file(scratch / "out");
    if (in != input_path::pipe && given.failure == io::failure::none) {
        std::uint64_t offset = 0;
        BOOST_REQUIRE(!io::get_offset(input.get(), offset));
        BOOST_TEST(offset == given.input.size());
    }
    return result;
}

std::string describe(const scenario& given, input_path in, output_path out) {
    static constexpr const char* inputs[] = {"mapped", "read", "pipe"};
    static constexpr const char* outputs[] = {
        "written", "mapped",  "mapped by zeros", "redirected",
        "piped",   "spliced", "nowhere"};
    return given.name + ", " + inputs[static_cast<int>(in)] + " to " +
           outputs[static_cast<int>(out)];
}

void check_path(const scenario& given, input_path in, output_path out,
                std::uint64_t error_offset) {
    BOOST_TEST_CONTEXT(describe(given, in, out)) {
        const outcome result = run_path(given, in, out);
        BOOST_TEST((result.failure == given.failure));
        BOOST_TEST((result.error == given.error), result.error.message());
        BOOST_TEST(result.error_offset == error_offset);
        BOOST_TEST((result.trailing == given.trailing));
        BOOST_TEST(result.committed == given.output.size());
        if (out == output_path::nowhere)
            BOOST_TEST(result.output.empty());
        else
            BOOST_TEST((result.output == given.output));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(every_path_gives_the_same_bytes_and_errors) {
    for (const scenario& given : scenarios()) {
        const std::uint64_t error_offset =
            run_path(given, input_path::read, output_path::nowhere)
                .error_offset;
        for (const input_path in : input_paths) {
            for (const output_path out : output_paths)
                check_path(given, in, out, error_offset);
        }
    }
}

BOOST_AUTO_TEST_CASE(input_that_is_no_gzip_file_opens_no_output) {
    const scenario given{.name = "text",
                         .input = bytes(1000, 'x'),
                         .output = {},
                         .failure = io::failure::data,
                         .error = errc::not_gzip};
    for (const input_path in : input_paths)
        check_path(given, in, output_path::written, 0);
}

BOOST_AUTO_TEST_CASE(input_that_another_thread_changes_does_no_harm) {
    const bytes good = large_sample().member();
    const std::size_t good_size = large_sample().data.size();
    const scratch_directory scratch;
    test::write_file(scratch / "in", good);
    std::atomic<bool> is_done{false};
    std::thread changer([&] {
        const auto fd = test::open_file(scratch / "in", O_WRONLY);
        for (std::uint64_t i = 0; !is_done; ++i) {
            const std::size_t at = 20 + i * 7919 % (good.size() - 20);
            std::uint8_t changed = test::pattern_at(i);
            if (i % 2 == 1)
                changed = good[at];
            if (io::write_all_at(fd.get(), &changed, 1, at))
                break;
        }
    });
    for (int round = 0; round < 30; ++round) {
        const auto input = test::open_file(scratch / "in", O_RDONLY);
        const auto output =
            test::open_file(scratch / "out", O_RDWR | O_CREAT | O_TRUNC);
        io::opened_source source;
        BOOST_REQUIRE(
            !io::open_source(input.get(), io::input_mode::mapped, source));
        const outcome result =
            decode(*source.input, output_path::mapped, output.get());
        // Whatever it was, nothing of it is beyond what such data can hold.
        BOOST_TEST((result.failure == io::failure::none ||
                    result.failure == io::failure::data));
        BOOST_TEST(result.committed <= good.size() * 1032);
        if (result.failure == io::failure::none)
            BOOST_TEST(result.committed == good_size);
    }
    is_done = true;
    changer.join();
}

BOOST_AUTO_TEST_CASE(input_that_shrinks_while_it_is_decoded_is_input_lost) {
    sample made;
    for (int i = 0; i < 400; ++i)
        made.add_block(60'000, 10);
    const bytes good = made.member();
    const scratch_directory scratch;
    test::write_file(scratch / "in", good);
    const auto input = test::open_file(scratch / "in", O_RDWR);
    const auto output = test::open_file(scratch / "out", O_RDWR | O_CREAT);
    io::opened_source source;
    BOOST_REQUIRE(
        !io::open_source(input.get(), io::input_mode::mapped, source));
    io::transfer job(*source.input);
    BOOST_REQUIRE((job.read_first_header() == io::failure::none));
    BOOST_REQUIRE(!io::set_size(input.get(), 10'000'000));
    const auto to =
        open_sink(output_path::mapped, output.get(), job.forecast());
    BOOST_TEST((job.run(*to) == io::failure::input));
    BOOST_TEST((job.error() == io::io_errc::input_lost));
}
