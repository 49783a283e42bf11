// SPDX-License-Identifier: BSL-1.0
// Reads the JSON that --stats=json prints (RFC 8259), and no other.
#ifndef MGUNZIP_TEST_JSON_READER_HPP
#define MGUNZIP_TEST_JSON_READER_HPP

#include <cctype>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mgunzip::test {

/// The members of an object; those of one inside are called "outer.inner".
/// Values are as they stand, strings without their quotes.
using json_members = std::map<std::string, std::string>;

/// Reads objects of strings, numbers, booleans, nulls and objects.
class json_reader {
  public:
    /// Throws std::runtime_error if `text` is not one such object.
    static json_members read(std::string_view text) {
        json_reader reader(text);
        reader.read_object("");
        if (!reader.rest_.empty())
            throw std::runtime_error("JSON: there is more");
        return reader.members_;
    }

  private:
    explicit json_reader(std::string_view text) : rest_(text) {}

    char next() const { return rest_.empty() ? '\0' : rest_.front(); }
    char take() {
        if (rest_.empty())
            throw std::runtime_error("JSON: early end");
        const char first = rest_.front();
        rest_.remove_prefix(1);
        return first;
    }
    void expect(char wanted) {
        if (take() != wanted)
            throw std::runtime_error(std::string("JSON: no ") + wanted);
    }
    std::string read_string() {
        std::string text;
        expect('"');
        while (next() != '"') {
            if (static_cast<unsigned char>(next()) < 0x20)
                throw std::runtime_error("JSON: control character");
            if (next() == '\\')
                text += take();
            text += take();
        }
        expect('"');
        return text;
    }
    std::string read_plain() {
        std::string text;
        while (std::isalnum(static_cast<unsigned char>(next())) ||
               next() == '.' || next() == '-')
            text += take();
        const bool is_number =
            !text.empty() &&
            text.find_first_not_of("-.0123456789") == text.npos;
        if (!is_number && text != "true" && text != "false" && text != "null")
            throw std::runtime_error("JSON: no value: " + text);
        return text;
    }
    void read_object(const std::string& prefix) {
        expect('{');
        for (bool is_first = true; next() != '}'; is_first = false) {
            if (!is_first)
                expect(',');
            const std::string key = prefix + read_string();
            expect(':');
            if (next() == '{')
                read_object(key + '.');
            else if (!members_
                          .emplace(key,
                                   next() == '"' ? read_string() : read_plain())
                          .second)
                throw std::runtime_error("JSON: twice: " + key);
        }
        expect('}');
    }

    std::string_view rest_;
    json_members members_;
};

} // namespace mgunzip::test

#endif
