// SPDX-License-Identifier: BSL-1.0
// Reads the output of an input from some place on.
#include "io/part_reader.hpp"

#include "index/behind_part.hpp"

#include <mgunzip/range.hpp>
#include <mgunzip/stream.hpp>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace mgunzip::io {
namespace {

using detail::most_behind_part;
using detail::most_empty_members;

} // namespace

failure part_reader::fail(failure cause, std::error_code error,
                          std::uint64_t offset) noexcept {
    error_ = error;
    error_offset_ = offset;
    return cause;
}

void part_reader::tell(transfer_stage stage, std::uint64_t consumed,
                       std::uint64_t produced) const noexcept {
    if (observer_)
        observer_->enter(stage, {consumed, produced});
}

namespace {

// Decodes where the input is mapped.
class mapped_part_reader final : public part_reader {
  public:
    mapped_part_reader(source& from, input_cursor whole,
                       const gzip_index* index, transfer_observer* observer)
        : part_reader(from, observer), data_(whole.next, whole.end),
          index_(index) {
        reader_.observe([this](std::uint64_t used) { return go_on(used); });
    }

    failure begin(std::uint64_t output) override;
    bool can_go_to(std::uint64_t /*output*/) const noexcept override {
        return true;
    }
    failure read(std::span<std::uint8_t> out, std::size_t& produced) override;
    void give_back(std::span<const std::uint8_t> /*bytes*/) override {}
    failure finish() override;
    bool is_verified() const noexcept override { return reader_.is_verified(); }
    std::optional<std::uint64_t> output_size() const noexcept override {
        return reader_.output_size();
    }
    std::optional<trailing_data> trailing() const noexcept override {
        return reader_.trailing();
    }
    const index_point* entry() const noexcept override {
        return reader_.entry();
    }

  private:
    std::error_code go_on(std::uint64_t used) noexcept;
    failure judge(const range_result& result);

    std::span<const std::uint8_t> data_;
    const gzip_index* index_;
    range_reader reader_;
    std::uint64_t at_ = 0;       // in the data
    std::uint64_t produced_ = 0; // of the parts before
    bool has_begun_ = false;
    std::error_code lost_; // what the input says
};

// What the input is told at each step.
std::error_code mapped_part_reader::go_on(std::uint64_t used) noexcept {
    used_ += used > at_ ? used - at_ : 0;
    at_ = used;
    tell(transfer_stage::input, used_, produced_ + reader_.size());
    const std::error_code error = source_.advance(data_.data() + used);
    lost_ = error;
    tell(transfer_stage::decoding, used_, produced_ + reader_.size());
    return error;
}

failure mapped_part_reader::begin(std::uint64_t output) {
    input_cursor piece{};
    if (!std::exchange(has_begun_, true))
        if (const std::error_code error = source_.next(piece))
            return fail(failure::input, error);
    produced_ += reader_.size();
    const std::error_code error = reader_.begin(data_, index_, output);
    if (error)
        return fail(failure::data, error);
    at_ = reader_.entry() == nullptr ? 0 : reader_.entry()->bit / 8;
    return failure::none;
}

failure mapped_part_reader::read(std::span<std::uint8_t> out,
                                 std::size_t& produced) {
    const range_result result = reader_.read(out);
    const failure cause = judge(result);
    produced = cause == failure::input ? 0 : result.produced;
    return cause;
}

failure mapped_part_reader::finish() {
    return judge(reader_.finish());
}

// Data that could not be read look like damaged data; and what was read of a
// file that was cut meanwhile may be zeros.
failure mapped_part_reader::judge(const range_result& result) {
    if (lost_)
        return fail(failure::input, lost_);
    if (const std::error_code lost = source_.check(data_.data() + at_))
        return fail(failure::input, lost);
    return result.error ? fail(failure::data, result.error, result.error_offset)
                        : failure::none;
}

// Decodes all that is in front, too.
class stream_part_reader final : public part_reader {
  public:
    stream_part_reader(source& from, transfer_observer* observer)
        : part_reader(from, observer) {}

    failure begin(std::uint64_t output) override;
    bool can_go_to(std::uint64_t output) const noexcept override {
        return output >= next_;
    }
    failure read(std::span<std::uint8_t> out, std::size_t& produced) override;
    void give_back(std::span<const std::uint8_t> bytes) override;
    failure finish() override;
    bool is_verified() const noexcept override {
        return verified_ >= next_ || next_ == from_;
    }
    std::optional<std::uint64_t> output_size() const noexcept override {
        return is_at_end_ ? std::optional(decoded()) : std::nullopt;
    }
    std::optional<trailing_data> trailing() const noexcept override {
        return is_at_end_ ? std::optional(stream_.decoder().trailing())
                          : std::nullopt;
    }
    const index_point* entry() const noexcept override { return nullptr; }

