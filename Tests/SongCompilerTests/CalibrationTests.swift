// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongCompiler
import SongDiagnostics
import SongTestSupport
import Testing

/// Tolerances of sound: how they follow from what was measured, and what they let pass.
@Suite struct CalibrationTests {
  private func shipped() throws -> AudioTolerances {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    return try AudioTolerances(knowledge, MemoryWorld(), &sources, &sink)
  }

  /// Plucked tones of a few pitches, 6 s.
  private let master: [Float] = (0..<288_000).flatMap { frame -> [Float] in
    let note = frame / 12_000
    let time = Double(frame % 12_000) / 48_000
    let hertz = [220.0, 330, 440, 550, 277, 660][note % 6]
    var sound = 0.0
    for partial in 1...6 {
      sound += portableExp2(-time * 12 * Double(partial)) * portableSin(turns: hertz * Double(partial) * time) / Double(partial)
    }
    return [Float(0.3 * sound), Float(0.2 * sound)]
  }

  private func deviation(_ change: Perturbation) throws -> AudioDeviation {
    let samples = MasterSamples(master, sampleRate: 48000)
    let seed = Seed(text: "calibration")
    return AudioDeviation(try samples.fingerprint(seed: seed), try samples.fingerprint(with: change, seed: seed))
  }

  @Test(arguments: [Perturbation.dither(bits: 24), .noise(dBFS: -90), .noise(dBFS: -80)])
  func theTolerancesTellRoundingFromWhatIsHeard(_ rounding: Perturbation) throws {
    let tolerances = try shipped()
    let moved = try deviation(rounding).changes(tolerances)
    #expect(moved.isEmpty, "\(moved)")
    for heard in [Perturbation.noise(dBFS: -50), .gain(dB: 1), .gain(dB: -1), .tilt(dB: 1), .shift(frames: 480)] {
      let moved = try deviation(heard).changes(tolerances)
      #expect(!moved.isEmpty, "\(heard)")
    }
  }

  @Test func aToleranceIsTwiceWhatRoundingMoved() {
    func sample(_ role: Calibration.Role, _ distance: Double) -> Calibration.Sample {
      .init(
        piece: "p", change: "\(role) \(distance)", role: role,
        distances: Dictionary(AudioFigure.allCases.map { ($0, $0 == .onsets ? distance.rounded(.down) : distance) }) { first, _ in first })
    }
    let calibration = Calibration(samples: [sample(.rounding, 0.004), sample(.rounding, 0.011), sample(.audible, 1)])
    #expect(calibration.tolerances[.loudness].isNearly(0.03) && calibration.tolerances[.onsets] == 0)
    var sink = DiagnosticSink()
    #expect(calibration.check(&sink) && sink.diagnostics.isEmpty)
    #expect(calibration.fileText.contains("\nloudness: 0.03 # LU\n"), "\(calibration.fileText)")
    #expect(calibration.table.contains("| rounding 0.011 (rounding) | 0.011 |"), "\(calibration.table)")
    // Rounding that moves as much as what is heard leaves nothing to tell them by.
    let blind = Calibration(samples: [sample(.rounding, 0.8), sample(.audible, 0.9)])
    #expect(!blind.check(&sink) && sink.diagnostics.contains { $0.code == .calibrationFailed })
  }

  @Test func theShippedFileIsOneThatIsRead() throws {
    let tolerances = try shipped()
    for figure in AudioFigure.allCases where figure != .onsets { #expect(tolerances[figure] > 0, "\(figure)") }
    let page = String(decoding: try contents(of: "Documentation/goldens.md"), as: UTF8.self)
    let row = "| **tolerance** | " + AudioFigure.allCases.map { shortest(tolerances[$0], $0.decimals) }.joined(separator: " | ")
    #expect(page.contains(row), "\(row)")
  }

  @Test func aDamagedFileOfTolerancesIsTheLibrarys() throws {
    for text in ["tolerances: 2\n", "tolerances: 1\nloudness: loud\n", "[\n"] {
      var sources = SourceMap()
      var sink = DiagnosticSink()
      let world = MemoryWorld(["\(checkout)/stdlib/golden/tolerances.yaml": text])
      #expect(throws: ErrorsEmitted.self) { try AudioTolerances(knowledge, world, &sources, &sink) }
      #expect(sink.diagnostics.allSatisfy { $0.severity == .error } && !sink.diagnostics.isEmpty)
    }
  }
}

extension Double {
  fileprivate func isNearly(_ other: Double) -> Bool { (self - other).magnitude < 1e-12 }
}
