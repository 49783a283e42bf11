// SPDX-License-Identifier: BSL-1.0
// From a source through the decoder into a sink.
#include "io/transfer.hpp"

#include "io/io_error.hpp"
#include "io/mapped_input.hpp"
#include "io/mapped_output.hpp"
#include "io/null_output.hpp"
#include "io/ring_output.hpp"
#include "support/gzip_builder.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <random>
#include <thread>

using namespace mgunzip;
using io::failure;
using test::bytes;
using test::gzip_stored;
using test::operator+;

namespace {

// Gives a vector in pieces of one size, and fails where it is told to.
class fake_source final : public io::source {
  public:
    explicit fake_source(bytes input, std::size_t piece_size = ~std::size_t{0})
        : input_(std::move(input)), piece_size_(piece_size) {}

    std::error_code next(input_cursor& piece) override {
        if (piece_begin_ >= fail_at)
            return error;
        const std::size_t size =
            std::min(piece_size_, input_.size() - piece_begin_);
        piece = {input_.data() + piece_begin_,
                 input_.data() + piece_begin_ + size};
        piece_begin_ += size;
        return {};
    }
    std::error_code advance(const std::uint8_t* position) override {
        longest_advance =
            std::max(longest_advance, offset_of(position) - last_advance_);
        last_advance_ = offset_of(position);
        return is_lost ? make_error_code(io::io_errc::input_lost)
                       : std::error_code{};
    }
    std::error_code check(const std::uint8_t* position) override {
        return is_lost || offset_of(position) > sound_size
                   ? make_error_code(io::io_errc::input_lost)
                   : std::error_code{};
    }
    std::error_code finish(const std::uint8_t* position) override {
        finished_at = offset_of(position);
        return finish_error;
    }
    void skip_rest() noexcept override { has_skipped = true; }
    bool is_mapped() const noexcept override { return false; }

    std::size_t fail_at = ~std::size_t{0};
    std::error_code error = std::make_error_code(std::errc::io_error);
    std::error_code finish_error{};
    bool is_lost = false;
    std::size_t sound_size = ~std::size_t{0};
    std::size_t longest_advance = 0;
    std::optional<std::size_t> finished_at{};
    bool has_skipped = false;

  private:
    std::size_t offset_of(const std::uint8_t* position) const {
        return static_cast<std::size_t>(position - input_.data());
    }

    bytes input_;
    std::size_t piece_size_;
    std::size_t piece_begin_ = 0;
    std::size_t last_advance_ = 0;
};

// Keeps what it gets, or refuses it.
class fake_sink final : public io::ring_output {
  public:
    bytes output{};
    std::size_t room = ~std::size_t{0};
    bool loses = false;

    bool has_lost() const noexcept override { return loses; }

  private:
    std::error_code take(const std::uint8_t* data, std::size_t size) override {
        if (output.size() + size > room)
            return std::make_error_code(std::errc::no_space_on_device);
        output.insert(output.end(), data, data + size);
        return {};
    }
};

// Notes the stages, once each time, and how far the decoder is in each.
class note_taker final : public io::transfer_observer {
  public:
    void enter(io::transfer_stage stage,
               const io::transfer_position& position) noexcept override {
        stages += "ido"[static_cast<int>(stage)];
        produced = position.produced;
    }
    std::string stages{};
    std::uint64_t produced = 0;
};

std::string text_of(const bytes& data) {
    return {data.begin(), data.end()};
}

// Runs all of it and finishes the sink, as where output is kept.
failure run_all(io::transfer& job, io::sink& to) {
    failure cause = job.read_first_header();
    if (cause == failure::none)
        cause = job.run(to);
    if (cause != failure::output)
        BOOST_TEST(!to.finish());
    return cause;
}

} // namespace

BOOST_AUTO_TEST_CASE(all_members_go_into_the_sink) {
    const auto packed = gzip_stored("one ") + gzip_stored("two");
    for (const std::size_t size : {1u, 2u, 10u, 1000u}) {
        fake_source from(packed, size);
        fake_sink to;
        io::transfer job(from);
        BOOST_TEST((run_all(job, to) == failure::none));
        BOOST_TEST(text_of(to.output) == "one two");
        BOOST_TEST(!job.error());
        BOOST_TEST(from.finished_at.value() == packed.size());
        BOOST_TEST(!from.has_skipped);
    }
}

