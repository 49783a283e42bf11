// SPDX-License-Identifier: BSL-1.0
// The system call behind mmap, for those who define the function.
#ifndef MGUNZIP_TEST_MMAP_CALL_HPP
#define MGUNZIP_TEST_MMAP_CALL_HPP

#include <cstddef>

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace mgunzip::test {

inline void* mmap_call(void* address, std::size_t size, int protection,
                       int flags, int fd, off_t offset) {
#ifdef __s390x__ // takes six arguments from memory only
    const long arguments[] = {reinterpret_cast<long>(address),
                              static_cast<long>(size),
                              protection,
                              flags,
                              fd,
                              offset};
    return reinterpret_cast<void*>(::syscall(SYS_mmap, arguments));
#else
    return reinterpret_cast<void*>(
        ::syscall(SYS_mmap, address, size, protection, flags, fd, offset));
#endif
}

} // namespace mgunzip::test

#endif
