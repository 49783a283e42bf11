// SPDX-License-Identifier: BSL-1.0
#include "transfer.hpp"

namespace mgunzip::io {

transfer::outcome transfer::fail(failure whose, std::error_code error) {
    failure_ = whose;
    error_ = error;
    return outcome::failed;
}

// Data that could not be read look like damaged data.
transfer::outcome transfer::fail_with_data_error() {
    if (const std::error_code lost = source_.advance(in_.next))
        return fail(failure::input, lost);
    return fail(failure::data, make_error_code(decoder_.error()));
}

transfer::outcome transfer::fetch() {
    if (const std::error_code error = source_.next(in_))
        return fail(failure::input, error);
    if (in_.next != in_.end)
        return outcome::go_on;
    return decoder_.end_of_input() == gzip_status::end_of_data
               ? outcome::done
               : fail_with_data_error();
}

transfer::outcome transfer::commit(sink& to) {
    size_.update(decoder_.consumed(), decoder_.produced());
    if (const std::error_code error = to.commit())
        return fail(failure::output, error);
    if (const std::error_code error = source_.advance(in_.next))
        return fail(failure::input, error);
    return outcome::go_on;
}

transfer::outcome transfer::decode(sink& to) {
    switch (decoder_.run(in_, to.window())) {
    case gzip_status::need_output:
        return commit(to);
    case gzip_status::need_input:
        return fetch();
    case gzip_status::member_begin:
    case gzip_status::member_end:
        return outcome::go_on;
    case gzip_status::end_of_data:
        // Garbage counts as used, as far as it was read.
        in_.next = in_.end;
        return outcome::done;
    case gzip_status::error:
        break;
    }
    return fail_with_data_error();
}

failure transfer::read_first_header() {
    output_window nowhere{};
    while (true) {
        switch (decoder_.run(in_, nowhere)) {
        case gzip_status::member_begin:
            return failure::none;
        case gzip_status::need_input:
            if (fetch() == outcome::failed)
                return failure_;
            break;
        default:
            static_cast<void>(fail_with_data_error());
            return failure_;
        }
    }
}

failure transfer::run(sink& to) {
    outcome so_far = outcome::go_on;
    while (so_far == outcome::go_on)
        so_far = decode(to);
    const std::error_code error = source_.finish(in_.next);
    if (error && failure_ == failure::none)
        static_cast<void>(fail(failure::input, error));
    return failure_;
}

} // namespace mgunzip::io
