// SPDX-License-Identifier: BSL-1.0
// Opens, decodes and publishes one operand, and reports what became of it.
#include "cli/file_job.hpp"

#include "cli/failure_text.hpp"
#include "cli/hint.hpp"
#include "cli/listed_input.hpp"
#include "cli/made_outputs.hpp"
#include "cli/number_text.hpp"
#include "cli/output_directory.hpp"
#include "cli/remove_input.hpp"
#include "cli/split_plan.hpp"
#include "cli/trailing_warning.hpp"
#include "io/io_error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <iterator>
#include <new>

#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

// What there is to be read, if that is known.
std::optional<std::uint64_t> size_of(const input_file& input) {
    const auto size = static_cast<std::uint64_t>(input.status.st_size);
    if (!S_ISREG(input.status.st_mode) || size < input.offset)
        return std::nullopt;
    return size - input.offset;
}

// The system does not let the program do it in this way.
bool is_refusal(const std::error_code& error) {
    constexpr int refusals[] = {EPERM,  EACCES, EINVAL,
                                ENOSYS, ENOMEM, EOPNOTSUPP};
    return error.category() == std::system_category() &&
           std::ranges::find(refusals, error.value()) != std::end(refusals);
}

} // namespace

bool file_job::run(const operand& input, open_directories& directories) {
    if (open(input, directories)) {
        if (newlines_)
            print_lines(*newlines_);
        else if (measured_)
            list(*measured_);
        else if (decode() && publish() && write_index())
            report_success(remove_replaced_input());
    }
    if (monitor_)
        tell_monitor();
    return !is_output_broken_;
}

void file_job::tell_monitor() {
    if (parts_ && sink_.output)
        monitor_->decoded(parts_->consumed(), parts_->facts(), access());
    else if (transfer_)
        monitor_->decoded(*transfer_, access());
    else if (measured_)
        monitor_->measured(measured_->compressed, measured_->uncompressed);
}

// True if others have what was written, whatever comes then.
bool file_job::is_output_final() const noexcept {
    return destination_.kind == destination_kind::standard_output ||
           destination_.kind == destination_kind::special_file;
}

// All checks that need no output come before there is one. An input that was
// measured needs no source.
bool file_job::open(const operand& input, open_directories& directories) {
    std::optional<input_file> opened =
        open_input(input, wanted_, report_, directories);
    if (!opened)
        return false;
    input_ = *std::move(opened);
    if (monitor_)
        monitor_->input_opened(input_.name, size_of(input_));
    std::optional<destination> to = find_destination(input_, wanted_, report_);
    if (!to)
        return false;
    destination_ = *std::move(to);
    if (destination_.kind == destination_kind::regular_file)
        move_to_output_directory(destination_, input, wanted_);
    if (wanted_.action == action::list)
        measured_ = measure(input_, wanted_);
    const bool is_answered = measured_ || is_answered_by_index();
    if (measured_ && measured_->uncompressed > most_output()) {
        const auto error = make_error_code(io::io_errc::output_too_large);
        report_.error(input_.name, with_hint(error.message(), hint_for(error)));
        return false;
    }
    if (is_answered)
        return true;
    if (wanted_.index.is_wanted && !index_.emplace(wanted_, report_, threads_)
                                        .prepare(input_, destination_))
        return false;

    if (!start())
        return false;
    if (destination_.kind == destination_kind::regular_file &&
        (!use_stored_name(stored_, input_, destination_, wanted_, report_) ||
         !enter_output_directory(destination_, input, wanted_, directories,
                                 report_) ||
         !claim_name(destination_, input_, wanted_, report_)))
        return false;
    if (const std::error_code error =
            open_sink(destination_, wanted_, forecast(), sink_, threads_)) {
        report_output_error(error, sink_.reason);
        return false;
    }
    return true;
}

