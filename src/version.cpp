// SPDX-License-Identifier: BSL-1.0
#include <mgunzip/version.hpp>

namespace mgunzip {

version_numbers library_version() noexcept {
    return header_version;
}

} // namespace mgunzip
