// SPDX-License-Identifier: BSL-1.0
#include "file_job.hpp"

#include <cstdio>

#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

// What a file made from standard input gets. There is no way to ask for the
// umask but to set it; the program has no other thread that makes files.
mode_t default_mode() {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return 0666 & ~mask;
}

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

std::string describe(const char* what, bool is_mapped, const char* otherwise,
                     const std::string& reason) {
    std::string text = std::string(what) + (is_mapped ? "mapped" : otherwise);
    if (!reason.empty())
        text += ": " + reason;
    return text;
}

} // namespace

bool file_job::run(const std::string& operand) {
    if (open_input_and_destination(operand) && decode() &&
        destination_.kind == destination::kind::regular_file && publish() &&
        !wanted_.keep_input && !wanted_.output_name)
        remove_input();
    return !is_output_broken_;
}

bool file_job::open_input_and_destination(const std::string& operand) {
    std::optional<input_file> input = open_input(operand, wanted_, report_);
    if (!input)
        return false;
    input_ = *std::move(input);
    std::optional<destination> to = find_destination(input_, wanted_, report_);
    if (!to)
        return false;
    destination_ = *std::move(to);
    const std::error_code error =
        io::open_source(input_.fd(), wanted_.input_mode, source_);
    if (error) {
        report_.error(input_.name,
                      source_.reason.empty()
                          ? error.message()
                          : error.message() + ": " + source_.reason);
        return false;
    }
    return true;
}

// True if the data were good and are all in the output.
bool file_job::decode() {
    io::transfer& job = transfer_.emplace(*source_.input);
    if (const io::failure whose = job.read_first_header();
        whose != io::failure::none) {
        report_failure(whose, job.error());
        return false;
    }
    if (const std::error_code error = open_sink(
            destination_, wanted_.output_mode, job.forecast(), sink_)) {
        report_failure(io::failure::output, error);
        return false;
    }
    const io::failure whose = job.run(*sink_.output);
    if (whose != io::failure::none)
        report_failure(whose, job.error());
    if (!finish_output(whose) || whose != io::failure::none)
        return false;
    report_success();
    return true;
}

void file_job::report_failure(io::failure whose, const std::error_code& error) {
    if (whose == io::failure::output) {
        is_output_broken_ =
            destination_.kind == destination::kind::standard_output;
        report_.error(destination_.path, error.message());
        return;
    }
    struct stat now;
    if (S_ISREG(input_.status.st_mode) && !io::get_status(input_.fd(), now) &&
        !io::is_unchanged(input_.status, now)) {
        report_.error(input_.name, "input changed while reading");
        return;
    }
    std::string text = error.message();
    if (whose == io::failure::data) {
        const gzip_decoder& decoder = transfer_->decoder();
        text += " (member " +
                std::to_string(decoder.members() == 0 ? 1 : decoder.members()) +
                ", byte " + std::to_string(decoder.error_offset()) + ")";
    }
    report_.error(input_.name, text);
}

// A file is finished only if its data were good. Everywhere else what was
// decoded in front of an error shall arrive.
bool file_job::finish_output(io::failure whose) {
    if (whose == io::failure::output ||
        (whose != io::failure::none && sink_.file != nullptr))
        return false;
    std::error_code error = sink_.output->finish();
    if (!error && sink_.special_file)
        error = sink_.special_file.close();
    if (!error)
        return true;
    is_output_broken_ = destination_.kind == destination::kind::standard_output;
    report_.error(destination_.path, error.message());
    return false;
}

bool file_job::publish() {
    io::file_attributes attributes;
    if (input_.is_standard_input)
        attributes.mode = default_mode();
    else
        attributes = io::file_attributes::of(input_.status);
    const std::error_code error =
        sink_.file->publish(destination_.name, attributes,
                            {.replace = destination_.may_replace,
                             .synchronous = wanted_.is_synchronous});
    if (error) {
        report_.error(destination_.path, error.message());
        return false;
    }
    if (const std::error_code missed = sink_.file->attribute_error())
        report_.warn(destination_.path,
                     "attributes were not kept: " + missed.message());
    if (const std::error_code lost = sink_.file->close()) {
        report_.error(destination_.path, lost.message());
        return false;
    }
    return true;
}

// The output lies beside the input, in the directory that is open already. The
// input is not removed if it is not what was decoded any more.
void file_job::remove_input() {
    const int directory = destination_.directory.get();
    const std::string name = base_name(input_.name);
    struct stat opened;
    struct stat named;
    std::error_code error = io::get_status(input_.fd(), opened);
    if (!error && !io::is_unchanged(input_.status, opened)) {
        report_.warn(input_.name, "input changed while reading; it is kept");
        return;
    }
    if (!error &&
        (::fstatat(directory, name.c_str(), &named, 0) != 0 ||
         named.st_dev != opened.st_dev || named.st_ino != opened.st_ino)) {
        report_.warn(input_.name, "was replaced meanwhile; it is kept");
        return;
    }
    if (!error && ::unlinkat(directory, name.c_str(), 0) != 0)
        error = io::last_error();
    if (error)
        report_.warn(input_.name, "cannot be removed: " + error.message());
}

void file_job::report_success() {
    const gzip_decoder& decoder = transfer_->decoder();
    if (decoder.trailing() == trailing_data::garbage)
        report_.warn(input_.name, "decompression OK, trailing garbage ignored");
    if (wanted_.verbosity == 0)
        return;
    if (decoder.trailing() == trailing_data::zeros)
        report_.warn(input_.name,
                     "decompression OK, trailing zero bytes ignored");

    std::string result = "OK";
    if (destination_.kind != destination::kind::nowhere) {
        const auto in = static_cast<double>(decoder.consumed());
        const auto out = static_cast<double>(decoder.produced());
        char ratio[32];
        std::snprintf(ratio, sizeof ratio, "%5.1f%% -- ",
                      out == 0 ? 0.0 : 100.0 * (out - in) / out);
        const bool keeps_input =
            wanted_.keep_input || wanted_.output_name ||
            destination_.kind != destination::kind::regular_file;
        result = ratio;
        result += keeps_input ? "created " : "replaced with ";
        result += printable(destination_.path);
    }
    result += " (" + describe("input ", source_.input->is_mapped(), "read",
                              source_.reason);
    if (destination_.kind != destination::kind::nowhere)
        result += ", " + describe("output ", sink_.output->is_mapped(),
                                  "written", sink_.reason);
    report_.note(input_.name, result + ")");
}

} // namespace mgunzip::cli
