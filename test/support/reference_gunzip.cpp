// SPDX-License-Identifier: BSL-1.0
// Each field and rule as it stands in RFC 1952, around reference_inflate.
#include "support/reference_gunzip.hpp"

#include "support/reference_inflate.hpp"

#include <algorithm>
#include <string>
#include <tuple>

namespace mgunzip::test {
namespace {

/// Thrown where decoding ends before its time.
struct failure {
    errc error;
    std::uint64_t offset;
};

// Bits of FLG (2.3.1).
constexpr unsigned ftext = 1;
constexpr unsigned fhcrc = 2;
constexpr unsigned fextra = 4;
constexpr unsigned fname = 8;
constexpr unsigned fcomment = 16;
constexpr unsigned encrypted = 32;
constexpr unsigned reserved = 64 | 128;

// 9e in place of 8b: gzip before version 1.0.
bool is_magic(unsigned first, unsigned second) {
    return first == 0x1f && (second == 0x8b || second == 0x9e);
}

// Formats that GNU gzip takes for a member, too: pack, compress and SCO lzh.
bool is_relative(unsigned first, unsigned second) {
    return first == 0x1f &&
           (second == 0x1e || second == 0x9d || second == 0xa0);
}

class decoder {
  public:
    decoder(std::span<const std::uint8_t> input, gunzip_result& result)
        : input_(input), result_(result) {}

    void run() {
        do {
            header();
            data_and_trailer();
        } while (is_followed_by_member());
    }

    std::size_t position() const { return position_; }

  private:
    bool is_at_end() const { return position_ == input_.size(); }

    unsigned byte() {
        if (is_at_end())
            throw failure{errc::truncated_input, input_.size()};
        return input_[position_++];
    }

    std::uint32_t number(int size) {
        std::uint32_t value = 0;
        for (int i = 0; i < size; ++i)
            value |= std::uint32_t{byte()} << 8 * i;
        return value;
    }

    std::string text() {
        std::string text;
        while (const unsigned character = byte())
            text += static_cast<char>(character);
        return text.substr(0, max_header_text);
    }

    void header() {
        member_header fields;
        const std::size_t begin = position_;
        const unsigned first = byte();
        if (!is_magic(first, byte()))
            throw failure{errc::not_gzip, begin};
        ++result_.members_begun;
        if (byte() != 8)
            throw failure{errc::unknown_method, begin + 2};
        const unsigned flags = byte();
        if ((flags & encrypted) != 0)
            throw failure{errc::encrypted, begin + 3};
        if ((flags & reserved) != 0)
            throw failure{errc::reserved_flags, begin + 3};
        fields.is_text = (flags & ftext) != 0;
        fields.modification_time = number(4);
        fields.extra_flags = static_cast<std::uint8_t>(byte());
        fields.operating_system = static_cast<std::uint8_t>(byte());
        if ((flags & fextra) != 0) {
            fields.has_extra = true;
            const std::uint32_t size = number(2);
            for (std::uint32_t i = 0; i < size; ++i)
                fields.extra += static_cast<char>(byte());
        }
        if ((flags & fname) != 0) {
            fields.has_name = true;
            fields.name = text();
        }
        if ((flags & fcomment) != 0) {
            fields.has_comment = true;
            fields.comment = text();
        }
        if ((flags & fhcrc) != 0) {
            fields.has_crc = true;
            const std::size_t end = position_;
            const auto crc =
                reference_crc32(input_.subspan(begin, end - begin));
            if (number(2) != (crc & 0xffff))
                throw failure{errc::header_crc_mismatch, end};
        }
        result_.members.push_back({begin, fields});
    }

    void data_and_trailer() {
        const decode_result data = reference_inflate(input_.subspan(position_));
        bytes& output = result_.decoded.output;
        output.insert(output.end(), data.output.begin(), data.output.end());
        if (data.error != errc::ok)
            throw failure{data.error, position_ + data.offset};
        position_ += data.consumed;

        const std::size_t crc_offset = position_;
        if (number(4) != reference_crc32(data.output))
            throw failure{errc::data_crc_mismatch, crc_offset};
        const std::size_t size_offset = position_;
        if (number(4) != static_cast<std::uint32_t>(data.output.size()))
            throw failure{errc::data_size_mismatch, size_offset};
    }

    bool is_followed_by_member() {
        if (is_at_end())
            return false;
        if (input_[position_] == 0) {
            while (!is_at_end() && input_[position_] == 0)
                ++position_;
            result_.trailing =
                is_at_end() ? trailing_data::zeros : trailing_data::garbage;
            if (!is_at_end())
                ++position_;
            return false;
        }
        const unsigned first = byte();
        const unsigned second = byte();
        if (!is_magic(first, second) && !is_relative(first, second)) {
            result_.trailing = trailing_data::garbage;
            return false;
        }
        position_ -= 2;
        return true;
    }

    std::span<const std::uint8_t> input_;
    gunzip_result& result_;
    std::size_t position_ = 0;
};

auto all_fields(const member_header& header) {
    return std::tie(
        header.is_text, header.has_crc, header.has_extra, header.has_name,
        header.has_comment, header.modification_time, header.extra_flags,
        header.operating_system, header.extra, header.name, header.comment);
}

bool is_same(const member_found& a, const member_found& b) {
    return a.offset == b.offset && all_fields(a.header) == all_fields(b.header);
}

} // namespace

gunzip_result reference_gunzip(std::span<const std::uint8_t> input) {
    gunzip_result result;
    decoder decoder(input, result);
    try {
        decoder.run();
    } catch (const failure& failure) {
        result.decoded.error = failure.error;
        result.decoded.offset = failure.offset;
    }
    result.decoded.consumed = decoder.position();
    return result;
}

bool operator==(const gunzip_result& a, const gunzip_result& b) {
    return a.decoded == b.decoded && a.members_begun == b.members_begun &&
           a.trailing == b.trailing &&
           std::ranges::equal(a.members, b.members, is_same);
}

std::ostream& operator<<(std::ostream& stream, const gunzip_result& result) {
    stream << result.decoded << ", trailing data of kind "
           << static_cast<int>(result.trailing) << ", " << result.members_begun
           << " members";
    for (const auto& [offset, header] : result.members)
        stream << " (at " << offset << ", name '" << header.name << "')";
    return stream;
}

std::uint32_t reference_crc32(std::span<const std::uint8_t> data) {
    std::uint32_t crc = 0xffffffff;
    for (const std::uint8_t byte : data) {
        crc ^= byte;
        for (int i = 0; i < 8; ++i)
            crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
    return ~crc;
}

} // namespace mgunzip::test
