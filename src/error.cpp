// SPDX-License-Identifier: BSL-1.0
// What each error says, and which class it belongs to.
#include <mgunzip/error.hpp>

#include <string>

namespace mgunzip {
namespace {

class data_category final : public std::error_category {
  public:
    const char* name() const noexcept override { return "mgunzip"; }
    std::string message(int value) const override {
        return mgunzip::message(static_cast<errc>(value));
    }
    std::error_condition
    default_error_condition(int value) const noexcept override;
};

class class_category final : public std::error_category {
  public:
    const char* name() const noexcept override { return "mgunzip-class"; }
    std::string message(int value) const override;
};

std::string class_category::message(int value) const {
    switch (static_cast<condition>(value)) {
    case condition::truncated:
        return "truncated data";
    case condition::corrupt:
        return "damaged data";
    case condition::unsupported:
        return "unsupported data";
    case condition::not_gzip:
        return "data of another format";
    }
    return "unknown class of errors";
}

std::error_condition
data_category::default_error_condition(int value) const noexcept {
    switch (static_cast<errc>(value)) {
    case errc::ok:
        return {};
    case errc::truncated_input:
        return make_error_condition(condition::truncated);
    case errc::not_gzip:
    case errc::not_zlib:
        return make_error_condition(condition::not_gzip);
    case errc::unknown_method:
    case errc::encrypted:
    case errc::reserved_flags:
    case errc::window_too_large:
    case errc::preset_dictionary:
        return make_error_condition(condition::unsupported);
    case errc::header_crc_mismatch:
    case errc::data_crc_mismatch:
    case errc::data_size_mismatch:
    case errc::invalid_block_type:
    case errc::stored_length_mismatch:
    case errc::too_many_codes:
    case errc::oversubscribed_code_length_code:
    case errc::incomplete_code_length_code:
    case errc::repeat_without_length:
    case errc::repeat_too_long:
    case errc::missing_end_of_block:
    case errc::oversubscribed_litlen_code:
    case errc::incomplete_litlen_code:
    case errc::oversubscribed_distance_code:
    case errc::incomplete_distance_code:
    case errc::invalid_litlen_symbol:
    case errc::invalid_distance_symbol:
    case errc::distance_too_far_back:
    case errc::adler_mismatch:
        return make_error_condition(condition::corrupt);
    }
    return error_category::default_error_condition(value);
}

} // namespace

const std::error_category& error_category() noexcept {
    static const data_category category;
    return category;
}

const std::error_category& condition_category() noexcept {
    static const class_category category;
    return category;
}

// The words that users of GNU gzip search for are kept.
const char* message(errc code) noexcept {
    switch (code) {
    case errc::ok:
        return "no error";
    case errc::truncated_input:
        return "unexpected end of file";
    case errc::not_gzip:
        return "not in gzip format";
    case errc::unknown_method:
        return "unknown compression method -- not supported";
    case errc::encrypted:
        return "encrypted -- not supported";
    case errc::reserved_flags:
        return "reserved header flags are set -- not supported";
    case errc::header_crc_mismatch:
        return "header checksum does not match";
    case errc::data_crc_mismatch:
        return "invalid compressed data--crc error";
    case errc::data_size_mismatch:
        return "invalid compressed data--length error";
    case errc::invalid_block_type:
        return "invalid compressed data--format violated: invalid block type";
    case errc::stored_length_mismatch:
        return "invalid compressed data--format violated: stored block lengths "
               "do not match";
    case errc::too_many_codes:
        return "invalid compressed data--format violated: too many length or "
               "distance codes";
    case errc::oversubscribed_code_length_code:
        return "invalid compressed data--format violated: oversubscribed code "
               "length code";
    case errc::incomplete_code_length_code:
        return "invalid compressed data--format violated: incomplete code "
               "length code";
    case errc::repeat_without_length:
        return "invalid compressed data--format violated: nothing in front of "
               "a repeat";
    case errc::repeat_too_long:
        return "invalid compressed data--format violated: repeat beyond the "
               "last code length";
    case errc::missing_end_of_block:
        return "invalid compressed data--format violated: no code for the end "
               "of the block";
    case errc::oversubscribed_litlen_code:
        return "invalid compressed data--format violated: oversubscribed "
               "literal/length code";
    case errc::incomplete_litlen_code:
        return "invalid compressed data--format violated: incomplete "
               "literal/length code";
    case errc::oversubscribed_distance_code:
        return "invalid compressed data--format violated: oversubscribed "
               "distance code";
    case errc::incomplete_distance_code:
        return "invalid compressed data--format violated: incomplete distance "
               "code";
    case errc::invalid_litlen_symbol:
        return "invalid compressed data--format violated: invalid "
               "literal/length symbol";
    case errc::invalid_distance_symbol:
        return "invalid compressed data--format violated: invalid distance "
               "symbol";
    case errc::distance_too_far_back:
        return "invalid compressed data--format violated: distance too far "
               "back";
    case errc::not_zlib:
        return "not in zlib format";
    case errc::window_too_large:
        return "window above 32 KiB -- not supported";
    case errc::preset_dictionary:
        return "preset dictionary -- not supported";
    case errc::adler_mismatch:
        return "invalid compressed data--adler error";
    }
    return "unknown error";
}

} // namespace mgunzip
