// SPDX-License-Identifier: BSL-1.0
// What numbers depend on besides the ways to write.
#include "conditions.hpp"

#include "run.hpp"

#include "measure.hpp"

#include <fstream>
#include <ostream>
#include <sstream>
#include <string>

#include <unistd.h>

namespace mgunzip::bench {
namespace {

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

} // namespace

void print_conditions(std::ostream& out, const settings& wanted) {
    out << "- command: `" << wanted.command << "`\n";
    std::istringstream machine_lines(machine());
    for (std::string line; std::getline(machine_lines, line);)
        out << "- " << line << '\n';
    out << "- processors: " << ::sysconf(_SC_NPROCESSORS_ONLN) << ", pages of "
        << ::sysconf(_SC_PAGESIZE) << " bytes\n"
        << "- transparent huge pages: "
        << first_line("/sys/kernel/mm/transparent_hugepage/enabled") << '\n'
        << "- largest pipe: " << largest_pipe() << " bytes\n"
        << "- data: "
        << (wanted.data ? wanted.data->substr(wanted.data->rfind('/') + 1)
                        : std::string("made-up text"))
        << ", compressed by gzip -6\n"
        << "- rounds: " << wanted.rounds
        << "; files of 1M and less: " << wanted.small_files << " at a time\n";
    out.flush();
}

} // namespace mgunzip::bench
