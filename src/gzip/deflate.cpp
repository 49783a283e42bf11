// SPDX-License-Identifier: BSL-1.0
// One stream in memory as a whole, with zlib's header and trailer or without.
#include <mgunzip/deflate.hpp>

#include "adler32.hpp"
#include "gzip/whole_output.hpp"
#include "zlib_format.hpp"

#include <new>

namespace mgunzip {
namespace {

namespace zlib = detail::zlib;

// What is wrong with CMF and FLG, and where.
struct header_fault {
    errc code = errc::ok;
    std::size_t offset = 0;
};

header_fault judge_header(std::uint8_t cmf, std::uint8_t flg) noexcept {
    if ((cmf << 8 | flg) % zlib::check_modulus != 0)
        return {errc::not_zlib, 0};
    if ((cmf & zlib::method_mask) != zlib::deflate_method)
        return {errc::unknown_method, 0};
    if (cmf >> zlib::window_shift > zlib::max_window)
        return {errc::window_too_large, 0};
    if ((flg & zlib::dictionary_flag) != 0)
        return {errc::preset_dictionary, zlib::flg_offset};
    return {};
}

std::uint32_t load_big32(const std::uint8_t* from) noexcept {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < zlib::adler_size; ++i)
        value = value << 8 | from[i];
    return value;
}

// Decodes one stream into one output.
template <typename Output>
class stream_run {
  public:
    stream_run(inflater& decoder, std::span<const std::uint8_t> in,
               Output& output) noexcept
        : decoder_(decoder), in_(in), output_(output) {
        decoder_.reset();
    }

    deflate_result bare() noexcept {
        decode_body(0, [](auto) {});
        return finish();
    }

    deflate_result with_zlib() noexcept {
        if (in_.size() < zlib::header_size) {
            fail(errc::truncated_input, in_.size());
            return finish();
        }
        const header_fault fault = judge_header(in_[0], in_[zlib::flg_offset]);
        if (fault.code != errc::ok) {
            fail(fault.code, fault.offset);
            return finish();
        }
        std::uint32_t adler = detail::adler32_of_nothing;
        if (decode_body(zlib::header_size, [&](auto piece) {
                adler = detail::adler32(adler, piece);
            }))
            compare(adler);
        return finish();
    }

  private:
    void fail(errc code, std::uint64_t offset) noexcept {
        result_.error = code;
        result_.error_offset = offset;
    }

    // From `begin` on; each piece of output goes to `look`. True at the end of
    // the stream, which is then the end of what was consumed.
    template <typename Look>
    bool decode_body(std::size_t begin, Look look) noexcept {
        input_cursor in{in_.data() + begin, in_.data() + in_.size()};
        for (;;) {
            const std::uint8_t* const from = output_.window.next;
            const inflate_status status = decoder_.run(in, output_.window);
            look(std::span(from, output_.window.next));
            const auto used = static_cast<std::size_t>(in.next - in_.data());
            switch (status) {
            case inflate_status::end_of_stream:
                consumed_ = used;
                return true;
            case inflate_status::need_output:
                result_.error = output_.extend({produced(), used, 1});
                if (result_.error)
                    return false;
                break;
            case inflate_status::need_input:
                fail(errc::truncated_input, in_.size());
                return false;
            case inflate_status::error:
                fail(decoder_.error(), begin + decoder_.error_offset());
                return false;
            case inflate_status::block_begin:
                break;
            }
        }
    }

    void compare(std::uint32_t adler) noexcept {
        if (in_.size() - consumed_ < zlib::adler_size)
            fail(errc::truncated_input, in_.size());
        else if (load_big32(in_.data() + consumed_) != adler)
            fail(errc::adler_mismatch, consumed_);
        consumed_ += zlib::adler_size;
    }

    std::size_t produced() const noexcept {
        return static_cast<std::size_t>(decoder_.produced());
    }

    deflate_result finish() noexcept {
        result_.produced = produced();
        if (!result_.error)
            result_.consumed = consumed_;
        return result_;
    }

