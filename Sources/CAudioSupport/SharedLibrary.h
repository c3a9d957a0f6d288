// SPDX-License-Identifier: Apache-2.0
#pragma once
// Libraries that are loaded when they are needed first: with all that they need in turn, FluidSynth and libsndfile are
// fifty of them, and a program that writes notes alone shouldn't wait for these at its start.
//
// A library's functions stand here under their own names and call those that were found in it. Where the program exports
// these, the library mustn't find them before its own, hence the deep binding; sanitizers refuse it.

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#if defined(__has_feature) && (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#define SONG_BINDING 0
#else
#define SONG_BINDING RTLD_DEEPBIND
#endif

/// A function under its own name. Nobody calls it before its library is loaded.
#define SONG_FORWARD(type, name, parameters, arguments) \
  static type(*name##Loaded) parameters;                \
  type name parameters { return name##Loaded arguments; }

/// Finds a function in `library`; `problem` says why not.
#define SONG_FIND(type, name, parameters, arguments)              \
  if (!problem) {                                                 \
    name##Loaded = (type(*) parameters)dlsym(library, #name);     \
    if (!name##Loaded) problem = strdup(dlerror());               \
  }

/// Defines a function that loads a library once, in whatever thread, and returns null or why it can't be loaded.
#define SONG_LIBRARY(load, file, FUNCTIONS)                        \
  FUNCTIONS(SONG_FORWARD)                                          \
  static const char *problem;                                      \
  static void loadOnce(void) {                                     \
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | SONG_BINDING); \
    if (!library) problem = strdup(dlerror());                     \
    FUNCTIONS(SONG_FIND)                                           \
  }                                                                \
  const char *load(void) {                                         \
    static pthread_once_t once = PTHREAD_ONCE_INIT;                \
    pthread_once(&once, loadOnce);                                 \
    return problem;                                                \
  }
