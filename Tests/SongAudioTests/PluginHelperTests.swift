// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongAudio
import SongIR
import SongTestSupport
import Testing

/// Plugins in processes of their own: the same sound, and nothing else breaks with them.
@Suite(.serialized) struct PluginHelperTests {
  /// The program that was built with the tests.
  private static let executable: String = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    return [bundle, "\(checkout)/.build/release", "\(checkout)/.build/debug"].map { "\($0)/songc" }
      .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "songc"
  }()

  private let plugins: TestPlugins

  init() throws { plugins = try TestPlugins() }

  private func resources(patience: Int = 60, isRemote: Bool = true) -> AudioResources {
    var result = installed
    for kind in TestPlugins.Kind.allCases { result.plugins[kind.uri] = plugins.folder }
    result.plugins[synthesiser.uri] = "/usr/lib/lv2/mda.lv2"
    if isRemote { result.helper = PluginHelper(executable: Self.executable, patienceSeconds: patience) }
    return result
  }

  private func foreign(_ kind: TestPlugins.Kind, gain: Double = 0.5) -> Session.Effect {
    effect(kind.uri, in: "", ["gain": gain])
  }

  private let synthesiser = effect(
    "http://drobilla.net/plugins/mda/DX10", in: "", preset: "http://drobilla.net/plugins/mda/presets#DX10-jazz-e-piano")

  private func master(of session: Session, _ resources: AudioResources) throws -> [UInt8] {
    try rendered(session, resources: resources).folder.bytes("master.wav")
  }

  @Test func aProcessOfItsOwnChangesNoByte() throws {
    let keys = Session.Track(
      id: "keys", sound: .plugin(synthesiser), events: phrase([60, 64, 67]), inserts: [], gainDB: 0, pan: 0, sends: [])
    let song = session([
      track("piano", program: 0, phrase([48, 52]), inserts: [foreign(.half), foreign(.half, gain: 1.5)]), keys,
    ])
    let remote = try master(of: song, resources())
    #expect(remote.count > 100_000)
    #expect(remote == (try master(of: song, resources(isRemote: false))))
    #expect(remote == (try master(of: song, resources())))
  }

  @Test func theHalfIsSixDecibelsLess() throws {
    func peak(_ inserts: [Session.Effect]) throws -> Double {
      let song = session([track("piano", program: 0, phrase([48, 52]), inserts: inserts), track("other", program: 0, phrase([72]))])
      return try #require(try rendered(song, resources: resources()).report.tracks.first).peak
    }
    let change = try peak([foreign(.half)]) - peak([])
    #expect(abs(change + 6.0206) < 0.001, "\(change)")
  }

  @Test(
    arguments: [(.crash, [11, 10, 4, 5]), (.stillborn, [6])] as [(TestPlugins.Kind, [Int])])
  func aCrashIsAnError(_ kind: TestPlugins.Kind, signals: [Int]) throws {
    let song = session([track("piano", program: 0, phrase([48, 52]), inserts: [foreign(kind)])])
    let error = #expect(throws: AudioError.self) { try master(of: song, resources()) }
    guard case .pluginCrashed(kind.uri, let signal) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(signals.contains(signal), "signal \(signal)")
  }

  @Test func aHangIsAnError() throws {
    let song = session([track("piano", program: 0, phrase([48, 52]), inserts: [foreign(.hang)])])
    #expect(throws: AudioError.pluginHung(uri: TestPlugins.Kind.hang.uri, seconds: 2)) {
      try master(of: song, resources(patience: 2))
    }
  }

  @Test func whatIsNoNumberIsAnError() throws {
    let song = session([track("piano", program: 0, phrase([48, 52]), inserts: [foreign(.nan)])])
    #expect(throws: AudioError.pluginBadOutput(uri: TestPlugins.Kind.nan.uri, whereUsed: "piano")) {
      try master(of: song, resources())
    }
  }

  @Test func pluginsFindNoFileOfSongc() throws {
    // The stem of the first part is open when the plugin of the second one is started.
    let song = session([
      track("piano", program: 0, phrase([48, 52])), track("lead", program: 0, phrase([72]), inserts: [foreign(.nosy)]),
    ])
    let report = try rendered(song, stems: true, resources: resources()).report
    #expect(report.tracks.count == 2)
  }

  @Test func aPluginThatIsLateForEverIsRefused() throws {
    let song = session([track("piano", program: 0, phrase([48]), inserts: [foreign(.late)])])
    let tooLong = AudioError.pluginRefused(uri: TestPlugins.Kind.late.uri, reason: .latencyTooLong(frames: 1 << 30))
    #expect(throws: tooLong) { try master(of: song, resources()) }
  }

  @Test func theProblemsOfAllPartsAreSaid() throws {
    let song = session([
      track("piano", program: 0, phrase([48, 52]), inserts: [foreign(.crash)]),
      track("lead", program: 0, phrase([72]), inserts: [foreign(.nan)]),
    ])
    let error = #expect(throws: AudioError.self) { try master(of: song, resources()) }
    let named = (error?.single ?? []).map { error in
      switch error {
      case .pluginCrashed(let uri, _), .pluginBadOutput(let uri, _): uri
      default: "\(error)"
      }
    }
    #expect(named == [TestPlugins.Kind.crash.uri, TestPlugins.Kind.nan.uri])
  }

  @Test func whatThePluginRefusesComesThrough() throws {
    let wrong = effect(TestPlugins.Kind.half.uri, in: "", ["gian": 1])
    let song = session([track("piano", program: 0, phrase([48]), inserts: [wrong])])
    #expect(throws: AudioError.pluginRefused(uri: wrong.uri, reason: .noSuchControl(symbol: "gian"))) {
      try master(of: song, resources())
    }
  }

  @Test func theCatalogueKnowsPortsAndPresets() throws {
    let catalogue = try PluginCatalogue(bundles: [plugins.folder, "/usr/lib/lv2/mda.lv2"])
    let half = try #require(catalogue.plugin(TestPlugins.Kind.half.uri))
    #expect(half.controls == [.init(symbol: "gain", range: 0...2)])
    #expect(half.audioInputs == 2 && half.audioOutputs == 2 && !half.takesNotes && half.presets.isEmpty)
    let keys = try #require(catalogue.plugin(synthesiser.uri))
    #expect(keys.takesNotes && keys.presets.contains("http://drobilla.net/plugins/mda/presets#DX10-jazz-e-piano"))
    #expect(catalogue.plugin("urn:song-test:none") == nil)
  }
}
