// SPDX-License-Identifier: BSL-1.0
// Decoding of gzip files in memory: our kernels, our library, and others.
#include "library_calls.hpp"
#include "measure.hpp"
#include "rivals.hpp"

#include <mgunzip/gzip.hpp>
#include <mgunzip/kernel.hpp>

#include <boost/program_options.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using mgunzip::bench::contestant;
using mgunzip::bench::library_call;
using mgunzip::bench::rival;

using bytes = std::vector<std::uint8_t>;

// The program's commit quantum: the CRC is taken of pieces in cache.
constexpr std::size_t piece_size = std::size_t{128} << 10;

// Behind the data, so that every decoder may go at full speed up to their end.
constexpr std::size_t surplus = 4096;

bytes read_file(const std::string& name) {
    std::ifstream file(name, std::ios::binary | std::ios::ate);
    bytes content(file ? static_cast<std::size_t>(file.tellg()) : 0);
    file.seekg(0);
    file.read(reinterpret_cast<char*>(content.data()),
              static_cast<std::streamsize>(content.size()));
    if (!file)
        throw std::runtime_error("cannot read " + name);
    return content;
}

// Decodes all members of `in` and returns the size of their data, nothing if
// they are damaged. When a piece is full, `make_room` sets the window anew.
template <typename MakeRoom>
std::optional<std::size_t>
decode(mgunzip::gzip_decoder& decoder, std::span<const std::uint8_t> in,
       mgunzip::output_window window, MakeRoom make_room) {
    decoder.reset();
    mgunzip::input_cursor cursor{in.data(), in.data() + in.size()};
    for (;;) {
        if (decoder.run_members(cursor, window) != 0 &&
            window.next >= window.goal && window.next != window.end)
            make_room(window);
        mgunzip::gzip_status status = decoder.run(cursor, window);
        if (status == mgunzip::gzip_status::need_input)
            status = decoder.end_of_input();
        switch (status) {
        case mgunzip::gzip_status::member_begin:
        case mgunzip::gzip_status::member_end:
            break;
        case mgunzip::gzip_status::need_output:
            make_room(window);
            break;
        case mgunzip::gzip_status::end_of_data:
            return decoder.produced();
        case mgunzip::gzip_status::block_begin: // nobody asked to stop there
        case mgunzip::gzip_status::need_input:
        case mgunzip::gzip_status::error:
            return std::nullopt;
        }
    }
}

// As the program decodes into a mapping of known size.
std::optional<std::size_t> decode_in_pieces(mgunzip::gzip_decoder& decoder,
                                            std::span<const std::uint8_t> in,
                                            std::span<std::uint8_t> out) {
    std::uint8_t* const end = out.data() + out.size();
    const auto next_goal = [end](const std::uint8_t* next) {
        const auto left = static_cast<std::size_t>(end - next);
        return end - left + std::min(left, piece_size);
    };
    const auto move_goal = [&](mgunzip::output_window& window) {
        if (window.goal == end)
            throw std::runtime_error("the output is larger than it was");
        window.goal = next_goal(window.next);
    };
    return decode(decoder, in, {out.data(), next_goal(out.data()), end},
                  move_goal);
}

bytes decode_to_unknown_size(std::span<const std::uint8_t> in) {
    bytes out(std::max(in.size() * 4, piece_size));
    const auto whole_rest = [&out](std::size_t produced) {
        std::uint8_t* const end = out.data() + out.size();
        return mgunzip::output_window{out.data() + produced, end, end};
    };
    const auto grow = [&](mgunzip::output_window& window) {
        const auto produced =
            static_cast<std::size_t>(window.next - out.data());
        out.resize(out.size() * 2);
        window = whole_rest(produced);
    };
    mgunzip::gzip_decoder decoder;
    const std::optional<std::size_t> size =
        decode(decoder, in, whole_rest(0), grow);
    if (!size)
        throw std::runtime_error("damaged gzip data");
    out.resize(*size);
    return out;
}

