// SPDX-License-Identifier: Apache-2.0
// What the Swift runtime does to keep threads apart, told to ThreadSanitizer. The runtime isn't built with it, so that only what is
// compiled into our own code is seen: not the wait for a lock that another thread holds, nor `swift_once`, nor the count of
// references. These stand before the runtime's own functions of the same names, and call them.
//
// - Source: `sanitizer/tsan_interface.h`; `Mutex/LinuxImpl.swift` and `runtime/Once.cpp` of Swift 6.3.
#define _GNU_SOURCE
#include "RuntimeHooks.h"

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/// The function of this name behind our own, looked up once.
static void *next(_Atomic(void *) *found, const char *name) {
  void *function = atomic_load(found);
  if (!function) {
    function = dlsym(RTLD_NEXT, name);
    if (!function) abort();
    atomic_store(found, function);
  }
  return function;
}

// MARK: Synchronization.Mutex

#define SWIFT_METHOD __attribute__((swiftcall))
#define SWIFT_SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

/// Waits for a mutex.
SWIFT_METHOD void songLockSlow(uint32_t thread, SWIFT_SELF void *mutex) __asm__(LOCK);
SWIFT_METHOD void songLockSlow(uint32_t thread, SWIFT_SELF void *mutex) {
  static _Atomic(void *) found;
  ((SWIFT_METHOD void (*)(uint32_t, SWIFT_SELF void *))next(&found, LOCK))(thread, mutex);
  __tsan_acquire(mutex);
}

/// Lets go of a mutex that others wait for.
SWIFT_METHOD void songUnlockSlow(SWIFT_SELF void *mutex) __asm__(UNLOCK);
SWIFT_METHOD void songUnlockSlow(SWIFT_SELF void *mutex) {
  static _Atomic(void *) found;
  __tsan_release(mutex);
  ((SWIFT_METHOD void (*)(SWIFT_SELF void *))next(&found, UNLOCK))(mutex);
}

// MARK: Globals that are made when they are first asked for

typedef struct {
  void *token;
  void (*make)(void *);
  void *context;
} Once;

static void make(void *argument) {
  Once *once = argument;
  once->make(once->context);
  __tsan_release(once->token);
}

void swift_once(void *token, void (*function)(void *), void *context) {
  static _Atomic(void *) found;
  Once once = {token, function, context};
  ((void (*)(void *, void (*)(void *), void *))next(&found, "swift_once"))(token, make, &once);
  __tsan_acquire(token);
}

// MARK: Buffers that are written in place by the last who holds them

typedef _Bool (*IsUnique)(const void *object);

static _Bool isUnique(const void *object) {
  static _Atomic(void *) found;
  return ((IsUnique)next(&found, "swift_isUniquelyReferenced_nonNull_native"))(object);
}

/// What this thread did with an object comes before what is done by whoever holds it last. Who holds it last destroys it, which
/// isn't watched.
static void letGo(void *object) {
  if (object && !isUnique(object)) __tsan_release(object);
}

/// Of a reference that may be no object, or have marks in it.
static void letGoBridged(void *reference) {
  const intptr_t marks = 0x7000000000000007;
  intptr_t bits = (intptr_t)reference;
  if (bits >= 0) letGo((void *)(bits & ~marks));
}

_Bool swift_isUniquelyReferenced_nonNull_native(const void *object) {
  _Bool answer = isUnique(object);
  if (answer) __tsan_acquire((void *)object);
  return answer;
}

/// A function of the runtime that lets go of a reference, by the way of ours that tells of it.
#define RELEASE(NAME, TELL) \
  void NAME(void *object) { \
    static _Atomic(void *) found; \
    TELL(object); \
    ((void (*)(void *))next(&found, #NAME))(object); \
  } \
  void NAME##_n(void *object, uint32_t count) { \
    static _Atomic(void *) found; \
    TELL(object); \
    ((void (*)(void *, uint32_t))next(&found, #NAME "_n"))(object, count); \
  }

RELEASE(swift_release, letGo)
RELEASE(swift_bridgeObjectRelease, letGoBridged)
