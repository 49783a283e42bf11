// SPDX-License-Identifier: BSL-1.0
// Batches of symbols on their way from the Huffman stage to the copy stage.
#ifndef MGUNZIP_BATCH_RING_HPP
#define MGUNZIP_BATCH_RING_HPP

#include "lanes/symbol_batch.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace mgunzip::detail {

/// A batch, and where the input goes on behind it.
struct filled_batch {
    symbol_batch symbols;
    /// The first byte of which nothing is in the batch.
    const std::uint8_t* in_next;
    /// The offset in bits of the block that begins behind it, if one does.
    std::uint64_t next_block;
    static constexpr std::uint64_t no_block = ~std::uint64_t{0};
};

/// What a helper does while there is nothing else to do: a piece of something
/// that takes much less than a millisecond. Returns false if there is nothing.
using spare_work = std::function<bool()>;

/// A queue between the two stages of the decoder. The owner of the decoder
/// copies what is in the batches. It fills them as well, unless it has given
/// that turn to a helper, another thread, which then fills them ahead.
///
/// Whoever has the turn also has all the state of the Huffman stage: giving and
/// returning the turn makes what one thread has done there known to the other.
/// The functions of each role are called by one thread at a time.
class batch_ring {
  public:
    /// A helper may be ahead by so many batches. With fewer the threads wait
    /// for each other more often; more gain nothing and do not stay in the
    /// caches.
    static constexpr std::uint32_t ahead = 4;

    batch_ring() = default;
    batch_ring(const batch_ring&) = delete;
    batch_ring& operator=(const batch_ring&) = delete;

    /// What a thread waits for the other, yielding its processor, before it
    /// draws its conclusions: a helper then sleeps, the owner takes its turn
    /// back, as the helper has no processor to run on. To sleep at once would
    /// be dear: a batch takes some 20 us, to be woken may take as long, and
    /// threads that wake each other are left on one processor.
    void set_patience(std::chrono::microseconds patience) noexcept {
        patience_ = patience;
    }

    // The owner. Whoever has no helper needs the first group only.

    /// Makes room for `count` batches, a power of two, if there is less. False
    /// if there is no memory. Only while the ring is empty and the turn is the
    /// owner's.
    [[nodiscard]] bool reserve(std::uint32_t count) noexcept;

    /// The batch to be copied first. While the ring is empty and the turn is
    /// the helper's, this waits; null: it is empty, and the turn is the
    /// owner's.
    filled_batch* front() noexcept;

    /// Removes it.
    void pop() noexcept;

    /// Lets the helper have the turn; the ring has room for `ahead` batches.
    void give_turn() noexcept;

    /// Takes the turn back; waits until the helper is done with what it is at.
    /// Batches that are filled stay.
    void recall_turn() noexcept;

    /// True if `front` had to take the turn back since it was given.
    bool has_lost_patience() const noexcept { return has_lost_patience_; }

    /// A helper may come from now on; and it must go. They come in pairs, with
    /// all that the helper does in between.
    void open() noexcept;
    void close() noexcept;
    bool is_open() const noexcept { return is_open_; }

    // Whoever has the turn.

    /// A batch to be filled: the helper waits for one, or for null, when it is
    /// to return the turn. For the owner the ring is empty.
    filled_batch* wait_for_slot(const spare_work& spare = {}) noexcept;

    /// Puts that behind the others.
    void publish() noexcept;

    // The helper.

    /// Waits for the turn; false when the ring is closed.
    [[nodiscard]] bool wait_for_turn(const spare_work& spare = {}) noexcept;
    void return_turn() noexcept;

  private:
    // Counts of batches go up by `one`, and around; below is a flag.
    static constexpr std::uint32_t one = 2;
    static constexpr std::uint32_t flag = 1;
    static constexpr std::uint32_t half = ahead / 2 * one;

    filled_batch& slot(std::uint32_t count) noexcept {
        return slots_[count / one & (size_ - 1)];
    }
    bool yields_to_change(const std::atomic<std::uint32_t>& word,
                          std::uint32_t old,
                          const spare_work& spare = {}) const noexcept;

    std::unique_ptr<filled_batch[]> slots_;
    std::uint32_t size_ = 0;
    std::chrono::microseconds patience_{500};

    bool is_open_ = false;
    bool has_given_turn_ = false;
    bool has_lost_patience_ = false;
    std::uint32_t turns_taken_ = 0; ///< by the helper

    // Each is written by one side at a time, and lies in a line of its own.

    /// By whoever has the turn; the flag: it is the owner's.
    alignas(64) std::atomic<std::uint32_t> filled_{flag};
    /// By the owner; the flag: the turn is to be returned.
    alignas(64) std::atomic<std::uint32_t> taken_{0};
    /// By the owner: turns given to the helper, or `closed`.
    alignas(64) std::atomic<std::uint32_t> turns_{0};
    static constexpr std::uint32_t closed = ~std::uint32_t{0};
};

} // namespace mgunzip::detail

#endif
