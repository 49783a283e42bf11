// SPDX-License-Identifier: BSL-1.0
#include "fuzz/fuzz_targets.hpp"

#include "gzip/member_finder.hpp"
#include "gzip/segment_worker.hpp"
#include "support/block_runner.hpp"
#include "support/gzip_runner.hpp"
#include "support/inflate_runner.hpp"
#include "support/lane_makers.hpp"
#include "support/library_runner.hpp"
#include "support/reference_gunzip.hpp"
#include "support/reference_inflate.hpp"
#include "support/reference_zlib.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <sstream>
#include <stdexcept>

namespace mgunzip::test {
namespace {

using input_bytes = std::span<const std::uint8_t>;

// Sizes at which decoders have margins, and beside them.
constexpr std::array<std::size_t, 16> sizes{
    1, 2, 3, 7, 8, 15, 16, 22, 258, 288, 289, 290, 291, 600, 32768, 1 << 20};

// As small as these, lanes take part even in the smallest stream.
constexpr std::array<std::uint32_t, 6> spans{1, 7, 40, 129, 300, 900};
constexpr std::array<std::uint32_t, 3> overlaps{0, 20, 250};

struct fuzz_input {
    std::array<std::uint8_t, fuzz_prefix_size> prefix;
    input_bytes data;
    with_tuning lanes;
    with_tuning turns;

    explicit fuzz_input(input_bytes input)
        : prefix(prefix_of(input)),
          data(input.subspan(std::min(input.size(), prefix.size()))),
          lanes(lanes_tuned_by(prefix[3])),
          // A helper gets every turn that it can, and time for it.
          turns(detail::turn_tuning{.least_input = 0,
                                    .longest_pause = 0,
                                    .patience = std::chrono::seconds(10)}) {}

    static std::array<std::uint8_t, fuzz_prefix_size>
    prefix_of(input_bytes input) {
        std::array<std::uint8_t, fuzz_prefix_size> prefix{};
        std::copy_n(input.begin(), std::min(input.size(), prefix.size()),
                    prefix.begin());
        return prefix;
    }

    // Lanes that take all blocks, and go on when an inflater would not.
    decode_result decode_by_lanes(const decode_result& expected) const {
        static const std::vector<lane_maker> makers = lane_makers();
        const unsigned choice = prefix[3];
        const std::size_t combinations = spans.size() * overlaps.size();
        tuned_lanes lanes(makers[choice / combinations % makers.size()],
                          span_of(choice), overlap_of(choice));
        return lanes.decode(data, expected, window(expected.output.size()));
    }

    static std::uint32_t span_of(unsigned choice) {
        return spans[choice % spans.size()];
    }
    static std::uint32_t overlap_of(unsigned choice) {
        return overlaps[choice / spans.size() % overlaps.size()];
    }
    static detail::lane_tuning lanes_tuned_by(unsigned choice) {
        detail::lane_tuning tuning;
        if (choice == 0)
            return tuning;
        tuning.min_span = span_of(choice);
        tuning.overlap = overlap_of(choice);
        tuning.accept_all_blocks = true;
        if (choice < 128) {
            tuning.small_round = 1;
            tuning.large_round = 1;
        }
        return tuning;
    }

    // Each window costs a copy of its history, so there must not be a million
    // of them.
    std::size_t window(std::size_t output_size) const {
        return std::max(sizes[prefix[1] % sizes.size()], output_size / 1000);
    }

    run_sizes cut(std::size_t output_size) const {
        return {.piece = always(sizes[prefix[0] % sizes.size()]),
                .goal = always(window(output_size)),
                .margin = prefix[2] % 16 == 0 ? std::size_t{0}
                                              : std::size_t{prefix[2]} * 2,
                .help = help()};
    }

