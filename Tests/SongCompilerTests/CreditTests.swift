// SPDX-License-Identifier: Apache-2.0
import SongABC
import SongCompiler
import SongDiagnostics
import SongIR
import SongMIDI
import SongMusicXML
import Testing

/// Credits and licence go into every output, and change no note.
@Suite struct CreditTests {
  private func piece(_ credits: String) throws -> Compilation {
    let text = "song: 1\ntitle: T\nstyle: pop\nduration: 20s\n\(credits)parts: {lead: {role: melody, instrument: flute}}\n"
    let result = compiled(text)
    return try #require(result.compilation, "\(result.diagnostics.map(\.message))")
  }

  private func all() throws -> Compilation {
    try piece("license: \"CC BY 4.0 & more\"\ncredits: {composer: Ann, lyricist: Bob}\n")
  }

  @Test func midiHasTheNoticeFirst() throws {
    let file = try readSMF(writeSMF(try all().performance))
    let texts = file.tracks[0].prefix(4).compactMap { event -> String? in
      guard case .meta(let type, let bytes) = event.message else { return nil }
      return "\(type.number) \(String(decoding: bytes, as: UTF8.self))"
    }
    #expect(texts == ["2 CC BY 4.0 & more", "3 T", "1 composer: Ann", "1 lyricist: Bob"])
  }

  @Test func musicXMLHasCreatorsAndRights() throws {
    let text = writeMusicXML(try all().score)
    let start = try #require(text.firstRange(of: "<identification>"))
    let head = String(text[start.upperBound...].prefix(300))
    #expect(head.contains("<creator type=\"composer\">Ann</creator>"))
    #expect(head.contains("<creator type=\"lyricist\">Bob</creator>"))
    #expect(head.contains("<rights>CC BY 4.0 &amp; more</rights>"))
  }

  @Test func abcHasThemInItsHead() throws {
    let lines = writeABC(try all().score).split(separator: "\n").prefix(5)
    #expect(lines == ["X:1", "T:T", "C:Ann", "N:lyricist: Bob", "%%abc-copyright CC BY 4.0 & more"])
  }

  @Test func audioHasThemInItsTags() throws {
    let session = try all().session
    #expect(session.title == "T" && session.credits.composer == "Ann" && session.credits.license == "CC BY 4.0 & more")
  }

  @Test func theyChangeNoNote() throws {
    let without = try piece("")
    #expect(try all().score.dump() == without.score.dump())
    #expect(try piece("credits: Ann\n").score.composer == "Ann")
  }
}
