// SPDX-License-Identifier: BSL-1.0
// The kernels' splits, and the reference for them, on records whose meaning is
// known.
#include "support/split_kernels.hpp"

#include "cpu.hpp"
#include "support/record_sequence.hpp"
#include "support/skip.hpp"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <cstring>
#include <memory>

using namespace mgunzip::test;
using mgunzip::detail::lane_record_pair;
using mgunzip::detail::symbol_batch;

namespace {

struct reference {
    static bool is_supported() { return true; }
    static constexpr split_function* split = reference_split;
};
#if defined(__x86_64__)
struct avx2 {
    static bool is_supported() { return mgunzip::kernel::cpu_has_avx2(); }
    static constexpr split_function* split = split_avx2;
};
struct avx512 {
    static bool is_supported() { return mgunzip::kernel::cpu_has_vbmi2(); }
    static constexpr split_function* split = split_avx512;
};
using kernels = boost::mpl::list<reference, avx2, avx512>;
#elif defined(MGUNZIP_ARM_KERNELS)
struct neon {
    static bool is_supported() { return true; }
    static constexpr split_function* split = split_neon;
};
using kernels = boost::mpl::list<reference, neon>;
#else
using kernels = boost::mpl::list<reference>;
#endif

// What a batch holds, with matches as their fields.
struct symbols {
    bytes literals;
    struct match {
        std::size_t literals_before;
        unsigned length;
        unsigned distance;
        bool takes_more;
        bool operator==(const match&) const = default;
    };
    std::vector<match> matches;

    bool operator==(const symbols&) const = default;
};

std::ostream& operator<<(std::ostream& stream, const symbols& symbols) {
    stream << symbols.literals.size() << " literals:";
    for (const std::uint8_t literal : symbols.literals)
        stream << ' ' << unsigned{literal};
    stream << "; " << symbols.matches.size() << " matches:";
    for (const auto& match : symbols.matches)
        stream << ' ' << match.length << " from " << match.distance
               << " behind " << match.literals_before
               << (match.takes_more ? "+" : "");
    return stream;
}

// Arrays hold this byte where nothing was written.
constexpr std::uint8_t untouched = 0xcc;

class split_checker {
  public:
    split_checker(split_function* split, std::uint32_t copy_width)
        : split_(split) {
        batch_->clear();
        batch_->copy_width = copy_width;
    }

    // What an earlier run left.
    void fill(random_source& random, std::size_t literals,
              std::size_t matches) {
        record_maker make(random, false);
        std::vector<test_record> records;
        while (expected_.literals.size() < literals ||
               expected_.matches.size() < matches) {
            records = make.make(2);
            expect(records, 0, 2);
        }
        std::ranges::copy(expected_.literals, batch_->literals);
        batch_->literal_count =
            static_cast<std::uint32_t>(expected_.literals.size());
        for (const auto& match : expected_.matches) {
            batch_->literals_before[batch_->match_count] =
                static_cast<std::uint32_t>(match.literals_before);
            batch_->match[batch_->match_count++] =
                match.length << 16 | match.distance |
                (match.takes_more ? 0x80000000 : 0);
        }
    }

    // Splits records `begin` to `end`, of which `special` is the first special
    // one, if it is one of them.
    void check(random_source& random, const std::vector<test_record>& records,
               std::size_t begin, std::size_t end, std::size_t special,
               bool has_long_distances) {
        const std::vector<lane_record_pair> pairs = in_pairs(random, records);
        std::memset(batch_->literals + batch_->literal_count, untouched,
                    2 * (end - begin) + 3 * symbol_batch::vector_bytes);
        for (std::uint32_t* const array :
             {batch_->literals_before, batch_->match})
            std::memset(array + batch_->match_count, untouched,
                        (end - begin + 48) * sizeof *array);

        const std::uint32_t taken =
            split_(*batch_, pairs.data(), static_cast<std::uint32_t>(begin),
                   static_cast<std::uint32_t>(end), has_long_distances);

        BOOST_TEST_REQUIRE(taken == std::min(special, end));
        expect(records, begin, std::min(special, end));
        BOOST_TEST_REQUIRE(contents() == expected_);
        BOOST_TEST(is_untouched(batch_->literals + batch_->literal_count +
                                    symbol_batch::vector_bytes,
                                symbol_batch::vector_bytes));
        for (std::uint32_t* const array :
             {batch_->literals_before, batch_->match})
            BOOST_TEST(is_untouched(array + batch_->match_count + 16, 64));
        BOOST_TEST(batch_->literals_done == 0);
        BOOST_TEST(batch_->matches_done == 0);
    }

  private:
    void expect(const std::vector<test_record>& records, std::size_t begin,
                std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const test_record& record = records[i];
            expected_.literals.insert(expected_.literals.end(),
                                      record.literals.begin(),
                                      record.literals.end());
            if (record.length == 0)
                continue;
            const bool repeats_itself = record.distance < record.length;
            expected_.matches.push_back(
                {expected_.literals.size(), record.length, record.distance,
                 record.length > batch_->copy_width || repeats_itself});
        }
    }

    symbols contents() const {
        symbols held;
        held.literals.assign(batch_->literals,
                             batch_->literals + batch_->literal_count);
        for (std::uint32_t i = 0; i < batch_->match_count; ++i) {
            const std::uint32_t match = batch_->match[i];
            held.matches.push_back({batch_->literals_before[i],
                                    match >> 16 & 0x7fff, match & 0xffff,
                                    match >> 31 != 0});
        }
        return held;
    }

