// SPDX-License-Identifier: BSL-1.0
// Ways to write what gzip files hold: what each costs, on which file system.
#include "conditions.hpp"
#include "csv.hpp"
#include "exit_cleaner.hpp"
#include "folder.hpp"
#include "matrix.hpp"
#include "results.hpp"
#include "settings.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace mgunzip::bench;

bool measure(const settings& wanted) {
    exit_cleaner cleaner;
    std::vector<folder> folders;
    for (const std::string& path : wanted.folders)
        folders.push_back(open_folder(path, cleaner));
    const std::vector<std::string> conditions = conditions_of(wanted, folders);
    for (const std::string& each : conditions)
        std::cout << "- " << each << std::endl;
    const csv_file file(wanted.csv, wanted.is_appended, conditions);
    const auto save = [&file](const std::vector<cell>& cells) {
        file.write(cells);
    };
    return measure_matrix(wanted, folders, save);
}

} // namespace

int main(int argc, char** argv) {
    // As in mgunzip: a file size limit is an ordinary error.
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        const std::optional<settings> wanted = parse_settings(argc, argv);
        if (!wanted)
            return EXIT_SUCCESS;
        return measure(*wanted) ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& error) {
        std::cerr << "io_modes: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