// Everything about one file.
class comparison {
  public:
    comparison(std::span<const std::uint8_t> in,
               const std::vector<std::string>& kernels,
               const std::vector<library_call>& calls,
               const std::vector<rival>& rivals)
        : in_{in}, expected_{decode_to_unknown_size(in)},
          out_(expected_.size() + surplus) {
        for (const std::string& name : kernels)
            add({name, [this, name,
                        decoder = std::make_shared<mgunzip::gzip_decoder>()] {
                     use_kernel(name);
                     size_ = decode_in_pieces(*decoder, in_, out_);
                 }});
        for (const library_call& call : calls)
            add({call.name, [this, name = kernels.front(), run = call.run] {
                     use_kernel(name);
                     found_ = run(in_, room());
                     size_ = found_.size();
                 }});
        first_rival_ = contestants_.size();
        for (const rival& each : rivals) {
            add({each.name,
                 [this, gunzip = each.gunzip] { size_ = gunzip(in_, out_); }});
        }
    }

    comparison(const comparison&) = delete;
    comparison& operator=(const comparison&) = delete;

    void run(int rounds) {
        mgunzip::bench::run_interleaved(contestants_, rounds);
    }

    void print() const {
        const std::optional<double> rival_best = best_of_rivals();
        std::printf("  %-14s %8s %8s%s\n", "MB/s of output", "best", "median",
                    rival_best ? "  best / best rival" : "");
        for (const contestant& each : contestants_) {
            const double best = mgunzip::bench::minimum(each.seconds);
            const double median = mgunzip::bench::median(each.seconds);
            std::printf("  %-14s %8.0f %8.0f", each.name.c_str(),
                        megabytes_per_second(best),
                        megabytes_per_second(median));
            if (rival_best)
                std::printf(" %8.2f", *rival_best / best);
            std::printf("\n");
        }
        std::fflush(stdout);
    }

    std::size_t output_size() const { return expected_.size(); }

    // A row of a Markdown table: the best rival's time over each one's. Those
    // that cannot decode the file have no place in it.
    std::string row(const std::vector<std::string>& names) const {
        const std::optional<double> rival_best = best_of_rivals();
        std::string text;
        for (const std::string& name : names) {
            const auto found =
                std::ranges::find(contestants_, name, &contestant::name);
            char cell[32] = " |";
            if (found != contestants_.end() && rival_best)
                std::snprintf(cell, sizeof cell, " %.2f |",
                              *rival_best /
                                  mgunzip::bench::minimum(found->seconds));
            text += cell;
        }
        return text;
    }

  private:
    // Selects once for many runs: to look at the processor can take as long as
    // to decode some kilobytes.
    void use_kernel(const std::string& name) {
        if (name == kernel_)
            return;
        if (!mgunzip::select_inflate_kernel(name))
            std::abort();
        kernel_ = name;
    }

    // For the output alone.
    std::span<std::uint8_t> room() {
        return std::span(out_).first(expected_.size());
    }

    // Lets it run once: that its output is right comes before its speed.
    void add(contestant candidate) {
        constexpr std::uint8_t other_than_data = 0xa5;
        std::ranges::fill(out_, other_than_data);
        found_ = room();
        candidate.run();
        if (!size_) {
            std::printf("  %s cannot decode this file\n",
                        candidate.name.c_str());
            return;
        }
        if (*size_ != expected_.size() ||
            !std::ranges::equal(expected_, found_))
            throw std::runtime_error("wrong output from " + candidate.name);
        contestants_.push_back(std::move(candidate));
    }

    std::optional<double> best_of_rivals() const {
        std::optional<double> all;
        for (std::size_t i = first_rival_; i < contestants_.size(); ++i) {
            const double best =
                mgunzip::bench::minimum(contestants_[i].seconds);
            all = std::min(best, all.value_or(best));
        }
        return all;
    }

    double megabytes_per_second(double seconds) const {
        return static_cast<double>(expected_.size()) / seconds / 1e6;
    }

    std::span<const std::uint8_t> in_;
    bytes expected_;
    bytes out_;
    std::string kernel_; // in use
    // Of the last run.
    std::span<const std::uint8_t> found_; // its output
    std::optional<std::size_t> size_;     // of that; nothing after an error
    std::vector<contestant> contestants_;
    std::size_t first_rival_ = 0;
};

