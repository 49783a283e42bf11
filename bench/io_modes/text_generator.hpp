// SPDX-License-Identifier: BSL-1.0
// Text that compresses about as text does.
#ifndef MGUNZIP_BENCH_IO_MODES_TEXT_GENERATOR_HPP
#define MGUNZIP_BENCH_IO_MODES_TEXT_GENERATOR_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace mgunzip::bench {

/// An endless stream of made-up words in lines, some of them many times as
/// frequent as others; the same for the same seed.
class text_generator {
  public:
    explicit text_generator(std::uint64_t seed);

    void fill(std::span<std::uint8_t> out);

  private:
    std::uint32_t random() noexcept;
    std::string make_word();
    void make_line();

    std::uint64_t state_;
    std::vector<std::string> words_;
    std::string line_;
    std::size_t used_ = 0; ///< of the line
};

} // namespace mgunzip::bench

#endif
