// SPDX-License-Identifier: BSL-1.0
// Members decoded by several threads: the same outcome as one after the other,
// whatever is wrong with them, and in every kind of sink. For ThreadSanitizer.
#include "io/member_crew.hpp"

#include "io/mapped_input.hpp"
#include "io/mapped_output.hpp"
#include "io/null_output.hpp"
#include "io/transfer.hpp"
#include "io/write_output.hpp"
#include "support/bgzf_files.hpp"
#include "support/deflate_builder.hpp"
#include "support/fixed_forecast.hpp"
#include "support/inflate_runner.hpp"
#include "support/pipe_pair.hpp"
#include "support/reference_gunzip.hpp"
#include "support/scratch_directory.hpp"
#include "support/small_filesystem.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <thread>
#include <utility>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// What a decoder says in the end. Of members those whose header was read.
struct outcome {
    bytes output{};
    errc error = errc::ok;
    std::uint64_t offset = 0;
    std::uint64_t consumed = 0; ///< if there is no error
    std::uint64_t members = 0;
    trailing_data trailing = trailing_data::none;

    friend bool operator==(const outcome&, const outcome&) = default;
    friend std::ostream& operator<<(std::ostream& stream, const outcome& o) {
        return stream << o.output.size() << " bytes, error " << o.error
                      << " at " << o.offset << ", " << o.consumed << " used, "
                      << o.members << " members";
    }
};

outcome expected_of(const bytes& file) {
    gunzip_result by_reference = reference_gunzip(file);
    return {.output = std::move(by_reference.decoded.output),
            .error = by_reference.decoded.error,
            .offset = by_reference.decoded.offset,
            .consumed = by_reference.decoded.error == errc::ok
                            ? by_reference.decoded.consumed
                            : 0,
            .members = by_reference.members_begun,
            .trailing = by_reference.trailing};
}

// A buffer that is handed out in pieces.
class memory_source final : public io::source {
  public:
    explicit memory_source(const bytes& input, std::size_t piece = SIZE_MAX)
        : at_(input.data()), end_(input.data() + input.size()), piece_(piece) {}

    std::error_code next(input_cursor& piece) override {
        const std::size_t size =
            std::min(piece_, static_cast<std::size_t>(end_ - at_));
        piece = {at_, at_ + size};
        at_ += size;
        return {};
    }
    std::error_code advance(const std::uint8_t*) override { return {}; }
    std::error_code finish(const std::uint8_t*) override { return {}; }
    bool is_mapped() const noexcept override { return false; }

  private:
    const std::uint8_t* at_;
    const std::uint8_t* end_;
    std::size_t piece_;
};

// Takes copies, and stalls when told to.
class collecting final : public io::ring_output {
  public:
    bytes output{};
    random_source* stalls = nullptr;
    bool appends_by_taking = true;
    bool has_only_blocks = true;

    std::error_code append(std::uint8_t* data, std::size_t size) override {
        return appends_by_taking ? append_by_taking(data, size)
                                 : sink::append(data, size);
    }

  private:
    std::error_code take(const std::uint8_t* data, std::size_t size) override {
        // A shorter one can only be the last.
        BOOST_TEST(has_only_blocks);
        has_only_blocks = size == usual_block_size;
        if (stalls && below(*stalls, 4) == 0)
            std::this_thread::sleep_for(
                std::chrono::microseconds(below(*stalls, 2000)));
        output.insert(output.end(), data, data + size);
        return {};
    }
};

// Lanes take on what is small, and so do threads.
io::crew_tuning eager(std::size_t segment_output = 200'000) {
    return {.streams = {.least_streams = 2,
                        .least_input = 0,
                        .least_block = 0,
                        .most_percent = 1'000'000},
            .segment_output = segment_output,
            .least_input = 1};
}

struct way {
    unsigned threads = 2;
    io::crew_tuning tuning = eager();
    std::size_t piece = SIZE_MAX;
};

void run(io::source& from, io::sink& to, const way& how, outcome& result) {
    io::thread_budget threads(how.threads - 1);
    io::transfer job(from, {.threads = &threads, .members = how.tuning});
    io::failure cause = job.read_first_header();
    if (cause == io::failure::none)
        cause = job.run(to);
    BOOST_TEST((cause == io::failure::none || cause == io::failure::data));
    BOOST_TEST(!to.finish());
    BOOST_TEST(to.committed() == job.produced());
    const gzip_decoder& decoder = job.decoder();
    result.error = decoder.error();
    result.offset = decoder.error_offset();
    result.consumed = result.error == errc::ok ? decoder.consumed() : 0;
    result.members = decoder.members();
    result.trailing = decoder.trailing();
    // All threads have gone back.
    std::vector<io::thread_lease> leases;
    for (unsigned i = 1; i < how.threads; ++i)
        BOOST_TEST(bool(leases.emplace_back(threads.take())));
}

