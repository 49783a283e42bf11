// SPDX-License-Identifier: BSL-1.0
// The installed libraries, as CMake projects and shared objects use them: what
// is exported, and that all of it works. test/document/user has the projects.
#include "document/installation.hpp"
#include "support/gzip_builder.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <sstream>

using namespace mgunzip;
using namespace mgunzip::test;
namespace fs = std::filesystem;

namespace {

using names = std::set<std::string>;

// The names, without their addresses, that `nm` lists with one of these types.
names symbols(const std::vector<std::string>& options, const std::string& file,
              const std::string& types) {
    command list{.words = {"nm", "-C"}};
    list.words.insert(list.words.end(), options.begin(), options.end());
    list.words.push_back(file);
    const outcome result = run(list);
    BOOST_TEST_REQUIRE(result.exit_status() == 0, result);
    names found;
    std::istringstream lines(result.text());
    for (std::string line; std::getline(lines, line);) {
        // 16 digits or spaces, the type, the name
        if (line.size() > 19 && line[16] == ' ' && has(types, {line[17]}))
            found.insert(line.substr(19));
    }
    return found;
}

names exported(const std::string& types,
               const std::string& library = "mgunzip") {
    return symbols({"-D", "--defined-only"}, argument_path(soname(library)),
                   types);
}

// What the library for files takes from the other one.
names taken_by_file_library() {
    names taken = symbols({"-D"}, argument_path(soname("mgunzip-file")), "U");
    std::erase_if(taken, [](const std::string& name) {
        return !name.starts_with("mgunzip::");
    });
    return taken;
}

// The namespaces of the library's own are below the public one.
bool is_public(const std::string& name) {
    return name.starts_with("mgunzip::") && !has(name, "mgunzip::detail::") &&
           !has(name, "mgunzip::kernel::");
}

// What the headers mark as no part of the interface.
bool is_marked_local(const std::string& name) {
    for (const char* const part :
         {"::state::", "::unpacker::", "::reporting_buffer::", "::clear()",
          "::look_ahead("})
        if (has(name, part))
            return true;
    return false;
}

void run_silently(const command& what) {
    const outcome result = run(what);
    BOOST_TEST_REQUIRE(result.exit_status() == 0, result);
}

// Installed somewhere, moved elsewhere, and the project of test/document/user
// built with it.
struct built_project {
    built_project() {
        require_program("cmake");
        require_program("make");
        require_program(compiler);
        install({scratch / "made"});
        fs::create_directory(scratch / "moved here");
        fs::rename(scratch / "made", prefix);
        run_silently(
            {.words = {"cmake", "-G", "Unix Makefiles", "-S",
                       (source_root() / "test/document/user").string(), "-B",
                       scratch / "build", "-DCMAKE_CXX_COMPILER=" + compiler,
                       "-DCMAKE_CXX_FLAGS=" + sanitizer_flags(),
                       "-DCMAKE_PREFIX_PATH=" + prefix}});
        run_silently(
            {.words = {"cmake", "--build", scratch / "build", "--parallel"}});
    }

    std::string operator/(const std::string& name) const {
        return scratch / ("build/" + name);
    }

    scratch_directory scratch;
    std::string prefix = scratch / "moved here/usr";
};

// cmake's version file, asked for `wanted`.
std::string answer_of(const std::string& file, const std::string& wanted) {
    const scratch_directory scratch;
    const std::string script = wanted + "\ninclude(\"" + file +
                               "\")\n"
                               "message(\"${PACKAGE_VERSION_COMPATIBLE} "
                               "${PACKAGE_VERSION_EXACT}\")\n";
    write_file(scratch / "script.cmake", {script.begin(), script.end()});
    const outcome result =
        run({.words = {"cmake", "-P", scratch / "script.cmake"}});
    BOOST_TEST(result.exit_status() == 0, result);
    return result.err;
}

std::string number(int value) {
    return std::to_string(value);
}

std::string wanted_version(int major, int minor, int patch, int count = 3) {
    std::string text = "set(PACKAGE_FIND_VERSION " + number(major);
    if (count > 1)
        text += '.' + number(minor);
    if (count > 2)
        text += '.' + number(patch);
    return text + ")\nset(PACKAGE_FIND_VERSION_MAJOR " + number(major) +
           ")\nset(PACKAGE_FIND_VERSION_MINOR " + number(minor) +
           ")\nset(PACKAGE_FIND_VERSION_COUNT " + number(count) + ")\n";
}

} // namespace

BOOST_AUTO_TEST_SUITE(exports)