    static bool is_untouched(const void* memory, std::size_t size) {
        const bytes expected(size, untouched);
        return std::memcmp(memory, expected.data(), size) == 0;
    }

    split_function* split_;
    std::unique_ptr<symbol_batch> batch_ = std::make_unique<symbol_batch>();
    symbols expected_;
};

// Records in front of a run and behind it are anything.
std::vector<test_record> surrounded(record_maker& make,
                                    const std::vector<test_record>& run,
                                    std::size_t begin) {
    std::vector<test_record> records;
    while (records.size() < begin)
        records.push_back(make.garbage());
    records.insert(records.end(), run.begin(), run.end());
    // A split may load so many pairs behind that of the last record.
    const std::size_t size =
        (records.size() + 1) / 2 * 2 + 2 * mgunzip::detail::split_overread;
    while (records.size() < size)
        records.push_back(make.garbage());
    return records;
}

template <class Kernel>
void skip_without() {
    if (!Kernel::is_supported())
        skip_test("this processor cannot run it");
}

constexpr std::size_t begins[] = {0, 1, 2, 3, 15, 16, 33};

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(runs_of_all_sizes, kernel, kernels) {
    skip_without<kernel>();
    random_source random(1);
    for (std::size_t size = 0; size <= 40; ++size)
        for (const std::size_t begin : begins)
            for (const std::uint32_t copy_width : {32, 64})
                for (const bool has_long_distances : {false, true}) {
                    record_maker make(random, has_long_distances);
                    split_checker checker(kernel::split, copy_width);
                    const auto records =
                        surrounded(make, make.make(size), begin);
                    BOOST_TEST_CONTEXT("size " << size << ", begin " << begin
                                               << ", copy width " << copy_width
                                               << ", long distances "
                                               << has_long_distances)
                    checker.check(random, records, begin, begin + size,
                                  records.size(), has_long_distances);
                }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(special_records_anywhere, kernel, kernels) {
    skip_without<kernel>();
    random_source random(2);
    for (std::size_t size = 1; size <= 40; ++size)
        for (const std::size_t begin : {0, 1, 34, 35})
            for (std::size_t special = 0; special < size; ++special) {
                const bool has_long_distances = special % 2 == 0;
                record_maker make(random, has_long_distances);
                split_checker checker(kernel::split, 32);
                auto run = make.make(size);
                run[special] = make.special();
                if (special + 2 < size)
                    run[special + 1 + below(random, size - special - 1)] =
                        make.special();
                BOOST_TEST_CONTEXT("size " << size << ", begin " << begin
                                           << ", special " << special)
                checker.check(random, surrounded(make, run, begin), begin,
                              begin + size, begin + special,
                              has_long_distances);
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(runs_behind_others, kernel, kernels) {
    skip_without<kernel>();
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        random_source random(seed);
        split_checker checker(kernel::split, seed % 2 == 0 ? 32 : 64);
        checker.fill(random, below(random, 300), below(random, 300));
        for (unsigned i = 0; i < 6; ++i) {
            const bool has_long_distances = below(random, 2) == 0;
            record_maker make(random, has_long_distances);
            const std::size_t begin = below(random, 50);
            const std::size_t size = below(random, 100);
            const auto records = surrounded(make, make.make(size), begin);
            BOOST_TEST_CONTEXT("seed " << seed << ", run " << i)
            checker.check(random, records, begin, begin + size, records.size(),
                          has_long_distances);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(long_runs, kernel, kernels) {
    skip_without<kernel>();
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        random_source random(seed);
        record_maker make(random, true);
        split_checker checker(kernel::split, 32);
        const std::size_t size = 8000 + below(random, 40);
        const std::size_t begin = below(random, 2);
        const auto records = surrounded(make, make.make(size), begin);
        BOOST_TEST_CONTEXT("seed " << seed)
        checker.check(random, records, begin, begin + size, records.size(),
                      true);
    }
}

// All the records of a round, in two runs, fill the batch to its end.
BOOST_AUTO_TEST_CASE_TEMPLATE(as_many_as_a_batch_holds, kernel, kernels) {
    skip_without<kernel>();
    constexpr std::uint32_t count = symbol_batch::max_records;
    namespace lane_entry = mgunzip::detail::lane_entry;
    constexpr std::uint32_t pair =
        2 | lane_entry::two_literals | 1 << lane_entry::code_bits_shift;
    constexpr std::uint32_t match = 2 | lane_entry::match_end |
                                    2 << lane_entry::code_bits_shift |
                                    lane_entry::fused;
    for (const std::uint32_t entry : {pair, match}) {
        const std::vector<lane_record_pair> pairs(
            count / 2 + mgunzip::detail::split_overread, {{entry, entry}, 0});
        const auto batch = std::make_unique<symbol_batch>();
        batch->clear();
        batch->copy_width = 32;
        BOOST_TEST(kernel::split(*batch, pairs.data(), 0, 777, false) == 777);
        BOOST_TEST(kernel::split(*batch, pairs.data(), 777, count, false) ==
                   count);
        BOOST_TEST(batch->literal_count ==
                   (entry == pair ? symbol_batch::max_literals : 0));
        BOOST_TEST(batch->match_count ==
                   (entry == match ? symbol_batch::max_matches : 0));
        BOOST_TEST(batch->copy_width == 32);
    }
}
