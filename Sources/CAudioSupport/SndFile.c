// SPDX-License-Identifier: Apache-2.0
// For RTLD_DEEPBIND.
#define _GNU_SOURCE
#include "CAudioSupport.h"
#include "SharedLibrary.h"

#include <sndfile.h>

#define FUNCTIONS(X)                                                                                      \
  X(SNDFILE *, sf_open, (const char *path, int mode, SF_INFO *info), (path, mode, info))                  \
  X(int, sf_close, (SNDFILE * file), (file))                                                              \
  X(int, sf_command, (SNDFILE * file, int command, void *data, int size), (file, command, data, size))    \
  X(int, sf_set_string, (SNDFILE * file, int kind, const char *text), (file, kind, text))                 \
  X(const char *, sf_strerror, (SNDFILE * file), (file))                                                  \
  X(const char *, sf_error_number, (int number), (number))                                                \
  X(sf_count_t, sf_readf_float, (SNDFILE * file, float *samples, sf_count_t frames), (file, samples, frames))        \
  X(sf_count_t, sf_writef_short, (SNDFILE * file, const short *samples, sf_count_t frames), (file, samples, frames)) \
  X(sf_count_t, sf_writef_int, (SNDFILE * file, const int *samples, sf_count_t frames), (file, samples, frames))     \
  X(sf_count_t, sf_writef_float, (SNDFILE * file, const float *samples, sf_count_t frames), (file, samples, frames))

SONG_LIBRARY(songLoadSndFile, "libsndfile.so.1", FUNCTIONS)
