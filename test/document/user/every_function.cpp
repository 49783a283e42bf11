// SPDX-License-Identifier: BSL-1.0
// Calls every function of every public header once; library_users_test.cpp
// compares what this file needs with what the library exports. Prints what is
// wrong.
#include <mgunzip/api.hpp>
#include <mgunzip/block_counts.hpp>
#include <mgunzip/buffers.hpp>
#include <mgunzip/crc32.hpp>
#include <mgunzip/decompress.hpp>
#include <mgunzip/deflate.hpp>
#include <mgunzip/error.hpp>
#include <mgunzip/gzip.hpp>
#include <mgunzip/index.hpp>
#include <mgunzip/index_error.hpp>
#include <mgunzip/inflate.hpp>
#include <mgunzip/istream.hpp>
#include <mgunzip/kernel.hpp>
#include <mgunzip/member_header.hpp>
#include <mgunzip/members.hpp>
#include <mgunzip/octets.hpp>
#include <mgunzip/range.hpp>
#include <mgunzip/stream.hpp>
#include <mgunzip/version.hpp>

#include <array>
#include <cstdio>
#include <cstring>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using bytes = std::vector<std::uint8_t>;

int failures = 0;

void expect(bool holds, int line) {
    if (!holds) {
        std::printf("line %d does not hold\n", line);
        ++failures;
    }
}
#define EXPECT(condition) expect(static_cast<bool>(condition), __LINE__)

const std::string text = "hello, hello, hello";
const bytes data(text.begin(), text.end());
// gzip -9
const bytes file{0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0xc8, 0x40, 0xa2,
                 0x00, 0x9f, 0xa1, 0xca, 0x09, 0x13, 0x00, 0x00, 0x00};
constexpr std::size_t header_size = 10;
constexpr std::size_t trailer_size = 8;

bytes body() {
    return {file.begin() + header_size, file.end() - trailer_size};
}
bytes zlib_stream() {
    bytes stream{0x78, 0xda};
    const bytes deflated = body();
    stream.insert(stream.end(), deflated.begin(), deflated.end());
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const std::uint8_t byte : data) {
        a = (a + byte) % 65521;
        b = (b + a) % 65521;
    }
    for (const std::uint32_t half : {b, a}) {
        stream.push_back(static_cast<std::uint8_t>(half >> 8));
        stream.push_back(static_cast<std::uint8_t>(half));
    }
    return stream;
}
std::span<const char> as_text(const bytes& from) {
    return {reinterpret_cast<const char*>(from.data()), from.size()};
}
std::span<const std::byte> raw(const bytes& from) {
    return std::as_bytes(std::span(from));
}

void whole_data() {
    bytes out(data.size());
    EXPECT(mgunzip::output_size_hint(file) == data.size());
    EXPECT(mgunzip::decompress(file, out) && out == data);
    mgunzip::gzip_decoder decoder;
    EXPECT(mgunzip::decompress(decoder, file, out));
    EXPECT(mgunzip::decompress_to_vector(file, out, 100) && out == data);
    EXPECT(mgunzip::decompress_to_vector(decoder, file, out, 100));
    std::vector<std::byte> raw_out;
    EXPECT(mgunzip::decompress_to_vector(raw(file), raw_out, 100));
    EXPECT(mgunzip::decompress_to_vector(decoder, raw(file), raw_out, 100));
    EXPECT(mgunzip::decompress(raw(file), raw_out));
    std::string text_out;
    EXPECT(mgunzip::decompress_to_string(as_text(file), text_out, 100) &&
           text_out == text);
    EXPECT(
        mgunzip::decompress_to_string(decoder, as_text(file), text_out, 100));
    EXPECT(mgunzip::decompress(as_text(file), text_out));

    mgunzip::member_header header;
    EXPECT(!mgunzip::read_header(file, header) && header.extra_flags == 2);
    std::vector<mgunzip::member_info> members;
    EXPECT(mgunzip::list_members(file, members) && members.size() == 1);
}

