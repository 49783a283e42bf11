// SPDX-License-Identifier: BSL-1.0
// Runs a gzip decoder over a file, in pieces and windows of any size, and
// checks that it keeps its promises about them.
#include "support/gzip_runner.hpp"

#include "support/helping_thread.hpp"
#include "support/with_tuning.hpp"

namespace mgunzip::test {
namespace {

class runner {
  public:
    runner(std::span<const std::uint8_t> input, const run_sizes& sizes)
        : feeder_(input, sizes.piece), sizes_(sizes),
          helper_(decoder_, sizes.help) {}

    gunzip_result run() {
        for (;;) {
            if (sizes_.at_once)
                run_members();
            const gzip_status status = run_once();
            promise((status == gzip_status::error) ==
                        (decoder_.error() != errc::ok),
                    "error() goes with the status");
            switch (status) {
            case gzip_status::member_begin:
                promise(!is_in_member_, "members end before others begin");
                is_in_member_ = true;
                member_begin_ = result_.decoded.output.size();
                window_ = next_window();
                ++members_;
                note_member();
                promise(decoder_.members() == members_,
                        "members() counts them");
                break;
            case gzip_status::member_end:
                promise(is_in_member_, "only what has begun ends");
                is_in_member_ = false;
                break;
            case gzip_status::need_input:
                promise(feeder_.is_used_up(), "the input is used up");
                if (feeder_.is_at_end())
                    return finish(decoder_.end_of_input());
                feeder_.next_piece();
                break;
            case gzip_status::need_output:
                promise(window_.is_goal_reached(), "the goal is reached");
                window_ = next_window();
                break;
            case gzip_status::block_begin:
                promise(false, "no block was asked for");
                break;
            case gzip_status::end_of_data:
            case gzip_status::error:
                return finish(status);
            }
        }
    }

  private:
    exact_window next_window() const {
        const bytes& output = result_.decoded.output;
        return {output, output.size() - member_begin_, sizes_.goal(),
                sizes_.margin};
    }

    gzip_status run_once() {
        bytes& output = result_.decoded.output;
        input_cursor in = feeder_.cursor();
        output_window out = window_.window();
        helper_.come_or_go();
        const gzip_status status = decoder_.run(in, out);
        progress_ = window_.take(out, output);
        promise(decoder_.produced() == output.size(),
                "produced() counts the output");
        if (status != gzip_status::error) {
            feeder_.take(in);
            promise(decoder_.consumed() == feeder_.consumed(),
                    "consumed() counts the input");
        }
        return status;
    }

    void note_member() {
        if (sizes_.at_once)
            result_.members.clear();
        result_.members.push_back(
            {decoder_.member_offset(), decoder_.header()});
    }

    void run_members() {
        bytes& output = result_.decoded.output;
        input_cursor in = feeder_.cursor();
        output_window out = window_.window();
        helper_.come_or_go();
        const std::size_t count = decoder_.run_members(in, out);
        promise(count == 0 || !is_in_member_, "whole members are decoded");
        promise((count == 0) == (in.next == feeder_.cursor().next),
                "members take input, and nothing else does");
        feeder_.take(in);
        window_.take(out, output);
        promise(decoder_.produced() == output.size() &&
                    decoder_.consumed() == feeder_.consumed(),
                "what members take and give is counted");
        members_ += count;
        if (count != 0)
            note_member();
        promise(decoder_.members() >= members_, "members() counts them");
        if (window_.is_goal_reached())
            window_ = next_window();
    }

    gunzip_result finish(gzip_status status) {
        promise(status == gzip_status::end_of_data ||
                    status == gzip_status::error,
                "the end of the input is the end");
        const errc error = decoder_.error();
        promise((status == gzip_status::error) == (error != errc::ok),
                "error() goes with the status");
        const std::uint64_t offset = decoder_.error_offset();
        const std::uint64_t consumed = feeder_.consumed();
        window_ = next_window();
        promise(run_once() == status, "the last status is repeated");
        promise(decoder_.end_of_input() == status,
                "the end of the input changes nothing any more");
        promise(progress_ == 0 && feeder_.consumed() == consumed,
                "the end is the end");
        promise(decoder_.error() == error && decoder_.error_offset() == offset,
                "the error stays the same");
        result_.decoded.error = error;
        result_.decoded.offset = offset;
        result_.decoded.consumed = consumed;
        result_.members_begun = decoder_.members();
        result_.trailing = decoder_.trailing();
        return std::move(result_);
    }

    piece_feeder feeder_;
    const run_sizes& sizes_;
    gzip_decoder decoder_{tuning_in_use()};
    helping_thread<gzip_decoder> helper_;
    gunzip_result result_;
    std::uint64_t members_ = 0;
    std::uint64_t member_begin_ = 0; // in the output
    bool is_in_member_ = false;
    exact_window window_ = next_window();
    std::size_t progress_ = 0; // output of the last call
};

} // namespace

gunzip_result run_gzip_decoder(std::span<const std::uint8_t> input,
                               const run_sizes& sizes) {
    return runner(input, sizes).run();
}

gunzip_result run_members_at_once(std::span<const std::uint8_t> input,
                                  run_sizes sizes) {
    sizes.at_once = true;
    return runner(input, sizes).run();
}

gunzip_result with_last_member(gunzip_result expected) {
    std::vector<member_found>& members = expected.members;
    if (members.size() > 1)
        members.erase(members.begin(), members.end() - 1);
    return expected;
}

} // namespace mgunzip::test
