// SPDX-License-Identifier: BSL-1.0
// Stands for PROGRAM, which is of another processor, where tests start it by
// themselves: becomes EMULATOR, which runs PROGRAM under the name that this was
// started by. It is linked statically, so that a library that tests preload
// comes to PROGRAM alone.
#include <cstdio>
#include <vector>

#include <unistd.h>

int main(int argc, char** argv) {
    char emulator[] = EMULATOR;
    char name[] = "-0";
    char program[] = PROGRAM;
    std::vector<char*> words = {emulator, name, argv[0], program};
    words.insert(words.end(), argv + 1, argv + argc);
    words.push_back(nullptr);
    ::execv(emulator, words.data());
    std::perror(emulator);
    return 127;
}
