// SPDX-License-Identifier: Apache-2.0
import Foundation

/// LV2 effects that behave and misbehave, compiled into a bundle of their own; gone when the value is.
final class TestPlugins {
  enum Kind: String, CaseIterable {
    /// Half as loud.
    case half
    /// Dies in its third block.
    case crash
    /// Never ends its third block.
    case hang
    /// Gives what is no number.
    case nan
    /// Dies before it has run.
    case stillborn
    /// Gives what is no number where it finds a scratch file of songc open in its process.
    case nosy
    /// Says that it is late for ever.
    case late

    var uri: String { "urn:song-test:\(rawValue)" }
  }

  /// Of the bundle.
  let folder: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("song-test-\(UUID().uuidString).lv2")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
    try source.write(toFile: "\(folder)/plugin.c", atomically: true, encoding: .utf8)
    let plugins = Kind.allCases.map { "<\($0.uri)> a lv2:Plugin ; lv2:binary <plugin.so> ; rdfs:seeAlso <plugin.ttl> .\n" }
    try (prefixes + plugins.joined()).write(toFile: "\(folder)/manifest.ttl", atomically: true, encoding: .utf8)
    let described = Kind.allCases.map { "<\($0.uri)> a lv2:Plugin ; doap:name \"\($0.rawValue)\" ; lv2:port \(ports) \($0 == .late ? latencyPort : "") .\n" }
    try (prefixes + described.joined()).write(toFile: "\(folder)/plugin.ttl", atomically: true, encoding: .utf8)
    // The compiler of the toolchain, which builds the C targets too.
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["clang", "-shared", "-fPIC", "-O1", "-o", "\(folder)/plugin.so", "\(folder)/plugin.c"]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw CompilerError(status: compiler.terminationStatus) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private struct CompilerError: Error {
    let status: Int32
  }
}

private let prefixes = """
  @prefix lv2: <http://lv2plug.in/ns/lv2core#> .
  @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
  @prefix doap: <http://usefulinc.com/ns/doap#> .

  """

private let ports = """
  [ a lv2:AudioPort, lv2:InputPort ; lv2:index 0 ; lv2:symbol "in_l" ; lv2:name "in left" ] ,
  [ a lv2:AudioPort, lv2:InputPort ; lv2:index 1 ; lv2:symbol "in_r" ; lv2:name "in right" ] ,
  [ a lv2:AudioPort, lv2:OutputPort ; lv2:index 2 ; lv2:symbol "out_l" ; lv2:name "out left" ] ,
  [ a lv2:AudioPort, lv2:OutputPort ; lv2:index 3 ; lv2:symbol "out_r" ; lv2:name "out right" ] ,
  [ a lv2:ControlPort, lv2:InputPort ; lv2:index 4 ; lv2:symbol "gain" ; lv2:name "gain" ;
    lv2:default 0.5 ; lv2:minimum 0.0 ; lv2:maximum 2.0 ]
  """

private let latencyPort = """
  , [ a lv2:ControlPort, lv2:OutputPort ; lv2:index 5 ; lv2:symbol "latency" ; lv2:name "latency" ;
    lv2:portProperty lv2:reportsLatency ]
  """

private let source = """
  #include <stdint.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <unistd.h>
  typedef struct { int kind; int blocks; float *ports[6]; } State;
  typedef struct Descriptor {
    const char *uri;
    void *(*instantiate)(const struct Descriptor *, double, const char *, const void *);
    void (*connect)(void *, uint32_t, void *);
    void (*activate)(void *);
    void (*run)(void *, uint32_t);
    void (*deactivate)(void *);
    void (*cleanup)(void *);
    const void *(*extension)(const char *);
  } Descriptor;
  static const Descriptor descriptors[7];
  static void *instantiate(const Descriptor *self, double rate, const char *bundle, const void *features) {
    State *state = calloc(1, sizeof(State));
    state->kind = (int)(self - descriptors);
    if (state->kind == 4) abort();
    return state;
  }
  static void connect(void *state, uint32_t port, void *data) { ((State *)state)->ports[port] = data; }
  static int findsScratch(void) {
    for (int file = 0; file < 1024; file++) {
      char link[64], name[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", file);
      ssize_t length = readlink(link, name, sizeof name - 1);
      if (length < 0) continue;
      name[length] = 0;
      if (strstr(name, "/.songc-")) return 1;
    }
    return 0;
  }
  static void run(void *instance, uint32_t count) {
    State *state = instance;
    if (state->kind == 5 && findsScratch()) state->kind = 3;
    if (state->kind == 6) *state->ports[5] = 1.0f / 0.0f;
    state->blocks++;
    if (state->kind == 1 && state->blocks == 3) *(volatile int *)0 = 1;
    while (state->kind == 2 && state->blocks == 3) *(volatile int *)&state->kind = 2;
    for (uint32_t i = 0; i < count; i++) {
      for (int side = 0; side < 2; side++) {
        state->ports[2 + side][i] = state->kind == 3 ? 0.0f / 0.0f : state->ports[side][i] * *state->ports[4];
      }
    }
  }
  static const Descriptor descriptors[7] = {
    {"urn:song-test:half", instantiate, connect, 0, run, 0, free, 0},
    {"urn:song-test:crash", instantiate, connect, 0, run, 0, free, 0},
    {"urn:song-test:hang", instantiate, connect, 0, run, 0, free, 0},
    {"urn:song-test:nan", instantiate, connect, 0, run, 0, free, 0},
    {"urn:song-test:stillborn", instantiate, connect, 0, run, 0, free, 0},
    {"urn:song-test:nosy", instantiate, connect, 0, run, 0, free, 0},
    {"urn:song-test:late", instantiate, connect, 0, run, 0, free, 0},
  };
  const Descriptor *lv2_descriptor(uint32_t index) { return index < 7 ? &descriptors[index] : 0; }
  """
