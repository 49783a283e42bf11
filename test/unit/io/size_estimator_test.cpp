// SPDX-License-Identifier: BSL-1.0
// Tests of the forecast of the size of the output.
#include "io/size_estimator.hpp"

#include "support/bgzf_builder.hpp"
#include "support/fake_producer.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace mgunzip;
using io::size_estimator;
using test::append_number;
using test::bgzf_member;
using test::bytes;
using test::repeated;

namespace {

// A source that only says what it has.
class memory_source final : public io::source {
  public:
    explicit memory_source(bytes content) : content_(std::move(content)) {}

    std::error_code next(input_cursor&) override { return {}; }
    std::error_code advance(const std::uint8_t*) override { return {}; }
    std::error_code finish(const std::uint8_t*) override { return {}; }
    bool is_mapped() const noexcept override { return is_whole; }
    std::optional<input_cursor> whole() const noexcept override {
        if (!is_whole)
            return std::nullopt;
        return input_cursor{content_.data(), content_.data() + content_.size()};
    }

    bool is_end_readable() const noexcept override { return has_end; }

    bool is_whole = true;
    bool has_end = true;

  private:
    bytes content_;
};

// Something as long as a member, that says it has `isize` bytes of output.
bytes file_with_isize(std::size_t size, std::uint32_t isize) {
    bytes file = test::pattern(size - 4);
    append_number(file, isize, 4);
    return file;
}

} // namespace

BOOST_AUTO_TEST_CASE(no_more_is_expected_than_allowed) {
    memory_source source(file_with_isize(1000, 5000));
    size_estimator estimator(source, 3000);
    BOOST_TEST(estimator.remaining() == 3000u);
    estimator.update(200, 1000);
    BOOST_TEST(estimator.remaining() == 2000u);
    estimator.update(600, 3000);
    BOOST_TEST(estimator.remaining() == 0u);
}

