// SPDX-License-Identifier: BSL-1.0
// Decompresses one file.
#include "file/file_work.hpp"

#include "io/io_error.hpp"
#include "io/null_output.hpp"
#include "io/thread_limit.hpp"
#include "io/write_output.hpp"

#include <memory>
#include <string>

#include <fcntl.h>

namespace mgunzip::file {
namespace {

// What the system would take for a shorter name.
bool has_zero(const std::string& name) noexcept {
    return name.find('\0') != name.npos;
}

// As the caller of the library knows it.
std::error_code public_error(const std::error_code& error) noexcept {
    if (error.category() != io::io_category())
        return error;
    switch (static_cast<io::io_errc>(error.value())) {
    case io::io_errc::input_lost:
        return file_errc::input_lost;
    case io::io_errc::output_lost:
        return file_errc::output_lost;
    case io::io_errc::replaced_meanwhile:
        return file_errc::replaced_meanwhile;
    case io::io_errc::output_not_replaceable:
        return file_errc::output_not_replaceable;
    case io::io_errc::output_too_large:
        return std::make_error_code(std::errc::no_buffer_space);
    case io::io_errc::index_lost:
    case io::io_errc::input_not_mappable:
    case io::io_errc::output_not_mappable:
    case io::io_errc::output_is_append_only:
    case io::io_errc::output_not_at_end:
    case io::io_errc::output_not_spliceable:
        break; // not of what is asked for here
    }
    return error;
}

} // namespace

file_work::file_work(const file_order& order, progress_meter& meter)
    : order_(order), options_(*order.options), meter_(meter),
      threads_(io::thread_count(options_.threads) - 1) {}

void file_work::run(file_result& result) {
    const auto error = do_all();
    result.error = public_error(error);
    result.operation = failed_in_;
    note_numbers(result);
}

std::error_code file_work::do_all() {
    if (const auto error = open_input())
        return failed(file_operation::open_input, error);
    if (const auto error = read_header())
        return error;
    if (const auto error = find_output())
        return failed(file_operation::open_output, error);
    auto error = decode(io::new_file_way::automatic);
    if (can_write_instead(error))
        error = decode_again();
    return error ? error : publish();
}

std::error_code file_work::open_input() {
    if (order_.input_path != nullptr) {
        const std::string& name = order_.input_path->native();
        if (has_zero(name))
            return std::make_error_code(std::errc::invalid_argument);
        if (const auto error = io::open_for_reading(name, O_NOCTTY, input_))
            return error;
    }
    if (const auto error = io::get_status(input_fd(), input_status_))
        return error;
    if (S_ISDIR(input_status_.st_mode))
        return std::make_error_code(std::errc::is_a_directory);
    if (!S_ISREG(input_status_.st_mode))
        return {};
    if (const auto error = io::get_offset(input_fd(), input_offset_))
        return error;
    const auto size = static_cast<std::uint64_t>(input_status_.st_size);
    // Files of /proc have more than they say.
    if (size > input_offset_)
        meter_.set_input_size(size - input_offset_);
    return {};
}

std::error_code file_work::read_header() {
    if (const auto error =
            io::open_source(input_fd(), io::input_mode::automatic, source_,
                            input_ ? &input_status_ : nullptr))
        return failed(file_operation::open_input, error);
    transfer_.emplace(*source_.input,
                      io::transfer_settings{
                          .observer = &meter_,
                          .threads = &threads_,
                          .is_output_final = order_.to == target::descriptor,
                          .most_output = options_.max_output,
                          .is_stopped = &meter_.is_stopped()});
    return failed_by(transfer_->read_first_header());
}

std::error_code file_work::find_output() {
    switch (order_.to) {
    case target::nowhere:
        return {};
    case target::descriptor:
        return check_descriptor();
    case target::new_file:
        break;
    }
    if (has_zero(order_.output_path->native()))
        return std::make_error_code(std::errc::invalid_argument);
    place_.path = order_.output_path->native();
    if (const auto error = io::follow_links(place_))
        return error;
    return check_existing();
}

// What the file system would say as well, but not before all is decoded.
std::error_code file_work::check_existing() const {
    if (place_.name.empty())
        return std::make_error_code(place_.path.empty()
                                        ? std::errc::no_such_file_or_directory
                                        : std::errc::is_a_directory);
    struct stat found {};
    if (const auto error = place_.where->look_at(place_.name, found))
        return error == std::errc::no_such_file_or_directory ? std::error_code{}
                                                             : error;
    if (io::is_same_file(found, input_status_))
        return file_errc::output_is_input;
    if (S_ISDIR(found.st_mode))
        return std::make_error_code(std::errc::is_a_directory);
    return options_.replace && S_ISREG(found.st_mode)
               ? std::error_code{}
               : std::make_error_code(std::errc::file_exists);
}

// What is written there would be read as further input.
std::error_code file_work::check_descriptor() const {
    struct stat status {};
    if (const auto error = io::get_status(order_.output_fd, status))
        return error;
    return io::share_contents(status, input_status_)
               ? file_errc::output_is_input
               : std::error_code{};
}

std::error_code file_work::decode(io::new_file_way way) {
    if (const auto error = open_sink(way))
        return failed(file_operation::open_output, error);
    return run_transfer();
}

std::error_code file_work::open_sink(io::new_file_way way) {
    switch (order_.to) {
    case target::nowhere:
        made_.output = std::make_unique<io::null_output>();
        return {};
    case target::descriptor:
        made_.output = std::make_unique<io::write_output>(order_.output_fd);
        return {};
    case target::new_file:
        break;
    }
    return io::open_new_file(
        *place_.where, place_.name, options_.replace, transfer_->forecast(),
        made_,
        {.way = way, .threads = &threads_, .policy = io::at_signal::leave});
}

// What was decoded in front of an error arrives where it cannot be taken back.
std::error_code file_work::run_transfer() {
    const io::failure cause = transfer_->run(*made_.output);
    const bool is_kept =
        cause == io::failure::none ||
        (cause != io::failure::output && order_.to == target::descriptor);
    const auto broken = is_kept ? made_.output->finish() : std::error_code{};
    if (cause != io::failure::none)
        return failed_by(cause);
    return broken ? failed(file_operation::write_output, broken)
                  : std::error_code{};
}

// Pages of a mapped output are lost where a file system has no room for what it
// has promised. Writing tells of each byte whether it fits.
bool file_work::can_write_instead(const std::error_code& error) const noexcept {
    return error == io::io_errc::output_lost && made_.file &&
           S_ISREG(input_status_.st_mode);
}

std::error_code file_work::decode_again() {
    made_.output.reset(); // it uses the file, and what is below
    made_ = {};
    transfer_.reset();
    source_ = {};
    failed_in_ = file_operation::none;
    if (const auto error = io::set_offset(input_fd(), input_offset_))
        return failed(file_operation::read_input, error);
    if (const auto error = read_header())
        return error;
    return decode(io::new_file_way::written);
}

std::error_code file_work::publish() {
    if (!made_.file)
        return {};
    if (meter_.is_stopped())
        return failed_by(io::failure::stopped);
    if (const auto error = made_.file->publish(
            place_.name, attributes(),
            {.replace = options_.replace,
             .synchronous = options_.synchronous,
             .may_tell_at_close = place_.where->may_tell_at_close()}))
        return failed(file_operation::name_output, error);
    if (options_.keep_attributes)
        attribute_error_ = made_.file->attribute_error();
    if (const auto error = made_.file->close())
        return failed(file_operation::name_output, error);
    return {};
}

// A pipe or a device has no attributes that a file should take over.
io::file_attributes file_work::attributes() const {
    if (!options_.keep_attributes || !S_ISREG(input_status_.st_mode))
        return {.mode = 0666 & ~io::process_umask()};
    auto result = io::file_attributes::of(input_status_);
    result.extended = io::read_extended_attributes(input_fd());
    return result;
}

// What has failed first counts.
std::error_code file_work::failed(file_operation operation,
                                  const std::error_code& error) noexcept {
    if (failed_in_ == file_operation::none)
        failed_in_ = operation;
    return error;
}

std::error_code file_work::failed_by(io::failure cause) noexcept {
    switch (cause) {
    case io::failure::none:
        return {};
    case io::failure::input:
        return failed(file_operation::read_input, transfer_->error());
    case io::failure::output:
        return failed(file_operation::write_output, transfer_->error());
    case io::failure::data:
    case io::failure::limit:
        return failed(file_operation::decode, transfer_->error());
    case io::failure::stopped:
        break;
    }
    return failed(file_operation::decode,
                  std::make_error_code(std::errc::operation_canceled));
}

void file_work::note_numbers(file_result& result) const noexcept {
    result.attribute_error = attribute_error_;
    if (!transfer_)
        return;
    const gzip_decoder& decoder = transfer_->decoder();
    result.consumed = decoder.consumed();
    result.produced = decoder.produced();
    result.members = decoder.members();
    result.trailing = decoder.trailing();
    if (result.error.category() == error_category())
        result.error_offset = decoder.error_offset();
}

} // namespace mgunzip::file
