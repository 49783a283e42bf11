// SPDX-License-Identifier: BSL-1.0
// Ways to move data that are in the processor's cache: what output costs
// without decoding.
#include "hot_data.hpp"
#include "mapped_mover.hpp"
#include "process.hpp"
#include "variant.hpp"

#include <mgunzip/crc32.hpp>

#include <algorithm>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

namespace mgunzip::bench {
namespace {

void write_hot_data(int fd, std::uint64_t size, std::size_t buffer) {
    hot_data data;
    while (data.offset() < size) {
        const auto piece = data.next(buffer, size);
        check(io::write_all(fd, piece.data(), piece.size()), "write");
    }
}

std::function<std::function<void()>(const job&)> writes_of(std::size_t buffer) {
    return [buffer](const job& what) {
        return [buffer, what] {
            for (const std::string& output : what.files.outputs()) {
                if (is_pipe(what.to)) {
                    write_hot_data(STDOUT_FILENO, what.files.size(), buffer);
                    continue;
                }
                const io::unique_fd fd =
                    open_or_throw(output, O_WRONLY | O_CREAT | O_EXCL);
                write_hot_data(fd.get(), what.files.size(), buffer);
            }
        };
    };
}

// Whole pages that nothing has touched yet; they go to a pipe and are never
// written again, so nobody can tell them from a copy.
class fresh_pages {
  public:
    static constexpr std::size_t size = 2 * mib; // a huge page

    explicit fresh_pages(int advice) {
        // Twice as much has an aligned half.
        begin_ = static_cast<std::uint8_t*>(
            ::mmap(nullptr, 2 * size, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        if (begin_ == MAP_FAILED)
            throw_last_error("mmap");
        const auto address = reinterpret_cast<std::uintptr_t>(begin_);
        data_ = begin_ + (size - address % size) % size;
        ::madvise(data_, size, advice);
    }
    fresh_pages(const fresh_pages&) = delete;
    fresh_pages& operator=(const fresh_pages&) = delete;
    ~fresh_pages() { ::munmap(begin_, 2 * size); }

    std::uint8_t* data() const { return data_; }

  private:
    std::uint8_t* begin_;
    std::uint8_t* data_;
};

void give_pages(const std::uint8_t* data, std::size_t size) {
    while (size > 0) {
        const iovec piece{const_cast<std::uint8_t*>(data), size};
        const ssize_t count = ::vmsplice(STDOUT_FILENO, &piece, 1, 0);
        if (count < 0)
            throw_last_error("vmsplice");
        data += count;
        size -= static_cast<std::size_t>(count);
    }
}

void splice_hot_data(std::uint64_t size, int advice) {
    hot_data data;
    while (data.offset() < size) {
        const fresh_pages pages(advice);
        for (std::size_t used = 0; used < pages.size && data.offset() < size;) {
            const auto piece = data.next(product_buffer, size);
            std::memcpy(pages.data() + used, piece.data(), piece.size());
            give_pages(pages.data() + used, piece.size());
            used += piece.size();
        }
    }
}

std::function<std::function<void()>(const job&)> splices(int advice) {
    return [advice](const job& what) {
        return [advice, count = what.files.outputs().size(),
                size = what.files.size()] {
            for (std::size_t i = 0; i < count; ++i)
                splice_hot_data(size, advice);
        };
    };
}

std::function<std::function<void()>(const job&)> mappings(mapping_way way) {
    return [way](const job& what) {
        return [way, what] {
            for (const std::string& output : what.files.outputs())
                move_by_mapping(output, what.files.size(), way);
        };
    };
}

void add_mappings(std::vector<variant>& all, std::uint64_t size) {
    using enum providing;
    const auto add = [&all](const char* name, mapping_way way) {
        const unsigned threads = way.has_helper ? 2 : 1;
        all.push_back(
            {name, variant_kind::compared, 0, threads, mappings(way)});
    };
    add("mmap hole", {});
    add("mmap reserved", {.is_reserved = true});
    add("mmap populated", {.is_reserved = true, .how = populated});
    add("mmap unreserved", {.how = populated});
    add("mmap zeros", {.how = zeros});
    add("mmap huge populated",
        {.is_reserved = true, .is_huge = true, .how = populated});
    // Too small for a thread, or for anything to be let go.
    if (size <= largest_small_size)
        return;
    add("mmap populated, helper",
        {.is_reserved = true, .has_helper = true, .how = populated});
    add("mmap zeros, helper", {.has_helper = true, .how = zeros});
    add("mmap zeros, drop", {.drops = true, .how = zeros});
}

} // namespace

std::vector<variant> moving_variants(target to, std::uint64_t size) {
    std::vector<variant> all;
    if (is_pipe(to)) {
        all.push_back({"vmsplice 4K pages", variant_kind::compared, 0, 1,
                       splices(MADV_NOHUGEPAGE)});
        all.push_back({"vmsplice 2M pages", variant_kind::compared, 0, 1,
                       splices(MADV_HUGEPAGE)});
    } else {
        add_mappings(all, size);
    }
    for (const std::size_t buffer : moved_buffers)
        all.push_back({"write " + size_text(buffer), variant_kind::compared,
                       buffer, 1, writes_of(buffer)});
    return all;
}

content moved_content(std::uint64_t size) {
    hot_data data;
    content result;
    while (data.offset() < size) {
        const auto piece = data.next(product_buffer, size);
        result.crc = crc32(result.crc, piece.data(), piece.size());
    }
    result.size = size;
    return result;
}

} // namespace mgunzip::bench
