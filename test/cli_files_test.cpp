// SPDX-License-Identifier: BSL-1.0
// Files beside files: what mgunzip makes, keeps and removes.
#include "program_runner.hpp"
#include "sample_data.hpp"
#include "scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>

#include <sys/stat.h>

using namespace mgunzip;
using test::gzip;
using test::outcome;
using test::read_file;
using test::run;
using test::run_mgunzip;
using test::sample;
using test::scratch_directory;
using test::to_bytes;
using test::write_file;

namespace {

using names = std::vector<std::string>;

names sorted_entries(const scratch_directory& scratch) {
    names found = scratch.entries();
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

BOOST_AUTO_TEST_CASE(file_is_replaced_by_what_it_holds) {
    const scratch_directory scratch;
    const auto data = sample(300'000);
    write_file(scratch / "x.gz", gzip(data));
    const outcome done = run_mgunzip({"x.gz"}, scratch);
    BOOST_TEST(done.exit_status() == 0, done);
    BOOST_TEST(done.err.empty(), done);
    BOOST_TEST(done.out.empty());
    BOOST_TEST((sorted_entries(scratch) == names{"x"}));
    BOOST_TEST((read_file(scratch / "x") == data));
}
