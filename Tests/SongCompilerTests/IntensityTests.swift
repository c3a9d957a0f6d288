// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongIR
import SongMusic
import SongTestSupport
import Testing

/// The curve of a spec against what is played, measure by measure.
@Suite struct IntensityTests {
  /// Ramps, arches, two peaks and steps.
  static let curves = [
    "0s 10%, end 95%", "0s 95%, end 15%", "0s 30%, end 75%", "0s 15%, 30s 95%, end 20%", "0s 85%, 30s 15%, end 90%",
    "0s 20%, 45s 100%, end 30%", "0s 15%, 15s 85%, 30s 25%, 45s 100%, end 15%",
    "0s 30%, 20s 70%, 32s 20%, 48s 95%, end 40%", "0s 15%, 15s 40% step, 30s 65% step, 45s 95% step, end 95%",
    "0s 30%, 14s 80% step, 28s 30% step, 42s 100% step, end 60%",
  ]

  @Test(arguments: ["ambient", "chillout", "cinematic", "folk", "piano", "pop"], curves)
  func theMusicFollowsTheCurve(style: String, curve: String) throws {
    let piece = try #require(compiled("song: 1\nstyle: \(style)\nduration: 60s\nintensity: \"\(curve)\"").compilation)
    #expect(piece.settings.parts.count >= 5)
    let asked = piece.arrangement.measures.map { Double($0.intensity) }
    let measured = MeasuredIntensity.measures(of: piece.arrangement, piece.performance)
    #expect(spearman(asked, measured.map(\.onsets)) >= 0.7, "\(style) \(curve)")
    #expect(spearman(asked, measured.map { Double($0.parts) }) >= 0.85, "\(style) \(curve)")
    // The force that the performance and the mix are asked for is the curve's.
    #expect(piece.performance.powers.map(\.power) == piece.arrangement.measures.map(\.intensity))
    #expect(piece.session.master.ride.map(\.levelDB) == asked.map { 12 * $0 / 1000 })
  }

  @Test(arguments: ["ambient", "chillout", "cinematic", "folk", "piano", "pop"], curves.prefix(8))
  func partsComeForTwoMeasuresAtLeast(style: String, curve: String) throws {
    let piece = try #require(compiled("song: 1\nstyle: \(style)\nduration: 60s\nintensity: \"\(curve)\"").compilation)
    let last = piece.arrangement.measures.count - 1
    for part in piece.arrangement.parts {
      for section in piece.arrangement.sections {
        for index in section.measures where index > 0 && index < last && section.measures.contains(index + 1) {
          let here = part.activity[index] == .silent
          let isAlone = (part.activity[index - 1] == .silent) != here && (part.activity[index + 1] == .silent) != here
          #expect(!isAlone, "\(style) \(curve): \(part.settings.id) in bar \(index + 1)")
        }
      }
    }
  }

  @Test func aStepActsInItsMeasureAndAFillLeadsToIt() throws {
    // Bars of two seconds: the step lies on the bar line before bar 12, in the middle of a pair.
    let spec = """
      song: 1
      style: pop
      time: 4/4
      tempo: 120
      duration: 40s
      form: verse
      intensity: 0s 60%, 22s 100% step, end 100%
      """
    let piece = try #require(compiled(spec).compilation)
    let measured = MeasuredIntensity.measures(of: piece.arrangement, piece.performance)
    #expect(measured[11].parts >= measured[10].parts + 3)
    #expect(measured[11].parts == measured[12].parts && measured[10].parts <= measured[9].parts)
    #expect(piece.arrangement.parts.contains { $0.settings.role == .drums && $0.activity[10] == .fill })
  }

