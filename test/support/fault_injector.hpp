// SPDX-License-Identifier: BSL-1.0
// Makes system calls of the test program itself fail; see fault_injector.cpp.
#ifndef MGUNZIP_TEST_FAULT_INJECTOR_HPP
#define MGUNZIP_TEST_FAULT_INJECTOR_HPP

extern "C" {

/// Replaces the faults in force by those of `spec`, which has the form of
/// MGUNZIP_FAULTS; an empty text means none. Ends the process if it is wrong.
void mgunzip_set_faults(const char* spec);

/// How many calls of that kind there were since the last
/// `mgunzip_set_faults`, whether they failed or not. The kind must be named in
/// its `spec`.
unsigned long mgunzip_count_calls(const char* kind);
}

namespace mgunzip::test {

/// Faults for as long as the object lives.
class injected_faults {
  public:
    explicit injected_faults(const char* spec) { mgunzip_set_faults(spec); }
    injected_faults(const injected_faults&) = delete;
    injected_faults& operator=(const injected_faults&) = delete;
    ~injected_faults() { mgunzip_set_faults(""); }

    unsigned long count(const char* kind) const {
        return mgunzip_count_calls(kind);
    }
};

} // namespace mgunzip::test

#endif
