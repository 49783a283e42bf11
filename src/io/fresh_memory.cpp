// SPDX-License-Identifier: BSL-1.0
// Memory for blocks whose pages are given away.
#include "io/fresh_memory.hpp"

#include "io/call_counts.hpp"
#include "io/page_advice.hpp"
#include "io/posix.hpp"

#include <sys/mman.h>

namespace mgunzip::io {
namespace {

constexpr std::size_t payload_size =
    fresh_memory::block_count * fresh_memory::fresh_block_size;

static_assert(payload_size % huge_page_size == 0,
              "no page may hold blocks and anything else");

std::size_t round_up(std::size_t value, std::size_t unit) noexcept {
    return (value + unit - 1) / unit * unit;
}

} // namespace

std::error_code fresh_memory::make(std::unique_ptr<fresh_memory>& result) {
    std::unique_ptr<fresh_memory> memory(new fresh_memory);
    const std::size_t front = round_up(history_size, page_size());
    const std::size_t behind = round_up(margin, page_size());
    const std::size_t size = front + payload_size + behind;
    // As mmap aligns to pages only, there is room to align in.
    const std::size_t mapped = size + huge_page_size;
    ++calls_of_this_thread.mmap;
    void* const map = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        return last_error();
    auto* const begin = static_cast<std::uint8_t*>(map);
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    std::uint8_t* const blocks =
        begin + (round_up(address + front, huge_page_size) - address);
    memory->begin_ = blocks - front;
    memory->size_ = size;
    // What is left over at the ends. Were it kept, a system that gives huge
    // pages to all could make one of what is in front of the blocks.
    calls_of_this_thread.munmap += 2;
    ::munmap(begin, static_cast<std::size_t>(memory->begin_ - begin));
    ::munmap(memory->begin_ + size,
             mapped - size - static_cast<std::size_t>(memory->begin_ - begin));
    prefer_huge_pages(blocks, blocks + payload_size);
    memory->set_blocks(blocks, block_count, fresh_block_size);
    result = std::move(memory);
    return {};
}

fresh_memory::~fresh_memory() {
    if (begin_ == nullptr)
        return;
    ++calls_of_this_thread.munmap;
    ::munmap(begin_, size_);
}

std::error_code fresh_memory::renew() noexcept {
    return renew_pages(blocks(), blocks_end());
}

} // namespace mgunzip::io