// What an index says of all of the output, if that is all that is asked for.
bool file_job::is_answered_by_index() {
    if (wanted_.action != action::count_lines && wanted_.action != action::list)
        return false;
    index_file found;
    if (!found.find(input_, wanted_, report_) || found.index() == nullptr)
        return false;
    const index_facts& facts = found.index()->facts();
    if (!facts.is_complete || !facts.output_size ||
        !is_confirmed(*found.index(), input_))
        return false;
    if (wanted_.action == action::list) {
        measured_ = measure_by_index(facts, input_, wanted_);
        return measured_.has_value();
    }
    if (facts.has_lines)
        newlines_ = facts.lines;
    if (newlines_)
        measured_ = listed_file{.compressed = facts.compressed_size,
                                .uncompressed = *facts.output_size};
    return newlines_.has_value();
}

// As wc(1) has it.
void file_job::print_lines(std::uint64_t newlines) const {
    std::fputs((std::to_string(newlines) + ' ' + input_.name + '\n').c_str(),
               stdout);
}

bool file_job::start() {
    if (!wanted_.parts.empty())
        return parts_.emplace(wanted_, input_, report_, threads_, monitor_)
            .open(source_);
    if (!start_transfer())
        return false;
    stored_ = stored_header::of(transfer_->decoder());
    return true;
}

const io::size_forecast& file_job::forecast() const noexcept {
    return parts_ ? parts_->forecast() : transfer_->forecast();
}

// Threads decode at the points of an index. False if one was asked for and
// cannot be used.
bool file_job::find_known_index() {
    if (known_index_.index() != nullptr)
        return true;
    if (wanted_.used_index)
        return known_index_.find(input_, wanted_, report_);
    if (!index_ && threads_ != nullptr && !threads_->is_empty())
        known_index_.look_for(input_);
    return true;
}

// Opens the source and reads the first header.
bool file_job::start_transfer() {
    if (!find_known_index())
        return false;
    if (const std::error_code error = io::open_source(
            input_.fd(), wanted_.input_mode, source_,
            input_.is_standard_input ? nullptr : &input_.status)) {
        report_.error(input_.name,
                      with_hint(with_reason(error.message(), source_.reason),
                                hint_for(error)));
        return false;
    }
    transfer_.emplace(
        *source_.input,
        io::transfer_settings{
            .observer = monitor_,
            .threads = threads_,
            .copies_other_data =
                wanted_.force &&
                destination_.kind == destination_kind::standard_output,
            .is_output_final = is_output_final(),
            .index = index_ ? index_->begin(*source_.input) : nullptr,
            .known_index = known_index_.index(),
            .most_output = most_output()});
    if (const io::failure cause = transfer_->read_first_header();
        cause != io::failure::none) {
        report_failure(cause);
        return false;
    }
    return true;
}

std::uint64_t file_job::most_output() const noexcept {
    return wanted_.most_output.value_or(~std::uint64_t{0});
}

// A pipe or a device has no attributes that a file should take over.
io::file_attributes file_job::attributes() const {
    io::file_attributes result{
        .mode = 0666 & ~io::process_umask(), .owner = {}, .times = {}};
    if (!input_.is_standard_input && S_ISREG(input_.status.st_mode)) {
        result = io::file_attributes::of(input_.status);
        result.extended = io::read_extended_attributes(input_.fd());
    }
    if (wanted_.restores_time && stored_.time != 0) {
        if (!result.times)
            result.times.emplace(
                std::array{timespec{0, UTIME_OMIT}, timespec{}});
        result.times->back() = timespec{stored_.time, 0};
    }
    return result;
}

// True if the data were good and are all in the output.
bool file_job::decode() {
    std::error_code error;
    io::failure cause = decode_all(error);
    if (error == io::io_errc::output_lost && can_write_instead()) {
        if (!begin_to_write())
            return false;
        cause = decode_all(error);
    }
    if (cause == io::failure::output)
        report_output_error(error);
    else if (cause != io::failure::none && !parts_)
        report_failure(cause);
    return cause == io::failure::none;
}

// What was decoded in front of an error arrives before the message; but a file
// that gets no name then need not be finished.
io::failure file_job::decode_all(std::error_code& error) {
    const io::failure cause = run_decoder(error);
    if (cause == io::failure::none) {
        error = finish_output();
        return error ? io::failure::output : io::failure::none;
    }
    if (cause != io::failure::output && !sink_.file) {
        if (const std::error_code broken = finish_output())
            report_output_error(broken);
    }
    return cause;
}

