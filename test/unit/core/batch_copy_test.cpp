// SPDX-License-Identifier: BSL-1.0
// The copy stage on batches whose output is known: between guard pages, in
// windows that end anywhere.
#include "support/reference_copy.hpp"

#include "cpu.hpp"
#include "support/decode_result.hpp"
#include "support/guarded_buffer.hpp"
#include "support/random_stream.hpp"
#include "support/skip.hpp"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <vector>

using namespace mgunzip::test;
using mgunzip::output_window;
using mgunzip::detail::symbol_batch;

namespace {

struct reference {
    static bool is_supported() { return true; }
    static constexpr copy_function* copy = reference_copy;
};
#if defined(__x86_64__)
struct avx2 {
    static bool is_supported() { return mgunzip::kernel::cpu_has_avx2(); }
    static constexpr copy_function* copy = copy_avx2;
};
using kernels = boost::mpl::list<reference, avx2>;
#elif defined(MGUNZIP_ARM_KERNELS)
struct neon {
    static bool is_supported() { return true; }
    static constexpr copy_function* copy = copy_neon;
};
using kernels = boost::mpl::list<reference, neon>;
#else
using kernels = boost::mpl::list<reference>;
#endif

// Arrays and windows hold this where nothing was written.
constexpr std::uint8_t untouched = 0xcc;
// How far behind a window's end it is looked whether something was.
constexpr std::size_t looked_at = 300;

// A batch, what is in front of the window, and both with the output behind it.
class batch_case {
  public:
    batch_case(random_source& random, std::size_t history,
               std::uint32_t copy_width)
        : random_(random), history_(history) {
        batch_->clear();
        batch_->copy_width = copy_width;
        for (std::size_t i = 0; i < history; ++i)
            all_.push_back(any_byte());
    }

    void literals(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            all_.push_back(any_byte());
            batch_->literals[batch_->literal_count++] = all_.back();
        }
    }

    void match(std::size_t length, std::size_t distance) {
        BOOST_REQUIRE(distance <= all_.size());
        const bool takes_more =
            length > batch_->copy_width || length > distance;
        batch_->literals_before[batch_->match_count] = batch_->literal_count;
        batch_->match[batch_->match_count++] = static_cast<std::uint32_t>(
            distance | length << 16 | (takes_more ? std::size_t{1} << 31 : 0));
        for (std::size_t i = 0; i < length; ++i)
            all_.push_back(all_[all_.size() - distance]);
    }

    std::size_t size() const { return all_.size() - history_; }
    std::size_t produced() const { return all_.size(); }

    // Copies as windows of `goal()` bytes, and `margin()` bytes behind these,
    // allow. The last windows end with the output, which ends with the memory.
    template <class Goal, class Margin>
    void check(copy_function* copy, Goal goal, Margin margin) {
        for (const bool is_at_back : {false, true}) {
            batch_->literals_done = 0;
            batch_->matches_done = 0;
            batch_->match_bytes_done = 0;
            const guarded_buffer memory(all_.size());
            const auto place = is_at_back ? memory.back(all_.size())
                                          : memory.front(all_.size());
            std::copy_n(all_.begin(), history_, place.begin());
            std::uint8_t* const end = place.data() + all_.size();
            std::uint8_t* next = place.data() + history_;
            bool is_done = false;
            while (!is_done) {
                std::fill(next, end, untouched);
                output_window out{next, towards(next, goal(), end), nullptr};
                out.end = towards(out.goal, margin(), end);
                const output_window given = out;
                is_done = copy(*batch_, out);
                BOOST_REQUIRE(out.goal == given.goal && out.end == given.end);
                BOOST_REQUIRE(out.next >= next && out.next <= out.end);
                BOOST_REQUIRE((is_done || out.next >= out.goal));
                BOOST_REQUIRE(is_untouched(out.end, end));
                BOOST_REQUIRE(is_done == batch_->is_copied());
                BOOST_REQUIRE(batch_->is_copied() == (out.next == end));
                next = out.next;
                BOOST_REQUIRE(std::equal(place.data(), next, all_.begin()));
            }
        }
    }

    // The same in one window.
    void check_at_once(copy_function* copy) {
        check(
            copy, [&] { return size(); }, [] { return 0; });
    }

  private:
    std::uint8_t any_byte() { return static_cast<std::uint8_t>(random_()); }

    static std::uint8_t* towards(std::uint8_t* from, std::size_t size,
                                 std::uint8_t* end) {
        return from + std::min(size, static_cast<std::size_t>(end - from));
    }
    static bool is_untouched(const std::uint8_t* from,
                             const std::uint8_t* end) {
        const auto size = std::min<std::ptrdiff_t>(looked_at, end - from);
        return std::all_of(from, from + size,
                           [](std::uint8_t byte) { return byte == untouched; });
    }

