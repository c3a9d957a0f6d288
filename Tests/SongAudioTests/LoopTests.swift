// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongIR
import Testing

/// A loop is a turn of one that runs, and its ends meet.
@Suite(.serialized) struct LoopTests {
  /// What sounds over the end: a chord that is held to it, a cymbal half a second before. Nothing begins with the loop.
  private static func band(_ length: Int64, isLoop: Bool) -> Session {
    func held(_ keys: [Int], from: Int64, to: Int64) -> [Session.Event] {
      keys.map { .init(at: Frames(from), kind: .noteOn(key: $0, velocity: 100)) }
        + keys.map { .init(at: Frames(to), kind: .noteOff(key: $0)) }
    }
    let chords = held([48, 55, 64], from: 4800, to: length / 2) + held([50, 57, 65], from: length / 2, to: length)
    let sends = [Session.Send(to: "hall", gainDB: -6)]
    return session(
      [
        track("strings", program: 48, chords, sends: sends),
        track("piano", program: 0, phrase([60, 64, 67, 72, 71, 67, 65, 62, 60, 62, 64, 67, 69, 71, 72, 67, 65, 62], from: 4800), gainDB: 6, sends: sends),
        track("drums", bank: 128, program: 0, held([49], from: length - 24000, to: length), gainDB: -24, sends: sends),
      ], returns: [.init(id: "hall", inserts: [hall], gainDB: 0)], length: length, isLoop: isLoop)
  }

  private static let hall = effect(
    "https://github.com/michaelwillis/dragonfly-reverb", in: "DragonflyHallReverb.lv2",
    ["dry_level": 0, "early_level": 30, "late_level": 100, "decay": 3])

  /// Without what moves by itself, a loop is the eleventh of twelve turns, note for note and tail for tail.
  @Test func theLoopIsATurnOfOneThatRuns() throws {
    let length: Int64 = 150_016
    let notes = phrase([60, 64, 67, 72, 71, 67], from: 480)
    func piece(turns: Int64, isLoop: Bool) -> Session {
      let events = (0..<turns).flatMap { turn in
        notes.map { Session.Event(at: Frames($0.at.value + turn * length), kind: $0.kind) }
      }
      return session(
        [
          track("cymbal", bank: 128, program: 0, events.map { event in
            guard case .noteOn = event.kind else { return event }
            return Session.Event(at: event.at, kind: .noteOn(key: 49, velocity: 100))
          }, inserts: [lookahead], sends: [.init(to: "bus", gainDB: 0)]),
          track("piano", program: 0, events),
        ], returns: [.init(id: "bus", inserts: [lookahead], gainDB: -3)], length: length * turns, isLoop: isLoop)
    }
    let (loop, _) = try rendered(piece(turns: 1, isLoop: true), stems: true, format: .float32)
    let (turns, _) = try rendered(piece(turns: 12, isLoop: false), stems: true, format: .float32)
    for name in ["cymbal.wav", "piano.wav", "return-bus.wav"] {
      let wave = loop.wave(name)
      let eleventh = turns.wave(name).map { Array($0[Int(10 * length)..<Int(11 * length)]) }
      #expect(wave[0].count == Int(length))
      #expect(differenceDB(eleventh, wave) < -100, "\(name)")
    }
    // What rings over the end is heard at the beginning.
    #expect(loop.wave("cymbal.wav")[0][..<240].contains { abs($0) > 1e-3 })
  }

  /// The second length is no multiple of anything.
  @Test(arguments: [Int64(160_000), 480_021]) func theEndsMeetWithoutAClick(length: Int64) throws {
    let (folder, report) = try rendered(Self.band(length, isLoop: true), stems: true)
    for name in folder.names {
      let wave = folder.wave(name)
      #expect(wave[0].count == Int(length) && wave[1].count == Int(length))
      let excess = clickDB(wave)
      #expect(excess <= 0, "\(name): \(excess) dB")
    }
    #expect(abs(report.integratedLoudness + 14) <= 0.05)
    #expect(report.truePeak <= -1)
    // Twice in a row.
    let master = folder.wave("master.wav")
    var meter = try LoudnessMeter(sampleRate: 48000, extent: .integrated)
    var peakMeter = try LoudnessMeter(sampleRate: 48000, extent: .truePeak)
    let samples = (0..<2 * Int(length)).flatMap { [Float(master[0][$0 % Int(length)]), Float(master[1][$0 % Int(length)])] }
    try meter.add(interleaved: samples, frames: samples.count / 2)
    try peakMeter.add(interleaved: samples, frames: samples.count / 2)
    #expect(abs(meter.integratedLoudness() + 14) <= 0.05, "\(meter.integratedLoudness())")
    #expect(peakMeter.truePeak() <= -1)
  }

  /// The hall's library was built for fast arithmetic: its thread would take denormals for zeros once it is loaded.
  @Test func aRenderLeavesItsThreadAsItWas() throws {
    _ = try rendered(Self.band(96_000, isLoop: false))
    #expect(Double.leastNonzeroMagnitude * Double(CommandLine.arguments.count) > 0)
  }

  /// The measure finds what it looks for.
  @Test func aPieceThatIsNoLoopClicks() throws {
    let (folder, _) = try rendered(Self.band(480_000, isLoop: false))
    let excess = clickDB(folder.wave("master.wav"))
    #expect(excess > 6, "\(excess) dB")
  }

  @Test func theFileSaysWhereItGoesRound() throws {
    let (folder, _) = try rendered(Self.band(96_000, isLoop: true))
    let bytes = folder.bytes("master.wav")
    let start = try #require(
      bytes.indices.dropLast(68).prefix(200).first { bytes[$0..<$0 + 4].elementsEqual("smpl".utf8) })
    func integer(_ index: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[start + 8 + 4 * index + $1]) << (8 * $1) } }
    // One loop, forward, from the first frame to the last.
    #expect(integer(7) == 1 && integer(10) == 0 && integer(11) == 0 && integer(12) == 95_999)
    let (plain, _) = try rendered(Self.band(96_000, isLoop: false))
    let head = plain.bytes("master.wav").prefix(200)
    #expect(!head.indices.dropLast(4).contains { head[$0..<$0 + 4].elementsEqual("smpl".utf8) })
  }

  /// By how much the seam exceeds the loudest of the 2000 frames on either side of it, where no note begins, dB: in its
  /// corners (second differences) within 4 frames, or in its treble (their second differences) within 64.
  private func clickDB(_ wave: [[Double]]) -> Double {
    let count = wave[0].count
    func sample(_ channel: Int, _ frame: Int) -> Double { wave[channel][(frame + count) % count] }
    let corners = (-2100..<2100).map { frame in
      (0..<2).map { sample($0, frame - 1) - 2 * sample($0, frame) + sample($0, frame + 1) }
    }
    func corner(_ frame: Int) -> Double { corners[frame + 2100].map(abs).max()! }
    func treble(_ middle: Int) -> Double {
      (middle - 32..<middle + 32).reduce(0) { sum, frame in
        let i = frame + 2100
        return sum + (0..<2).reduce(0) {
          let bend = corners[i - 1][$1] - 2 * corners[i][$1] + corners[i + 1][$1]
          return $0 + bend * bend
        }
      }
    }
    let near = (-2000..<2000).filter { abs($0) > 64 }
    let step = decibels((-4..<4).map(corner).max()! / max(near.map(corner).max()!, 1e-9))
    let hiss = decibels((treble(0) / max(stride(from: -2000, to: 2000, by: 16).filter { abs($0) > 64 }.map(treble).max()!, 1e-16)).squareRoot())
    return max(step, hiss)
  }
}
