// SPDX-License-Identifier: BSL-1.0
// A shared library that makes system calls fail on purpose.
//
// It defines the functions of the C library that it makes fail. A test
// program can be linked with it and choose the faults as it goes (the header);
// any other program, mgunzip itself, is run with
//
//     LD_PRELOAD=.../libfault_injector.so
//     MGUNZIP_FAULTS=KIND:ERROR:SUCCEED[:FAIL][,...]
//
// The first SUCCEED calls of a KIND go through, the next FAIL fail with ERROR,
// and then they go through again; without FAIL all of the rest fail. ERROR is
// the name of an errno value, or OK: the call is said to have succeeded and
// does nothing, but a fallocate gives the file its size, without any space. Or
// it is STOP: the process stops (SIGSTOP) before the call, which goes through
// when somebody has let the process go on; or SLOW: the call goes through after
// 20 ms.
//
//     MGUNZIP_FAULTS=openat_tmpfile:EOPNOTSUPP:0,fallocate:ENOSPC:2:1
//
// Kinds:
//     openat_tmpfile      openat with O_TMPFILE
//     openat_new          openat with O_EXCL, of a name that must be new
//     open_proc           open or access of a name that begins with /proc/
//     open_input          open, to read, of a name that does not begin with /
//     open_directory      open of a directory, to list it
//     readdir
//     fallocate           ftruncate           fstatvfs
//     mmap_file           mmap of a file
//     madvise_populate_read                   madvise_populate_write
//     madvise_populate    both of these        madvise_dontneed
//     set_pipe_size       fcntl with F_SETPIPE_SZ
//     vmsplice
//     linkat              renameat2           renameat
//     unlinkat            close_stdout, which is a close of descriptor 1
//     fchown              fchmod              futimens
//     fdatasync           fsync
//     write               write and pwrite, but to descriptor 2
//
// Under AddressSanitizer of g++ the program also needs
// ASAN_OPTIONS=verify_asan_link_order=0. Where the sanitizer's own definition
// comes first, in programs built by clang or linked with this, `write`,
// `readdir` and `mmap_file` have no effect; the other kinds have.
#include "support/fault_injector.hpp"
#include "support/mmap_call.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static_assert(sizeof(long) == 8, "faults are injected on 64-bit machines only");