BOOST_AUTO_TEST_CASE(observer_is_told_of_each_stage) {
    const std::string text(2 * io::ring_output::usual_block_size, 'x');
    // Commits once: behind the first of two blocks.
    fake_source from(gzip_stored(text.substr(0, text.size() / 2 + 1)));
    fake_sink to;
    note_taker notes;
    io::transfer job(from, {.observer = &notes});
    BOOST_TEST((job.read_first_header() == failure::none));
    BOOST_TEST(notes.stages == "id");
    BOOST_TEST((job.run(to) == failure::none));
    // The last piece of input is the end.
    BOOST_TEST(notes.stages == "iddoidi");
    BOOST_TEST(notes.produced == text.size() / 2 + 1);
}

BOOST_AUTO_TEST_CASE(header_alone_needs_no_sink_and_little_input) {
    const auto packed = gzip_stored("text");
    fake_source from(packed, 10);
    from.fail_at = 10;
    io::transfer job(from);
    BOOST_TEST((job.read_first_header() == failure::none));
    BOOST_TEST(job.decoder().members() == 1u);
    BOOST_TEST(!from.finished_at.has_value());
}

BOOST_AUTO_TEST_CASE(bad_header_is_an_error_of_the_data) {
    fake_source from(bytes{'n', 'o', ' ', 'g', 'z', 'i', 'p'});
    io::transfer job(from);
    BOOST_TEST((job.read_first_header() == failure::data));
    BOOST_TEST(job.error() == errc::not_gzip);
    BOOST_TEST(from.finished_at.has_value());
}

BOOST_AUTO_TEST_CASE(input_without_a_whole_header_is_truncated) {
    for (const std::size_t size : {0u, 1u, 9u}) {
        auto packed = gzip_stored("text");
        packed.resize(size);
        fake_source from(packed);
        io::transfer job(from);
        BOOST_TEST((job.read_first_header() == failure::data));
        BOOST_TEST(job.error() == errc::truncated_input);
        BOOST_TEST(job.decoder().error_offset() == size);
    }
}

BOOST_AUTO_TEST_CASE(output_in_front_of_an_error_is_in_the_sink) {
    auto packed = gzip_stored("good ") + gzip_stored("bad");
    packed[packed.size() - 8] ^= 1;
    fake_source from(packed);
    fake_sink to;
    io::transfer job(from);
    BOOST_TEST((run_all(job, to) == failure::data));
    BOOST_TEST(job.error() == errc::data_crc_mismatch);
    BOOST_TEST(text_of(to.output) == "good bad");
    BOOST_TEST(from.finished_at.has_value());
}

BOOST_AUTO_TEST_CASE(error_of_the_source_is_passed_on) {
    const auto packed = gzip_stored(std::string(1000, 'x'));
    for (const std::size_t at : {0u, 500u}) {
        fake_source from(packed, 500);
        from.fail_at = at;
        fake_sink to;
        io::transfer job(from);
        BOOST_TEST((run_all(job, to) == failure::input));
        BOOST_TEST((job.error() == std::errc::io_error));
    }
}

BOOST_AUTO_TEST_CASE(error_at_the_end_of_reading_is_passed_on) {
    fake_source from(gzip_stored("text"));
    from.finish_error = make_error_code(io::io_errc::input_lost);
    fake_sink to;
    io::transfer job(from);
    BOOST_TEST((run_all(job, to) == failure::input));
    BOOST_TEST(job.error() == io::io_errc::input_lost);
}

BOOST_AUTO_TEST_CASE(damage_by_lost_input_is_an_error_of_the_input) {
    auto packed = gzip_stored("text");
    packed[packed.size() - 8] ^= 1;
    fake_source from(packed);
    from.is_lost = true;
    fake_sink to;
    io::transfer job(from);
    BOOST_TEST((run_all(job, to) == failure::input));
    BOOST_TEST(job.error() == io::io_errc::input_lost);
}

