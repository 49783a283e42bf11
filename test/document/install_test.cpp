// SPDX-License-Identifier: BSL-1.0
// What `b2 install` runs, src/install/install_files: where everything is put,
// and that it works there.
#include "document/installation.hpp"
#include "support/scratch_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdio>
#include <map>
#include <regex>
#include <set>

#include <unistd.h>

using namespace mgunzip;
using namespace mgunzip::test;
namespace fs = std::filesystem;

namespace {

// "755" or "-> target" for each file and directory below `root`.
std::map<std::string, std::string> tree_below(const fs::path& root) {
    std::map<std::string, std::string> entries;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        std::string& value = entries[entry.path().lexically_relative(root)];
        if (entry.is_symlink()) {
            value = "-> " + fs::read_symlink(entry).string();
            continue;
        }
        char mode[16];
        std::snprintf(mode, sizeof mode, "%o",
                      static_cast<unsigned>(entry.status().permissions()));
        value = mode;
    }
    return entries;
}

std::map<std::string, std::string> expected_tree() {
    std::map<std::string, std::string> entries = {
        {"bin/mgunzip", "755"},
        {"bin/mzcat", "-> mgunzip"},
        {"lib/libmgunzip.a", "644"},
        {"lib/libmgunzip.so." MGUNZIP_VERSION, "644"},
        {"lib/" + soname(), "-> libmgunzip.so." MGUNZIP_VERSION},
        {"lib/libmgunzip.so", "-> " + soname()},
        {"lib/libmgunzip-file.a", "644"},
        {"lib/libmgunzip-file.so." MGUNZIP_VERSION, "644"},
        {"lib/" + soname("mgunzip-file"),
         "-> libmgunzip-file.so." MGUNZIP_VERSION},
        {"lib/libmgunzip-file.so", "-> " + soname("mgunzip-file")},
        {"lib/cmake/mgunzip/mgunzip-config.cmake", "644"},
        {"lib/cmake/mgunzip/mgunzip-config-version.cmake", "644"},
        {"lib/pkgconfig/mgunzip.pc", "644"},
        {"lib/pkgconfig/mgunzip-file.pc", "644"},
        {"share/man/man1/mgunzip.1", "644"},
        {"share/man/man1/mzcat.1", "644"},
        {"share/bash-completion/completions/mgunzip", "644"},
        {"share/bash-completion/completions/mzcat", "-> mgunzip"},
        {"share/doc/mgunzip/LICENSE", "644"},
        {"share/doc/mgunzip/README.md", "644"},
        {"share/zsh/_mgunzip", "644"},
        {"share/fish/vendor_completions.d/mgunzip.fish", "644"},
        {"share/fish/vendor_completions.d/mzcat.fish", "-> mgunzip.fish"},
    };
    for (const auto& header :
         fs::directory_iterator(source_root() / "include/mgunzip"))
        entries["include/mgunzip/" + header.path().filename().string()] = "644";
    for (const auto& entry :
         fs::recursive_directory_iterator(source_root() / "doc")) {
        const fs::path name =
            entry.path().lexically_relative(source_root() / "doc");
        if (name.extension() == ".md" || name.extension() == ".svg" ||
            (name.parent_path() == "examples" && name != "examples/Jamfile"))
            entries["share/doc/mgunzip/" + name.string()] =
                ::access(entry.path().c_str(), X_OK) == 0 ? "755" : "644";
    }
    // And all directories on the way.
    const auto files = entries;
    for (const auto& [name, mode] : files)
        for (fs::path above = fs::path(name).parent_path(); !above.empty();
             above = above.parent_path())
            entries[above] = "755";
    return entries;
}

outcome pkg_config(const std::vector<std::string>& arguments,
                   const std::string& libdir) {
    command query{
        .words = {"pkg-config"},
        .environment = {"PKG_CONFIG_LIBDIR=" + libdir + "/pkgconfig"}};
    query.words.insert(query.words.end(), arguments.begin(), arguments.end());
    const outcome answer = run(query);
    BOOST_TEST(answer.silently(0), answer);
    return answer;
}

