// SPDX-License-Identifier: Apache-2.0
#include "CAudioSupport.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/midi/midi.h>
#include <lv2/options/options.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// MARK: URIDs

struct SongURIDs {
  pthread_mutex_t lock;
  char **uris;
  uint32_t count;
  uint32_t capacity;
};

SongURIDs *songURIDsCreate(void) {
  SongURIDs *table = calloc(1, sizeof *table);
  if (table && pthread_mutex_init(&table->lock, NULL) != 0) {
    free(table);
    return NULL;
  }
  return table;
}

void songURIDsDestroy(SongURIDs *table) {
  if (!table) return;
  for (uint32_t i = 0; i < table->count; i++) free(table->uris[i]);
  free(table->uris);
  pthread_mutex_destroy(&table->lock);
  free(table);
}

// With the lock held: the number of a URI, appended when it is new.
static uint32_t mapLocked(SongURIDs *table, const char *uri) {
  for (uint32_t i = 0; i < table->count; i++)
    if (strcmp(table->uris[i], uri) == 0) return i + 1;
  if (table->count == table->capacity) {
    uint32_t capacity = table->capacity ? table->capacity * 2 : 64;
    char **uris = realloc(table->uris, capacity * sizeof *uris);
    if (!uris) return 0;
    table->uris = uris;
    table->capacity = capacity;
  }
  char *copy = strdup(uri);
  if (!copy) return 0;
  table->uris[table->count++] = copy;
  return table->count;
}

uint32_t songURIDsMap(SongURIDs *table, const char *uri) {
  pthread_mutex_lock(&table->lock);
  uint32_t number = mapLocked(table, uri);
  pthread_mutex_unlock(&table->lock);
  return number;
}

static LV2_URID mapCallback(LV2_URID_Map_Handle handle, const char *uri) { return songURIDsMap(handle, uri); }

static const char *unmapCallback(LV2_URID_Unmap_Handle handle, LV2_URID number) {
  SongURIDs *table = handle;
  pthread_mutex_lock(&table->lock);
  const char *uri = number >= 1 && number <= table->count ? table->uris[number - 1] : NULL;
  pthread_mutex_unlock(&table->lock);
  return uri;
}

// MARK: Messages between a run and its worker

typedef struct Message {
  struct Message *next;
  uint32_t size;
  max_align_t data[];
} Message;

typedef struct {
  Message *first;
  Message *last;
} Queue;

static LV2_Worker_Status push(Queue *queue, uint32_t size, const void *data) {
  Message *message = malloc(sizeof *message + size);
  if (!message) return LV2_WORKER_ERR_NO_SPACE;
  message->next = NULL;
  message->size = size;
  if (size) memcpy(message->data, data, size);
  if (queue->last)
    queue->last->next = message;
  else
    queue->first = message;
  queue->last = message;
  return LV2_WORKER_SUCCESS;
}

static Message *pop(Queue *queue) {
  Message *message = queue->first;
  if (!message) return NULL;
  queue->first = message->next;
  if (!queue->first) queue->last = NULL;
  return message;
}

static void empty(Queue *queue) {
  for (Message *message = pop(queue); message; message = pop(queue)) free(message);
}

// MARK: The host

#define OPTION_COUNT 6
#define FEATURE_COUNT 6

struct SongHost {
  SongURIDs *table;
  LV2_URID sequenceType;
  LV2_URID chunkType;
  LV2_URID midiType;
  float sampleRate;
  int32_t blockLength;
  int32_t sequenceSize;
  LV2_Options_Option options[OPTION_COUNT];
  LV2_URID_Map map;
  LV2_URID_Unmap unmap;
  LV2_Worker_Schedule schedule;
  LV2_Log_Log log;
  LV2_Feature features[FEATURE_COUNT];
  const LV2_Feature *list[FEATURE_COUNT + 1];
  LV2_Handle instance;
  const LV2_Worker_Interface *worker;
  Queue requests;
  Queue responses;
};

static const char *const offered[FEATURE_COUNT] = {
    LV2_URID__map,       LV2_URID__unmap, LV2_OPTIONS__options, LV2_BUF_SIZE__boundedBlockLength,
    LV2_WORKER__schedule, LV2_LOG__log,
};

static LV2_Worker_Status scheduleCallback(LV2_Worker_Schedule_Handle handle, uint32_t size, const void *data) {
  return push(&((SongHost *)handle)->requests, size, data);
}

static LV2_Worker_Status respondCallback(LV2_Worker_Respond_Handle handle, uint32_t size, const void *data) {
  return push(&((SongHost *)handle)->responses, size, data);
}

// What plugins say is dropped: nothing but diagnostics reaches the terminal.
static int vprintfCallback(LV2_Log_Handle handle, LV2_URID type, const char *format, va_list arguments) {
  (void)handle, (void)type, (void)format, (void)arguments;
  return 0;
}

static int printfCallback(LV2_Log_Handle handle, LV2_URID type, const char *format, ...) {
  (void)handle, (void)type, (void)format;
  return 0;
}

