// SPDX-License-Identifier: BSL-1.0
// file_to_file FROM.gz TO: TO is there when all of it is right, or not at all.
#include <mgunzip/stream.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace {

namespace fs = std::filesystem;
using mgunzip::stream_event;

// A file with another name until it is complete.
class new_file {
  public:
    explicit new_file(const fs::path& name)
        : name_(name), part_(name.string() + ".part"),
          file_(part_, std::ios::binary) {
        if (!file_)
            throw std::runtime_error("cannot create " + part_.string());
    }
    new_file(const new_file&) = delete;
    new_file& operator=(const new_file&) = delete;
    ~new_file() {
        std::error_code ignored;
        fs::remove(part_, ignored); // fails if it has its name
    }

    void write(std::span<const std::uint8_t> data) {
        if (!file_.write(reinterpret_cast<const char*>(data.data()),
                         static_cast<std::streamsize>(data.size())))
            throw std::runtime_error("cannot write " + part_.string());
    }
    void finish() {
        file_.close();
        if (!file_)
            throw std::runtime_error("cannot write " + part_.string());
        fs::rename(part_, name_);
    }

  private:
    fs::path name_;
    fs::path part_;
    std::ofstream file_;
};

// The next bytes of the file, in `buffer`; none at its end.
std::span<const std::uint8_t> read(std::ifstream& file,
                                   std::vector<std::uint8_t>& buffer) {
    file.read(reinterpret_cast<char*>(buffer.data()),
              static_cast<std::streamsize>(buffer.size()));
    if (file.bad() || (file.fail() && !file.eof()))
        throw std::runtime_error("cannot read");
    return std::span(buffer).first(static_cast<std::size_t>(file.gcount()));
}

void gunzip(const fs::path& from, const fs::path& to) {
    std::ifstream input(from, std::ios::binary);
    std::vector<std::uint8_t> buffer(std::size_t{256} << 10);
    std::span<const std::uint8_t> in = read(input, buffer);
    new_file output(to);
    mgunzip::stream_decoder stream;
    for (;;) {
        switch (stream.next(in)) {
        case stream_event::need_input:
            in = input.eof() ? in : read(input, buffer);
            if (in.empty())
                stream.finish();
            break;
        case stream_event::data:
            output.write(stream.output());
            break;
        case stream_event::member_begin:
        case stream_event::member_end:
            break;
        case stream_event::end_of_data:
            output.finish();
            return;
        case stream_event::error:
            throw std::system_error(
                stream.error(),
                "byte " + std::to_string(stream.decoder().error_offset()));
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: file_to_file FROM.gz TO\n";
        return 1;
    }
    try {
        gunzip(argv[1], argv[2]);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << argv[1] << ": " << error.what() << '\n';
        return 1;
    }
}
