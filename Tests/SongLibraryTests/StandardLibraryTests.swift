// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongIR
import SongLibrary
import SongMusic
import Testing

@Suite struct StandardLibraryTests {
  @Test func decodesWithoutADiagnostic() throws {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let files = try standardLibraryFiles()
    let library = Library.decode(files: files, sources: &sources, sink: &sink)
    #expect(sink.diagnostics.map { "\(sources[$0.span!.file].name): \($0.message)" } == [])
    #expect(library != nil)
    var again = SourceMap()
    #expect(Library.decode(files: files.reversed(), sources: &again, sink: &sink) == library)
  }

  /// A spec that names its style and no parts gets all that the style names, as from the whole library.
  @Test(arguments: styleKeys) func aStyleIsReadAlone(_ key: String) throws {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let files = try standardLibraryFiles()
    let request = LibraryRequest.spec(styles: [key], moods: ["dark"], hasOwnBand: false)
    let part = try #require(Library.decode(files: files, for: request, sources: &sources, sink: &sink))
    let whole = try standardLibrary()
    #expect(part.styles == [try #require(whole.style(key))])
    #expect(part.moods.map(\.key) == ["dark"])
    #expect(part.effects == whole.effects)
    #expect(part.mix(part.styles[0].mix) == whole.mix(part.styles[0].mix))
    for band in part.styles[0].arrangement.band {
      for choice in band.instruments {
        let instrument = try #require(part.instrument(choice.value))
        #expect(part.drumKit(of: instrument) == whole.drumKit(of: instrument))
      }
      for choice in band.patterns { #expect(part.pattern(choice.value) == whole.pattern(choice.value)) }
    }
    #expect(sources.files.count < files.count * 2 / 3)
    #expect(Library.keys(of: "moods", in: files) == whole.moods.map(\.key))
    let own = LibraryRequest.spec(styles: [key], moods: [], hasOwnBand: true)
    let band = try #require(Library.decode(files: files, for: own, sources: &sources, sink: &sink))
    #expect(band.instruments == whole.instruments && band.patterns == whole.patterns && band.drumKits == whole.drumKits)
  }

  @Test func holdsWhatTheLanguageNames() throws {
    let library = try standardLibrary()
    #expect(library.styles.map(\.key) == styleKeys)
    #expect(
      library.moods.map(\.key) == [
        "action", "aggressive", "angry", "atmospheric", "dark", "easy_listening", "emotive", "meditative", "melancholic",
        "sci_fi", "sparse", "tech", "tropical", "uplifting",
      ])
    #expect(library.instruments.count >= 60)
    for key in expectedInstruments { #expect(library.instrument(key) != nil, "\(key)") }
    for key in ["hall", "chamber", "plate", "glue", "limiter"] {
      #expect(library.effect(key) != nil, "\(key)")
    }
    for style in library.styles { #expect(library.mix(style.mix) != nil) }
  }

  @Test func instrumentsArePlayable() throws {
    let library = try standardLibrary()
    for instrument in library.instruments {
      let isKit = instrument.roles.contains(.drums)
      #expect(isKit == (instrument.kit != nil), "\(instrument.key)")
      #expect(isKit == (instrument.clef == .percussion), "\(instrument.key)")
      #expect(instrument.comfortable.high - instrument.comfortable.low >= 12, "\(instrument.key)")
      // Written pitches stay within an octave and a half of the middle of the clef.
      #expect(
        abs(instrument.transposition.chromatic - Self.semitones(instrument.transposition.diatonic)) <= 1,
        "\(instrument.key)")
      #expect(Set(instrument.sounds.map(\.key)).count == instrument.sounds.count, "\(instrument.key)")
      #expect(instrument.sounds.allSatisfy { abs($0.trimDB) <= 20 && $0.attackMS < 100 }, "\(instrument.key)")
      #expect(instrument.sounds.contains { !$0.bindsOutput }, "\(instrument.key)")
      for sound in instrument.sounds {
        switch sound.preset.sources[0] {
        case .font(let preset):
          #expect(["FluidR3_GM", "MuseScore_General"].contains(preset.soundFont) && sound.licence == "MIT", "\(instrument.key)")
          #expect((preset.bank == 128) == isKit, "\(instrument.key)")
        case .plugin(let plugin):
          #expect(["calf.lv2", "mda.lv2"].contains(plugin.bundle) && (plugin.preset?.contains("#") ?? false) && !isKit, "\(instrument.key)")
        case .oscillator, .layered: Issue.record("\(instrument.key) has no sound of its own")
        }
        // What is layered is computed: its licence binds nothing.
        for layer in sound.preset.sources.dropFirst() {
          guard case .oscillator = layer else { Issue.record("\(instrument.key)"); continue }
          #expect(isKit, "\(instrument.key)")
        }
      }
    }
  }

  private static func semitones(_ steps: Int) -> Int {
    steps / 7 * 12 + [0, 2, 4, 5, 7, 9, 11][abs(steps) % 7] * steps.signum()
  }

  @Test func kitsStandOnTheStaff() throws {
    for kit in try standardLibrary().drumKits {
      #expect(Set(kit.voices.map(\.name)).count == kit.voices.count, "\(kit.key)")
      #expect(Set(kit.voices.map(\.key)).count == kit.voices.count, "\(kit.key)")
      // No two voices look alike.
      #expect(Set(kit.voices.map { "\($0.display) \($0.notehead)" }).count == kit.voices.count, "\(kit.key)")
      #expect(kit.voices.allSatisfy { (27...87).contains($0.key) && (60...84).contains($0.display.key) }, "\(kit.key)")
    }
  }

  @Test func patternsFillTheirBars() throws {
    for set in try standardLibrary().patterns {
      for groove in set.grooves + set.fills {
        let end = set.meter.length * Rational(groove.bars)
        #expect(!groove.hits.isEmpty, "\(set.key)")
        for hit in groove.hits {
          #expect(hit.onset >= .zero && hit.duration > .zero && hit.onset + hit.duration <= end, "\(set.key)")
        }
        #expect(zip(groove.hits, groove.hits.dropFirst()).allSatisfy { $0.onset <= $1.onset }, "\(set.key)")
      }
    }
  }

  /// Rising intensity brings more notes a bar, or at least as many.
  @Test func patternsGrowWithIntensity() throws {
    for set in try standardLibrary().patterns {
      let density = set.grooves.map { Double($0.hits.reduce(0) { $0 + ($1.tone == .all ? 4 : 1) }) / Double($0.bars) }
      #expect(zip(density, density.dropFirst()).allSatisfy { $0 <= $1 }, "\(set.key) \(density)")
    }
  }

  @Test func bandsPlayInEveryCommonMeter() throws {
    let library = try standardLibrary()
    for style in library.styles {
      let meters = Set(style.arrangement.meters.map(\.value.description)).union(["4/4", "3/4", "6/8", "2/4"])
      for part in style.arrangement.band where !part.role.isLine {
        let fitting = Set(part.patterns.compactMap { library.pattern($0.value)?.meter.description })
        #expect(meters.isSubset(of: fitting), "\(style.key) \(part.name)")
      }
      #expect(style.arrangement.band.contains { $0.from == 0 }, "something plays at any intensity: \(style.key)")
      #expect(style.arrangement.band.count { $0.role == .melody } == 1, "\(style.key)")
      #expect((5...9).contains(style.arrangement.band.count), "\(style.key)")
    }
  }

  @Test func sectionsHaveAnArc() throws {
    for style in try standardLibrary().styles {
      let level = Dictionary(uniqueKeysWithValues: style.arrangement.sections.map { ($0.function, $0.intensity) })
      let peak = level.values.map(\.to).max() ?? 0
      #expect(peak >= 700, "\(style.key)")
      for form in style.arrangement.forms where form.sections.count > 1 {
        #expect(form.sections.compactMap { level[$0]?.to }.max() ?? 0 > 600, "\(style.key) \(form.sections)")
      }
      #expect(style.arrangement.cycle.isEmpty == false)
    }
  }

  @Test func theLastGrooveNotAboveTheIntensityIsChosen() throws {
    let set = try #require(try standardLibrary().pattern("drums-pop-straight"))
    #expect(set.groove(at: 0).from == 0)
    #expect(set.groove(at: 349).from == 0)
    #expect(set.groove(at: 350).from == 350)
    #expect(set.groove(at: 1000) == set.grooves.last)
    #expect(set.fill(at: 1000) == set.fills.last)
  }

  @Test func objectsAreFoundByKeyAndTags() throws {
    let library = try standardLibrary()
    #expect(library.instrument("upright-bass")?.name == "Upright Bass")
    #expect(library.instrument("upright") == nil)
    #expect(library.instruments.tagged(["folk", "action"]).map(\.key).contains("bodhran"))
    #expect(library.instruments.tagged(["no such tag"]).isEmpty)
    #expect(library.instruments.tagged([]).count == library.instruments.count)
    let bodhran = try #require(library.instrument("bodhran"))
    let sets = library.patterns(for: .drums, in: Meter(6, 8), on: bodhran)
    #expect(sets.map(\.key) == ["drums-bodhran-68"])
    let piano = try #require(library.instrument("piano"))
    #expect(library.patterns(for: .drums, in: Meter(4, 4), on: piano).isEmpty)
    #expect(library.patterns(for: .chords, in: Meter(3, 4), on: piano).contains { $0.key == "comp-piano-34" })
  }

  /// A figure of each object, read back by hand.
  @Test func valuesHaveTheirUnits() throws {
    let library = try standardLibrary()
    let pop = try #require(library.style("pop"))
    #expect(pop.arrangement.tempo.prefer == 104)
    #expect(pop.arrangement.forms[0].upTo == Microseconds(27_000_000))
    #expect(pop.humanize.timing == 12_000)
    #expect(pop.humanize.swing == 500)
    #expect(pop.composition.halfBarsPerChord == 2)
    #expect(pop.arrangement.sections.first { $0.function == "chorus" }?.intensity == .init(from: 740, to: 840))
    let mood = try #require(library.mood("melancholic"))
    #expect(mood.tempo == 84 && mood.intensity == -100 && mood.brightnessDB == -1.5)
    let bass = try #require(library.instrument("upright-bass"))
    #expect(bass.range == KeyRange(low: 28, high: 60))
    #expect(bass.transposition == .init(chromatic: -12, diatonic: -7))
    let limiter = try #require(library.effect("limiter"))
    #expect(limiter.effect.controls.contains(.init("truepeak", 1)))
    let strum = try #require(library.pattern("strum-folk"))
    #expect(strum.grooves[0].hits.map(\.tone) == [.voice(1), .voice(2), .voice(3), .voice(4)])
    #expect(strum.grooves[0].hits.map(\.onset) == [0, 2, 2, 2])
    #expect(strum.grooves[0].hits.map(\.duration) == [2, 2, 2, 2])
    #expect(strum.grooves[0].hits.map(\.stroke) == [.normal, .soft, .soft, .soft])
  }
}

private let styleKeys = [
  "ambient", "chillout", "cinematic", "corporate", "drum_and_bass", "folk", "piano", "pop", "rock", "synth_pop",
]

private let expectedInstruments = [
  "flute", "violin", "cello", "upright-bass", "electric-bass", "synth-bass", "choir", "string-section", "low-strings",
  "horn-section", "trumpet", "clarinet", "oboe", "piano", "electric-piano", "steel-guitar", "nylon-guitar",
  "clean-guitar", "harp", "marimba", "glockenspiel", "accordion", "fiddle", "whistle", "warm-pad", "synth-lead",
  "organ",
  "pizzicato-strings", "timpani", "taiko-kit", "pop-kit", "brush-kit", "orchestral-percussion", "bodhran", "shaker",
]
