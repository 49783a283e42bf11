// SPDX-License-Identifier: BSL-1.0
// Makes the index of one file while that is decompressed (--index).
#include "cli/index_maker.hpp"

#include "cli/hint.hpp"
#include "cli/index_name.hpp"
#include "gzip/bgzf_member.hpp"
#include "index/index_formats.hpp"
#include "io/indexing_run.hpp"
#include "io/mapped_input.hpp"
#include "io/member_index.hpp"
#include "io/output_file.hpp"
#include "io/path_text.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

namespace mgunzip::cli {
namespace {

// Bytes that are collected before they are written.
constexpr std::size_t block_size = std::size_t{64} << 10;

std::uint64_t size_of(const struct stat& status) noexcept {
    return static_cast<std::uint64_t>(status.st_size);
}

// Whatever file it is the index of, and even if it is damaged.
bool is_index(const io::directory& where, const std::string& name) {
    io::unique_fd fd;
    struct stat status {};
    if (where.open_file(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, fd) ||
        io::get_status(fd.get(), status) || !S_ISREG(status.st_mode))
        return false;
    std::array<std::uint8_t, detail::format_bytes> memory;
    const auto beginning = std::span(memory).first(static_cast<std::size_t>(
        std::min<std::uint64_t>(size_of(status), memory.size())));
    return !io::read_all_at(fd.get(), beginning.data(), beginning.size(), 0) &&
           detail::begins_as_index(beginning, size_of(status));
}

// Garbage behind the data counts for those who compare sizes.
std::uint64_t compressed_size(const input_file& input,
                              const io::transfer& done) {
    struct stat now {};
    return S_ISREG(input.status.st_mode) && !io::get_status(input.fd(), now) &&
                   size_of(now) >= input.offset
               ? size_of(now) - input.offset
               : done.consumed();
}

// Whether the index is of what was decoded. What members say of their sizes is
// not verified by the decoder; and the file may have changed since.
bool is_of(const io::transfer& done, std::uint64_t consumed,
           std::uint64_t produced) noexcept {
    return done.consumed() == consumed && done.produced() == produced;
}

// Why there is no index.
std::string reason(const input_file& input, const std::error_code& error) {
    return S_ISREG(input.status.st_mode) && has_changed(input)
               ? with_hint("input changed while reading",
                           situation::input_changes)
               : with_hint(error.message(), hint_for(error));
}

bool begins_as_bgzf(const io::source& from) noexcept {
    const std::optional<input_cursor> whole = from.whole();
    return whole && detail::measure_bgzf_member(*whole).input != 0;
}

} // namespace

index_format index_maker::format() const noexcept {
    if (wanted_.index.format)
        return *wanted_.index.format;
    if (place_)
        if (const auto by_name = format_by_name(place_->path))
            return *by_name;
    return index_.facts().format;
}

std::uint64_t index_maker::spacing() const noexcept {
    return wanted_.index.spacing.value_or(detail::usual_spacing);
}

// Says how far apart they are if that is more than what was asked for.
std::string index_maker::points_text() const {
    std::string text =
        "index of " + std::to_string(index_.points().size()) + " points";
    const std::uint64_t made = index_.facts().spacing;
    if (made > spacing())
        text += ", " + std::to_string(made) + " bytes apart to save memory";
    return text;
}

// By whatever path: a directory and a name.
bool index_maker::is_place_of(const destination& output) const {
    if (output.kind != destination_kind::regular_file || !place_)
        return false;
    shared_directory directory = output.directory;
    if (!directory &&
        io::directory::open(io::directory_of(output.path), true, directory))
        return false;
    struct stat a {};
    struct stat b {};
    return io::base_name(output.path) == place_->name &&
           !io::get_status(directory->fd(), a) &&
           !io::get_status(place_->directory->fd(), b) &&
           io::is_same_file(a, b);
}

bool index_maker::prepare(const input_file& input, const destination& to) {
    // Where the format is found out later, so is the name that follows from it.
    if (wanted_.index.name.empty() && input.is_standard_input) {
        report_.error(input.name, with_hint("has no name for an index",
                                            situation::index_without_name));
        return false;
    }
    output_ = &to;
    return (wanted_.index.name.empty() && !wanted_.index.format) ||
           find_place(input,
                      wanted_.index.format.value_or(index_format::gztool));
}

bool index_maker::find_place(const input_file& input, index_format format) {
    if (wanted_.index.name.empty()) {
        place_ = destination{.kind = destination_kind::regular_file,
                             .path = index_name_for(input.name, format),
                             .directory = input.directory};
        return claim_name();
    }
    options by_name = wanted_;
    by_name.output_place = output_place::named_file;
    by_name.output_name = wanted_.index.name;
    place_ = find_destination(input, by_name, report_);
    if (place_ && place_->kind != destination_kind::regular_file) {
        report_.error(place_->path,
                      with_hint("is not a regular file", situation::no_index));
        return false;
    }
    return place_ && claim_name();
}

bool index_maker::claim_name() {
    place_->name = io::base_name(place_->path);
    if (is_place_of(*output_)) {
        report_.error(place_->path,
                      with_hint("is the output", situation::index_is_output));
        return false;
    }
    struct stat found {};
    const std::error_code error =
        place_->directory->look_at(place_->name, found);
    place_->may_replace = !error;
    if (error == std::errc::no_such_file_or_directory)
        return true;
    if (error)
        return fail(error);
    if (S_ISDIR(found.st_mode))
        return fail(std::make_error_code(std::errc::is_a_directory));
    if (wanted_.force || is_index(*place_->directory, place_->name))
        return true;
    report_.error(place_->path, with_hint("exists, and is no index",
                                          situation::no_index_in_the_way));
    return false;
}

bool index_maker::fail(const std::error_code& error) {
    report_.error(place_->path,
                  with_hint(error.message(), hint_for_new_file(error)));
    return false;
}

detail::index_builder* index_maker::begin(const io::source& from) {
    builder_.reset();
    const bool is_of_members =
        wanted_.index.format
            ? *wanted_.index.format == index_format::bgzip
            : begins_as_bgzf(from) && !(place_ && format_by_name(place_->path));
    if (is_of_members)
        return nullptr;
    return &builder_.emplace(spacing(), detail::most_index_memory);
}

// Goes from member to member. Where that does not lead to the end of what was
// decoded, all is decoded once more, unless bgzip's format was asked for. The
// source of the transfer has let its pages go, or those of the file before it
// has grown; so each of both has its own.
std::error_code index_maker::make_of_members(const input_file& input,
                                             const io::source& from,
                                             const io::transfer& done) {
    if (!from.is_mapped())
        return index_errc::not_bgzf;
    std::unique_ptr<io::mapped_input> again;
    if (const std::error_code error =
            io::mapped_input::open(input.fd(), input.offset, again))
        return error;
    std::error_code error = io::index_members(*again, index_);
    const index_facts& facts = index_.facts();
    if (!error && !is_of(done, facts.compressed_size, *facts.output_size))
        error = index_errc::not_bgzf;
    if (error != index_errc::not_bgzf || wanted_.index.format)
        return error;
    return make_by_decoding(input, done);
}

std::error_code index_maker::make_by_decoding(const input_file& input,
                                              const io::transfer& done) {
    std::unique_ptr<io::mapped_input> again;
    if (const std::error_code error =
            io::mapped_input::open(input.fd(), input.offset, again))
        return error;
    io::indexing_run all(*again, spacing(), {.threads = threads_});
    if (all.run() != io::failure::none)
        return all.decoded().error();
    if (!is_of(done, all.decoded().consumed(), all.decoded().produced()))
        return index_errc::other_data;
    index_ = all.finish(compressed_size(input, all.decoded()));
    return {};
}

std::error_code index_maker::make(const input_file& input,
                                  const io::source& from,
                                  const io::transfer& done) {
    // What was copied as it is has no blocks.
    if (done.produced() != done.decoder().produced() ||
        done.decoder().members() == 0)
        return errc::not_gzip;
    if (!builder_)
        return make_of_members(input, from, done);
    index_ = builder_->finish(done.decoder(), compressed_size(input, done));
    return {};
}

bool index_maker::write(const input_file& input, io::source& from,
                        const io::transfer& done,
                        io::file_attributes attributes) {
    std::error_code error = make(input, from, done);
    if (!error)
        if (const std::optional<input_cursor> whole = from.whole())
            error = from.check(whole->end);
    if (error) {
        report_.error(input.name, "no index: " + reason(input, error));
        return false;
    }
    if (!place_ && !find_place(input, format()))
        return false;
    attributes.times.reset();
    // It is data of another kind than the input: no program, and without what
    // users have noted about that; an access control list is kept.
    attributes.mode &= 0666;
    std::erase_if(attributes.extended, [](const io::extended_attribute& each) {
        return each.name.starts_with("user.");
    });
    error = write_file(attributes);
    if (error)
        return fail(error);
    if (wanted_.verbosity > 0)
        report_.note(input.name,
                     points_text() + " -- created " + printable(place_->path));
    return true;
}

std::error_code index_maker::write_file(const io::file_attributes& attributes) {
    std::unique_ptr<io::output_file> file;
    if (const auto error = io::output_file::create(
            *place_->directory, place_->name, place_->may_replace, file))
        return error;
    std::vector<std::uint8_t> block;
    const auto flush = [&] {
        const auto error =
            io::write_all(file->fd(), block.data(), block.size());
        block.clear();
        return error;
    };
    const auto take = [&](std::span<const std::uint8_t> bytes) {
        block.insert(block.end(), bytes.begin(), bytes.end());
        return block.size() < block_size ? std::error_code{} : flush();
    };
    std::error_code error = write_index(index_, format(), take);
    if (!error)
        error = flush();
    if (!error)
        error = file->publish(
            place_->name, attributes,
            {.replace = place_->may_replace,
             .synchronous = wanted_.is_synchronous,
             .may_tell_at_close = place_->directory->may_tell_at_close()});
    return error ? error : file->close();
}

} // namespace mgunzip::cli
