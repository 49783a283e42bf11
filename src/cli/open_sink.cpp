// SPDX-License-Identifier: BSL-1.0
#include "open_sink.hpp"

#include "io/io_error.hpp"
#include "io/mapped_output.hpp"
#include "io/mapped_stdout.hpp"
#include "io/null_output.hpp"
#include "io/write_output.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::cli {
namespace {

std::error_code open_standard_output(output_mode mode,
                                     const io::size_forecast& forecast,
                                     opened_sink& result) {
    if (mode != output_mode::mapped) {
        result.output = std::make_unique<io::write_output>(STDOUT_FILENO);
        return {};
    }
    std::unique_ptr<io::mapped_stdout> mapped;
    const std::error_code error =
        io::mapped_stdout::open(STDOUT_FILENO, forecast, mapped);
    result.output = std::move(mapped);
    return error;
}

std::error_code open_special_file(const destination& to, output_mode mode,
                                  opened_sink& result) {
    if (mode == output_mode::mapped)
        return io::io_errc::output_not_mappable;
    result.special_file.reset(
        ::open(to.path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
    if (!result.special_file)
        return io::last_error();
    result.output =
        std::make_unique<io::write_output>(result.special_file.get());
    return {};
}

std::error_code open_regular_file(const destination& to, output_mode mode,
                                  const io::size_forecast& forecast,
                                  opened_sink& result) {
    if (const std::error_code error =
            io::output_file::create(to.directory.get(), result.file))
        return error;
    if (mode != output_mode::written) {
        std::unique_ptr<io::mapped_output> mapped;
        const std::error_code error =
            io::mapped_output::open(result.file->fd(), forecast, mapped);
        if (!error || mode == output_mode::mapped) {
            result.output = std::move(mapped);
            return error;
        }
        result.reason = "it cannot be mapped (" + error.message() + ")";
    }
    result.output = std::make_unique<io::write_output>(result.file->fd());
    return {};
}

} // namespace

std::error_code open_sink(const destination& to, output_mode mode,
                          const io::size_forecast& forecast,
                          opened_sink& result) {
    switch (to.kind) {
    case destination::kind::nowhere:
        result.output = std::make_unique<io::null_output>();
        return {};
    case destination::kind::standard_output:
        return open_standard_output(mode, forecast, result);
    case destination::kind::special_file:
        return open_special_file(to, mode, result);
    case destination::kind::regular_file:
        break;
    }
    return open_regular_file(to, mode, forecast, result);
}

} // namespace mgunzip::cli
