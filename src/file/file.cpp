// SPDX-License-Identifier: BSL-1.0
// The public functions: a thread for the work, and no exceptions.
#include "file/file_order.hpp"
#include "file/file_work.hpp"
#include "file/progress_meter.hpp"
#include "io/quiet_thread.hpp"

#include <mgunzip/file.hpp>

#include <exception>
#include <new>

namespace mgunzip {
namespace {

using file::file_order;
using file::progress_meter;

// The work on a file, for a thread.
struct errand {
    const file_order& order;
    progress_meter& meter;
    file_result& result;

    void run() const noexcept {
        try {
            file::file_work(order, meter).run(result);
        } catch (const std::bad_alloc&) {
            fail(std::errc::not_enough_memory);
        } catch (const std::exception&) {
            // Only what the C++ library asks of the system can throw this.
            fail(std::errc::io_error);
        }
    }
    void fail(std::errc error) const noexcept {
        result.error = std::make_error_code(error);
        result.operation = file_operation::decode;
    }
};

void run_errand(void* context) noexcept {
    const auto& work = *static_cast<const errand*>(context);
    work.run();
    work.meter.end();
}

void end_report(progress_meter& meter, const file_result& result) noexcept {
    if (result)
        meter.report_end({result.consumed, result.produced});
}

void run_in_this_thread(const file_order& order, file_result& result) {
    progress_meter meter(*order.options, true);
    {
        const io::quiet_time quiet;
        errand{order, meter, result}.run();
    }
    end_report(meter, result);
}

file_result carry_out(const file_order& order) noexcept {
    const io::no_cancellation not_now;
    file_result result;
    try {
        progress_meter meter(*order.options, false);
        errand work{order, meter, result};
        io::quiet_thread thread;
        if (thread.start(run_errand, &work)) {
            meter.watch();
            thread.join();
            end_report(meter, result);
        } else {
            run_in_this_thread(order, result);
        }
    } catch (const std::exception&) {
        result.error = std::make_error_code(std::errc::not_enough_memory);
        result.operation = file_operation::open_input;
    }
    return result;
}

} // namespace

file_result decompress_file(const std::filesystem::path& input,
                            const std::filesystem::path& output,
                            const file_options& options) noexcept {
    return carry_out({.input_path = &input,
                      .to = file::target::new_file,
                      .output_path = &output,
                      .options = &options});
}

file_result decompress_file(int input, const std::filesystem::path& output,
                            const file_options& options) noexcept {
    return carry_out({.input_fd = input,
                      .to = file::target::new_file,
                      .output_path = &output,
                      .options = &options});
}

file_result decompress_file(int input, int output,
                            const file_options& options) noexcept {
    return carry_out({.input_fd = input,
                      .to = file::target::descriptor,
                      .output_fd = output,
                      .options = &options});
}

file_result verify_file(const std::filesystem::path& input,
                        const file_options& options) noexcept {
    return carry_out({.input_path = &input, .options = &options});
}

file_result verify_file(int input, const file_options& options) noexcept {
    return carry_out({.input_fd = input, .options = &options});
}

} // namespace mgunzip
