// SPDX-License-Identifier: BSL-1.0
// What the command line asks for.
#ifndef MGUNZIP_CLI_OPTIONS_HPP
#define MGUNZIP_CLI_OPTIONS_HPP

#include "cli/hint.hpp"
#include "cli/part_option.hpp"
#include "io/open_source.hpp"
#include "io/page_provider.hpp"

#include <mgunzip/index.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mgunzip::cli {

/// How output is written. A way that is asked for by name and cannot be had is
/// an error; `automatic` falls back.
enum class output_mode : std::uint8_t {
    automatic, ///< named files mapped if possible, all else written
    mapped,
    written, ///< by write() of exactly 32 KiB
    spliced, ///< pipes: pages are given to them
};

/// What the program is asked to do. If several are asked for, the last one of
/// this list is done.
enum class action : std::uint8_t {
    decompress,
    test,
    count_lines,
    show_splits,
    list,
    show_license,
    show_version,
    show_help,
};

/// Where the options want the output.
enum class output_place : std::uint8_t {
    beside_input, ///< FILE.gz to FILE; from standard input to standard output
    standard_output, ///< -c, or -o with "-"
    named_file,      ///< -o
    directory,       ///< --output-dir; from standard input to standard output
    nowhere,         ///< there is none: --test, --list, --count-lines, --splits
};

/// What --stats prints about each file and all of them together.
enum class statistics_format : std::uint8_t { none, table, json };

/// Whether the progress of long work is shown.
enum class progress_display : std::uint8_t {
    automatic, ///< if standard error is a terminal
    always,
    never,
};

/// The index that --index asks for.
struct wanted_index {
    bool is_wanted = false;
    std::string name{};                     ///< empty: as the format has it
    std::optional<index_format> format{};   ///< --index-format
    std::optional<std::uint64_t> spacing{}; ///< --index-spacing, in bytes
};

struct options {
    cli::action action = cli::action::decompress;
    cli::output_place output_place = cli::output_place::beside_input;
    bool keep_input = false;                  ///< -k, --rm
    bool restores_name = false;               ///< -N, -n
    bool restores_time = false;               ///< -N, -n
    bool is_recursive = false;                ///< -r
    bool ignores_ascii = false;               ///< -a: to be told so
    bool force = false;                       ///< -f
    bool is_synchronous = false;              ///< --synchronous
    bool makes_holes = false;                 ///< --sparse
    bool is_quiet = false;                    ///< -q
    unsigned verbosity = 0;                   ///< how often -v
    std::string suffix = ".gz";               ///< -S
    std::optional<std::string> output_name{}; ///< -o, as given
    /// --output-dir, as given.
    std::optional<std::string> output_directory{};
    /// --max-output: bytes that the output of a file may have.
    std::optional<std::uint64_t> most_output{};
    cli::output_mode output_mode = cli::output_mode::automatic; ///< --io
    /// --io=mmap:WAY; without it the file system decides.
    std::optional<io::page_way> page_way{};
    io::input_mode input_mode = io::input_mode::automatic; ///< --input
    /// -T: threads that may be used; 0 is as many as are worth it.
    unsigned thread_count = 0;
    cli::statistics_format statistics = cli::statistics_format::none;
    cli::progress_display progress = cli::progress_display::automatic;
    wanted_index index = wanted_index();
    std::optional<std::string> used_index{}; ///< --use-index
    std::vector<output_part> parts{};        ///< --bytes, --lines; empty: all
    bool parts_are_lines = false;
    bool takes_whole_lines = false;            ///< --whole-lines
    std::optional<std::uint64_t> split_size{}; ///< --splits, in bytes
    bool is_called_gzip = false;               ///< or gunzip, zcat, gzcat
    std::vector<std::string> operands{};       ///< as given; never empty
};

/// The command line asks for something that does not exist or fit together.
class usage_error : public std::runtime_error {
  public:
    explicit usage_error(const std::string& text,
                         situation about = situation::bad_usage)
        : std::runtime_error(text), about_(about) {}

    situation about() const noexcept { return about_; }

  private:
    situation about_;
};

/// Reads the arguments without the program's name. Options may stand behind
/// operands, may be repeated and bundled; of several values of one option the
/// last one counts, as does the last one of -q and -v, of -k and --rm,
/// and of -n and -N.
/// Long ones may be abbreviated: what is the beginning of one of GNU gzip's
/// options is that one, whatever else begins like this. `called_as` is the name
/// of the program: zcat and its like write to standard output, gzip has to be
/// told to decompress. Throws usage_error.
options parse_options(const std::vector<std::string>& arguments,
                      std::string_view called_as = "mgunzip");

} // namespace mgunzip::cli

#endif
