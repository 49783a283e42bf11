// SPDX-License-Identifier: BSL-1.0
// The members of a gzip file, one after the other, and what follows the last.
#include <mgunzip/gzip.hpp>

#include "crc32_and_newlines.hpp"
#include "gzip/decoder_access.hpp"
#include "gzip/gzip_format.hpp"
#include "gzip/gzip_header.hpp"
#include "gzip/member_runner.hpp"
#include "inflate/decoder_tuning.hpp"
#include "little_endian.hpp"

#include <mgunzip/crc32.hpp>
#include <mgunzip/inflate.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace mgunzip {

struct MGUNZIP_LOCAL gzip_decoder::state {
    enum class phase : std::uint8_t {
        magic,  // in front of a member, or of what follows the last one
        header, // behind the magic number
        body,
        data_crc,
        data_size,
        zeros, // behind at least one zero byte after the last member
        end_of_data,
        failed,
    };

    phase at = phase::magic;
    inflater body;
    detail::member_runner at_once{};
    detail::header_reader header{};
    std::uint64_t members = 0;
    block_counts blocks_before{}; // the current member
    std::uint64_t member_offset = 0;
    std::uint64_t body_offset = 0;
    std::uint64_t header_size = 0;
    std::uint64_t produced = 0;
    std::uint64_t member_produced = 0;
    std::uint64_t consumed = 0; // up to the input of the current call
    bool is_indexed = false;
    std::uint64_t newlines = 0;                           // if it is
    const detail::symbol_batch* symbols_behind = nullptr; // the same
    std::uint32_t crc = 0;
    std::uint32_t stated_crc = 0; // by the last trailer
    std::uint32_t stated_size = 0;
    bool is_entered = false; // in the middle of the current member's body
    std::uint64_t stop_at = never;
    std::uint64_t block_bit = never;
    std::uint8_t pending[4] =
        {}; // bytes of the magic number or a trailer field
    std::size_t pending_count = 0;
    trailing_data trailing = trailing_data::none;
    errc error = errc::ok;
    std::uint64_t error_offset = 0;
    const std::uint8_t* in_begin = nullptr;

    std::uint64_t offset(const input_cursor& in) const noexcept {
        return consumed + static_cast<std::uint64_t>(in.next - in_begin);
    }
    gzip_status fail(errc code, std::uint64_t at_offset) noexcept {
        at = phase::failed;
        error = code;
        error_offset = at_offset;
        return gzip_status::error;
    }

    // Each reads on and returns what the caller is to be told, if anything.
    using outcome = std::optional<gzip_status>;
    outcome step(input_cursor& in, output_window& out);
    outcome read_magic(input_cursor& in);
    outcome read_header(input_cursor& in);
    outcome read_body(input_cursor& in, output_window& out) noexcept;
    outcome read_data_crc(input_cursor& in) noexcept;
    outcome read_data_size(input_cursor& in) noexcept;
    outcome read_zeros(input_cursor& in) noexcept;

    void take(const detail::finished_members& done);
    void take(const detail::finished_blocks& done) noexcept;
    std::size_t history() const noexcept {
        return static_cast<std::size_t>(
            std::min<std::uint64_t>(member_produced, history_size));
    }

    bool collect(input_cursor& in, std::size_t wanted) noexcept;
    gzip_status end_with(trailing_data kind) noexcept;
};

// Collects bytes in `pending` until it holds `wanted` of them.
bool gzip_decoder::state::collect(input_cursor& in,
                                  std::size_t wanted) noexcept {
    while (pending_count < wanted) {
        if (in.next == in.end)
            return false;
        pending[pending_count++] = *in.next++;
    }
    return true;
}

gzip_status gzip_decoder::state::end_with(trailing_data kind) noexcept {
    trailing = kind;
    at = phase::end_of_data;
    return gzip_status::end_of_data;
}

