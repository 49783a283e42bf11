// SPDX-License-Identifier: BSL-1.0
#include "support/trial.hpp"

#include "support/sample_data.hpp"

#include <algorithm>
#include <ostream>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace mgunzip::test {
namespace {

void check(int result, const std::string& what) {
    if (result != 0)
        throw std::system_error(errno, std::system_category(), what);
}

void set_time(const std::string& path, std::time_t seconds) {
    const timespec times[] = {{1'000'000, 0}, {seconds, 0}};
    check(::utimensat(AT_FDCWD, path.c_str(), times, 0), path);
}

// Not even its owner may be allowed to read the file.
bytes contents_of(const std::string& path, mode_t mode) {
    if (::access(path.c_str(), R_OK) == 0)
        return read_file(path);
    check(::chmod(path.c_str(), 0600), path);
    bytes result = read_file(path);
    check(::chmod(path.c_str(), mode & 07777), path);
    return result;
}

description describe(const std::string& path, std::time_t begin) {
    struct stat status {};
    check(::lstat(path.c_str(), &status), path);
    description result{.mode = status.st_mode,
                       .links = status.st_nlink,
                       .owner = status.st_uid,
                       .group = status.st_gid,
                       .modification_time = 0,
                       .contents = {}};
    if (S_ISREG(status.st_mode)) {
        if (status.st_mtime < begin)
            result.modification_time = status.st_mtime;
        result.contents = contents_of(path, status.st_mode);
    } else if (S_ISLNK(status.st_mode)) {
        result.contents =
            to_bytes(std::filesystem::read_symlink(path).string());
    }
    return result;
}

std::string text_of(const outcome& ended) {
    return ended.text() + ended.err;
}

bool has_all(const std::string& text, const std::vector<std::string>& phrases) {
    return std::all_of(phrases.begin(), phrases.end(),
                       [&](const std::string& phrase) {
                           return text.find(phrase) != text.npos;
                       });
}

bool says_the_same(const trial& what, const outcome& mgunzip,
                   const outcome& other) {
    if (what.has_own_words)
        return has_all(text_of(other), what.phrases);
    if (!what.phrases.empty())
        return has_all(other.err, what.phrases);
    return mgunzip.err.empty() == other.err.empty();
}

} // namespace

setup file(const bytes& contents, const std::string& name, mode_t mode) {
    return [=](const scratch_directory& scratch) {
        write_file(scratch / name, contents);
        set_time(scratch / name, 2'000'000);
        check(::chmod((scratch / name).c_str(), mode), name);
    };
}

setup existing(const std::string& name) {
    return [=](const scratch_directory& scratch) {
        write_file(scratch / name, to_bytes("old"));
        set_time(scratch / name, 3'000'000);
        check(::chmod((scratch / name).c_str(), 0644), name);
    };
}

setup named(const std::string& name) {
    return file(gzip("text"), name);
}

setup directory(const std::string& name) {
    return [=](const scratch_directory& scratch) {
        check(::mkdir((scratch / name).c_str(), 0700), name);
        check(::chmod((scratch / name).c_str(), 0755), name);
    };
}

setup fifo(const std::string& name) {
    return [=](const scratch_directory& scratch) {
        check(::mkfifo((scratch / name).c_str(), 0600), name);
    };
}

setup symbolic_link(const std::string& target, const std::string& name) {
    return [=](const scratch_directory& scratch) {
        std::filesystem::create_symlink(target, scratch / name);
    };
}

setup hard_link(const std::string& target, const std::string& name) {
    return [=](const scratch_directory& scratch) {
        std::filesystem::create_hard_link(scratch / target, scratch / name);
    };
}

setup nothing() {
    return [](const scratch_directory&) {};
}

contestant mgunzip_contestant() {
    return {program_path(), ""};
}

contestant find_contestant(const std::string& program,
                           const std::string& version) {
    const std::string path = find_program(program);
    if (path.empty() ||
        !run({.words = {path, "--version"}}).text().starts_with(version))
        return {};
    return {path, "-d ", program == "gzip"};
}

bool trial_result::mentions(const std::string& text) const {
    return text_of(ended).find(text) != std::string::npos;
}

std::ostream& operator<<(std::ostream& stream, const trial_result& result) {
    stream << result.ended << "files:";
    for (const auto& [name, file] : result.files)
        stream << ' ' << name << " (" << std::oct << (file.mode & 07777)
               << std::dec << ", " << file.modification_time << ", "
               << file.contents.size() << " bytes)";
    return stream;
}

trial_result perform(const trial& what, const contestant& program) {
    // The file system's clock may be late by some milliseconds.
    const std::time_t begin = std::time(nullptr) - 1;
    const scratch_directory scratch;
    what.prepare(scratch);
    const scratch_directory aside;
    command command{
        .words = {"sh", "-c",
                  "umask 022; exec \"$0\" " +
                      (what.called_as.empty() ? program.decompress : "") +
                      what.arguments,
                  program.path},
        .directory = scratch.path().string(),
        .environment = {"LC_ALL=C", "TZ=UTC"}};
    command.environment.insert(command.environment.end(),
                               what.environment.begin(),
                               what.environment.end());
    std::string& called = command.words.back();
    if (!what.called_as.empty() && program.has_scripts) {
        called.resize(called.rfind('/') + 1);
        called += what.called_as;
    } else if (!what.called_as.empty()) {
        called = aside / what.called_as;
        std::filesystem::create_symlink(program.path, called);
    }
    if (what.is_unprivileged)
        drop_privileges(command, called, scratch);

    trial_result result{.ended = run(command)};
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(scratch.path()))
        result.files[entry.path().lexically_relative(scratch.path()).string()] =
            describe(entry.path().string(), begin);
    return result;
}

std::vector<std::string> differences(const trial& what,
                                     const trial_result& mgunzip,
                                     const trial_result& other) {
    std::vector<std::string> result;
    if (other.ended.status != mgunzip.ended.status)
        result.push_back(other.ended.signal() != 0
                             ? "signal " + std::to_string(other.ended.signal())
                             : "exit " +
                                   std::to_string(other.ended.exit_status()));
    if (what.has_own_words
            ? other.ended.out.empty() != mgunzip.ended.out.empty()
            : other.ended.out != mgunzip.ended.out)
        result.emplace_back("output");
    if (other.files != mgunzip.files)
        result.emplace_back("files");
    if (!says_the_same(what, mgunzip.ended, other.ended))
        result.emplace_back("message");
    return result;
}

} // namespace mgunzip::test