    // Seldom: starting a thread takes longer than most inputs.
    helped help() const {
        switch (prefix[2] / 16 % 8) {
        case 1:
            return helped::always;
        case 2:
            return helped::now_and_then;
        default:
            return helped::never;
        }
    }
};

template <class Result>
void compare(const Result& actual, const Result& expected, const char* what) {
    if (actual == expected)
        return;
    std::ostringstream text;
    text << what << ": " << actual << " instead of " << expected;
    throw std::logic_error(text.str());
}

} // namespace

void fuzz_inflate(input_bytes bytes) {
    const fuzz_input input(bytes);
    const decode_result expected = reference_inflate(input.data);
    compare(run_inflater(input.data, input.cut(expected.output.size())),
            expected, "in pieces");
}

void fuzz_kernels(input_bytes bytes) {
    const fuzz_input input(bytes);
    const decode_result expected = reference_inflate(input.data);
    const run_sizes cut = input.cut(expected.output.size());
    for_each_inflate_kernel([&](const std::string& kernel) {
        compare(run_inflater(input.data), expected, kernel.c_str());
        compare(run_inflater(input.data, cut), expected,
                (kernel + " in pieces").c_str());
    });
    compare(input.decode_by_lanes(expected), expected, "by lanes");
}

void fuzz_blocks(input_bytes bytes) {
    const fuzz_input input(bytes);
    const mgunzip::test::bytes whole = reference_inflate(input.data).output;
    const std::vector<block_place> blocks = reference_blocks(input.data);
    const block_place& block = blocks[input.prefix[1] % blocks.size()];
    const std::uint64_t most =
        std::min<std::uint64_t>(block.produced, history_size);
    const auto at = whole.begin() + static_cast<std::ptrdiff_t>(block.produced);
    const auto known =
        static_cast<std::ptrdiff_t>(most * (input.prefix[0] / 16) / 15);
    const mgunzip::test::bytes history(at - known, at);
    const input_bytes rest = input.data.subspan(block.bit / 8);
    const auto bit = static_cast<unsigned>(block.bit % 8);
    const decode_result expected = reference_inflate_from(rest, bit, history);
    const run_sizes cut = input.cut(expected.output.size());
    for_each_inflate_kernel([&](const std::string& kernel) {
        const stopped_result found =
            run_with_stops(rest, bit, history, cut, with_more_output);
        compare(found.decoded, expected, kernel.c_str());
        const stopped_result all =
            run_with_stops(input.data, 0, {}, {}, at_every_block);
        if (all.stops != expected_stops(blocks, at_every_block))
            throw std::logic_error("other blocks, by " + kernel);
    });
}

namespace {

// Members where they seem to end, as threads decode them: what is found right
// must be what the file begins with.
void check_found_members(input_bytes data, const gunzip_result& expected) {
    detail::segment_worker::schedule segments(1);
    detail::segment_worker worker(segments, {.least_input = 0});
    detail::member_finder finder(1 << 20);
    detail::scheduled_members& segment = *segments.free_entry();
    detail::member_schedule& members = segment.segment.members();
    members.plan({data.data(), data.data() + data.size()}, 1 << 20, finder);
    if (members.size() == 0)
        return;
    bytes output(members.output_size() + 1);
    segment.out = output.data();
    segment.segment.restart();
    segments.add_entry();
    while (!segments.finished_front())
        static_cast<void>(worker.work());
    const detail::finished_members done =
        members.finished(segment.segment.good());
    const bytes& all = expected.decoded.output;
    if (done.count > expected.members.size() || done.output > all.size() ||
        !std::equal(all.begin(),
                    all.begin() + static_cast<std::ptrdiff_t>(done.output),
                    output.begin()))
        throw std::logic_error("other members were found");
    if (done.count > 0 && done.count < expected.members.size() &&
        expected.members[done.count].offset != done.input)
        throw std::logic_error("members were found to end elsewhere");
}

} // namespace

void fuzz_gzip(input_bytes bytes) {
    const fuzz_input input(bytes);
    const gunzip_result expected = reference_gunzip(input.data);
    compare(run_gzip_decoder(input.data), expected, "as a whole");
    compare(
        run_gzip_decoder(input.data, input.cut(expected.decoded.output.size())),
        expected, "in pieces");
    const with_tuning all_members(detail::stream_tuning{
        .least_streams = 1, .least_input = 0, .most_percent = 1'000'000});
    run_sizes cut = input.cut(expected.decoded.output.size());
    cut.margin += expected.decoded.output.size();
    compare(run_members_at_once(input.data, cut), with_last_member(expected),
            "members at once");
    check_found_members(input.data, expected);
}

void fuzz_library(input_bytes bytes) {
    const fuzz_input input(bytes);
    const gunzip_result expected = reference_gunzip(input.data);
    check_decompress(input.data, expected);
    const run_sizes cut = input.cut(expected.decoded.output.size());
    compare(run_stream_decoder(input.data, cut.piece), expected, "as a stream");
}

void fuzz_zlib(input_bytes bytes) {
    check_deflate_functions(fuzz_input(bytes).data);
}

} // namespace mgunzip::test