outcome collected_by(const bytes& file, const way& how,
                     bool appends_by_taking = true) {
    memory_source from(file, how.piece);
    collecting to;
    to.appends_by_taking = appends_by_taking;
    outcome result;
    run(from, to, how, result);
    result.output = std::move(to.output);
    return result;
}

outcome only_checked(const bytes& file, const way& how, outcome expected) {
    memory_source from(file, how.piece);
    io::null_output to;
    outcome result;
    run(from, to, how, result);
    BOOST_TEST(to.committed() == expected.output.size());
    result.output = std::move(expected.output);
    return result;
}

// From a mapped file to a mapped file.
outcome mapped_by(const bytes& file, const way& how,
                  io::mapping_settings mapping) {
    const scratch_directory scratch;
    write_file(scratch / "in", file);
    const auto in = open_file(scratch / "in", O_RDONLY);
    std::unique_ptr<io::mapped_input> from;
    BOOST_REQUIRE(!io::mapped_input::open(in.get(), 0, from));
    const io::size_estimator forecast(*from);
    const auto out = open_file(scratch / "out", O_RDWR | O_CREAT);
    std::unique_ptr<io::mapped_output> to;
    BOOST_REQUIRE(!io::mapped_output::open(out.get(), forecast, to, mapping));
    outcome result;
    run(*from, *to, how, result);
    result.output = read_file(scratch / "out");
    return result;
}

void check_mapped(const bytes& file, const way& how, const outcome& expected) {
    if (file.empty())
        return;
    for (const io::page_way pages :
         {io::page_way::zeros, io::page_way::populate})
        BOOST_TEST(mapped_by(file, how, {.way = pages}) == expected);
}

void check(const bytes& file, unsigned most_threads = 3) {
    const outcome expected = expected_of(file);
    for (const unsigned threads : {1u, 2u, 3u, 8u}) {
        if (threads > most_threads)
            break;
        BOOST_TEST_INFO_SCOPE(threads << " threads");
        const way how{.threads = threads};
        BOOST_TEST(collected_by(file, how) == expected);
    }
}