// Decodes what it reads from standard input.
const char* const user_program = R"(
#include <mgunzip/gzip.hpp>
#include <iostream>
#include <iterator>
#include <vector>

int main() {
    const std::vector<char> text{std::istreambuf_iterator<char>(std::cin), {}};
    const std::vector<std::uint8_t> data(text.begin(), text.end());
    mgunzip::input_cursor in{data.data(), data.data() + data.size()};
    std::vector<std::uint8_t> out(1 << 20);
    mgunzip::output_window window{out.data(), out.data() + out.size(),
                                  out.data() + out.size()};
    mgunzip::gzip_decoder decoder;
    using enum mgunzip::gzip_status;
    auto status = member_begin;
    while (status == member_begin || status == member_end)
        status = decoder.run(in, window);
    if (status == need_input)
        status = decoder.end_of_input();
    std::cout.write(reinterpret_cast<const char*>(out.data()),
                    static_cast<std::streamsize>(decoder.produced()));
    return status == end_of_data ? 0 : 1;
}
)";

} // namespace

BOOST_AUTO_TEST_CASE(each_file_is_in_its_place_whatever_the_umask) {
    const scratch_directory scratch;
    const std::string prefix = scratch / "a prefix";
    install({prefix});
    for (const auto& [name, mode] : expected_tree())
        BOOST_TEST(tree_below(prefix)[name] == mode, name);
    for (const auto& [name, mode] : tree_below(prefix))
        BOOST_TEST(expected_tree().contains(name), name);
}

BOOST_AUTO_TEST_CASE(all_goes_below_the_destdir_and_no_text_tells_of_it) {
    const scratch_directory scratch;
    const std::string destdir = scratch / "stage";
    install({"/opt/mgunzip"}, destdir);
    BOOST_TEST((scratch.entries() == std::vector<std::string>{"stage"}));
    const fs::path root = destdir + "/opt/mgunzip";
    BOOST_TEST((tree_below(root) == expected_tree()));
    for (const auto& [name, mode] : expected_tree())
        if (mode == "644" && !has(name, "lib/libmgunzip"))
            BOOST_TEST(!has(read_text(root / name), scratch.path()), name);
}

BOOST_AUTO_TEST_CASE(installing_again_replaces_even_what_is_newer) {
    const scratch_directory scratch;
    const std::string prefix = scratch / "usr";
    install({prefix});
    const std::string manual = prefix + "/share/man/man1/mgunzip.1";
    write_file(manual, {'x'});
    fs::last_write_time(manual, fs::file_time_type::clock::now() +
                                    std::chrono::hours(1));
    // A link that leads elsewhere is not followed.
    fs::remove(prefix + "/bin/mzcat");
    fs::create_directory(scratch / "elsewhere");
    fs::create_directory_symlink(scratch / "elsewhere", prefix + "/bin/mzcat");
    // A directory that is there stays as it is.
    fs::permissions(prefix + "/bin", fs::perms::owner_all);
    install({prefix});
    BOOST_TEST(read_text(manual) == read_text(source_root() / "doc/mgunzip.1"));
    BOOST_TEST((fs::read_symlink(prefix + "/bin/mzcat") == "mgunzip"));
    BOOST_TEST(fs::is_empty(scratch / "elsewhere"));
    BOOST_TEST(
        (fs::status(prefix + "/bin").permissions() == fs::perms::owner_all));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_installed_is_a_failure) {
    const outcome result =
        run({.words = install_words(),
             .environment = {"DESTDIR=", "prefix=/dev/null", "bindir=/dev/null",
                             "libdir=/dev/null", "includedir=/dev/null",
                             "mandir=/dev/null", "docdir=/dev/null",
                             "zshdir=/dev/null", "datarootdir=/dev/null"}});
    BOOST_TEST(result.exit_status() > 0, result);
}

