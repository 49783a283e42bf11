// SPDX-License-Identifier: BSL-1.0
// Operands run by several threads at a time; for ThreadSanitizer.
#include "cli/side_by_side.hpp"

#include "support/captured_messages.hpp"
#include "support/gzip_builder.hpp"

#include <boost/test/unit_test.hpp>

using namespace mgunzip;
using cli::exit_status;
using cli::options;

namespace {

constexpr int file_count = 200;

std::string text_of(int i) {
    return "text of " + std::to_string(i);
}

// Good files, and some that are missing, damaged, or no gzip files.
struct many_files {
    test::scratch_directory scratch;
    test::captured_messages messages;
    options wanted;

    many_files() {
        wanted.thread_count = 4; // so that small files are shared, too
        for (int i = 0; i < file_count; ++i) {
            const std::string name = scratch / (std::to_string(i) + ".gz");
            wanted.operands.push_back(name);
            auto packed = test::gzip_stored(text_of(i));
            if (i % 10 == 3)
                packed.back() ^= 1;
            if (i % 10 == 6)
                packed = {'b', 'a', 'd'};
            if (i % 10 != 8)
                test::write_file(name, packed);
        }
    }
    exit_status run(io::thread_budget& threads) const {
        const auto operands = cli::find_operands(wanted);
        return cli::side_by_side(operands, wanted, cli::reporter("mgunzip"),
                                 threads)
            .run();
    }
    bool is_made(int i) const {
        const std::string name = scratch / std::to_string(i);
        if (!std::filesystem::exists(name))
            return false;
        const auto content = test::read_file(name);
        return std::string(content.begin(), content.end()) == text_of(i);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(side_by_side, many_files)

BOOST_AUTO_TEST_CASE(good_files_are_made_and_bad_ones_kept) {
    io::thread_budget threads(3);
    BOOST_TEST((run(threads) == exit_status::error));
    for (int i = 0; i < file_count; ++i) {
        const bool is_good = i % 10 != 3 && i % 10 != 6 && i % 10 != 8;
        BOOST_TEST(is_made(i) == is_good);
        BOOST_TEST(std::filesystem::exists(wanted.operands[std::size_t(i)]) ==
                   (i % 10 == 3 || i % 10 == 6));
    }
}

BOOST_AUTO_TEST_CASE(messages_are_those_of_one_thread) {
    io::thread_budget none(0);
    io::thread_budget some(3);
    wanted.keep_input = true;
    wanted.force = true;
    wanted.verbosity = 1;
    BOOST_TEST((run(none) == exit_status::error));
    const std::string expected = messages.text();
    BOOST_TEST(expected.size() > 1000u);
    BOOST_TEST((run(some) == exit_status::error));
    BOOST_TEST((messages.text() == expected + expected));
}

BOOST_AUTO_TEST_CASE(all_threads_go_back_to_the_budget) {
    io::thread_budget threads(3);
    wanted.action = cli::action::test;
    wanted.output_place = cli::output_place::nowhere;
    static_cast<void>(run(threads));
    std::vector<io::thread_lease> leases;
    for (int i = 0; i < 3; ++i)
        leases.push_back(threads.take());
    BOOST_TEST(!!leases.back());
    BOOST_TEST(!threads.take());
}

BOOST_AUTO_TEST_CASE(monitor_is_told_of_all_files_in_their_order) {
    io::thread_budget threads(3);
    wanted.statistics = cli::statistics_format::json;
    wanted.progress = cli::progress_display::always;
    cli::reporter report("mgunzip");
    {
        const auto operands = cli::find_operands(wanted);
        cli::run_monitor monitor(wanted, operands);
        report.add_status(
            cli::side_by_side(operands, wanted, report, threads, &monitor)
                .run());
        monitor.end(report, 1 + threads.most_taken());
    }
    const std::string text = messages.text();
    std::size_t at = 0;
    for (const std::string& name : wanted.operands) {
        at = text.find("{\"file\":\"" + name + '"', at);
        BOOST_TEST_REQUIRE(at != text.npos, name);
    }
    const auto total = text.find("{\"total\":true,\"status\":\"error\","
                                 "\"files\":200,\"errors\":60,",
                                 at);
    BOOST_TEST(total != text.npos);
}

// Hidden names and their signal handlers come and go.
BOOST_AUTO_TEST_CASE(files_are_replaced_side_by_side) {
    io::thread_budget threads(3);
    for (int i = 0; i < file_count; ++i)
        test::write_file(scratch / std::to_string(i), {'o', 'l', 'd'});
    wanted.force = true;
    static_cast<void>(run(threads));
    BOOST_TEST(is_made(0));
    BOOST_TEST(is_made(199));
    for (const std::string& name : scratch.entries())
        BOOST_TEST(!name.starts_with('.'), name);
}

BOOST_AUTO_TEST_CASE(threads_are_no_more_than_operands) {
    io::thread_budget threads(64);
    wanted.operands = {wanted.operands[0], wanted.operands[1]};
    BOOST_TEST((run(threads) == exit_status::ok));
    BOOST_TEST(is_made(0));
    BOOST_TEST(is_made(1));
}

BOOST_AUTO_TEST_SUITE_END()