struct arguments {
    int rounds = 0;
    bool calls_library = false;
    std::vector<std::string> kernels;
    mgunzip::bench::rival_files rivals;
    std::vector<std::string> files;
};

std::vector<std::string> supported_kernels() {
    std::vector<std::string> names;
    for (const mgunzip::kernel_info& kernel : mgunzip::inflate_kernels()) {
        if (kernel.is_supported)
            names.emplace_back(kernel.name);
    }
    return names;
}

std::string crc_kernel_in_use() {
    for (const mgunzip::kernel_info& kernel : mgunzip::crc_kernels()) {
        if (kernel.is_selected)
            return std::string(kernel.name);
    }
    return "none";
}

void run(const arguments& arguments) {
    for (const std::string& name : arguments.kernels) {
        if (!mgunzip::select_inflate_kernel(name))
            throw std::runtime_error("no kernel " + name + " here");
    }
    const std::vector<rival> rivals =
        mgunzip::bench::open_rivals(arguments.rivals);
    std::cout << mgunzip::bench::machine()
              << "CRC-32 kernel: " << crc_kernel_in_use() << '\n';
    for (const rival& each : rivals)
        std::cout << each.name << ": " << each.origin << '\n';
    std::cout << "rounds: " << arguments.rounds << '\n';

    const std::vector<library_call> calls =
        arguments.calls_library ? mgunzip::bench::library_calls()
                                : std::vector<library_call>();
    std::vector<std::string> names = arguments.kernels;
    for (const library_call& call : calls)
        names.push_back(call.name);
    for (const rival& each : rivals)
        names.push_back(each.name);
    std::string table = "| |";
    for (const std::string& name : names)
        table += ' ' + name + " |";
    table += "\n|";
    for (std::size_t i = 0; i <= names.size(); ++i)
        table += " --- |";
    table += '\n';

    for (const std::string& name : arguments.files) {
        const bytes in = read_file(name);
        std::cout << '\n' << name << std::endl;
        comparison file(in, arguments.kernels, calls, rivals);
        std::cout << "  " << in.size() << " -> " << file.output_size()
                  << " bytes" << std::endl;
        file.run(arguments.rounds);
        file.print();
        table += "| " + name.substr(name.rfind('/') + 1) + " |" +
                 file.row(names) + '\n';
    }
    if (arguments.files.size() > 1)
        std::cout << "\nTime of the best rival over each one's:\n\n" << table;
}

// Returns false when there is nothing to run.
bool parse(int argc, char** argv, arguments& arguments) {
    namespace options = boost::program_options;
    options::options_description described(
        "usage: inflate [OPTION]... FILE.gz...");
    described.add_options()("help", "print this")(
        "rounds", options::value(&arguments.rounds)->default_value(7),
        "rounds to time")("kernel", options::value(&arguments.kernels),
                          "one of our kernels, may be repeated; default all")(
        "library", options::bool_switch(&arguments.calls_library),
        "time the library's functions, too, with the first kernel")(
        "libdeflate", options::value(&arguments.rivals.libdeflate),
        "shared library to compare with")(
        "isal", options::value(&arguments.rivals.isal),
        "shared library to compare with");
    options::options_description all;
    all.add(described).add_options()("file", options::value(&arguments.files));
    options::positional_options_description operands;
    operands.add("file", -1);

    options::variables_map values;
    options::store(options::command_line_parser(argc, argv)
                       .options(all)
                       .positional(operands)
                       .run(),
                   values);
    options::notify(values);
    if (arguments.kernels.empty())
        arguments.kernels = supported_kernels();
    if (values.contains("help")) {
        std::cout << described;
        return false;
    }
    if (arguments.files.empty() || arguments.rounds < 1)
        throw std::runtime_error("no file, or no round; see --help");
    return true;
}

} // namespace

int main(int argc, char** argv) {
    try {
        arguments arguments;
        if (parse(argc, argv, arguments))
            run(arguments);
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "inflate: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
