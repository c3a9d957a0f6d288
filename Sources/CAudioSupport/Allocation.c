// SPDX-License-Identifier: Apache-2.0
#include "CAudioSupport.h"

#include <malloc.h>

void songKeepFreedMemory(void) {
#ifdef __GLIBC__
  mallopt(M_TRIM_THRESHOLD, 32 << 20);
  mallopt(M_TOP_PAD, 2 << 20);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}
