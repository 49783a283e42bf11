// SPDX-License-Identifier: BSL-1.0
// Stopping at blocks of a gzip file, and beginning at one, over members.
#include "support/bgzf_builder.hpp"
#include "support/gzip_builder.hpp"
#include "support/helping_thread.hpp"
#include "support/inflate_runner.hpp"
#include "support/random_stream.hpp"
#include "support/reference_gunzip.hpp"
#include "support/reference_inflate.hpp"
#include "support/with_tuning.hpp"

#include <mgunzip/gzip.hpp>
#include <mgunzip/inflate.hpp>

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

using namespace std::chrono_literals;

struct sample_file {
    bytes data;
    bytes output;
    std::vector<block_place> blocks;
    std::vector<std::uint64_t> member_ends; // in the output
};

// Members with random streams, and some without output.
sample_file make_file(std::uint64_t seed, unsigned members) {
    sample_file file;
    random_source random(seed);
    for (unsigned i = 0; i < members; ++i) {
        const random_stream made =
            make_random_stream(random, i % 4 == 3 ? 0 : 30000 * (i % 3) + 2000);
        const gzip_member member{.name = std::to_string(i),
                                 .deflate_data = made.data,
                                 .data = made.output};
        const std::uint64_t body =
            8 * (file.data.size() + gzip_header(member).size());
        for (const block_place& block : reference_blocks(made.data))
            file.blocks.push_back(
                {body + block.bit, file.output.size() + block.produced});
        file.data = file.data + gzip_bytes(member);
        file.output = file.output + made.output;
        file.member_ends.push_back(file.output.size());
    }
    return file;
}

// What came of decoding from some place to the end.
struct found {
    bytes output{};
    std::vector<block_place> stops{};
    std::uint64_t members = 0; ///< that ended
    errc error = errc::ok;
};

found decode(gzip_decoder& decoder, std::span<const std::uint8_t> input,
             const bytes& history, const run_sizes& sizes,
             const std::function<void(std::uint64_t produced)>& set_stop) {
    helping_thread<gzip_decoder> helper(decoder, sizes.help);
    piece_feeder feeder(input, sizes.piece);
    bytes output = history;
    const auto next_window = [&] {
        return exact_window(output, output.size(), sizes.goal(), sizes.margin);
    };
    exact_window window = next_window();
    found result;
    set_stop(0);
    for (;;) {
        input_cursor in = feeder.cursor();
        output_window out = window.window();
        helper.come_or_go();
        gzip_status status = decoder.run(in, out);
        window.take(out, output);
        if (status != gzip_status::error)
            feeder.take(in);
        if (status == gzip_status::need_input && feeder.is_at_end())
            status = decoder.end_of_input();
        switch (status) {
        case gzip_status::need_input:
            feeder.next_piece();
            break;
        case gzip_status::need_output:
            window = next_window();
            break;
        case gzip_status::block_begin:
            result.stops.push_back({decoder.block_bit(), decoder.produced()});
            set_stop(decoder.produced());
            break;
        case gzip_status::member_begin:
            break;
        case gzip_status::member_end:
            ++result.members;
            break;
        case gzip_status::end_of_data:
        case gzip_status::error:
            result.error = decoder.error();
            result.output = {output.begin() +
                                 static_cast<std::ptrdiff_t>(history.size()),
                             output.end()};
            return result;
        }
    }
}

run_sizes random_sizes(random_source& random, helped help) {
    const std::size_t most_in = std::size_t{1} << (1 + below(random, 16));
    const std::size_t most_out = std::size_t{1} << (4 + below(random, 14));
    return {.piece = [&, most_in] { return 1 + below(random, most_in); },
            .goal = [&, most_out] { return 1 + below(random, most_out); },
            .margin = below(random, 2) * below(random, 700),
            .help = help};
}

const detail::turn_tuning eager{
    .least_input = 0, .longest_pause = 0, .patience = 10000000us};

} // namespace

BOOST_AUTO_TEST_SUITE(gzip_blocks)

BOOST_AUTO_TEST_CASE(every_block_of_every_member_is_met) {
    const sample_file file = make_file(1, 9);
    random_source random(1);
    for_each_inflate_kernel([&](const std::string&) {
        gzip_decoder decoder;
        const found result =
            decode(decoder, file.data, {}, random_sizes(random, helped::never),
                   [&](std::uint64_t) { decoder.stop_at_block(0); });
        BOOST_TEST(result.stops == file.blocks,
                   boost::test_tools::per_element());
        BOOST_TEST(result.output == file.output);
        BOOST_TEST(result.members == 9U);
        BOOST_TEST(result.error == errc::ok);
    });
}

BOOST_AUTO_TEST_CASE(stops_count_the_output_of_all_members) {
    const with_tuning helping(eager);
    for (const std::uint64_t spacing : {1U, 1000U, 20000U}) {
        const sample_file file = make_file(2, 12);
        std::vector<block_place> expected;
        std::uint64_t stop_at = spacing;
        for (const block_place& block : file.blocks)
            if (block.produced >= stop_at) {
                expected.push_back(block);
                stop_at = block.produced + spacing;
            }
        random_source random(spacing);
        for_each_inflate_kernel([&](const std::string&) {
            for (const helped help :
                 {helped::never, helped::always, helped::now_and_then}) {
                const with_tuning tuning(tiny(129, 0));
                gzip_decoder decoder(tuning_in_use());
                const found result =
                    decode(decoder, file.data, {}, random_sizes(random, help),
                           [&](std::uint64_t produced) {
                               decoder.stop_at_block(produced + spacing);
                           });
                BOOST_TEST(result.stops == expected,
                           boost::test_tools::per_element());
                BOOST_TEST(result.output == file.output);
            }
        });
    }
}

