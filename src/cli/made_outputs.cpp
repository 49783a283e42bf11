// SPDX-License-Identifier: BSL-1.0
// The files that were made in this run: none of them replaces another.
#include "cli/made_outputs.hpp"

#include "io/posix.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

namespace mgunzip::cli {
namespace {

using file_number = std::pair<dev_t, ino_t>;

struct made_output {
    std::string input;
    file_number input_number;
    // A file that is removed leaves its number to another one.
    std::uint64_t changed = 0;
};

struct made_outputs {
    std::mutex mutex;
    std::map<file_number, made_output> files;
};

made_outputs& all() {
    static made_outputs outputs;
    return outputs;
}

file_number number_of(const struct stat& file) noexcept {
    return {file.st_dev, file.st_ino};
}

// When the file itself was changed last, by whatever clock, in nanoseconds.
std::uint64_t change_of(const struct stat& file) noexcept {
    constexpr std::uint64_t second = 1'000'000'000;
    return static_cast<std::uint64_t>(file.st_ctim.tv_sec) * second +
           static_cast<std::uint64_t>(file.st_ctim.tv_nsec);
}

// Without -f an output replaces another one only if the user says so; with -N
// the user may not know which.
bool may_be_replaced(const options& wanted) noexcept {
    return (wanted.force || wanted.restores_name) &&
           (wanted.operands.size() > 1 || wanted.is_recursive);
}

} // namespace

std::unique_lock<std::mutex> take_naming_turn(const options& wanted) {
    static std::mutex mutex;
    return may_be_replaced(wanted) ? std::unique_lock(mutex)
                                   : std::unique_lock<std::mutex>();
}

void remember_output(int fd, const input_file& input, const options& wanted) {
    struct stat made {};
    if (!may_be_replaced(wanted) || io::get_status(fd, made))
        return;
    const std::scoped_lock lock(all().mutex);
    all().files.insert_or_assign(
        number_of(made),
        made_output{input.name, number_of(input.status), change_of(made)});
}

// One input twice has the same output twice.
std::optional<std::string> find_made_output(const struct stat& file,
                                            const input_file& input) {
    const std::scoped_lock lock(all().mutex);
    const auto found = all().files.find(number_of(file));
    if (found == all().files.end() ||
        found->second.changed != change_of(file) ||
        found->second.input_number == number_of(input.status))
        return std::nullopt;
    return found->second.input;
}

} // namespace mgunzip::cli
