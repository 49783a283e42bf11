// SPDX-License-Identifier: BSL-1.0
// Streams of the C++ library over gzip data.
#include <mgunzip/istream.hpp>

#include "support/gzip_builder.hpp"
#include "support/random_stream.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>

using namespace mgunzip;
using namespace mgunzip::test;

namespace {

std::string as_text(const bytes& data) {
    return {data.begin(), data.end()};
}

struct fixture {
    random_stream made = [] {
        random_source random(7);
        return make_random_stream(random, 1'500'000);
    }();
    std::string data = as_text(made.output);
    bytes member = gzip_bytes({.deflate_data = made.data, .data = made.output});
    std::string file = as_text(member + gzip_stored("") + gzip_stored("last"));
    std::string all = data + "last";
};

// Says how much is ready, gives less at a time, and may throw once.
class slow_source : public std::streambuf {
  public:
    slow_source(std::string text, std::streamsize promised)
        : text_(std::move(text)), promised_(promised) {}

    std::size_t throw_at = std::string::npos;

  protected:
    std::streamsize showmanyc() override { return promised_; }
    int_type underflow() override {
        if (at_ >= throw_at) {
            throw_at = std::string::npos;
            throw std::runtime_error("source");
        }
        if (at_ == text_.size())
            return traits_type::eof();
        setg(&text_[at_], &text_[at_], &text_[at_] + 1);
        ++at_;
        return traits_type::to_int_type(text_[at_ - 1]);
    }

