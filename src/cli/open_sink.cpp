// SPDX-License-Identifier: BSL-1.0
// Chooses and opens the output for a destination.
#include "cli/open_sink.hpp"

#include "io/io_error.hpp"
#include "io/mapped_stdout.hpp"
#include "io/null_output.hpp"
#include "io/open_new_file.hpp"
#include "io/splice_output.hpp"
#include "io/write_output.hpp"

#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

constexpr const char* not_regular = "it is not a regular file";

// What a mapping that was asked for by name has failed with.
std::error_code not_mappable(const std::error_code& cause,
                             opened_sink& result) {
    if (cause == io::io_errc::output_not_mappable)
        result.reason = not_regular;
    if (cause.category() == io::io_category())
        return cause;
    result.reason = io::reopening_failure(cause);
    return io::io_errc::output_not_mappable;
}

std::error_code not_spliceable(opened_sink& result) {
    result.reason = "it is not a pipe";
    return io::io_errc::output_not_spliceable;
}

// Writes or splices to what is open already.
std::error_code use_descriptor(int fd, output_mode mode, opened_sink& result) {
    result.pipe = io::enlarged_pipe(fd);
    if (mode != output_mode::spliced) {
        result.output = std::make_unique<io::write_output>(fd);
        return {};
    }
    std::unique_ptr<io::splice_output> spliced;
    const std::error_code error = io::splice_output::open(fd, spliced);
    if (error == io::io_errc::output_not_spliceable)
        return not_spliceable(result);
    result.output = std::move(spliced);
    result.is_spliced = !error;
    return error;
}

std::error_code open_standard_output(const options& wanted,
                                     const io::size_forecast& forecast,
                                     opened_sink& result,
                                     io::thread_budget* threads) {
    if (wanted.output_mode != output_mode::mapped)
        return use_descriptor(STDOUT_FILENO, wanted.output_mode, result);
    std::unique_ptr<io::mapped_stdout> mapped;
    const std::error_code error =
        io::mapped_stdout::open(STDOUT_FILENO, forecast, mapped,
                                {.threads = threads, .way = wanted.page_way});
    if (error)
        return not_mappable(error, result);
    result.output = std::move(mapped);
    return {};
}

// Between the look and this, another user may have put a link to a file, or
// that file itself, under the name.
std::error_code open_what_was_seen(const destination& to, opened_sink& result) {
    const int flags = O_WRONLY | O_NOCTTY | (to.is_link ? 0 : O_NOFOLLOW);
    io::unique_fd fd;
    if (const std::error_code error =
            to.directory->open_file(to.name, flags, fd))
        return !to.is_link && error == std::errc::too_many_symbolic_link_levels
                   ? io::io_errc::replaced_meanwhile
                   : error;
    struct stat opened {};
    if (const std::error_code error = io::get_status(fd.get(), opened))
        return error;
    if (!io::is_same_file(opened, *to.existing) ||
        (opened.st_mode & S_IFMT) != (to.existing->st_mode & S_IFMT))
        return io::io_errc::replaced_meanwhile;
    result.special_file = std::move(fd);
    return {};
}

std::error_code open_special_file(const destination& to, const options& wanted,
                                  opened_sink& result) {
    if (wanted.output_mode == output_mode::mapped) {
        result.reason = not_regular;
        return io::io_errc::output_not_mappable;
    }
    // Opening alone does something to some devices.
    if (wanted.output_mode == output_mode::spliced && to.existing &&
        !S_ISFIFO(to.existing->st_mode))
        return not_spliceable(result);
    if (const std::error_code error = open_what_was_seen(to, result))
        return error;
    return use_descriptor(result.special_file.get(), wanted.output_mode,
                          result);
}

io::new_file_way way_for_files(const options& wanted) {
    if (wanted.makes_holes)
        return io::new_file_way::sparse;
    switch (wanted.output_mode) {
    case output_mode::mapped:
        return io::new_file_way::mapped;
    case output_mode::written:
        return io::new_file_way::written;
    case output_mode::automatic:
    case output_mode::spliced:
        break;
    }
    return io::new_file_way::automatic;
}

std::error_code open_regular_file(const destination& to, const options& wanted,
                                  const io::size_forecast& forecast,
                                  opened_sink& result,
                                  io::thread_budget* threads) {
    if (wanted.output_mode == output_mode::spliced)
        return not_spliceable(result);
    io::opened_new_file made;
    const std::error_code error = io::open_new_file(
        *to.directory, to.name, to.may_replace, forecast, made,
        {.way = way_for_files(wanted),
         .pages = wanted.page_way,
         .threads = threads});
    const bool is_made = made.file != nullptr;
    result.file = std::move(made.file);
    result.output = std::move(made.output);
    result.reason = std::move(made.reason);
    result.has_holes = made.has_holes;
    return error && is_made ? not_mappable(error, result) : error;
}

void open_nowhere(const options& wanted, opened_sink& result) {
    if (wanted.action != action::count_lines) {
        result.output = std::make_unique<io::null_output>();
        return;
    }
    auto counter = std::make_unique<io::line_counting_output>();
    result.counter = counter.get();
    result.output = std::move(counter);
}

std::error_code open_any(const destination& to, const options& wanted,
                         const io::size_forecast& forecast, opened_sink& result,
                         io::thread_budget* threads) {
    switch (to.kind) {
    case destination_kind::nowhere:
        open_nowhere(wanted, result);
        return {};
    case destination_kind::standard_output:
        return open_standard_output(wanted, forecast, result, threads);
    case destination_kind::special_file:
        return open_special_file(to, wanted, result);
    case destination_kind::regular_file:
        break;
    }
    return open_regular_file(to, wanted, forecast, result, threads);
}

} // namespace

const char* opened_sink::path_taken() const noexcept {
    if (output->is_mapped())
        return "mapped";
    if (is_spliced)
        return "spliced";
    if (has_holes)
        return "written with holes";
    return was_mapped ? "mapped, its rest written" : "written";
}

std::error_code open_sink(const destination& to, const options& wanted,
                          const io::size_forecast& forecast,
                          opened_sink& result, io::thread_budget* threads) {
    const std::error_code error =
        open_any(to, wanted, forecast, result, threads);
    result.was_mapped = !error && result.output->is_mapped();
    return error;
}

} // namespace mgunzip::cli
