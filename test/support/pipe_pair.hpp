// SPDX-License-Identifier: BSL-1.0
// Pipes, and reading all that comes out of one.
#ifndef MGUNZIP_TEST_PIPE_PAIR_HPP
#define MGUNZIP_TEST_PIPE_PAIR_HPP

#include "io/posix.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::test {

struct pipe_pair {
    io::unique_fd reader;
    io::unique_fd writer;

    explicit pipe_pair(int flags = 0) {
        int fds[2];
        BOOST_REQUIRE_EQUAL(::pipe2(fds, O_CLOEXEC | flags), 0);
        reader.reset(fds[0]);
        writer.reset(fds[1]);
    }
    int size() const { return ::fcntl(writer.get(), F_GETPIPE_SZ); }
};

struct collected {
    std::vector<std::uint8_t> bytes;
    std::vector<std::size_t> sizes; ///< of each read
};

/// Reads until the other side is closed.
inline collected collect(int fd, std::size_t read_size = 1 << 20) {
    collected all;
    std::vector<std::uint8_t> buffer(read_size);
    ssize_t count;
    while ((count = ::read(fd, buffer.data(), buffer.size())) > 0) {
        all.bytes.insert(all.bytes.end(), buffer.begin(),
                         buffer.begin() + count);
        all.sizes.push_back(static_cast<std::size_t>(count));
    }
    return all;
}

} // namespace mgunzip::test

#endif
