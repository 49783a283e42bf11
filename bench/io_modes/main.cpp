// SPDX-License-Identifier: BSL-1.0
// Ways to write what gzip files hold: what each costs, on which file system.
#include "csv.hpp"
#include "folder.hpp"
#include "janitor.hpp"
#include "matrix.hpp"
#include "plots.hpp"
#include "report.hpp"
#include "results.hpp"
#include "settings.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <vector>

namespace {

using namespace mgunzip::bench;

outcome measure(const settings& wanted, janitor& cleaner) {
    std::vector<folder> folders;
    for (const std::string& path : wanted.folders)
        folders.push_back(open_folder(path, cleaner));
    const auto save = [&wanted](const std::vector<cell>& cells) {
        if (wanted.csv)
            write_csv(*wanted.csv, cells);
    };
    return measure_matrix(wanted, folders, save);
}

outcome read_measured(const settings& wanted) {
    outcome result;
    for (const std::string& path : wanted.from)
        read_csv(path, result.cells);
    return result;
}

bool run(const settings& wanted) {
    janitor cleaner;
    const outcome measured =
        wanted.from.empty() ? measure(wanted, cleaner) : read_measured(wanted);
    print_report(std::cout, wanted, measured.cells);
    if (wanted.svg)
        draw_plots(*wanted.svg, cleaner, measured.cells);
    return measured.is_complete;
}

} // namespace

int main(int argc, char** argv) {
    // As in mgunzip: a file size limit is an ordinary error.
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        const std::optional<settings> wanted = parse_settings(argc, argv);
        return !wanted || run(*wanted) ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& error) {
        std::cerr << "io_modes: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
