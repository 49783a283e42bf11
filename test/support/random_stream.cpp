// SPDX-License-Identifier: BSL-1.0
// Makes valid DEFLATE streams of all shapes that decoders may trip over.
#include "support/random_stream.hpp"

#include "support/random_code.hpp"

#include <algorithm>

namespace mgunzip::test {
namespace {

constexpr std::size_t end_of_block = 256;

struct token {
    unsigned length; // 1: a literal
    unsigned distance_or_literal;
    bool is_258_as_284;
};

// How the blocks of a stretch of the stream look.
struct plan {
    unsigned type;         // BTYPE
    std::size_t tokens;    // or bytes of a stored block
    unsigned literals;     // per cent of the tokens
    unsigned alphabet;     // how many literals there are
    unsigned max_distance; // 1 to 32768
    unsigned max_length;   // 3 to 258
    unsigned unused;       // per cent of the other symbols to have a code
    code_shape shape;
};

template <class Value>
Value one_of(random_source& random, std::initializer_list<Value> values) {
    return values.begin()[below(random, values.size())];
}

plan make_plan(random_source& random) {
    plan plan{};
    plan.type = one_of(random, {0U, 1U, 1U, 2U, 2U, 2U, 2U, 2U});
    plan.tokens = one_of<std::size_t>(
        random, {0, 1, 2, 3, 10, 50, 200, 1000, 5000, 20000});
    if (plan.type == 0 && below(random, 8) == 0)
        plan.tokens = 65535;
    plan.literals = one_of(random, {0U, 10U, 50U, 90U, 99U, 100U});
    plan.alphabet = one_of(random, {1U, 2U, 3U, 16U, 64U, 128U, 256U});
    plan.max_distance =
        one_of(random, {1U, 2U, 8U, 16U, 40U, 300U, 32768U, 32768U});
    plan.max_length = one_of(random, {3U, 6U, 20U, 258U, 258U});
    plan.unused = one_of(random, {0U, 0U, 3U, 50U, 100U});
    plan.shape = one_of(
        random, {code_shape::uniform, code_shape::random, code_shape::deep});
    return plan;
}

// Drops lengths of zero at the end, all of them or some.
void trim(random_source& random, code_lengths& lengths, std::size_t least) {
    while (lengths.size() > least && lengths.back() == 0 &&
           below(random, 20) != 0)
        lengths.pop_back();
}

dynamic_header make_header(random_source& random, const code_lengths& litlen,
                           const code_lengths& distance) {
    dynamic_header header{};
    header.hlit = static_cast<unsigned>(litlen.size() - 257);
    header.hdist = static_cast<unsigned>(distance.size() - 1);

    code_lengths lengths = litlen;
    lengths.insert(lengths.end(), distance.begin(), distance.end());
    const bool has_repeats = below(random, 4) != 0;
    std::set<std::size_t> symbols;
    for (std::size_t i = 0; i < lengths.size();) {
        const auto begin = lengths.begin() + static_cast<std::ptrdiff_t>(i);
        const auto end =
            std::find_if(begin, lengths.end(),
                         [&](std::uint8_t length) { return length != *begin; });
        const auto run = static_cast<unsigned>(end - begin);
        length_symbol symbol{*begin};
        unsigned times = 1;
        if (has_repeats && *begin == 0 && run >= 11) {
            times = std::min(run, 138U);
            symbol = {18, times - 11};
        } else if (has_repeats && *begin == 0 && run >= 3) {
            times = std::min(run, 10U);
            symbol = {17, times - 3};
        } else if (has_repeats && run >= 3 && i > 0 && begin[-1] == *begin) {
            times = std::min(run, 6U);
            symbol = {16, times - 3};
        }
        header.symbols.push_back(symbol);
        symbols.insert(symbol.symbol);
        i += times;
    }
    while (symbols.size() < 2 || below(random, 3) == 0)
        symbols.insert(below(random, 19));
    const code_lengths code =
        random_code(random, symbols, 19,
                    one_of(random, {code_shape::uniform, code_shape::random,
                                    code_shape::deep}),
                    7);
    std::ranges::copy(code, header.code_length_lengths.begin());
    return header;
}

class maker {
  public:
    maker(random_source& random, std::size_t output_size)
        : random_(random), plan_(make_plan(random)), output_size_(output_size) {
    }

    random_stream make() {
        while (output_.size() < output_size_ && blocks_ < 300)
            block(false);
        block(true);
        return {builder_.data(), std::move(output_)};
    }

  private:
    void block(bool is_final) {
        ++blocks_;
        if (below(random_, 4) == 0)
            plan_ = make_plan(random_);
        if (plan_.type == 0)
            stored(is_final);
        else
            compressed(is_final);
    }

