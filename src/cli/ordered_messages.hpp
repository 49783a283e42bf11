// SPDX-License-Identifier: BSL-1.0
// Prints the messages of jobs that run side by side in the order of the jobs.
#ifndef MGUNZIP_CLI_ORDERED_MESSAGES_HPP
#define MGUNZIP_CLI_ORDERED_MESSAGES_HPP

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace mgunzip::cli {

/// Prints the messages of jobs as if they ran one after the other. It is the
/// turn of the first job that is not done; messages of other jobs are kept
/// until their turn. All functions may be called from any thread.
class ordered_messages {
  public:
    /// For the jobs 0 to `job_count` - 1. May throw std::bad_alloc.
    explicit ordered_messages(std::size_t job_count) : jobs_(job_count) {}

    /// Prints or keeps `text`. May throw std::bad_alloc where it is kept.
    void print(std::size_t job, std::string_view text);

    /// Returns when all jobs before this one are done and its own messages are
    /// printed. Jobs must begin in their order, or this waits forever.
    void wait_for_turn(std::size_t job);

    /// To be called once for each job. It says no more.
    void finish(std::size_t job) noexcept;

  private:
    struct job_messages {
        std::string kept;
        bool is_done = false;
    };

    std::mutex mutex_; ///< guards all that follows
    std::condition_variable turn_changed_;
    std::vector<job_messages> jobs_;
    std::size_t turn_ = 0;
};

} // namespace mgunzip::cli

#endif