    inflater& decoder_;
    std::span<const std::uint8_t> in_;
    Output& output_;
    std::size_t consumed_ = 0;
    deflate_result result_{};
};

enum class format : std::uint8_t { bare, zlib };

template <typename Output>
deflate_result decode(format form, inflater& decoder,
                      std::span<const std::uint8_t> in,
                      Output& output) noexcept {
    stream_run run(decoder, in, output);
    return form == format::zlib ? run.with_zlib() : run.bare();
}

deflate_result decode_into(format form, inflater& decoder,
                           std::span<const std::uint8_t> in,
                           std::span<std::uint8_t> out) noexcept {
    detail::fixed_output output(out);
    return decode(form, decoder, in, output);
}

template <typename Container>
deflate_result decode_to(format form, inflater& decoder,
                         std::span<const std::uint8_t> in, Container& out,
                         std::size_t limit) noexcept {
    // The data do not say what becomes of them.
    detail::growing_output output(in.size(), 0, out, limit);
    const deflate_result result = decode(form, decoder, in, output);
    output.finish(result.produced);
    return result;
}

template <typename Container>
deflate_result decode_to(format form, std::span<const std::uint8_t> in,
                         Container& out, std::size_t limit) noexcept {
    out.clear();
    return detail::with_new<deflate_result, inflater>([&](inflater& decoder) {
        return decode_to(form, decoder, in, out, limit);
    });
}

} // namespace

deflate_result decompress_zlib(inflater& decoder,
                               std::span<const std::uint8_t> in,
                               std::span<std::uint8_t> out) noexcept {
    return decode_into(format::zlib, decoder, in, out);
}

deflate_result decompress_deflate(inflater& decoder,
                                  std::span<const std::uint8_t> in,
                                  std::span<std::uint8_t> out) noexcept {
    return decode_into(format::bare, decoder, in, out);
}

deflate_result decompress_zlib(std::span<const std::uint8_t> in,
                               std::span<std::uint8_t> out) noexcept {
    return detail::with_new<deflate_result, inflater>(
        [&](inflater& decoder) { return decompress_zlib(decoder, in, out); });
}

deflate_result decompress_deflate(std::span<const std::uint8_t> in,
                                  std::span<std::uint8_t> out) noexcept {
    return detail::with_new<deflate_result, inflater>([&](inflater& decoder) {
        return decompress_deflate(decoder, in, out);
    });
}

deflate_result decompress_zlib_to_vector(inflater& decoder,
                                         std::span<const std::uint8_t> in,
                                         std::vector<std::uint8_t>& out,
                                         std::size_t limit) noexcept {
    return decode_to(format::zlib, decoder, in, out, limit);
}

deflate_result decompress_deflate_to_vector(inflater& decoder,
                                            std::span<const std::uint8_t> in,
                                            std::vector<std::uint8_t>& out,
                                            std::size_t limit) noexcept {
    return decode_to(format::bare, decoder, in, out, limit);
}

deflate_result decompress_zlib_to_vector(std::span<const std::uint8_t> in,
                                         std::vector<std::uint8_t>& out,
                                         std::size_t limit) noexcept {
    return decode_to(format::zlib, in, out, limit);
}

deflate_result decompress_deflate_to_vector(std::span<const std::uint8_t> in,
                                            std::vector<std::uint8_t>& out,
                                            std::size_t limit) noexcept {
    return decode_to(format::bare, in, out, limit);
}

deflate_result decompress_zlib_to_vector(std::span<const std::byte> in,
                                         std::vector<std::byte>& out,
                                         std::size_t limit) noexcept {
    return decode_to(format::zlib, octets(in), out, limit);
}

deflate_result decompress_deflate_to_vector(std::span<const std::byte> in,
                                            std::vector<std::byte>& out,
                                            std::size_t limit) noexcept {
    return decode_to(format::bare, octets(in), out, limit);
}

deflate_result decompress_zlib_to_string(std::span<const char> in,
                                         std::string& out,
                                         std::size_t limit) noexcept {
    return decode_to(format::zlib, octets(in), out, limit);
}

deflate_result decompress_deflate_to_string(std::span<const char> in,
                                            std::string& out,
                                            std::size_t limit) noexcept {
    return decode_to(format::bare, octets(in), out, limit);
}

} // namespace mgunzip
