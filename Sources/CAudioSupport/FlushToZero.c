// SPDX-License-Identifier: Apache-2.0
#include "CAudioSupport.h"

#if defined(__x86_64__) || defined(__i386__)
#include <xmmintrin.h>

// Bit 15 is flush-to-zero, bit 6 denormals-are-zero (Intel SDM, volume 1, 10.2.3).
uint64_t songFlushToZeroBegin(void) {
  unsigned mode = _mm_getcsr();
  _mm_setcsr(mode | 0x8040u);
  return mode;
}

void songFlushToZeroEnd(uint64_t mode) { _mm_setcsr((unsigned)mode); }

#elif defined(__aarch64__)

// Bit 24 of FPCR is FZ (Arm ARM, C5.2.8).
uint64_t songFlushToZeroBegin(void) {
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  __asm__ volatile("msr fpcr, %0" : : "r"(mode | (1ull << 24)));
  return mode;
}

void songFlushToZeroEnd(uint64_t mode) { __asm__ volatile("msr fpcr, %0" : : "r"(mode)); }

#else

uint64_t songFlushToZeroBegin(void) { return 0; }
void songFlushToZeroEnd(uint64_t mode) { (void)mode; }

#endif
