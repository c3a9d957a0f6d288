// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBinder
import SongCompiler
import SongDiagnostics
import SongTestSupport
import Testing

/// What may be written at the marker 1️⃣ of a spec, which needn't be complete.
@Suite struct CompletionTests {
  private func labels(_ text: String) -> [String] { found(text).map(\.label) }

  private func found(_ text: String) -> [Completion] {
    let marked = MarkedText(text)
    var sources = SourceMap()
    return completions(at: marked[1], in: sources.add(name: "a.song.yaml", bytes: marked.bytes), knowledge: knowledge)
  }

  @Test func keysOfTheSpecAreThoseThatItLacks() {
    let keys = labels("song: 1\ntitle: T\n1️⃣\n")
    #expect(keys.contains("style") && keys.contains("sections") && !keys.contains("title") && !keys.contains("song"))
    // What isn't built isn't offered.
    #expect(!keys.contains("stingers"))
  }

  @Test func keysBeginWithWhatStandsThere() {
    #expect(labels("song: 1\nte1️⃣\n") == ["tempo"])
    #expect(labels("song: 1\nparts:\n  lead:\n    ra1️⃣\n    role: melody\n") == ["range"])
    #expect(labels("song: 1\nparts:\n  lead:\n    ra1️⃣\n") == ["range"])
  }

  @Test func keysAreFoundInMapsOnOneLine() {
    #expect(labels("song: 1\nparts:\n  lead: {role: melody, in1️⃣}\n") == ["instrument"])
    #expect(labels("song: 1\nparts:\n  lead: {role: melody, in1️⃣\n") == ["instrument"])
    #expect(labels("song: 1\nsync:\n  - {at: 3s, to1️⃣\n") == ["tolerance"])
  }

  @Test func keysBringTheirSnippet() {
    #expect(found("song: 1\nharm1️⃣\n").map(\.insert) == ["harmony:\n  $1"])
    #expect(found("song: 1\nexp1️⃣\n").map(\.insert) == ["export: [$1]"])
    #expect(found("song: 1\nduration: 3s\nti1️⃣\n").map(\.insert) == ["title: $1", "time: $1"])
  }

  @Test func namesOfTheLibraryAreValues() {
    #expect(labels("song: 1\nstyle: po1️⃣\n") == ["pop"])
    #expect(labels("song: 1\nstyle: 1️⃣\n").contains("folk"))
    #expect(labels("song: 1\nmood: [upl1️⃣\n") == ["uplifting"])
    #expect(labels("song: 1\nparts: {a: {instrument: flu1️⃣}}\n") == ["flute"])
    #expect(found("song: 1\nstyle: po1️⃣\n")[0].detail.contains("BPM"))
  }

  @Test func wordsAreValues() {
    let roles = ["melody", "harmony", "counter", "chords", "pad", "arpeggio", "bass", "drums", "solo"]
    #expect(labels("song: 1\nparts:\n  lead: {role: 1️⃣}\n") == roles)
    #expect(labels("song: 1\nharmony: {cadence: h1️⃣}\n") == ["half"])
  }

  @Test func namesOfTheSpecAreValues() {
    let text = "song: 1\nsections: {verse: {}, lift: {}}\nparts: {hook: {}, bass: {}}\nsync: [{at: 3s, name: logo}]\n"
    #expect(labels(text + "form: verse li1️⃣\n") == ["lift"])
    #expect(labels(text + "intensity: 1️⃣\n").contains("60%"))
    #expect(labels(text + "voice: [{from: lo1️⃣}]\n").first == "logo")
    #expect(labels("song: 1\nparts: {hook: {}, bass: {enter: 1️⃣}}\nsections: {lift: {}}\n").first == "lift")
    #expect(labels(text + "export:\n  - abc: {parts: [ho1️⃣]}\n") == ["hook"])
    #expect(labels("song: 1\nvars: {low: 90}\ntempo: 1️⃣\n").last == "${low}")
  }

  @Test func chordsAreThoseOfTheKeyOrOfTheRoot() {
    let text = "song: 1\nkey: D major\nsections:\n  A: {chords: \"D | 1️⃣\"}\n"
    let chords = found(text)
    #expect(chords.prefix(4).map(\.label) == ["D", "Dmaj7", "Em", "Em7"])
    #expect(chords[2].detail == "ii in D major")
    let qualities = labels("song: 1\nsections:\n  A:\n    chords: \"C | F#1️⃣\n")
    #expect(qualities.contains("F#m7b5") && qualities.allSatisfy { $0.hasPrefix("F#") })
  }