void streams_of_deflate() {
    const bytes zlib = zlib_stream();
    const bytes bare = body();
    bytes out(data.size());
    mgunzip::inflater decoder;
    EXPECT(mgunzip::decompress_zlib(zlib, out) && out == data);
    EXPECT(mgunzip::decompress_deflate(bare, out) && out == data);
    EXPECT(mgunzip::decompress_zlib(decoder, zlib, out));
    EXPECT(mgunzip::decompress_deflate(decoder, bare, out));
    EXPECT(mgunzip::decompress_zlib_to_vector(zlib, out, 100) && out == data);
    EXPECT(mgunzip::decompress_deflate_to_vector(bare, out, 100));
    EXPECT(mgunzip::decompress_zlib_to_vector(decoder, zlib, out, 100));
    EXPECT(mgunzip::decompress_deflate_to_vector(decoder, bare, out, 100));
    std::vector<std::byte> raw_out;
    EXPECT(mgunzip::decompress_zlib_to_vector(raw(zlib), raw_out, 100));
    EXPECT(mgunzip::decompress_deflate_to_vector(raw(bare), raw_out, 100));
    std::string text_out;
    EXPECT(mgunzip::decompress_zlib_to_string(as_text(zlib), text_out, 100));
    EXPECT(mgunzip::decompress_deflate_to_string(as_text(bare), text_out, 100));
    EXPECT(text_out == text);
}

void inflater_by_hand() {
    const bytes bare = body();
    mgunzip::inflater first;
    mgunzip::inflater decoder = std::move(first);
    first = mgunzip::inflater();
    decoder.reset();
    decoder.begin_at(0, 0);
    decoder.stop_at_block(0);
    bytes out(100);
    mgunzip::input_cursor in{bare.data(), bare.data() + bare.size()};
    mgunzip::output_window window{out.data(), out.data() + 100,
                                  out.data() + 100};
    EXPECT(decoder.run(in, window) == mgunzip::inflate_status::block_begin);
    EXPECT(decoder.block_bit() == 0);
    EXPECT(decoder.run(in, window) == mgunzip::inflate_status::end_of_stream);
    EXPECT(decoder.error() == mgunzip::errc::ok && decoder.error_offset() == 0);
    EXPECT(decoder.produced() == data.size());
    EXPECT(decoder.blocks().fixed == 1);
    if (decoder.begin_ahead()) {
        decoder.end_ahead();
        decoder.decode_ahead();
    }
}

void gzip_by_hand() {
    mgunzip::gzip_decoder first;
    mgunzip::gzip_decoder decoder = std::move(first);
    first = mgunzip::gzip_decoder();
    decoder.begin_at(0, 0);
    decoder.reset();
    decoder.stop_at_block(mgunzip::never);
    bytes out(100);
    mgunzip::input_cursor in{file.data(), file.data() + file.size()};
    mgunzip::output_window window{out.data(), out.data() + 100,
                                  out.data() + 100};
    using enum mgunzip::gzip_status;
    EXPECT(decoder.run_members(in, window) == 0);
    EXPECT(decoder.run(in, window) == member_begin);
    EXPECT(decoder.member_offset() == 0);
    EXPECT(decoder.run(in, window) == member_end);
    EXPECT(decoder.run(in, window) == need_input);
    EXPECT(decoder.end_of_input() == end_of_data);
    EXPECT(decoder.header().operating_system == 3);
    EXPECT(decoder.header_size() == header_size);
    EXPECT(decoder.data_crc() == mgunzip::crc32(0, data.data(), data.size()));
    EXPECT(decoder.stated_crc() == decoder.data_crc());
    EXPECT(decoder.stated_size() == data.size());
    EXPECT(decoder.members() == 1);
    EXPECT(decoder.blocks().fixed == 1);
    EXPECT(decoder.block_bit() == mgunzip::never);
    EXPECT(decoder.produced() == data.size());
    EXPECT(decoder.consumed() == file.size());
    EXPECT(decoder.trailing() == mgunzip::trailing_data::none);
    EXPECT(decoder.error() == mgunzip::errc::ok && decoder.error_offset() == 0);
    if (decoder.begin_ahead()) {
        decoder.end_ahead();
        decoder.decode_ahead();
    }
}

void streams() {
    mgunzip::stream_decoder first;
    mgunzip::stream_decoder stream = std::move(first);
    first = mgunzip::stream_decoder();
    stream.reset();
    std::span<const std::uint8_t> in = file;
    stream.finish();
    using enum mgunzip::stream_event;
    EXPECT(stream.next(in) == member_begin);
    EXPECT(stream.next(in) == mgunzip::stream_event::data);
    EXPECT(stream.output().size() == ::data.size());
    EXPECT(stream.next(in) == member_end);
    EXPECT(stream.next(in) == end_of_data);
    EXPECT(!stream.error() && stream.decoder().members() == 1);
}

