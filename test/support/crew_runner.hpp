// SPDX-License-Identifier: BSL-1.0
// Runs a transfer with a crew of threads, from memory and from files to sinks
// of every kind, and says what came of it.
#ifndef MGUNZIP_TEST_CREW_RUNNER_HPP
#define MGUNZIP_TEST_CREW_RUNNER_HPP

#include "io/mapped_input.hpp"
#include "io/mapped_output.hpp"
#include "io/null_output.hpp"
#include "io/ring_output.hpp"
#include "io/size_estimator.hpp"
#include "io/transfer.hpp"
#include "support/inflate_runner.hpp"
#include "support/random_stream.hpp"
#include "support/reference_gunzip.hpp"
#include "support/sanitizers.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <thread>
#include <utility>
#include <vector>

namespace mgunzip::test {

// What a decoder says in the end. Of members those whose header was read.
struct outcome {
    bytes output{};
    errc error = errc::ok;
    std::uint64_t offset = 0;
    std::uint64_t consumed = 0; ///< if there is no error
    std::uint64_t members = 0;
    trailing_data trailing = trailing_data::none;
    bool was_index_wrong = false;

    friend bool operator==(const outcome&, const outcome&) = default;
    friend std::ostream& operator<<(std::ostream& stream, const outcome& o) {
        return stream << o.output.size() << " bytes, error " << o.error
                      << " at " << o.offset << ", " << o.consumed << " used, "
                      << o.members << " members"
                      << (o.was_index_wrong ? ", not as the index says" : "");
    }
};

// Every byte of a small file is tried, and with a sanitizer, where threads take
// long to come and go, every seventh.
constexpr std::size_t byte_step() {
    return has_sanitizer() ? 7 : 1;
}

inline outcome expected_of(const bytes& file) {
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

// A buffer that is handed out in pieces, or like a mapping.
class memory_source final : public io::source {
  public:
    explicit memory_source(const bytes& input, std::size_t piece = SIZE_MAX,
                           bool is_whole = false)
        : at_(input.data()), end_(input.data() + input.size()), piece_(piece) {
        if (is_whole)
            whole_ = {at_, end_};
    }

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
    std::optional<input_cursor> whole() const noexcept override {
        return whole_;
    }

  private:
    const std::uint8_t* at_;
    const std::uint8_t* end_;
    std::size_t piece_;
    std::optional<input_cursor> whole_{};
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
inline io::crew_tuning eager(std::size_t segment_output = 200'000) {
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
    const gzip_index* index = nullptr; // then the input is whole
    detail::block_plan_tuning blocks{.least = 20'000, .most = 200'000};
};

inline void run(io::source& from, io::sink& to, const way& how,
                outcome& result) {
    io::thread_budget threads(how.threads - 1);
    io::transfer job(from, {.threads = &threads,
                            .known_index = how.index,
                            .members = how.tuning,
                            .blocks = how.blocks});
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
    result.was_index_wrong = job.was_index_wrong();
    // All threads have gone back.
    std::vector<io::thread_lease> leases;
    for (unsigned i = 1; i < how.threads; ++i)
        BOOST_TEST(bool(leases.emplace_back(threads.take())));
}

inline outcome collected_by(const bytes& file, const way& how,
                            bool appends_by_taking = true) {
    memory_source from(file, how.piece, how.index != nullptr);
    collecting to;
    to.appends_by_taking = appends_by_taking;
    outcome result;
    run(from, to, how, result);
    result.output = std::move(to.output);
    return result;
}

inline outcome only_checked(const bytes& file, const way& how,
                            outcome expected) {
    memory_source from(file, how.piece, how.index != nullptr);
    io::null_output to;
    outcome result;
    run(from, to, how, result);
    BOOST_TEST(to.committed() == expected.output.size());
    result.output = std::move(expected.output);
    return result;
}

// From a mapped file to a mapped file.
inline outcome mapped_by(const bytes& file, const way& how,
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

} // namespace mgunzip::test

#endif
