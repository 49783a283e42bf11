// SPDX-License-Identifier: BSL-1.0
// Reads the command line, does what it asks for, and returns the exit status.
#include "cli/hint.hpp"
#include "cli/message.hpp"
#include "cli/option_table.hpp"
#include "cli/options.hpp"
#include "cli/run_operands.hpp"
#include "io/cleanup_signals.hpp"
#include "io/next_program.hpp"
#include "io/path_text.hpp"
#include "io/posix.hpp"

#include <mgunzip/kernel.hpp>
#include <mgunzip/version.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>

#include <fcntl.h>
#include <unistd.h>

namespace {

using namespace mgunzip::cli;

// A closed standard descriptor would be taken by the next file that is opened,
// and messages or data would go into it. What takes its place fails as a closed
// one does: it is open for the wrong direction.
bool open_standard_descriptors() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
        if (::fcntl(fd, F_GETFD) < 0 &&
            ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return false;
    return true;
}

void print_kernels(const char* title,
                   const std::vector<mgunzip::kernel_info>& kernels) {
    std::printf("%s:", title);
    for (const mgunzip::kernel_info& kernel : kernels)
        std::printf(" %.*s%s", static_cast<int>(kernel.name.size()),
                    kernel.name.data(),
                    kernel.is_selected    ? " (in use)"
                    : kernel.is_supported ? ""
                                          : " (not for this processor)");
    std::printf("\n");
}

void print_version(const options& wanted) {
    std::printf("mgunzip %s\n", MGUNZIP_VERSION);
    if (wanted.verbosity == 0)
        return;
    print_kernels("inflate kernels", mgunzip::inflate_kernels());
    print_kernels("crc kernels", mgunzip::crc_kernels());
}

void print_license() {
    std::puts("mgunzip " MGUNZIP_VERSION "\n"
              "Distributed under the Boost Software License, Version 1.0: it "
              "may be used, copied,\nchanged and passed on, also as a part of "
              "other programs; there is no warranty.\n"
              "See https://www.boost.org/LICENSE_1_0.txt");
}

// What it has to do when it is called as gzip, to compress: the next gzip of
// PATH does it. Returns if there is none.
void hand_over(char** argv, void (*on_large_file)(int)) {
    std::signal(SIGXFSZ, on_large_file);
    mgunzip::io::become_next("gzip", argv, "MGUNZIP_HANDED_OVER");
    std::signal(SIGXFSZ, SIG_IGN);
}

// An environment variable may force a kernel.
bool force_kernel(const char* variable, bool (*select)(std::string_view),
                  reporter& report) {
    const char* const name = std::getenv(variable);
    if (name == nullptr || select(name))
        return true;
    report.error("", with_hint(std::string(variable) + "=" + name +
                                   ": there is no such kernel, or not for this "
                                   "processor",
                               situation::unknown_kernel));
    return false;
}

bool force_kernels(reporter& report) {
    const bool is_inflate_known = force_kernel(
        "MGUNZIP_INFLATE_KERNEL", mgunzip::select_inflate_kernel, report);
    const bool is_crc_known =
        force_kernel("MGUNZIP_CRC_KERNEL", mgunzip::select_crc_kernel, report);
    return is_inflate_known && is_crc_known;
}

void close_standard_output(reporter& report) {
    std::error_code error;
    if (std::fflush(stdout) != 0)
        error = mgunzip::io::last_error();
    if (::close(STDOUT_FILENO) != 0 && !error)
        error = mgunzip::io::last_error();
    if (error)
        report.error("stdout", error.message());
}

void run(const options& wanted, reporter& report) {
    report.set_quiet(wanted.is_quiet);
    if (wanted.ignores_ascii && !wanted.is_quiet)
        report.note("", "option --ascii ignored on this system");
    if (wanted.action == action::show_help) {
        std::fputs(help_text().c_str(), stdout);
    } else if (wanted.action == action::show_license) {
        print_license();
    } else {
        const bool has_kernels = force_kernels(report);
        if (wanted.action == action::show_version)
            print_version(wanted);
        else if (has_kernels)
            run_operands(wanted, report);
    }
    close_standard_output(report);
}

} // namespace

int main(int argc, char** argv) {
    if (!open_standard_descriptors())
        return static_cast<int>(exit_status::error);
    // A file size limit then is an ordinary error, EFBIG.
    const auto on_large_file = std::signal(SIGXFSZ, SIG_IGN);
    mgunzip::io::keep_handlers_of_process_1();
    mgunzip::io::remember_umask();
    reporter report("mgunzip");
    try {
        const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0),
                                                 argv + argc);
        run(parse_options(arguments,
                          mgunzip::io::base_name(argc > 0 ? argv[0] : "")),
            report);
    } catch (const usage_error& error) {
        if (error.about() == situation::called_to_compress)
            hand_over(argv, on_large_file);
        report.error("", with_hint(error.what(), error.about()));
    } catch (const std::bad_alloc&) {
        report.error("", "out of memory");
    }
    return static_cast<int>(report.status());
}