    random_source& random_;
    std::size_t history_;
    std::unique_ptr<symbol_batch> batch_ = std::make_unique<symbol_batch>();
    bytes all_;
};

constexpr std::uint32_t copy_widths[] = {32, 64};
constexpr std::size_t margins[] = {0, 1, 16, 31, 32, 63, 64, 65, 128, 400};

template <class Kernel>
void skip_without() {
    if (!Kernel::is_supported())
        skip_test("this processor cannot run it");
}

// Literals and matches, of which the short and near ones are likelier.
void add_any(batch_case& made, random_source& random, std::size_t tokens) {
    for (std::size_t i = 0; i < tokens; ++i) {
        made.literals(below(random, std::size_t{1} << below(random, 8)));
        const std::size_t farthest = std::min<std::size_t>(
            made.produced(), std::size_t{1} << below(random, 16));
        made.match(3 + below(random, 1 + below(random, 256)),
                   1 + below(random, farthest));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(all_distances_and_lengths, kernel, kernels) {
    skip_without<kernel>();
    random_source random(1);
    for (const std::uint32_t copy_width : copy_widths)
        for (std::size_t distance = 1; distance <= 70; ++distance) {
            batch_case made(random, distance, copy_width);
            for (std::size_t length = 3; length <= 258; ++length) {
                made.match(length, distance);
                // Distances of one pattern must not all be the same bytes.
                made.literals(1 + length % 3);
            }
            BOOST_TEST_CONTEXT("copy width " << copy_width << ", distance "
                                             << distance)
            made.check_at_once(kernel::copy);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(far_distances, kernel, kernels) {
    skip_without<kernel>();
    random_source random(2);
    for (const std::uint32_t copy_width : copy_widths) {
        batch_case made(random, 32768, copy_width);
        for (std::size_t length = 3; length <= 258; ++length) {
            made.match(length, 32768);
            made.match(length, length); // ends where it would begin to repeat
            made.match(length, 128 + below(random, 32000));
        }
        made.check_at_once(kernel::copy);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(literal_runs_of_all_sizes, kernel, kernels) {
    skip_without<kernel>();
    random_source random(3);
    for (const std::uint32_t copy_width : copy_widths) {
        batch_case made(random, 40, copy_width);
        for (std::size_t run = 0; run <= 100; ++run) {
            made.literals(run);
            made.match(3, 40);
        }
        made.literals(777);
        made.check_at_once(kernel::copy);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(batches_of_one_kind, kernel, kernels) {
    skip_without<kernel>();
    random_source random(4);
    for (std::size_t size = 0; size <= 200; ++size) {
        batch_case literals(random, 0, 32);
        literals.literals(size);
        literals.check_at_once(kernel::copy);
        batch_case matches(random, 1 + size, 64);
        for (std::size_t i = 0; i < size; ++i)
            matches.match(3 + i, 1 + size);
        matches.check_at_once(kernel::copy);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_stop_anywhere, kernel, kernels) {
    skip_without<kernel>();
    for (const std::uint32_t copy_width : copy_widths)
        for (const std::size_t margin : margins) {
            random_source random(margin);
            batch_case made(random, 100, copy_width);
            add_any(made, random, 12);
            made.literals(margin % 50);
            for (std::size_t stop = 0; stop < made.size(); ++stop) {
                std::size_t calls = 0;
                BOOST_TEST_CONTEXT("copy width " << copy_width << ", margin "
                                                 << margin << ", stop " << stop)
                made.check(
                    kernel::copy,
                    [&] { return ++calls % 2 == 1 ? stop : made.size(); },
                    [&] { return margin; });
            }
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(windows_of_any_size, kernel, kernels) {
    skip_without<kernel>();
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        random_source random(seed);
        batch_case made(random, 1 + below(random, 40000),
                        copy_widths[below(random, 2)]);
        add_any(made, random, below(random, 100));
        made.literals(below(random, 100));
        const std::size_t most = std::size_t{20} << below(random, 10);
        BOOST_TEST_CONTEXT("seed " << seed)
        made.check(
            kernel::copy, [&] { return below(random, most); },
            [&] { return margins[below(random, std::size(margins))]; });
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_to_copy_is_done, kernel, kernels) {
    skip_without<kernel>();
    const auto batch = std::make_unique<symbol_batch>();
    batch->clear();
    batch->copy_width = 32;
    std::uint8_t byte = untouched;
    output_window full{&byte, &byte, &byte};
    BOOST_TEST(kernel::copy(*batch, full));
    BOOST_TEST(full.next == &byte);
    BOOST_TEST(byte == untouched);
}
