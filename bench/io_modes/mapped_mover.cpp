// SPDX-License-Identifier: BSL-1.0
// Output through a mapping, step by step as it may be chosen.
#include "mapped_mover.hpp"

#include "hot_data.hpp"
#include "process.hpp"

#include "io/page_advice.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace mgunzip::bench {
namespace {

// As much as mgunzip decodes before it looks up.
constexpr std::size_t quantum = 128 * kib;

// What is populated, or dropped, at a time; and how far ahead a helper gets.
constexpr std::uint64_t own_step = 512 * kib;
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
    mapping(int fd, std::uint64_t size, bool is_huge) : size_(size) {
        constexpr int access = PROT_READ | PROT_WRITE;
        if (!is_huge) {
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

    // Returns where the populated part ends.
    std::uint64_t populate(std::uint64_t from, std::uint64_t step) const {
        const std::uint64_t end = std::min(from + step, size_);
        check(io::populate_for_writing(at(from), at(end)), "populating");
        return end;
    }

  private:
    std::uint64_t size_;
    std::uint8_t* begin_;
    std::uint8_t* area_; // with what alignment has cost
    std::uint64_t area_size_;
};

// Populates in a thread of its own, at most `helper_lead` ahead.
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
    // Where pages cannot be populated the stores will do it.
    void work() noexcept {
        while (done_ < pages_.size()) {
            for (std::uint64_t position = position_;
                 position + helper_lead < done_; position = position_)
                position_.wait(position);
            const std::uint64_t end =
                std::min<std::uint64_t>(done_ + helper_step, pages_.size());
            static_cast<void>(
                io::populate_for_writing(pages_.at(done_), pages_.at(end)));
            done_ = end;
            done_.notify_one();
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

void store_populated(const mapping& pages, mapping_way way) {
    std::uint64_t populated = 0;
    switch (way.how) {
    case populating::by_touch:
        return store(pages, way.drops, [](std::uint64_t, std::uint64_t) {});
    case populating::just_ahead:
        return store(pages, way.drops, [&](std::uint64_t, std::uint64_t end) {
            while (populated < end)
                populated = pages.populate(populated, own_step);
        });
    case populating::by_helper:
        break;
    }
    helper second(pages);
    store(pages, way.drops, [&](std::uint64_t position, std::uint64_t end) {
        second.advance(position);
        second.wait_for(end);
    });
}

} // namespace

void move_by_mapping(const std::string& path, std::uint64_t size,
                     mapping_way way) {
    const io::unique_fd fd = open_or_throw(path, O_RDWR | O_CREAT | O_EXCL);
    check(way.is_reserved ? io::reserve_space(fd.get(), 0, size)
                          : io::set_size(fd.get(), size),
          path);
    store_populated(mapping(fd.get(), size, way.is_huge), way);
}

} // namespace mgunzip::bench
