// SPDX-License-Identifier: BSL-1.0
// Output lies in the decoder's memory, and is read from there. What was read of
// the piece in front is kept, to be put back.
#include <mgunzip/istream.hpp>

#include <mgunzip/octets.hpp>
#include <mgunzip/stream.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace mgunzip {
namespace {

constexpr std::size_t input_size = std::size_t{64} * 1024;

using traits = std::streambuf::traits_type;

} // namespace

struct MGUNZIP_LOCAL gunzip_streambuf::state {
    std::streambuf& source;
    stream_decoder decoder{};
    std::array<char, input_size> memory;
    std::span<const std::uint8_t> input{};
    /// The last characters of the pieces in front of this one.
    std::array<char, putback_size> before{};
    std::size_t before_size = 0;
    /// The piece, while characters in front of it are read again.
    std::span<const std::uint8_t> piece{};
    bool is_before_piece = false;
    bool is_at_end = false;

    explicit state(std::streambuf& from) : source(from) {}

    std::size_t take(std::streamsize most);
    std::size_t read();
    std::span<const std::uint8_t> next_piece();
    void keep_end_of(std::span<const std::uint8_t> data) noexcept;
};

std::size_t gunzip_streambuf::state::take(std::streamsize most) {
    const std::streamsize size = source.sgetn(
        memory.data(), std::min<std::streamsize>(most, input_size));
    return static_cast<std::size_t>(std::max<std::streamsize>(size, 0));
}

// As much as is there, but at least a byte if there is one at all. Some sources
// promise more than they have.
std::size_t gunzip_streambuf::state::read() {
    if (const std::streamsize ready = source.in_avail(); ready > 0)
        if (const std::size_t size = take(ready))
            return size;
    if (traits::eq_int_type(source.sgetc(), traits::eof()))
        return 0;
    return take(std::max<std::streamsize>(source.in_avail(), 1));
}

// The next output; empty at the end, and at an error.
std::span<const std::uint8_t> gunzip_streambuf::state::next_piece() {
    while (!is_at_end) {
        switch (decoder.next(input)) {
        case stream_event::data:
            return decoder.output();
        case stream_event::member_begin:
        case stream_event::member_end:
            break;
        case stream_event::need_input:
            input = octets(std::span<const char>(memory).first(read()));
            if (input.empty())
                decoder.finish();
            break;
        case stream_event::end_of_data:
        case stream_event::error:
            is_at_end = true;
            break;
        }
    }
    return {};
}

// Keeps the last characters of what was kept before and `data` together.
void gunzip_streambuf::state::keep_end_of(
    std::span<const std::uint8_t> data) noexcept {
    const std::size_t added = std::min(data.size(), putback_size);
    const std::size_t kept = std::min(before_size, putback_size - added);
    std::copy(before.begin() + static_cast<std::ptrdiff_t>(before_size - kept),
              before.begin() + static_cast<std::ptrdiff_t>(before_size),
              before.begin());
    std::ranges::copy(data.last(added),
                      before.begin() + static_cast<std::ptrdiff_t>(kept));
    before_size = kept + added;
}

gunzip_streambuf::gunzip_streambuf(std::streambuf& source)
    : state_(std::make_unique<state>(source)) {}
gunzip_streambuf::~gunzip_streambuf() = default;

namespace {

// What a get area points to is not written to: the base class writes only if a
// character is put back that was not read, and that is refused.
char* characters(std::span<const std::uint8_t> data) noexcept {
    return reinterpret_cast<char*>(const_cast<std::uint8_t*>(data.data()));
}

} // namespace

gunzip_streambuf::int_type gunzip_streambuf::underflow() {
    state& s = *state_;
    if (gptr() < egptr())
        return traits_type::to_int_type(*gptr());
    if (s.is_before_piece) {
        s.is_before_piece = false;
    } else {
        s.keep_end_of(s.piece);
        s.piece = {};
        setg(nullptr, nullptr, nullptr);
        s.piece = s.next_piece();
    }
    if (s.piece.empty())
        return traits_type::eof();
    char* const begin = characters(s.piece);
    setg(begin, begin, begin + s.piece.size());
    return traits_type::to_int_type(*begin);
}

// At the beginning of a piece, the area becomes what was kept.
gunzip_streambuf::int_type gunzip_streambuf::pbackfail(int_type character) {
    state& s = *state_;
    if (gptr() != eback() || s.is_before_piece || s.before_size == 0)
        return traits_type::eof();
    char* const begin = s.before.data();
    char* const last = begin + s.before_size - 1;
    if (!traits_type::eq_int_type(character, traits_type::eof()) &&
        !traits_type::eq(traits_type::to_char_type(character), *last))
        return traits_type::eof();
    s.is_before_piece = true;
    setg(begin, last, begin + s.before_size);
    return traits_type::to_int_type(*last);
}

// What is ready behind the area is not known without decoding.
std::streamsize gunzip_streambuf::showmanyc() {
    if (state_->is_before_piece)
        return static_cast<std::streamsize>(state_->piece.size());
    return state_->is_at_end ? -1 : 0;
}

std::error_code gunzip_streambuf::error() const noexcept {
    return state_->is_at_end ? state_->decoder.error() : std::error_code{};
}

const gzip_decoder& gunzip_streambuf::decoder() const noexcept {
    return state_->decoder.decoder();
}

// Tells the stream of an error right when it is met: what is read by one call,
// and ends with it, counts as read.
class MGUNZIP_LOCAL gunzip_istream::reporting_buffer final
    : public gunzip_streambuf {
  public:
    reporting_buffer(std::streambuf& source, std::istream& stream)
        : gunzip_streambuf(source), stream_(stream) {}

  protected:
    int_type underflow() override {
        const int_type result = gunzip_streambuf::underflow();
        if (traits_type::eq_int_type(result, traits_type::eof()) && error())
            stream_.setstate(std::ios_base::badbit);
        return result;
    }

  private:
    std::istream& stream_;
};

gunzip_istream::gunzip_istream(std::streambuf& source)
    : std::istream(nullptr),
      buffer_(std::make_unique<reporting_buffer>(source, *this)) {
    rdbuf(buffer_.get());
}
gunzip_istream::gunzip_istream(std::istream& source)
    : gunzip_istream(*source.rdbuf()) {}
gunzip_istream::~gunzip_istream() = default;

std::error_code gunzip_istream::error() const noexcept {
    return buffer_->error();
}

const gzip_decoder& gunzip_istream::decoder() const noexcept {
    return buffer_->decoder();
}

} // namespace mgunzip
