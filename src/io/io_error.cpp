// SPDX-License-Identifier: BSL-1.0
// The texts of io_errc.
#include "io/io_error.hpp"

#include <string>

namespace mgunzip::io {
namespace {

class io_error_category final : public std::error_category {
  public:
    const char* name() const noexcept override { return "mgunzip.io"; }

    std::string message(int value) const override {
        switch (static_cast<io_errc>(value)) {
        case io_errc::index_lost:
            return "index shrank or could not be read";
        case io_errc::input_lost:
            return "input shrank or could not be read";
        case io_errc::output_lost:
            return "write error: no space left or input/output error";
        case io_errc::input_not_mappable:
            return "input cannot be memory-mapped";
        case io_errc::output_not_mappable:
            return "output cannot be memory-mapped";
        case io_errc::output_is_append_only:
            return "output is open for appending and cannot be memory-mapped";
        case io_errc::output_not_at_end:
            return "output begins before the end of its file and cannot be "
                   "memory-mapped";
        case io_errc::output_not_spliceable:
            return "output cannot be spliced to";
        case io_errc::replaced_meanwhile:
            return "was replaced by another file meanwhile";
        case io_errc::output_not_replaceable:
            return "exists, and cannot be replaced where there are neither "
                   "renames nor links";
        case io_errc::output_too_large:
            return "output is larger than --max-output";
        }
        return "unknown input/output error";
    }
};

} // namespace

const std::error_category& io_category() noexcept {
    static const io_error_category category;
    return category;
}

} // namespace mgunzip::io
