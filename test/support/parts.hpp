// SPDX-License-Identifier: BSL-1.0
// Files of many blocks and members, and parts of them.
#ifndef MGUNZIP_TEST_PARTS_HPP
#define MGUNZIP_TEST_PARTS_HPP

#include "support/bgzf_builder.hpp"
#include "support/deflate_builder.hpp"
#include "support/index_builder.hpp"
#include "support/random_stream.hpp"

#include <mgunzip/range.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

namespace mgunzip::test {

struct sample_file {
    std::string name;
    bytes data{};
    bytes output{};
    std::vector<std::uint64_t> borders{}; // of members, in the output
    trailing_data trailing = trailing_data::none;

    void add(const random_stream& made, bool is_bgzf) {
        const gzip_member plain{.deflate_data = made.data, .data = made.output};
        data = data +
               gzip_bytes(is_bgzf ? bgzf_of(made.data, made.output) : plain);
        output = output + made.output;
        borders.push_back(output.size());
    }
};

// At least so much output, of many blocks.
inline random_stream stream_of(random_source& random, std::size_t size) {
    deflate_builder stream;
    bytes output;
    while (output.size() < size) {
        std::string text(1 + below(random, 3000), ' ');
        for (char& character : text)
            character = static_cast<char>('a' + below(random, 4));
        output = output + characters(text);
        if (below(random, 8) == 0) {
            stream.stored_block(false, text);
            continue;
        }
        stream.begin_fixed(false).literals(text);
        for (std::size_t i = below(random, 100); i != 0; --i) {
            const std::size_t distance =
                1 + below(random, std::min(output.size(), history_size));
            const std::size_t length = 3 + below(random, 256);
            stream.match(static_cast<unsigned>(length),
                         static_cast<unsigned>(distance));
            for (std::size_t n = 0; n < length; ++n)
                output.push_back(output[output.size() - distance]);
        }
        stream.end_block();
    }
    stream.stored_block(true, std::string_view());
    return {stream.data(), output};
}

inline sample_file one_member() {
    sample_file file{.name = "one member"};
    random_source random(1);
    file.add(stream_of(random, 900000), false);
    return file;
}

inline sample_file several_members() {
    sample_file file{.name = "several members"};
    random_source random(2);
    for (const std::size_t size : {1000U, 300000U, 0U, 0U, 70000U, 1U, 200000U})
        file.add(stream_of(random, size), false);
    file.data = file.data + bytes(700); // padding
    file.trailing = trailing_data::zeros;
    return file;
}

inline sample_file bgzf() {
    sample_file file{.name = "BGZF"};
    random_source random(3);
    for (int i = 0; i < 25; ++i)
        file.add(stream_of(random, i % 7 == 5 ? 0 : 1 + below(random, 25000)),
                 true);
    file.data = file.data + bgzf_end();
    return file;
}

inline sample_file empty_file() {
    sample_file file{.name = "no output"};
    random_source random(4);
    file.add(stream_of(random, 0), false);
    return file;
}

struct range {
    std::uint64_t from;
    std::size_t size;
};

inline bytes part_of(const bytes& output, const range& wanted) {
    if (wanted.from >= output.size())
        return {};
    const auto from = output.begin() + static_cast<std::ptrdiff_t>(wanted.from);
    const std::size_t size =
        std::min<std::size_t>(wanted.size, output.size() - wanted.from);
    return {from, from + static_cast<std::ptrdiff_t>(size)};
}

// One part in one call.
struct decoded {
    range_result result;
    bytes found;
    bool is_verified = false;
};

inline decoded decode(const bytes& data, const gzip_index* index,
                      const range& wanted) {
    decoded all;
    all.found.resize(wanted.size);
    all.result =
        decode_range(data, index, wanted.from, all.found, &all.is_verified);
    all.found.resize(all.result.produced);
    return all;
}

inline gzip_index built(const sample_file& file, std::uint64_t spacing) {
    gzip_index index;
    BOOST_TEST_REQUIRE(!index.build(file.data, spacing).error);
    return index;
}

} // namespace mgunzip::test

#endif
