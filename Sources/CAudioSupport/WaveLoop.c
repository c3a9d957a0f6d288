// SPDX-License-Identifier: Apache-2.0
#include "CAudioSupport.h"

#include <sndfile.h>

int songSetLoop(void *file, uint32_t frames) {
  SF_INSTRUMENT instrument = {
      .gain = 1,
      .basenote = 60,
      .velocity_lo = 1,
      .velocity_hi = 127,
      .key_lo = 0,
      .key_hi = 127,
      .loop_count = 1,
      .loops = {{.mode = SF_LOOP_FORWARD, .start = 0, .end = frames, .count = 0}},
  };
  return sf_command(file, SFC_SET_INSTRUMENT, &instrument, sizeof instrument) == SF_TRUE;
}
