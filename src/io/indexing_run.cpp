// SPDX-License-Identifier: BSL-1.0
// Decodes all of an input only to make an index of it.
#include "io/indexing_run.hpp"

#include "io/null_output.hpp"

namespace mgunzip::io {
namespace {

transfer_settings with_index(transfer_settings settings,
                             mgunzip::detail::index_builder& index) noexcept {
    settings.index = &index;
    return settings;
}

} // namespace

indexing_run::indexing_run(source& from, std::uint64_t spacing,
                           const transfer_settings& settings)
    : builder_(spacing, mgunzip::detail::most_index_memory),
      transfer_(from, with_index(settings, builder_)) {}

failure indexing_run::run() {
    null_output nowhere;
    const failure cause = transfer_.read_first_header();
    return cause == failure::none ? transfer_.run(nowhere) : cause;
}

gzip_index indexing_run::finish(std::uint64_t compressed_size) {
    return builder_.finish(transfer_.decoder(), compressed_size);
}

} // namespace mgunzip::io
