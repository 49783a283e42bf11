// SPDX-License-Identifier: BSL-1.0
// The table that --list prints, in the form of GNU gzip's.
#include "cli/listing.hpp"

#include "cli/number_text.hpp"

#include <cinttypes>
#include <cstdio>
#include <iterator>

namespace mgunzip::cli {
namespace {

// The same in all languages.
constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// "compressed uncompressed ratio " with the width that each number can have.
std::string size_columns(std::uint64_t compressed, std::uint64_t uncompressed,
                         std::uint64_t overhead) {
    char text[80];
    std::snprintf(text, sizeof text, "%19" PRIu64 " %19" PRIu64 " %5.1f%% ",
                  compressed, uncompressed,
                  saved_percent(compressed - overhead, uncompressed));
    return text;
}

// "method crc date time " of one file.
std::string details(const listed_file& file) {
    struct tm local {};
    char text[64];
    if (::localtime_r(&file.modified, &local) == nullptr)
        std::snprintf(text, sizeof text, "defla %08" PRIx32 " ??? ?? ??:?? ",
                      file.crc);
    else
        std::snprintf(
            text, sizeof text, "defla %08" PRIx32 " %s%3d %02d:%02d ", file.crc,
            months[static_cast<unsigned>(local.tm_mon) % std::size(months)],
            local.tm_mday, local.tm_hour, local.tm_min);
    return text;
}

} // namespace

std::string listing::titles() const {
    std::string text;
    if (wanted_.verbosity > 0)
        text += "method  crc     date  time  ";
    if (!wanted_.is_quiet)
        text += "         compressed        uncompressed  ratio "
                "uncompressed_name\n";
    return text;
}

std::string listing::row(const listed_file& file) {
    std::string text = has_rows_ ? std::string() : titles();
    has_rows_ = true;
    compressed_ += file.compressed;
    uncompressed_ += file.uncompressed;
    overhead_ = file.overhead;
    if (wanted_.verbosity > 0)
        text += details(file);
    return text +
           size_columns(file.compressed, file.uncompressed, file.overhead) +
           file.name + '\n';
}

std::string listing::totals() const {
    if (wanted_.is_quiet || wanted_.operands.size() < 2 || uncompressed_ == 0)
        return {};
    std::string text;
    if (wanted_.verbosity > 0)
        text.append(28, ' ');
    return text + size_columns(compressed_, uncompressed_, overhead_) +
           "(totals)\n";
}

} // namespace mgunzip::cli