  /// Nothing traps, wherever the cursor is.
  @Test func everyPlaceOfTheSpecsIsAsked() throws {
    for name in ["kettle", "sailor"] {
      let bytes = try contents(of: "specs/\(name).song.yaml")
      var sources = SourceMap()
      let source = sources.add(name: name, bytes: bytes)
      for offset in stride(from: 0, through: bytes.count, by: 7) { _ = completions(at: offset, in: source, knowledge: knowledge) }
    }
  }
}

/// What the place at the marker 1️⃣ means.
@Suite struct HoverTests {
  private func lines(_ text: String) -> [String] {
    let marked = MarkedText(text)
    var sources = SourceMap()
    let source = sources.add(name: "a.song.yaml", bytes: marked.bytes)
    return hover(at: marked[1], in: source, name: "a", knowledge: knowledge)?.lines ?? []
  }

  @Test func keysAreExplained() {
    let found = lines("song: 1\nparts: {a: {ra1️⃣nge: c4..c5}}\n")
    #expect(found.first == "range of a part: lowest and highest note")
    #expect(found.contains("left out: the instrument's"))
  }

  @Test func chordsHaveTheirPlaceInTheKey() {
    let head = "song: 1\nstyle: pop\nduration: free\nkey: C major\nform: A\n"
    #expect(lines(head + "sections: {A: {bars: 2, chords: \"C | Dm71️⃣\"}}\n") == ["Dm7: D F A C", "ii7 in C major"])
    #expect(lines(head + "sections: {A: {bars: 2, key: D major, chords: \"I | 1️⃣V7\"}}\n") == ["V7 in D major: A7, A C# E G"])
  }

  @Test func timesAreToldInBarsAndBarsInTime() {
    let text = "song: 1\nstyle: pop\ntime: 4/4\ntempo: 120\nduration: free\nform: A B\nsections: {A: {bars: 4}, B: {bars: 4}}\n"
    #expect(lines(text + "parts: {a: {role: pad, enter: 5s1️⃣}}\n") == ["5s = bar 3 beat 3"])
    #expect(lines(text + "parts: {a: {role: pad, enter: bar 31️⃣}}\n") == ["bar 3 = 0:04.000"])
    #expect(lines(text + "parts: {a: {role: pad, enter: B1️⃣}}\n") == ["B: bars 5 to 8, 0:08.000 to 0:16.000"])
    #expect(lines(text.replacing("form: A B", with: "form: A B1️⃣")) == ["B: bars 5 to 8, 0:08.000 to 0:16.000"])
  }

  @Test func namesAreThoseOfTheLibrary() {
    #expect(lines("song: 1\nstyle: po1️⃣p\n").first?.hasPrefix("pop: ") == true)
    #expect(lines("song: 1\nkey: D do1️⃣rian\n") == ["D dorian: D E F G A B C"])
    #expect(lines("song: 1\ntitle: no1️⃣thing\n").isEmpty)
  }
}

/// The data for editors, made when it is asked for: nothing that could be stale.
@Suite struct CompletionDataTests {
  private func data() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(completionText(knowledge).utf8)) as? [String: Any])
  }

  @Test func everyMapAndKeyIsThere() throws {
    let maps = try #require(try data()["maps"] as? [String: [String: Any]])
    #expect(Set(maps.keys) == Set(SchemaPath.maps.map(\.path)))
    for (path, map) in SchemaPath.maps {
      let keys = try #require(maps[path]?["keys"] as? [[String: Any]])
      #expect(keys.compactMap { $0["name"] as? String } == map.keys.map(\.name), "\(path)")
      for key in keys { #expect(key["description"] as? String != "" && key["type"] as? String != "" && key["snippet"] != nil) }
    }
    #expect(maps["parts.*.given[]"]?["name"] as? String == "given notes")
  }

  @Test func namesHaveTheirDescriptions() throws {
    let names = try #require(try data()["names"] as? [String: [[String: String]]])
    #expect(Set(names.keys) == ["style", "mood", "instrument", "pattern", "effect", "sound", "chord quality", "role"])
    for (kind, list) in names { #expect(!list.isEmpty && list.allSatisfy { $0["description"] != "" }, "\(kind)") }
  }
}
