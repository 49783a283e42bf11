// SPDX-License-Identifier: BSL-1.0
// The progress in words.
#include "cli/progress_text.hpp"

#include "cli/number_text.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

using namespace mgunzip::cli;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t wide = 200;

progress_state half_done() {
    return {.name = "x.gz",
            .number = 1,
            .count = 1,
            .input_size = 1000,
            .consumed = 500,
            .produced = 5'000'000,
            .elapsed = 2s};
}

} // namespace

BOOST_AUTO_TEST_CASE(line_has_percent_bytes_rate_and_time_left) {
    BOOST_TEST(progress_text(half_done(), wide) ==
               "x.gz: 50%, 5,000,000 bytes, 2.5 MB/s, 0:02 left");
}

BOOST_AUTO_TEST_CASE(one_of_several_files_has_its_number) {
    progress_state state = half_done();
    state.number = 1234;
    state.count = 2000;
    BOOST_TEST(progress_text(state, wide) ==
               "x.gz (1,234 of 2,000): 50%, 5,000,000 bytes, 2.5 MB/s, "
               "0:02 left");
}

BOOST_AUTO_TEST_CASE(nothing_is_said_of_what_is_not_known) {
    progress_state state = half_done();
    state.input_size.reset();
    BOOST_TEST(progress_text(state, wide) == "x.gz: 5,000,000 bytes, 2.5 MB/s");
    state.elapsed = 0s;
    BOOST_TEST(progress_text(state, wide) == "x.gz: 5,000,000 bytes");
    state = half_done();
    state.consumed = 0;
    state.produced = 0;
    BOOST_TEST(progress_text(state, wide) == "x.gz: 0%, 0 bytes, 0.0 MB/s");
    // Weeks.
    state = half_done();
    state.input_size = 1'000'000'000;
    BOOST_TEST(progress_text(state, wide) ==
               "x.gz: 0%, 5,000,000 bytes, 2.5 MB/s");
}

BOOST_AUTO_TEST_CASE(file_that_has_grown_is_at_its_end) {
    progress_state state = half_done();
    state.consumed = 3000;
    BOOST_TEST(progress_text(state, wide) ==
               "x.gz: 100%, 5,000,000 bytes, 2.5 MB/s, 0:00 left");
    state.input_size = 0;
    BOOST_TEST(progress_text(state, wide) ==
               "x.gz: 5,000,000 bytes, 2.5 MB/s, 0:00 left");
}

BOOST_AUTO_TEST_CASE(name_is_printable) {
    progress_state state = half_done();
    state.name = "a\x1b[2J\n\xff";
    BOOST_TEST(progress_text(state, wide).starts_with("a?[2J??: "));
}

BOOST_AUTO_TEST_CASE(narrow_line_leaves_out_whole_fields) {
    progress_state state = half_done();
    state.name = "some-directory/linux-6.1.tar.gz";
    state.number = 2;
    state.count = 7;
    state.produced = 1'050'000'000;
    const std::pair<std::size_t, const char*> lines[] = {
        {89, "some-directory/linux-6.1.tar.gz (2 of 7): 50%, "
             "1,050,000,000 bytes, 525.0 MB/s, 0:02 left"},
        {70, "some...ar.gz (2 of 7): 50%, "
             "1,050,000,000 bytes, 525.0 MB/s, 0:02 left"},
        {69, "some-direc...6.1.tar.gz (2 of 7): 50%, 1.05 GB, 525.0 MB/s, "
             "0:02 left"},
        {57, "some-direc...6.1.tar.gz (2 of 7): 50%, 1.05 GB, 0:02 left"},
        {45, "some-dir....1.tar.gz (2 of 7): 50%, 0:02 left"},
        {36, "some-dir....1.tar.gz: 50%, 0:02 left"},
        {27, "some-dire...6.1.tar.gz: 50%"},
        {17, "some...ar.gz: 50%"},
        {16, "50%"},
        {3, "50%"},
        {2, ""},
        {0, ""},
    };
    for (const auto& [width, line] : lines)
        BOOST_TEST(progress_text(state, width) == line);
}

BOOST_AUTO_TEST_CASE(narrow_line_of_a_pipe_has_its_bytes) {
    progress_state state = half_done();
    state.name = "stdin";
    state.input_size.reset();
    BOOST_TEST(progress_text(state, 32) == "stdin: 5,000,000 bytes, 2.5 MB/s");
    BOOST_TEST(progress_text(state, 31) == "stdin: 5.00 MB, 2.5 MB/s");
    BOOST_TEST(progress_text(state, 23) == "stdin: 5.00 MB");
    BOOST_TEST(progress_text(state, 13) == "5.00 MB");
    BOOST_TEST(progress_text(state, 6) == "");
}

