// SPDX-License-Identifier: BSL-1.0
// Ways to decode: the program's own, and its parts with other buffers.
#include "buffered_output.hpp"
#include "process.hpp"
#include "variant.hpp"

#include "cli/destination.hpp"
#include "cli/file_job.hpp"
#include "cli/input_file.hpp"
#include "cli/message.hpp"
#include "cli/options.hpp"
#include "cli/run_operands.hpp"
#include "io/file_attributes.hpp"
#include "io/open_source.hpp"
#include "io/output_file.hpp"
#include "io/transfer.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <unistd.h>

namespace mgunzip::bench {
namespace {

using words = std::vector<std::string>;

void require(bool is_done, const std::string& input) {
    if (!is_done)
        throw std::runtime_error(input + " was not decoded");
}

// Nothing if this mgunzip does not know the options.
std::optional<cli::options> known_options(const words& options) {
    try {
        return cli::parse_options(options);
    } catch (const cli::usage_error&) {
        return std::nullopt;
    }
}

// The command line that does the job.
cli::options command_for(const job& given, words options) {
    if (is_pipe(given.to))
        options.emplace_back("-c");
    else
        options.emplace_back("-k");
    if (given.to == target::overwritten)
        options.emplace_back("-f");
    options.emplace_back("--");
    options.insert(options.end(), given.files.inputs().begin(),
                   given.files.inputs().end());
    return cli::parse_options(options);
}

// One file after the other, so that the ways to write are compared and not the
// files' ways past each other; but each with the threads that it may have.
void run_command(const cli::options& wanted) {
    cli::reporter report("io_modes");
    io::thread_budget threads(cli::thread_limit(wanted) - 1);
    cli::open_directories directories;
    for (const std::string& operand : wanted.operands)
        require(cli::file_job(wanted, report, &threads)
                    .run(cli::operand_for(operand), directories),
                operand);
    require(report.status() == cli::exit_status::ok, "something");
}

std::function<std::function<void()>(const job&)> command(const words& options) {
    return [options](const job& given) {
        return [wanted = command_for(given, options)] { run_command(wanted); };
    };
}

// What file_job does, step by step, but for the output's kind.
void decode_file(const std::string& operand, const cli::options& wanted,
                 cli::reporter& report, io::thread_budget& threads,
                 std::size_t buffer, flush how) {
    cli::open_directories directories;
    const std::optional<cli::input_file> input =
        cli::open_input(cli::operand_for(operand), wanted, report, directories);
    require(input.has_value(), operand);
    std::optional<cli::destination> to =
        cli::find_destination(*input, wanted, report);
    require(to.has_value(), operand);
    io::opened_source source;
    check(io::open_source(input->fd(), wanted.input_mode, source), operand);
    io::transfer transfer(*source.input, {.threads = &threads});
    require(transfer.read_first_header() == io::failure::none, operand);

    int fd = STDOUT_FILENO;
    std::unique_ptr<io::output_file> file;
    if (to->kind == cli::destination_kind::regular_file) {
        require(cli::claim_name(*to, *input, wanted, report), operand);
        check(io::output_file::create(*to->directory, to->name, to->may_replace,
                                      file),
              to->path);
        fd = file->fd();
    }
    buffered_output output(fd, buffer, how);
    require(transfer.run(output) == io::failure::none, operand);
    check(output.finish(), to->path);
    if (!file)
        return;
    check(file->publish(to->name, io::file_attributes::of(input->status),
                        {.replace = to->may_replace, .synchronous = false}),
          to->path);
    check(file->close(), to->path);
}

std::function<std::function<void()>(const job&)>
writes_of(std::size_t buffer, flush how = flush::whole) {
    return [buffer, how](const job& given) {
        return [buffer, how, wanted = command_for(given, {})] {
            cli::reporter report("io_modes");
            io::thread_budget threads(cli::thread_limit(wanted) - 1);
            for (const std::string& operand : wanted.operands)
                decode_file(operand, wanted, report, threads, buffer, how);
        };
    };
}

unsigned default_threads() {
    return cli::thread_limit(cli::parse_options({}));
}

// What mgunzip does if it is asked to; nothing if it cannot be.
void add_forced(std::vector<variant>& all, const std::string& name,
                const words& options, std::size_t buffer = 0) {
    if (const auto known = known_options(options))
        all.push_back({name, variant_kind::forced, buffer,
                       cli::thread_limit(*known), command(options)});
}

void add_product_write(std::vector<variant>& all) {
    add_forced(all, "write 32K*", {"--io=write"}, product_buffer);
}

// All ways of a mapped output that have a name.
void add_mapped(std::vector<variant>& all) {
    for (const char* const way :
         {"mmap:zeros", "mmap:populate", "mmap:unreserved", "mmap:faults"})
        add_forced(all, way, {std::string("--io=") + way});
}

// One thread. What is small has no more than that in any case.
void add_single_threaded(std::vector<variant>& all, target to) {
    if (is_pipe(to)) {
        add_forced(all, "splice -T1", {"--io=splice", "-T1"});
    } else {
        add_forced(all, "mmap:zeros -T1", {"--io=mmap:zeros", "-T1"});
        add_forced(all, "mmap:populate -T1", {"--io=mmap:populate", "-T1"});
    }
    add_forced(all, "write 32K* -T1", {"--io=write", "-T1"}, product_buffer);
}

} // namespace

std::vector<variant> decoding_variants(target to, std::uint64_t size) {
    std::vector<variant> all{
        {"auto", variant_kind::automatic, 0, default_threads(), command({})}};
    if (is_pipe(to))
        add_forced(all, "splice", {"--io=splice"});
    else
        add_mapped(all);
    for (const std::size_t buffer : decoded_buffers) {
        if (buffer == product_buffer)
            add_product_write(all);
        else
            all.push_back({"write " + size_text(buffer), variant_kind::compared,
                           buffer, default_threads(), writes_of(buffer)});
    }
    if (size > largest_small_size)
        add_single_threaded(all, to);
    return all;
}

std::vector<variant> article_variants() {
    constexpr std::size_t line_buffer = 8 * kib;
    std::vector<variant> all{{"lines 8K", variant_kind::compared, line_buffer,
                              default_threads(),
                              writes_of(line_buffer, flush::lines)},
                             {"write 8K", variant_kind::compared, line_buffer,
                              default_threads(), writes_of(line_buffer)}};
    add_product_write(all);
    add_mapped(all);
    return all;
}

} // namespace mgunzip::bench
