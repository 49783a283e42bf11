// SPDX-License-Identifier: BSL-1.0
// The gzip files that are decoded, and what their data are.
#ifndef MGUNZIP_BENCH_IO_MODES_TEST_FILES_HPP
#define MGUNZIP_BENCH_IO_MODES_TEST_FILES_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mgunzip::bench {

/// What an output has to be.
struct content {
    std::uint64_t size = 0;
    std::uint32_t crc = 0;

    bool operator==(const content&) const = default;
};

/// Of an existing file; throws where it cannot be read.
content content_of(const std::string& path);

/// A gzip file, and what is in it.
struct master_file {
    std::string path;
    content data;
};

/// Makes gzip files of `size` bytes of data each in a folder, by gzip -6. The
/// data are pieces of the file `data`, all of it if it is smaller than `size`,
/// or made up. There are several of a small size, and no two alike.
std::vector<master_file> make_masters(const std::string& folder,
                                      std::uint64_t size,
                                      const std::optional<std::string>& data);

/// Copies of the masters in one folder, and the names of the outputs that are
/// made of them.
class workload {
  public:
    workload(const std::string& folder, const std::vector<master_file>& masters,
             unsigned count);
    workload(const workload&) = delete;
    workload& operator=(const workload&) = delete;
    /// Removes all these files.
    ~workload();

    const std::vector<std::string>& inputs() const { return inputs_; }
    const std::vector<std::string>& outputs() const { return outputs_; }
    /// What output `index` is when it is decoded.
    const content& expected(std::size_t index) const {
        return expected_[index % expected_.size()];
    }
    /// The size of each output.
    std::uint64_t size() const { return expected_.front().size; }

    void remove_outputs() const;
    /// Takes the inputs out of the page cache.
    void cool_inputs() const;

  private:
    std::vector<std::string> inputs_;
    std::vector<std::string> outputs_;
    std::vector<content> expected_;
};

} // namespace mgunzip::bench

#endif
