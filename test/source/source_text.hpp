// SPDX-License-Identifier: BSL-1.0
// Looks into C++ sources without compiling them: as far as rules of this
// project need it, and for code that clang-format has laid out.
#ifndef MGUNZIP_TEST_SOURCE_TEXT_HPP
#define MGUNZIP_TEST_SOURCE_TEXT_HPP

#include <algorithm>
#include <cstddef>
#include <regex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace mgunzip::test {

/// What the compiler sees of `text` but for directives, with empty literals in
/// place of strings and characters.
inline std::string code_of(const std::string& text) {
    static const std::regex token(
        R"(//[^\n]*|/\*[^]*?\*/|("(?:\\.|[^"\\\n])*")|('(?:\\.|[^'\\\n])+'))");
    const std::string bare = std::regex_replace(text, token, "");
    std::string code;
    std::istringstream lines(bare);
    bool is_directive = false;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find_first_not_of(' ');
        is_directive =
            is_directive || (first != line.npos && line[first] == '#');
        if (!is_directive)
            code += line + '\n';
        is_directive = is_directive && line.ends_with('\\');
    }
    return code;
}

/// True if `word` stands in `code` by itself.
inline bool has_word(const std::string& code, const std::string& word) {
    return std::regex_search(code, std::regex("\\b" + word + "\\b"));
}

/// The name of the variable that `declaration` declares, if it can be changed
/// later; else an empty string. `declaration` ends in front of the initializer.
/// Initializers are taken to be in braces or behind '='.
inline std::string mutable_variable(std::string declaration) {
    // "operator==" has no initializer, and types may be const in themselves.
    for (const auto& [what, instead] :
         {std::pair{R"(\boperator\s*[^\s\w(]+)", "operator_"},
          std::pair{R"(\balignas\([^)]*\)|\[\[[^\]]*\]\]|\[[^\]]*\])", ""}})
        declaration =
            std::regex_replace(declaration, std::regex(what), instead);
    declaration.resize(std::min(declaration.find('='), declaration.size()));
    static const std::regex template_arguments("<[^<>]*>");
    for (std::string before; before != declaration;) {
        before = declaration;
        declaration = std::regex_replace(before, template_arguments, "");
    }
    if (declaration.find('(') != declaration.npos)
        return {}; // a function

    static const std::regex other_declaration(
        R"(^\s*(using|typedef|template|static_assert|struct|class|enum|union)"
        R"(|friend|namespace|return|case|default)\b[^]*)");
    static const std::regex constant(R"([^]*\bconstexpr\b[^]*|)"
                                     R"([^*]*\bconst\b[^*]*|)"
                                     R"([^]*\*\s*const\b[^*]*)");
    static const std::regex variable(R"([^]*[\w>&*:]\s+[&*]*(\w+)\s*)");
    std::smatch parts;
    if (std::regex_match(declaration, other_declaration) ||
        std::regex_match(declaration, constant) ||
        !std::regex_match(declaration, parts, variable))
        return {};
    return parts[1];
}

/// True if `declaration` is a function's, in front of its body.
inline bool is_function(const std::string& declaration) {
    return declaration.find('(') < declaration.find('=');
}

/// What is declared at namespace scope, each up to its body or initializer.
inline std::vector<std::string>
namespace_declarations(const std::string& code) {
    static const std::regex opens_namespace(
        R"(\s*((inline\s+)?namespace\b[^]*|extern\s*))");
    std::vector<std::string> found;
    std::string declaration;
    std::size_t inner_braces = 0; // that are open, and none is a namespace's
    bool is_found = false;        // what is left is its end, up to ';'
    for (const char c : code) {
        if (c == '{' && inner_braces == 0 &&
            std::regex_match(declaration, opens_namespace)) {
            declaration.clear();
        } else if (c == '{') {
            if (inner_braces++ == 0 && !is_found) {
                is_found = !is_function(declaration);
                found.push_back(std::exchange(declaration, {}));
            }
        } else if (c == '}') {
            inner_braces -= inner_braces > 0 ? 1 : 0; // else a namespace ends
        } else if (inner_braces == 0 && c == ';') {
            if (!std::exchange(is_found, false))
                found.push_back(declaration);
            declaration.clear();
        } else if (inner_braces == 0 && !is_found) {
            declaration += c;
        }
    }
    return found;
}

/// What is declared anywhere with `static` or `thread_local`.
inline std::vector<std::string> static_declarations(const std::string& code) {
    static const std::regex declaration(R"(\b(static|thread_local)\b[^;{}]*)");
    std::vector<std::string> found;
    for (std::sregex_iterator at(code.begin(), code.end(), declaration), end;
         at != end; ++at)
        found.push_back(at->str());
    return found;
}

/// The names of all variables that live as long as the program and can change.
inline std::vector<std::string> mutable_state(const std::string& code) {
    std::vector<std::string> names;
    for (const auto& declarations :
         {namespace_declarations(code), static_declarations(code)})
        for (const std::string& declaration : declarations)
            if (const std::string name = mutable_variable(declaration);
                !name.empty())
                names.push_back(name);
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

} // namespace mgunzip::test

#endif
