// SPDX-License-Identifier: BSL-1.0
// What numbers depend on besides the ways to write.
#include "conditions.hpp"

#include "run.hpp"

#include "measure.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace mgunzip::bench {
namespace {

namespace fs = std::filesystem;

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[sizeof "2000-01-01"];
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

// Nothing where there is no balloon, as on a machine that is not virtual.
std::optional<std::string> balloon_features() {
    std::error_code error;
    for (const auto& device :
         fs::directory_iterator("/sys/bus/virtio/devices", error)) {
        const fs::path driver =
            fs::read_symlink(device.path() / "driver", error);
        if (driver.filename() == "virtio_balloon")
            return first_line(device.path() / "features");
    }
    return std::nullopt;
}

// The features are a digit for each bit, the lowest first.
bool has_page_reporting(const std::string& balloon_features) {
    constexpr std::size_t reporting_bit = 5; // VIRTIO_BALLOON_F_REPORTING
    return balloon_features.size() > reporting_bit &&
           balloon_features[reporting_bit] == '1';
}

std::string host_text() {
    const auto features = balloon_features();
    if (!features)
        return "no virtio balloon";
    if (!has_page_reporting(*features))
        return "has a virtio balloon, without free page reporting";
    const std::string order = first_line(
        "/sys/module/page_reporting/parameters/page_reporting_order");
    return "takes free memory back (free page reporting), in pieces of order " +
           (order.empty() ? "unknown" : order) + " and more";
}

// A line of /proc/pagetypeinfo, which is for root.
std::string page_block_order() {
    constexpr std::string_view key = "Page block order: ";
    const std::string line = first_line("/proc/pagetypeinfo");
    return line.starts_with(key) ? line.substr(key.size()) : "not known";
}

std::string read_ahead(const folder& where) {
    struct stat status {};
    if (::stat(where.scratch.c_str(), &status) != 0)
        return "not known";
    const std::string size = first_line(
        "/sys/class/bdi/" + std::to_string(major(status.st_dev)) + ':' +
        std::to_string(minor(status.st_dev)) + "/read_ahead_kb");
    return size.empty() ? "not known" : size + " KiB";
}

std::string data_text(const settings& wanted) {
    return (wanted.data ? fs::path(*wanted.data).filename().string()
                        : std::string("made-up text")) +
           ", compressed by gzip -6";
}

} // namespace

std::vector<std::string> conditions_of(const settings& wanted,
                                       const std::vector<folder>& folders) {
    std::vector<std::string> all{"date: " + today(),
                                 "command: " + wanted.command};
    std::istringstream machine_lines(machine());
    for (std::string line; std::getline(machine_lines, line);)
        all.push_back(line);
    all.push_back("processors: " +
                  std::to_string(::sysconf(_SC_NPROCESSORS_ONLN)));
    all.push_back("host: " + host_text());
    all.push_back("page size: " + std::to_string(::sysconf(_SC_PAGESIZE)) +
                  " bytes, page block order " + page_block_order());
    all.push_back("transparent huge pages: " +
                  first_line("/sys/kernel/mm/transparent_hugepage/enabled"));
    for (const folder& each : folders)
        all.push_back("read-ahead, " + each.label + ": " + read_ahead(each));
    all.push_back("largest pipe: " + std::to_string(largest_pipe()) + " bytes");
    all.push_back("data: " + data_text(wanted));
    std::ostringstream pause;
    pause << "pause before each rested run: " << wanted.pause << " s";
    all.push_back(pause.str());
    return all;
}

} // namespace mgunzip::bench
