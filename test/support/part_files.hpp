// SPDX-License-Identifier: BSL-1.0
// Files whose parts are asked for, with indexes and without.
#ifndef MGUNZIP_TEST_PART_FILES_HPP
#define MGUNZIP_TEST_PART_FILES_HPP

#include "support/bgzf_files.hpp"
#include "support/gzip_builder.hpp"
#include "support/lined_text.hpp"
#include "support/program_runner.hpp"
#include "support/sample_data.hpp"
#include "support/sanitizers.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace mgunzip::test {

/// What all of them have inside.
inline const lined_text& text() {
    static const lined_text result = random_lines(40'000, 1);
    return result;
}

/// Members of BGZF around the text.
inline bytes as_bgzf(const bytes& data) {
    bytes file;
    constexpr std::size_t step = 60'000;
    for (std::size_t at = 0; at < data.size(); at += step) {
        const auto begin = data.begin() + static_cast<std::ptrdiff_t>(at);
        const bytes piece(begin, begin + static_cast<std::ptrdiff_t>(
                                             std::min(step, data.size() - at)));
        file = file + gzip_bytes(bgzf_of(stored_stream(piece), piece));
    }
    return file + bgzf_end();
}

/// The text as one member, as two, as BGZF; each with an index of its own and,
/// in the folder "bare", without any.
struct part_files {
    using names = std::vector<std::string>;

    scratch_directory scratch;
    names all{"one.gz", "two.gz", "bgzf.gz"};
    mutable trial_choice choice;

    part_files() {
        const bytes& data = text().data;
        const auto middle =
            data.begin() + static_cast<std::ptrdiff_t>(data.size() / 2 + 7);
        write_file(scratch / "one.gz", gzip(data));
        write_file(scratch / "two.gz", gzip(bytes(data.begin(), middle)) +
                                           gzip(bytes(middle, data.end())));
        write_file(scratch / "bgzf.gz", as_bgzf(data));
        std::filesystem::create_directory(scratch / "bare");
        for (const std::string& name : all) {
            std::filesystem::copy_file(scratch / name,
                                       scratch / ("bare/" + name));
            BOOST_TEST(run_mgunzip({"-t", "--index", "--index-spacing=64K",
                                    "--index-format=gztool", name},
                                   scratch)
                           .silently(0));
        }
        BOOST_TEST(
            run_mgunzip({"-t", "--index", "bgzf.gz"}, scratch).silently(0));
        for (const std::string& name : names(all))
            all.push_back("bare/" + name);
    }

    outcome run(names arguments, const std::string& name) const {
        arguments.push_back(name);
        return run_mgunzip(arguments, scratch);
    }
    static outcome run(const command& what) { return mgunzip::test::run(what); }

    /// Decodes a part of each file, to standard output and to a file, and of a
    /// pipe as well.
    void check(const names& arguments, const bytes& expected,
               bool may_be_pipe = true) const {
        BOOST_TEST_INFO_SCOPE(arguments.back());
        for (const std::string& name : all) {
            if (!choice.is_made())
                continue;
            BOOST_TEST_INFO_SCOPE(name);
            const outcome done = run(arguments, name);
            BOOST_TEST(done.silently(0), done);
            BOOST_TEST((done.out == expected), done.out.size());
            names to_file{"-fo", "out"};
            to_file.insert(to_file.end(), arguments.begin(), arguments.end());
            BOOST_TEST(run(to_file, name).silently(0));
            BOOST_TEST((read_file(scratch / "out") == expected));
        }
        if (!may_be_pipe)
            return;
        command what = mgunzip_command(arguments, scratch);
        what.input = read_file(scratch / "one.gz");
        const outcome piped = run(what);
        BOOST_TEST(piped.silently(0), piped);
        BOOST_TEST((piped.out == expected));
    }
};

/// As --bytes and --lines have it.
inline std::string range(std::size_t from, std::size_t count) {
    return std::to_string(from) + '+' + std::to_string(count);
}

} // namespace mgunzip::test

#endif
