// SPDX-License-Identifier: BSL-1.0
// Memory between two pages that must not be touched.
#ifndef MGUNZIP_TEST_GUARDED_BUFFER_HPP
#define MGUNZIP_TEST_GUARDED_BUFFER_HPP

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <system_error>

namespace mgunzip::test {

/// At least `size` readable and writable zero bytes, in front of which and
/// behind which any access is a segmentation fault. Throws std::system_error
/// if there is no memory.
class guarded_buffer {
  public:
    explicit guarded_buffer(std::size_t size) {
        const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        const std::size_t usable = (size + page - 1) / page * page;
        mapped_size_ = usable + 2 * page;
        mapping_ = ::mmap(nullptr, mapped_size_, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapping_ == MAP_FAILED)
            throw_errno("mmap");
        bytes_ = {static_cast<std::uint8_t*>(mapping_) + page, usable};
        if (usable > 0 &&
            ::mprotect(bytes_.data(), usable, PROT_READ | PROT_WRITE) != 0) {
            const int error = errno;
            ::munmap(mapping_, mapped_size_);
            errno = error;
            throw_errno("mprotect");
        }
    }
    guarded_buffer(const guarded_buffer&) = delete;
    guarded_buffer& operator=(const guarded_buffer&) = delete;
    ~guarded_buffer() { ::munmap(mapping_, mapped_size_); }

    /// All of it: whole pages.
    std::span<std::uint8_t> bytes() const noexcept { return bytes_; }

    /// The `size` bytes with a guard page right in front of them.
    std::span<std::uint8_t> front(std::size_t size) const {
        return bytes_.first(size);
    }

    /// The `size` bytes with a guard page right behind them.
    std::span<std::uint8_t> back(std::size_t size) const {
        return bytes_.last(size);
    }

  private:
    [[noreturn]] static void throw_errno(const char* what) {
        throw std::system_error(errno, std::system_category(), what);
    }

    void* mapping_;
    std::size_t mapped_size_;
    std::span<std::uint8_t> bytes_;
};

} // namespace mgunzip::test

#endif
