// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongBinder
import SongCompiler
import SongDiagnostics
import SongIR
import SongLibrary
import SongMIDI
import SongMusic
import SongMusicXML
import SongSpecs
import SongSyntax
import Testing

/// Random valid specs keep what they ask for; `make soak` builds thousands of them.
@Suite struct RandomSpecTests {
  private static let slices = 16
  private static let slice = 15

  @Test(arguments: 0..<slices) func randomSpecsComeOutAsAsked(_ slice: Int) throws {
    var refused = 0
    for number in slice * RandomSpecTests.slice..<(slice + 1) * RandomSpecTests.slice {
      let spec = RandomSpec(number)
      let (piece, diagnostics) = compiled(spec.text, name: "s\(number)")
      guard let piece else {
        // Only what can't be met together, and only where nobody made sure that it can.
        let errors = diagnostics.filter { $0.severity == .error }
        #expect(!errors.isEmpty && errors.allSatisfy { $0.code.exitCode == 4 }, "\(number): \(errors.map(\.message))\n\(spec.text)")
        #expect(spec.targets.isLoose, "\(number): \(errors.map(\.message))\n\(spec.text)")
        refused += 1
        continue
      }
      checkTimes(piece, spec)
      try checkMIDI(piece, number)
      checkBars(piece, number)
      if number % 3 == 0 { try checkLayout(spec, piece) }
    }
    #expect(refused * 10 <= RandomSpecTests.slice)
  }

  /// The duration to the microsecond, and points within their tolerance.
  private func checkTimes(_ piece: Compilation, _ spec: RandomSpec) {
    let length = piece.performance.tempo.microseconds(at: piece.performance.length).value
    if let asked = spec.targets.duration {
      let ends = asked.lowerBound * 1000...asked.upperBound * 1000
      #expect(ends.contains(length), "\(spec.number): \(length) us of \(ends)")
    }
    let syncs = piece.arrangement.syncs
    #expect(syncs.count == spec.targets.syncs.count, "\(spec.number)")
    for point in spec.targets.syncs where point.want == "must" {
      let found = syncs.first { point.name.isEmpty ? $0.asked.value / 1000 == point.asked : $0.name == point.name }
      guard let found else { continue }
      let error = abs(found.placed.value - found.asked.value)
      #expect(found.isMet && error <= (point.tolerance ?? 1) * 1000, "\(spec.number): '\(found.name)' is \(error) us off")
      if let asked = point.asked { #expect(abs(found.asked.value - asked * 1000) <= 1000, "\(spec.number): '\(found.name)'") }
    }
  }

  /// What the file has is what was played.
  private func checkMIDI(_ piece: Compilation, _ number: Int) throws {
    let file = try readSMF(writeSMF(piece.performance))
    #expect(file.tracks.count == piece.performance.parts.count + 1, "\(number)")
    for (index, part) in piece.performance.parts.enumerated() {
      let read = file.notes(inTrack: index + 1).map { [$0.onset, $0.duration, $0.key, $0.velocity] }
      let played = part.notes.map { [$0.onset.value, $0.duration.value, $0.key, $0.velocity] }
      #expect(read.count == played.count && Set(read) == Set(played), "\(number): \(part.id)")
      #expect(part.notes.allSatisfy { $0.end <= piece.performance.length }, "\(number): \(part.id)")
    }
  }

  /// Every bar of every part in the score is as long as its meter.
  private func checkBars(_ piece: Compilation, _ number: Int) {
    let parts = measureLengths(ofMusicXML: writeMusicXML(piece.score))
    #expect(parts.count == piece.score.parts.count, "\(number)")
    let due = piece.score.measures.map(\.meter.length)
    for (part, lengths) in zip(piece.score.parts, parts) { #expect(lengths == due, "\(number): \(part.id)") }
  }

  /// Laid out, the spec is the same piece, and laid out again the same text.
  private func checkLayout(_ spec: RandomSpec, _ piece: Compilation) throws {
    var sink = DiagnosticSink()
    func laidOut(_ bytes: [UInt8]) throws -> [UInt8] {
      try formatted(SourceFile(id: FileID(0), name: "spec.song.yaml", bytes: bytes), sink: &sink)
    }
    let once = try laidOut(Array(spec.text.utf8))
    #expect(try laidOut(once) == once, "\(spec.number)\n\(spec.text)")
    let other = compiled(String(decoding: once, as: UTF8.self), name: "s\(spec.number)").compilation
    #expect(other?.score == piece.score && other?.settings.decisions == piece.settings.decisions, "\(spec.number)\n\(spec.text)")
  }

  @Test func theSameNumberGivesTheSameSpec() {
    #expect((0..<50).map { RandomSpec($0).text } == (0..<50).map { RandomSpec($0).text })
    #expect(Set((0..<500).map { RandomSpec($0).text }).count == 500)
  }

  /// All keys come that don't name other files.
  @Test func randomSpecsCoverTheLanguage() {
    var found: Set<String> = []
    for number in 0..<1200 { found.formUnion(SuiteCoverageTests.keys(of: RandomSpec(number).text)) }
    var missing: Set<String> = []
    for (_, map) in SchemaPath.maps {
      for key in map.keys where key.state != .planned { missing.insert("\(map.name).\(key.name)") }
    }
    missing.subtract(found)
    missing.subtract(SuiteCoverageTests.ofFiles)
    #expect(missing.sorted() == [])
  }

  @Test func theWordsOfTheGrammarAreThoseOfTheLibrary() {
    let library = knowledge.library
    #expect(instrumentWords.map(\.name).sorted() == library.instruments.map(\.key).sorted())
    for word in instrumentWords {
      guard let instrument = library.instrument(word.name) else { continue }
      #expect(Set(word.roles).isSubset(of: Set(instrument.roles.map(\.rawValue))) && word.kit == instrument.kit, "\(word.name)")
      if let compass = word.compass { #expect(compass == instrument.range.low...instrument.range.high, "\(word.name)") }
      #expect(!word.sounds.isEmpty && Set(word.sounds).isSubset(of: instrument.sounds.map(\.key)), "\(word.name)")
    }
    let patterns = patternWords.flatMap { entry in entry.names.map { "\($0) \(entry.role) \(entry.meter)" } }
    #expect(patterns.sorted() == library.patterns.map { "\($0.key) \($0.role) \($0.meter)" }.sorted())
    #expect(styleWords.sorted() == library.styles.map(\.key).sorted() && moodWords.sorted() == library.moods.map(\.key).sorted())
  }
}

/// The length of each measure of each part, in quarters: notes that aren't in a chord or graces, forward and backward.
private func measureLengths(ofMusicXML text: String) -> [[Rational]] {
  var parts: [[Rational]] = []
  var divisions = 1
  var place = 0
  var furthest = 0
  var isExtra = false
  var direction = 1
  for piece in text.split(separator: "<").dropFirst() {
    let (tag, content) = (piece.prefix { $0 != ">" }, piece.drop { $0 != ">" }.dropFirst())
    switch tag.prefix(while: { $0 != " " }) {
    case "part": parts.append([])
    case "measure":
      place = 0
      furthest = 0
    case "divisions": divisions = Int(content) ?? 0
    case "note", "forward":
      isExtra = false
      direction = 1
    case "backup":
      isExtra = false
      direction = -1
    case "chord/", "grace", "grace/": isExtra = true
    case "duration":
      if !isExtra { place += direction * (Int(content) ?? 0) }
      furthest = max(furthest, place)
    case "/measure": parts[parts.count - 1].append(Rational(furthest, divisions))
    default: break
    }
  }
  return parts
}
