// SPDX-License-Identifier: BSL-1.0
// The texts of file_errc.
#include <mgunzip/file.hpp>

#include <string>

namespace mgunzip {
namespace {

class file_category final : public std::error_category {
  public:
    const char* name() const noexcept override { return "mgunzip.file"; }

    std::string message(int value) const override {
        switch (static_cast<file_errc>(value)) {
        case file_errc::ok:
            return "no error";
        case file_errc::input_lost:
            return "input shrank or could not be read";
        case file_errc::output_lost:
            return "write error: no space left or input/output error";
        case file_errc::output_is_input:
            return "output is the input file";
        case file_errc::replaced_meanwhile:
            return "was replaced by another file meanwhile";
        case file_errc::output_not_replaceable:
            return "exists, and cannot be replaced where there are neither "
                   "renames nor links";
        }
        return "unknown error of a file";
    }
};

} // namespace

const std::error_category& file_error_category() noexcept {
    static const file_category category;
    return category;
}

} // namespace mgunzip
