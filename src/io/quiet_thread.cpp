// SPDX-License-Identifier: BSL-1.0
// A thread whose creation, work and end the threads of an application do not
// notice.
#include "io/quiet_thread.hpp"

#include <initializer_list>

#include <time.h>

#if defined(__GLIBC__) && defined(__GLIBC_PREREQ)
#define MGUNZIP_HAS_ATTRIBUTE_SIGMASK __GLIBC_PREREQ(2, 32)
#else
#define MGUNZIP_HAS_ATTRIBUTE_SIGMASK 0
#endif

namespace mgunzip::io {
namespace {

// Blocked faults end the process, whatever handler there is.
sigset_t all_but_faults() noexcept {
    sigset_t set;
    ::sigfillset(&set);
    for (const int number : {SIGBUS, SIGSEGV, SIGILL, SIGFPE, SIGTRAP})
        ::sigdelset(&set, number);
    return set;
}

// What the system sends to the thread whose call is to blame.
constexpr int own_signals[] = {SIGXFSZ, SIGPIPE};

bool start_thread(pthread_t& thread, void* (*run)(void*),
                  void* context) noexcept {
    pthread_attr_t attributes;
    if (::pthread_attr_init(&attributes) != 0)
        return false;
#if MGUNZIP_HAS_ATTRIBUTE_SIGMASK
    const sigset_t mask = all_but_faults();
    int error = ::pthread_attr_setsigmask_np(&attributes, &mask);
#else
    int error = 0;
#endif
    if (error == 0)
        error = ::pthread_create(&thread, &attributes, run, context);
    ::pthread_attr_destroy(&attributes);
    return error == 0;
}

} // namespace

bool quiet_thread::start(void (*work)(void*) noexcept, void* context) noexcept {
    work_ = work;
    context_ = context;
    is_started_ = start_thread(thread_, run, this);
    return is_started_;
}

void quiet_thread::join() noexcept {
    if (!is_started_)
        return;
    ::pthread_join(thread_, nullptr);
    is_started_ = false;
}

void* quiet_thread::run(void* self) noexcept {
#if !MGUNZIP_HAS_ATTRIBUTE_SIGMASK
    const sigset_t mask = all_but_faults();
    ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
#endif
    auto& thread = *static_cast<quiet_thread*>(self);
    thread.work_(thread.context_);
    return nullptr;
}

quiet_time::quiet_time() noexcept {
    sigset_t mask;
    ::sigemptyset(&mask);
    for (const int number : own_signals)
        ::sigaddset(&mask, number);
    ::pthread_sigmask(SIG_BLOCK, &mask, &before_);
    ::sigpending(&pending_);
}

quiet_time::~quiet_time() {
    for (const int number : own_signals) {
        if (::sigismember(&pending_, number) != 0)
            continue;
        sigset_t set;
        ::sigemptyset(&set);
        ::sigaddset(&set, number);
        const timespec at_once{};
        ::sigtimedwait(&set, nullptr, &at_once);
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

} // namespace mgunzip::io