gzip_decoder::state::outcome gzip_decoder::state::read_magic(input_cursor& in) {
    if (pending_count == 0)
        member_offset = offset(in);
    if (!collect(in, 1))
        return gzip_status::need_input;
    if (members != 0 && pending[0] == 0) {
        at = phase::zeros;
        return std::nullopt;
    }
    if (!collect(in, 2))
        return gzip_status::need_input;
    pending_count = 0;
    if (pending[0] == detail::magic_first &&
        detail::is_gzip_second(pending[1])) {
        ++members;
        member_produced = 0;
        crc = 0;
        header.begin({pending[0], pending[1]});
        at = phase::header;
        return std::nullopt;
    }
    if (members == 0 || (pending[0] == detail::magic_first &&
                         detail::is_sibling_second(pending[1])))
        return fail(errc::not_gzip, member_offset);
    return end_with(trailing_data::garbage);
}

gzip_decoder::state::outcome
gzip_decoder::state::read_header(input_cursor& in) {
    using status = detail::header_reader::status;
    switch (header.read(in)) {
    case status::need_input:
        return gzip_status::need_input;
    case status::failed:
        return fail(header.error(), member_offset + header.error_offset());
    case status::done:
        break;
    }
    blocks_before += body.blocks();
    body.reset();
    body_offset = offset(in);
    header_size = body_offset - member_offset;
    at = phase::body;
    return gzip_status::member_begin;
}

gzip_decoder::state::outcome
gzip_decoder::state::read_body(input_cursor& in, output_window& out) noexcept {
    const std::uint8_t* const out_begin = out.next;
    if (stop_at != never) {
        const std::uint64_t to_go = stop_at > produced ? stop_at - produced : 0;
        body.stop_at_block(body.produced() + to_go);
    }
    const inflate_status status = body.run(in, out);
    const auto size = static_cast<std::size_t>(out.next - out_begin);
    crc = is_indexed
              ? detail::crc32_and_newlines(crc, {out_begin, size}, newlines)
              : crc32(crc, out_begin, size);
    produced += size;
    member_produced += size;
    switch (status) {
    case inflate_status::need_input:
        return gzip_status::need_input;
    case inflate_status::need_output:
        return gzip_status::need_output;
    case inflate_status::block_begin:
        stop_at = never;
        block_bit = 8 * body_offset + body.block_bit();
        symbols_behind = is_indexed ? body.look_ahead(in) : nullptr;
        return gzip_status::block_begin;
    case inflate_status::error:
        return fail(body.error(), body_offset + body.error_offset());
    case inflate_status::end_of_stream:
        break;
    }
    at = phase::data_crc;
    return std::nullopt;
}

gzip_decoder::state::outcome
gzip_decoder::state::read_data_crc(input_cursor& in) noexcept {
    if (!collect(in, detail::crc_size))
        return gzip_status::need_input;
    pending_count = 0;
    stated_crc = detail::load32(pending);
    if (stated_crc != crc && !is_entered)
        return fail(errc::data_crc_mismatch, offset(in) - detail::crc_size);
    at = phase::data_size;
    return std::nullopt;
}

gzip_decoder::state::outcome
gzip_decoder::state::read_data_size(input_cursor& in) noexcept {
    if (!collect(in, detail::isize_size))
        return gzip_status::need_input;
    pending_count = 0;
    stated_size = detail::load32(pending);
    if (stated_size != (member_produced & 0xffffffff) && !is_entered)
        return fail(errc::data_size_mismatch, offset(in) - detail::isize_size);
    is_entered = false;
    at = phase::magic;
    return gzip_status::member_end;
}

gzip_decoder::state::outcome
gzip_decoder::state::read_zeros(input_cursor& in) noexcept {
    in.next = std::find_if(in.next, in.end,
                           [](std::uint8_t byte) { return byte != 0; });
    if (in.next == in.end)
        return gzip_status::need_input;
    ++in.next;
    return end_with(trailing_data::garbage);
}

