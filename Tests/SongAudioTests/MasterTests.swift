// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongAudio
import SongBase
import SongIR
import Testing

@Suite(.serialized) struct MasterTests {
  static let band = [
    track("piano", program: 0, phrase([60, 64, 67, 72, 71, 67, 64, 62]), pan: -0.3),
    track("strings", program: 48, phrase([48, 55, 52, 55, 48, 55, 52, 55]), gainDB: -3, pan: 0.3),
    track("drums", bank: 128, program: 0, phrase([36, 38, 36, 38, 36, 38, 36, 49], velocity: 115), gainDB: 4),
  ]

  @Test(arguments: [(-23.0, -1.0), (-14, -1), (-11, -2), (-9, -1)])
  func loudnessAndTruePeakHold(loudness: Double, ceiling: Double) throws {
    let (folder, report) = try rendered(
      session(Self.band, length: 240_000, loudness: loudness, truePeak: ceiling, fade: 24000))
    #expect(abs(report.integratedLoudness - loudness) <= 0.05)
    #expect(report.truePeak <= ceiling)
    let wave = folder.wave("master.wav")
    #expect(wave[0].count == 240_000 && wave[1].count == 240_000)
    #expect(wave.allSatisfy { $0.allSatisfy { abs($0) <= gain(decibels: ceiling) } })
    // The fade ends in nothing but dither.
    #expect(abs(wave[0][239_999]) <= 2 / 8_388_608)
    #expect(folder.names == ["master.wav"])
  }

  @Test(arguments: [SampleFormat.integer16, .integer24, .float32])
  func workersAndRunsMakeNoDifference(format: SampleFormat) throws {
    let piece = session(
      Self.band.map {
        Session.Track(
          id: $0.id, sound: $0.sound, events: $0.events, inserts: [lookahead], gainDB: $0.gainDB, pan: $0.pan,
          sends: [Session.Send(to: "bus", gainDB: -9)])
      },
      returns: [
        Session.Return(
          id: "bus", inserts: [effect("http://gareus.org/oss/lv2/fil4#stereo", in: "fil4.lv2", ["HighPass": 1])],
          gainDB: 0)
      ], length: 200_001, inserts: [lookahead], fade: 10_000)
    let one = try rendered(piece, workers: 1, stems: true, format: format)
    let two = try rendered(piece, workers: 2, stems: true, format: format)
    let three = try rendered(piece, workers: 3, stems: true, format: format)
    #expect(one.report == two.report && one.report == three.report)
    #expect(one.folder.names.count == 5)
    for name in one.folder.names {
      let bytes = one.folder.bytes(name)
      #expect(bytes.count > 200_001 * 4)
      #expect(bytes == two.folder.bytes(name), "\(name)")
      #expect(bytes == three.folder.bytes(name), "\(name)")
    }
  }

  @Test func aLowCeilingHoldsToo() throws {
    let (_, report) = try rendered(session(Self.band, length: 96_000, loudness: -24, truePeak: -14))
    #expect(report.truePeak <= -14)
    #expect(abs(report.integratedLoudness + 24) <= 0.05)
  }

  @Test func progressRisesToOne() throws {
    let folder = TemporaryFolder()
    let parts = Parts()
    _ = try render(
      session(Self.band), resources: installed, options: RenderOptions(), to: wave(in: folder),
      scratch: folder.path, progress: { parts.values.append($0) })
    #expect(parts.values.last == 1)
    #expect(zip(parts.values, parts.values.dropFirst()).allSatisfy { $0 <= $1 })
  }

  /// The callback runs in the test's own thread.
  final class Parts: @unchecked Sendable { var values: [Double] = [] }
}

@Suite(.serialized) struct AudioErrorTests {
  @Test func aMissingFontIsNamed() {
    check(
      session([track("a", program: 0, phrase([60]))]),
      resources: AudioResources(
        soundFonts: ["FluidR3_GM": "/nowhere/x.sf2"], pluginBundles: installed.pluginBundles),
      fails: .soundFontUnreadable(name: "FluidR3_GM", path: "/nowhere/x.sf2"))
    check(
      session([track("a", program: 0, phrase([60]))]),
      resources: AudioResources(soundFonts: [:], pluginBundles: installed.pluginBundles),
      fails: .unresolved(kind: .soundFont, name: "FluidR3_GM"))
  }

  @Test func aMissingPresetIsNamed() {
    check(
      session([track("a", bank: 99, program: 3, phrase([60]))]),
      fails: .presetMissing(soundFont: "FluidR3_GM", bank: 99, program: 3))
  }

