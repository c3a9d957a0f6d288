// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import SongComposer
import SongDiagnostics
import SongIR
import SongLibrary
import SongModels
import SongMusic
import SongTestSupport

/// The checkout's library, read once.
let library: Library = {
  var files: [(path: String, bytes: [UInt8])] = []
  for folder in Library.folders {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(checkout)/stdlib/\(folder)")) ?? []
    for name in names.sorted() {
      if let bytes = try? contents(of: "stdlib/\(folder)/\(name)") { files.append(("\(folder)/\(name)", bytes)) }
    }
  }
  var sources = SourceMap()
  var sink = DiagnosticSink()
  guard let library = Library.decode(files: files, sources: &sources, sink: &sink) else { fatalError("\(sink.diagnostics)") }
  return library
}()

/// The checkout's trained models, read once.
let models: ComposerModels = {
  func model(_ name: String) -> ViewpointModel {
    guard let bytes = try? contents(of: "stdlib/models/\(name).songmodel"), let model = try? ViewpointModel(bytes: bytes)
    else { fatalError("the model \(name) can't be read") }
    return model
  }
  return ComposerModels(
    chords: model("chords-pop"), melody: model("melody"), rhythm: RhythmModel(model("rhythm")), tunePlans: tunePlans,
    counter: model("counter"), drumTakes: drumTakes)
}()

/// How pop tunes take up their own measures, read once.
let tunePlans: TunePlans = {
  guard let bytes = try? contents(of: "stdlib/models/pop.tuneplans"), let plans = try? TunePlans(FileBytes(bytes))
  else { fatalError("the plans of tunes can't be read") }
  return plans
}()

/// The checkout's takes of drummers, read once; they are played where settings name genres of takes.
let drumTakes: DrumTakes = {
  guard let bytes = try? contents(of: "stdlib/models/drummers.songdrums"), let takes = try? DrumTakes(FileBytes(bytes))
  else { fatalError("the takes of drummers can't be read") }
  return takes
}()

func key(_ text: String) -> Key { Key(text: text)! }

func chord(_ root: String, _ quality: String = "", bass: String? = nil) -> Chord {
  Chord(root: PitchName(text: root)!, quality: .named(quality)!, bass: bass.flatMap { PitchName(text: $0) })
}

/// Bars with one given chord each.
func bars(_ chords: [Chord?], of meter: Meter = Meter(4, 4)) -> [Settings.ChordBar] {
  chords.map { Settings.ChordBar(chords: [.init(chord: $0, length: meter.length)]) }
}

struct Section {
  var name: String
  var count = 8
  var function = "verse"
  var cadence = Arrangement.Cadence.authentic
  var chords: [Settings.ChordBar]?
  var intensity = 600
}

func part(
  _ id: String, _ role: Role, _ instrument: String, pattern: String = "", range: ClosedRange<Int>
) -> Settings.Part {
  Settings.Part(
    id: id, role: role, instrument: instrument, sound: "", patterns: pattern.isEmpty ? [] : [.init(meter: Meter(4, 4), key: pattern)],
    range: KeyRange(low: range.lowerBound, high: range.upperBound), threshold: 0, enter: nil, leave: nil, gainDB: 0, pan: 0,
    sendDB: -12)
}

let tune = part("tune", .melody, "flute", range: 62...81)
let second = part("second", .harmony, "clarinet", range: 50...76)
let comp = part("comp", .chords, "piano", pattern: "comp-piano-block", range: 52...76)
let pad = part("pad", .pad, "string-section", pattern: "pad-44", range: 48...76)
let bass = part("bass", .bass, "electric-bass", pattern: "bass-pop-eighths", range: 28...52)
let kit = part("kit", .drums, "pop-kit", pattern: "drums-pop-four", range: 0...127)
let band = [tune, second, comp, pad, bass, kit]

/// An arrangement of sections one after the other; all parts play throughout, drums fill before each new section.
func arrangement(
  _ sections: [Section], _ parts: [Settings.Part] = band, key: Key = key("C major"), meter: Meter = Meter(4, 4)
) -> Arrangement {
  let tempo = Settings.Tempo(low: 120, high: 120, prefer: 120, beatUnit: meter.beatUnit)
  func entry(_ section: Section) -> Settings.FormEntry {
    Settings.FormEntry(
      name: section.name, material: Spec.material(of: section.name), function: section.function,
      bars: section.count...section.count, preferredBars: section.count, chords: section.chords, intensity: nil, key: key,
      meter: meter, tempo: nil)
  }
  let settings = Settings(
    title: "test", style: "pop", moods: [], duration: Microseconds(60_000_000), isDurationFree: false, ending: .ring,
    key: key, meter: meter, tempo: tempo, form: sections.map(entry), intensity: [], parts: parts,
    harmony: .init(model: "chords-pop", temperature: 100, cadences: 100),
    melody: .init(model: "melody", rhythmModel: "rhythm", density: 100, temperature: 100, register: 0, plans: "pop"),
    humanize: .init(timing: 0, velocity: 0, swing: 500, length: 0), articulation: 100,
    mix: .init(name: "pop", brightnessDB: 0, spaceDB: 0), master: .init(loudness: -14, truePeak: -1), exports: [],
    sounds: .init(licence: .permissive, soundFonts: []), decisions: [])
  var measures: [Arrangement.Measure] = []
  var marks: [Arrangement.Section] = []
  for (index, section) in sections.enumerated() {
    marks.append(
      .init(
        name: section.name, segment: "\(Spec.material(of: section.name)).\(section.count)", function: section.function,
        first: measures.count, count: section.count, time: .zero, key: key, cadence: section.cadence, chords: section.chords))
    for bar in 0..<section.count {
      measures.append(
        .init(
          number: measures.count + 1, start: meter.length * Rational(measures.count), meter: meter, key: key, section: index,
          intensity: section.intensity, isRing: index == sections.count - 1 && bar == section.count - 1))
    }
  }
  let fills = Set(marks.dropFirst().map { $0.first - 1 })
  return Arrangement(
    settings: settings, tempo: TempoMap([.init(at: .zero, microsecondsPerQuarter: 500_000)]), measures: measures,
    sections: marks,
    parts: parts.map { part in
      .init(settings: part, activity: measures.indices.map { part.role == .drums && fills.contains($0) ? .fill : .full })
    }, syncs: [])
}

func composed(_ arrangement: Arrangement, seed: Int = 0, workers: Int = 1) -> Score {
  var context = Context(seed: Seed(seed), workers: workers)
  return compose(arrangement, library: library, models: models, in: &context)
}

extension Score {
  func part(_ id: String) -> Part { parts.first { $0.id == id }! }

  func chord(at time: ScoreTime) -> ChordSymbol? { chords.last { $0.onset <= time } }
}

extension Score.Note {
  var key: Int {
    if case .pitch(let pitch) = sound { pitch.key } else { -1 }
  }
}
