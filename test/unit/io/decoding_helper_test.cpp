// SPDX-License-Identifier: BSL-1.0
// Transfers that a thread of a budget helps with: when it comes, and that it is
// gone before the input is.
#include "io/decoding_helper.hpp"

#include "inflate/decoder_tuning.hpp"
#include "io/io_error.hpp"
#include "io/mapped_input.hpp"
#include "io/posix.hpp"
#include "io/ring_output.hpp"
#include "io/transfer.hpp"
#include "support/gzip_builder.hpp"
#include "support/lane_support.hpp"
#include "support/living_threads.hpp"
#include "support/sample_data.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <new>
#include <utility>

using namespace mgunzip;
using namespace mgunzip::test;
using io::failure;

namespace {

// All of the input as one piece, which nobody must be reading any more when the
// source is finished.
class whole_source final : public io::source {
  public:
    explicit whole_source(const bytes& input) : input_(input) {}

    std::error_code next(input_cursor& piece) override {
        const std::uint8_t* const end = input_.data() + input_.size();
        piece = {was_given_ ? end : input_.data(), end};
        was_given_ = true;
        return {};
    }
    std::error_code advance(const std::uint8_t* position) override {
        const auto offset = static_cast<std::size_t>(position - input_.data());
        return offset < lost_from ? std::error_code{}
                                  : make_error_code(io::io_errc::input_lost);
    }
    std::error_code finish(const std::uint8_t*) override {
        BOOST_TEST(living_threads() == threads_before);
        return {};
    }
    void skip_rest() noexcept override {}
    bool is_mapped() const noexcept override { return true; }

    std::size_t lost_from = ~std::size_t{0};
    const int threads_before = living_threads();

  private:
    const bytes& input_;
    bool was_given_ = false;
};

struct packed_text {
    bytes output;
    bytes data;
};

const packed_text& large_text() {
    static const packed_text made = [] {
        const bytes text = sample(24 << 20);
        return packed_text{text, gzip(text)};
    }();
    return made;
}

class limited_sink final : public io::ring_output {
  public:
    bool work_ahead() noexcept override {
        ++times_worked; // Boost.Test is for the main thread
        return false;
    }

    std::function<void()> at_half{};
    std::size_t room = ~std::size_t{0};
    std::size_t memory = ~std::size_t{0};
    bytes output{};
    std::atomic<unsigned> times_worked{0};

  private:
    std::error_code take(const std::uint8_t* data, std::size_t size) override {
        if (output.size() + size > memory)
            throw std::bad_alloc();
        if (at_half && output.size() > large_text().output.size() / 2)
            std::exchange(at_half, {})();
        if (output.size() + size > room)
            return std::make_error_code(std::errc::no_space_on_device);
        output.insert(output.end(), data, data + size);
        return {};
    }
};

// Decoders whose helper is not hurried.
class patiently {
  public:
    gzip_decoder decoder() {
        detail::decoder_tuning tuning;
        tuning.turns.patience = std::chrono::seconds(10);
        tuning.turns.counters = &counters;
        return gzip_decoder(tuning);
    }

    detail::turn_counters counters;
};

failure run(whole_source& from, limited_sink& to, io::thread_budget& threads,
            gzip_decoder decoder = {}) {
    io::transfer job(from, {.threads = &threads}, std::move(decoder));
    failure cause = job.read_first_header();
    if (cause == failure::none)
        cause = job.run(to);
    if (cause == failure::none)
        BOOST_TEST(!to.finish());
    return cause;
}

std::uint64_t helpers_so_far() {
    return io::usage_of_this_thread().helpers;
}

} // namespace

BOOST_AUTO_TEST_SUITE(decoding_helper,
                      *boost::unit_test::precondition(lanes_are_supported))

BOOST_AUTO_TEST_CASE(large_input_is_decoded_with_help) {
    BOOST_TEST_REQUIRE(large_text().data.size() > std::size_t{5} << 20);
    patiently tuned;
    whole_source from(large_text().data);
    limited_sink to;
    io::thread_budget threads(1);
    const std::uint64_t helpers = helpers_so_far();
    BOOST_TEST((run(from, to, threads, tuned.decoder()) == failure::none));
    BOOST_TEST((to.output == large_text().output));
    BOOST_TEST(tuned.counters.batches > 100U);
    BOOST_TEST(helpers_so_far() == helpers + 1);
    BOOST_TEST(threads.most_taken() == 1U);
    BOOST_TEST(!!threads.take()); // it was given back
}