  @Test func aMissingPluginIsNamed() {
    let absent = effect("urn:song:absent", in: "dpl.lv2")
    check(
      session([track("a", program: 0, phrase([60]), inserts: [absent])]),
      fails: .pluginMissing(uri: "urn:song:absent", bundle: "dpl.lv2", debianPackage: "x42-plugins"))
    var resources = installed
    resources.pluginBundles["fil4.lv2"] = "/nowhere/fil4.lv2"
    let equaliser = effect("http://gareus.org/oss/lv2/fil4#stereo", in: "fil4.lv2")
    check(
      session([track("a", program: 0, phrase([60]), inserts: [equaliser])]), resources: resources,
      fails: .pluginMissing(uri: equaliser.uri, bundle: "fil4.lv2", debianPackage: "x42-plugins"))
  }

  @Test func aControlThatThePluginHasNotIsNamed() {
    let wrong = effect("http://gareus.org/oss/lv2/dpl#stereo", in: "dpl.lv2", ["colour": 1])
    check(
      session([track("a", program: 0, phrase([60]), inserts: [wrong])]),
      fails: .pluginRefused(uri: wrong.uri, reason: .noSuchControl(symbol: "colour")))
  }

  @Test func aSendNeedsItsReturn() {
    check(
      session([track("a", program: 0, phrase([60]), sends: [Session.Send(to: "hall", gainDB: 0)])]),
      fails: .unresolved(kind: .returnBus, name: "hall"))
  }

  @Test func outputThatIsNotFiniteIsFound() {
    let bus = Session.Return(
      id: "hall", inserts: [effect("http://gareus.org/oss/lv2/fil4#stereo", in: "fil4.lv2")], gainDB: 0)
    check(
      session(
        [track("a", program: 0, phrase([60]), sends: [Session.Send(to: "hall", gainDB: 2000)])], returns: [bus]),
      fails: .pluginBadOutput(uri: "http://gareus.org/oss/lv2/fil4#stereo", whereUsed: "hall"))
  }

  @Test func silenceIsAnErrorAndNotALoop() {
    check(session([track("a", program: 0, [])]), fails: .silent)
    check(session([]), fails: .silent)
  }

  @Test func aLoudnessOutOfReachIsReported() {
    let click = [Session.Event(at: Frames(0), kind: .noteOn(key: 76, velocity: 40))]
    let folder = TemporaryFolder()
    do {
      _ = try render(
        session([track("a", bank: 128, program: 0, click)], length: 480_000, loudness: 2, truePeak: -8),
        resources: installed, options: RenderOptions(), to: wave(in: folder), scratch: folder.path)
      Issue.record("nothing was thrown")
    } catch {
      guard case .loudnessUnreachable(let target, let reached, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(target == 2 && reached < 2)
    }
    #expect(folder.names.isEmpty)
  }

  @Test func anUnwritablePathIsNamed() {
    let folder = TemporaryFolder()
    #expect(throws: AudioError.self) {
      _ = try render(
        session([track("a", program: 0, phrase([60]))]), resources: installed, options: RenderOptions(),
        to: [AudioFile(path: "\(folder.path)/no/m.wav", encoding: .wav(.integer24))], scratch: folder.path)
    }
    #expect(throws: AudioError.self) {
      _ = try render(
        session([track("a", program: 0, phrase([60]))]), resources: installed, options: RenderOptions(),
        to: wave(in: folder), scratch: "\(folder.path)/no")
    }
  }

  @Test func cancellingLeavesNothingBehind() {
    let folder = TemporaryFolder()
    #expect(throws: AudioError.cancelled) {
      _ = try render(
        session([track("a", program: 0, phrase([60]))]), resources: installed, options: RenderOptions(),
        to: wave(in: folder), scratch: folder.path, isCancelled: { true })
    }
    #expect(folder.names.isEmpty)
  }

  private func check(_ session: Session, resources: AudioResources = installed, fails expected: AudioError) {
    let folder = TemporaryFolder()
    #expect(throws: expected) {
      _ = try render(
        session, resources: resources, options: RenderOptions(), to: wave(in: folder), scratch: folder.path)
    }
    #expect(folder.names.isEmpty)
  }
}

/// One WAV file in a folder.
private func wave(in folder: TemporaryFolder) -> [AudioFile] {
  [AudioFile(path: "\(folder.path)/m.wav", encoding: .wav(.integer24))]
}