io::failure file_job::run_decoder(std::error_code& error) {
    if (parts_)
        return parts_->run(*sink_.output, error);
    const io::failure cause = transfer_->run(*sink_.output);
    error = transfer_->error();
    return cause;
}

std::error_code file_job::finish_output() {
    enter(job_stage::output);
    std::error_code error = sink_.output->finish();
    sink_.pipe.restore();
    if (!error && sink_.special_file)
        error = sink_.special_file.close();
    return error;
}

// Pages of a mapped output are lost where a file system has no room for what it
// has promised, or for a page that it has to write to a new place. Writing
// tells of each byte whether it fits.
bool file_job::can_write_instead() const noexcept {
    return sink_.file && wanted_.output_mode == output_mode::automatic &&
           S_ISREG(input_.status.st_mode);
}

// All is decoded again from the beginning.
bool file_job::begin_to_write() {
    sink_.output.reset(); // it uses the file
    sink_ = {};
    transfer_.reset();
    parts_.reset();
    source_ = {};
    enter(job_stage::opening);
    if (const std::error_code error =
            io::set_offset(input_.fd(), input_.offset)) {
        report_.error(input_.name, error.message());
        return false;
    }
    if (!start())
        return false;
    options by_writing = wanted_;
    by_writing.output_mode = output_mode::written;
    if (const std::error_code error =
            open_sink(destination_, by_writing, forecast(), sink_, threads_)) {
        report_output_error(error, sink_.reason);
        return false;
    }
    sink_.reason = "pages of a mapping were lost";
    return true;
}

// True if the output is where it belongs.
bool file_job::publish() {
    enter(job_stage::finishing);
    if (!sink_.file)
        return true;
    auto turn = take_naming_turn(wanted_);
    if (turn.owns_lock() && !keeps_claim(destination_, input_, report_))
        return false;
    if (const std::error_code error = sink_.file->publish(
            destination_.name, attributes(),
            {.replace = destination_.may_replace,
             .synchronous = wanted_.is_synchronous,
             .may_tell_at_close =
                 destination_.directory->may_tell_at_close()})) {
        report_output_error(error);
        return false;
    }
    remember_output(sink_.file->fd(), input_, wanted_);
    turn = {};
    if (const std::error_code missed = sink_.file->attribute_error())
        report_.warn(destination_.path,
                     with_hint("attributes were not kept: " + missed.message(),
                               situation::attributes_lost));
    if (const std::error_code lost = sink_.file->close()) {
        report_output_error(lost);
        return false;
    }
    return true;
}

// The output stays, whatever becomes of its index.
bool file_job::write_index() {
    return !index_ ||
           index_->write(input_, *source_.input, *transfer_, attributes());
}

void file_job::report_failure(io::failure cause) {
    if (cause == io::failure::output) {
        report_output_error(transfer_->error());
        return;
    }
    report_.error(input_.name, failure_text(*transfer_, cause, input_,
                                            destination_, wanted_));
}

void file_job::report_output_error(const std::error_code& error,
                                   const std::string& reason) {
    is_output_broken_ = destination_.kind == destination_kind::standard_output;
    report_.error(destination_.path,
                  with_hint(with_reason(error.message(), reason),
                            hint_about_output(error)));
}

std::optional<std::string_view>
file_job::hint_about_output(const std::error_code& error) const {
    if (destination_.kind == destination_kind::regular_file)
        return hint_for_new_file(error);
    const bool is_by_name = wanted_.output_mode == output_mode::mapped ||
                            wanted_.output_mode == output_mode::spliced;
    return is_by_name && is_refusal(error)
               ? hint_for(situation::output_way_refused)
               : hint_for(error);
}

// Errors of standard output are told when it is closed.
void file_job::list(const listed_file& sizes) {
    const listed_file file =
        with_name_and_time(sizes, input_, stored_, wanted_);
    std::fputs(listing_->row(file).c_str(), stdout);
}

