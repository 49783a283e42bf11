// SPDX-License-Identifier: BSL-1.0
// stream < FILE.gz > FILE: decompresses what comes piece by piece, and names
// the members.
#include <mgunzip/stream.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

namespace {

using mgunzip::stream_event;

// A name from a file can hold anything, also what controls a terminal.
std::string printable(std::string name) {
    for (char& c : name)
        if (c < ' ' || c > '~')
            c = '?';
    return name;
}

int fail(const char* what, const std::string& why) {
    std::fprintf(stderr, "%s: %s\n", what, why.c_str());
    return 1;
}

} // namespace

int main() {
    mgunzip::stream_decoder stream;
    const mgunzip::gzip_decoder& decoder = stream.decoder();
    std::array<std::uint8_t, 65536> buffer;
    std::span<const std::uint8_t> in;
    for (;;) {
        switch (stream.next(in)) {
        case stream_event::need_input: {
            const std::size_t size =
                std::fread(buffer.data(), 1, buffer.size(), stdin);
            if (std::ferror(stdin))
                return fail("standard input", "cannot be read");
            in = std::span(buffer).first(size);
            if (size == 0)
                stream.finish();
            break;
        }
        case stream_event::data: {
            const std::span<const std::uint8_t> out = stream.output();
            if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size())
                return fail("standard output", "cannot be written");
            break;
        }
        case stream_event::member_begin:
            std::fprintf(stderr, "member %llu: %s\n",
                         static_cast<unsigned long long>(decoder.members()),
                         printable(decoder.header().name).c_str());
            break;
        case stream_event::member_end:
            break;
        case stream_event::end_of_data:
            if (decoder.trailing() == mgunzip::trailing_data::garbage)
                std::fputs("garbage behind the last member\n", stderr);
            if (std::fflush(stdout) != 0)
                return fail("standard output", "cannot be written");
            return 0;
        case stream_event::error:
            return fail(
                ("byte " + std::to_string(decoder.error_offset())).c_str(),
                stream.error().message());
        }
    }
}