BOOST_AUTO_TEST_CASE(the_installed_program_is_mzcat_by_its_link) {
    const scratch_directory scratch;
    install({scratch / "usr"});
    const fs::path sample = source_root() / "doc/sample.txt.gz";
    const outcome result = run({.words = {scratch / "usr/bin/mzcat", sample}});
    BOOST_TEST(result.silently(0), result);
    BOOST_TEST(result.out ==
               run({.words = {program_path(), "-c", sample}}).out);
    BOOST_TEST(has(result.text(), "DEFLATE"));
    BOOST_TEST(fs::exists(sample));
}

BOOST_AUTO_TEST_CASE(the_manual_of_mzcat_is_that_of_mgunzip) {
    const scratch_directory scratch;
    install({scratch / "usr"});
    BOOST_TEST(read_text(scratch / "usr/share/man/man1/mzcat.1") ==
               ".so man1/mgunzip.1\n");
}

BOOST_AUTO_TEST_CASE(links_in_installed_documents_lead_to_what_is_installed) {
    const scratch_directory scratch;
    install({scratch / "usr"});
    const fs::path documents = scratch / "usr/share/doc/mgunzip";
    // To a file, maybe to a heading in it.
    const std::regex link(R"(\]\(([^):#]+)(#[^)]*)?\))");
    std::set<std::string> targets;
    for (const auto& entry : fs::directory_iterator(documents)) {
        if (entry.path().extension() != ".md")
            continue;
        const std::string text = read_text(entry.path());
        for (std::sregex_iterator it(text.begin(), text.end(), link), end;
             it != end; ++it) {
            targets.insert((*it)[1]);
            BOOST_TEST(fs::exists(documents / (*it)[1].str()),
                       entry.path().filename() << ": " << (*it)[1]);
        }
    }
    for (const char* const expected :
         {"README.md", "library.md", "LICENSE", "plots/peers.svg"})
        BOOST_TEST(targets.contains(expected), expected);
}

BOOST_AUTO_TEST_CASE(pkg_config_file_names_directories_relative_to_the_prefix) {
    const scratch_directory scratch;
    install({.prefix = "/usr",
             .libdir = "/usr/lib/x86_64-linux-gnu",
             .includedir = "/opt/include"},
            scratch.path());
    BOOST_TEST(
        read_text(scratch / "usr/lib/x86_64-linux-gnu/pkgconfig/mgunzip.pc") ==
        "prefix=/usr\n"
        "libdir=${prefix}/lib/x86_64-linux-gnu\n"
        "includedir=/opt/include\n"
        "\n"
        "Name: mgunzip\n"
        "Description: Decodes gzip and DEFLATE from memory to memory\n"
        "Version: " MGUNZIP_VERSION "\n"
        "Libs: -L${libdir} -lmgunzip\n"
        "Cflags: -I${includedir}\n");
    const std::string file_library = read_text(
        scratch / "usr/lib/x86_64-linux-gnu/pkgconfig/mgunzip-file.pc");
    BOOST_TEST(has(file_library, "\nLibs: -L${libdir} -lmgunzip-file\n"));
    BOOST_TEST(
        has(file_library, "\nRequires: mgunzip = " MGUNZIP_VERSION "\n"));
    BOOST_TEST(fs::exists(scratch / "opt/include/mgunzip/gzip.hpp"));
}

BOOST_AUTO_TEST_CASE(pkg_config_knows_version_and_flags) {
    require_program("pkg-config");
    const scratch_directory scratch;
    const std::string prefix = scratch / "usr";
    install({prefix});
    const std::string libdir = prefix + "/lib";
    BOOST_TEST(pkg_config({"--modversion", "mgunzip"}, libdir).text() ==
               MGUNZIP_VERSION "\n");
    const std::string flags =
        pkg_config({"--cflags", "--libs", "mgunzip"}, libdir).text();
    BOOST_TEST(has(flags, "-I" + prefix + "/include "));
    BOOST_TEST(has(flags, "-L" + libdir + " "));
    BOOST_TEST(has(flags, "-lmgunzip"));
    BOOST_TEST(
        has(pkg_config({"--define-variable=prefix=/moved", "--libs", "mgunzip"},
                       libdir)
                .text(),
            "-L/moved/lib "));
}

