// SPDX-License-Identifier: BSL-1.0
// Decodes parts of one file's output (--bytes, --lines).
#ifndef MGUNZIP_CLI_PART_WORK_HPP
#define MGUNZIP_CLI_PART_WORK_HPP

#include "cli/index_file.hpp"
#include "cli/input_file.hpp"
#include "cli/message.hpp"
#include "cli/options.hpp"
#include "cli/part_facts.hpp"
#include "cli/part_plan.hpp"
#include "io/open_source.hpp"
#include "io/part_reader.hpp"
#include "io/sink.hpp"
#include "io/size_forecast.hpp"
#include "io/thread_budget.hpp"
#include "io/transfer_observer.hpp"

#include <mgunzip/gzip.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace mgunzip::cli {

/// First `open`, then `run`. Both may throw std::bad_alloc.
class part_work {
  public:
    /// `wanted` has parts. All live longer.
    part_work(const options& wanted, const input_file& input, reporter& report,
              io::thread_budget* threads, io::transfer_observer* observer)
        : wanted_(wanted), input_(input), report_(report), threads_(threads),
          observer_(observer) {}

    /// Opens the source, looks for an index, and finds out how large the output
    /// is, if a part counts from its end: by the index, or by decoding all of a
    /// file. Returns false after an error, which the reporter has been told.
    [[nodiscard]] bool open(io::opened_source& source);

    /// How much output is still to come; what a sink is made for.
    const io::size_forecast& forecast() const noexcept { return forecast_; }

    /// Decodes the parts into `to`, which is not finished. `error` is the
    /// sink's after `failure::output`; any other failure was told.
    [[nodiscard]] io::failure run(io::sink& to, std::error_code& error);

    const part_facts& facts() const noexcept { return facts_; }
    /// What follows the last member, if a part reaches up to that.
    trailing_data trailing() const noexcept { return trailing_; }
    /// Bytes of input that were decoded.
    std::uint64_t consumed() const noexcept {
        return before_ + reader_->used();
    }

    /// What -v says: which part of the input was decoded for this.
    std::string cost() const;

  private:
    class known_forecast final : public io::size_forecast {
      public:
        std::uint64_t left = 0;
        std::uint64_t remaining() const noexcept override { return left; }
    };

    bool open_source(io::opened_source& source);
    bool find_index(const io::source& from);
    bool find_size(io::opened_source& source);
    bool count_all(io::opened_source& source);
    bool look_at_last_byte();
    void forecast_parts();

    io::failure run_part(const output_part& part, bool is_last, io::sink& to);
    io::failure go_to(std::uint64_t position);
    io::failure look_for(std::uint64_t position);
    io::failure go_to_begin(detail::border_finder& begin,
                            detail::border_finder& end);
    io::failure copy(detail::border_finder& end, const planned_part& plan,
                     io::sink& to);
    void note(std::span<const std::uint8_t> bytes) noexcept;
    io::failure finish();
    void note_end(const output_part& part, const planned_part& plan,
                  const detail::border_finder& end) noexcept;
    io::failure judge_end(const output_part& part, const planned_part& plan,
                          const detail::border_finder& begin,
                          const detail::border_finder& end);
    io::failure report(io::failure cause, const io::part_reader& reader);
    io::failure fail_behind_end(std::uint64_t wanted, std::uint64_t all);

    const options& wanted_;
    const input_file& input_;
    reporter& report_;
    io::thread_budget* threads_;
    io::transfer_observer* observer_;
    index_file index_;
    std::unique_ptr<io::part_reader> reader_;
    output_size size_;
    known_forecast forecast_;
    part_facts facts_;
    trailing_data trailing_ = trailing_data::none;
    std::error_code output_error_;
    std::uint64_t before_ = 0; ///< decoded to find the size
    std::vector<std::uint8_t> scratch_;
    reading_place place_; ///< of what cannot go back
    // Of the part that is read:
    std::uint64_t position_ = 0; ///< in the output, behind what was read
    bool is_at_end_ = false;     ///< of the output
    std::uint8_t last_byte_ = '\n';
    std::span<std::uint8_t> rest_{}; ///< in `scratch_`: of the part
};

} // namespace mgunzip::cli

#endif