  private:
    std::string text_;
    std::streamsize promised_;
    std::size_t at_ = 0;
};

std::string read_all(std::istream& in, std::size_t piece) {
    std::string result;
    std::string buffer(piece, ' ');
    do {
        in.read(buffer.data(), static_cast<std::streamsize>(piece));
        result.append(buffer, 0, static_cast<std::size_t>(in.gcount()));
    } while (in);
    return result;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(sound_data, fixture)

BOOST_AUTO_TEST_CASE(all_members_are_read_in_pieces_of_any_size) {
    for (const std::size_t piece : {1, 7, 4096, 262144, 262145, 3000000}) {
        std::istringstream source(file);
        gunzip_istream in(source);
        BOOST_TEST((read_all(in, piece) == all));
        BOOST_TEST(in.eof());
        BOOST_TEST(!in.bad());
        BOOST_TEST(!in.error());
        BOOST_TEST(in.decoder().members() == 3U);
    }
}

BOOST_AUTO_TEST_CASE(a_buffer_alone_and_its_characters) {
    std::stringbuf source(file);
    gunzip_streambuf buffer(source);
    const std::string read{std::istreambuf_iterator<char>(&buffer), {}};
    BOOST_TEST((read == all));
    BOOST_TEST(!buffer.error());
    BOOST_TEST(buffer.in_avail() == -1);
    BOOST_TEST(buffer.decoder().consumed() == file.size());
}

BOOST_AUTO_TEST_CASE(lines_and_words) {
    std::istringstream source(
        as_text(gzip_stored("one two\n3") + gzip_stored("4\nlast line")));
    gunzip_istream in(source);
    std::string word;
    int number = 0;
    in >> word >> word >> number;
    BOOST_TEST(word == "two");
    BOOST_TEST(number == 34);
    std::string line;
    std::getline(in >> std::ws, line);
    BOOST_TEST(line == "last line");
    BOOST_TEST(in.eof());
    BOOST_TEST(!in.bad());
}

BOOST_AUTO_TEST_CASE(sources_that_give_little_or_promise_too_much) {
    for (const std::streamsize promised : {-1, 0, 1, 1'000'000}) {
        slow_source source(file, promised);
        gunzip_istream in(source);
        BOOST_TEST((read_all(in, 100'000) == all));
        BOOST_TEST(!in.bad());
    }
}

BOOST_AUTO_TEST_CASE(files) {
    std::ifstream source(MGUNZIP_TEST_DATA "/good-text-gzip-9.gz",
                         std::ios::binary);
    gunzip_istream in(source);
    BOOST_TEST(!read_all(in, 1000).empty());
    BOOST_TEST(!in.bad());
    BOOST_TEST(in.decoder().members() == 1U);
}

BOOST_AUTO_TEST_CASE(what_follows_the_data_is_ignored) {
    for (const std::string& rest :
         {std::string(1000, '\0'), std::string("xy")}) {
        std::istringstream source(file + rest);
        gunzip_istream in(source);
        BOOST_TEST((read_all(in, 5000) == all));
        BOOST_TEST(!in.bad());
        BOOST_TEST((in.decoder().trailing() != trailing_data::none));
    }
}

BOOST_AUTO_TEST_CASE(seeking_is_refused_and_loses_nothing) {
    std::istringstream source(file);
    gunzip_istream in(source);
    BOOST_TEST(in.get() == std::char_traits<char>::to_int_type(all[0]));
    BOOST_TEST((in.tellg() == std::istream::pos_type(-1)));
    in.clear();
    in.seekg(0);
    BOOST_TEST(in.fail());
    BOOST_TEST(!in.bad());
    in.clear();
    in.seekg(1, std::ios::cur);
    BOOST_TEST(in.fail());
    in.clear();
    BOOST_TEST((read_all(in, 70'000) == all.substr(1)));
}

BOOST_AUTO_TEST_CASE(what_was_read_last_can_be_put_back_anywhere) {
    constexpr std::size_t most = gunzip_streambuf::putback_size;
    for (const std::size_t step : {1UL, 5UL, 1000UL, 262143UL}) {
        std::istringstream source(file);
        gunzip_istream in(source);
        std::string buffer(step, ' ');
        std::size_t at = 0;
        while (in.read(buffer.data(), static_cast<std::streamsize>(step))) {
            at += step;
            const std::size_t back = std::min(most, at);
            std::size_t done = 0;
            while (done < back && in.unget())
                ++done;
            BOOST_REQUIRE(done == back);
            std::string again(back, ' ');
            in.read(again.data(), static_cast<std::streamsize>(back));
            BOOST_REQUIRE((again == all.substr(at - back, back)));
            if (step == 1 && at == 1000)
                break;
        }
    }
}

BOOST_AUTO_TEST_CASE(the_end_can_be_put_back) {
    std::istringstream source(file);
    gunzip_istream in(source);
    BOOST_TEST((read_all(in, 1000) == all));
    in.clear();
    in.unget();
    in.unget();
    BOOST_TEST((read_all(in, 1000) == all.substr(all.size() - 2)));
    in.clear();
    in.putback('t');
    BOOST_TEST(in.good());
    BOOST_TEST((read_all(in, 1000) == "t"));
}

BOOST_AUTO_TEST_CASE(other_characters_cannot_be_put_back) {
    std::istringstream source(as_text(gzip_stored("ab")));
    gunzip_streambuf buffer(*source.rdbuf());
    const auto eof = std::char_traits<char>::eof();
    BOOST_TEST(buffer.sungetc() == eof); // nothing was read
    BOOST_TEST(buffer.sbumpc() == 'a');
    BOOST_TEST(buffer.sputbackc('x') == eof);
    BOOST_TEST(buffer.sputbackc('a') == 'a');
    BOOST_TEST(buffer.sungetc() == eof);
    BOOST_TEST(buffer.sbumpc() == 'a');
    BOOST_TEST(buffer.sbumpc() == 'b');
    BOOST_TEST(buffer.sbumpc() == eof);
    BOOST_TEST(buffer.sputbackc('x') == eof);
    BOOST_TEST(buffer.sungetc() == 'b');
    BOOST_TEST(buffer.sputc('x') == eof); // it can only be read
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(errors, fixture)

BOOST_AUTO_TEST_CASE(damage_is_bad_and_what_is_in_front_was_read) {
    bytes damaged = member;
    damaged[damaged.size() - 8] ^= 1; // CRC32
    for (const std::size_t piece : {1, 4096, 3'000'000}) {
        std::istringstream source(as_text(damaged));
        gunzip_istream in(source);
        BOOST_TEST((read_all(in, piece) == data));
        BOOST_TEST(in.bad());
        BOOST_TEST((in.error() == errc::data_crc_mismatch));
        BOOST_TEST(in.decoder().error_offset() == damaged.size() - 8);
        // It stays so.
        in.clear();
        BOOST_TEST(in.get() == std::char_traits<char>::eof());
        BOOST_TEST(in.bad());
        BOOST_TEST((in.error() == errc::data_crc_mismatch));
    }
}

BOOST_AUTO_TEST_CASE(input_cut_anywhere_is_truncated) {
    const bytes small = gzip_stored("some text") + gzip_stored("and more");
    for (std::size_t size = 0; size < small.size(); ++size) {
        const bool is_whole = size == gzip_stored("some text").size();
        std::istringstream source(as_text(small).substr(0, size));
        gunzip_istream in(source);
        const std::string read = read_all(in, 1000);
        BOOST_TEST(std::string("some textand more").starts_with(read));
        BOOST_TEST(in.bad() == !is_whole);
        BOOST_TEST((in.error() == errc::truncated_input) == !is_whole);
        if (!is_whole)
            BOOST_TEST(in.decoder().error_offset() == size);
    }
}

BOOST_AUTO_TEST_CASE(a_buffer_alone_ends_and_knows_why) {
    std::stringbuf source(as_text(gzip_bytes({.method = 9})));
    gunzip_streambuf buffer(source);
    BOOST_TEST(!buffer.error()); // not met yet
    BOOST_TEST(buffer.sgetc() == std::char_traits<char>::eof());
    BOOST_TEST((buffer.error() == errc::unknown_method));
    std::ostringstream out;
    std::istringstream other("no gzip data");
    gunzip_istream in(other);
    out << in.rdbuf();
    BOOST_TEST(in.bad());
    BOOST_TEST((in.error() == condition::not_gzip));
}

BOOST_AUTO_TEST_CASE(formatted_functions_see_it_too) {
    bytes cut = gzip_stored("12 34");
    cut.resize(cut.size() - 3);
    std::istringstream source(as_text(cut));
    gunzip_istream in(source);
    int number = 0;
    in >> number;
    BOOST_TEST(number == 12);
    BOOST_TEST(!in.bad());
    in >> number;
    BOOST_TEST(in.bad());
    BOOST_TEST((in.error() == errc::truncated_input));
}

BOOST_AUTO_TEST_CASE(exceptions_come_where_they_are_wanted) {
    std::istringstream source("no gzip data");
    gunzip_istream in(source);
    in.exceptions(std::ios_base::badbit);
    BOOST_CHECK_THROW(in.get(), std::ios_base::failure);
    BOOST_TEST((in.error() == errc::not_gzip));
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_source_loses_nothing) {
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{5}, file.size() / 2}) {
        slow_source source(file, 0);
        source.throw_at = at;
        gunzip_istream in(source);
        std::string read;
        for (int c = in.get(); in.good(); c = in.get())
            read.push_back(static_cast<char>(c));
        BOOST_TEST(in.bad());
        BOOST_TEST(!in.error());
        in.clear();
        BOOST_TEST((read + read_all(in, 4096) == all));
        BOOST_TEST(!in.bad());
    }
}

BOOST_AUTO_TEST_SUITE_END()
