// SPDX-License-Identifier: BSL-1.0
// The rows of what is in a file, and of standard input and output.
#include "document/compatibility_rows.hpp"

#include "support/gzip_builder.hpp"
#include "support/sample_data.hpp"

namespace mgunzip::test {
namespace {

constexpr const char* const end_of_file = "unexpected end of file";

bytes without_last(bytes data, std::size_t count) {
    data.resize(data.size() - count);
    return data;
}

// "text", as these programs write it.
const bytes by_compress{0x1f, 0x9d, 0x90, 0x74, 0xca, 0xe0, 0xa1, 0x03};
const bytes by_pack{0x1f, 0x1e, 0, 0, 0, 2, 2, 1, 0, 'a', 'b', 0x88};
const bytes by_compress_h{0x1f, 0xa0, 0, 4, 0, 0, 6, 0x10, 0, 0, 0};
const bytes by_zip{'P', 'K', 3,    4,    10,   0,    0,   0,   0,   0,   0,  0,
                   0,   0,   0xc7, 0xa7, 0x8b, 0x3b, 4,   0,   0,   0,   4,  0,
                   0,   0,   1,    0,    0,    0,    'x', 't', 'e', 'x', 't'};

bytes by_gzip(std::uint8_t flag) {
    gzip_member member;
    member.more_flags = flag;
    return gzip_bytes(member);
}

// Written to standard output; GNU gzip is tried in all ways.
compatibility_row data_row(const std::string& name,
                           const std::vector<bytes>& files,
                           const std::vector<std::string>& phrases = {}) {
    compatibility_row row{name, {}};
    for (const bytes& each : files) {
        row.trials.push_back({file(each), "-c x.gz", phrases});
        for (const trial& further : in_every_way(file(each), phrases))
            row.gnu_trials.push_back(further);
    }
    return row;
}

// With -cf only.
compatibility_row copy_row(const std::string& name,
                           const std::vector<bytes>& files) {
    compatibility_row row{name, {}};
    for (const bytes& each : files) {
        row.trials.push_back({file(each), "-cf x.gz"});
        row.trials.push_back({file(each), "-cf <x.gz"});
    }
    return row;
}

std::vector<compatibility_row> header_rows() {
    gzip_member every_field;
    every_field.extra = "extra";
    every_field.name = "another name";
    every_field.comment = "comment";
    gzip_member header_crc;
    header_crc.has_header_crc = true;
    gzip_member bad_header_crc = header_crc;
    bad_header_crc.header_crc_error = 1;
    bytes old_magic = gzip("text");
    old_magic[1] = 0x9e;
    return {
        data_row("Good data", {gzip(sample(100'000))}),
        data_row("Empty contents", {gzip_bytes({})}),
        data_row("Several members",
                 {gzip("one") + gzip_bytes({}) + gzip("two")}),
        data_row("Header with all fields", {gzip_bytes(every_field)}),
        data_row("Header with its checksum", {gzip_bytes(header_crc)}),
        data_row("Header with a wrong checksum", {gzip_bytes(bad_header_crc)},
                 {"header checksum"}),
        data_row("Encrypted, or with reserved flags",
                 {by_gzip(0x20), by_gzip(0x40), by_gzip(0x80)},
                 {"not supported"}),
        data_row("Method that is not known", {gzip_bytes({.method = 7})},
                 {"not supported"}),
        data_row("Old magic number `1f 9e`", {old_magic}),
    };
}

std::vector<compatibility_row> damage_rows() {
    const bytes text = gzip("text");
    const bytes large = gzip(sample(100'000));
    bytes wrong_crc = text;
    wrong_crc[wrong_crc.size() - 8] ^= 1;
    bytes wrong_length = text;
    wrong_length.back() ^= 1;
    gzip_member bad_block;
    bad_block.deflate_data = {0x07};
    return {
        data_row("Empty file", {bytes{}}, {end_of_file}),
        data_row("Cut short in the header", {{0x1f, 0x8b, 8, 0}},
                 {end_of_file}),
        data_row("Cut short in the data", {without_last(large, 1000)},
                 {end_of_file}),
        data_row("Cut short in the trailer",
                 {without_last(large, 1), without_last(large, 8)},
                 {end_of_file}),
        data_row("Further member cut short", {text + without_last(text, 5)},
                 {end_of_file}),
        data_row("Wrong CRC-32", {wrong_crc},
                 {"invalid compressed data--crc error"}),
        data_row("Wrong length", {wrong_length},
                 {"invalid compressed data--length error"}),
        data_row("Other damage", {gzip_bytes(bad_block)},
                 {"invalid compressed data--format violated"}),
    };
}

std::vector<compatibility_row> trailing_data_rows() {
    const bytes text = gzip("text");
    return {
        data_row("Further member with a bad header",
                 {text + bytes{0x1f, 0x8b, 7, 0, 0, 0, 0, 0}},
                 {"not supported"}),
        data_row("Zero bytes behind the last member",
                 {text + bytes(1, 0), text + bytes(2, 0), text + bytes(511, 0),
                  text + bytes(100'000, 0)}),
        {"Zero bytes behind the last member, with `-v`",
         {{file(text + bytes(3, 0)),
           "-cv x.gz",
           {"decompression OK, trailing zero bytes ignored"}}}},
        data_row("Other data behind the last member",
                 {text + to_bytes("garbage"), text + to_bytes("ab"),
                  text + to_bytes("\x1f\x8c"), text + bytes(8, 0xff),
                  text + bytes(2, 0) + to_bytes("x"),
                  text + bytes(1, 0) + gzip("more")},
                 {"x.gz: decompression OK, trailing garbage ignored"}),
        data_row("One byte behind the last member",
                 {text + to_bytes("x"), text + to_bytes("\x1f")},
                 {end_of_file}),
    };
}

std::vector<compatibility_row> other_format_rows() {
    const bytes plain = to_bytes("plain text");
    return {
        data_row("Not compressed", {plain}, {"not in gzip format"}),
        {"Not compressed, and the output exists",
         {{both(file(plain), existing("x")),
           "-k x.gz",
           {"not in gzip format"}}},
         in_every_way(both(file(plain), existing("x")),
                      {"not in gzip format"})},
        copy_row("Not compressed, with `-cf`: copied",
                 {plain, to_bytes("x"), sample(200'000)}),
        {"Not compressed, with `-tf`, `-lf`",
         {{file(plain), "-tf x.gz", {"not in gzip format"}},
          {file(plain), "-lf x.gz", {"not in gzip format"}, false, "gzip"}}},
        {"Data of compress (`.Z`)",
         {{file(by_compress), "-c x.gz"}},
         {{file(by_compress), "x.gz"}, {file(by_compress), "-cf x.gz"}}},
        {"Data of pack and `compress -H`",
         {{file(by_pack), "-c x.gz"}, {file(by_compress_h), "-c x.gz"}}},
        {"zip file with one file in it", {{file(by_zip), "-c x.gz"}}},
        {"Data of bzip2, xz, zstd or lz4",
         {{file({'B', 'Z', 'h', '9'}), "-c x.gz", {"not in gzip format"}},
          {file({0xfd, '7', 'z', 'X', 'Z', 0}),
           "-c x.gz",
           {"not in gzip format"}},
          {file({0x28, 0xb5, 0x2f, 0xfd}), "-c x.gz", {"not in gzip format"}},
          {file({0x04, 0x22, 0x4d, 0x18}), "-c x.gz", {"not in gzip format"}}}},
    };
}

std::vector<compatibility_row> listing_rows() {
    const bytes text = gzip("text");
    return {
        {"`-l`: several members",
         {{file(gzip("one") + gzip("and two")), "-l x.gz", {}, false, "gzip"}}},
        {"`-l`: data behind the last member",
         {{file(text + bytes(100, 0)), "-l x.gz", {}, false, "gzip"},
          {file(text + to_bytes("garbage")), "-l x.gz", {}, false, "gzip"}}},
    };
}

} // namespace

std::vector<trial> in_every_way(const setup& prepare,
                                const std::vector<std::string>& phrases) {
    std::vector<trial> result;
    for (const char* const arguments :
         {"x.gz", "-f x.gz", "-k x.gz", "-t x.gz", "-v x.gz", "-c x.gz"})
        result.push_back({prepare, arguments, phrases});
    // A warning is silent then.
    for (const char* const arguments : {"-q x.gz", "-qf x.gz"})
        result.push_back({prepare, arguments});
    return result;
}

std::vector<compatibility_row> data_rows() {
    return joined({header_rows(), damage_rows(), trailing_data_rows(),
                   other_format_rows(), listing_rows()});
}

std::vector<compatibility_row> stream_rows() {
    const setup good = named("x.gz");
    const setup two = both(good, file(gzip("more"), "y.gz"));
    const setup garbage = file(gzip("text") + to_bytes("garbage"));
    return {
        {"No operand: standard input to standard output",
         {{good, "<x.gz"}, {good, "-c <x.gz"}},
         {{good, "-k <x.gz"}, {good, "-f <x.gz"}, {good, "-N <x.gz"}}},
        {"`-` is standard input",
         {{good, "- <x.gz"}, {good, "-c - <x.gz"}, {good, "-t - <x.gz"}},
         {{two, "-c x.gz - y.gz <x.gz"}, {two, "-k - y.gz <x.gz"}}},
        {"Empty standard input",
         {{nothing(), "</dev/null", {end_of_file}},
          {nothing(), "-c </dev/null", {end_of_file}}}},
        {"Standard input with other data behind",
         {{garbage, "-c <x.gz", {"trailing garbage ignored"}}}},
        {"Standard input that is not compressed",
         {{file(to_bytes("plain text")),
           "<x.gz",
           {"stdin: not in gzip format"}}}},
        {"`-l` of standard input",
         {{good, "-l <x.gz", {}, false, "gzip"}},
         {{good, "-lv <x.gz", {}, false, "gzip"}}},
        {"Several files, with `-c`: one behind the other",
         {{two, "-c x.gz y.gz"}}},
        {"`>>`: appended to a file",
         {{both(good, existing("out")), "-c x.gz >>out"},
          {both(good, existing("out")), "<x.gz >>out"}}},
        {"Standard output is a file", {{good, "-c x.gz >out"}}},
        {"Standard output is full",
         {{good, "-c x.gz >/dev/full", {"No space left on device"}}}},
        {"Standard output is closed",
         {{good, "-c x.gz >&-", {"Bad file descriptor"}}}},
        {"Standard input is closed",
         {{nothing(), "-c <&-", {"Bad file descriptor"}}}},
    };
}

} // namespace mgunzip::test
