// SPDX-License-Identifier: BSL-1.0
// host PLUGIN < FILE.gz: prints what the plugin says.
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>

#include <dlfcn.h>

int main(int argc, char** argv) {
    void* const plugin = argc == 2 ? ::dlopen(argv[1], RTLD_NOW) : nullptr;
    void* const function = plugin ? ::dlsym(plugin, "output_size") : nullptr;
    if (!function) {
        std::fprintf(stderr, "host: %s\n", ::dlerror());
        return 1;
    }
    const std::string data{std::istreambuf_iterator<char>(std::cin), {}};
    const auto output_size =
        reinterpret_cast<long (*)(const unsigned char*, unsigned long)>(
            function);
    std::printf("%ld\n",
                output_size(reinterpret_cast<const unsigned char*>(data.data()),
                            data.size()));
    return 0;
}
