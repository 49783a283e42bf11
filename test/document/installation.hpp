// SPDX-License-Identifier: BSL-1.0
// What `b2 install` runs, src/install/install_files, and what was installed.
#ifndef MGUNZIP_TEST_INSTALLATION_HPP
#define MGUNZIP_TEST_INSTALLATION_HPP

#include "support/program_runner.hpp"
#include "support/sanitizers.hpp"

#include <mgunzip/version.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include <sys/stat.h>

namespace mgunzip::test {

/// The root of the sources.
inline std::filesystem::path source_root() {
    return std::filesystem::path(argument_path("install_files"))
        .parent_path()
        .parent_path()
        .parent_path();
}

/// The soname of a library, by the rule of doc/library.md.
inline std::string soname(const std::string& library = "mgunzip") {
    const std::string major = std::to_string(MGUNZIP_VERSION_MAJOR);
    return "lib" + library + ".so." +
           (MGUNZIP_VERSION_MAJOR == 0
                ? major + '.' + std::to_string(MGUNZIP_VERSION_MINOR)
                : major);
}

struct directories {
    std::string prefix;
    std::string libdir = prefix + "/lib";
    std::string includedir = prefix + "/include";
};

/// The script with what was built; its directories are still to be told.
inline std::vector<std::string> install_words() {
    return {argument_path("install_files"),
            program_path(),
            argument_path("libmgunzip_core.a"),
            argument_path(soname()),
            argument_path("libmgunzip_file.a"),
            argument_path(soname("mgunzip-file"))};
}

/// Installs with a umask that would keep all others out.
inline void install(const directories& where, const std::string& destdir = "") {
    const outcome result =
        run({.words = install_words(),
             .environment = {"DESTDIR=" + destdir, "prefix=" + where.prefix,
                             "bindir=" + where.prefix + "/bin",
                             "libdir=" + where.libdir,
                             "includedir=" + where.includedir,
                             "datarootdir=" + where.prefix + "/share",
                             "mandir=" + where.prefix + "/share/man",
                             "docdir=" + where.prefix + "/share/doc/mgunzip",
                             "zshdir=" + where.prefix + "/share/zsh"},
             .prepare = [] { ::umask(077); }});
    BOOST_TEST_REQUIRE(result.silently(0), result);
}

/// The compiler of this test is that of the library, too.
#ifdef __clang__
inline const std::string compiler = "clang++";
#else
inline const std::string compiler = "g++";
#endif

/// What programs must be compiled with, as the library is.
inline std::string sanitizer_flags() {
    return has_address_sanitizer() ? "-fsanitize=address,undefined" : "";
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

} // namespace mgunzip::test

#endif