BOOST_AUTO_TEST_CASE(a_file_is_entered_at_any_block) {
    const sample_file file = make_file(3, 7);
    random_source random(3);
    for_each_inflate_kernel([&](const std::string&) {
        gzip_decoder decoder;
        for (const block_place& block : file.blocks) {
            const auto at = static_cast<std::ptrdiff_t>(block.produced);
            const bytes history(file.output.begin(), file.output.begin() + at);
            decoder.begin_at(static_cast<unsigned>(block.bit % 8),
                             history.size());
            const found result = decode(
                decoder, std::span(file.data).subspan(block.bit / 8), history,
                random_sizes(random, helped::never), [](std::uint64_t) {});
            BOOST_TEST(result.output ==
                       bytes(file.output.begin() + at, file.output.end()));
            BOOST_TEST(result.error == errc::ok);
            BOOST_TEST(result.members == decoder.members());
        }
    });
}

// The trailer of a member that was entered in the middle is only told; that of
// the next one is compared.
BOOST_AUTO_TEST_CASE(trailers_behind_an_entry) {
    const bytes data = {'s', 'o', 'm', 'e', ' ', 't', 'e', 'x', 't'};
    const bytes stored = {0, 4, 0,    0xfb, 0xff, 's', 'o', 'm', 'e', 1,
                          5, 0, 0xfa, 0xff, ' ',  't', 'e', 'x', 't'};
    const gzip_member good{.deflate_data = stored, .data = data};
    gzip_member bad = good;
    bad.crc_error = 1;
    gzip_member long_one = good;
    long_one.size_error = 1;
    const std::span<const std::uint8_t> from_second_block =
        std::span(stored).subspan(9);
    for (const gzip_member& second : {good, bad, long_one}) {
        bytes input(from_second_block.begin(), from_second_block.end());
        bytes trailer = gzip_bytes(good);
        input.insert(input.end(), trailer.end() - 8, trailer.end());
        input = input + gzip_bytes(second);
        gzip_decoder decoder;
        decoder.begin_at(0, 4);
        bytes output = {'s', 'o', 'm', 'e'};
        output.resize(100);
        input_cursor in{input.data(), input.data() + input.size()};
        output_window out{output.data() + 4, output.data() + 100,
                          output.data() + 100};
        BOOST_TEST((decoder.run(in, out) == gzip_status::member_end));
        BOOST_TEST(decoder.stated_crc() == reference_crc32(data));
        BOOST_TEST(decoder.stated_size() == data.size());
        BOOST_TEST(decoder.data_crc() ==
                   reference_crc32(std::span(data).subspan(4)));
        BOOST_TEST((decoder.run(in, out) == gzip_status::member_begin));
        BOOST_TEST(decoder.members() == 2U);
        const bool is_good = second.crc_error == 0 && second.size_error == 0;
        BOOST_TEST((decoder.run(in, out) ==
                    (is_good ? gzip_status::member_end : gzip_status::error)));
        BOOST_TEST((out.next == output.data() + 4 + 5 + 9));
    }
}

BOOST_AUTO_TEST_CASE(members_at_once_do_not_run_over_a_stop) {
    const bytes text(1000, 'a');
    const bytes stored = bytes{1, 0xe8, 3, 0x17, 0xfc} + text;
    const bytes file =
        repeated(gzip_bytes(bgzf_of(stored, text)), 30) + bgzf_end();
    bytes output(40000);
    gzip_decoder decoder;
    decoder.stop_at_block(15000);
    input_cursor in{file.data(), file.data() + file.size()};
    output_window out{output.data(), output.data() + output.size(),
                      output.data() + output.size()};
    BOOST_TEST(decoder.run_members(in, out) == 0U);
    gzip_status status;
    do
        status = decoder.run(in, out);
    while (status == gzip_status::member_begin ||
           status == gzip_status::member_end);
    BOOST_TEST((status == gzip_status::block_begin));
    BOOST_TEST(decoder.produced() == 15000U);
    BOOST_TEST(decoder.block_bit() == 8 * (decoder.member_offset() + 18));
}

BOOST_AUTO_TEST_CASE(a_reset_forgets_the_entry) {
    const bytes file = gzip_stored("text");
    bytes damaged = file;
    damaged[damaged.size() - 8] ^= 1;
    bytes output(100);
    gzip_decoder decoder;
    decoder.begin_at(3, 100);
    decoder.stop_at_block(0);
    decoder.reset();
    BOOST_TEST(decoder.block_bit() == never);
    input_cursor in{damaged.data(), damaged.data() + damaged.size()};
    output_window out{output.data(), output.data() + 100, output.data() + 100};
    BOOST_TEST((decoder.run(in, out) == gzip_status::member_begin));
    BOOST_TEST((decoder.run(in, out) == gzip_status::error));
    BOOST_TEST(decoder.error() == errc::data_crc_mismatch);
}

BOOST_AUTO_TEST_SUITE_END()
