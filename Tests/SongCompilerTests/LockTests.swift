// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongDiagnostics
import Testing

/// What a build and `songc lock` do with the lock beside a spec.
@Suite struct LockTests {
  private func build(_ world: MemoryWorld, use: LockUse, out: String? = "out") -> (outputs: [String], diagnostics: [Diagnostic]) {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.outputFolder = out
    options.emit = [.midi]
    options.lockUse = use
    let result = SongCompiler.build(
      "tune.song.yaml", options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    return (result.outputs, sink.diagnostics)
  }

  private func lock(_ world: MemoryWorld) -> (result: LockResult?, diagnostics: [Diagnostic]) {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = writeLock("tune.song.yaml", knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    return (result, sink.diagnostics)
  }

  private let spec = "song: 1\nduration: 20s\n"

  @Test func aLockIsWrittenOnceAndStands() throws {
    let world = MemoryWorld(["tune.song.yaml": spec])
    #expect(try #require(lock(world).result).changes == nil)
    let first = try #require(world.text("tune.song.lock"))
    #expect(first.contains("reason: drawn, from: \"0/settle/"))
    #expect(try #require(lock(world).result).changes == [])
    #expect(world.text("tune.song.lock") == first, "reasons stay those of the first decision")
    #expect(world.names == ["tune.song.lock", "tune.song.yaml"])
    // The seed would choose otherwise; the spec's own word wins.
    try world.write(Array((spec + "seed: 99\nkey: F# minor\n").utf8), to: "tune.song.yaml")
    let changes = try #require(lock(world).result?.changes)
    #expect(changes.map(\.key) == ["key", "key.mode", "key.tonic"] && changes[0].new == "F# minor")
  }

  @Test func aLockedBuildAllowsNoOtherChoices() throws {
    let world = MemoryWorld(["tune.song.yaml": spec])
    let missing = build(world, use: .require)
    #expect(missing.diagnostics.map(\.code) == [.lockOutdated] && missing.outputs.isEmpty)
    #expect(missing.diagnostics[0].message.contains("there is no lock"))
    #expect(DiagnosticCode.lockOutdated.exitCode == 3)
    #expect(lock(world).result != nil)
    #expect(build(world, use: .require).diagnostics.isEmpty)
    #expect(world.names.contains("out/tune.mid"))

    let names = world.names
    try world.write(Array("song: 1\nduration: 21s\nkey: Eb major\n".utf8), to: "tune.song.yaml")
    let changed = build(world, use: .require, out: "other")
    #expect(changed.diagnostics.map(\.code) == [.lockOutdated] && changed.outputs.isEmpty)
    let notes = try #require(changed.diagnostics.first).notes
    #expect(notes.contains("duration: '20000000us' -> '21000000us'") && notes.contains { $0.hasPrefix("key: '") && $0.hasSuffix("' -> 'Eb major'") })
    #expect(world.names == names, "nothing is written")
  }

  @Test func anUpdateWritesTheLockBesideTheSpecWithTheOutputs() throws {
    let world = MemoryWorld(["tune.song.yaml": spec])
    #expect(build(world, use: .update).outputs == ["out/tune.mid", "out/tune.report.json", "out/tune.song.lock", "tune.song.lock"])
    #expect(world.text("tune.song.lock") == world.text("out/tune.song.lock"))
    #expect(build(world, use: .require).diagnostics.isEmpty)
    #expect(build(world, use: .update, out: nil).outputs == ["tune.mid", "tune.report.json", "tune.song.lock"])
    // A build that fails leaves the old one.
    let full = MemoryWorld(["tune.song.yaml": spec, "tune.song.lock": "lock: 1\n"], full: "report")
    #expect(build(full, use: .update).diagnostics.map(\.code) == [.fileUnwritable])
    #expect(full.text("tune.song.lock") == "lock: 1\n")
  }

  @Test func aPlainBuildLeavesTheLockBesideTheSpec() {
    let world = MemoryWorld(["tune.song.yaml": spec, "tune.song.lock": "lock: 1\nchoices: {}\n"])
    #expect(build(world, use: .keep).outputs.contains("out/tune.song.lock"))
    #expect(world.text("tune.song.lock") == "lock: 1\nchoices: {}\n")
  }
}