    void stored(bool is_final) {
        bytes data(plan_.tokens);
        for (std::uint8_t& byte : data)
            byte = literal();
        builder_.stored_block(is_final, data);
        output_.insert(output_.end(), data.begin(), data.end());
    }

    void compressed(bool is_final) {
        const std::vector<token> tokens = make_tokens();
        if (plan_.type == 1)
            builder_.begin_fixed(is_final);
        else
            begin_dynamic(is_final, tokens);
        for (const token& token : tokens)
            put(token);
        builder_.end_block();
    }

    void put(const token& token) {
        if (token.length == 1) {
            builder_.litlen(token.distance_or_literal);
            return;
        }
        const unsigned distance = token.distance_or_literal;
        if (token.is_258_as_284) {
            const symbol_and_extra d = encode_distance(distance);
            builder_.litlen(284).put_bits(31, 5);
            builder_.distance_symbol(d.symbol).put_bits(d.extra, d.extra_bits);
        } else {
            builder_.match(token.length, distance);
        }
    }

    void begin_dynamic(bool is_final, const std::vector<token>& tokens) {
        std::set<std::size_t> litlens{end_of_block};
        std::set<std::size_t> distances;
        for (const token& token : tokens) {
            if (token.length == 1) {
                litlens.insert(token.distance_or_literal);
                continue;
            }
            litlens.insert(
                token.is_258_as_284 ? 284 : encode_length(token.length).symbol);
            distances.insert(encode_distance(token.distance_or_literal).symbol);
        }
        for (std::size_t symbol = 0; symbol < 286; ++symbol)
            if (below(random_, 100) < plan_.unused)
                litlens.insert(symbol);
        for (std::size_t symbol = 0; symbol < 30; ++symbol)
            if (below(random_, 100) < plan_.unused)
                distances.insert(symbol);
        code_lengths litlen = random_code(random_, litlens, 286, plan_.shape);
        code_lengths distance =
            random_code(random_, distances, 30, plan_.shape);
        trim(random_, litlen, 257);
        trim(random_, distance, 1);
        builder_.begin_dynamic(is_final, make_header(random_, litlen, distance))
            .set_codes(litlen, distance);
    }

    // Appends to the output as well.
    std::vector<token> make_tokens() {
        std::vector<token> tokens;
        while (tokens.size() < plan_.tokens &&
               output_.size() < output_size_ + 1000) {
            if (output_.empty() || below(random_, 100) < plan_.literals) {
                output_.push_back(literal());
                tokens.push_back({1, output_.back(), false});
                continue;
            }
            const unsigned length = number(3, plan_.max_length);
            const unsigned distance =
                number(1, static_cast<unsigned>(std::min<std::size_t>(
                              plan_.max_distance, output_.size())));
            tokens.push_back(
                {length, distance, length == 258 && below(random_, 4) == 0});
            for (unsigned i = 0; i < length; ++i)
                output_.push_back(output_[output_.size() - distance]);
        }
        return tokens;
    }

    // The ends of the range are likelier than what is between them.
    unsigned number(unsigned least, unsigned most) {
        switch (below(random_, 10)) {
        case 0:
            return most;
        case 1:
            return least;
        default:
            return least +
                   static_cast<unsigned>(below(random_, most - least + 1));
        }
    }

    std::uint8_t literal() {
        return static_cast<std::uint8_t>(below(random_, plan_.alphabet) * 37 +
                                         blocks_);
    }

    random_source& random_;
    plan plan_;
    std::size_t output_size_;
    std::size_t blocks_ = 0;
    bytes output_;
    deflate_builder builder_;
};

} // namespace

random_stream make_random_stream(random_source& random,
                                 std::size_t output_size) {
    return maker(random, output_size).make();
}

void damage(random_source& random, bytes& data) {
    if (data.empty())
        return;
    const auto at = [&] {
        return data.begin() +
               static_cast<std::ptrdiff_t>(below(random, data.size()));
    };
    switch (below(random, 6)) {
    case 0: {
        const auto first = at();
        data.erase(first, first + std::min<std::ptrdiff_t>(1 + below(random, 3),
                                                           data.end() - first));
        break;
    }
    case 1:
        data.insert(at(), static_cast<std::uint8_t>(random()));
        break;
    case 2:
        *at() = static_cast<std::uint8_t>(random());
        break;
    default:
        for (std::size_t i = 0; i <= below(random, 3); ++i)
            *at() ^= static_cast<std::uint8_t>(1U << below(random, 8));
    }
}

} // namespace mgunzip::test
