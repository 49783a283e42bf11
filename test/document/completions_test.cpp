// SPDX-License-Identifier: BSL-1.0
// Holds the shells' completions to the table of options.
#include "cli/option_table.hpp"

#include "support/program_runner.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>
#include <set>
#include <sstream>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

using word_set = std::set<std::string>;

// What a completion offers: "--keep", "-k", and which of these take a value.
struct offer {
    word_set names{};
    word_set with_value{};
    word_set with_optional_value{};
};

offer offer_of_the_table() {
    offer result;
    for (const cli::option_entry& entry : cli::option_table()) {
        if (entry.help == nullptr)
            continue;
        word_set names;
        if (!entry.long_name().empty())
            names.insert(std::string("--").append(entry.long_name()));
        if (!entry.short_name().empty())
            names.insert(std::string("-").append(entry.short_name()));
        if (entry.takes_value == cli::option_value::required)
            result.with_value.insert(names.begin(), names.end());
        if (entry.takes_value == cli::option_value::optional)
            result.with_optional_value.insert(names.begin(), names.end());
        result.names.merge(names);
    }
    return result;
}

// All that one group of an expression matches.
word_set matches(const std::string& text, const std::string& expression,
                 std::size_t group = 1) {
    const std::regex wanted(expression);
    word_set found;
    for (std::sregex_iterator at(text.begin(), text.end(), wanted), end;
         at != end; ++at)
        if ((*at)[group].length() > 0)
            found.insert((*at)[group]);
    return found;
}

word_set words_of(const std::string& text) {
    return matches(text, "([^ ,\n]+)");
}

const std::string option_name = "(--?[a-zA-Z0-9][-a-z]*)";

// Lines such as
//     '(-S --suffix)'{-S+,--suffix=}'[what it does]:suffix:' .
offer offer_of_zsh(const std::string& text) {
    offer result;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::smatch parts;
        static const std::regex specification(
            " +(?:'\\(([^)]*)\\)')?([^\\[]*)\\[.*");
        if (!std::regex_match(line, parts, specification))
            continue;
        const std::string names = parts[2];
        result.names.merge(matches(names, option_name));
        result.with_value.merge(matches(names, option_name + "(?:\\+|=(?!-))"));
        result.with_optional_value.merge(matches(names, option_name + "=-"));
    }
    return result;
}

// Lines such as
//     complete -c mgunzip -s S -l suffix -x -d 'What it does'
offer offer_of_fish(const std::string& text) {
    offer result;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("complete "))
            continue;
        const std::string switches = line.substr(0, line.find(" -d "));
        word_set names;
        for (const std::string& letter : matches(switches, " -s (.)(?: |$)"))
            names.insert("-" + letter);
        for (const std::string& name : matches(switches, " -l ([-a-z]+)"))
            names.insert("--" + name);
        if (!matches(switches, "( -[rx])(?: |$)").empty())
            result.with_value.insert(names.begin(), names.end());
        else if (!matches(switches, "( -a )").empty())
            result.with_optional_value.insert(names.begin(), names.end());
        result.names.merge(names);
    }
    return result;
}

// What bash offers for the last of these words, in a directory.
word_set completed_by_bash(const std::vector<std::string>& words,
                           const scratch_directory& directory) {
    require_program("bash");
    // Outside of a completion there is no compopt.
    command shell{.words = {"bash", "--norc", "-c",
                            "compopt() { :; }; . \"$0\" || exit\n"
                            "COMP_WORDS=(\"$@\") COMP_CWORD=$(($# - 1))\n"
                            "_mgunzip mgunzip \"${@:$#}\" \"${@:$#-1:1}\"\n"
                            "printf '%s\\n' \"${COMPREPLY[@]}\"",
                            argument_path("mgunzip.bash")},
                  .directory = directory.path().string()};
    shell.words.insert(shell.words.end(), words.begin(), words.end());
    const outcome reply = run(shell);
    BOOST_TEST(reply.silently(0), reply);
    return matches(reply.text(), "([^\n]+)");
}

word_set completed_by_fish(const std::string& line,
                           const scratch_directory& directory) {
    require_program("fish");
    const outcome reply =
        run({.words = {"fish", "--no-config", "-c",
                       "source $argv[1]; complete -C $argv[2]",
                       argument_path("mgunzip.fish"), line},
             .directory = directory.path().string(),
             .environment = {"HOME=" + directory.path().string()}});
    BOOST_TEST(reply.silently(0), reply);
    // The description stands behind a tab.
    return matches(reply.text(), "([^\t\n]+)(\t[^\n]*)?\n");
}