  @Test func theSidesOfASplitMoveOneThingEach() throws {
    // Drums that play what is written, and a seed at which that is a backbeat.
    let machines = try knowledgeWith([
      "styles/pop.yaml": { style in
        let lines = style.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("    takes: ") }
        return lines.joined(separator: "\n").replacing("looseness: 100%", with: "looseness: 0%")
      }
    ])
    let seed = try #require((0..<30).first { seed in
      let piece = compiled("song: 1\nstyle: pop\ntime: 4/4\nduration: 40s", seed: seed, knowledge: machines).compilation
      return piece?.settings.parts.first { $0.role == .drums }?.patterns.first?.key == "drums-pop-straight"
    })
    func piece(_ low: String) throws -> (onsets: Double, parts: Double, velocity: Double, snares: Set<ScoreTime>) {
      let spec = "song: 1\nstyle: pop\ntime: 4/4\nduration: 40s\nintensity: {all: 70%, \(low)}"
      let piece = try #require(compiled(spec, seed: seed, knowledge: machines).compilation)
      let measured = MeasuredIntensity.measures(of: piece.arrangement, piece.performance)
      let notes = piece.performance.parts.flatMap(\.notes)
      let count = Double(measured.count)
      let drums = try #require(piece.score.parts.first { $0.id == "drums" })
      let activity = try #require(piece.arrangement.parts.first { $0.settings.id == "drums" }).activity
      let backbeats = drums.notes.filter { note in
        // Fills and the end have strokes of their own.
        let measure = (note.onset / 4).floor
        guard activity[measure] != .fill, measure < activity.count - 1 else { return false }
        guard case .kit(let voice) = note.sound else { return false }
        return ["snare", "rim"].contains(drums.kit[voice].name) && note.emphasis >= 0
      }
      return (
        measured.reduce(0) { $0 + $1.onsets } / count, measured.reduce(0) { $0 + Double($1.parts) } / count,
        Double(notes.reduce(0) { $0 + $1.velocity }) / Double(notes.count), Set(backbeats.map { $0.onset % 4 })
      )
    }
    let usual = try piece("momentum: 70%")
    let slow = try piece("momentum: 20%")
    let thin = try piece("depth: 20%")
    let soft = try piece("power: 20%")
    #expect(slow.onsets < usual.onsets * 0.7, "\(slow.onsets) \(usual.onsets)")
    #expect(abs(slow.parts - usual.parts) < 0.5 && slow.velocity > usual.velocity - 10, "\(slow.parts) \(usual.parts) \(slow.velocity) \(usual.velocity)")
    #expect(thin.parts < usual.parts - 2)
    #expect(soft.velocity < usual.velocity - 20 && soft.parts == usual.parts && soft.onsets > usual.onsets * 0.9)
    // Half time: one backbeat a bar, on three.
    #expect(slow.snares == [2] && usual.snares.isSuperset(of: [1, 3]), "\(slow.snares) \(usual.snares)")
  }

  @Test func aFlatLevelKeepsTheStylesBand() throws {
    let flat = try #require(compiled("song: 1\nstyle: pop\nduration: 40s\nintensity: 60%").compilation)
    let free = try #require(compiled("song: 1\nstyle: pop\nduration: 40s").compilation)
    #expect(flat.settings.parts.map(\.threshold) == free.settings.parts.map(\.threshold))
    #expect(Set(flat.session.master.ride.map(\.levelDB)).count == 1)
    let parts = MeasuredIntensity.measures(of: flat.arrangement, flat.performance).map(\.parts)
    #expect(parts.max()! - parts.min()! <= 1)
  }

  @Test func aPartThatEntersByTheSpecKeepsItsPlace() throws {
    let spec = """
      song: 1
      style: pop
      duration: 40s
      intensity: 0s 10%, end 100%
      parts:
        lead: {role: melody, enter: bar 3}
        keys: {role: chords}
        low: {role: bass}
        kit: {role: drums}
        pad: {role: pad}
      """
    let (compilation, diagnostics) = compiled(spec)
    let piece = try #require(compilation)
    #expect(diagnostics.isEmpty)
    #expect(piece.arrangement.parts[0].activity.firstIndex { $0 != .silent } == 2)
    // Everyone that the spec names is heard.
    #expect(piece.arrangement.parts.allSatisfy { $0.activity.contains { $0 != .silent } })
  }
}

/// Spearman's rank correlation, ties by their mean rank.
private func spearman(_ first: [Double], _ second: [Double]) -> Double {
  func ranks(_ values: [Double]) -> [Double] {
    values.map { value in
      Double(values.count { $0 < value }) + Double(values.count { $0 == value } - 1) / 2
    }
  }
  let a = ranks(first)
  let b = ranks(second)
  let mean = Double(a.count - 1) / 2
  let product = zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
  let squares = a.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * b.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return squares > 0 ? product / squares.squareRoot() : 0
}