BOOST_AUTO_TEST_CASE(only_public_names_are_exported) {
    require_program("nm");
    const names all = exported("TWVBDRuivw");
    const names taken = taken_by_file_library();
    BOOST_TEST(all.size() > 50U);
    for (std::string name : all) {
        for (const std::string kind :
             {"vtable for ", "typeinfo for ", "typeinfo name for ", "VTT for ",
              "virtual thunk to ", "non-virtual thunk to "})
            if (name.starts_with(kind))
                name.erase(0, kind.size());
        BOOST_TEST((taken.contains(name) ||
                    (is_public(name) && !is_marked_local(name))),
                   name);
    }
}

BOOST_AUTO_TEST_CASE(library_for_files_exports_its_functions_alone) {
    require_program("nm");
    const names all = exported("TWVBDRuivw", "mgunzip-file");
    BOOST_TEST(all.size() == 6U);
    for (const std::string& name : all)
        BOOST_TEST((is_public(name) && !has(name, "mgunzip::io::") &&
                    !has(name, "mgunzip::file::")),
                   name);
    const names there = exported("T");
    for (const std::string& name : taken_by_file_library())
        BOOST_TEST(there.contains(name), name);
}

// In the static library, what is not in a namespace of its own is public.
BOOST_AUTO_TEST_CASE(all_public_functions_are_exported) {
    require_program("nm");
    names shared = exported("T");
    std::erase_if(shared,
                  [](const std::string& name) { return !is_public(name); });
    names expected =
        symbols({"--defined-only"}, argument_path("libmgunzip_core.a"), "T");
    std::erase_if(expected, [](const std::string& name) {
        return !is_public(name) || is_marked_local(name);
    });
    BOOST_TEST(expected.size() > 50U);
    BOOST_TEST(shared == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_name_in_the_library_is_its_soname) {
    require_program("readelf");
    const outcome result =
        run({.words = {"readelf", "-d", argument_path(soname())}});
    BOOST_TEST(has(result.text(), "soname: [" + soname() + "]"), result);
    BOOST_TEST(!has(result.text(), "boost"), result);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cmake)

BOOST_AUTO_TEST_CASE(projects_are_built_with_each_library_wherever_it_is) {
    const built_project project;
    const fs::path sample = source_root() / "doc/sample.txt.gz";
    for (const char* const user : {"shared_user", "static_user",
                                   "shared_file_user", "static_file_user"}) {
        const outcome result = run(
            {.words = {project / user, sample, project.scratch / "output"}});
        BOOST_TEST(result.silently(0), result.text());
    }
    // Not one of them by chance.
    const auto needed = [&](const char* user) {
        return run({.words = {"readelf", "-d", project / user}}).text();
    };
    BOOST_TEST(has(needed("shared_user"), soname()));
    BOOST_TEST(!has(needed("static_user"), "mgunzip"));
    BOOST_TEST(has(needed("shared_file_user"), soname("mgunzip-file")));
    BOOST_TEST(!has(needed("static_file_user"), "mgunzip"));

    // The program calls all that there is.
    const names called = symbols({"-D"}, project / "shared_user", "U");
    for (const std::string& name : exported("T")) {
        const bool is_thunk = has(name, "thunk to ");
        BOOST_TEST((is_thunk || !is_public(name) || called.contains(name)),
                   name);
    }
    const names called_for_files =
        symbols({"-D"}, project / "shared_file_user", "U");
    for (const std::string& name : exported("T", "mgunzip-file"))
        BOOST_TEST(called_for_files.contains(name), name);

    const bytes file = gzip_stored("some text");
    const outcome plugged = run(
        {.words = {project / "host", project / "libplugin.so"}, .input = file});
    BOOST_TEST(plugged.silently(0), plugged);
    BOOST_TEST(plugged.text() == "9\n");
    const outcome damaged =
        run({.words = {project / "host", project / "libplugin.so"},
             .input = bytes(file.begin(), file.end() - 1)});
    BOOST_TEST(damaged.text() == "-1\n");
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_told) {
    require_program("cmake");
    require_program("make");
    const scratch_directory scratch;
    install({scratch / "usr"});
    fs::remove(scratch / "usr/lib/libmgunzip.a");
    const outcome result =
        run({.words = {"cmake", "-G", "Unix Makefiles", "-S",
                       (source_root() / "test/document/user").string(), "-B",
                       scratch / "build", "-DCMAKE_CXX_COMPILER=" + compiler,
                       "-DCMAKE_PREFIX_PATH=" + scratch / "usr"}});
    BOOST_TEST(result.exit_status() == 1, result);
    BOOST_TEST(result.says("libmgunzip.a is"), result);
}

BOOST_AUTO_TEST_CASE(library_for_files_may_be_missing_if_nobody_needs_it) {
    require_program("cmake");
    require_program("make");
    require_program(compiler);
    const scratch_directory scratch;
    install({scratch / "usr"});
    fs::remove(scratch / "usr/lib/libmgunzip-file.a");
    const auto find = [&](const std::string& what) {
        const std::string project =
            "cmake_minimum_required(VERSION 3.16)\nproject(x CXX)\n"
            "find_package(mgunzip REQUIRED" +
            what + ")\n";
        fs::create_directory(scratch / "project");
        write_file(scratch / "project/CMakeLists.txt",
                   {project.begin(), project.end()});
        return run({.words = {"cmake", "-G", "Unix Makefiles", "-S",
                              scratch / "project", "-B", scratch / "build",
                              "-DCMAKE_CXX_COMPILER=" + compiler,
                              "-DCMAKE_PREFIX_PATH=" + scratch / "usr"}});
    };
    const outcome without = find("");
    BOOST_TEST(without.exit_status() == 0, without);
    const outcome with = find(" COMPONENTS file");
    BOOST_TEST(with.exit_status() == 1, with);
    BOOST_TEST(with.says("component file"), with);
}

BOOST_AUTO_TEST_CASE(headers_outside_the_prefix_stay_there) {
    const scratch_directory scratch;
    install({.prefix = "/usr",
             .libdir = "/usr/lib/x86_64-linux-gnu",
             .includedir = "/opt/include"},
            scratch.path());
    const auto config = [&](const std::string& libdir) {
        return read_text(scratch /
                         (libdir + "/cmake/mgunzip/mgunzip-config.cmake"));
    };
    BOOST_TEST(
        has(config("usr/lib/x86_64-linux-gnu"), "includedir \"/opt/include\""));
    install({"/usr"}, scratch.path());
    BOOST_TEST(has(config("usr/lib"), "includedir \"../../../include\""));
    BOOST_TEST(!has(config("usr/lib"), "@"));
}

BOOST_AUTO_TEST_CASE(versions_that_will_do) {
    require_program("cmake");
    const scratch_directory scratch;
    install({scratch / "usr"});
    const std::string file =
        scratch / "usr/lib/cmake/mgunzip/mgunzip-config-version.cmake";
    constexpr int major = MGUNZIP_VERSION_MAJOR;
    constexpr int minor = MGUNZIP_VERSION_MINOR;
    constexpr int patch = MGUNZIP_VERSION_PATCH;
    const auto answer = [&](const std::string& wanted) {
        return answer_of(file, wanted);
    };
    BOOST_TEST(answer(wanted_version(major, minor, patch)) == "TRUE TRUE\n");
    BOOST_TEST(answer(wanted_version(major, 0, 0, 1)).starts_with("TRUE "));
    BOOST_TEST(answer(wanted_version(major, minor, 0, 2)).starts_with("TRUE "));
    for (const std::string& wanted : {wanted_version(major, minor, patch + 1),
                                      wanted_version(major, minor + 1, 0),
                                      wanted_version(major + 1, 0, 0, 1)})
        BOOST_TEST(answer(wanted) == "FALSE FALSE\n", wanted);
    // Before version 1 an older minor version is another soname.
    if (major == 0 && minor > 0)
        BOOST_TEST(answer(wanted_version(0, minor - 1, 0)) == "FALSE FALSE\n");
    const auto range = [&](const std::string& low, const std::string& high,
                           const std::string& end) {
        return answer("set(PACKAGE_FIND_VERSION_RANGE 1)\n"
                      "set(PACKAGE_FIND_VERSION_MIN " +
                      low + ")\nset(PACKAGE_FIND_VERSION_MAX " + high +
                      ")\nset(PACKAGE_FIND_VERSION_RANGE_MAX " + end + ")\n");
    };
    const std::string here = MGUNZIP_VERSION;
    BOOST_TEST(range("0.0.0", here, "INCLUDE").starts_with("TRUE"));
    BOOST_TEST(range("0.0.0", here, "EXCLUDE").starts_with("FALSE"));
    BOOST_TEST(range(here, "99", "EXCLUDE").starts_with("TRUE"));
    BOOST_TEST(range("98", "99", "INCLUDE").starts_with("FALSE"));
}

BOOST_AUTO_TEST_SUITE_END()
