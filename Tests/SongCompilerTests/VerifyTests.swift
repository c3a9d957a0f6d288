// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongDiagnostics
import SongTestSupport
import Testing

@Suite struct VerifyTests {
  private static let spec = "a.song.yaml"

  /// What `verify` says of a second build whose files `second` changes.
  private func messages(_ second: @escaping (_ world: MemoryWorld, _ folder: String) throws(WorldError) -> Void) -> [String] {
    let world = MemoryWorld([Self.spec: "song: 1\nduration: 5s\n"])
    var sources = SourceMap()
    var sink = DiagnosticSink()
    var options = BuildOptions()
    options.emit = [.midi, .musicxml]
    let result = verify(
      Self.spec, options: options, knowledge: knowledge, world: world, folder: "two", sources: &sources, sink: &sink,
      elsewhere: { folder throws(WorldError) in
        var (sources, sink, options) = (SourceMap(), DiagnosticSink(), options)
        options.outputFolder = folder
        _ = build(Self.spec, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
        try second(world, folder)
      })
    #expect(!result.wasCancelled)
    return sink.diagnostics.map(\.message)
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
    let said = messages { _, folder throws(WorldError) in throw WorldError(path: folder, reason: "no place") }
    #expect(said == ["the second of two builds of the same spec failed: no place"])
  }
}