BOOST_AUTO_TEST_CASE(nobody_helps_with_small_input_or_without_a_thread) {
    const std::uint64_t helpers = helpers_so_far();
    const bytes packed = gzip_stored("text");
    whole_source small(packed);
    limited_sink to;
    io::thread_budget one(1);
    BOOST_TEST((run(small, to, one) == failure::none));
    BOOST_TEST(one.most_taken() == 0U);

    whole_source large(large_text().data);
    limited_sink other;
    io::thread_budget none(0);
    BOOST_TEST((run(large, other, none) == failure::none));
    BOOST_TEST((other.output == large_text().output));
    BOOST_TEST(helpers_so_far() == helpers);
}

BOOST_AUTO_TEST_CASE(helper_is_gone_before_the_input_is) {
    patiently tuned;
    for (unsigned i = 1; i <= 20; ++i) {
        whole_source from(large_text().data);
        limited_sink to;
        to.room = i * large_text().output.size() / 21;
        io::thread_budget threads(1);
        BOOST_TEST(
            (run(from, to, threads, tuned.decoder()) == failure::output));
        BOOST_TEST(!!threads.take());
    }
    BOOST_TEST(tuned.counters.turns > 0U);
}

BOOST_AUTO_TEST_CASE(helper_works_for_the_sink_as_long_as_that_is_there) {
    patiently tuned;
    whole_source from(large_text().data);
    io::thread_budget budget(1);
    io::transfer job(from, {.threads = &budget}, tuned.decoder());
    BOOST_REQUIRE((job.read_first_header() == failure::none));
    BOOST_TEST(budget.most_taken() == 1U); // in front of the sink
    {
        limited_sink to;
        to.memory = large_text().output.size() / 2;
        BOOST_CHECK_THROW(static_cast<void>(job.run(to)), std::bad_alloc);
        BOOST_TEST(to.times_worked > 0U);
        BOOST_TEST(living_threads() == from.threads_before);
    }
    BOOST_TEST(!!budget.take());
}

BOOST_AUTO_TEST_CASE(errors_are_those_of_one_thread) {
    patiently tuned;
    bytes damaged = large_text().data;
    damaged[damaged.size() / 2] ^= 1;
    limited_sink alone;
    limited_sink helped;
    io::thread_budget none(0);
    io::thread_budget one(1);
    whole_source from(damaged);
    whole_source again(damaged);
    BOOST_TEST((run(from, alone, none, tuned.decoder()) == failure::data));
    BOOST_TEST((run(again, helped, one, tuned.decoder()) == failure::data));
    BOOST_TEST((alone.output == helped.output));

    whole_source lost(large_text().data);
    lost.lost_from = large_text().data.size() / 2;
    limited_sink to;
    BOOST_TEST((run(lost, to, one, tuned.decoder()) == failure::input));
}

// It is the helper that meets what is no longer there.
BOOST_AUTO_TEST_CASE(input_that_shrinks_is_an_error_of_the_input) {
    patiently tuned;
    const scratch_directory scratch;
    write_file(scratch / "in", large_text().data);
    const auto file = open_file(scratch / "in", O_RDWR);
    std::unique_ptr<io::mapped_input> from;
    BOOST_REQUIRE(!io::mapped_input::open(file.get(), 0, from));
    io::thread_budget budget(1);
    io::transfer job(*from, {.threads = &budget}, tuned.decoder());
    limited_sink to;
    to.at_half = [&] { BOOST_REQUIRE(!io::set_size(file.get(), 100'000)); };
    BOOST_REQUIRE((job.read_first_header() == failure::none));
    BOOST_TEST((job.run(to) == failure::input));
    BOOST_TEST(job.error() == io::io_errc::input_lost);
    BOOST_TEST(!!budget.take());
}

BOOST_AUTO_TEST_SUITE_END()