// Wherever the loss is: in data, in the trailer, or behind a whole block.
BOOST_AUTO_TEST_CASE(damage_by_lost_output_is_an_error_of_the_output) {
    bytes damaged = gzip_stored("a text");
    damaged[damaged.size() - 8] ^= 1; // of the CRC-32
    fake_source from(damaged);
    fake_sink to;
    to.loses = true;
    io::transfer job(from);
    BOOST_TEST((run_all(job, to) == failure::output));
    BOOST_TEST((job.error() == io::io_errc::output_lost));
}

BOOST_AUTO_TEST_CASE(nothing_of_lost_input_is_passed_on) {
    const std::size_t block = io::ring_output::usual_block_size;
    const auto packed = gzip_stored(std::string(block + 1000, 'x')) +
                        gzip_stored(std::string(2 * block, 'y')) +
                        gzip_stored("the end");
    for (std::size_t size = 20; size <= packed.size(); size += 499) {
        bytes cut = packed;
        std::fill(cut.begin() + static_cast<std::ptrdiff_t>(size), cut.end(),
                  std::uint8_t{0});
        fake_source from(cut);
        from.sound_size = size;
        fake_sink to;
        io::transfer job(from, {.is_output_final = true});
        BOOST_TEST((run_all(job, to) == failure::input));
        BOOST_TEST(job.error() == io::io_errc::input_lost);
        BOOST_TEST(to.output.size() + 2 * block > size - 20);
        BOOST_TEST(std::count(to.output.begin(), to.output.end(), 0) == 0);
    }
}

BOOST_AUTO_TEST_CASE(what_lies_in_front_of_a_failed_read_is_passed_on) {
    const auto packed = gzip_stored(std::string(1000, 'x'));
    fake_source from(packed, 500);
    from.fail_at = 500;
    fake_sink to;
    io::transfer job(from, {.is_output_final = true});
    BOOST_TEST((run_all(job, to) == failure::input));
    BOOST_TEST(to.output.size() > 400u);
}