  private:
    std::uint64_t decoded() const noexcept {
        return stream_.decoder().produced();
    }
    std::span<const std::uint8_t> waiting() const noexcept;
    void drop(std::size_t size) noexcept;
    failure decode();
    failure take_input();

    stream_decoder stream_;
    std::span<const std::uint8_t> input_{};  // not used yet
    std::vector<std::uint8_t> given_back_{}; // to be read next, from here on:
    std::size_t given_back_at_ = 0;
    std::span<const std::uint8_t> pending_{}; // decoded, to be read then
    std::uint64_t from_ = 0;
    std::uint64_t next_ = 0;     // output that is to be read next
    std::uint64_t verified_ = 0; // output up to the end of the last member
    bool is_at_end_ = false;
};

std::span<const std::uint8_t> stream_part_reader::waiting() const noexcept {
    const auto given_back = std::span(given_back_).subspan(given_back_at_);
    return given_back.empty() ? pending_ : given_back;
}

// Of what waits.
void stream_part_reader::drop(std::size_t size) noexcept {
    next_ += size;
    if (given_back_at_ != given_back_.size())
        given_back_at_ += size;
    else
        pending_ = pending_.subspan(size);
}

failure stream_part_reader::take_input() {
    tell(transfer_stage::input, used_, next_);
    input_cursor piece{};
    if (const std::error_code error = source_.next(piece))
        return fail(failure::input, error);
    if (piece.size() == 0)
        stream_.finish();
    input_ = {piece.next, piece.end};
    tell(transfer_stage::decoding, used_, next_);
    return failure::none;
}

// One event.
failure stream_part_reader::decode() {
    const stream_event event = stream_.next(input_);
    used_ = stream_.decoder().consumed();
    pending_ = stream_.output();
    switch (event) {
    case stream_event::data:
    case stream_event::member_begin:
        break;
    case stream_event::member_end:
        verified_ = decoded();
        break;
    case stream_event::need_input:
        return take_input();
    case stream_event::end_of_data:
        is_at_end_ = true;
        break;
    case stream_event::error:
        return fail(failure::data, stream_.error(),
                    stream_.decoder().error_offset());
    }
    return failure::none;
}

failure stream_part_reader::begin(std::uint64_t output) {
    from_ = output;
    while (next_ < from_ && !(is_at_end_ && waiting().empty())) {
        drop(static_cast<std::size_t>(
            std::min<std::uint64_t>(waiting().size(), from_ - next_)));
        if (waiting().empty() && !is_at_end_)
            if (const failure cause = decode(); cause != failure::none)
                return cause;
    }
    from_ = next_ = std::max(next_, output);
    return failure::none;
}

failure stream_part_reader::read(std::span<std::uint8_t> out,
                                 std::size_t& produced) {
    produced = 0;
    for (;;) {
        const std::span<const std::uint8_t> next =
            waiting().first(std::min(out.size() - produced, waiting().size()));
        if (!next.empty())
            std::memcpy(out.data() + produced, next.data(), next.size());
        produced += next.size();
        drop(next.size());
        if (produced == out.size())
            return failure::none;
        if (!waiting().empty())
            continue;
        if (is_at_end_)
            return failure::none;
        if (const failure cause = decode(); cause != failure::none)
            return cause;
    }
}

// There is never more of it than one call of `read` gives.
void stream_part_reader::give_back(std::span<const std::uint8_t> bytes) {
    std::vector<std::uint8_t> all(bytes.begin(), bytes.end());
    all.insert(all.end(),
               given_back_.begin() +
                   static_cast<std::ptrdiff_t>(given_back_at_),
               given_back_.end());
    given_back_ = std::move(all);
    given_back_at_ = 0;
    next_ -= bytes.size();
}

// What is behind the part may be damaged, but not the trailer of its member.
// Where that ends with the part, what follows may be the end of the data.
failure stream_part_reader::finish() {
    const std::uint64_t end = next_;
    while (!is_at_end_ && verified_ < end &&
           decoded() < end + most_behind_part) {
        const failure cause = decode();
        if (cause == failure::data && error() != errc::data_crc_mismatch &&
            error() != errc::data_size_mismatch)
            return failure::none;
        if (cause != failure::none)
            return cause;
    }
    if (verified_ < end || end == from_)
        return failure::none;
    const std::uint64_t most_members =
        stream_.decoder().members() + most_empty_members;
    while (!is_at_end_ && decoded() == end &&
           stream_.decoder().members() < most_members) {
        const failure cause = decode();
        if (cause != failure::none)
            return cause == failure::data ? failure::none : cause;
    }
    return failure::none;
}

} // namespace

std::unique_ptr<part_reader> part_reader::of(source& from,
                                             const gzip_index* index,
                                             transfer_observer* observer) {
    if (const std::optional<input_cursor> whole = from.whole())
        return std::make_unique<mapped_part_reader>(from, *whole, index,
                                                    observer);
    return std::make_unique<stream_part_reader>(from, observer);
}

} // namespace mgunzip::io
