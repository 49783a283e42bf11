// SPDX-License-Identifier: BSL-1.0
// Threads that decode the segments of one schedule.
#ifndef MGUNZIP_IO_CREW_THREADS_HPP
#define MGUNZIP_IO_CREW_THREADS_HPP

#include "io/helper_thread.hpp"
#include "io/thread_budget.hpp"
#include "io/thread_limit.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace mgunzip::io {

/// Where the output is of what a crew hands out.
struct decoded_output {
    bool is_in_window = false; ///< of the sink: the next bytes there
    /// Otherwise the output, if anybody keeps it. The sink's `append_headroom`
    /// bytes in front of it may be written to.
    std::uint8_t* data = nullptr;
};

/// After so much input without work, threads are of more use elsewhere.
inline constexpr std::uint64_t idle_input = std::uint64_t{4} << 20;

/// A worker for the thread that calls, the owner, and one for each thread that
/// was taken from a budget. A `Worker` is made of its `schedule` and its
/// `tuning`, and has functions `work`, `give_up` and `work_until_end`. All
/// functions are for the owner.
template <typename Worker>
class crew_threads {
  public:
    using schedule = typename Worker::schedule;
    using tuning = typename Worker::tuning;

    crew_threads() = default;
    crew_threads(const crew_threads&) = delete;
    crew_threads& operator=(const crew_threads&) = delete;

    /// Takes threads from `threads` until there are `wanted`, if it has as many
    /// and there is memory. They start when the crew is at work. May be called
    /// again and again, at any time: threads may be free later.
    void reserve(thread_budget& threads, std::size_t wanted) noexcept {
        wanted = std::min<std::size_t>(wanted, max_threads - 1);
        try {
            while (leases_.size() < wanted) {
                thread_lease lease = threads.take();
                if (!lease)
                    return;
                leases_.push_back(std::move(lease));
                if (shop_)
                    shop_->set_helpers(leases_.size());
            }
        } catch (const std::bad_alloc&) {
            // There are fewer threads then.
        }
    }

    /// Starts the threads, if that was not done yet or they were given back and
    /// not taken again; each can have so many segments. False if there is no
    /// memory.
    [[nodiscard]] bool start(std::size_t segments_for_each,
                             const tuning& settings) noexcept {
        if (shop_ && shop_->threads.size() <= leases_.size())
            return true;
        shop_.reset(); // has threads that were given back
        try {
            shop_ = std::make_unique<shop>(segments_for_each, settings);
        } catch (const std::bad_alloc&) {
            return false;
        }
        shop_->set_helpers(leases_.size());
        return true;
    }

    // From `start` to `stop`.

    schedule& segments() noexcept { return shop_->segments; }

    /// Has `plan_next` fill in segments as long as there are free ones and it
    /// returns true.
    template <typename PlanNext>
    void plan(PlanNext plan_next) noexcept {
        while (auto* const segment = segments().free_entry()) {
            if (!plan_next(*segment))
                return;
            segments().add_entry();
        }
    }

    /// There is a segment: the owner decodes until one of its own is finished
    /// or the first one is, or sleeps until that is so.
    void work() noexcept {
        if (!shop_->owner.work())
            segments().wait_for_front();
    }

    /// Gives up all segments; nobody has one afterwards.
    void give_up() noexcept {
        segments().cancel();
        shop_->owner.give_up();
        segments().clear();
    }

    bool has_threads() const noexcept { return shop_ || !leases_.empty(); }

    /// With the owner.
    std::size_t count() const noexcept { return leases_.size() + 1; }

    /// Gives the threads back for now; they sleep until `start`. Nobody has a
    /// segment.
    void rest() noexcept { leases_.clear(); }
    bool is_resting() const noexcept {
        return leases_.empty() && shop_ && !shop_->threads.empty();
    }

    /// Ends the threads and gives them back, and the memory. Nobody has a
    /// segment.
    void stop() noexcept {
        shop_.reset();
        leases_.clear();
    }

  private:
    struct shop {
        std::size_t for_each;
        tuning settings;
        schedule segments;
        Worker owner;
        std::vector<std::unique_ptr<Worker>> workers;
        std::vector<std::unique_ptr<helper_thread>> threads;

        shop(std::size_t segments_for_each, const tuning& worker_tuning)
            : for_each(segments_for_each), settings(worker_tuning),
              segments(segments_for_each * max_threads),
              owner(segments, settings) {}
        shop(const shop&) = delete;
        shop& operator=(const shop&) = delete;
        ~shop() {
            segments.end_work();
            threads.clear();
        }

        // Fewer are no harm.
        void set_helpers(std::size_t count) noexcept {
            try {
                while (threads.size() < count) {
                    workers.push_back(
                        std::make_unique<Worker>(segments, settings));
                    threads.push_back(std::make_unique<helper_thread>());
                    static_cast<void>(
                        threads.back()->start([worker = workers.back().get()] {
                            worker->work_until_end();
                        }));
                }
            } catch (const std::bad_alloc&) {
                workers.resize(threads.size());
            }
            segments.set_limit(for_each * (threads.size() + 1));
        }
    };

    std::vector<thread_lease> leases_;
    std::unique_ptr<shop> shop_;
};

} // namespace mgunzip::io

#endif
