// SPDX-License-Identifier: Apache-2.0
#pragma once
// The C lines that Swift can't import: the floating-point mode of a thread, and the host side of LV2 (features that
// are structs of callbacks, atoms with flexible arrays). Knows nothing of lilv; opaque pointers stand for LV2's types.

#include <stddef.h>
#include <stdint.h>

// MARK: Libraries

/// Loads FluidSynth, whose functions mustn't be called before.
/// @return null, or why it can't be loaded
const char *songLoadFluidSynth(void);

/// Loads libsndfile, whose functions mustn't be called before.
/// @return null, or why it can't be loaded
const char *songLoadSndFile(void);

// MARK: Floating point

/// Turns flush-to-zero and denormals-are-zero on in the calling thread; returns the mode that was set before.
uint64_t songFlushToZeroBegin(void);

/// Restores the mode that `songFlushToZeroBegin` returned.
void songFlushToZeroEnd(uint64_t mode);

// MARK: Memory

/// Lets the allocator keep what is freed, up to 32 MB, for the next who asks: a compile gives back and asks again for the
/// same few megabytes a hundred times, and each time the system would clear them page by page.
void songKeepFreedMemory(void);

// MARK: LV2 URIDs

/// A table of URIs and their numbers, shared by all instances of a render; every call on it is locked.
typedef struct SongURIDs SongURIDs;

SongURIDs *songURIDsCreate(void);
void songURIDsDestroy(SongURIDs *table);

/// The number of a URI, 1 or above; 0 when memory is short.
uint32_t songURIDsMap(SongURIDs *table, const char *uri);

// MARK: LV2 host features

/// The features that one plugin instance is given: urid map and unmap, options, bounded block length, worker, log.
/// The worker is synchronous: what the plugin schedules is done by `songHostPump` in the same thread.
typedef struct SongHost SongHost;

/// @param blockLength the most and least frames of a run, also the nominal length
SongHost *songHostCreate(SongURIDs *table, double sampleRate, int32_t blockLength);
void songHostDestroy(SongHost *host);

/// The null-terminated list for `lilv_plugin_instantiate` (`const LV2_Feature *const *`).
const void *songHostFeatures(SongHost *host);

/// True when the host offers the feature of this URI.
int songHostOffers(const char *featureURI);

/// Tells the host which instance it serves.
/// @param instance the LV2_Handle
/// @param workerInterface the plugin's `const LV2_Worker_Interface *`, or null when it has none
void songHostAttach(SongHost *host, void *instance, const void *workerInterface);

/// The feature that maps URIs to numbers (`LV2_URID_Map *`).
void *songHostMap(SongHost *host);

/// Does the work that was scheduled, hands the answers to the plugin and ends the run. Call it after every run.
void songHostPump(SongHost *host);

// MARK: LV2 atoms

/// Writes an empty sequence into an atom input port's buffer.
void songAtomEmptySequence(SongHost *host, void *buffer);

/// Appends a MIDI message to a sequence; messages come in order of their frames.
/// @param capacity bytes of the buffer
/// @param frame of the next run
/// @return whether it had room
int songAtomAppendMIDI(SongHost *host, void *buffer, uint32_t capacity, int64_t frame, const uint8_t message[3]);

/// Reads a number of whatever type.
/// @param type the number of the value's type URI
/// @return whether it is one
int songAtomNumber(SongHost *host, uint32_t type, uint32_t size, const void *value, float *number);

/// Writes a chunk of the buffer's capacity into an atom output port's buffer.
/// @param capacity bytes, with the header
void songAtomEmptyChunk(SongHost *host, void *buffer, uint32_t capacity);

// MARK: Scratch files

/// Makes and opens a file that processes which are started meanwhile don't have.
/// @param path ends with XXXXXX, which it gets a name for
/// @return the descriptor, or -1 and errno
int songOpenScratch(char *path);

// MARK: Wave files

/// Marks a file that is being written, before its first sample, as one loop from its first frame to its last.
/// @param file the `SNDFILE *`, whose type Swift imports as opaque and whose loops it can't
/// @return whether the format holds loops
int songSetLoop(void *file, uint32_t frames);

// MARK: Plugins in processes of their own

/// What a channel's call came to: all bytes went over, the other end is gone, or it kept still for too long.
enum { songChannelOK = 0, songChannelClosed = 1, songChannelSilent = 2 };

/// Starts a program that talks over a channel; it reads and writes no stream of this process.
/// @param command its only argument
/// @return 0, or an errno
int songHelperStart(const char *executable, const char *command, int *channel, int *process);

/// Closes the channel and ends the process.
void songHelperEnd(int channel, int process);

/// The signal that a process died of, which closed its end of the channel; 0 where it ended by itself.
int songHelperDied(int process);

int songChannelSend(int channel, const void *bytes, size_t count);

/// @param milliseconds how long the other end may keep still; negative waits for ever
int songChannelReceive(int channel, void *bytes, size_t count, int milliseconds);

/// In the helper: its end of the channel, or -1. The process ends when the other end does.
int songHelperChannel(void);
