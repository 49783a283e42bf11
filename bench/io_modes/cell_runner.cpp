// SPDX-License-Identifier: BSL-1.0
// Measures all ways of one cell.
#include "cell_runner.hpp"

#include "process.hpp"
#include "progress.hpp"
#include "run.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace mgunzip::bench {
namespace {

// What is in the way of an output that is to replace something: a file of its
// size that has reached the disk.
void write_old_file(const std::string& path, std::uint64_t size) {
    const io::unique_fd fd = open_or_throw(path, O_WRONLY | O_CREAT | O_TRUNC);
    const std::vector<char> piece(mib, 'x');
    for (std::uint64_t left = size; left > 0;) {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(left, mib));
        check(io::write_all(fd.get(), piece.data(), count), path);
        left -= count;
    }
}

} // namespace

bool cell_runner::add(const std::vector<variant>& variants,
                      const listener& after_run) {
    bool is_complete = true;
    for (const variant& each : variants) {
        bool is_right = false;
        try {
            works_.push_back(each.plan({files_, cell_.to}));
            is_right = check_once();
        } catch (const std::exception& error) {
            show_on_terminal("");
            std::fprintf(stderr, "io_modes: %s\n", error.what());
        }
        after_run();
        if (is_right) {
            cell_.ways.push_back(
                {each.name, each.kind, each.buffer, each.threads});
            continue;
        }
        show_on_terminal("");
        std::fprintf(stderr, "io_modes: %s fails here, and is left out\n",
                     each.name.c_str());
        works_.resize(cell_.ways.size());
        is_complete = false;
    }
    return is_complete;
}

void cell_runner::count_calls(const listener& after_run) {
    for (std::size_t i = 0; i < works_.size(); ++i) {
        prepare();
        call_counter counter(folder_.scratch + "/calls");
        if (run_once({.work = works_[i], .to = cell_.to, .calls = &counter}))
            cell_.ways[i].calls = counter.finish();
        after_run();
    }
}

bool cell_runner::time(int rounds, const listener& after_run) {
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < works_.size(); ++i) {
            const std::size_t k =
                (i + static_cast<std::size_t>(round)) % works_.size();
            prepare();
            if (cell_.in == state::rested)
                std::this_thread::sleep_for(
                    std::chrono::duration<double>(pause_));
            run_request request{.work = works_[k], .to = cell_.to};
            if (cell_.in == state::synced)
                request.synced_folder = folder_.scratch;
            const std::optional<cost> taken = run_once(request);
            if (taken)
                cell_.ways[k].rounds.push_back(*taken);
            after_run();
        }
    }
    const std::size_t failed =
        std::erase_if(cell_.ways, [&](const result& way) {
            return way.rounds.size() < static_cast<std::size_t>(rounds);
        });
    return failed == 0;
}

// Everything that is not to be timed.
void cell_runner::prepare() const {
    if (cell_.to == target::overwritten)
        make_old_outputs();
    else
        files_.remove_outputs();
    if (cell_.in == state::cold)
        files_.cool_inputs();
    if (cell_.to == target::overwritten || cell_.in == state::synced)
        sync_file_system(folder_.scratch);
}

void cell_runner::make_old_outputs() const {
    for (const std::string& name : files_.outputs()) {
        if (::access(name.c_str(), F_OK) != 0)
            write_old_file(name, files_.size());
    }
}

// The last of the works; its output has to be what is expected.
bool cell_runner::check_once() const {
    prepare();
    const std::vector<content> wanted = expected();
    run_request request{.work = works_.back(), .to = cell_.to};
    if (is_pipe(cell_.to))
        request.arriving = &wanted;
    if (!run_once(request))
        return false;
    if (is_pipe(cell_.to))
        return true;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (content_of(files_.outputs()[i]) != wanted[i])
            throw std::runtime_error("wrong output");
    }
    return true;
}

std::vector<content> cell_runner::expected() const {
    const std::size_t count = files_.outputs().size();
    if (cell_.what == part::move)
        return {count, moved_content(files_.size())};
    std::vector<content> all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(files_.expected(i));
    return all;
}

} // namespace mgunzip::bench
