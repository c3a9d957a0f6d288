// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongCompiler
import SongDiagnostics
import Testing

/// The library as a database of settings that tags select from.
@Suite struct ListingTests {
  private struct Object: Decodable, Hashable {
    var group: String?
    var kind: String?
    let name: String
    let description: String
    let tags: [String]
  }

  private func listed(_ kind: ListKind?, _ tags: [String] = []) throws -> [Object] {
    var sink = DiagnosticSink()
    let text = try listing(kind, tagged: tags, of: knowledge, asJSON: true, sink: &sink)
    return try JSONDecoder().decode([Object].self, from: Data(text.utf8))
  }

  @Test func everyObjectCarriesAllTheTags() throws {
    for tags in [["pop"], ["dark"], ["pop", "dark"], ["folk", "uplifting"], ["reverb", "cinematic"]] {
      let found = try listed(nil, tags)
      #expect(!found.isEmpty, "\(tags)")
      let all = try listed(nil)
      #expect(found == all.filter { object in tags.allSatisfy(object.tags.contains) }, "\(tags)")
      #expect(found.count < all.count)
    }
    #expect(try listed(nil, ["limiter", "guitar"]).isEmpty)
  }

  /// Every style finds settings of each group, and a kind alone is what the whole says of it.
  @Test(arguments: ["ambient", "chillout", "cinematic", "corporate", "drum_and_bass", "folk", "piano", "pop", "rock", "synth_pop"])
  func aStyleHasSettingsOfEachGroup(style: String) throws {
    let found = try listed(nil, [style])
    #expect(Set(found.compactMap(\.group)) == ["arrangement", "composition", "audio"])
    for kind in ["style", "mood", "pattern", "model", "instrument", "drumkit", "sound", "effect", "mix"] {
      // A piano has no drums.
      #expect(found.contains { $0.kind == kind } == (style != "piano" || kind != "drumkit"), "\(kind)")
    }
    for kind in ListKind.allCases where ![.tags, .styles, .moods].contains(kind) {
      let alone = try listed(kind, [style])
      let singular = kind == .mixes ? "mix" : String(kind.rawValue.dropLast())
      #expect(alone.map(\.name) == found.filter { $0.kind == singular }.map(\.name), "\(kind)")
    }
  }

  /// What makes up a style suits it: mixes and effects say so themselves.
  @Test func whatAStyleNamesCarriesItsTag() throws {
    for style in try listed(.styles) {
      let audio = try listed(nil, [style.name]).filter { $0.group == "audio" }
      let mix = try #require(audio.first { $0.kind == "style" }).description.split(separator: ",")[0].dropFirst(4)
      let plan = try #require(audio.first { $0.kind == "mix" && $0.name == mix }, "\(style.name)")
      for effect in try listed(.effects) where plan.description.split(separator: " ").contains(Substring(effect.name)) {
        #expect(effect.tags.contains(style.name), "\(effect.name) of \(style.name)")
      }
    }
  }

  @Test func everyObjectHasTagsButModelsThatNoStyleNames() throws {
    for object in try listed(nil) where object.kind != "model" { #expect(!object.tags.isEmpty, "\(object.name)") }
    let models = try listed(.models)
    #expect(models.first { $0.name == "melody" }?.tags.contains("pop") == true)
    #expect(models.first { $0.name == "chords-rock" }?.tags == ["rock"])
    #expect(Set(models.map(\.name)).isSuperset(of: ["chord-functions", "chords-pop", "rhythm"]))
  }

  @Test func tagsAreListedWithWhatTheyAre() throws {
    let tags = try listed(.tags)
    #expect(tags.prefix(10).allSatisfy { $0.description.hasPrefix("style, ") })
    #expect(tags.count { $0.description.hasPrefix("mood, ") } == 14)
    for tag in ["pop", "tropical", "harp", "reverb"] {
      let objects = try listed(nil, [tag]).filter { !["style", "mood"].contains($0.kind) || $0.group == "audio" }
      let row = try #require(tags.first { $0.name == tag })
      #expect(row.description.hasSuffix(" \(objects.count) object\(objects.count == 1 ? "" : "s")"), "\(row)")
    }
    #expect(Set(try listed(nil, ["harp"]).map(\.kind)) == ["pattern", "instrument", "sound"])
    #expect(try listed(.tags, ["limiter"]).contains { $0.name == "master" && $0.description == "property, 1 object" })
  }

  @Test func aWrongTagIsSaid() throws {
    var sink = DiagnosticSink()
    #expect(throws: ErrorsEmitted.self) {
      try listing(nil, tagged: ["pop", "sci-fi", "melancolic"], of: knowledge, asJSON: false, sink: &sink)
    }
    #expect(sink.diagnostics.map(\.code) == [.unknownValue, .unknownValue])
    #expect(sink.diagnostics.flatMap(\.help) == ["did you mean 'sci_fi'?", "did you mean 'melancholic'?"])
  }
}