BOOST_AUTO_TEST_CASE(error_of_the_sink_is_passed_on) {
    bytes packed;
    for (int i = 0; i < 10; ++i)
        packed = packed + gzip_stored(std::string(20'000, 'x'));
    fake_source from(packed);
    fake_sink to;
    to.room = 100'000;
    io::transfer job(from);
    BOOST_TEST((run_all(job, to) == failure::output));
    BOOST_TEST((job.error() == std::errc::no_space_on_device));
    BOOST_TEST(to.output.size() == 98'304u);
}

BOOST_AUTO_TEST_CASE(garbage_counts_as_used_and_padding_is_used) {
    const auto packed = gzip_stored("text");
    fake_source garbage(packed + bytes{'g', 'a', 'r', 'b'});
    fake_sink to;
    io::transfer job(garbage);
    BOOST_TEST((run_all(job, to) == failure::none));
    BOOST_TEST((job.decoder().trailing() == trailing_data::garbage));
    BOOST_TEST(garbage.has_skipped);

    fake_source padding(packed + bytes(100, 0));
    fake_sink other;
    io::transfer other_job(padding);
    BOOST_TEST((run_all(other_job, other) == failure::none));
    BOOST_TEST(!padding.has_skipped);
    BOOST_TEST(padding.finished_at.value() == packed.size() + 100);
}

BOOST_AUTO_TEST_CASE(source_hears_of_progress_that_writes_nothing) {
    constexpr std::size_t size = 10'000'000;
    const auto empty_member = test::gzip_bytes({});
    bytes members;
    while (members.size() < size)
        members.insert(members.end(), empty_member.begin(), empty_member.end());
    for (const bytes& input : {members, gzip_stored("text") + bytes(size, 0)}) {
        fake_source from(input);
        fake_sink to;
        io::transfer job(from);
        BOOST_TEST((run_all(job, to) == failure::none));
        BOOST_TEST(from.longest_advance > 0u);
        BOOST_TEST(from.longest_advance <= 4'194'304u);
    }
}

BOOST_AUTO_TEST_CASE(
    any_bytes_give_an_answer_while_another_thread_changes_them) {
    const test::scratch_directory scratch;
    bytes packed;
    for (int i = 0; i < 200; ++i)
        packed = packed + gzip_stored(std::string(5000, 'x'));
    test::write_file(scratch / "in", packed);
    const auto file = test::open_file(scratch / "in", O_RDWR);

    std::atomic<bool> is_done{false};
    std::thread other([&] {
        std::minstd_rand random(1);
        while (!is_done) {
            // Now and then all is as it was.
            const std::size_t at = random() % packed.size();
            const std::uint8_t flipped = packed[at] ^ (1u << random() % 8);
            static_cast<void>(io::write_all_at(file.get(), &flipped, 1, at));
            static_cast<void>(io::write_all_at(file.get(), &packed[at], 1, at));
        }
    });
    int good = 0;
    for (int round = 0; round < 50; ++round) {
        std::unique_ptr<io::mapped_input> from;
        BOOST_REQUIRE(!io::mapped_input::open(file.get(), 0, from));
        io::transfer job(*from);
        const auto out =
            test::open_file(scratch / "out", O_CREAT | O_TRUNC | O_RDWR);
        std::unique_ptr<io::mapped_output> to;
        BOOST_REQUIRE(!io::mapped_output::open(out.get(), job.forecast(), to));
        const failure cause = run_all(job, *to);
        if (cause == failure::none &&
            job.decoder().trailing() == trailing_data::none) {
            BOOST_TEST(to->committed() % 5000 == 0u);
            ++good;
        } else if (cause != failure::none) {
            BOOST_TEST((cause == failure::data));
            BOOST_TEST(static_cast<bool>(job.error()));
        }
    }
    is_done = true;
    other.join();
    BOOST_TEST_MESSAGE("good rounds: " << good);

    // When nobody changes the file any more, it is whole.
    std::unique_ptr<io::mapped_input> from;
    BOOST_REQUIRE(!io::mapped_input::open(file.get(), 0, from));
    io::transfer job(*from);
    io::null_output to;
    BOOST_TEST((run_all(job, to) == failure::none));
    BOOST_TEST(to.committed() == 1'000'000u);
}

BOOST_AUTO_TEST_CASE(sink_gets_no_more_than_the_limit) {
    const std::string text(3 * io::ring_output::usual_block_size + 5, 'x');
    bytes packed;
    for (std::size_t at = 0; at < text.size(); at += 60'000)
        packed = packed + gzip_stored(text.substr(at, 60'000));
    for (const std::size_t piece : {1u, 1000u, 1'000'000u})
        for (std::size_t limit = 0; limit <= text.size() + 1;
             limit += limit < 2 ? 1 : 16'383) {
            fake_source from(packed, piece);
            fake_sink to;
            io::transfer job(from, {.most_output = limit});
            const bool is_enough = limit >= text.size();
            BOOST_TEST((run_all(job, to) ==
                        (is_enough ? failure::none : failure::limit)));
            BOOST_TEST((job.error() == io::io_errc::output_too_large) !=
                       is_enough);
            BOOST_TEST(to.output.size() == std::min(limit, text.size()));
        }
}

BOOST_AUTO_TEST_CASE(other_data_are_copied_from_pieces_of_any_size) {
    const bytes packed = gzip_stored("one") + gzip_stored("two");
    const bytes rests[] = {{}, {'x'}, {'o', 't', 'h', 'e', 'r'}, {0, 0, 0}};
    for (const std::size_t piece : {1u, 2u, 3u, 7u, 1000u})
        for (const bytes& rest : rests)
            for (const std::string text : {"", "onetwo"}) {
                const bytes file = text.empty() ? rest : packed + rest;
                fake_source from(file, piece);
                fake_sink to;
                io::transfer job(from, {.copies_other_data = true});
                BOOST_TEST((run_all(job, to) == failure::none));
                BOOST_TEST(text_of(to.output) == text + text_of(rest));
                BOOST_TEST(job.produced() == to.output.size());
                BOOST_TEST(job.consumed() == file.size());
            }
}
