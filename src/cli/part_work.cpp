// SPDX-License-Identifier: BSL-1.0
// Decodes parts of one file's output (--bytes, --lines).
#include "cli/part_work.hpp"

#include "cli/failure_text.hpp"
#include "cli/hint.hpp"
#include "gzip/bgzf_member.hpp"
#include "index/index_builder.hpp"
#include "io/indexing_run.hpp"
#include "io/io_error.hpp"
#include "io/member_index.hpp"
#include "io/path_text.hpp"

#include <mgunzip/crc32.hpp>

#include <algorithm>
#include <utility>

namespace mgunzip::cli {
namespace {

using detail::border_finder;
using io::failure;

// What is in front of a part, and is looked through for lines, comes in pieces
// of this size.
constexpr std::size_t scratch_size = std::size_t{256} << 10;

// A walk over members is worth it from there on.
constexpr std::uint64_t least_for_walk = std::uint64_t{4} << 20;

} // namespace

bool part_work::open(io::opened_source& source) {
    if (!open_source(source) || !find_index(*source.input))
        return false;
    if (std::ranges::any_of(wanted_.parts, &output_part::is_tail) &&
        !find_size(source))
        return false;
    reader_ = io::part_reader::of(*source.input, index_.index(), observer_);
    forecast_parts();
    return true;
}

bool part_work::open_source(io::opened_source& source) {
    const std::error_code error =
        io::open_source(input_.fd(), wanted_.input_mode, source,
                        input_.is_standard_input ? nullptr : &input_.status);
    if (error)
        report_.error(input_.name,
                      with_hint(with_reason(error.message(), source.reason),
                                hint_for(error)));
    return !error;
}

// Members that say how long they are can be found without an index. That takes
// a look at each, which the beginning of a file is not worth.
bool part_work::find_index(const io::source& from) {
    const std::optional<input_cursor> whole = from.whole();
    if (!whole) {
        if (!wanted_.used_index)
            return true;
        report_.error(input_.name, with_hint("an index needs a mapped input",
                                             situation::part_needs_mapping));
        return false;
    }
    if (!index_.find(input_, wanted_, report_))
        return false;
    const bool is_far =
        std::ranges::any_of(wanted_.parts, [](const output_part& part) {
            return part.is_tail || part.from >= least_for_walk;
        });
    if (index_.index() != nullptr || wanted_.parts_are_lines || !is_far ||
        detail::measure_bgzf_member(*whole).input == 0)
        return true;
    io::opened_source walked; // `from` lets pages go only once
    if (!open_source(walked))
        return false;
    gzip_index members;
    if (!io::index_members(*walked.input, members) &&
        members.facts().compressed_size == whole->size())
        index_.take(std::move(members));
    return true;
}

bool part_work::find_size(io::opened_source& source) {
    // The reader finds that an empty file is none.
    if (S_ISREG(input_.status.st_mode) && source.reason == "it is empty") {
        size_.bytes = size_.newlines = 0;
        return true;
    }
    if (!source.input->whole()) {
        report_.error(input_.name,
                      with_hint("the end of such an input cannot be found",
                                situation::part_needs_mapping));
        return false;
    }
    const auto is_known = [&] {
        return index_.index() != nullptr &&
               index_.index()->facts().output_size &&
               (!wanted_.parts_are_lines || index_.index()->facts().lines);
    };
    if (!is_known() && !count_all(source))
        return false;
    const index_facts& facts = index_.index()->facts();
    size_.bytes = facts.output_size;
    size_.newlines = facts.lines;
    return !wanted_.parts_are_lines || look_at_last_byte();
}

// Decodes all, and makes an index of that.
bool part_work::count_all(io::opened_source& source) {
    io::indexing_run all(*source.input, detail::usual_spacing,
                         {.observer = observer_, .threads = threads_});
    const failure cause = all.run();
    if (cause != failure::none) {
        report_.error(input_.name,
                      failure_text(all.decoded(), cause, input_, {}, wanted_));
        return false;
    }
    // The points of a file that has grown lie behind what is mapped next.
    if (has_changed(input_)) {
        report_.error(input_.name, with_hint("input changed while reading",
                                             situation::input_changes));
        return false;
    }
    before_ = all.decoded().consumed();
    index_.take(all.finish(static_cast<std::uint64_t>(input_.status.st_size) -
                           input_.offset));
    source = {};
    if (const auto error = io::set_offset(input_.fd(), input_.offset)) {
        report_.error(input_.name, error.message());
        return false;
    }
    return open_source(source);
}

// Only the output itself tells whether its last line is a whole one.
bool part_work::look_at_last_byte() {
    if (*size_.bytes == 0)
        return true;
    io::opened_source source;
    if (!open_source(source))
        return false;
    const auto reader =
        io::part_reader::of(*source.input, index_.index(), nullptr);
    std::uint8_t last = 0;
    std::size_t produced = 0;
    failure cause = reader->begin(*size_.bytes - 1);
    if (cause == failure::none)
        cause = reader->read({&last, 1}, produced);
    if (cause != failure::none) {
        static_cast<void>(report(cause, *reader));
        return false;
    }
    size_.ends_in_line = produced == 1 && last != '\n';
    return true;
}

// What is known of the size of all parts: too much does no harm.
void part_work::forecast_parts() {
    std::optional<std::uint64_t> all = size_.bytes;
    if (!all && index_.index() != nullptr)
        all = index_.index()->facts().output_size;
    for (const output_part& part : wanted_.parts) {
        const planned_part plan =
            plan_part(part, wanted_, index_.index(), size_);
        const std::optional<std::uint64_t> most = plan.most_bytes();
        const std::uint64_t left = !all                   ? ~std::uint64_t{0}
                                   : *all > plan.begin.at ? *all - plan.begin.at
                                                          : 0;
        if (!most && (!all || wanted_.parts_are_lines))
            continue;
        forecast_.left += std::min(most.value_or(left), left);
    }
}

failure part_work::run(io::sink& to, std::error_code& error) {
    scratch_.resize(io::sink::append_headroom + scratch_size);
    for (const output_part& part : wanted_.parts) {
        const bool is_last = &part == &wanted_.parts.back();
        const failure cause = run_part(part, is_last, to);
        if (cause == failure::output)
            error = output_error_;
        if (cause != failure::none)
            return cause;
    }
    return failure::none;
}

failure part_work::run_part(const output_part& part, bool is_last,
                            io::sink& to) {
    const bool is_going_on = !reader_->can_go_to(0);
    const planned_part plan = plan_part(part, wanted_, index_.index(), size_,
                                        is_going_on ? &place_ : nullptr);
    position_ = plan.read_from;
    is_at_end_ = false;
    if (!is_going_on)
        last_byte_ = '\n';
    rest_ = {};
    failure cause = failure::none;
    if (plan.most_bytes() == 0) {
        // Nothing of it is verified, nor are the parts of a stream before it.
        facts_.is_verified &= reader_->can_go_to(0);
        cause = look_for(plan.begin.at);
        return cause == failure::none && is_last && is_going_on ? finish()
                                                                : cause;
    }
    cause = go_to(plan.read_from);
    if (cause != failure::none)
        return cause;
    border_finder begin(plan.begin, plan.read_from);
    border_finder end(plan.end.value_or(detail::output_border{
                          .at = ~std::uint64_t{0}, .lines = 1}), // never found
                      plan.read_from);
    cause = go_to_begin(begin, end);
    if (cause == failure::none && begin.found())
        cause = copy(end, plan, to);
    if (cause == failure::none)
        cause = judge_end(part, plan, begin, end);
    if (cause != failure::none)
        return cause;
    note_end(part, plan, end);
    // Of what cannot be read again, the next part begins right here; the last
    // one finds out about all of them.
    return is_last || reader_->can_go_to(0) ? finish() : failure::none;
}

// Of one part of what can be read again, else of all.
failure part_work::finish() {
    const failure cause = reader_->finish();
    if (cause != failure::none)
        return report(cause, *reader_);
    // Of what was entered by an index, that alone says where it is; unless it
    // was made of these data just now, which were verified by that.
    facts_.is_verified &=
        before_ != 0 || (reader_->is_verified() && reader_->entry() == nullptr);
    if (reader_->output_size() == place_.output)
        trailing_ = reader_->trailing().value_or(trailing_);
    return failure::none;
}

// Of lines without an end there are none behind.
void part_work::note_end(const output_part& part, const planned_part& plan,
                         const border_finder& end) noexcept {
    place_.output = end.found().value_or(position_);
    place_.lines = plan.end
                       ? plan.first_line + plan.end->lines - end.lines_left()
                       : ~std::uint64_t{0};
    const bool is_in_line = is_at_end_ && !end.found() && last_byte_ != '\n';
    place_.lines_begun = place_.lines + (plan.end && is_in_line ? 1 : 0);
    place_.line_begins =
        part.count ? part.from + *part.count : ~std::uint64_t{0};
}

failure part_work::go_to(std::uint64_t position) {
    if (!reader_->can_go_to(position)) {
        report_.error(input_.name,
                      with_hint("such an input cannot be read a second time",
                                situation::part_goes_back));
        return failure::data;
    }
    const failure cause = reader_->begin(position);
    if (cause != failure::none)
        return report(cause, *reader_);
    // By now the window of the point was used.
    if (!index_.is_lost())
        return failure::none;
    report_.error(index_.name(),
                  make_error_code(io::io_errc::index_lost).message());
    return failure::data;
}

// A part without bytes is read nowhere, but it has to lie in the output.
failure part_work::look_for(std::uint64_t position) {
    const bool was_read = position == 0 || (reader_->can_go_to(position) &&
                                            !reader_->can_go_to(position - 1));
    if (was_read)
        return failure::none;
    if (const failure cause = go_to(position - 1); cause != failure::none)
        return cause;
    std::uint8_t last = 0;
    std::size_t produced = 0;
    const failure cause = reader_->read({&last, 1}, produced);
    if (cause != failure::none)
        return report(cause, *reader_);
    return produced != 0
               ? failure::none
               : fail_behind_end(position,
                                 reader_->output_size().value_or(position));
}

// Afterwards `rest_` is what was read of the part, or of what is behind it.
failure part_work::go_to_begin(border_finder& begin, border_finder& end) {
    const auto memory = std::span(scratch_).last(scratch_size);
    while (!begin.found() && !is_at_end_) {
        std::size_t size = 0;
        const failure cause = reader_->read(memory, size);
        const std::span<std::uint8_t> bytes = memory.first(size);
        begin.look(bytes);
        end.look(bytes);
        position_ += size;
        if (size != 0)
            last_byte_ = bytes.back();
        is_at_end_ = size != memory.size();
        if (begin.found())
            rest_ = bytes.last(
                static_cast<std::size_t>(position_ - *begin.found()));
        if (cause != failure::none)
            return report(cause, *reader_);
    }
    return failure::none;
}

void part_work::note(std::span<const std::uint8_t> bytes) noexcept {
    facts_.crc = crc32(facts_.crc, bytes.data(), bytes.size());
    facts_.bytes += bytes.size();
    forecast_.left -= std::min<std::uint64_t>(forecast_.left, bytes.size());
}

// Reads right into the window of the sink.
failure part_work::copy(border_finder& end, const planned_part& plan,
                        io::sink& to) {
    const std::uint64_t rest_begin = position_ - rest_.size();
    if (end.found()) {
        const auto size = static_cast<std::size_t>(
            std::max(*end.found(), rest_begin) - rest_begin);
        reader_->give_back(rest_.subspan(size));
        rest_ = rest_.first(size);
    }
    note(rest_);
    if (!rest_.empty())
        output_error_ = to.append(rest_.data(), rest_.size());
    if (output_error_)
        return failure::output;
    while (!end.found() && !is_at_end_) {
        output_window& window = to.window();
        if (window.next >= window.goal) {
            output_error_ = to.commit();
            if (output_error_)
                return failure::output;
        }
        auto room = static_cast<std::uint64_t>(window.goal - window.next);
        if (plan.end && plan.end->lines == 0)
            room = std::min(room, plan.end->at - position_);
        const std::span<std::uint8_t> out(window.next,
                                          static_cast<std::size_t>(room));
        std::size_t size = 0;
        const failure cause = reader_->read(out, size);
        const std::span<const std::uint8_t> bytes = out.first(size);
        end.look(bytes);
        const std::size_t taken =
            end.found() ? static_cast<std::size_t>(*end.found() - position_)
                        : size;
        reader_->give_back(bytes.subspan(taken));
        note(bytes.first(taken));
        window.next += taken;
        position_ += size;
        if (size != 0)
            last_byte_ = bytes.back();
        is_at_end_ = size != out.size();
        if (cause != failure::none)
            return report(cause, *reader_);
    }
    return failure::none;
}

// Whether the output has what was asked for.
failure part_work::judge_end(const output_part& part, const planned_part& plan,
                             const border_finder& begin,
                             const border_finder& end) {
    if (!is_at_end_ || part.is_tail)
        return failure::none;
    const std::uint64_t all = reader_->output_size().value_or(position_);
    const bool has_rest = last_byte_ != '\n';
    if (wanted_.parts_are_lines && !begin.found()) {
        const std::uint64_t lines = plan.first_line + plan.begin.lines -
                                    begin.lines_left() + (has_rest ? 1 : 0);
        return fail_behind_end(part.from + 1, lines);
    }
    if (!wanted_.parts_are_lines && part.from > all)
        return fail_behind_end(part.from, all);
    const bool is_cut = wanted_.parts_are_lines
                            ? plan.end && !end.found() &&
                                  end.lines_left() > (has_rest ? 1u : 0u)
                            : part.count && all - part.from < *part.count;
    if (is_cut)
        report_.warn(input_.name, with_hint("the output ends before the part "
                                            "does",
                                            situation::part_is_cut));
    return failure::none;
}

failure part_work::fail_behind_end(std::uint64_t wanted, std::uint64_t all) {
    const char* const unit = wanted_.parts_are_lines ? "line" : "byte";
    report_.error(input_.name,
                  with_hint(std::string("the part begins at ") + unit + ' ' +
                                std::to_string(wanted) + ", the output has " +
                                std::to_string(all),
                            situation::part_behind_end));
    return failure::data;
}

failure part_work::report(failure cause, const io::part_reader& reader) {
    const std::error_code error = reader.error();
    const bool is_of_index = error.category() == index_error_category();
    if (is_of_index) {
        report_.error(index_.name(),
                      with_hint(error.message(), hint_for(error)));
    } else {
        std::string text = error.message();
        if (cause == failure::data)
            text += " (byte " +
                    std::to_string(input_.offset + reader.error_offset()) + ")";
        // Where decoding has begun in the middle, the place may be wrong.
        if (cause == failure::data && reader.entry() != nullptr &&
            !index_.name().empty())
            text += ", or the index is not of this file";
        report_.error(input_.name, with_hint(text, hint_for(error)));
    }
    return cause;
}

std::string part_work::cost() const {
    std::string text = std::to_string(facts_.bytes) + " bytes, of " +
                       std::to_string(consumed()) + " of input";
    if (!index_.name().empty())
        return text + ", by " + printable(index_.name());
    return index_.index() == nullptr || before_ != 0 ? text + ", without index"
                                                     : text + ", by members";
}

} // namespace mgunzip::cli
