// SPDX-License-Identifier: BSL-1.0
// Reads one field of a header after the other (RFC 1952, section 2.3).
#include "gzip/gzip_header.hpp"

#include "gzip/gzip_format.hpp"

#include <mgunzip/crc32.hpp>

#include <algorithm>
#include <cstring>

namespace mgunzip::detail {

void header_reader::begin(const std::uint8_t (&magic)[2]) {
    header = {};
    error_ = errc::ok;
    flags_ = 0;
    crc_ = crc32(0, magic, sizeof magic);
    offset_ = sizeof magic;
    enter(field::method);
}

// Moves on to `next`, or to the first field behind it that the flags announce.
void header_reader::enter(field next) noexcept {
    if (next == field::extra_length && !(flags_ & flag::extra))
        next = field::name;
    if (next == field::name && !(flags_ & flag::name))
        next = field::comment;
    if (next == field::comment && !(flags_ & flag::comment))
        next = field::header_crc;
    if (next == field::header_crc && !(flags_ & flag::header_crc))
        next = field::end;
    field_ = next;
    number_ = 0;
    number_bits_ = 0;
    switch (next) {
    case field::modification_time:
        field_bytes_left_ = 4;
        break;
    case field::extra_length:
    case field::header_crc:
        field_bytes_left_ = 2;
        break;
    default:
        field_bytes_left_ = 1;
    }
}

header_reader::status header_reader::fail(errc error,
                                          std::uint64_t offset) noexcept {
    error_ = error;
    error_offset_ = offset;
    return status::failed;
}

void header_reader::skip(input_cursor& in, std::size_t size) noexcept {
    // The CRC covers everything in front of itself.
    if (field_ != field::header_crc)
        crc_ = crc32(crc_, in.next, size);
    in.next += size;
    offset_ += size;
}

header_reader::status header_reader::read(input_cursor& in) {
    while (field_ != field::end) {
        status outcome;
        switch (field_) {
        case field::extra:
            outcome = read_extra(in);
            break;
        case field::name:
            outcome = read_text(in, header.name);
            break;
        case field::comment:
            outcome = read_text(in, header.comment);
            break;
        default:
            outcome = read_number(in);
        }
        if (outcome != status::done)
            return outcome;
    }
    return status::done;
}

header_reader::status header_reader::read_number(input_cursor& in) {
    while (field_bytes_left_ != 0) {
        if (in.next == in.end)
            return status::need_input;
        number_ |= std::uint32_t{*in.next} << number_bits_;
        number_bits_ += 8;
        --field_bytes_left_;
        skip(in, 1);
    }
    return take_number();
}

header_reader::status header_reader::take_number() {
    const auto low_byte = static_cast<std::uint8_t>(number_);
    switch (field_) {
    case field::method: // CM
        if (number_ != deflate_method)
            return fail(errc::unknown_method, offset_ - 1);
        enter(field::flags);
        return status::done;
    case field::flags: // FLG
        flags_ = low_byte;
        return take_flags();
    case field::modification_time: // MTIME
        header.modification_time = number_;
        enter(field::extra_flags);
        return status::done;
    case field::extra_flags: // XFL
        header.extra_flags = low_byte;
        enter(field::operating_system);
        return status::done;
    case field::operating_system: // OS
        header.operating_system = low_byte;
        enter(field::extra_length);
        return status::done;
    case field::extra_length: { // XLEN
        const std::uint32_t length = number_;
        enter(field::extra);
        field_bytes_left_ = length;
        return status::done;
    }
    case field::header_crc: // CRC16
        if (number_ != (crc_ & 0xffff))
            return fail(errc::header_crc_mismatch, offset_ - 2);
        enter(field::end);
        return status::done;
    default:
        return status::failed; // the other fields are no numbers
    }
}

header_reader::status header_reader::take_flags() {
    if (flags_ & flag::encrypted)
        return fail(errc::encrypted, offset_ - 1);
    if (flags_ & flag::reserved)
        return fail(errc::reserved_flags, offset_ - 1);
    header.is_text = (flags_ & flag::text) != 0;
    header.has_crc = (flags_ & flag::header_crc) != 0;
    header.has_extra = (flags_ & flag::extra) != 0;
    header.has_name = (flags_ & flag::name) != 0;
    header.has_comment = (flags_ & flag::comment) != 0;
    enter(field::modification_time);
    return status::done;
}

header_reader::status header_reader::read_extra(input_cursor& in) {
    const std::size_t size =
        std::min<std::size_t>(field_bytes_left_, in.size());
    header.extra.append(reinterpret_cast<const char*>(in.next), size);
    skip(in, size);
    field_bytes_left_ -= static_cast<unsigned>(size);
    if (field_bytes_left_ != 0)
        return status::need_input;
    enter(field::name);
    return status::done;
}

// A text ends with a zero byte (sections 2.3.1 and 2.3.1.2).
header_reader::status header_reader::read_text(input_cursor& in,
                                               std::string& text) {
    if (in.next == in.end)
        return status::need_input;
    const void* zero = std::memchr(in.next, 0, in.size());
    const std::size_t size =
        zero == nullptr ? in.size()
                        : static_cast<std::size_t>(
                              static_cast<const std::uint8_t*>(zero) - in.next);
    text.append(reinterpret_cast<const char*>(in.next),
                std::min(size, max_header_text - text.size()));
    if (zero == nullptr) {
        skip(in, size);
        return status::need_input;
    }
    skip(in, size + 1);
    enter(field_ == field::name ? field::comment : field::header_crc);
    return status::done;
}

} // namespace mgunzip::detail
