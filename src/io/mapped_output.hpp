// SPDX-License-Identifier: BSL-1.0
// Output that is decoded right into a mapping of the file.
#ifndef MGUNZIP_IO_MAPPED_OUTPUT_HPP
#define MGUNZIP_IO_MAPPED_OUTPUT_HPP

#include "io/file_mapping.hpp"
#include "io/file_rollback.hpp"
#include "io/mapping_pager.hpp"
#include "io/sink.hpp"
#include "io/size_forecast.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace mgunzip::io {

class offset_output;

/// What is to be done when a mapping cannot grow for another reason than space.
enum class map_demand : std::uint8_t {
    preferred, ///< go on by writing
    required,  ///< fail
};

/// How output is mapped. Sizes are in bytes; only tests need others.
struct mapping_settings {
    map_demand demand = map_demand::preferred;
    thread_budget* threads = nullptr; ///< lives longer; see mapping_pager
    /// None: what is best for the file system.
    std::optional<page_way> way = page_way::populate;
    trial_tuning trial{}; ///< of the ways, where the file system decides
    /// The first reservation when nothing is known of the size.
    std::uint64_t first_guess = std::uint64_t{1} << 20;
    /// Those that follow double the output up to the first of these, and never
    /// give more than the second at a time.
    std::uint64_t max_doubling = std::uint64_t{64} << 20;
    std::uint64_t max_step = std::uint64_t{1} << 30;
    std::size_t min_threaded = mapping_pager::min_threaded;
};

/// Reserves space for all the output that is expected, or gives the file that
/// size if zeros are written ahead, maps it, and at the end cuts the file to
/// what was committed. When the forecast was too small it reserves and maps
/// more, in larger and larger steps. When there is no room for that it goes on
/// by writing, so that only bytes that really do not fit are an error; and so
/// it does when there is no address space, unless mapping is required.
///
/// Errors: `io_errc::output_lost` when bytes that were stored did not reach
/// the file; else what the system says.
class mapped_output : public sink {
  public:
    /// The decoder is stopped after this many bytes: they are still in the
    /// processor's cache when they are checked.
    static constexpr std::size_t commit_quantum = 128 * 1024;

    /// Where the output goes.
    struct target {
        int fd = -1;                 ///< a regular file, readable and writable
        int offset_fd = -1;          ///< moved behind the output, if any
        std::uint64_t start = 0;     ///< file offset of the first byte
        std::uint64_t file_size = 0; ///< before; at most `start`
    };

    /// For a new and empty file `fd`. It and the forecast must live as long as
    /// the object does. An error tells why this file cannot be mapped; it is
    /// empty again then, and can be written in another way. May throw
    /// std::bad_alloc, as `commit` may.
    [[nodiscard]] static std::error_code
    open(int fd, const size_forecast& forecast,
         std::unique_ptr<mapped_output>& result,
         const mapping_settings& how = {});

    ~mapped_output() override;

    [[nodiscard]] std::error_code commit() override;
    [[nodiscard]] std::error_code finish() override;
    [[nodiscard]] bool make_room(std::size_t wanted) noexcept override;
    [[nodiscard]] std::error_code commit_in_place() override;
    [[nodiscard]] std::error_code append(std::uint8_t* data,
                                         std::size_t size) override;
    void set_history(std::span<const std::uint8_t> history) noexcept override;
    std::uint64_t committed() const noexcept override { return committed_; }
    /// False from the time on when it goes on by writing.
    bool is_mapped() const noexcept override { return !writer_; }
    bool work_ahead() noexcept override { return pager_.work_ahead(); }
    bool has_lost() const noexcept override { return mapping_.faulted(); }
    std::optional<page_supply> pages() const noexcept override {
        return supply_;
    }

  protected:
    mapped_output(const target& to, const size_forecast& forecast,
                  const mapping_settings& how);

    /// Reserves and maps; see `open`.
    std::error_code begin();

    /// Unmaps, and makes the file what it should be after what was committed.
    std::error_code settle() noexcept;

    /// How to settle from outside, at any time.
    file_rollback& rollback() noexcept { return rollback_; }

  private:
    std::uint64_t end_offset() const noexcept {
        return target_.start + committed_;
    }
    bool is_populated_at_once(std::uint64_t size) const noexcept;
    page_way chosen_way() noexcept;
    void plan_trial(page_way way) noexcept;
    void note_supply() noexcept;
    std::error_code extend(std::uint64_t end) noexcept;
    std::error_code start_mapping(page_way way);
    std::error_code start_pager(page_way way) noexcept;
    std::error_code provide_more();
    std::error_code count_committed() noexcept;
    std::uint64_t wanted_reservation() const noexcept;
    bool has_room_for_copies(std::uint64_t size) const noexcept;
    std::error_code reserve(std::uint64_t size) noexcept;
    std::error_code map_reserved(page_way way);
    std::error_code grow();
    std::error_code go_on_writing();
    std::error_code take_over(std::error_code result) noexcept;
    void set_window();
    bool is_cut_to_size() const noexcept;
    bool is_cut_by_others() const noexcept;

    target target_;
    mapping_settings settings_;
    const size_forecast& forecast_;
    file_mapping mapping_;
    mapping_pager pager_;
    bool may_write_zeros_ = false;      ///< in this mapping
    bool may_try_ways_;                 ///< none was named
    way_trial trial_;                   ///< one for all mappings of the output
    std::optional<page_supply> supply_; ///< when all is settled
    std::uint64_t reserved_end_; ///< file offset up to which it is mapped
    const std::uint8_t* uncommitted_ = nullptr;
    std::uint64_t committed_ = 0;
    /// Takes over when mapping is no longer possible.
    std::unique_ptr<offset_output> writer_;
    std::uint64_t committed_before_writer_ = 0;
    file_rollback rollback_;
};

} // namespace mgunzip::io

#endif
