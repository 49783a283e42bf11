// SPDX-License-Identifier: BSL-1.0
// members < FILE.gz: lists the members.
#include <mgunzip/members.hpp>

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <vector>

int main() {
    const std::vector<std::uint8_t> in{std::istreambuf_iterator(std::cin), {}};
    if (std::ferror(stdin)) {
        std::fputs("standard input cannot be read\n", stderr);
        return 1;
    }
    std::vector<mgunzip::member_info> members;
    const auto result = mgunzip::list_members(in, members);
    for (const mgunzip::member_info& member : members)
        std::printf("offset %llu: %llu -> %llu bytes, CRC-32 %08lx\n",
                    static_cast<unsigned long long>(member.offset),
                    static_cast<unsigned long long>(member.size),
                    static_cast<unsigned long long>(member.output_size),
                    static_cast<unsigned long>(member.data_crc));
    if (!result)
        std::fprintf(stderr, "member %llu: %s\n",
                     static_cast<unsigned long long>(result.members),
                     result.error.message().c_str());
    return result ? 0 : 1;
}
