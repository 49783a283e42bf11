// SPDX-License-Identifier: BSL-1.0
#include "file_job.hpp"

#include "cli/foreign_format.hpp"
#include "cli/number_text.hpp"
#include "cli/output_name.hpp"
#include "io/bgzf_sizes.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <new>

#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

// Of a member: CRC32 and ISIZE (RFC 1952, section 2.3).
constexpr std::uint64_t trailer_size = 8;

// What there is to be read, if that is known.
std::optional<std::uint64_t> size_of(const input_file& input) {
    const auto size = static_cast<std::uint64_t>(input.status.st_size);
    if (!S_ISREG(input.status.st_mode) || size < input.offset)
        return std::nullopt;
    return size - input.offset;
}

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

// Another file in the same directory.
std::string with_base_name(const std::string& path, const std::string& name) {
    return path.substr(0, path.size() - base_name(path).size()) + name;
}

// "; this looks like xz: xz -d decompresses it", if there is something to say.
std::string what_it_is(std::span<const std::uint8_t> beginning) {
    const foreign_format format = recognize(beginning);
    if (format.name.empty())
        return {};
    return std::string("; this looks like ")
        .append(format.name)
        .append(": ")
        .append(format.remedy)
        .append(" decompresses it");
}

std::string with_reason(const std::string& text, const std::string& reason) {
    return reason.empty() ? text : text + ": " + reason;
}

} // namespace

bool file_job::run(const operand& what) {
    if (open(what)) {
        if (measured_)
            list(*measured_);
        else if (decode() && publish())
            report_success(remove_input());
    }
    if (monitor_ && transfer_)
        monitor_->decoded(*transfer_, access());
    return !is_output_broken_;
}

// Everything that can be refused without an output is looked at before there
// is one. What was measured is not opened.
bool file_job::open(const operand& what) {
    std::optional<input_file> input = open_input(what, wanted_, report_);
    if (!input)
        return false;
    input_ = *std::move(input);
    if (monitor_)
        monitor_->input_opened(input_.name, size_of(input_));
    std::optional<destination> to = find_destination(input_, wanted_, report_);
    if (!to)
        return false;
    destination_ = *std::move(to);
    if (measure())
        return true;

    if (const std::error_code error =
            io::open_source(input_.fd(), wanted_.input_mode, source_)) {
        report_.error(input_.name,
                      with_reason(error.message(), source_.reason));
        return false;
    }
    transfer_.emplace(*source_.input);
    if (wanted_.force && destination_.kind == destination_kind::standard_output)
        transfer_->copy_other_data();
    if (monitor_)
        transfer_->tell(*monitor_);
    if (const io::failure whose = transfer_->read_first_header();
        whose != io::failure::none) {
        report_failure(whose);
        return false;
    }
    remember_header();
    if (destination_.kind == destination_kind::regular_file &&
        (!use_stored_name() || !claim_name(destination_, wanted_, report_)))
        return false;
    if (const std::error_code error = open_sink(
            destination_, wanted_, transfer_->forecast(), sink_, threads_)) {
        report_output_error(error, sink_.reason);
        return false;
    }
    return true;
}

void file_job::remember_header() {
    const gzip_decoder& decoder = transfer_->decoder();
    stored_ = {.size = decoder.header_size(),
               .name = base_name(decoder.header().name),
               .time = decoder.header().modification_time};
}

