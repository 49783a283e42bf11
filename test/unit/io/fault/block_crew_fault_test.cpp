// SPDX-License-Identifier: BSL-1.0
// Blocks between points of an index decoded by several threads into a mapping
// that comes to its end among them: what follows is written.
#include "io/block_crew.hpp"

#include "io/io_error.hpp"
#include "support/crew_runner.hpp"
#include "support/fault_injector.hpp"
#include "support/fixed_forecast.hpp"
#include "support/parts.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

// Counts what threads decode for the mapping, and once that is over.
class watched_output final : public io::mapped_output {
  public:
    watched_output(int fd, const io::size_forecast& forecast,
                   const io::mapping_settings& how)
        : mapped_output({.fd = fd}, forecast, how) {}
    using mapped_output::begin;

    std::uint64_t in_place = 0;
    std::uint64_t appended = 0;
    std::uint64_t written_from = 0; ///< 0: it never was

    std::error_code commit() override {
        const std::error_code error = mapped_output::commit();
        if (!is_mapped() && written_from == 0)
            written_from = committed();
        return error;
    }
    std::error_code commit_in_place() override {
        const std::uint64_t before = committed();
        const std::error_code error = mapped_output::commit_in_place();
        in_place += committed() - before;
        return error;
    }
    std::error_code append(std::uint8_t* data, std::size_t size) override {
        appended += size;
        return mapped_output::append(data, size);
    }
};

sample_file large_member() {
    sample_file file{.name = "one large member"};
    random_source random(9);
    file.add(stream_of(random, 2'500'000), false);
    return file;
}

struct decoding {
    sample_file file = large_member();
    gzip_index index = built(file, 20'000);

    // What comes of it with faults of the system.
    struct result {
        io::failure cause{};
        std::error_code error{};
        bytes written{};
        std::uint64_t in_place = 0;
        std::uint64_t appended = 0;
        std::uint64_t written_from = 0;
    };
    result run(const std::string& faults, io::page_way page_way,
               unsigned thread_count, std::uint64_t expected) const {
        const scratch_directory scratch;
        const auto fd = open_file(scratch / "out", O_RDWR | O_CREAT);
        const fixed_forecast forecast(expected);
        constexpr std::uint64_t step = std::uint64_t{300} << 10;
        io::thread_budget threads(thread_count - 1);
        io::mapping_settings how{.way = page_way};
        how.first_guess = how.max_doubling = how.max_step = step;
        // One that provides pages, too, where the crew has others.
        if (thread_count > 2)
            how.threads = &threads;
        how.min_threaded = 4096;
        watched_output to(fd.get(), forecast, how);
        const injected_faults injected(faults.c_str());
        result made;
        BOOST_TEST_REQUIRE(!to.begin());
        memory_source from(file.data, SIZE_MAX, true);
        io::transfer job(from, {.threads = &threads,
                                .known_index = &index,
                                .blocks = {.least = 20'000, .most = 60'000}});
        BOOST_REQUIRE((job.read_first_header() == io::failure::none));
        made.cause = job.run(to);
        made.error = job.error();
        if (made.cause == io::failure::none)
            BOOST_TEST(!to.finish());
        BOOST_TEST(!job.was_index_wrong());
        made.in_place = to.in_place;
        made.appended = to.appended;
        made.written_from = to.written_from;
        made.written = read_file(scratch / "out");
        return made;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(block_crew_faults, decoding)

// There is no room for pages, or no address space, but for the bytes.
BOOST_AUTO_TEST_CASE(mapping_that_ends_between_two_points) {
    struct fault {
        const char* kind;
        io::page_way way;
        std::uint64_t expected;   ///< of the output; 0: not known
        const char* calls = ":1"; ///< what is written later has room
        int first = 1;            ///< call to fail; further ones are each
        int step = 1;             ///< so many later
    };
    std::set<std::uint64_t> places;
    for (const fault& each :
         {fault{"fallocate:ENOSPC:", io::page_way::populate, 0, ""},
          fault{"mmap_file:ENOMEM:", io::page_way::populate, 0},
          fault{"mmap_file:ENOMEM:", io::page_way::zeros, 0},
          fault{"mmap_file:ENOMEM:", io::page_way::unreserved, 0},
          fault{"write:ENOSPC:", io::page_way::zeros, file.output.size(), ":1",
                11, 5}})
        for (const unsigned threads : {1u, 2u, 3u, 8u})
            for (int i = 0; i < 13; ++i) {
                const std::string faults =
                    each.kind + std::to_string(each.first + each.step * i) +
                    each.calls;
                BOOST_TEST_INFO_SCOPE(faults << ", " << threads << " threads");
                const result made =
                    run(faults, each.way, threads, each.expected);
                BOOST_TEST((made.cause == io::failure::none), made.error);
                BOOST_TEST((made.written == file.output));
                if (threads == 1)
                    continue;
                BOOST_TEST(made.in_place + made.appended > 0u);
                // Segments in the mapping, and others that were written.
                if (made.in_place > 0 && made.appended > 0) {
                    BOOST_TEST(made.written_from > 0u);
                    places.insert(made.written_from);
                }
            }
    BOOST_TEST(places.size() >= 3u);
}

// Whatever threads are doing, pages that are lost end the work as an error: who
// can read the input again decodes all of it once more.
BOOST_AUTO_TEST_CASE(pages_that_are_lost_between_two_points) {
    int losses = 0;
    for (const unsigned threads : {2u, 3u, 8u})
        for (int calls = 1; calls < 6; ++calls) {
            const std::string faults =
                "madvise_populate_write:EFAULT:" + std::to_string(calls);
            BOOST_TEST_INFO_SCOPE(faults << ", " << threads << " threads");
            const result made = run(faults, io::page_way::populate, threads, 0);
            if (made.cause == io::failure::none) {
                BOOST_TEST((made.written == file.output));
                continue;
            }
            ++losses;
            BOOST_TEST((made.cause == io::failure::output));
            BOOST_TEST((made.error == io::io_errc::output_lost));
        }
    BOOST_TEST(losses > 0);
}

BOOST_AUTO_TEST_SUITE_END()
