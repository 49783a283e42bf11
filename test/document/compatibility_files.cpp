// SPDX-License-Identifier: BSL-1.0
// The rows of file names, and of what becomes of files.
#include "document/compatibility_rows.hpp"

#include "support/gzip_builder.hpp"
#include "support/sample_data.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::test {
namespace {

setup good() {
    return named("x.gz");
}

setup stored(const std::string& name, std::uint32_t time = 7'000'000) {
    return file(gzip_bytes({.modification_time = time, .name = name}));
}

setup damaged() {
    return file(gzip_bytes({.crc_error = 1}));
}

// A good file, a bad one, and another good one.
setup several() {
    return both(good(), file(to_bytes("bad"), "bad.gz"),
                file(gzip("last"), "z.gz"));
}

// With what may be left alone.
setup mixed_tree() {
    return both(directory("d"), directory("d/e"), file(gzip("a"), "d/a.gz"),
                file(to_bytes("bad"), "d/bad.gz"),
                file(to_bytes("other"), "d/other"),
                file(gzip("c"), "d/e/c.tgz"));
}

setup linked() {
    return both(good(), symbolic_link("x.gz", "l.gz"));
}

setup two_names() {
    return both(good(), hard_link("x.gz", "y.gz"));
}

// Each of these suffixes, with a further one or without.
std::vector<trial> every_suffix() {
    std::vector<trial> result;
    for (const char* const name :
         {"a.gz", "a.z", "a-gz", "a-z", "a_z", "a.tgz", "a.taz", "A.GZ",
          "A.TGZ", "a.tar.gz", "a.gz.gz", ".gz", ".tgz", "a.bz", "a.foo", "a"})
        for (const char* const options : {"-k ", "-kS.foo ", "-kSz ", "-kSgz ",
                                          "-kS.tgz ", "-kq ", "-c ", "-t "})
            result.push_back({named(name), std::string(options) + name});
    return result;
}

std::vector<trial> every_stored_name() {
    std::vector<trial> result;
    for (const char* const options : {"-N", "-n", "-Nn", "-nN", "-m", "-M",
                                      "-Nm", "-NM", "-Nk", "-Nc", "-Nt", "-kM"})
        for (const char* const name :
             {"other", "dir/other", "../../other", "/other", "x"})
            result.push_back({stored(name), std::string(options) + " x.gz"});
    return result;
}

// `name`, decompressed beside itself.
trial keeping(const std::string& name) {
    return {named(name), "-k " + name};
}

std::vector<compatibility_row> suffix_rows() {
    return {
        {"`x.gz` becomes `x`, `x.gz` is removed", {{good(), "x.gz"}}},
        {"`.z`, `-gz`, `-z`, `_z` are suffixes, too",
         {keeping("x.z"), keeping("x-gz"), keeping("x-z"), keeping("x_z")},
         every_suffix()},
        {"`x.tgz`, `x.taz` become `x.tar`",
         {keeping("x.tgz"), keeping("x.taz")}},
        {"Upper case", {keeping("X.GZ"), keeping("X.TGZ")}},
        {"`x` stands for `x.gz` if there is no `x`",
         {{good(), "-k x"}, {good(), "-c x"}},
         {{good(), "x"},
          {named("x.z"), "x"},
          {named("x-z"), "-t x"},
          {named("x-gz"), "x", {"x.gz: No such file or directory"}},
          {both(named("x.z"), file(gzip("other"))), "x"},
          {named("x.z"), "-c x"},
          {named("x.z"), "-t x"},
          {named("x-z"), "-c x"},
          {named("x-z"), "x"},
          {named("x.z"), "x.gz", {"x.gz: No such file or directory"}}}},
        {"No suffix that is known",
         {{named("x.foo"), "-k x.foo", {"x.foo: unknown suffix -- ignored"}}},
         {{named("x.foo"), "x.foo", {"unknown suffix -- ignored"}},
          {named("x"), "-q x"}}},
        {"No suffix that is known, with `-c` or `-t`",
         {{named("x.foo"), "-c x.foo"}, {named("x.foo"), "-t x.foo"}}},
        {"Nothing but a suffix", {{named(".gz"), "-k .gz"}}},
        {"Two suffixes: one is taken off", {keeping("x.gz.gz")}},
        {"Missing file",
         {{nothing(), "-k x.gz", {"x.gz: No such file or directory"}},
          {nothing(), "-c x.gz", {"x.gz: No such file or directory"}}},
         joined<trial>(
             {in_every_way(nothing(), {"No such file or directory"}),
              {{nothing(), "-r none", {"none.gz: No such file or directory"}},
               {nothing(),
                "-S.foo y",
                {"y.foo: No such file or directory"}}}})},
        {"A name that is too long",
         {{nothing(),
           "-c " + std::string(300, 'x') + ".gz",
           {"File name too long"}}}},
        {"Control characters in a name",
         {{file(to_bytes("bad"), "a\nb.gz"), "-c 'a\nb.gz'", {"a?b.gz"}}}},
    };
}

std::vector<compatibility_row> stored_name_rows() {
    return {
        {"`-N`: stored name with a directory: the last part counts",
         // No name that leads out of here: not every program takes care.
         {{both(stored("d/other"), directory("d")), "-kN x.gz"}},
         joined<trial>({every_stored_name(),
                        {{both(directory("d"),
                               file(gzip_bytes({.name = "other"}), "d/x.gz")),
                          "-rN d"}}})},
        {"`-N`: control characters in the stored name, with `-v`",
         {{stored("a\x1b[31m"), "-kNv x.gz", {"a?[31m"}}}},
        {"`-N`: no name and no time are stored",
         {{good(), "-kN x.gz"}},
         {{stored("other", 0), "-N x.gz"},
          {file(gzip_bytes({.modification_time = 7'000'000})), "-N x.gz"}}},
        {"`-N`: a file of the stored name exists",
         {{both(stored("other"), existing("other")),
           "-kN x.gz",
           {"other", "already exists"}}},
         {{both(stored("other"), existing("other")), "-Nf x.gz"},
          {both(stored("other"), existing("x")), "-N x.gz"},
          {both(stored("other"), existing("other")),
           "-N x.gz",
           {"already exists"}}}},
        {"`-N`: the stored name is that of the input",
         {{stored("x.gz"), "-N x.gz", {"x.gz"}},
          {stored("x.gz"), "-Nf x.gz", {"x.gz"}}}},
    };
}

std::vector<compatibility_row> mode_rows() {
    return {
        {"Mode and time are kept",
         {{file(gzip("text"), "x.gz", 0604), "-k x.gz"}},
         {{file(gzip("text"), "x.gz", 0400), "x.gz"},
          {file(gzip("text"), "x.gz", 0600), "x.gz"},
          {file(gzip("text"), "x.gz", 0777), "x.gz"},
          {file(gzip("text"), "x.gz", 0666), "x.gz"}}},
        {"Owner and group are kept, by root",
         {{both(good(),
                [](const scratch_directory& scratch) {
                    BOOST_REQUIRE(
                        ::chown((scratch / "x.gz").c_str(), 12345, 54321) == 0);
                }),
           "-k x.gz"}},
         {},
         true},
        {"Set-user-ID, set-group-ID",
         {{file(gzip("text"), "x.gz", 04755), "-k x.gz", {"is set-user-ID"}},
          {file(gzip("text"), "x.gz", 02755), "-k x.gz", {"is set-group-ID"}}},
         joined<trial>({in_every_way(file(gzip("text"), "x.gz", 04755)),
                        in_every_way(file(gzip("text"), "x.gz", 02755))})},
        {"Set-user-ID, set-group-ID, with `-f`",
         {{file(gzip("text"), "x.gz", 04755), "-kf x.gz", {"is set-user-ID"}}},
         {{file(gzip("text"), "x.gz", 02755), "-f x.gz", {"is set-group-ID"}}}},
        {"Sticky bit",
         {{file(gzip("text"), "x.gz", 01644),
           "-k x.gz",
           {"has the sticky bit set"}}},
         {{file(gzip("text"), "x.gz", 01644),
           "x.gz",
           {"has the sticky bit set"}},
          {file(gzip("text"), "x.gz", 01644), "-q x.gz"},
          {file(gzip("text"), "x.gz", 01644), "-c x.gz"},
          {file(gzip("text"), "x.gz", 01644), "-t x.gz"}}},
        {"Sticky bit, with `-f`",
         {{file(gzip("text"), "x.gz", 01644), "-kf x.gz"}}},
        {"File that may not be read",
         {{file(gzip("text"), "x.gz", 0),
           "-c x.gz",
           {"x.gz: Permission denied"},
           false,
           "",
           {},
           true}}},
        {"Directory that may not be written to",
         {{both(directory("d"), file(gzip("text"), "d/x.gz"),
                [](const scratch_directory& scratch) {
                    BOOST_REQUIRE(::chmod((scratch / "d").c_str(), 0555) == 0);
                }),
           "-k d/x.gz",
           {"d/x: Permission denied"},
           false,
           "",
           {},
           true}}},
    };
}

std::vector<compatibility_row> existing_output_rows() {
    return {
        {"Output exists",
         {{both(good(), existing("x")), "-k x.gz", {"x", "already exists"}}},
         {{both(good(), existing("x")), "x.gz", {"already exists"}}}},
        {"Output exists, with `-q`",
         {{both(good(), existing("x")), "-kq x.gz"}},
         {{both(stored("other"), existing("other")), "-Nq x.gz"}}},
        {"Output exists, with `-f`",
         {{both(good(), existing("x")), "-kf x.gz"}}},
        {"Output was made of another input just now, with `-f`",
         {{both(file(gzip("first"), "v.gz"), file(gzip("second"), "v.z")),
           "-f v.gz v.z"}}},
        {"Output exists, with `-f`, and the input is damaged",
         {{both(damaged(), existing("x")), "-f x.gz", {"crc error"}}}},
        {"Output is a directory",
         {{both(good(), directory("x")), "-k x.gz", {"already exists"}}}},
        {"Output is a directory, with `-f`",
         {{both(good(), directory("x")), "-kf x.gz", {"irectory"}}}},
        {"Output is a symbolic link, with `-f`: replaced",
         {{both(good(), existing("target"), symbolic_link("target", "x")),
           "-kf x.gz"}},
         {{both(good(), existing("target"), symbolic_link("target", "x")),
           "x.gz",
           {"already exists"}},
          {both(good(), fifo("x")), "x.gz", {"already exists"}},
          {both(good(), fifo("x")), "-f x.gz"}}},
    };
}

std::vector<compatibility_row> operand_rows() {
    return {
        {"Several files, bad ones among them: the others are done",
         {{several(), "-k x.gz bad.gz none.gz z.gz", {"bad.gz", "none.gz"}},
          {several(), "-c x.gz bad.gz none.gz z.gz", {"bad.gz", "none.gz"}}},
         {{several(), "x.gz bad.gz none.gz z.gz"},
          {several(), "-t x.gz bad.gz none.gz z.gz"}}},
        {"Damaged data in one of several files",
         {{both(damaged(), file(gzip("last"), "z.gz")),
           "-c x.gz z.gz",
           {"crc error"}}}},
        {"The same file twice",
         {{several(), "-c x.gz x.gz"}},
         {{several(), "x.gz x.gz z.gz", {"x.gz: No such file"}}}},
        {"Directory",
         {{mixed_tree(), "-c d", {"is a directory -- ignored"}},
          {mixed_tree(), "-t d", {"is a directory -- ignored"}}},
         in_every_way(directory("x.gz"), {"is a directory -- ignored"})},
        {"`-r`: files without suffix, and bad ones",
         {{mixed_tree(), "-kr d", {"d/bad.gz: not in gzip format"}}},
         {{mixed_tree(), "-r d"},
          {mixed_tree(), "-rk d"},
          {mixed_tree(), "-rt d"},
          {mixed_tree(), "-rf d/"},
          {mixed_tree(), "-r d/e d/a.gz"},
          {mixed_tree(), "-rv d", {"d/other: unknown suffix -- ignored"}}}},
    };
}

std::vector<compatibility_row> link_rows() {
    return {
        {"Symbolic link",
         {{linked(), "-k l.gz", {"l.gz: Too many levels of symbolic links"}}},
         {{linked(), "l.gz", {"Too many levels of symbolic links"}}}},
        {"Symbolic link, with `-c` or `-t`",
         {{linked(), "-c l.gz"}, {linked(), "-t l.gz"}}},
        {"Symbolic link, with `-f`",
         {{linked(), "-kf l.gz"}},
         {{linked(), "-f l.gz"}}},
        {"`-r`: symbolic links in a directory",
         {{both(directory("d"), file(gzip("a"), "d/a.gz"),
                symbolic_link("a.gz", "d/link.gz")),
           "-kr d",
           {"d/link.gz"}}},
         {{both(mixed_tree(), symbolic_link("a.gz", "d/link.gz"),
                symbolic_link("../d", "d/loop")),
           "-r d",
           {"Too many levels of symbolic links"}}}},
        {"`-r` with `-f`, `-c` or `-t`: symbolic links in a directory",
         {{both(directory("d"), good(), symbolic_link("../x.gz", "d/link.gz")),
           "-cr d",
           {"d/link.gz"}}}},
        {"Hard links",
         {{two_names(), "x.gz", {"has 1 other link -- file ignored"}}},
         joined<trial>({in_every_way(two_names()),
                        {{both(two_names(), hard_link("x.gz", "z.gz")),
                          "x.gz",
                          {"has 2 other links -- file ignored"}}}})},
        {"Hard links, with `-k` or `-c`",
         {{two_names(), "-k x.gz"}, {two_names(), "-c x.gz"}}},
        {"Hard links, with `-f`", {{two_names(), "-f x.gz"}}},
        {"FIFO or device as input",
         {{symbolic_link("/dev/null", "x.gz"),
           "-kf x.gz",
           {"is not a directory or a regular file"}}},
         {{fifo("x.gz"), "-k x.gz", {"is not a directory or a regular file"}},
          {fifo("x.gz"), "-f x.gz", {"is not a directory or a regular file"}}}},
    };
}

} // namespace

std::vector<compatibility_row> name_rows() {
    return joined({suffix_rows(), stored_name_rows()});
}

std::vector<compatibility_row> file_rows() {
    return joined(
        {mode_rows(), existing_output_rows(), operand_rows(), link_rows()});
}

} // namespace mgunzip::test