void check_in_all_ways(const bytes& file) {
    const outcome expected = expected_of(file);
    for (const unsigned threads : {1u, 2u, 3u, 8u}) {
        BOOST_TEST_INFO_SCOPE(threads << " threads");
        const way how{.threads = threads};
        BOOST_TEST(collected_by(file, how) == expected);
        BOOST_TEST(collected_by(file, how, false) == expected);
        BOOST_TEST(only_checked(file, how, expected) == expected);
        check_mapped(file, how, expected);
        BOOST_TEST(collected_by(file, {.threads = threads, .piece = 5000}) ==
                   expected);
        BOOST_TEST(collected_by(file, {.threads = threads, .tuning = {}}) ==
                   expected);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(random_members_in_all_ways) {
    random_source random(1);
    for (const std::size_t size : {200u, 3000u, 40'000u})
        check_in_all_ways(joined(random_members(random, 60, size)) +
                          some_more());
}

BOOST_AUTO_TEST_CASE(every_kernel_does_it) {
    random_source random(2);
    const bytes file = joined(random_members(random, 60, 5000)) + some_more();
    for_each_inflate_kernel([&](const std::string& kernel) {
        BOOST_TEST_INFO_SCOPE(kernel);
        mgunzip::detail::stream_counters counters;
        way how;
        how.tuning.streams.counters = &counters;
        BOOST_TEST(collected_by(file, how) == expected_of(file));
        BOOST_TEST(counters.by_lanes + counters.alone > 50u);
        BOOST_TEST((counters.by_lanes > 0u) == kernel.starts_with("lanes"));
    });
}

BOOST_AUTO_TEST_CASE(members_of_every_number) {
    random_source random(3);
    const bytes member = joined(random_members(random, 1, 3000));
    for (const int count : {1, 2, 3, 7, 8, 9, 1000}) {
        BOOST_TEST_INFO_SCOPE(count << " members");
        check(repeated(member, count));
        check(repeated(member, count) + some_more());
    }
}

BOOST_AUTO_TEST_CASE(empty_members_full_members_and_what_follows) {
    random_source random(4);
    const bytes empty = bgzf_end();
    const bytes zeros(65536, 0);
    deflate_builder builder;
    builder.begin_fixed(true).literals(std::string(1, '\0'));
    for (int i = 0; i < 254; ++i)
        builder.match(258, 1);
    builder.match(3, 1).end_block();
    const bytes full = gzip_bytes(bgzf_of(builder.data(), zeros));
    const bytes file = joined(random_members(random, 20, 2000)) + empty +
                       repeated(full, 20) + empty + empty +
                       joined(random_members(random, 20, 2000));
    BOOST_REQUIRE(expected_of(full).output == zeros);
    check_in_all_ways(file);
    check_in_all_ways(file + empty);
    check_in_all_ways(repeated(empty, 2000));
    for (const bytes& behind :
         {bytes(700, 0), bytes(5, 0) + bytes(700, 'g'), bytes(700, 'g'),
          bytes(1, 0x1f), bytes{0x1f, 0x8b},
          gzip_stored("of another kind") + file})
        check(file + behind);
}

BOOST_AUTO_TEST_CASE(a_damaged_member_in_each_position) {
    random_source random(5);
    const std::vector<gzip_member> members = random_members(random, 30, 2000);
    for (std::size_t k = 0; k < members.size(); ++k) {
        std::vector<gzip_member> damaged = members;
        damaged[k].crc_error = 1;
        BOOST_TEST_INFO_SCOPE("member " << k);
        check(joined(damaged) + some_more());
        if (k % 7 == 0)
            check_in_all_ways(joined(damaged) + some_more());
    }
}

BOOST_AUTO_TEST_CASE(every_byte_of_a_small_file_damaged) {
    const bytes file = small_file();
    for (std::size_t i = 0; i < file.size(); ++i) {
        bytes damaged = file;
        damaged[i] ^= static_cast<std::uint8_t>(1u << i % 8);
        BOOST_TEST_INFO_SCOPE("byte " << i);
        BOOST_TEST(collected_by(damaged, {}) == expected_of(damaged));
    }
}

BOOST_AUTO_TEST_CASE(a_small_file_cut_at_every_byte) {
    const bytes file = small_file();
    for (std::size_t size = 0; size < file.size(); ++size) {
        BOOST_TEST_INFO_SCOPE(size << " bytes");
        check({file.begin(), file.begin() + static_cast<long>(size)}, 8);
    }
}

// Lengths that are others than those that the member says, and all else right:
// no error, but the schedule is of no use.
BOOST_AUTO_TEST_CASE(members_that_lie) {
    random_source random(8);
    const random_stream made = make_random_stream(random, 2000);
    const bytes before = joined(random_members(random, 20, 2000));
    for (const unsigned size_error : {1u, 700u, 0xffffu}) {
        const bytes liar =
            gzip_bytes(bgzf_of(made.data, made.output, size_error));
        const bytes file = before + liar + before;
        check_in_all_ways(file + some_more());
        check(repeated(file, 20) + some_more());
    }
}

BOOST_AUTO_TEST_CASE(segments_of_any_size) {
    random_source random(9);
    const bytes file = joined(random_members(random, 80, 3000)) + some_more();
    const outcome expected = expected_of(file);
    for (const std::size_t size : {1u, 3000u, 10'000u, 60'000u, 524'288u}) {
        BOOST_TEST_INFO_SCOPE("segments of " << size);
        const way how{.threads = 3, .tuning = eager(size)};
        BOOST_TEST(collected_by(file, how) == expected);
        BOOST_TEST(only_checked(file, how, expected) == expected);
        check_mapped(file, how, expected);
    }
}

// The mapping grows while there are threads.
BOOST_AUTO_TEST_CASE(forecast_is_too_small) {
    random_source random(10);
    const bytes file = joined(random_members(random, 60, 20'000)) + some_more();
    constexpr std::uint64_t little = 64 * 1024;
    io::mapping_settings growing{.way = io::page_way::zeros};
    growing.first_guess = growing.max_doubling = growing.max_step = little;
    const way how{.threads = 3};
    BOOST_TEST(mapped_by(file, how, growing) == expected_of(file));
}

BOOST_AUTO_TEST_CASE(bytes_stay_in_order_when_the_reader_stalls) {
    random_source random(11);
    const bytes file = joined(random_members(random, 300, 9000)) + some_more();
    const outcome expected = expected_of(file);
    for (const unsigned threads : {1u, 2u, 8u})
        for (const bool by_taking : {false, true}) {
            memory_source from(file);
            collecting to;
            to.stalls = &random;
            to.appends_by_taking = by_taking;
            outcome result;
            run(from, to, {.threads = threads, .tuning = eager(20'000)},
                result);
            result.output = std::move(to.output);
            BOOST_TEST(result == expected);
        }
}

BOOST_AUTO_TEST_CASE(writes_to_a_pipe_are_whole_blocks) {
    random_source random(12);
    const bytes file = joined(random_members(random, 200, 20'000));
    const outcome expected = expected_of(file);
    pipe_pair pipe(O_DIRECT); // each write is a packet
    collected all;
    std::thread reader([&] { all = collect(pipe.reader.get(), 4096); });
    memory_source from(file);
    io::write_output to(pipe.writer.get());
    outcome result;
    run(from, to, {.threads = 3}, result);
    pipe.writer.reset();
    reader.join();
    BOOST_TEST((all.bytes == expected.output));
}

// Bad members here and there: what is lost by them is bounded.
BOOST_AUTO_TEST_CASE(only_a_few_of_many_lies_cost_time) {
    const bytes file = pairs_that_lie(20'000) + some_more();
    mgunzip::detail::stream_counters counters;
    way how;
    how.tuning.streams.counters = &counters;
    BOOST_TEST(collected_by(file, how) == expected_of(file));
    BOOST_TEST(counters.failed > 0u);
    BOOST_TEST(counters.failed < 200u);
}

namespace {

// Fails after some blocks.
class failing final : public io::ring_output {
  public:
    int blocks_left = 3;

    std::error_code append(std::uint8_t* data, std::size_t size) override {
        return append_by_taking(data, size);
    }

  private:
    std::error_code take(const std::uint8_t*, std::size_t) override {
        return blocks_left-- > 0
                   ? std::error_code{}
                   : std::make_error_code(std::errc::no_space_on_device);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(output_that_fails_ends_all_threads) {
    random_source random(13);
    const bytes file = joined(random_members(random, 300, 9000)) + some_more();
    for (const unsigned count : {1u, 2u, 8u}) {
        memory_source from(file);
        failing to;
        io::thread_budget threads(count - 1);
        io::transfer job(from, {.threads = &threads, .members = eager(20'000)});
        BOOST_REQUIRE((job.read_first_header() == io::failure::none));
        BOOST_TEST((job.run(to) == io::failure::output));
        BOOST_TEST((job.error() == std::errc::no_space_on_device));
        std::vector<io::thread_lease> leases;
        for (unsigned i = 1; i < count; ++i)
            BOOST_TEST(bool(leases.emplace_back(threads.take())));
    }
}

namespace {

// Does something when the first block comes.
class with_an_event final : public io::ring_output {
  public:
    std::function<void()> event{};
    std::function<void()> at_each_block{};

    std::error_code append(std::uint8_t* data, std::size_t size) override {
        return append_by_taking(data, size);
    }

  private:
    std::error_code take(const std::uint8_t*, std::size_t) override {
        if (event)
            std::exchange(event, {})();
        else
            at_each_block();
        return {};
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(threads_that_are_free_later_are_taken) {
    random_source random(15);
    const bytes file = joined(random_members(random, 300, 9000)) + some_more();
    memory_source from(file);
    io::thread_budget threads(1);
    io::thread_lease taken = threads.take();
    with_an_event to;
    to.event = [&] { taken.give_back(); };
    int with_crew = 0;
    to.at_each_block = [&] { with_crew += !threads.take(); };
    io::transfer job(from, {.threads = &threads, .members = eager(20'000)});
    BOOST_REQUIRE((job.read_first_header() == io::failure::none));
    BOOST_TEST((job.run(to) == io::failure::none));
    BOOST_TEST(with_crew > 10);
}

// The mapping ends where the file system is full, and threads are at work.
BOOST_AUTO_TEST_CASE(full_file_system_is_an_error_wherever_it_is_met) {
    random_source random(14);
    const bytes file = joined(random_members(random, 200, 20'000));
    const bytes all = expected_of(file).output;
    for (const std::size_t room : {all.size() / 4, all.size() / 2,
                                   all.size() - 5000, all.size() + 50'000}) {
        const small_filesystem full(room / 4096 * 4096);
        BOOST_TEST_INFO_SCOPE("room for " << room << " of " << all.size());
        const std::string name = full.directory() / "out";
        const auto out = open_file(name, O_RDWR | O_CREAT);
        memory_source from(file);
        const fixed_forecast forecast(all.size());
        std::unique_ptr<io::mapped_output> to;
        BOOST_REQUIRE(!io::mapped_output::open(out.get(), forecast, to));
        io::thread_budget threads(2);
        io::transfer job(from, {.threads = &threads, .members = eager()});
        BOOST_REQUIRE((job.read_first_header() == io::failure::none));
        const io::failure cause = job.run(*to);
        std::error_code error = job.error();
        if (cause == io::failure::none)
            error = to->finish(); // what waited for a whole block
        BOOST_TEST(
            (cause == io::failure::none || cause == io::failure::output));
        if (room > all.size())
            BOOST_TEST(!error);
        else
            BOOST_TEST((error == std::errc::no_space_on_device));
        to.reset();
        const bytes written = read_file(name);
        BOOST_REQUIRE(written.size() <= all.size());
        BOOST_TEST(std::equal(written.begin(), written.end(), all.begin()));
        BOOST_TEST((room < all.size() || written.size() == all.size()));
    }
}
