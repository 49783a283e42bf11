// SPDX-License-Identifier: BSL-1.0
// Mapped output into a file that is open already, such as standard output.
#ifndef MGUNZIP_IO_MAPPED_STDOUT_HPP
#define MGUNZIP_IO_MAPPED_STDOUT_HPP

#include "io/cleanup_signals.hpp"
#include "io/mapped_output.hpp"
#include "io/posix.hpp"

#include <memory>

namespace mgunzip::io {

/// Mapping is required, whatever the settings: nobody gets this without having
/// asked for it by name.
///
/// Puts the output at the current offset of a descriptor of a regular file that
/// has nothing there yet, as writing to the descriptor would. In the end the
/// file ends behind the output, and the descriptor's offset is there. `finish`,
/// the destructor and signals see to that, whatever went wrong.
class mapped_stdout final : public mapped_output {
  public:
    /// `fd` and `forecast` must live as long as the object does.
    /// Errors: `io_errc::output_not_mappable` for anything but a regular file,
    /// `io_errc::output_is_append_only`, `io_errc::output_not_at_end`; EACCES
    /// if the file may not be opened for reading and writing; else why space
    /// cannot be reserved or mapped. The file and the offset are then as they
    /// were. May throw std::bad_alloc.
    [[nodiscard]] static std::error_code
    open(int fd, const size_forecast& forecast,
         std::unique_ptr<mapped_stdout>& result,
         const mapping_settings& how = {});

    ~mapped_stdout() override;

    [[nodiscard]] std::error_code finish() override;

  private:
    mapped_stdout(unique_fd file, const target& to,
                  const size_forecast& forecast, const mapping_settings& how);

    unique_fd file_; ///< the same file, open for reading and writing
    signal_cleanup cleanup_;
    bool is_settled_ = false;
};

} // namespace mgunzip::io

#endif
