// SPDX-License-Identifier: BSL-1.0
// Writes statistics as JSON, for programs (RFC 8259).
#include "cli/statistics.hpp"

#include "cli/number_text.hpp"
#include "cli/utf8.hpp"

#include <concepts>

namespace mgunzip::cli {
namespace {

// "{" and what is added to it, up to `end`.
class json_object {
  public:
    json_object& add(std::string_view key, std::string_view text) {
        return add_value(key, json_string(text));
    }
    json_object& add(std::string_view key, std::uint64_t number) {
        return add_value(key, std::to_string(number));
    }
    json_object& add(std::string_view key, std::same_as<bool> auto is_so) {
        return add_value(key, is_so ? "true" : "false");
    }
    json_object& add(std::string_view key, const json_object& inner) {
        return add_value(key, inner.end());
    }
    // With a fixed number of digits.
    json_object& add(std::string_view key, double number, int digits) {
        return add_value(key, decimal(number, digits));
    }
    template <typename Value>
    json_object& add_if_known(bool is_known, std::string_view key,
                              const Value& value) {
        return is_known ? add(key, value) : add_value(key, "null");
    }
    template <typename Rep, typename Period>
    json_object& add(std::string_view key,
                     std::chrono::duration<Rep, Period> time) {
        return add(key, std::chrono::duration<double>(time).count(), 6);
    }

    std::string end() const { return text_ + '}'; }

  private:
    json_object& add_value(std::string_view key, std::string_view value) {
        if (text_.size() > 1)
            text_ += ',';
        text_ += json_string(key);
        text_ += ':';
        text_ += value;
        return *this;
    }

    std::string text_ = "{";
};

std::string_view status_name(exit_status status) {
    switch (status) {
    case exit_status::ok:
        break;
    case exit_status::error:
        return "error";
    case exit_status::warning:
        return "warning";
    }
    return "ok";
}

json_object blocks_of(const block_counts& blocks) {
    return json_object()
        .add("stored", blocks.stored)
        .add("fixed", blocks.fixed)
        .add("dynamic", blocks.dynamic);
}

json_object calls_of(const io::call_counts& calls) {
    return json_object()
        .add("read", calls.read)
        .add("write", calls.write)
        .add("splice", calls.splice)
        .add("mmap", calls.mmap)
        .add("munmap", calls.munmap)
        .add("madvise", calls.madvise)
        .add("fallocate", calls.fallocate);
}

json_object stages_of(const work_statistics& work) {
    json_object object;
    for (std::size_t i = 0; i < job_stage_count; ++i)
        object.add(job_stage_names[i], work.stages[i]);
    return object;
}

void add_work(json_object& object, const work_statistics& work) {
    const bool is_decoded = !work.is_measured;
    object.add("bytes_in", work.bytes_in)
        .add("bytes_out", work.bytes_out)
        .add("ratio_percent", saved_percent(work.bytes_in, work.bytes_out), 1)
        .add_if_known(is_decoded, "bytes_per_second",
                      static_cast<std::uint64_t>(work.bytes_per_second()))
        .add("wall_seconds", work.wall)
        .add("user_seconds", work.used.user)
        .add("system_seconds", work.used.system)
        .add("stage_seconds", stages_of(work))
        .add_if_known(is_decoded, "members", work.members)
        .add_if_known(is_decoded, "blocks", blocks_of(work.blocks))
        .add("calls", calls_of(work.used.calls))
        .add("minor_faults", work.used.minor_faults)
        .add("major_faults", work.used.major_faults)
        .add("peak_memory_bytes", work.peak_memory)
        .add("threads", work.threads)
        .add("kernels", json_object()
                            .add("inflate", inflate_kernel_in_use())
                            .add("crc", crc_kernel_in_use()));
}

std::string escaped(unsigned code_unit) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        text += digits[code_unit >> shift & 0xf];
    return text;
}

// U+0000 to U+009F, all of which have at most two bytes.
unsigned control_character(std::string_view text, std::size_t length) {
    return static_cast<unsigned char>(text[length - 1]);
}

} // namespace

std::string json_string(std::string_view text) {
    std::string result = "\"";
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0) {
            result += "\\ufffd";
        } else if (is_control(text)) {
            result += escaped(control_character(text, length));
        } else {
            if (text.front() == '"' || text.front() == '\\')
                result += '\\';
            result += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return result + '"';
}

// Only ways that were compared have a cost.
json_object cost_of_pages(const io::page_supply& pages) {
    json_object costs;
    for (std::size_t i = 0; i < pages.costs.size(); ++i)
        if (pages.costs[i])
            costs.add(io::name_of(static_cast<io::page_way>(i)),
                      *pages.costs[i]);
    return costs;
}

std::string statistics_json(const file_statistics& file) {
    json_object object;
    object.add("file", file.name)
        .add("status", status_name(file.status))
        .add("input_path", file.paths.input)
        .add("output_path", file.paths.output);
    if (const auto& pages = file.paths.pages)
        object.add("pages", io::name_of(pages->way))
            .add("page_seconds_for_each_mib", cost_of_pages(*pages));
    else
        object.add("pages", std::string_view("none"));
    if (const auto& parts = file.parts)
        object.add("bytes", parts->bytes)
            .add("crc32", std::uint64_t{parts->crc})
            .add("verified", parts->is_verified);
    add_work(object, file.work);
    return object.end() + '\n';
}

std::string statistics_json(const total_statistics& total) {
    json_object object;
    object.add("total", true)
        .add("status", status_name(total.status))
        .add("files", total.files)
        .add("errors", total.errors)
        .add("warnings", total.warnings);
    add_work(object, total.work);
    return object.end() + '\n';
}

} // namespace mgunzip::cli