namespace {

struct fault {
    char kind[32];
    int error;
    unsigned long succeed;
    unsigned long fail;
    std::atomic<unsigned long> calls;
};

constexpr std::size_t max_faults = 16;
fault faults[max_faults];
std::atomic<std::size_t> fault_count{0};

struct error_name {
    const char* name;
    int value;
};

constexpr int stop = -1;
constexpr int slow = -2;
constexpr useconds_t slowness = 20'000;

constexpr error_name error_names[] = {
    {"OK", 0},
    {"STOP", stop},
    {"SLOW", slow},
    {"EACCES", EACCES},
    {"EAGAIN", EAGAIN},
    {"EDQUOT", EDQUOT},
    {"EEXIST", EEXIST},
    {"EFAULT", EFAULT},
    {"EFBIG", EFBIG},
    {"EHWPOISON", EHWPOISON},
    {"EINTR", EINTR},
    {"EINVAL", EINVAL},
    {"EIO", EIO},
    {"EISDIR", EISDIR},
    {"EMFILE", EMFILE},
    {"ENODEV", ENODEV},
    {"ENOENT", ENOENT},
    {"ENOMEM", ENOMEM},
    {"ENOSPC", ENOSPC},
    {"ENOSYS", ENOSYS},
    {"EOPNOTSUPP", EOPNOTSUPP},
    {"EPERM", EPERM},
    {"EROFS", EROFS},
    {"EXDEV", EXDEV},
};

[[noreturn]] void refuse(const char* spec) {
    std::fprintf(stderr, "fault_injector: wrong specification: %s\n", spec);
    std::abort();
}

int error_value(const char* name, const char* spec) {
    for (const error_name& error : error_names) {
        if (std::strcmp(error.name, name) == 0)
            return error.value;
    }
    refuse(spec);
}

// Reads one KIND:ERROR:SUCCEED[:FAIL] of `length` characters.
void parse_fault(const char* text, std::size_t length, fault& result) {
    char spec[128];
    if (length >= sizeof spec)
        refuse(text);
    std::memcpy(spec, text, length);
    spec[length] = '\0';
    char error[32];
    unsigned long succeed = 0;
    unsigned long fail = ~0ul;
    const int fields = std::sscanf(spec, "%31[a-z0-9_]:%31[A-Z0-9]:%lu:%lu",
                                   result.kind, error, &succeed, &fail);
    if (fields < 3)
        refuse(spec);
    result.error = error_value(error, spec);
    result.succeed = succeed;
    result.fail = fail;
    result.calls = 0;
}

fault* find_fault(const char* kind) {
    for (std::size_t i = 0; i < fault_count; ++i) {
        if (std::strcmp(faults[i].kind, kind) == 0)
            return &faults[i];
    }
    return nullptr;
}

// Counts a call. Returns -1 if it shall go through, else sets errno and
// returns the error.
int fails(const char* kind) {
    fault* const found = find_fault(kind);
    if (!found)
        return -1;
    const unsigned long before = found->calls++;
    if (before < found->succeed || before - found->succeed >= found->fail)
        return -1;
    if (found->error == stop) {
        ::raise(SIGSTOP);
        return -1;
    }
    if (found->error == slow) {
        ::usleep(slowness);
        return -1;
    }
    errno = found->error;
    return found->error;
}

// What a failing call that returns an int does; `go_on` if it does not fail.
constexpr int go_on = 1;
int fail_simply(const char* kind) {
    const int error = fails(kind);
    return error < 0 ? go_on : error == 0 ? 0 : -1;
}

// The call itself, if it does not fail.
template <typename... Arguments>
int call_or_fail(const char* kind, long number, Arguments... arguments) {
    const int result = fail_simply(kind);
    return result != go_on ? result
                           : static_cast<int>(::syscall(number, arguments...));
}

bool is_in_proc(const char* path) {
    return std::strncmp(path, "/proc/", 6) == 0;
}

const char* kind_of_reading(const char* path, int flags) {
    if ((flags & O_PATH) != 0)
        return "";
    if ((flags & O_DIRECTORY) != 0)
        return "open_directory";
    return (flags & (O_ACCMODE | O_CREAT)) == O_RDONLY && path[0] != '/'
               ? "open_input"
               : "";
}

int open_at(int directory, const char* path, int flags, mode_t mode) {
    const bool is_nameless = (flags & O_TMPFILE) == O_TMPFILE;
    if (is_nameless && fails("openat_tmpfile") > 0)
        return -1;
    if ((flags & O_EXCL) != 0 && fails("openat_new") > 0)
        return -1;
    if (is_in_proc(path) && fails("open_proc") > 0)
        return -1;
    if (!is_nameless && fails(kind_of_reading(path, flags)) > 0)
        return -1;
    return static_cast<int>(
        ::syscall(SYS_openat, directory, path, flags, mode));
}

void* map(void* address, std::size_t size, int protection, int flags, int fd,
          off_t offset) {
    if (fd >= 0 && fails("mmap_file") > 0)
        return MAP_FAILED;
    return mgunzip::test::mmap_call(address, size, protection, flags, fd,
                                    offset);
}

int allocate(int fd, int mode, off_t offset, off_t size) {
    const int error = fails("fallocate");
    if (error > 0)
        return -1;
    if (error < 0)
        return static_cast<int>(
            ::syscall(SYS_fallocate, fd, mode, offset, size));
    struct stat status {};
    if (::fstat(fd, &status) < 0)
        return -1;
    if (status.st_size >= offset + size)
        return 0;
    return static_cast<int>(::syscall(SYS_ftruncate, fd, offset + size));
}

[[gnu::constructor]] void take_environment() {
    if (const char* const spec = std::getenv("MGUNZIP_FAULTS"))
        mgunzip_set_faults(spec);
}

} // namespace

#define MGUNZIP_EXPORT [[gnu::visibility("default")]]

