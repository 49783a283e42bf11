// SPDX-License-Identifier: BSL-1.0
// The command line.
#include "cli/option_table.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sstream>
#include <utility>

using namespace mgunzip;
using cli::action;
using cli::output_mode;
using cli::output_place;
using cli::parse_options;
using names = std::vector<std::string>;

namespace {

// What is wrong with the arguments; empty if nothing is.
std::string complaint(const names& arguments) {
    try {
        static_cast<void>(parse_options(arguments));
    } catch (const cli::usage_error& error) {
        return error.what();
    }
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(no_arguments_mean_standard_input) {
    const cli::options parsed = parse_options({});
    BOOST_TEST((parsed.operands == names{"-"}));
    BOOST_TEST((parsed.action == action::decompress));
    BOOST_TEST((parsed.output_place == output_place::beside_input));
    BOOST_TEST(parsed.suffix == ".gz");
    BOOST_TEST(!parsed.keep_input);
    BOOST_TEST(!parsed.force);
    BOOST_TEST(!parsed.is_quiet);
    BOOST_TEST(!parsed.is_synchronous);
    BOOST_TEST(!parsed.output_name.has_value());
    BOOST_TEST(parsed.verbosity == 0u);
    BOOST_TEST((parsed.output_mode == output_mode::automatic));
    BOOST_TEST((parsed.input_mode == io::input_mode::automatic));
    BOOST_TEST(parsed.thread_count == 0u);
}

BOOST_AUTO_TEST_CASE(number_of_threads) {
    BOOST_TEST(parse_options({"-T1"}).thread_count == 1u);
    BOOST_TEST(parse_options({"-T", "16"}).thread_count == 16u);
    BOOST_TEST(parse_options({"--threads=0"}).thread_count == 0u);
    for (const char* const wrong : {"-1", "x", "1x", " 1", "99999999999"})
        BOOST_TEST(complaint({std::string("--threads=") + wrong})
                       .starts_with("--threads: '"),
                   wrong);
}

BOOST_AUTO_TEST_CASE(limit_of_the_output_is_a_size) {
    BOOST_TEST(!parse_options({}).most_output.has_value());
    BOOST_TEST(parse_options({"--max-output=0"}).most_output.value() == 0u);
    BOOST_TEST(parse_options({"--max-output=3K"}).most_output.value() == 3072u);
    BOOST_TEST(complaint({"--max-output=1X"}) ==
               "--max-output: '1X' is no size");
    BOOST_TEST(complaint({"--bytes=0+1", "--max-output=1"}) ==
               "parts of the output and --max-output exclude each other");
}

BOOST_AUTO_TEST_CASE(many_operands_keep_their_order_and_take_no_time) {
    names arguments{"-k", "first"};
    names expected{"first"};
    for (int i = 0; i < 300'000; ++i) {
        // An option in the middle, and operands that look like one's name.
        if (i % 100'000 == 50'000)
            arguments.emplace_back("-v");
        const std::string name = i % 2 == 0 ? "keep" : std::to_string(i);
        arguments.push_back(name);
        expected.push_back(name);
    }
    for (const char* const last : {"-", "--", "-k", "last"})
        arguments.emplace_back(last);
    for (const char* const last : {"-", "-k", "last"})
        expected.emplace_back(last);
    const cli::options parsed = parse_options(arguments);
    BOOST_TEST((parsed.operands == expected));
    BOOST_TEST(parsed.verbosity == 3u);
}

BOOST_AUTO_TEST_CASE(value_may_be_the_name_of_an_option) {
    BOOST_TEST(*parse_options({"-o", "keep", "x.gz"}).output_name == "keep");
    BOOST_TEST(parse_options({"-S", "k", "x.gz", "y.gz"}).suffix == "k");
    BOOST_TEST((parse_options({"-S", "k", "x.gz", "y.gz"}).operands ==
                names{"x.gz", "y.gz"}));
}

BOOST_AUTO_TEST_CASE(flags_have_short_and_long_names) {
    for (const char* const name : {"-k", "--keep"})
        BOOST_TEST(parse_options({name}).keep_input);
    for (const char* const name : {"-f", "--force"})
        BOOST_TEST(parse_options({name}).force);
    for (const char* const name : {"-q", "--quiet"})
        BOOST_TEST(parse_options({name}).is_quiet);
    for (const char* const name : {"-v", "--verbose"})
        BOOST_TEST(parse_options({name}).verbosity == 1u);
    for (const char* const name : {"-d", "--decompress"})
        BOOST_TEST((parse_options({name}).action == action::decompress));
    for (const char* const name : {"-c", "--stdout"})
        BOOST_TEST((parse_options({name}).output_place ==
                    output_place::standard_output));
    for (const char* const name : {"-t", "--test"})
        BOOST_TEST((parse_options({name}).action == action::test));
    for (const char* const name : {"-h", "--help"})
        BOOST_TEST((parse_options({name}).action == action::show_help));
    for (const char* const name : {"-V", "--version"})
        BOOST_TEST((parse_options({name}).action == action::show_version));
    BOOST_TEST(parse_options({"--synchronous"}).is_synchronous);
}

BOOST_AUTO_TEST_CASE(values_may_stand_in_the_same_word_or_the_next) {
    for (const names& arguments :
         {names{"-S.foo"}, names{"-S", ".foo"}, names{"--suffix", ".foo"},
          names{"--suffix=.foo"}, names{"-kS.foo"}, names{"-kS", ".foo"}})
        BOOST_TEST(parse_options(arguments).suffix == ".foo");
    for (const names& arguments :
         {names{"-oout"}, names{"-o", "out"}, names{"--output=out"},
          names{"--output", "out"}, names{"-kfoout"}})
        BOOST_TEST(parse_options(arguments).output_name.value() == "out");
}

BOOST_AUTO_TEST_CASE(value_may_look_like_an_option) {
    BOOST_TEST(parse_options({"-o", "-"}).output_name.value() == "-");
    BOOST_TEST(parse_options({"-o-"}).output_name.value() == "-");
    BOOST_TEST(parse_options({"-S", "-z"}).suffix == "-z");
    BOOST_TEST(parse_options({"-S-z"}).suffix == "-z");
    BOOST_TEST(parse_options({"--suffix=-k"}).suffix == "-k");
}

BOOST_AUTO_TEST_CASE(short_options_may_be_bundled) {
    const cli::options parsed = parse_options({"-ckfv"});
    BOOST_TEST((parsed.output_place == output_place::standard_output));
    BOOST_TEST(parsed.keep_input);
    BOOST_TEST(parsed.force);
    BOOST_TEST(parsed.verbosity == 1u);
}

BOOST_AUTO_TEST_CASE(long_options_may_be_abbreviated_if_that_is_clear) {
    BOOST_TEST(parse_options({"--ke"}).keep_input);
    BOOST_TEST(parse_options({"--sy"}).is_synchronous);
    BOOST_TEST((parse_options({"--output-d=x"}).output_directory == "x"));
    BOOST_TEST(
        (parse_options({"--inp=read"}).input_mode == io::input_mode::read));
    // "--io" is a whole name, not a prefix.
    BOOST_TEST(
        (parse_options({"--io=write"}).output_mode == output_mode::written));
    for (const char* const name : {"--s", "--ver", "--i", "--r"})
        BOOST_TEST(complaint({name}).find("ambiguous") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(abbreviations_are_those_of_gnu_gzip_first) {
    BOOST_TEST((parse_options({"--st"}).output_place ==
                output_place::standard_output));
    BOOST_TEST(
        (parse_options({"--no"}).progress == cli::progress_display::automatic));
    BOOST_TEST(
        (parse_options({"--no-p"}).progress == cli::progress_display::never));
    BOOST_TEST(
        (parse_options({"--sta"}).statistics == cli::statistics_format::table));
    BOOST_TEST((parse_options({"--te"}).action == action::test));
    BOOST_TEST(parse_options({"--th=3"}).thread_count == 3u);
    BOOST_TEST(parse_options({"--suf=.x"}).suffix == ".x");
    BOOST_TEST(parse_options({"--rec"}).is_recursive);
    const std::string ambiguous = complaint({"--s"});
    BOOST_TEST(ambiguous.starts_with("option '--s' is ambiguous: --stdout "));
    for (const char* const name :
         {"--synchronous", "--suffix", "--silent", "--stats"})
        BOOST_TEST(ambiguous.find(name) != std::string::npos, name);
}

BOOST_AUTO_TEST_CASE(statistics_take_a_value_only_in_the_same_word) {
    const cli::options table = parse_options({"--stats", "json"});
    BOOST_TEST((table.statistics == cli::statistics_format::table));
    BOOST_TEST((table.operands == names{"json"}));
    BOOST_TEST((parse_options({"--stats=json"}).statistics ==
                cli::statistics_format::json));
    BOOST_TEST(complaint({"--stats=xml"}) == "--stats: 'xml' is none of json");
    BOOST_TEST(!complaint({"--stats="}).empty());
}

BOOST_AUTO_TEST_CASE(other_names_of_gnu_gzip_are_understood) {
    BOOST_TEST((parse_options({"--to-stdout"}).output_place ==
                output_place::standard_output));
    BOOST_TEST((parse_options({"--uncompress"}).action == action::decompress));
    BOOST_TEST(parse_options({"--silent"}).is_quiet);
    for (const char* const name : {"-r", "--recursive"})
        BOOST_TEST(parse_options({name}).is_recursive);
    for (const char* const name : {"-L", "--license"})
        BOOST_TEST((parse_options({name}).action == action::show_license));
    for (const char* const name : {"-l", "--list", "-lt", "-cl"})
        BOOST_TEST((parse_options({name}).action == action::list));
    for (const char* const name : {"-N", "--name"}) {
        BOOST_TEST(parse_options({"-n", name}).restores_name);
        BOOST_TEST(parse_options({"-n", name}).restores_time);
        BOOST_TEST(!parse_options({name, "-n"}).restores_name);
        BOOST_TEST(!parse_options({name, "--no-name"}).restores_time);
    }
    BOOST_TEST((parse_options({"-H"}).action == action::show_help));
    BOOST_TEST(parse_options({"-a"}).ignores_ascii);
    BOOST_TEST(!parse_options({"-k", "--rm"}).keep_input);
    BOOST_TEST(parse_options({"--rm", "-k"}).keep_input);
}

BOOST_AUTO_TEST_CASE(what_is_for_compressors_has_no_effect) {
    const cli::options parsed = parse_options(
        {"-1", "-23", "-45d", "-6", "-7", "-8", "-9", "--fast", "--best",
         "--rsyncable", "-b", "9", "--bits=12", "-n", "--no-name", "x"});
    BOOST_TEST((parsed.action == action::decompress));
    BOOST_TEST((parsed.operands == names{"x"}));
    BOOST_TEST(complaint({"-b", "x"}) == "--bits: 'x' is no number of bits");
    for (const char* const name : {"-Z", "--lzw", "-z", "--compress"})
        BOOST_TEST(complaint({name}) == "mgunzip does not compress");
}

BOOST_AUTO_TEST_CASE(name_of_the_program_counts) {
    for (const char* const name : {"zcat", "mzcat", "gzcat"})
        BOOST_TEST((parse_options({}, name).output_place ==
                    output_place::standard_output));
    for (const char* const name : {"gunzip", "mgunzip", "x", ""})
        BOOST_TEST((parse_options({}, name).action == action::decompress));
    for (const names& arguments : {names{"-d"}, names{"--uncompress"},
                                   names{"-cd"}, names{"-t"}, names{"-h"}})
        BOOST_TEST(parse_options(arguments, "gzip").operands == names{"-"});
    BOOST_CHECK_THROW(static_cast<void>(parse_options({"x"}, "gzip")),
                      cli::usage_error);
    BOOST_CHECK_THROW(static_cast<void>(parse_options({"-c"}, "gzip")),
                      cli::usage_error);
}

BOOST_AUTO_TEST_CASE(flags_may_be_repeated) {
    const cli::options parsed =
        parse_options({"-kk", "--keep", "-vvv", "-c", "-c"});
    BOOST_TEST(parsed.keep_input);
    BOOST_TEST(parsed.verbosity == 3u);
    BOOST_TEST((parsed.output_place == output_place::standard_output));
}

BOOST_AUTO_TEST_CASE(last_of_several_values_counts) {
    BOOST_TEST(parse_options({"-S.a", "-S.b"}).suffix == ".b");
    BOOST_TEST(parse_options({"-oa", "-ob"}).output_name.value() == "b");
    BOOST_TEST((parse_options({"--io=mmap", "--io=write"}).output_mode ==
                output_mode::written));
}

BOOST_AUTO_TEST_CASE(last_of_quiet_and_verbose_counts) {
    BOOST_TEST(parse_options({"-vq"}).is_quiet);
    BOOST_TEST(parse_options({"-vq"}).verbosity == 0u);
    BOOST_TEST(!parse_options({"-qv"}).is_quiet);
    BOOST_TEST(parse_options({"-qv"}).verbosity == 1u);
}

BOOST_AUTO_TEST_CASE(testing_wins_over_writing_and_help_over_all) {
    for (const names& arguments : {names{"-tc"}, names{"-ct"}, names{"-dt"}})
        BOOST_TEST((parse_options(arguments).action == action::test));
    BOOST_TEST((parse_options({"-Vt"}).action == action::show_version));
    BOOST_TEST((parse_options({"-hVtc"}).action == action::show_help));
}

BOOST_AUTO_TEST_CASE(options_may_stand_behind_operands) {
    const cli::options parsed = parse_options({"a", "-k", "b", "--force"});
    BOOST_TEST((parsed.operands == names{"a", "b"}));
    BOOST_TEST(parsed.keep_input);
    BOOST_TEST(parsed.force);
}

BOOST_AUTO_TEST_CASE(two_dashes_end_the_options) {
    const cli::options parsed = parse_options({"-k", "--", "-f", "--", "-"});
    BOOST_TEST((parsed.operands == names{"-f", "--", "-"}));
    BOOST_TEST(!parsed.force);
}

BOOST_AUTO_TEST_CASE(operands_are_taken_as_they_are) {
    const names odd{"-", "", "a b", "=x", "\xff"};
    BOOST_TEST((parse_options(odd).operands == odd));
}

BOOST_AUTO_TEST_CASE(ways_have_names) {
    BOOST_TEST(
        (parse_options({"--io=auto"}).output_mode == output_mode::automatic));
    BOOST_TEST(
        (parse_options({"--io=mmap"}).output_mode == output_mode::mapped));
    BOOST_TEST(
        (parse_options({"--io", "write"}).output_mode == output_mode::written));
    BOOST_TEST(
        (parse_options({"--io=splice"}).output_mode == output_mode::spliced));
    BOOST_TEST((parse_options({"--input=auto"}).input_mode ==
                io::input_mode::automatic));
    BOOST_TEST(
        (parse_options({"--input=mmap"}).input_mode == io::input_mode::mapped));
    BOOST_TEST(
        (parse_options({"--input=read"}).input_mode == io::input_mode::read));
    BOOST_TEST((parse_options({"--io=mmap:zeros"}).output_mode ==
                output_mode::mapped));
    for (const auto& [name, way] :
         {std::pair{"zeros", io::page_way::zeros},
          std::pair{"populate", io::page_way::populate},
          std::pair{"unreserved", io::page_way::unreserved},
          std::pair{"faults", io::page_way::faults}})
        BOOST_TEST((
            parse_options({std::string("--io=mmap:") + name}).page_way == way));
    BOOST_TEST(!parse_options({"--io=mmap:zeros", "--io=mmap"}).page_way);
    BOOST_TEST(complaint({"--io=mmap:"}) ==
               "--io=mmap: '' is none of zeros, populate, unreserved, faults");
    BOOST_TEST(complaint({"--io=read"}) ==
               "--io: 'read' is none of auto, mmap, write, splice");
    BOOST_TEST(complaint({"--input=write"}) ==
               "--input: 'write' is none of auto, mmap, read");
}

BOOST_AUTO_TEST_CASE(unknown_options_are_refused_by_name) {
    for (const char* const name : {"--foo", "-x", "--operand", "--keeper"}) {
        const std::string text = complaint({name, "a"});
        BOOST_TEST(text.find(name) != std::string::npos, text);
    }
    BOOST_TEST(!complaint({"-kx"}).empty());
}

BOOST_AUTO_TEST_CASE(
    values_are_refused_where_none_belongs_and_missed_where_one_does) {
    for (const names& arguments :
         {names{"--keep=yes"}, names{"-S"}, names{"--output"},
          names{"--suffix="}, names{"-o"}, names{"--io"}})
        BOOST_TEST(!complaint(arguments).empty());
}

BOOST_AUTO_TEST_CASE(empty_names_and_suffixes_with_slashes_are_refused) {
    BOOST_TEST(!complaint({"-S", ""}).empty());
    BOOST_TEST(!complaint({"-S", "/x"}).empty());
    BOOST_TEST(!complaint({"-o", "", "x.gz"}).empty());
}

BOOST_AUTO_TEST_CASE(output_name_takes_one_operand_and_no_other_destination) {
    BOOST_TEST(complaint({"-o", "out", "a.gz"}).empty());
    BOOST_TEST(complaint({"-o", "out"}).empty());
    BOOST_TEST(!complaint({"-o", "out", "a.gz", "b.gz"}).empty());
    BOOST_TEST(!complaint({"-c", "-o", "out", "a.gz"}).empty());
    BOOST_TEST(!complaint({"-c", "-o", "-", "a.gz"}).empty());
    BOOST_TEST(!complaint({"-o", "out", "-t", "a.gz"}).empty());
    BOOST_TEST(!complaint({"-o", "out", "-l", "a.gz"}).empty());
    BOOST_TEST(!complaint({"-o", "out", "-r", "a.gz"}).empty());
}

BOOST_AUTO_TEST_CASE(output_has_one_place) {
    const auto place = [](const names& arguments) {
        return parse_options(arguments).output_place;
    };
    for (const names& arguments : {names{"-f", "x.gz"}, names{"-"}})
        BOOST_TEST((place(arguments) == output_place::beside_input));
    for (const names& arguments :
         {names{"-c"}, names{"-c", "x.gz"}, names{"-o-"}})
        BOOST_TEST((place(arguments) == output_place::standard_output));
    BOOST_TEST((place({"-o", "out"}) == output_place::named_file));
    BOOST_TEST((place({"-o", "./-"}) == output_place::named_file));
    for (const char* const name : {"-t", "-l", "-ct", "-lc", "-rt"})
        BOOST_TEST((place({name}) == output_place::nowhere), name);
}

BOOST_AUTO_TEST_CASE(help_names_every_option_and_fits_a_terminal) {
    const std::string help = cli::help_text();
    for (const std::string& name : cli::option_names())
        BOOST_TEST(help.find(name) != std::string::npos, name);
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
        BOOST_TEST(line.size() <= 80u, line);
        BOOST_TEST((line.empty() || line.back() != ' '), line);
    }
}

BOOST_AUTO_TEST_CASE(unknown_option_is_told_in_the_words_of_gnu_gzip) {
    BOOST_TEST(complaint({"--nonesuch"}) == "unrecognized option '--nonesuch'");
    BOOST_TEST(complaint({"-x"}) == "unrecognized option '-x'");
    BOOST_TEST(complaint({"-kx"}) == "unrecognized option '-x'");
}

BOOST_AUTO_TEST_CASE(mistyped_option_gets_a_guess) {
    const std::pair<const char*, const char*> guesses[] = {
        {"--stdot", "--stdout"},
        {"--thraeds=2", "--threads"},
        {"--recursiv", ""},
        {"--kep", "--keep"},
        {"--decompres", ""},
        {"--outptu=x", "--output"},
        {"--sufix", "--suffix"},
        {"-p", "-T"},
        {"--processes", "--threads"},
        {"--processes=4", "--threads"},
        {"--foo", ""},
        {"-x", ""},
        {"--independent", ""},
    };
    for (const auto& [given, guess] : guesses) {
        const std::string text = complaint({given});
        const std::string wanted =
            *guess == '\0' ? "" : std::string(" (did you mean ") + guess + "?)";
        if (!wanted.empty())
            BOOST_TEST(text.ends_with(wanted), text);
        else
            BOOST_TEST(text.find("did you mean") == text.npos, text);
    }
    BOOST_TEST(complaint({"-kp", "4"}) ==
               "unrecognized option '-p' (did you mean -T?)");
}

BOOST_AUTO_TEST_CASE(names_of_gzip_are_known) {
    for (const char* const name : {"gunzip", "zcat", "gzcat"})
        BOOST_TEST(parse_options({}, name).is_called_gzip);
    BOOST_TEST(parse_options({"-d"}, "gzip").is_called_gzip);
    for (const char* const name : {"mgunzip", "mzcat"})
        BOOST_TEST(!parse_options({}, name).is_called_gzip);
}

BOOST_AUTO_TEST_CASE(every_option_name_is_understood) {
    const names all = cli::option_names();
    BOOST_TEST(std::count(all.begin(), all.end(), "--keep") == 1);
    BOOST_TEST(std::count(all.begin(), all.end(), "-S") == 1);
    for (const std::string& name : all)
        BOOST_TEST(complaint({name}).find("unrecognized") == std::string::npos);
}