// The program names the values that it knows when it is given another one.
word_set known_values(const std::string& option) {
    const scratch_directory scratch;
    const outcome refusal = run_mgunzip({option + "=?", "--help"}, scratch);
    const std::string before = "is none of ";
    const auto begin = refusal.err.find(before);
    BOOST_TEST_REQUIRE(begin != std::string::npos, refusal);
    const auto end = refusal.err.find(';', begin);
    return words_of(
        refusal.err.substr(begin + before.size(), end - begin - before.size()));
}

void check_offer(const offer& found) {
    const auto per_element = boost::test_tools::per_element();
    const offer expected = offer_of_the_table();
    BOOST_TEST(found.names == expected.names, per_element);
    BOOST_TEST(found.with_value == expected.with_value, per_element);
    BOOST_TEST(found.with_optional_value == expected.with_optional_value,
               per_element);
}

void check_syntax(const std::vector<std::string>& words) {
    require_program(words.front());
    const scratch_directory home;
    const outcome check =
        run({.words = words, .environment = {"HOME=" + home.path().string()}});
    BOOST_TEST(check.silently(0), check);
}

// Compressed files of all kinds of names, one that is none, and a directory.
void fill(const scratch_directory& scratch) {
    for (const char* const name :
         {"a.gz", "B.TGZ", "c.taz", "d.z", "e-gz", "f-z", "g_z", "h i.gz",
          "it's.gz", "text.txt"})
        write_file(scratch / name, {});
    std::filesystem::create_directory(scratch / "sub");
}

const word_set operands = {"a.gz", "B.TGZ", "c.taz",  "d.z",     "e-gz",
                           "f-z",  "g_z",   "h i.gz", "it's.gz", "sub"};

} // namespace