bool file_job::remove_replaced_input() {
    return will_replace_input(input_, wanted_) && remove_input(input_, report_);
}

void file_job::report_parts() {
    warn_of_trailing(parts_->trailing(), input_.name, wanted_, report_);
    if (wanted_.verbosity == 0)
        return;
    std::string text = parts_->cost();
    if (sink_.file)
        text += " -- created " + printable(destination_.path);
    report_.note(input_.name, text + paths_taken());
}

void file_job::report_success(bool was_removed) {
    if (parts_)
        return report_parts();
    const gzip_decoder& decoder = transfer_->decoder();
    if (wanted_.action == action::list)
        list(decoded_sizes(decoder, stored_));
    if (sink_.counter)
        print_lines(sink_.counter->newlines());
    tell_of_wrong_index();
    warn_of_trailing(decoder.trailing(), input_.name, wanted_, report_);
    if (wanted_.verbosity == 0 || wanted_.action == action::list ||
        sink_.counter)
        return;
    if (destination_.kind == destination_kind::nowhere) {
        report_.note(input_.name, "OK" + paths_taken());
        return;
    }
    // As GNU gzip and --list count it, and what is copied has no overhead.
    const std::uint64_t overhead =
        decoder.consumed() == 0 ? 0 : decoded_sizes(decoder, stored_).overhead;
    char saved[32];
    std::snprintf(
        saved, sizeof saved, "%5.1f%%",
        saved_percent(transfer_->consumed() - overhead, transfer_->produced()));
    const char* const done = was_removed  ? " -- replaced with "
                             : sink_.file ? " -- created "
                                          : " -- written to ";
    report_.note(input_.name,
                 saved + (done + destination_.path) + paths_taken());
}

// One that nobody has asked for is worth a word with -v, but no exit status.
void file_job::tell_of_wrong_index() {
    if (!transfer_->was_index_wrong())
        return;
    if (wanted_.used_index)
        report_.warn(known_index_.name(), index_file::misfit());
    else if (wanted_.verbosity > 0)
        report_.note(known_index_.name(), index_file::misfit());
}

std::string file_job::paths_taken() const {
    std::string text =
        " (input " + with_reason(source_.input->is_mapped() ? "mapped" : "read",
                                 source_.reason);
    if (destination_.kind != destination_kind::nowhere)
        text += ", output " + with_reason(sink_.path_taken(), sink_.reason);
    if (transfer_ && transfer_->has_used_index())
        text += ", blocks by " + printable(known_index_.name());
    return text + ")";
}

access_paths file_job::access() const {
    access_paths paths;
    paths.input = source_.input->is_mapped() ? "mapped" : "read";
    if (sink_.output && destination_.kind != destination_kind::nowhere) {
        paths.output = sink_.path_taken();
        paths.pages = sink_.output->pages();
    }
    return paths;
}

namespace {

bool run_and_report(const operand& input, const options& wanted,
                    reporter& report, open_directories& directories,
                    io::thread_budget& threads, job_monitor* monitor,
                    listing* list) {
    try {
        if (wanted.action == action::show_splits) {
            print_splits(input, wanted, report, directories);
            return true;
        }
        return file_job(wanted, report, &threads, monitor, list)
            .run(input, directories);
    } catch (const std::bad_alloc&) {
        report.error(input.name, "out of memory");
    } catch (const std::exception& unforeseen) {
        report.error(input.name, unforeseen.what());
    }
    return true;
}

} // namespace

bool run_operand(const operand& input, const options& wanted, reporter& report,
                 open_directories& directories, io::thread_budget& threads,
                 run_monitor* monitor, listing* list) {
    if (!monitor || !monitor->is_watching())
        return run_and_report(input, wanted, report, directories, threads,
                              nullptr, list);
    job_monitor watch(*monitor, input.name, report);
    const bool goes_on = run_and_report(input, wanted, report, directories,
                                        threads, &watch, list);
    watch.end();
    return goes_on;
}

} // namespace mgunzip::cli
