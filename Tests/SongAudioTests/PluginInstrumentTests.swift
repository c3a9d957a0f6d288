// SPDX-License-Identifier: Apache-2.0
import SongAudio
import SongBase
import SongIR
import Testing

@Suite(.serialized) struct PluginInstrumentTests {
  private func synth(_ preset: String, controls: KeyValuePairs<String, Double> = [:]) -> Session.Sound {
    .plugin(
      effect(
        "http://drobilla.net/plugins/mda/JX10", in: "mda.lv2", controls,
        preset: "http://drobilla.net/plugins/mda/presets#JX10-\(preset)"))
  }

  private func synthTrack(_ sound: Session.Sound, _ events: [Session.Event]) -> Session.Track {
    Session.Track(id: "synth", sound: sound, events: events, inserts: [], gainDB: 0, pan: 0, sends: [])
  }

  @Test func aSynthesiserPlaysThePitchOfItsNotes() throws {
    for (key, asked) in [(69, 440.0), (57, 220)] {
      let measure = try measureSound(synth("hard-lead"), keys: [key], velocity: 80, seconds: 0.8, resources: installed)
      #expect(abs(1200 * portableLog2(try #require(measure.fundamentalHz) / asked)) < 10)
    }
  }

  /// Each preset is restored: they sound apart, and a control of one's own stands above it.
  @Test func presetsDiffer() throws {
    let sounds = [synth("hard-lead"), synth("very-soft-pad"), synth("hard-lead", controls: ["vcf_freq": 0.1])]
    let digests = try sounds.map {
      try measureSound($0, keys: [60], velocity: 80, seconds: 0.5, resources: installed).digest
    }
    #expect(Set(digests).count == 3)
  }

  /// Not on a grid of blocks: the frame of the event counts. The oscillators run freely, hence the few frames of play.
  @Test func aNoteBeginsAtItsFrame() throws {
    let rate = 48000
    let places = try ([0, 1000, 1023, 1024, 5003] as [Int64]).map { at in
      let event = Session.Event(at: Frames(at), kind: .noteOn(key: 60, velocity: 100))
      let sound = synthTrack(synth("hard-lead"), [event])
      return try #require(try onset(of: sound, from: .zero, sampleRate: rate, resources: installed)).value - at
    }
    #expect(places.allSatisfy { (0..<48).contains($0) }, "\(places)")
  }

  @Test func aSessionWithASynthesiserIsTheSameOnAnyNumberOfWorkers() throws {
    // JX10 isn't the same from instance to instance, which is why no sound of the library is made by it.
    let keys = Session.Sound.plugin(
      effect(
        "http://drobilla.net/plugins/mda/DX10", in: "mda.lv2",
        preset: "http://drobilla.net/plugins/mda/presets#DX10-jazz-e-piano"))
    let song = session([synthTrack(keys, phrase([60, 64, 67])), track("piano", program: 0, phrase([48, 52]))])
    let one = try rendered(song, workers: 1).folder.bytes("master.wav")
    let two = try rendered(song, workers: 2).folder.bytes("master.wav")
    #expect(one.count > 100_000 && one == two)
  }

  @Test func whatCannotBePlayedIsRefused() {
    #expect(
      throws: AudioError.pluginRefused(
        uri: "http://drobilla.net/plugins/mda/JX10",
        reason: .noSuchPreset("http://drobilla.net/plugins/mda/presets#JX10-no-such"))
    ) { try measureSound(synth("no-such"), keys: [60], velocity: 80, seconds: 0.5, resources: installed) }
    let leslie = Session.Sound.plugin(
      effect(
        "http://drobilla.net/plugins/mda/Leslie", in: "mda.lv2",
        preset: "http://drobilla.net/plugins/mda/presets#Leslie-leslie-simulator"))
    #expect(throws: AudioError.pluginRefused(uri: "http://drobilla.net/plugins/mda/Leslie", reason: .noEventInput)) {
      try measureSound(leslie, keys: [60], velocity: 80, seconds: 0.5, resources: installed)
    }
  }
}
