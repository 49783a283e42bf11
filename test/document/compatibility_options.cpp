// SPDX-License-Identifier: BSL-1.0
// The rows of options, and of how a command line is read.
#include "document/compatibility_rows.hpp"

#include "support/gzip_builder.hpp"
#include "support/sample_data.hpp"

namespace mgunzip::test {
namespace {

setup good() {
    return named("x.gz");
}

// x.gz that says that it was "other", and when it was last written to.
setup stored() {
    return file(gzip_bytes({.modification_time = 7'000'000, .name = "other"}));
}

setup with_garbage() {
    return file(gzip("text") + to_bytes("garbage"));
}

setup large() {
    return file(gzip(sample(10'000)));
}

// A good file, and one in the way of its output.
setup in_the_way() {
    return both(good(), existing("x"));
}

setup tree() {
    return both(directory("d"), directory("d/e"), directory("d/empty"),
                file(gzip("a"), "d/a.gz"), file(gzip("b"), "d/e/b.gz"));
}

// One trial for each way to write an option.
std::vector<trial> ways(const setup& prepare,
                        const std::vector<std::string>& arguments,
                        const std::vector<std::string>& phrases = {}) {
    std::vector<trial> result;
    for (const std::string& each : arguments)
        result.push_back({prepare, each, phrases});
    return result;
}

// Not every program takes -l and -d together.
std::vector<trial> as_gzip(std::vector<trial> trials) {
    for (trial& each : trials)
        each.called_as = "gzip";
    return trials;
}

// What each program says in words of its own.
std::vector<trial> own_words(const std::vector<std::string>& arguments,
                             const std::vector<std::string>& phrases) {
    auto result = ways(nothing(), arguments, phrases);
    for (trial& each : result)
        each.has_own_words = true;
    return result;
}

std::vector<compatibility_row> usual_rows() {
    return {
        {"`-d`, `--decompress`, `--uncompress`",
         ways(good(),
              {"-d -k x.gz", "--decompress -k x.gz", "--uncompress -k x.gz"}),
         ways(good(), {"-d x.gz", "--decompress x.gz", "--uncompress x.gz"})},
        {"`-c`, `--stdout`, `--to-stdout`",
         ways(good(), {"-c x.gz", "--stdout x.gz", "--to-stdout x.gz"}),
         ways(in_the_way(), {"-c x.gz"})},
        {"`-k`, `--keep`", ways(good(), {"-k x.gz", "--keep x.gz"}),
         ways(in_the_way(), {"-fk x.gz"})},
        {"`-f`, `--force`", ways(in_the_way(), {"-f x.gz", "--force x.gz"}),
         ways(good(), {"-f x.gz"})},
        {"`-t`, `--test`", ways(good(), {"-t x.gz", "--test x.gz"}),
         ways(in_the_way(), {"-t x.gz x.gz"})},
        {"`-l`, `--list`", as_gzip(ways(large(), {"-l x.gz", "--list x.gz"}))},
        {"`-lv`", as_gzip(ways(large(), {"-lv x.gz"}))},
        {"`-n`, `--no-name`",
         ways(stored(), {"-k -n x.gz", "-k --no-name x.gz"}),
         ways(stored(), {"-n x.gz", "-nk x.gz", "-Nn x.gz", "-nM x.gz"})},
        {"`-N`, `--name`", ways(stored(), {"-k -N x.gz", "-k --name x.gz"}),
         ways(stored(), {"-N x.gz", "-nN x.gz", "-Nc x.gz", "-Nt x.gz"})},
        {"`-m`, `-M`", ways(stored(), {"-k -m x.gz", "-k -M x.gz"}),
         ways(stored(), {"-m x.gz", "-M x.gz", "-Nm x.gz", "-NM x.gz"})},
        {"`-q`, `--quiet`, `--silent`",
         ways(good(), {"-k -q x.gz", "-k --quiet x.gz", "-k --silent x.gz"}),
         ways(with_garbage(), {"-q x.gz", "-tq x.gz", "-qf x.gz"})},
        {"`-v`, `--verbose`",
         ways(good(), {"-k -v x.gz", "-k --verbose x.gz"},
              {"x.gz:", "-50.0% -- created x"}),
         ways(good(), {"-v x.gz"}, {"-50.0% -- replaced with x"})},
        {"`-tv`", ways(good(), {"-tv x.gz"}, {"x.gz:", "OK"})},
        {"`-r`, `--recursive`", ways(tree(), {"-k -r d", "-k --recursive d"}),
         ways(tree(), {"-r d", "-rt d", "-rf d/", "-r d/e d/a.gz"})},
    };
}

std::vector<compatibility_row> further_rows() {
    return {
        {"`-S SUF`, `--suffix=SUF`",
         ways(named("x.foo"),
              {"-k -S .foo x.foo", "-kS.foo x.foo", "-k --suffix=.foo x.foo",
               "-k --suffix .foo x.foo"}),
         ways(named("x.foo"), {"-S .foo x", "-S foo x.foo"})},
        {"`-S` with the usual suffix",
         ways(good(), {"-k -S.gz x.gz", "-k -S .gz x.gz"})},
        {"`-S z`: a suffix without a dot", ways(named("xz"), {"-k -S z xz"}),
         ways(named("x-z"), {"-S z x-z"})},
        {"`-S ''`: an empty suffix",
         ways(good(), {"-k -S '' x.gz"}, {"invalid suffix"})},
        {"`--synchronous`", ways(good(), {"-k --synchronous x.gz"}),
         ways(good(), {"--synchronous x.gz"})},
        {"`-1` to `-9`, `--fast`, `--best`",
         ways(good(), {"-c -1 x.gz", "-c -2 x.gz", "-c -3 x.gz", "-c -4 x.gz",
                       "-c -5 x.gz", "-c -6 x.gz", "-c -7 x.gz", "-c -8 x.gz",
                       "-c -9 x.gz", "-c --fast x.gz", "-c --best x.gz"})},
        {"`-a`, `--ascii`",
         ways(good(), {"-c -a x.gz", "-c --ascii x.gz"},
              {"option --ascii ignored on this system"}),
         ways(good(), {"-c -aq x.gz", "-a x.gz"})},
        {"`-b N`, `--bits=N`",
         ways(good(), {"-c -b 9 x.gz", "-c --bits=9 x.gz", "-c -b9 x.gz"}),
         ways(good(), {"-b x x.gz"})},
        {"`--rsyncable`", ways(good(), {"-c --rsyncable x.gz"})},
        {"`-Z`, `--lzw`", ways(good(), {"-Z x.gz", "--lzw x.gz"})},
        {"`-h`, `--help`",
         own_words({"-h", "--help", "-h none.gz"}, {"Usage: "})},
        {"`-H`", own_words({"-H"}, {"Usage: "})},
        {"`-V`, `--version`", own_words({"-V", "--version"}, {"."})},
        {"`-L`, `--license`", own_words({"-L", "--license"}, {"icense"})},
    };
}

// Of mgunzip, pigz and igzip.
std::vector<compatibility_row> own_rows() {
    return {
        {"`-o FILE`, `--output=FILE`",
         ways(good(), {"-o y x.gz", "--output=y x.gz", "--output y x.gz"})},
        {"`-o` with a device", ways(good(), {"-o /dev/null x.gz"})},
        {"`--rm`", ways(good(), {"--rm x.gz"})},
        {"`--bytes=PARTS`, `--lines=PARTS`",
         ways(good(), {"--bytes=0+2 x.gz", "--lines=1+1 x.gz",
                       "--bytes=0+2 --whole-lines x.gz"})},
        {"`--index`, `--use-index=FILE`",
         ways(good(),
              {"-t --index x.gz", "-t --index --index-format=gzidx x.gz",
               "-t --index --index-spacing=1M x.gz"})},
        {"`--use-index=FILE`: no index",
         ways(good(), {"-c --use-index=x.gz --bytes=0+1 x.gz"})},
        {"`--count-lines`", ways(good(), {"--count-lines x.gz"})},
        {"`--splits=SIZE`, without index", ways(good(), {"--splits=1M x.gz"})},
        {"`--output-dir=DIR`",
         ways(good(), {"--output-dir=d x.gz", "--output-dir d x.gz"})},
        {"`--sparse`", ways(good(), {"-k --sparse x.gz"})},
        {"`--max-output=SIZE`", ways(good(), {"-c --max-output=1K x.gz"})},
        {"`-T N`, `--threads=N`",
         ways(good(), {"-c -T 2 x.gz", "-c --threads=2 x.gz"})},
        {"`--io=WAY`", ways(good(), {"-c --io=write x.gz"})},
        {"`--input=WAY`", ways(good(), {"-c --input=read x.gz"})},
        {"`--stats`, `--stats=json`",
         ways(good(), {"-t --stats x.gz", "-t --stats=json x.gz"}, {"bytes"})},
        {"`--progress`, `--no-progress`",
         ways(good(), {"-t --progress x.gz", "-t --no-progress x.gz"})},
        {"`-z`, `--compress`", ways(good(), {"-z x.gz", "--compress x.gz"})},
        {"`-p N`, `--processes N`: pigz's",
         ways(good(), {"-c -p 2 x.gz", "-c --processes 2 x.gz"})},
        {"Other options of pigz, for compressing",
         ways(good(), {"-c -0 x.gz", "-c -11 x.gz", "-c -R x.gz", "-c -Y x.gz",
                       "-c -i x.gz", "-c -K x.gz"})},
    };
}

} // namespace

std::vector<compatibility_row> option_rows() {
    return joined({usual_rows(), further_rows(), own_rows()});
}

std::vector<compatibility_row> command_line_rows() {
    return {
        {"No such option",
         joined<trial>({ways(good(), {"-x x.gz"}),
                        {{good(), "--foo x.gz", {"unrecognized option"}}}})},
        {"No value where one is needed", ways(good(), {"-k -S", "--suffix"})},
        {"A value where none belongs", ways(good(), {"--keep=yes x.gz"})},
        {"Bundled options", ways(in_the_way(), {"-cdf x.gz", "-dkf x.gz"}),
         ways(named("x.foo"), {"-dkfS.foo x.foo"})},
        {"Options behind operands", ways(good(), {"x.gz -k", "x.gz -c"})},
        {"`--` ends the options",
         ways(named("-x.gz"), {"-k -- -x.gz", "-c -- -x.gz"}),
         ways(named("-x.gz"), {"-- -x.gz"})},
        {"Long options cut short",
         ways(good(), {"-c --decomp x.gz", "--std x.gz"}),
         ways(good(), {"--verb --kee x.gz"}, {"% -- created x"})},
        {"Long options cut too short",
         ways(good(), {"-c --s x.gz"}, {"ambiguous"})},
        {"Repeated options", ways(good(), {"-kk x.gz", "-dd -cc x.gz"}),
         ways(good(),
              {"-ckf x.gz", "-kfv x.gz", "-qv x.gz", "-vq x.gz", "-dk x.gz"})},
        {"`-t` with `-c`", ways(good(), {"-tc x.gz", "-ct x.gz"})},
        {"`-q` with `-v`: the last one counts",
         ways(with_garbage(), {"-t -qv x.gz"}, {"trailing garbage ignored"}),
         ways(with_garbage(), {"-t -vq x.gz", "-vq x.gz"})},
        {"The variable `GZIP`",
         {{good(), "-c x.gz", {}, false, "", {"GZIP=-9"}},
          {with_garbage(), "-c x.gz", {}, false, "", {"GZIP=-q"}}}},
        {"Called as `gunzip`", {{good(), "-k x.gz", {}, false, "gunzip"}}},
        {"Called as `zcat`", {{good(), "x.gz", {}, false, "zcat"}}},
        {"Called as `gzip`, with `-d`, `-l` or `-t`",
         {{good(), "-dk x.gz", {}, false, "gzip"},
          {good(), "-t x.gz", {}, false, "gzip"}},
         {{large(), "-l x.gz", {}, false, "gzip"}}},
        {"Called as `gzip`, without these",
         {{file(to_bytes("text"), "x"), "-k x", {}, false, "gzip"}}},
    };
}

} // namespace mgunzip::test
