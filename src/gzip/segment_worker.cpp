// SPDX-License-Identifier: BSL-1.0
// Decodes segments of a schedule, in one thread.
#include "gzip/segment_worker.hpp"

#include <algorithm>
#include <cassert>

namespace mgunzip::detail {

segment_worker::segment_worker(schedule& segments, const tuning& settings)
    : schedule_(segments), streams_(settings) {
    streams_.prepare();
}

segment_worker::~segment_worker() = default;

bool segment_worker::work() noexcept {
    const auto has_segment = [this] {
        return std::ranges::any_of(
            places_, [](const place& at) { return at.entry != nullptr; });
    };
    if (!has_segment() && !schedule_.may_have_work())
        return false;
    may_pause_ = true;
    has_finished_ = false;
    streams_.run(*this, other_);
    return true;
}

void segment_worker::give_up() noexcept {
    assert(schedule_.is_cancelled());
    may_pause_ = false;
    streams_.run(*this, other_);
}

void segment_worker::work_until_end() noexcept {
    while (schedule_.wait_for_work())
        streams_.run(*this, other_);
}

whole_stream* segment_worker::next() noexcept {
    if (schedule_.is_cancelled()) {
        for (place& at : places_) {
            if (at.entry != nullptr)
                at.entry->segment.stop();
            finish_if_done(at);
        }
        return nullptr;
    }
    do {
        for (place& at : places_) {
            if (at.entry == nullptr)
                continue;
            if (whole_stream* const stream = at.entry->segment.next())
                return stream;
        }
    } while (claim());
    return nullptr;
}

// False if there is none for now, or no place for it.
bool segment_worker::claim() noexcept {
    if (!schedule_.may_have_work())
        return false;
    place* const free = std::ranges::find(
        places_, nullptr, [](const place& at) { return at.entry; });
    if (free == places_.end())
        return false;
    free->entry = schedule_.claim();
    if (free->entry == nullptr)
        return false;
    if (!prepare(*free)) {
        free->entry->segment.fail();
        finish_if_done(*free);
    }
    return true;
}

// False if there is no memory.
bool segment_worker::prepare(place& at) const noexcept {
    member_segment& segment = at.entry->segment;
    std::uint8_t* out = at.entry->out;
    if (out == nullptr) {
        if (at.scratch == nullptr)
            at.scratch.reset(new (std::nothrow) std::uint8_t[scratch_size]);
        if (at.scratch == nullptr)
            return false;
        out = at.scratch.get();
        if (segment.members().output_size() > scratch_size) {
            segment.members().place_in_ring(out);
            return true;
        }
    }
    segment.members().place(out);
    return true;
}

bool segment_worker::is_wanted(const whole_stream& stream) const noexcept {
    if (schedule_.is_cancelled())
        return false;
    return std::ranges::any_of(places_, [&](const place& at) {
        return at.entry != nullptr && at.entry->segment.has(stream) &&
               at.entry->segment.is_wanted(stream);
    });
}

void segment_worker::done_with(whole_stream& stream, bool is_right) noexcept {
    for (place& at : places_) {
        if (at.entry == nullptr || !at.entry->segment.has(stream))
            continue;
        at.entry->segment.done_with(stream, is_right);
        finish_if_done(at);
        return;
    }
}

void segment_worker::finish_if_done(place& at) noexcept {
    if (at.entry == nullptr || !at.entry->segment.is_done())
        return;
    schedule_.finish(*at.entry);
    at.entry = nullptr;
    has_finished_ = true;
}

bool segment_worker::is_pause_due() const noexcept {
    return may_pause_ && (has_finished_ || schedule_.is_front_finished());
}

} // namespace mgunzip::detail
