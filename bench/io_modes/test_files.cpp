// SPDX-License-Identifier: BSL-1.0
// The gzip files that are decoded, and what their data are.
#include "test_files.hpp"

#include "process.hpp"
#include "terms.hpp"
#include "text_generator.hpp"

#include <mgunzip/crc32.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::bench {
namespace {

// Enough that no processor learns them by heart.
constexpr unsigned small_masters = 16;

constexpr std::size_t piece_size = 256 * kib;

// Bytes of a file, or of made-up text.
class data_stream {
  public:
    data_stream(const std::optional<std::string>& file, std::uint64_t offset,
                std::uint64_t seed)
        : generator_(seed) {
        if (!file)
            return;
        file_ = open_or_throw(*file, O_RDONLY);
        check(io::set_offset(file_.get(), offset), *file);
    }

    // Returns how many bytes there were.
    std::size_t read(std::span<std::uint8_t> out) {
        if (!file_) {
            generator_.fill(out);
            return out.size();
        }
        std::size_t count = 0;
        check(io::read_some(file_.get(), out.data(), out.size(), count),
              "cannot read the data");
        return count;
    }

  private:
    io::unique_fd file_;
    text_generator generator_;
};

content write_raw(const std::string& path, data_stream& from,
                  std::uint64_t size) {
    const io::unique_fd to = open_or_throw(path, O_WRONLY | O_CREAT | O_TRUNC);
    std::vector<std::uint8_t> piece(piece_size);
    content done;
    while (done.size < size) {
        const std::size_t count = from.read(
            {piece.data(), static_cast<std::size_t>(std::min<std::uint64_t>(
                               piece.size(), size - done.size))});
        if (count == 0)
            break;
        check(io::write_all(to.get(), piece.data(), count), path);
        done.crc = crc32(done.crc, piece.data(), count);
        done.size += count;
    }
    return done;
}

void compress(const std::string& from, const std::string& to) {
    const io::unique_fd in = open_or_throw(from, O_RDONLY);
    const io::unique_fd out = open_or_throw(to, O_WRONLY | O_CREAT | O_TRUNC);
    if (!run_program(
            {.words = {"gzip", "-6nc"}, .in = in.get(), .out = out.get()}))
        throw std::runtime_error("gzip is missing, or has failed");
}

std::string numbered(const std::string& folder, std::size_t number) {
    char name[32];
    std::snprintf(name, sizeof name, "/%05zu", number);
    return folder + name;
}

} // namespace

content content_of(const std::string& path) {
    const io::unique_fd from = open_or_throw(path, O_RDONLY);
    std::vector<std::uint8_t> piece(piece_size);
    content found;
    for (std::size_t count = 1; count > 0;) {
        check(io::read_some(from.get(), piece.data(), piece.size(), count),
              path);
        found.crc = crc32(found.crc, piece.data(), count);
        found.size += count;
    }
    return found;
}

std::vector<master_file> make_masters(const std::string& folder,
                                      std::uint64_t size,
                                      const std::optional<std::string>& data) {
    const std::string raw = folder + "/raw";
    const std::uint64_t available =
        data ? std::filesystem::file_size(*data) : size;
    if (available == 0)
        throw std::runtime_error(*data + " is empty");
    const std::uint64_t used = std::min(size, available);
    const unsigned count = size <= largest_small_size ? small_masters : 1;
    std::vector<master_file> masters;
    for (unsigned i = 0; i < count; ++i) {
        data_stream stream(data, (available - used) / count * i, i);
        const std::string path =
            folder + "/master-" + std::to_string(i) + ".gz";
        const content found = write_raw(raw, stream, used);
        compress(raw, path);
        masters.push_back({path, found});
    }
    std::filesystem::remove(raw);
    return masters;
}

workload::workload(const std::string& folder,
                   const std::vector<master_file>& masters, unsigned count) {
    for (const master_file& each : masters)
        expected_.push_back(each.data);
    for (unsigned i = 0; i < count; ++i) {
        outputs_.push_back(numbered(folder, i));
        inputs_.push_back(outputs_.back() + ".gz");
        std::filesystem::copy_file(masters[i % masters.size()].path,
                                   inputs_.back());
        // Only pages that are clean can leave the page cache.
        const io::unique_fd fd = open_or_throw(inputs_.back(), O_RDWR);
        if (::fsync(fd.get()) != 0)
            throw_last_error(inputs_.back());
    }
}

workload::~workload() {
    for (const auto* names : {&inputs_, &outputs_}) {
        for (const std::string& name : *names)
            ::unlink(name.c_str());
    }
}

void workload::remove_outputs() const {
    for (const std::string& name : outputs_)
        ::unlink(name.c_str());
}

void workload::cool_inputs() const {
    for (const std::string& name : inputs_) {
        const io::unique_fd fd = open_or_throw(name, O_RDONLY);
        check({::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_DONTNEED),
               std::system_category()},
              name);
    }
}

} // namespace mgunzip::bench
