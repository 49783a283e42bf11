// SPDX-License-Identifier: BSL-1.0
// Output through a mapping, step by step as it may be chosen.
#include "mapped_mover.hpp"

#include "hot_data.hpp"
#include "process.hpp"

#include "io/page_advice.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace mgunzip::bench {
namespace {

// As much as mgunzip decodes before it looks up.
constexpr std::size_t quantum = 128 * kib;

// What is provided, or dropped, at a time; and how far ahead a helper gets.
// Zeros are written in smaller pieces, which stay in the cache.
constexpr std::uint64_t own_step = 512 * kib;
constexpr std::uint64_t zeros_step = 256 * kib;
constexpr std::uint64_t helper_step = mib;
constexpr std::uint64_t helper_lead = 8 * mib;
constexpr std::uint64_t drop_step = 8 * mib;

constexpr std::size_t huge_page = 2 * mib;

std::uint8_t* map(void* where, std::uint64_t size, int access, int flags,
                  int fd) {
    void* const begin = ::mmap(where, size, access, flags, fd, 0);
    if (begin == MAP_FAILED)
        throw_last_error("mmap");
    return static_cast<std::uint8_t*>(begin);
}

// A whole file. Where huge pages are asked for it begins where one could
// begin: a large folio that would lie across such a border is mapped page by
// page.
class mapping {
  public:
    mapping(int fd, std::uint64_t size, mapping_way way)
        : fd_(fd), size_(size), how_(way.how) {
        constexpr int access = PROT_READ | PROT_WRITE;
        if (!way.is_huge) {
            area_ = begin_ = map(nullptr, size, access, MAP_SHARED, fd);
            area_size_ = size;
            return;
        }
        area_size_ = size + huge_page;
        area_ = map(nullptr, area_size_, PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
        const auto address = reinterpret_cast<std::uintptr_t>(area_);
        begin_ = map(area_ + (huge_page - address % huge_page) % huge_page,
                     size, access, MAP_SHARED | MAP_FIXED, fd);
        // Not every file system listens, and none has to.
        ::madvise(begin_, size, MADV_HUGEPAGE);
    }
    mapping(const mapping&) = delete;
    mapping& operator=(const mapping&) = delete;
    ~mapping() { ::munmap(area_, area_size_); }

    std::uint8_t* at(std::uint64_t offset) const { return begin_ + offset; }
    std::uint64_t size() const { return size_; }

    // Returns where the provided part ends.
    std::uint64_t provide(std::uint64_t from, std::uint64_t step) const {
        const std::uint64_t end = std::min(from + step, size_);
        if (how_ == providing::zeros)
            write_zeros(from, end);
        else
            check(io::populate_for_writing(at(from), at(end)), "populating");
        return end;
    }

  private:
    void write_zeros(std::uint64_t from, std::uint64_t end) const {
        static const std::vector<char> piece(zeros_step);
        while (from < end) {
            const ssize_t count =
                ::pwrite(fd_, piece.data(), std::min(end - from, zeros_step),
                         static_cast<off_t>(from));
            if (count < 0)
                throw_last_error("writing zeros");
            from += static_cast<std::uint64_t>(count);
        }
    }

    int fd_;
    std::uint64_t size_;
    providing how_;
    std::uint8_t* begin_;
    std::uint8_t* area_; // with what alignment has cost
    std::uint64_t area_size_;
};

// Provides in a thread of its own, at most `helper_lead` ahead.
class helper {
  public:
    explicit helper(const mapping& pages)
        : pages_(pages), thread_([this] { work(); }) {}
    helper(const helper&) = delete;
    helper& operator=(const helper&) = delete;
    ~helper() {
        advance(pages_.size());
        thread_.join();
    }

    void advance(std::uint64_t position) {
        position_.store(position);
        position_.notify_one();
    }

    void wait_for(std::uint64_t end) const {
        for (std::uint64_t done = done_; done < end; done = done_)
            done_.wait(done);
    }

  private:
    // An error ends the process: nobody else would notice.
    void work() noexcept {
        try {
            while (done_ < pages_.size()) {
                for (std::uint64_t position = position_;
                     position + helper_lead < done_; position = position_)
                    position_.wait(position);
                done_ = pages_.provide(done_, helper_step);
                done_.notify_one();
            }
        } catch (const std::exception& error) {
            std::fprintf(stderr, "io_modes: %s\n", error.what());
            ::_exit(EXIT_FAILURE);
        }
    }

    const mapping& pages_;
    std::atomic<std::uint64_t> position_{0}; // of the one who stores
    std::atomic<std::uint64_t> done_{0};
    std::thread thread_;
};

void drop_behind(const mapping& pages, std::uint64_t& dropped,
                 std::uint64_t position) {
    if (position < dropped + drop_step)
        return;
    io::drop_pages(pages.at(dropped), pages.at(dropped + drop_step));
    dropped += drop_step;
}

// `make_ready(position, end)` is called before [position, end) is stored.
template <typename MakeReady>
void store(const mapping& pages, bool drops, MakeReady make_ready) {
    hot_data data;
    std::uint64_t dropped = 0;
    while (data.offset() < pages.size()) {
        const std::uint64_t position = data.offset();
        const auto piece = data.next(quantum, pages.size());
        make_ready(position, position + piece.size());
        std::memcpy(pages.at(position), piece.data(), piece.size());
        if (drops)
            drop_behind(pages, dropped, position);
    }
}

void store_provided(const mapping& pages, mapping_way way) {
    if (way.how == providing::touched)
        return store(pages, way.drops, [](std::uint64_t, std::uint64_t) {});
    if (way.has_helper) {
        helper second(pages);
        return store(pages, way.drops,
                     [&](std::uint64_t position, std::uint64_t end) {
                         second.advance(position);
                         second.wait_for(end);
                     });
    }
    std::uint64_t provided = 0;
    store(pages, way.drops, [&](std::uint64_t, std::uint64_t end) {
        while (provided < end)
            provided = pages.provide(provided, own_step);
    });
}

} // namespace

void move_by_mapping(const std::string& path, std::uint64_t size,
                     mapping_way way) {
    const io::unique_fd fd = open_or_throw(path, O_RDWR | O_CREAT | O_EXCL);
    check(way.is_reserved ? io::reserve_space(fd.get(), 0, size)
                          : io::set_size(fd.get(), size),
          path);
    store_provided(mapping(fd.get(), size, way), way);
}

} // namespace mgunzip::bench