BOOST_AUTO_TEST_CASE(line_fits_any_width) {
    progress_state state = half_done();
    const std::string name = "some-directory/a-rather-long-name.tar.gz";
    state.name = name;
    const std::string whole = progress_text(state, wide);
    for (std::size_t width = 0; width <= whole.size(); ++width) {
        const std::string text = progress_text(state, width);
        BOOST_TEST(text.size() <= width);
        BOOST_TEST((width < whole.size() || text == whole));
    }
}

BOOST_AUTO_TEST_CASE(short_bytes_have_three_digits) {
    const std::pair<std::uint64_t, const char*> sizes[] = {
        {0, "0 B"},
        {999, "999 B"},
        {1000, "1.00 kB"},
        {9994, "9.99 kB"},
        {9996, "10.0 kB"},
        {99'960, "100 kB"},
        {999'499, "999 kB"},
        {999'500, "1.00 MB"},
        {1'050'000'000, "1.05 GB"},
        {~std::uint64_t{0}, "18.4 EB"},
    };
    for (const auto& [number, text] : sizes)
        BOOST_TEST(short_bytes(number) == text);
}

BOOST_AUTO_TEST_CASE(shortened_text_keeps_its_ends) {
    BOOST_TEST(shortened("abcdefghij", 10) == "abcdefghij");
    BOOST_TEST(shortened("abcdefghij", 9) == "abc...hij");
    BOOST_TEST(shortened("abcdefghij", 4) == "...j");
    BOOST_TEST(shortened("abcdefghij", 3) == "abc");
    BOOST_TEST(shortened("abcdefghij", 0) == "");
    BOOST_TEST(shortened("", 5) == "");
}

BOOST_AUTO_TEST_CASE(characters_that_may_be_wide_are_kept_whole) {
    // Three bytes and two columns each.
    const std::string text = "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97";
    BOOST_TEST(shortened(text, 8) == text);
    BOOST_TEST(shortened(text, 7) == "\xe6\xbc\xa2...\xe5\xad\x97");
    BOOST_TEST(shortened(text, 6) == "...\xe5\xad\x97");
    BOOST_TEST(shortened(text, 3) == "\xe6\xbc\xa2");
    BOOST_TEST(shortened(text, 1) == "");
}

BOOST_AUTO_TEST_CASE(time_is_in_seconds_minutes_and_hours) {
    BOOST_TEST(time_text(0s) == "0:00");
    BOOST_TEST(time_text(1ms) == "0:01");
    BOOST_TEST(time_text(59s) == "0:59");
    BOOST_TEST(time_text(60s) == "1:00");
    BOOST_TEST(time_text(3599s) == "59:59");
    BOOST_TEST(time_text(3600s) == "1:00:00");
    BOOST_TEST(time_text(100h) == "100:00:00");
}

BOOST_AUTO_TEST_CASE(several_files_have_a_bar) {
    progress_state file = half_done();
    file.number = 4;
    file.count = 7;
    run_state run{.done = 3, .count = 7, .share = 0.525, .elapsed = 63s};
    BOOST_TEST(progress_text(run, file, wide) ==
               "[==========          ] 52%, 3 of 7 files, 0:57 left; "
               "x.gz: 50%, 5,000,000 bytes, 2.5 MB/s");
    const std::pair<std::size_t, const char*> lines[] = {
        {76, "[=====     ] 52%, 3 of 7 files, 0:57 left; x.gz: 50%, 5.00 MB, "
             "2.5 MB/s"},
        {67, "[=====     ] 52%, 3 of 7 files, 0:57 left; x.gz: 50%, 5.00 MB"},
        {66, "[=====     ] 52%, 3 of 7 files; x.gz: 50%, 5.00 MB, 2.5 MB/s"},
        {55, "[==========          ] 52%, 3 of 7 files, 0:57 left"},
        {41, "[=====     ] 52%, 3 of 7 files, 0:57 left"},
        {40, "[=====     ] 52%, 3 of 7 files"},
        {30, "[=====     ] 52%, 3 of 7 files"},
        {29, "[=====     ] 52%"},
        {15, "[===   ] 52%"},
        {11, "52%"},
        {3, "52%"},
        {2, ""}};
    for (const auto& [width, line] : lines)
        BOOST_TEST(progress_text(run, file, width) == line, width);
    for (std::size_t width = 0; width < 120; ++width)
        BOOST_TEST(progress_text(run, file, width).size() <= width);
    run.share = 0;
    BOOST_TEST(progress_text(run, file, 30) == "[          ] 0%, 3 of 7 files");
    run.share = 1;
    BOOST_TEST(progress_text(run, file, 15) == "[======] 100%");
}