gzip_decoder::state::outcome gzip_decoder::state::step(input_cursor& in,
                                                       output_window& out) {
    switch (at) {
    case phase::magic:
        return read_magic(in);
    case phase::header:
        return read_header(in);
    case phase::body:
        return read_body(in, out);
    case phase::data_crc:
        return read_data_crc(in);
    case phase::data_size:
        return read_data_size(in);
    case phase::zeros:
        return read_zeros(in);
    case phase::end_of_data:
        return gzip_status::end_of_data;
    case phase::failed:
        break;
    }
    return gzip_status::error;
}

// May throw std::bad_alloc, before it changes anything else.
void gzip_decoder::state::take(const detail::finished_members& done) {
    // They were found to be such headers, and so does this, unless somebody
    // writes to the file meanwhile.
    input_cursor fields{done.begin + 2, done.begin + done.header_size};
    header.begin({done.begin[0], done.begin[1]});
    static_cast<void>(header.read(fields));
    members += done.count;
    blocks_before += done.blocks;
    member_offset =
        consumed + static_cast<std::uint64_t>(done.begin - in_begin);
    header_size = done.header_size;
    body_offset = member_offset + header_size;
    produced += done.output;
    member_produced = done.data_size;
    crc = stated_crc = done.data_crc;
    stated_size = static_cast<std::uint32_t>(done.data_size);
}

// `consumed` is up to their end.
void gzip_decoder::state::take(const detail::finished_blocks& done) noexcept {
    blocks_before += body.blocks();
    blocks_before += done.blocks;
    crc = crc32_combine(crc, done.crc, done.output);
    produced += done.output;
    member_produced += done.output;
    body.begin_at(done.bit, history());
    body_offset = consumed;
    if (done.is_stream_end) {
        body.reset();
        at = phase::data_crc;
    }
}

gzip_decoder::gzip_decoder() : state_(std::make_unique<state>()) {}
gzip_decoder::gzip_decoder(const detail::decoder_tuning& tuning)
    : state_(new state{.body = inflater(tuning),
                       .at_once = detail::member_runner(tuning.streams)}) {}
gzip_decoder::~gzip_decoder() = default;
gzip_decoder::gzip_decoder(gzip_decoder&&) noexcept = default;
gzip_decoder& gzip_decoder::operator=(gzip_decoder&&) noexcept = default;

void gzip_decoder::reset() {
    inflater body = std::move(state_->body); // keeps its memory
    body.reset();
    detail::member_runner at_once = std::move(state_->at_once);
    at_once.reset();
    *state_ = {.body = std::move(body), .at_once = std::move(at_once)};
}

void gzip_decoder::begin_at(unsigned bit, std::size_t history) {
    reset();
    state_->body.begin_at(bit, history);
    state_->members = 1;
    state_->at = state::phase::body;
    state_->is_entered = true;
}

void gzip_decoder::stop_at_block(std::uint64_t produced) noexcept {
    state_->stop_at = produced;
    if (produced == never)
        state_->body.stop_at_block(never);
}

std::uint64_t gzip_decoder::block_bit() const noexcept {
    return state_->block_bit;
}

gzip_status gzip_decoder::run(input_cursor& in, output_window& out) {
    state& s = *state_;
    s.in_begin = in.next;
    state::outcome outcome;
    while (!outcome)
        outcome = s.step(in, out);
    s.consumed = s.offset(in);
    s.in_begin = in.next;
    return *outcome;
}

std::size_t gzip_decoder::run_members(input_cursor& in, output_window& out) {
    state& s = *state_;
    if (!detail::decoder_access::is_between_members(*this) ||
        !s.at_once.has_work(in, out, s.consumed))
        return 0;
    s.blocks_before += s.body.blocks();
    s.body.reset();
    const detail::finished_members done =
        s.at_once.run(in, out, s.consumed, s.body);
    if (done.count == 0)
        return 0;
    detail::decoder_access::take(*this, done, in);
    out.next += done.output;
    return done.count;
}

