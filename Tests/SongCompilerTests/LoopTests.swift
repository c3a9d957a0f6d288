// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongIR
import SongMIDI
import SongMusic
import Testing

/// `end: loop`: the end leads back to the beginning, in the notes.
@Suite struct LoopTests {
  private static let specs = [
    "style: pop\nduration: 40s\nkey: D major", "style: folk\nduration: 33.333s\ntime: 3/4\nkey: A minor",
    "style: cinematic\nduration: 21.7s\nkey: E minor", "style: pop\nduration: 16s\nform: A\nkey: Bb major",
    "style: pop\nduration: 30s\nform: bridge A B\nkey: C major",
    "duration: 24s\nform: A B\nkey: C major\nsections: {A: {chords: \"Dm7 | G7 | C | Am\"}}",
  ]

  @Test(arguments: specs) func theEndLeadsBack(text: String) throws {
    for seed in 0..<6 {
      let spec = "song: 1\nend: loop\n\(text)"
      let piece = try #require(compiled(spec, seed: seed).compilation, "\(text) seed \(seed)")
      let arrangement = piece.arrangement
      #expect(!arrangement.measures.contains { $0.isRing })
      #expect(arrangement.sections.last?.cadence == .turnaround)
      let first = try #require(piece.score.chords.first?.chord)
      let last = try #require(piece.score.chords.last?.chord)
      #expect((last.root.pitchClass - first.root.pitchClass + 12) % 12 == 7, "\(text) seed \(seed): \(last) before \(first)")
      #expect(piece.session.isLoop && piece.session.master.fade == .zero)
      #expect(piece.score.tempoMarks.allSatisfy { !$0.isFermata })
    }
  }

  @Test(arguments: specs) func theEndIsExactAndNothingSoundsOverIt(text: String) throws {
    let piece = try #require(compiled("song: 1\nend: loop\n\(text)").compilation)
    let length = piece.performance.length
    #expect(piece.performance.tempo.microseconds(at: length) == piece.settings.duration)
    for part in piece.performance.parts {
      #expect(part.notes.allSatisfy { $0.onset < length && $0.end <= length })
    }
    let file = try readSMF(writeSMF(piece.performance))
    for track in file.tracks { #expect(track.last == SMFEvent(tick: length.value, message: .meta(.endOfTrack, []))) }
    #expect(piece.session.length == Frames(piece.settings.duration, sampleRate: piece.session.sampleRate))
  }

  /// The beginning of a loop is a section after its end: drums lead into it.
  @Test func drumsFillIntoTheBeginning() throws {
    let text = "style: pop\nduration: 32s\nintensity: 80%\nform: A B"
    let loop = try #require(compiled("song: 1\nend: loop\n\(text)").compilation)
    let cut = try #require(compiled("song: 1\nend: cut\n\(text)").compilation)
    func drums(_ piece: Compilation) -> Arrangement.Part? { piece.arrangement.parts.first { $0.settings.role == .drums } }
    #expect(drums(loop)?.activity.last == .fill)
    #expect(drums(cut)?.activity.last != .fill)
  }

  /// A voice-over at the beginning ducks the end before it.
  @Test func theDuckingReachesOverTheSeam() throws {
    let text = "duration: 20s\nvoice:\n  - {from: 0s, to: 4s, duck: -6 dB}"
    let loop = try #require(compiled("song: 1\nend: loop\n\(text)").compilation).session
    let points = loop.master.automation
    let deep = gain(decibels: -6)
    #expect(points.first == .init(at: .zero, gain: deep) && points.last == .init(at: loop.length, gain: deep))
    #expect(points.contains { $0.at.value == loop.length.value - 12_000 && $0.gain == 1 })
  }
}