// -N: the file gets the name that is stored in it, in the same directory; never
// that of the input, which then would be lost. False if it cannot be.
bool file_job::use_stored_name() {
    if (!wanted_.restores_name || wanted_.output_name || stored_.name.empty())
        return true;
    std::string& path = destination_.path;
    path = with_base_name(path, stored_.name);
    struct stat existing;
    if (::lstat(path.c_str(), &existing) != 0 ||
        existing.st_dev != input_.status.st_dev ||
        existing.st_ino != input_.status.st_ino)
        return true;
    report_.error(path, "is the input file, by the name that is stored in it; "
                        "use --no-name");
    return false;
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

// True if the data were good and are all in the output. What was decoded in
// front of an error arrives before the message; but a file that gets no name
// then need not be finished.
bool file_job::decode() {
    const io::failure whose = transfer_->run(*sink_.output);
    if (whose == io::failure::none)
        return finish_output();
    if (whose != io::failure::output && !sink_.file)
        static_cast<void>(finish_output());
    report_failure(whose);
    return false;
}

bool file_job::finish_output() {
    enter(job_stage::output);
    std::error_code error = sink_.output->finish();
    if (!error && sink_.special_file)
        error = sink_.special_file.close();
    if (error)
        report_output_error(error);
    return !error;
}

// True if the output is where it belongs.
bool file_job::publish() {
    enter(job_stage::finishing);
    if (!sink_.file)
        return true;
    if (const std::error_code error =
            sink_.file->publish(destination_.name, attributes(),
                                {.replace = destination_.may_replace,
                                 .synchronous = wanted_.is_synchronous})) {
        report_output_error(error);
        return false;
    }
    if (const std::error_code missed = sink_.file->attribute_error())
        report_.warn(destination_.path,
                     "attributes were not kept: " + missed.message());
    if (const std::error_code lost = sink_.file->close()) {
        report_output_error(lost);
        return false;
    }
    return true;
}

// Removes the input if it is to be replaced, and is still what was decoded.
// The output lies beside it, in the directory that is open already.
bool file_job::remove_input() {
    if (!will_replace_input(input_, wanted_))
        return false;
    if (has_input_changed()) {
        report_.warn(input_.name, "input changed while reading; it is kept");
        return false;
    }
    const int directory = destination_.directory.get();
    const std::string name = base_name(input_.name);
    struct stat named;
    if (::fstatat(directory, name.c_str(), &named, 0) != 0 ||
        named.st_dev != input_.status.st_dev ||
        named.st_ino != input_.status.st_ino) {
        report_.warn(input_.name, "was replaced meanwhile; it is kept");
        return false;
    }
    if (::unlinkat(directory, name.c_str(), 0) != 0) {
        report_.warn(input_.name,
                     "cannot be removed: " + io::last_error().message());
        return false;
    }
    return true;
}

bool file_job::has_input_changed() const {
    struct stat now;
    return io::get_status(input_.fd(), now) ||
           !io::is_unchanged(input_.status, now);
}

void file_job::report_failure(io::failure whose) {
    if (whose == io::failure::output) {
        report_output_error(transfer_->error());
        return;
    }
    std::string text = transfer_->error().message();
    if (whose == io::failure::data) {
        const gzip_decoder& decoder = transfer_->decoder();
        const std::uint64_t member =
            std::max<std::uint64_t>(decoder.members(), 1);
        const std::uint64_t byte = input_.offset + decoder.error_offset();
        if (decoder.members() == 0)
            text += what_it_is(transfer_->beginning());
        text += " (member " + std::to_string(member) + ", byte " +
                std::to_string(byte) + ")";
    }
    if (S_ISREG(input_.status.st_mode) && has_input_changed())
        text += "; input changed while reading";
    report_.error(input_.name, text);
}

void file_job::report_output_error(const std::error_code& error,
                                   const std::string& reason) {
    is_output_broken_ = destination_.kind == destination_kind::standard_output;
    report_.error(destination_.path, with_reason(error.message(), reason));
}

// What --list tells of a file that was decoded.
listed_file file_job::decoded_sizes() const {
    const gzip_decoder& decoder = transfer_->decoder();
    return {.compressed = decoder.consumed(),
            .uncompressed = decoder.produced(),
            .overhead = stored_.size + trailer_size,
            .crc = decoder.data_crc()};
}

// BGZF tells it without being decoded. What stands behind the offset of
// standard input has to be used up as always.
bool file_job::measure() {
    if (wanted_.action != action::list || input_.is_standard_input ||
        wanted_.restores_time || wanted_.input_mode == io::input_mode::read)
        return false;
    const std::optional<io::bgzf_sizes> sizes = io::measure_bgzf(input_.fd());
    if (sizes)
        measured_ = {.compressed = sizes->input,
                     .uncompressed = sizes->output,
                     .overhead = sizes->first_header + trailer_size,
                     .crc = sizes->last_crc};
    return measured_.has_value();
}

// Errors of standard output are told when it is closed.
void file_job::list(listed_file file) {
    file.name = "stdout";
    if (!input_.is_standard_input)
        file.name =
            output_name_for(input_.name, wanted_.suffix).value_or(input_.name);
    if (wanted_.restores_name && !stored_.name.empty())
        file.name = with_base_name(file.name, stored_.name);
    if (isatty(STDOUT_FILENO))
        file.name = printable(file.name);
    if (wanted_.restores_time && stored_.time != 0)
        file.modified = stored_.time;
    else if (S_ISREG(input_.status.st_mode))
        file.modified = input_.status.st_mtim.tv_sec;
    std::fputs(listing_->row(file).c_str(), stdout);
}

void file_job::report_success(bool was_removed) {
    const gzip_decoder& decoder = transfer_->decoder();
    if (wanted_.action == action::list)
        list(decoded_sizes());
    if (decoder.trailing() == trailing_data::garbage)
        report_.warn(input_.name, "decompression OK, trailing garbage ignored");
    if (wanted_.verbosity == 0)
        return;
    // As with GNU gzip, this counts as a warning only where it is printed.
    if (decoder.trailing() == trailing_data::zeros)
        report_.warn(input_.name,
                     "decompression OK, trailing zero bytes ignored");
    if (wanted_.action == action::list)
        return;
    if (destination_.kind == destination_kind::nowhere) {
        report_.note(input_.name, "OK" + paths_taken());
        return;
    }
    // As GNU gzip and --list count it, and what is copied has no overhead.
    const std::uint64_t overhead =
        decoder.consumed() == 0 ? 0 : decoded_sizes().overhead;
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

std::string file_job::paths_taken() const {
    std::string text =
        " (input " + with_reason(source_.input->is_mapped() ? "mapped" : "read",
                                 source_.reason);
    if (destination_.kind != destination_kind::nowhere)
        text += ", output " + with_reason(sink_.path_taken(), sink_.reason);
    return text + ")";
}

access_paths file_job::access() const {
    access_paths paths;
    paths.input = source_.input->is_mapped() ? "mapped" : "read";
    if (sink_.output && destination_.kind != destination_kind::nowhere)
        paths.output = sink_.path_taken();
    return paths;
}

namespace {

bool run_and_report(const operand& what, const options& wanted,
                    reporter& report, io::thread_budget& threads,
                    job_monitor* monitor, listing* list) {
    try {
        return file_job(wanted, report, &threads, monitor, list).run(what);
    } catch (const std::bad_alloc&) {
        report.error(what.name, "out of memory");
    } catch (const std::exception& unforeseen) {
        report.error(what.name, unforeseen.what());
    }
    return true;
}

} // namespace

bool run_operand(const operand& what, const options& wanted, reporter& report,
                 io::thread_budget& threads, run_monitor* monitor,
                 listing* list) {
    if (!monitor || !monitor->is_watching())
        return run_and_report(what, wanted, report, threads, nullptr, list);
    job_monitor watch(*monitor, what.name, report);
    const bool goes_on =
        run_and_report(what, wanted, report, threads, &watch, list);
    watch.end();
    return goes_on;
}

} // namespace mgunzip::cli