bool detail::decoder_access::is_between_members(
    const gzip_decoder& decoder) noexcept {
    const gzip_decoder::state& s = *decoder.state_;
    return s.at == gzip_decoder::state::phase::magic && s.pending_count == 0 &&
           s.stop_at == never;
}

void detail::decoder_access::take(gzip_decoder& decoder,
                                  const finished_members& done,
                                  input_cursor& in) {
    gzip_decoder::state& s = *decoder.state_;
    s.in_begin = in.next;
    s.take(done);
    in.next += done.input;
    s.consumed += done.input;
    s.in_begin = in.next;
}

// The decoder may have looked further ahead than to the end of the blocks.
void detail::decoder_access::take(gzip_decoder& decoder,
                                  const finished_blocks& done,
                                  input_cursor& in) noexcept {
    gzip_decoder::state& s = *decoder.state_;
    s.consumed += static_cast<std::uint64_t>(done.end - in.next);
    in.next = done.end;
    s.in_begin = in.next;
    s.take(done);
}

std::size_t
detail::decoder_access::history(const gzip_decoder& decoder) noexcept {
    return decoder.state_->history();
}

void detail::decoder_access::begin_index(gzip_decoder& decoder) noexcept {
    decoder.state_->is_indexed = true;
}

std::uint64_t
detail::decoder_access::newlines(const gzip_decoder& decoder) noexcept {
    return decoder.state_->newlines;
}

const detail::symbol_batch*
detail::decoder_access::symbols_behind(const gzip_decoder& decoder) noexcept {
    return decoder.state_->symbols_behind;
}

gzip_status gzip_decoder::end_of_input() noexcept {
    state& s = *state_;
    switch (s.at) {
    case state::phase::magic:
        if (s.members != 0 && s.pending_count == 0)
            return s.end_with(trailing_data::none);
        break;
    case state::phase::zeros:
        return s.end_with(trailing_data::zeros);
    case state::phase::end_of_data:
        return gzip_status::end_of_data;
    case state::phase::failed:
        return gzip_status::error;
    default:
        break;
    }
    return s.fail(errc::truncated_input, s.consumed);
}

bool gzip_decoder::begin_ahead() noexcept {
    return state_->body.begin_ahead();
}
void gzip_decoder::decode_ahead(
    const std::function<bool()>& spare_work) noexcept {
    state_->body.decode_ahead(spare_work);
}
void gzip_decoder::end_ahead() noexcept {
    state_->body.end_ahead();
}

const member_header& gzip_decoder::header() const noexcept {
    return state_->header.header;
}
std::uint64_t gzip_decoder::header_size() const noexcept {
    return state_->header_size;
}
std::uint32_t gzip_decoder::data_crc() const noexcept {
    return state_->crc;
}
std::uint32_t gzip_decoder::stated_crc() const noexcept {
    return state_->stated_crc;
}
std::uint32_t gzip_decoder::stated_size() const noexcept {
    return state_->stated_size;
}
std::uint64_t gzip_decoder::members() const noexcept {
    return state_->members;
}
block_counts gzip_decoder::blocks() const noexcept {
    block_counts all = state_->blocks_before;
    return all += state_->body.blocks();
}
std::uint64_t gzip_decoder::member_offset() const noexcept {
    return state_->member_offset;
}
std::uint64_t gzip_decoder::produced() const noexcept {
    return state_->produced;
}
std::uint64_t gzip_decoder::consumed() const noexcept {
    return state_->consumed;
}
trailing_data gzip_decoder::trailing() const noexcept {
    return state_->trailing;
}
errc gzip_decoder::error() const noexcept {
    return state_->error;
}
std::uint64_t gzip_decoder::error_offset() const noexcept {
    return state_->error_offset;
}

} // namespace mgunzip
