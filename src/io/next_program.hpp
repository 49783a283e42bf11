// SPDX-License-Identifier: BSL-1.0
// Hands the process over to another program of the same name.
#ifndef MGUNZIP_IO_NEXT_PROGRAM_HPP
#define MGUNZIP_IO_NEXT_PROGRAM_HPP

namespace mgunzip::io {

/// Becomes the first program `name` in PATH that is not this one, by device and
/// inode, with the arguments of `argv`, up to a null, behind the first. Looks
/// only into directories with an absolute path. Returns where there is none
/// that can be run, or if this was called before in this process or one that it
/// comes from: the environment says so in `guard`. Then nothing has changed but
/// that. May throw std::bad_alloc.
void become_next(const char* name, char** argv, const char* guard);

} // namespace mgunzip::io

#endif
