// SPDX-License-Identifier: BSL-1.0
// Decompresses one file.
#ifndef MGUNZIP_FILE_FILE_WORK_HPP
#define MGUNZIP_FILE_FILE_WORK_HPP

#include "file/file_order.hpp"
#include "file/progress_meter.hpp"
#include "io/file_attributes.hpp"
#include "io/follow_links.hpp"
#include "io/open_new_file.hpp"
#include "io/open_source.hpp"
#include "io/posix.hpp"
#include "io/thread_budget.hpp"
#include "io/transfer.hpp"

#include <mgunzip/file.hpp>

#include <cstdint>
#include <optional>
#include <system_error>

#include <sys/stat.h>

namespace mgunzip::file {

/// One file from its name to the verified output. Whatever goes wrong before,
/// no new file is left.
class file_work {
  public:
    /// What is given lives longer.
    file_work(const file_order& order, progress_meter& meter);

    /// Runs once. May throw std::bad_alloc; `result` is as far as it came then.
    void run(file_result& result);

  private:
    std::error_code do_all();
    std::error_code open_input();
    std::error_code read_header();
    std::error_code find_output();
    std::error_code check_existing() const;
    std::error_code check_descriptor() const;
    std::error_code decode(io::new_file_way way);
    std::error_code open_sink(io::new_file_way way);
    std::error_code run_transfer();
    bool can_write_instead(const std::error_code& error) const noexcept;
    std::error_code decode_again();
    std::error_code publish();
    io::file_attributes attributes() const;
    std::error_code failed(file_operation operation,
                           const std::error_code& error) noexcept;
    std::error_code failed_by(io::failure cause) noexcept;
    void note_numbers(file_result& result) const noexcept;

    int input_fd() const noexcept {
        return input_ ? input_.get() : order_.input_fd;
    }

    const file_order& order_;
    const file_options& options_;
    progress_meter& meter_;
    io::thread_budget threads_;
    file_operation failed_in_ = file_operation::none;
    io::unique_fd input_; ///< none if the caller has it open
    struct stat input_status_ {};
    std::uint64_t input_offset_ = 0;
    io::file_place place_;
    io::opened_source source_;
    std::optional<io::transfer> transfer_;
    io::opened_new_file made_; ///< for other targets only its sink
    std::error_code attribute_error_;
};

} // namespace mgunzip::file

#endif