extern "C" {

MGUNZIP_EXPORT void mgunzip_set_faults(const char* spec) {
    fault_count = 0;
    std::size_t count = 0;
    while (*spec != '\0') {
        const std::size_t length = std::strcspn(spec, ",");
        if (count == max_faults)
            refuse(spec);
        parse_fault(spec, length, faults[count++]);
        spec += length + (spec[length] == ',' ? 1 : 0);
    }
    fault_count = count;
}

MGUNZIP_EXPORT unsigned long mgunzip_count_calls(const char* kind) {
    const fault* const found = find_fault(kind);
    if (!found)
        refuse(kind);
    return found->calls;
}

// The functions of the C library. `open` and `openat` have the mode as a
// variable argument, which is there if a file may be made.

#define MGUNZIP_TAKE_MODE(mode)                                                \
    mode_t mode = 0;                                                           \
    if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {               \
        va_list arguments;                                                     \
        va_start(arguments, flags);                                            \
        mode = va_arg(arguments, mode_t);                                      \
        va_end(arguments);                                                     \
    }

#define MGUNZIP_OPEN(name)                                                     \
    MGUNZIP_EXPORT int name(const char* path, int flags, ...) {                \
        MGUNZIP_TAKE_MODE(mode)                                                \
        return open_at(AT_FDCWD, path, flags, mode);                           \
    }
MGUNZIP_OPEN(open)
MGUNZIP_OPEN(open64)

#define MGUNZIP_OPENAT(name)                                                   \
    MGUNZIP_EXPORT int name(int directory, const char* path, int flags, ...) { \
        MGUNZIP_TAKE_MODE(mode)                                                \
        return open_at(directory, path, flags, mode);                          \
    }
MGUNZIP_OPENAT(openat)
MGUNZIP_OPENAT(openat64)

// What they are by FORTIFY if the compiler does not know the flags.
MGUNZIP_EXPORT int __open_2(const char* path, int flags) {
    return open_at(AT_FDCWD, path, flags, 0);
}
MGUNZIP_EXPORT int __openat_2(int directory, const char* path, int flags) {
    return open_at(directory, path, flags, 0);
}

MGUNZIP_EXPORT int access(const char* path, int mode) noexcept {
    if (is_in_proc(path) && fails("open_proc") > 0)
        return -1;
    // Newer architectures have no system call for less.
    return static_cast<int>(::syscall(SYS_faccessat, AT_FDCWD, path, mode));
}

MGUNZIP_EXPORT dirent* readdir(DIR* stream) {
    using function = dirent*(DIR*);
    static const auto next =
        reinterpret_cast<function*>(::dlsym(RTLD_NEXT, "readdir"));
    return fails("readdir") > 0 ? nullptr : next(stream);
}

MGUNZIP_EXPORT dirent64* readdir64(DIR* stream) {
    // They are the same where files may be large anyway.
    return reinterpret_cast<dirent64*>(readdir(stream));
}

MGUNZIP_EXPORT void* mmap(void* address, std::size_t size, int protection,
                          int flags, int fd, off_t offset) noexcept {
    return map(address, size, protection, flags, fd, offset);
}

MGUNZIP_EXPORT void* mmap64(void* address, std::size_t size, int protection,
                            int flags, int fd, off64_t offset) noexcept {
    return map(address, size, protection, flags, fd, offset);
}

MGUNZIP_EXPORT int madvise(void* address, std::size_t size,
                           int advice) noexcept {
    int result = go_on;
    if (advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE)
        result = fail_simply("madvise_populate");
    // A question for nothing is whether the system knows the advice at all.
    const bool is_question = size == 0;
    if (result == go_on && advice == MADV_POPULATE_READ && !is_question)
        result = fail_simply("madvise_populate_read");
    if (result == go_on && advice == MADV_POPULATE_WRITE && !is_question)
        result = fail_simply("madvise_populate_write");
    if (advice == MADV_DONTNEED)
        result = fail_simply("madvise_dontneed");
    if (result != go_on)
        return result;
    return static_cast<int>(::syscall(SYS_madvise, address, size, advice));
}

// The argument is an int or a pointer; either fits what is read here.
MGUNZIP_EXPORT int fcntl(int fd, int operation, ...) {
    va_list arguments;
    va_start(arguments, operation);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    const int result =
        operation == F_SETPIPE_SZ ? fail_simply("set_pipe_size") : go_on;
    return result != go_on ? result
                           : static_cast<int>(
                                 ::syscall(SYS_fcntl, fd, operation, argument));
}

MGUNZIP_EXPORT int fcntl64(int fd, int operation, ...) {
    va_list arguments;
    va_start(arguments, operation);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return fcntl(fd, operation, argument);
}

MGUNZIP_EXPORT ssize_t vmsplice(int fd, const struct iovec* parts,
                                std::size_t count, unsigned flags) {
    const int result = fail_simply("vmsplice");
    return result != go_on ? result
                           : ::syscall(SYS_vmsplice, fd, parts, count, flags);
}

MGUNZIP_EXPORT int fallocate(int fd, int mode, off_t offset, off_t size) {
    return allocate(fd, mode, offset, size);
}

MGUNZIP_EXPORT int fallocate64(int fd, int mode, off64_t offset, off64_t size) {
    return allocate(fd, mode, offset, size);
}

MGUNZIP_EXPORT int ftruncate(int fd, off_t size) noexcept {
    return call_or_fail("ftruncate", SYS_ftruncate, fd, size);
}

MGUNZIP_EXPORT int ftruncate64(int fd, off64_t size) noexcept {
    return ftruncate(fd, size);
}

// Reports a device without free space when it is said to succeed.
MGUNZIP_EXPORT int fstatvfs(int fd, struct statvfs* status) noexcept {
    const int error = fails("fstatvfs");
    if (error > 0)
        return -1;
    char path[64];
    std::snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    const int result = ::statvfs(path, status);
    if (error == 0)
        status->f_bfree = status->f_bavail = 0;
    return result;
}

MGUNZIP_EXPORT int linkat(int from_directory, const char* from,
                          int to_directory, const char* to,
                          int flags) noexcept {
    return call_or_fail("linkat", SYS_linkat, from_directory, from,
                        to_directory, to, flags);
}

MGUNZIP_EXPORT int renameat(int from_directory, const char* from,
                            int to_directory, const char* to) noexcept {
    return call_or_fail("renameat", SYS_renameat2, from_directory, from,
                        to_directory, to, 0);
}

MGUNZIP_EXPORT int renameat2(int from_directory, const char* from,
                             int to_directory, const char* to,
                             unsigned int flags) noexcept {
    return call_or_fail("renameat2", SYS_renameat2, from_directory, from,
                        to_directory, to, flags);
}

MGUNZIP_EXPORT int unlinkat(int directory, const char* path,
                            int flags) noexcept {
    return call_or_fail("unlinkat", SYS_unlinkat, directory, path, flags);
}

MGUNZIP_EXPORT int fchown(int fd, uid_t user, gid_t group) noexcept {
    return call_or_fail("fchown", SYS_fchown, fd, user, group);
}

MGUNZIP_EXPORT int fchmod(int fd, mode_t mode) noexcept {
    return call_or_fail("fchmod", SYS_fchmod, fd, mode);
}

MGUNZIP_EXPORT int futimens(int fd, const struct timespec times[2]) noexcept {
    return call_or_fail("futimens", SYS_utimensat, fd, nullptr, times, 0);
}

MGUNZIP_EXPORT int close(int fd) {
    const int result =
        fd == STDOUT_FILENO ? fail_simply("close_stdout") : go_on;
    return result != go_on ? result
                           : static_cast<int>(::syscall(SYS_close, fd));
}

MGUNZIP_EXPORT int fdatasync(int fd) {
    return call_or_fail("fdatasync", SYS_fdatasync, fd);
}

MGUNZIP_EXPORT int fsync(int fd) {
    return call_or_fail("fsync", SYS_fsync, fd);
}

MGUNZIP_EXPORT ssize_t write(int fd, const void* data, std::size_t size) {
    const int result = fd == STDERR_FILENO ? go_on : fail_simply("write");
    if (result == 0)
        return static_cast<ssize_t>(size);
    return result < 0 ? result : ::syscall(SYS_write, fd, data, size);
}

MGUNZIP_EXPORT ssize_t pwrite(int fd, const void* data, std::size_t size,
                              off_t offset) {
    const int result = fail_simply("write");
    if (result == 0)
        return static_cast<ssize_t>(size);
    return result < 0 ? result
                      : ::syscall(SYS_pwrite64, fd, data, size, offset);
}

MGUNZIP_EXPORT ssize_t pwrite64(int fd, const void* data, std::size_t size,
                                off64_t offset) {
    return pwrite(fd, data, size, offset);
}
}
