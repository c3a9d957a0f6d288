// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongDiagnostics
import SongTestSupport
import Testing

@Suite struct VerifyTests {
  private static let spec = "a.song.yaml"

  /// What `verify` says of a second build whose files `second` changes.
  ///
  /// - Parameter failure: what that build says where it fails.
  private func messages(
    failure: String? = nil, _ second: @escaping (_ world: MemoryWorld, _ folder: String) throws(WorldError) -> Void
  ) -> [String] {
    let world = MemoryWorld([Self.spec: "song: 1\nduration: 5s\n"])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.emit = [.midi, .musicxml]
    let result = verify(
      Self.spec, options: options, knowledge: knowledge, world: world, folder: "two", sources: &sources, sink: &sink,
      elsewhere: { folder throws(WorldError) in
        if let failure { return failure }
        var (sources, sink, options) = (SourceMap(), DiagnosticSink(), options)
        options.outputFolder = folder
        _ = build(Self.spec, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
        try second(world, folder)
        return nil
      })
    #expect(!result.wasCancelled)
    return sink.diagnostics.map(\.message)
  }

  /// Files may be longer than what is read of one as a whole.
  @Test func filesAreComparedWithoutBeingReadAsAWhole() {
    let world = LongFiles()
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.emit = [.midi]
    let result = verify(
      Self.spec, options: options, knowledge: knowledge, world: world, folder: "two", sources: &sources, sink: &sink,
      elsewhere: { folder throws(WorldError) in
        var (sources, sink, options) = (SourceMap(), DiagnosticSink(), options)
        options.outputFolder = folder
        _ = build(Self.spec, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
        return nil
      })
    #expect(result.files == ["a.mid", "a.report.json", "a.song.lock"])
    #expect(sink.diagnostics.map(\.message) == ["two builds of the same spec differ in 'a.mid' from byte 300000000 on"])
  }

  @Test func sameBytesAreNoNews() { #expect(messages { _, _ in }.isEmpty) }

  @Test func otherBytesAreTold() {
    let said = messages { world, folder throws(WorldError) in
      var bytes = try world.read("\(folder)/a.mid")
      bytes[9] ^= 1
      try world.write(bytes, to: "\(folder)/a.mid")
    }
    #expect(said == ["two builds of the same spec differ in 'a.mid' from byte 9 on"])
  }

  @Test func shorterFilesAreTold() {
    let said = messages { world, folder throws(WorldError) in
      try world.write(Array(world.read("\(folder)/a.mid").prefix(20)), to: "\(folder)/a.mid")
    }
    #expect(said == ["two builds of the same spec differ in 'a.mid' from byte 20 on"])
  }

  @Test func filesOfOneBuildAloneAreTold() {
    let said = messages { world, folder throws(WorldError) in
      world.remove("\(folder)/a.musicxml")
      try world.write([1], to: "\(folder)/stems/b.wav")
    }
    #expect(said == ["a.musicxml", "stems/b.wav"].map { "only one of two builds of the same spec wrote '\($0)'" })
  }

  @Test func aSecondBuildThatFailsIsTold() {
    #expect(messages(failure: "no sound") { _, _ in } == ["the second of two builds of the same spec failed: no sound"])
    let said = messages { _, folder throws(WorldError) in throw WorldError(path: folder, reason: "no place") }
    #expect(said == ["the second of two builds can't be started: no place"])
  }
}

/// A world in memory whose outputs are too long to be read as a whole; a MIDI file differs.
private struct LongFiles: WorldAroundMemory {
  let base = MemoryWorld(["a.song.yaml": "song: 1\nduration: 5s\n"])

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    if path.hasPrefix("two/") { throw WorldError(path: path, reason: "it has more than 256 MiB") }
    return try base.read(path)
  }

  func firstDifference(_ path: String, _ other: String) throws(WorldError) -> Int? { path.hasSuffix(".mid") ? 300_000_000 : nil }
}