namespace {

// Builds SOURCE with the flags that pkg-config has for MODULE.
void build_user(const std::string& module, const std::string& source,
                const std::string& prefix, const scratch_directory& scratch) {
    write_file(scratch / "user.cpp", {source.begin(), source.end()});
    command build{
        .words = {"sh", "-ec",
                  // The flags are several words.
                  "flags=$(pkg-config --cflags --libs " + module +
                      ")\n"
                      "\"$@\" -std=c++20 -Wall -Wextra -Werror user.cpp $flags "
                      "-o user",
                  "sh", compiler},
        .directory = scratch.path().string(),
        .environment = {"PKG_CONFIG_LIBDIR=" + prefix + "/lib/pkgconfig"}};
    if (!sanitizer_flags().empty())
        build.words.push_back(sanitizer_flags());
    const outcome built = run(build);
    BOOST_TEST_REQUIRE(built.silently(0), built);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_program_is_built_against_what_was_installed) {
    require_program("pkg-config");
    require_program(compiler);
    const scratch_directory scratch;
    const std::string prefix = scratch / "usr";
    install({prefix});
    build_user("mgunzip", user_program, prefix, scratch);
    const bytes sample = read_file(source_root() / "doc/sample.txt.gz");
    const std::string path = "LD_LIBRARY_PATH=" + prefix + "/lib";
    const outcome result = run(
        {.words = {scratch / "user"}, .input = sample, .environment = {path}});
    BOOST_TEST(result.silently(0), result);
    BOOST_TEST(has(result.text(), "DEFLATE"));
    const outcome half =
        run({.words = {scratch / "user"},
             .input = bytes(sample.begin(), sample.begin() + 100),
             .environment = {path}});
    BOOST_TEST(half.silently(1), half);
}

BOOST_AUTO_TEST_CASE(a_program_is_built_against_the_library_for_files) {
    require_program("pkg-config");
    require_program(compiler);
    const scratch_directory scratch;
    const std::string prefix = scratch / "usr";
    install({prefix});
    build_user(
        "mgunzip-file",
        "#include <mgunzip/file.hpp>\n"
        "int main(int, char** argv) {\n"
        "    const auto done = mgunzip::decompress_file(argv[1], argv[2]);\n"
        "    return done.error == mgunzip::condition::truncated ? 2\n"
        "           : done                                      ? 0\n"
        "                                                       : 1;\n"
        "}\n",
        prefix, scratch);
    const fs::path sample = source_root() / "doc/sample.txt.gz";
    const auto result = [&](const std::string& from) {
        return run({.words = {scratch / "user", from, scratch / "out"},
                    .environment = {"LD_LIBRARY_PATH=" + prefix + "/lib"}});
    };
    const outcome done = result(sample);
    BOOST_TEST(done.silently(0), done);
    BOOST_TEST(has(read_text(scratch / "out"), "DEFLATE"));
    bytes half = read_file(sample);
    half.resize(100);
    write_file(scratch / "half", half);
    fs::remove(scratch / "out");
    const outcome cut = result(scratch / "half");
    BOOST_TEST(cut.silently(2), cut);
    BOOST_TEST(!fs::exists(scratch / "out"));
}

// By the Debian Policy a library's package is called like its soname.
BOOST_AUTO_TEST_CASE(debian_packages_of_libraries_are_called_as_their_sonames) {
    const fs::path debian = source_root() / "src/install/debian";
    const std::string control = read_text(debian / "control");
    for (const std::string name : {"mgunzip", "mgunzip-file"}) {
        const std::string package = std::regex_replace(
            soname(name), std::regex(R"(^(.*)\.so\.(.*)$)"), "$1$2");
        BOOST_TEST(has(control, "\nPackage: " + package + "\n"), package);
        BOOST_TEST(has(control, " " + package + " (= "), package);
        BOOST_TEST(fs::exists(debian / (package + ".install")));
    }
}
