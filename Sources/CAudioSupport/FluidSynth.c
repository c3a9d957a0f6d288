// SPDX-License-Identifier: Apache-2.0
// For RTLD_DEEPBIND.
#define _GNU_SOURCE
#include "CAudioSupport.h"
#include "SharedLibrary.h"

#include <fluidsynth.h>

#define FUNCTIONS(X)                                                                                               \
  X(fluid_settings_t *, new_fluid_settings, (void), ())                                                            \
  X(void, delete_fluid_settings, (fluid_settings_t * settings), (settings))                                        \
  X(int, fluid_settings_setint, (fluid_settings_t * settings, const char *name, int value), (settings, name, value)) \
  X(int, fluid_settings_setnum, (fluid_settings_t * settings, const char *name, double value),                     \
    (settings, name, value))                                                                                       \
  X(fluid_log_function_t, fluid_set_log_function, (int level, fluid_log_function_t function, void *data),          \
    (level, function, data))                                                                                       \
  X(fluid_synth_t *, new_fluid_synth, (fluid_settings_t * settings), (settings))                                   \
  X(void, delete_fluid_synth, (fluid_synth_t * synth), (synth))                                                    \
  X(int, fluid_synth_sfload, (fluid_synth_t * synth, const char *path, int reset), (synth, path, reset))           \
  X(int, fluid_synth_program_select, (fluid_synth_t * synth, int channel, int font, int bank, int preset),         \
    (synth, channel, font, bank, preset))                                                                          \
  X(int, fluid_synth_set_interp_method, (fluid_synth_t * synth, int channel, int method), (synth, channel, method)) \
  X(int, fluid_synth_noteon, (fluid_synth_t * synth, int channel, int key, int velocity),                          \
    (synth, channel, key, velocity))                                                                               \
  X(int, fluid_synth_noteoff, (fluid_synth_t * synth, int channel, int key), (synth, channel, key))                \
  X(int, fluid_synth_cc, (fluid_synth_t * synth, int channel, int controller, int value),                          \
    (synth, channel, controller, value))                                                                           \
  X(int, fluid_synth_pitch_bend, (fluid_synth_t * synth, int channel, int value), (synth, channel, value))         \
  X(int, fluid_synth_get_active_voice_count, (fluid_synth_t * synth), (synth))                                     \
  X(int, fluid_synth_process,                                                                                      \
    (fluid_synth_t * synth, int count, int effectCount, float *effects[], int outputCount, float *outputs[]),      \
    (synth, count, effectCount, effects, outputCount, outputs))

SONG_LIBRARY(songLoadFluidSynth, "libfluidsynth.so.3", FUNCTIONS)
