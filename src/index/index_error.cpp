// SPDX-License-Identifier: BSL-1.0
// What each error of an index says.
#include <mgunzip/index_error.hpp>

#include <string>

namespace mgunzip {
namespace {

class index_category final : public std::error_category {
  public:
    const char* name() const noexcept override { return "mgunzip-index"; }
    std::string message(int value) const override {
        return mgunzip::message(static_cast<index_errc>(value));
    }
};

} // namespace

const std::error_category& index_error_category() noexcept {
    static const index_category category;
    return category;
}

const char* message(index_errc code) noexcept {
    switch (code) {
    case index_errc::ok:
        return "no error";
    case index_errc::not_an_index:
        return "not an index of a known format";
    case index_errc::unknown_version:
        return "index of an unknown version";
    case index_errc::truncated_index:
        return "the index ends too early";
    case index_errc::impossible_points:
        return "the index has points that this file cannot have";
    case index_errc::other_size:
        return "the index is of a file of another size";
    case index_errc::damaged_window:
        return "the index has a damaged window";
    case index_errc::other_data:
        return "the index is not of this file";
    case index_errc::unsuitable_format:
        return "this index cannot be written in that format";
    case index_errc::not_bgzf:
        return "not a BGZF file";
    }
    return "unknown error of an index";
}

} // namespace mgunzip
