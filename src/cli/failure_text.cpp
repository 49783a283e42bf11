// SPDX-License-Identifier: BSL-1.0
// What a message says about an input that could not be decoded.
#include "cli/failure_text.hpp"

#include "cli/foreign_format.hpp"
#include "cli/hint.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace mgunzip::cli {
namespace {

// " (member 1, byte 4711)"
std::string position(const gzip_decoder& decoder, const input_file& input) {
    const std::uint64_t member = std::max<std::uint64_t>(decoder.members(), 1);
    const std::uint64_t byte = input.offset + decoder.error_offset();
    return " (member " + std::to_string(member) + ", byte " +
           std::to_string(byte) + ")";
}

// For an input that does not begin as gzip data do.
std::string with_other_data_hint(std::string text, const foreign_format& format,
                                 const destination& to, const options& wanted) {
    if (!format.name.empty()) {
        const std::string_view remedy =
            wanted.is_called_gzip && !format.remedy_without_gzip.empty()
                ? format.remedy_without_gzip
                : format.remedy;
        return with_hint(std::move(text), std::string("this looks like ")
                                              .append(format.name)
                                              .append(": ")
                                              .append(remedy));
    }
    if (to.kind == destination_kind::standard_output && !wanted.force)
        return with_hint(std::move(text), situation::other_data);
    return text;
}

std::string with_data_hints(std::string text, const io::transfer& transfer,
                            const destination& to, const options& wanted) {
    text = with_hint(std::move(text), hint_for(transfer.error()));
    if (transfer.error() == errc::not_gzip && transfer.decoder().members() == 0)
        text = with_other_data_hint(
            std::move(text), recognize(transfer.beginning()), to, wanted);
    if (to.kind == destination_kind::regular_file && transfer.produced() > 0)
        text = with_hint(std::move(text), situation::output_withheld);
    return text;
}

} // namespace

std::string with_reason(const std::string& text, const std::string& reason) {
    return reason.empty() ? text : text + ": " + reason;
}

std::string failure_text(const io::transfer& transfer, io::failure cause,
                         const input_file& input, const destination& to,
                         const options& wanted) {
    std::string text = transfer.error().message();
    if (cause == io::failure::data)
        text += position(transfer.decoder(), input);
    if (S_ISREG(input.status.st_mode) && has_changed(input))
        return with_hint(text + "; input changed while reading",
                         situation::input_changes);
    if (cause == io::failure::data)
        return with_data_hints(std::move(text), transfer, to, wanted);
    return with_hint(std::move(text), hint_for(transfer.error()));
}

} // namespace mgunzip::cli
