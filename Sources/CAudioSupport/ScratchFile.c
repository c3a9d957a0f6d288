// SPDX-License-Identifier: Apache-2.0
// For mkostemp.
#define _GNU_SOURCE
#include "CAudioSupport.h"

#include <fcntl.h>
#include <stdlib.h>

int songOpenScratch(char *path) { return mkostemp(path, O_CLOEXEC); }