// Protected functions are for derived classes.
struct own_buffer : mgunzip::gunzip_streambuf {
    using gunzip_streambuf::gunzip_streambuf;

    void call_all() {
        EXPECT(gunzip_streambuf::showmanyc() == 0);
        EXPECT(gunzip_streambuf::underflow() == 'h');
        EXPECT(gunzip_streambuf::pbackfail(traits_type::eof()) ==
               traits_type::eof());
    }
};

void streams_of_the_standard() {
    std::istringstream source(std::string(file.begin(), file.end()));
    mgunzip::gunzip_istream in(source);
    std::string line;
    EXPECT(std::getline(in, line) && line == text);
    EXPECT(!in.error() && in.decoder().members() == 1);
    mgunzip::gunzip_istream empty(*source.rdbuf());
    EXPECT(empty.get() == std::char_traits<char>::eof() && empty.bad());
    std::stringbuf buffer(std::string(file.begin(), file.end()));
    own_buffer own(buffer);
    own.call_all();
    EXPECT(!own.error() && own.decoder().members() == 1);
    // Its type is known, too.
    const std::streambuf& base = own;
    EXPECT(dynamic_cast<const mgunzip::gunzip_streambuf*>(&base) == &own);
}

void indexes() {
    mgunzip::gzip_index index;
    EXPECT(index.build(file, 1) && index.points().size() == 1);
    EXPECT(index.find(5) == index.points().data());
    mgunzip::index_window window;
    mgunzip::index_window other = std::move(window);
    window = mgunzip::index_window();
    EXPECT(!other.load(index.points()[0]) && other.bytes().empty());
    bytes written;
    EXPECT(!mgunzip::write_index(index, mgunzip::index_format::gztool,
                                 [&](std::span<const std::uint8_t> piece) {
                                     written.insert(written.end(),
                                                    piece.begin(), piece.end());
                                     return std::error_code();
                                 }));
    mgunzip::gzip_index read;
    EXPECT(!read.read(written, file.size()));
    EXPECT(read.facts().output_size == data.size());
    EXPECT(read.build_bgzf(file) == mgunzip::index_errc::not_bgzf);

    bytes out(5);
    bool is_verified = false;
    EXPECT(mgunzip::decode_range(file, &index, 7, out, &is_verified));
    EXPECT(std::memcmp(out.data(), "hello", 5) == 0);
    mgunzip::range_reader first;
    mgunzip::range_reader reader = std::move(first);
    first = mgunzip::range_reader();
    reader.observe({});
    EXPECT(!reader.begin(file, nullptr, 14));
    EXPECT(reader.read(out) && reader.finish() && reader.is_verified());
    EXPECT(reader.crc() == mgunzip::crc32(0, "hello", 5) && reader.size() == 5);
    EXPECT(reader.output_size().value_or(data.size()) == data.size());
    constexpr auto none = mgunzip::trailing_data::none;
    EXPECT(reader.trailing().value_or(none) == none);
    EXPECT(reader.entry() == nullptr);
}

void numbers_and_names() {
    const std::uint32_t hello = mgunzip::crc32(0, "hello", 5);
    EXPECT(mgunzip::crc32_combine(0, hello, 5) == hello);
    const std::error_code error = mgunzip::errc::adler_mismatch;
    EXPECT(error.message() == mgunzip::message(mgunzip::errc::adler_mismatch));
    EXPECT(error.category() == mgunzip::error_category());
    EXPECT(error == mgunzip::condition::corrupt);
    EXPECT(mgunzip::condition_category() != mgunzip::error_category());
    EXPECT(std::string(mgunzip::message(mgunzip::index_errc::not_bgzf)) ==
           mgunzip::index_error_category().message(
               static_cast<int>(mgunzip::index_errc::not_bgzf)));
    EXPECT(!mgunzip::crc_kernels().empty());
    EXPECT(!mgunzip::inflate_kernels().empty());
    EXPECT(!mgunzip::select_crc_kernel("none"));
    EXPECT(!mgunzip::select_inflate_kernel("none"));
    EXPECT(mgunzip::library_version() == mgunzip::header_version);
}

} // namespace

int main() {
    whole_data();
    streams_of_deflate();
    inflater_by_hand();
    gzip_by_hand();
    streams();
    streams_of_the_standard();
    indexes();
    numbers_and_names();
    return failures == 0 ? 0 : 1;
}
