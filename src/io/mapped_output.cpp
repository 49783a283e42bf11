// SPDX-License-Identifier: BSL-1.0
// Output that is decoded right into a mapping of the file.
#include "io/mapped_output.hpp"

#include "io/io_error.hpp"
#include "io/offset_output.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include <algorithm>
#include <cerrno>

namespace mgunzip::io {
namespace {

// The smallest reservation that is tried when there is little space; below
// that, writing is better.
constexpr std::uint64_t min_reservation = 256 * 1024;

static_assert(mapping_pager::min_ahead >=
                  mapped_output::commit_quantum + window_margin,
              "the decoder meets no faults");

// What must be left where data are written to a new place each time: pages that
// were provided ahead may be written out before the decoder stores there, all
// the sooner the less room there is, and one that then finds none is lost.
constexpr std::uint64_t room_for_copies = std::uint64_t{64} << 20;

// True if the file system has set aside space for so many bytes. One that finds
// it only when pages are written back would lose them on a full disk, and tell
// only a program that waits for that.
bool has_blocks(int fd, std::uint64_t size) noexcept {
    constexpr std::uint64_t unit = 512; // of st_blocks
    struct stat status {};
    return !get_status(fd, status) &&
           static_cast<std::uint64_t>(status.st_blocks) * unit >= size;
}

std::error_code lost() noexcept {
    return make_error_code(io_errc::output_lost);
}

} // namespace

std::error_code mapped_output::open(int fd, const size_forecast& forecast,
                                    std::unique_ptr<mapped_output>& result,
                                    const mapping_settings& how) {
    std::unique_ptr<mapped_output> output(
        new mapped_output({.fd = fd}, forecast, how));
    if (const auto error = output->begin())
        return error;
    result = std::move(output);
    return {};
}

mapped_output::mapped_output(const target& to, const size_forecast& forecast,
                             const mapping_settings& how)
    : target_(to), settings_(how), forecast_(forecast),
      pager_(how.threads, how.min_threaded), may_try_ways_(!how.way),
      reserved_end_(to.start), rollback_{.fd = to.fd,
                                         .offset_fd = to.offset_fd,
                                         .start = to.start,
                                         .file_size = to.file_size,
                                         .end = to.start} {}

mapped_output::~mapped_output() = default;

std::error_code mapped_output::begin() {
    const std::uint64_t wanted = wanted_reservation();
    if (is_populated_at_once(wanted)) {
        reserved_end_ = target_.start + wanted;
        auto error = set_size(target_.fd, reserved_end_);
        if (!error)
            error = start_mapping(page_way::populate);
        if (!error && has_blocks(target_.fd, wanted))
            return {};
        static_cast<void>(settle());
        reserved_end_ = target_.start;
    }
    auto error = reserve(wanted);
    if (!error)
        error = start_mapping(chosen_way());
    // No room for pages is not yet no room for the bytes.
    if (is_out_of_space(error) && !reserves_space(chosen_way()) &&
        settings_.demand == map_demand::required)
        return go_on_writing();
    if (error)
        static_cast<void>(settle());
    return error;
}

// What is populated before the first byte is stored needs no reservation: the
// file system finds the space for it then. That costs less, as it may put off
// choosing a place on the disk. `has_blocks` tells those that put off
// everything.
bool mapped_output::is_populated_at_once(std::uint64_t size) const noexcept {
    return size <= mapping_pager::min_ahead && target_.start == 0 &&
           settings_.way.value_or(page_way::populate) == page_way::populate &&
           can_populate_for_writing();
}

// The file system is asked once, and not at all for what is populated at once.
page_way mapped_output::chosen_way() noexcept {
    if (!settings_.way)
        settings_.way = best_page_way(target_.fd);
    return *settings_.way;
}

// Small outputs ask nothing of the file system.
void mapped_output::plan_trial(page_way way) noexcept {
    if (!may_try_ways_ || trial_.is_planned() ||
        !way_trial::is_worthwhile(end_offset(), reserved_end_, settings_.trial))
        return;
    if (const auto rival = rival_of(way, target_.fd))
        trial_ = way_trial(way, *rival, end_offset(), reserved_end_,
                           settings_.trial);
    else
        may_try_ways_ = false;
}

std::error_code mapped_output::start_mapping(page_way way) {
    if (const auto error = map_reserved(way))
        return error;
    return start_pager(way);
}

std::error_code mapped_output::start_pager(page_way way) noexcept {
    plan_trial(way);
    may_write_zeros_ = way == page_way::zeros || trial_.is_planned();
    // Only a file that a signal cuts needs the gate; others it unlinks.
    write_gate* const gate = target_.offset_fd >= 0 ? &rollback_.gate : nullptr;
    const page_provider provider(way, target_.fd, mapping_.begin(),
                                 mapping_.offset(), reserved_end_, trial_,
                                 gate);
    if (const auto error = pager_.start(mapping_.begin(), mapping_.end(),
                                        window_.next, provider))
        return error;
    set_window();
    return {};
}

// While no other thread uses the provider.
void mapped_output::note_supply() noexcept {
    const page_provider& provider = pager_.provider();
    supply_ = page_supply{.way = provider.way()};
    for (std::size_t i = 0; i < supply_->costs.size(); ++i)
        supply_->costs[i] = provider.trial().cost_of(static_cast<page_way>(i));
}

std::error_code mapped_output::commit() {
    if (writer_) {
        writer_->window().next = window_.next;
        return take_over(writer_->commit());
    }
    if (const auto error = count_committed())
        return error;
    if (window_.next == mapping_.end())
        return grow();
    return provide_more();
}

// What cannot be provided is found again by `commit`, which can do something
// about it.
bool mapped_output::make_room(std::size_t wanted) noexcept {
    if (writer_)
        return false;
    static_cast<void>(pager_.advance(window_.next, wanted));
    set_window();
    return true;
}

std::error_code mapped_output::commit_in_place() {
    const auto error = count_committed();
    if (!error)
        set_window();
    return error;
}

std::error_code mapped_output::append(std::uint8_t* data, std::size_t size) {
    if (!writer_)
        return sink::append(data, size);
    writer_->window().next = window_.next;
    return take_over(writer_->append(data, size));
}

void mapped_output::set_history(
    std::span<const std::uint8_t> history) noexcept {
    if (writer_)
        writer_->set_history(history);
}

// Where there is no room for zeros there may be room for the bytes that come:
// what was provided and not used is cut off, and they are written.
std::error_code mapped_output::provide_more() {
    if (const auto error = pager_.advance(window_.next))
        return is_out_of_space(error) ? go_on_writing() : error;
    set_window();
    return {};
}

std::error_code mapped_output::finish() {
    std::error_code error;
    if (writer_) {
        writer_->window().next = window_.next;
        error = take_over(writer_->finish());
    } else {
        error = count_committed();
        if (!error && is_cut_by_others())
            error = lost();
    }
    return error ? error : settle();
}

std::error_code mapped_output::settle() noexcept {
    pager_.stop();
    if (committed_ > 0 && !writer_)
        note_supply();
    mapping_.unmap();
    std::error_code error;
    if (!is_cut_to_size())
        error = roll_back(rollback_);
    else if (target_.offset_fd >= 0)
        error = set_offset(target_.offset_fd, end_offset());
    return mapping_.faulted() ? lost() : error;
}

// True if the reservation was used up to the last byte: a call for each small
// file is saved then.
bool mapped_output::is_cut_to_size() const noexcept {
    return !writer_ && committed_ > 0 && end_offset() == reserved_end_;
}

// Zeros that were written behind the end of a file that another process has cut
// make up for its size, but not for what was in it.
bool mapped_output::is_cut_by_others() const noexcept {
    struct stat status {};
    return may_write_zeros_ && !get_status(target_.fd, status) &&
           static_cast<std::uint64_t>(status.st_size) < reserved_end_;
}

// What was stored counts only if it has reached the file.
std::error_code mapped_output::count_committed() noexcept {
    if (mapping_.faulted())
        return lost();
    committed_ += static_cast<std::uint64_t>(window_.next - uncommitted_);
    uncommitted_ = window_.next;
    rollback_.end = end_offset();
    return {};
}

std::uint64_t mapped_output::wanted_reservation() const noexcept {
    const std::uint64_t expected = forecast_.remaining();
    std::uint64_t wanted = expected > 0 ? expected : settings_.first_guess;
    if (committed_ > 0)
        wanted = std::clamp(wanted,
                            std::clamp(committed_, settings_.first_guess,
                                       settings_.max_doubling),
                            settings_.max_step);
    // Half of the free space is left to other programs: the forecast may be too
    // large.
    std::uint64_t free_space = 0;
    if (wanted > min_reservation && !get_free_space(target_.fd, free_space))
        wanted = std::min(wanted, std::max(free_space / 2, min_reservation));
    return wanted;
}

bool mapped_output::has_room_for_copies(std::uint64_t size) const noexcept {
    std::uint64_t free_space = 0;
    return settings_.demand == map_demand::required ||
           get_free_space(target_.fd, free_space) ||
           free_space >= size + room_for_copies || !copies_on_write(target_.fd);
}

// Reserves `size` bytes behind what was committed, or fewer if there is not
// enough space: the forecast may be too large.
std::error_code mapped_output::reserve(std::uint64_t size) noexcept {
    if (!has_room_for_copies(size))
        return {ENOSPC, std::system_category()};
    for (;;) {
        const std::uint64_t end = end_offset() + size;
        const auto error = extend(end);
        if (!error) {
            reserved_end_ = end;
            return {};
        }
        // A part of it may be there.
        static_cast<void>(set_size(target_.fd, reserved_end_));
        if (!is_out_of_space(error) || size <= min_reservation)
            return error;
        size = std::max(size / 2, min_reservation);
    }
}

std::error_code mapped_output::extend(std::uint64_t end) noexcept {
    return reserves_space(chosen_way())
               ? reserve_space(target_.fd, end_offset(), end)
               : set_size(target_.fd, end);
}

// Maps the reservation and the history in front of it.
std::error_code mapped_output::map_reserved(page_way way) {
    const std::uint64_t history =
        std::min<std::uint64_t>(committed_, history_size);
    const std::uint64_t first = end_offset() - history;
    const std::uint64_t begin = first - first % page_size();
    pager_.park();
    const map_access access = way == page_way::zeros
                                  ? map_access::read_write
                                  : map_access::read_write_huge;
    if (const auto error =
            mapping_.map(target_.fd, access, begin, reserved_end_ - begin))
        return error;
    window_.next = mapping_.begin() + (end_offset() - begin);
    uncommitted_ = window_.next;
    return {};
}

std::error_code mapped_output::grow() {
    pager_.park();
    trial_ = pager_.provider().trial();
    auto error = reserve(wanted_reservation());
    if (!error)
        error = map_reserved(chosen_way());
    if (error) {
        const bool may_write =
            settings_.demand == map_demand::preferred || is_out_of_space(error);
        return may_write ? go_on_writing() : error;
    }
    error = start_pager(chosen_way());
    return is_out_of_space(error) ? go_on_writing() : error;
}

// Whether there is room for the bytes that come is left to the file system to
// say when they come.
std::error_code mapped_output::go_on_writing() {
    if (const auto error = settle())
        return error;
    auto writer = std::make_unique<offset_output>(target_.fd, end_offset());
    const auto history = std::min<std::uint64_t>(committed_, history_size);
    if (const auto error = writer->read_history(history))
        return error;
    committed_before_writer_ = committed_;
    writer_ = std::move(writer);
    return take_over({});
}

// Makes the writer's state, after it has said `result`, that of this object.
std::error_code mapped_output::take_over(std::error_code result) noexcept {
    window_ = writer_->window();
    committed_ = committed_before_writer_ + writer_->committed();
    rollback_.end = writer_->offset();
    return result;
}

void mapped_output::set_window() {
    // A store ahead of the zeros would be lost under them, and one where there
    // are no pages yet may find no room.
    const auto room =
        static_cast<std::size_t>(pager_.provided_end() - window_.next);
    window_.end = window_.next + room;
    // There is no margin at the end of the mapping, which the decoder goes up
    // to step by step: a forecast that is right is never grown from, and leaves
    // nothing to be cut off.
    window_.goal =
        room > window_margin
            ? window_.next + std::min(room - window_margin, commit_quantum)
            : window_.end;
}

} // namespace mgunzip::io