BOOST_AUTO_TEST_CASE(bash_offers_each_option_and_no_other) {
    const scratch_directory scratch;
    offer found;
    for (const std::string& word : completed_by_bash({"mgunzip", "-"}, scratch))
        found.names.insert(word.substr(0, word.find('=')));
    const offer expected = offer_of_the_table();
    BOOST_TEST(found.names == expected.names, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bash_has_an_equals_sign_behind_what_takes_a_value) {
    const scratch_directory scratch;
    word_set expected;
    for (const std::string& name : offer_of_the_table().with_value)
        if (name.starts_with("--"))
            expected.insert(name + "=");
    word_set found;
    for (const std::string& word :
         completed_by_bash({"mgunzip", "--"}, scratch))
        if (word.ends_with("="))
            found.insert(word);
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bash_offers_the_values_that_the_program_knows) {
    const scratch_directory scratch;
    fill(scratch);
    const auto per_element = boost::test_tools::per_element();
    for (const std::string option : {"--io", "--input", "--stats"}) {
        BOOST_TEST(completed_by_bash({"mgunzip", option, "="}, scratch) ==
                       known_values(option),
                   per_element);
        // A letter is there already.
        const std::string value = *known_values(option).begin();
        BOOST_TEST(completed_by_bash({"mgunzip", "-c", option, "=", value},
                                     scratch) == word_set{value},
                   per_element);
    }
    for (const std::string option : {"--io", "--input"})
        BOOST_TEST(completed_by_bash({"mgunzip", option, ""}, scratch) ==
                       known_values(option),
                   per_element);
}

BOOST_AUTO_TEST_CASE(bash_offers_compressed_files_and_directories) {
    const scratch_directory scratch;
    fill(scratch);
    const auto per_element = boost::test_tools::per_element();
    const std::vector<std::vector<std::string>> beginnings = {
        {"mgunzip"},
        {"mzcat"},
        {"mgunzip", "-t"},
        {"mgunzip", "-lv"},
        {"mgunzip", "-c", "a.gz"},
        {"mgunzip", "--"},
        {"mgunzip", "--stats"}};
    for (std::vector<std::string> words : beginnings) {
        words.emplace_back();
        BOOST_TEST(completed_by_bash(words, scratch) == operands, per_element);
    }
    BOOST_TEST(completed_by_bash({"mgunzip", "h\\ "}, scratch) ==
                   word_set{"h i.gz"},
               per_element);
    BOOST_TEST(completed_by_bash({"mgunzip", "\"it's"}, scratch) ==
                   word_set{"it's.gz"},
               per_element);
}

BOOST_AUTO_TEST_CASE(bash_leaves_other_values_to_the_user_and_to_itself) {
    const scratch_directory scratch;
    fill(scratch);
    for (const std::string option : {"-o", "-ko", "--output", "-S", "-kS",
                                     "--suffix", "-T", "-tT", "--threads"})
        BOOST_TEST(completed_by_bash({"mgunzip", option, ""}, scratch).empty(),
                   option);
    for (const std::string option : {"--output", "--suffix", "--threads"})
        BOOST_TEST(completed_by_bash({"mgunzip", option, "="}, scratch).empty(),
                   option);
}

BOOST_AUTO_TEST_CASE(bash_completes_both_commands) {
    require_program("bash");
    const outcome both = run({.words = {"bash", "--norc", "-c",
                                        ". \"$0\" && complete -p mgunzip mzcat",
                                        argument_path("mgunzip.bash")}});
    BOOST_TEST(both.silently(0), both);
    BOOST_TEST(both.text() == "complete -F _mgunzip mgunzip\n"
                              "complete -F _mgunzip mzcat\n");
}

BOOST_AUTO_TEST_CASE(zsh_offers_each_option_and_no_other) {
    check_offer(offer_of_zsh(read_text(argument_path("_mgunzip"))));
}

BOOST_AUTO_TEST_CASE(zsh_excludes_only_options_that_there_are) {
    const word_set names = offer_of_the_table().names;
    std::istringstream lines(read_text(argument_path("_mgunzip")));
    for (std::string line; std::getline(lines, line);)
        for (const std::string& list : matches(line, "^ +'\\((-[^)]*)\\)'"))
            for (const std::string& name : words_of(list))
                BOOST_TEST((names.contains(name) || name == "-" || name == "*"),
                           line);
}

BOOST_AUTO_TEST_CASE(zsh_offers_the_values_that_the_program_knows) {
    const std::string text = read_text(argument_path("_mgunzip"));
    for (const std::string option : {"--io", "--input", "--stats"}) {
        const word_set list = matches(
            text, option + "=-?'\\[[^\\]]*\\]:{1,2}[a-z]+:\\(([^)]*)\\)");
        BOOST_TEST_REQUIRE(list.size() == 1u, option);
        BOOST_TEST(words_of(*list.begin()) == known_values(option),
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(zsh_is_told_of_both_commands_in_the_first_line) {
    const std::string text = read_text(argument_path("_mgunzip"));
    BOOST_TEST(text.starts_with("#compdef mgunzip mzcat\n"));
}

BOOST_AUTO_TEST_CASE(zsh_finds_no_error_of_syntax) {
    check_syntax({"zsh", "-f", "-n", argument_path("_mgunzip")});
}

BOOST_AUTO_TEST_CASE(fish_offers_each_option_and_no_other) {
    check_offer(offer_of_fish(read_text(argument_path("mgunzip.fish"))));
}

BOOST_AUTO_TEST_CASE(fish_offers_the_values_that_the_program_knows) {
    const std::string text = read_text(argument_path("mgunzip.fish"));
    for (const std::string option : {"io", "input", "stats"}) {
        const word_set list =
            matches(text, " -l " + option + "(?: -x)? -a ('[^']*'|[a-z]+) ");
        BOOST_TEST_REQUIRE(list.size() == 1u, option);
        std::string values = *list.begin();
        std::erase(values, '\'');
        BOOST_TEST(words_of(values) == known_values("--" + option),
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(fish_finds_no_error_of_syntax) {
    check_syntax({"fish", "--no-execute", argument_path("mgunzip.fish")});
}

BOOST_AUTO_TEST_CASE(fish_completes_both_commands) {
    const scratch_directory scratch;
    const auto per_element = boost::test_tools::per_element();
    for (const std::string command : {"mgunzip", "mzcat"}) {
        // So much that no other has these letters in this order: fish 4 would
        // offer it, too.
        BOOST_TEST(completed_by_fish(command + " --suf", scratch) ==
                       word_set{"--suffix"},
                   per_element);
        BOOST_TEST(completed_by_fish(command + " --stats=", scratch) ==
                       word_set{"--stats=json"},
                   per_element);
    }
}

BOOST_AUTO_TEST_CASE(fish_offers_compressed_files_and_directories) {
    const scratch_directory scratch;
    fill(scratch);
    word_set expected = operands;
    expected.erase("sub");
    expected.insert("sub/");
    for (const std::string line : {"mgunzip ", "mzcat ", "mgunzip -t "}) {
        word_set found = completed_by_fish(line, scratch);
        // Fish keeps its own files in its home.
        for (const std::string own : {".cache/", ".config/", ".local/"})
            found.erase(own);
        BOOST_TEST(found == expected, boost::test_tools::per_element());
    }
}