SongHost *songHostCreate(SongURIDs *table, double sampleRate, int32_t blockLength) {
  SongHost *host = calloc(1, sizeof *host);
  if (!host) return NULL;
  host->table = table;
  host->sequenceType = songURIDsMap(table, LV2_ATOM__Sequence);
  host->chunkType = songURIDsMap(table, LV2_ATOM__Chunk);
  host->midiType = songURIDsMap(table, LV2_MIDI__MidiEvent);
  host->sampleRate = (float)sampleRate;
  host->blockLength = blockLength;
  host->sequenceSize = 1 << 17;
  LV2_URID floatType = songURIDsMap(table, LV2_ATOM__Float);
  LV2_URID intType = songURIDsMap(table, LV2_ATOM__Int);
  const struct { const char *key; LV2_URID type; const void *value; } values[OPTION_COUNT - 1] = {
      {"http://lv2plug.in/ns/ext/parameters#sampleRate", floatType, &host->sampleRate},
      {LV2_BUF_SIZE__minBlockLength, intType, &host->blockLength},
      {LV2_BUF_SIZE__maxBlockLength, intType, &host->blockLength},
      {LV2_BUF_SIZE__nominalBlockLength, intType, &host->blockLength},
      {LV2_BUF_SIZE__sequenceSize, intType, &host->sequenceSize},
  };
  for (int i = 0; i < OPTION_COUNT - 1; i++) {
    host->options[i].context = LV2_OPTIONS_INSTANCE;
    host->options[i].key = songURIDsMap(table, values[i].key);
    host->options[i].size = 4;
    host->options[i].type = values[i].type;
    host->options[i].value = values[i].value;
  }
  host->map = (LV2_URID_Map){table, mapCallback};
  host->unmap = (LV2_URID_Unmap){table, unmapCallback};
  host->schedule = (LV2_Worker_Schedule){host, scheduleCallback};
  host->log = (LV2_Log_Log){host, printfCallback, vprintfCallback};
  void *const data[FEATURE_COUNT] = {&host->map, &host->unmap, host->options, NULL, &host->schedule, &host->log};
  for (int i = 0; i < FEATURE_COUNT; i++) {
    host->features[i] = (LV2_Feature){offered[i], data[i]};
    host->list[i] = &host->features[i];
  }
  return host;
}

void songHostDestroy(SongHost *host) {
  if (!host) return;
  empty(&host->requests);
  empty(&host->responses);
  free(host);
}

const void *songHostFeatures(SongHost *host) { return host->list; }

void *songHostMap(SongHost *host) { return &host->map; }

int songHostOffers(const char *featureURI) {
  // These ask nothing of a host that renders offline, one run at a time.
  static const char *const harmless[] = {LV2_CORE__hardRTCapable, LV2_CORE__isLive, LV2_CORE__inPlaceBroken,
                                         LV2_BUF_SIZE__fixedBlockLength, LV2_BUF_SIZE__powerOf2BlockLength};
  for (int i = 0; i < FEATURE_COUNT; i++)
    if (strcmp(offered[i], featureURI) == 0) return 1;
  for (unsigned i = 0; i < sizeof harmless / sizeof *harmless; i++)
    if (strcmp(harmless[i], featureURI) == 0) return 1;
  return 0;
}

void songHostAttach(SongHost *host, void *instance, const void *workerInterface) {
  host->instance = instance;
  host->worker = workerInterface;
}

void songHostPump(SongHost *host) {
  if (!host->worker) {
    empty(&host->requests);
    return;
  }
  for (Message *request = pop(&host->requests); request; request = pop(&host->requests)) {
    host->worker->work(host->instance, respondCallback, host, request->size, request->data);
    free(request);
  }
  for (Message *response = pop(&host->responses); response; response = pop(&host->responses)) {
    if (host->worker->work_response) host->worker->work_response(host->instance, response->size, response->data);
    free(response);
  }
  if (host->worker->end_run) host->worker->end_run(host->instance);
}

// MARK: Atoms

void songAtomEmptySequence(SongHost *host, void *buffer) {
  LV2_Atom_Sequence *sequence = buffer;
  sequence->atom.size = sizeof(LV2_Atom_Sequence_Body);
  sequence->atom.type = host->sequenceType;
  sequence->body.unit = 0;
  sequence->body.pad = 0;
}

int songAtomAppendMIDI(SongHost *host, void *buffer, uint32_t capacity, int64_t frame, const uint8_t message[3]) {
  LV2_Atom_Sequence *sequence = buffer;
  // An event's body is padded to 8 bytes.
  const uint32_t size = sizeof(LV2_Atom_Event) + 8;
  const uint32_t end = (uint32_t)sizeof(LV2_Atom) + sequence->atom.size;
  if (end + size > capacity) return 0;
  LV2_Atom_Event *event = (LV2_Atom_Event *)((char *)buffer + end);
  memset(event, 0, size);
  event->time.frames = frame;
  event->body.type = host->midiType;
  event->body.size = 3;
  memcpy(event + 1, message, 3);
  sequence->atom.size += size;
  return 1;
}

int songAtomNumber(SongHost *host, uint32_t type, uint32_t size, const void *value, float *number) {
  if (size == 4 && type == songURIDsMap(host->table, LV2_ATOM__Float))
    *number = *(const float *)value;
  else if (size == 8 && type == songURIDsMap(host->table, LV2_ATOM__Double))
    *number = (float)*(const double *)value;
  else if (size == 4 &&
           (type == songURIDsMap(host->table, LV2_ATOM__Int) || type == songURIDsMap(host->table, LV2_ATOM__Bool)))
    *number = (float)*(const int32_t *)value;
  else if (size == 8 && type == songURIDsMap(host->table, LV2_ATOM__Long))
    *number = (float)*(const int64_t *)value;
  else
    return 0;
  return 1;
}

void songAtomEmptyChunk(SongHost *host, void *buffer, uint32_t capacity) {
  LV2_Atom *atom = buffer;
  atom->size = capacity - (uint32_t)sizeof(LV2_Atom);
  atom->type = host->chunkType;
}