BOOST_AUTO_TEST_CASE(nothing_is_known_of_a_stream) {
    memory_source source(file_with_isize(1000, 5000));
    source.is_whole = false;
    size_estimator estimator(source);
    BOOST_TEST(estimator.remaining() == 0u);
    estimator.update(100, 100'000);
    BOOST_TEST(estimator.remaining() == 0u);
}

BOOST_AUTO_TEST_CASE(isize_of_the_last_trailer_is_the_hint) {
    const memory_source source(file_with_isize(1000, 5000));
    const size_estimator estimator(source);
    BOOST_TEST(estimator.remaining() == 5000u);
}

BOOST_AUTO_TEST_CASE(there_is_no_hint_where_the_end_cannot_be_read) {
    memory_source source(file_with_isize(1000, 5000));
    source.has_end = false;
    BOOST_TEST(size_estimator(source).remaining() == 0u);
}

BOOST_AUTO_TEST_CASE(hint_is_bounded_by_what_deflate_can_do) {
    const memory_source source(file_with_isize(20, 0xffffffff));
    BOOST_TEST(size_estimator(source).remaining() == 20u * 1032u);
}

BOOST_AUTO_TEST_CASE(file_too_short_for_a_member_has_no_hint) {
    for (std::size_t size = 4; size < 20; ++size) {
        const memory_source source(file_with_isize(size, 0x01010101));
        BOOST_TEST(size_estimator(source).remaining() == 0u);
    }
    const memory_source empty(bytes{});
    BOOST_TEST(size_estimator(empty).remaining() == 0u);
}

BOOST_AUTO_TEST_CASE(right_hint_counts_while_the_ratio_changes_a_little) {
    const memory_source source(file_with_isize(1'000'000, 4'000'000));
    size_estimator estimator(source);
    estimator.update(500'000, 1'800'000);
    BOOST_TEST(estimator.remaining() == 2'200'000u);
    estimator.update(999'990, 3'999'950);
    BOOST_TEST(estimator.remaining() == 50u);
}

BOOST_AUTO_TEST_CASE(ratio_replaces_a_hint_that_is_too_small) {
    // The last of several members tells nothing of the others.
    const memory_source source(file_with_isize(1'000'000, 1000));
    size_estimator estimator(source);
    estimator.update(100'000, 400'000);
    BOOST_TEST(estimator.remaining() == 3'600'000u);
}

BOOST_AUTO_TEST_CASE(ratio_replaces_a_hint_that_is_too_large) {
    const memory_source source(file_with_isize(1'000'000, 0xffffffff));
    size_estimator estimator(source);
    BOOST_TEST(estimator.remaining() == 1'032'000'000u);
    estimator.update(100'000, 400'000);
    BOOST_TEST(estimator.remaining() == 3'600'000u);
}

BOOST_AUTO_TEST_CASE(nothing_remains_at_the_end_of_the_input) {
    const memory_source source(file_with_isize(1000, 5000));
    size_estimator estimator(source);
    estimator.update(1000, 400);
    BOOST_TEST(estimator.remaining() == 0u);
    estimator.update(2000, 400); // the file has grown
    BOOST_TEST(estimator.remaining() == 0u);
}

BOOST_AUTO_TEST_CASE(sizes_of_a_small_bgzf_file_are_added_up) {
    bytes file = repeated(bgzf_member(100, 65'280), 50);
    const bytes last = bgzf_member(2, 0);
    file.insert(file.end(), last.begin(), last.end());
    const memory_source source(file);
    size_estimator estimator(source);
    BOOST_TEST(estimator.remaining() == 50u * 65'280u);
    estimator.update(file.size() / 2, 1'000'000);
    BOOST_TEST(estimator.remaining() == 50u * 65'280u - 1'000'000u);
}

BOOST_AUTO_TEST_CASE(large_bgzf_file_is_added_up_as_the_decoder_goes) {
    // 8 MiB, of which half is walked over at first; the second half is five
    // times as dense.
    const bytes sparse = bgzf_member(16'000, 10'000);
    const bytes dense = bgzf_member(16'000, 50'000);
    const int half = (4 << 20) / static_cast<int>(sparse.size()) + 1;
    bytes file = repeated(sparse, half);
    const bytes rest = repeated(dense, half);
    file.insert(file.end(), rest.begin(), rest.end());
    const memory_source source(file);
    size_estimator estimator(source);
    const auto halves = static_cast<std::uint64_t>(half) * 10'000;
    BOOST_TEST(estimator.remaining() == 2 * halves);
    estimator.update(file.size() / 2, halves);
    BOOST_TEST(estimator.remaining() == 5 * halves);
}

BOOST_AUTO_TEST_CASE(member_that_says_more_than_64_kib_is_not_bgzf) {
    const memory_source source(repeated(bgzf_member(100, 65'537), 5));
    const size_estimator estimator(source);
    BOOST_TEST(estimator.remaining() == 65'537u); // ISIZE of the last
}

BOOST_AUTO_TEST_CASE(lying_bgzf_sizes_are_not_followed) {
    const bytes good = bgzf_member(100, 1000);
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const int value : {0x00, 0x01, 0x7f, 0xff}) {
            bytes file = good;
            file[at] = static_cast<std::uint8_t>(value);
            const memory_source source(file);
            // Sanitizers tell if anything is read outside.
            BOOST_TEST(size_estimator(source).remaining() <=
                       file.size() * 1032u);
        }
    }
    for (std::size_t size = 0; size < good.size(); ++size) {
        const memory_source source(bytes(
            good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)));
        BOOST_TEST(size_estimator(source).remaining() <= size * 1032u);
    }
}

BOOST_AUTO_TEST_CASE(file_that_is_not_whole_any_more_is_not_looked_at) {
    memory_source source(repeated(bgzf_member(16'000, 20'000), 600));
    size_estimator estimator(source);
    const std::uint64_t before = estimator.remaining();
    source.is_whole = false;
    estimator.update(9'000'000, 100);
    BOOST_TEST(estimator.remaining() < before);
}
