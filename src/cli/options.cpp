// SPDX-License-Identifier: BSL-1.0
// Reads the arguments as GNU gzip does, by means of Boost.Program_options.
#include "cli/options.hpp"

#include "cli/option_guess.hpp"
#include "cli/option_table.hpp"

#include <boost/program_options.hpp>

#include <algorithm>

namespace mgunzip::cli {
namespace {

namespace po = boost::program_options;

// The options alone; Program_options' own value types would not let an option
// be repeated, so all it does here is to tell names from values.
po::options_description described_options() {
    po::options_description description;
    for (const option_entry& entry : option_table()) {
        po::value_semantic* value =
            entry.takes_value == option_value::none
                ? static_cast<po::value_semantic*>(new po::untyped_value(true))
                : po::value<std::string>();
        description.add_options()(entry.names, value);
    }
    return description;
}

// What Program_options calls an option.
std::string key_of(const option_entry& entry) {
    return entry.long_name().empty()
               ? std::string(1, '-').append(entry.short_name())
               : std::string(entry.long_name());
}

void apply(options& result, const po::option& option) {
    const std::string value =
        option.value.empty() ? std::string() : option.value.front();
    // Only operands have a position.
    if (option.position_key >= 0) {
        result.operands.push_back(value);
        return;
    }
    for (const option_entry& entry : option_table())
        if (key_of(entry) == option.string_key)
            entry.apply(result, value);
}

// Called as zcat, output goes to standard output; as gzip, to decompress it has
// to be asked for.
bool is_cat(std::string_view program) {
    return program == "zcat" || program == "mzcat" || program == "gzcat";
}

// Where the program is called like that, it is what users have as gzip.
bool is_gzip(std::string_view program) {
    return program == "gzip" || program == "gunzip" || program == "zcat" ||
           program == "gzcat";
}

bool asks_to_decompress(const po::parsed_options& parsed) {
    return std::any_of(parsed.options.begin(), parsed.options.end(),
                       [](const po::option& option) {
                           return option.string_key == "decompress" ||
                                  option.string_key == "uncompress";
                       });
}

void check_index(const options& result) {
    if (!result.index.is_wanted) {
        if (result.index.format || result.index.spacing)
            throw usage_error("--index-format and --index-spacing are for "
                              "--index");
        return;
    }
    if (result.action == action::list || result.action == action::show_splits)
        throw usage_error("--index is for what is decompressed");
    if (!result.index.name.empty() &&
        (result.operands.size() > 1 || result.is_recursive))
        throw usage_error("--index=FILE takes one input file only");
    if (result.index.format == index_format::bgzip && result.index.spacing)
        throw usage_error("an index of bgzip has a point for each member: "
                          "there is no --index-spacing");
}

void check_parts(const options& result) {
    if (result.takes_whole_lines &&
        (result.parts.empty() || result.parts_are_lines))
        throw usage_error("--whole-lines is for --bytes");
    if (result.used_index &&
        (result.operands.size() > 1 || result.is_recursive))
        throw usage_error("--use-index takes one input file only");
    if (result.used_index && result.index.is_wanted)
        throw usage_error("--use-index and --index exclude each other");
    if (result.parts.empty())
        return;
    if (result.action != action::decompress && result.action != action::test)
        throw usage_error("parts of the output are for decompressing and "
                          "--test alone");
    if (result.index.is_wanted)
        throw usage_error("parts of the output and --index exclude each other");
    if (result.most_output)
        throw usage_error("parts of the output and --max-output exclude each "
                          "other");
    if (result.output_directory)
        throw usage_error("parts of the output and --output-dir exclude each "
                          "other");
}

// What says where the output goes says it alone.
void check_place(const options& result, const std::string& name) {
    if (result.action == action::decompress &&
        result.output_place == output_place::standard_output)
        throw usage_error(name + " and --stdout exclude each other");
    if (result.action == action::test)
        throw usage_error(name + " and --test exclude each other");
    if (result.action == action::count_lines ||
        result.action == action::show_splits)
        throw usage_error(name + " is for what is decompressed");
    if (result.action == action::list)
        throw usage_error(name + " and --list exclude each other");
}

void check_together(const options& result) {
    check_index(result);
    check_parts(result);
    if (result.output_directory) {
        check_place(result, "--output-dir");
        if (result.output_name)
            throw usage_error("--output and --output-dir exclude each other");
    }
    if (result.makes_holes && result.output_mode == output_mode::mapped)
        throw usage_error("--sparse and --io=mmap exclude each other");
    if (!result.output_name)
        return;
    check_place(result, "--output");
    if (result.is_recursive)
        throw usage_error("--output and --recursive exclude each other");
    if (result.operands.size() > 1)
        throw usage_error("--output takes one input file only");
}

// Up to here only -c has chosen a place; what -o names and what the action asks
// for are known when all options were read.
output_place final_place(const options& result) {
    if (result.action != action::decompress)
        return output_place::nowhere;
    if (result.output_name)
        return *result.output_name == "-" ? output_place::standard_output
                                          : output_place::named_file;
    if (result.output_directory)
        return output_place::directory;
    return result.parts.empty() ? result.output_place
                                : output_place::standard_output;
}

// Program_options takes arguments off the front of a vector one by one, which
// takes seconds for many thousand files. This takes all operands up to the next
// option at once; but never a single one, as Program_options asks in this way
// whether what follows an option is its value.
std::vector<po::option> take_operands(std::vector<std::string>& arguments) {
    const auto end = std::find_if(
        arguments.begin(), arguments.end(), [](const std::string& argument) {
            return argument.size() > 1 && argument.front() == '-';
        });
    std::vector<po::option> operands;
    if (end - arguments.begin() < 2)
        return operands;
    for (auto at = arguments.begin(); at != end; ++at) {
        po::option operand(std::string(), {*at});
        operand.original_tokens = {*at};
        operands.push_back(std::move(operand));
    }
    arguments.erase(arguments.begin(), end);
    return operands;
}

// The names of one origin that begin with `prefix`.
std::vector<std::string_view> names_beginning_with(std::string_view prefix,
                                                   option_origin origin) {
    std::vector<std::string_view> names;
    for (const option_entry& entry : option_table())
        if (entry.origin == origin && entry.long_name().starts_with(prefix))
            names.push_back(entry.long_name());
    return names;
}

bool is_long_name(std::string_view name) {
    const auto all = option_table();
    return std::any_of(all.begin(), all.end(), [&](const option_entry& entry) {
        return entry.long_name() == name;
    });
}

// Names all that it could be, in the order of --help.
usage_error ambiguous(const std::string& name) {
    std::string text = "option '--" + name + "' is ambiguous:";
    for (const option_entry& entry : option_table())
        if (entry.long_name().starts_with(name))
            text.append(" --").append(entry.long_name());
    return usage_error(text);
}

// The option that `name` is, or is short for; `name` itself if there is none.
std::string full_name(const std::string& name) {
    if (name.empty() || is_long_name(name))
        return name;
    for (const option_origin origin :
         {option_origin::gnu, option_origin::own}) {
        const auto names = names_beginning_with(name, origin);
        if (names.empty())
            continue;
        if (names.size() == 1)
            return std::string(names.front());
        throw ambiguous(name);
    }
    return name;
}

// Writes abbreviated options out. Program_options would do it, but without
// preferring some to others.
void write_name_out(std::string& argument) {
    const std::size_t end = std::min(argument.find('='), argument.size());
    argument =
        "--" + full_name(argument.substr(2, end - 2)) + argument.substr(end);
}

// True for "--NAME" of an option whose value may be left out.
bool leaves_value_out(std::string_view argument) {
    const auto all = option_table();
    return std::any_of(all.begin(), all.end(), [&](const option_entry& entry) {
        return entry.takes_value == option_value::optional &&
               argument.substr(2) == entry.long_name();
    });
}

// Program_options would take the next argument, if that is no option, for the
// value that was left out.
std::vector<po::option>
take_without_value(std::vector<std::string>& arguments) {
    po::option taken(arguments.front().substr(2), {std::string()});
    taken.original_tokens = {arguments.front()};
    arguments.erase(arguments.begin());
    return {taken};
}

const option_entry* entry_of(std::string_view name,
                             std::string_view (option_entry::*name_of)()
                                 const noexcept) {
    for (const option_entry& entry : option_table())
        if ((entry.*name_of)() == name)
            return &entry;
    return nullptr;
}

// True if an option ends in one that has to have a value, and has none yet.
bool lacks_value(std::string_view argument) {
    const auto requires_value = [](const option_entry* entry) {
        return entry != nullptr && entry->takes_value == option_value::required;
    };
    if (argument.starts_with("--"))
        return argument.size() > 2 &&
               requires_value(
                   entry_of(argument.substr(2), &option_entry::long_name));
    for (std::size_t at = 1; at < argument.size(); ++at)
        if (requires_value(
                entry_of(argument.substr(at, 1), &option_entry::short_name)))
            return at + 1 == argument.size();
    return false;
}

// The option in `argument` that there is not; empty if there are all.
std::string unknown_option(std::string_view argument) {
    if (argument.starts_with("--")) {
        const std::string_view name =
            argument.substr(2, argument.find('=') - 2);
        return is_long_name(name) ? std::string()
                                  : std::string("--").append(name);
    }
    for (const char letter : argument.substr(1)) {
        const std::string_view name(&letter, 1);
        const option_entry* const entry =
            entry_of(name, &option_entry::short_name);
        if (entry == nullptr)
            return std::string("-").append(name);
        if (entry->takes_value != option_value::none)
            break;
    }
    return {};
}

// A value may look like an option, as in "-S -z"; Program_options would refuse
// it unless it is in the same word.
void join_value(std::vector<std::string>& arguments) {
    if (arguments.size() < 2 || arguments[1].empty() ||
        !arguments[0].starts_with('-') || !lacks_value(arguments[0]))
        return;
    if (arguments[0].starts_with("--"))
        arguments[0] += '=';
    arguments[0] += arguments[1];
    arguments.erase(arguments.begin() + 1);
}

// In GNU gzip's words.
void check_known(std::string_view argument) {
    const std::string unknown = unknown_option(argument);
    if (unknown.empty())
        return;
    std::string text = "unrecognized option '" + unknown + '\'';
    const std::string similar = similar_option(unknown);
    if (!similar.empty())
        text.append(" (did you mean ").append(similar).append("?)");
    throw usage_error(text);
}

std::vector<po::option> take_front(std::vector<std::string>& arguments) {
    std::string& front = arguments.front();
    if (front.starts_with("--") && front != "--") {
        write_name_out(front);
        check_known(front);
        if (leaves_value_out(front))
            return take_without_value(arguments);
    } else if (front.size() > 1 && front.starts_with('-')) {
        check_known(front);
    }
    join_value(arguments);
    return take_operands(arguments);
}

} // namespace

options parse_options(const std::vector<std::string>& arguments,
                      std::string_view called_as) {
    const po::options_description known = described_options();
    options result;
    if (is_cat(called_as))
        result.output_place = output_place::standard_output;
    result.is_called_gzip = is_gzip(called_as);
    try {
        const po::parsed_options parsed =
            po::command_line_parser(arguments)
                .options(known)
                .style(po::command_line_style::unix_style &
                       ~po::command_line_style::allow_guessing)
                .extra_style_parser(take_front)
                .run();
        for (const po::option& option : parsed.options)
            apply(result, option);
        if (called_as == "gzip" && result.action == action::decompress &&
            !asks_to_decompress(parsed))
            throw usage_error("mgunzip does not compress, and there is no "
                              "other gzip in PATH",
                              situation::called_to_compress);
    } catch (const po::error& error) {
        throw usage_error(error.what());
    }
    if (result.operands.empty())
        result.operands.emplace_back("-");
    check_together(result);
    if (result.index.is_wanted)
        result.keep_input = true;
    result.output_place = final_place(result);
    return result;
}

} // namespace mgunzip::cli
