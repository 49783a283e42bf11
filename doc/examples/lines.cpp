// SPDX-License-Identifier: BSL-1.0
// lines WORD < FILE.gz: prints the lines that have this word in them.
#include <mgunzip/istream.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: lines WORD < FILE.gz\n";
        return 1;
    }
    mgunzip::gunzip_istream in(std::cin);
    for (std::string line; std::getline(in, line);)
        if (line.find(argv[1]) != line.npos)
            std::cout << line << '\n';
    // Without this, half of a file would look like all of it.
    if (in.bad()) {
        std::cerr << "byte " << in.decoder().error_offset() << ": "
                  << in.error().message() << '\n';
        return 1;
    }
    if (!std::cout.flush()) {
        std::cerr << "standard output cannot be written\n";
        return 1;
    }
    return 0;
}
