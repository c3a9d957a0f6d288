// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

extension SpecGrammar {
  // MARK: Intensity and voice

  mutating func writeIntensity() {
    var stream = seed.child("intensity").generator
    guard stream.chance(percent: 55) else { return }
    // A curve that no section follows is said to be heard nowhere.
    guard stream.chance(percent: 20) else { return add("intensity", curve(&stream)) }
    var fields: [SpecEntry] = []
    for side in ["all", "momentum", "depth", "power"] where stream.chance(percent: 50) {
      fields.append(SpecEntry(side, curve(&stream)))
    }
    add("intensity", .map(fields))
  }

  private func curve(_ stream: inout RandomStream) -> String {
    func level() -> String {
      stream.chance(percent: 15) ? stream.word(of: "low medium high max") : "\(stream.number(in: 5...99))\(stream.chance(percent: 5) ? ".5" : "")%"
    }
    switch stream.weighted([(0, 20), (1, 15), (2, 65)]) {
    case 0: return level().replacing("low", with: "medium")
    case 1:
      return "\(stream.number(in: 10...100))% -> \(stream.number(in: 10...100))%"
    default:
      var stops = ["0s \(level())"]
      var time = least / 10
      for _ in 0..<stream.below(4) {
        time += max(300, least / 10) + stream.below(max(1, least / 8))
        guard time < least * 9 / 10 else { break }
        stops.append("\(timeText(time, &stream)) \(level())\(stream.element(of: ["", "", " ease", " step", " exp", " line"]))")
      }
      let isNamed = syncs.first { $0.name != nil && $0.isSure && $0.time > time + 500 && $0.time < least * 9 / 10 }
      if let isNamed, let name = isNamed.name, stream.chance(percent: 50) { stops.append("\(name) \(level())") }
      if stream.chance(percent: 80) { stops.append("end \(level())") }
      return stops.joined(separator: ", ")
    }
  }

  mutating func writeVoice() {
    var stream = seed.child("voice").generator
    guard least > 8000, stream.chance(percent: 16) else { return }
    var windows: [SpecNode] = []
    var time = stream.below(least / 3)
    while windows.count < 3 {
      let length = 800 + stream.below(max(1, least / 4))
      guard time + length < least * 95 / 100 else { break }
      var fields = [SpecEntry("from", time == 0 ? "0s" : timeText(time, &stream)), SpecEntry("to", timeText(time + length, &stream))]
      if stream.chance(percent: 60) { fields.append(SpecEntry("duck", "\(-stream.below(13)) dB")) }
      if stream.chance(percent: 40) { fields.append(SpecEntry("leave", stream.element(of: ["1kHz..4kHz", "200 Hz..3.5 kHz", "500Hz..2kHz"]))) }
      windows.append(.map(fields))
      time += length + 500 + stream.below(max(1, least / 3))
    }
    if !windows.isEmpty { add("voice", .list(windows)) }
  }

  // MARK: Harmony, playing, master

  mutating func writeTreatment() {
    var stream = seed.child("treatment").generator
    if stream.chance(percent: 18) {
      // A style of its own meter may have bars of three.
      let meters = meter.map { meter in [meter] + sections.compactMap(\.meter) } ?? []
      add("harmony", harmony(meters: meters, &stream))
    }
    switch stream.weighted([(0, 70), (1, 8), (2, 22)]) {
    case 0: break
    case 1: add("humanize", "0")
    default:
      var fields: [SpecEntry] = []
      if stream.chance(percent: 60) { fields.append(SpecEntry("timing", stream.element(of: ["0", "6ms", "12.5ms", "50ms", "0.02s"]))) }
      if stream.chance(percent: 60) { fields.append(SpecEntry("velocity", stream.element(of: ["0", "8%", "40%", "0%", "100%"]))) }
      if stream.chance(percent: 50) { fields.append(SpecEntry("swing", "\(stream.number(in: 50...75))%")) }
      if stream.chance(percent: 40) { fields.append(SpecEntry("length", stream.element(of: ["0", "10%", "30%", "100%"]))) }
      add("humanize", .map(fields))
    }
    if stream.chance(percent: 26) {
      var fields: [SpecEntry] = []
      if stream.chance(percent: 80) {
        targets.loudness = stream.weighted([(-140, 20), (-160, 25), (-180, 10), (-230, 20), (-240, 5), (-120, 8), (-155, 8), (-300, 4)])
        fields.append(SpecEntry("loudness", "\(tenths(targets.loudness)) LUFS"))
      }
      if stream.chance(percent: 60) {
        targets.peak = stream.weighted([(-10, 40), (-20, 25), (-30, 10), (-15, 20), (-5, 5)])
        fields.append(SpecEntry("peak", "\(tenths(targets.peak)) dBTP"))
      }
      add("master", .map(fields))
    }
  }

  private func tenths(_ value: Int) -> String { value % 10 == 0 ? "\(value / 10)" : "-\(-value / 10).\(-value % 10)" }

  // MARK: Exports

  mutating func writeExports() {
    var stream = seed.child("export").generator
    guard stream.chance(percent: 58) else { return }
    targets.sampleRate = stream.weighted([(48000, 78), (44100, 14), (96000, 5), (88200, 3)])
    var kinds = stream.shuffled(["wav", "midi", "musicxml", "abc", "markers", "stems", "flac", "aiff", "ogg", "mp3", "opus"])
    kinds = Array(kinds.prefix(stream.number(in: 1...5)))
    if targets.sampleRate != 48000 { kinds.removeAll { $0 == "opus" } }
    if targets.sampleRate > 48000 { kinds.removeAll { $0 == "mp3" } }
    if kinds.contains("abc"), !parts.isEmpty, !parts.contains(where: { $0.kit == nil && $0.role != "drums" && $0.instrument != nil }) {
      kinds.removeAll { $0 == "abc" }
    }
    if kinds.isEmpty { kinds = ["midi"] }
    // Stems alone take rate and size from the master that isn't written.
    let audio = ["wav", "flac", "aiff", "ogg", "mp3", "opus"]
    if !kinds.contains(where: audio.contains) { targets.sampleRate = 48000 }
    targets.exports = kinds.sorted()
    add("export", .list(kinds.map { .map([SpecEntry($0, .map(options(of: $0, isAudio: audio.contains($0), &stream)))]) }))
  }

  private func options(of kind: String, isAudio: Bool, _ stream: inout RandomStream) -> [SpecEntry] {
    var fields: [SpecEntry] = []
    let ending = ["midi": "mid", "stems": "wav", "markers": "srt"][kind] ?? kind
    if stream.chance(percent: 45) {
      let path: String
      switch kind {
      case "stems": path = stream.element(of: ["stems/{part}.wav", "{name}/{part} of it.wav", "{part}.flac"])
      case "midi", "musicxml", "abc": path = stream.element(of: ["out/{name}.\(ending)", "{name}-{section}.\(ending)", "notes.\(ending)"])
      default: path = stream.element(of: ["out/{name}.\(ending)", "a/b/\(kind).\(ending)"])
      }
      fields.append(SpecEntry("path", path))
    }
    if isAudio {
      if targets.sampleRate != 48000 || stream.chance(percent: 20) { fields.append(SpecEntry("rate", .number(targets.sampleRate))) }
      if stream.chance(percent: 15) { fields.append(SpecEntry("loudness", "\(tenths(targets.loudness)) LUFS")) }
      if stream.chance(percent: 15) { fields.append(SpecEntry("peak", "\(tenths(targets.peak)) dBTP")) }
    }
    switch kind {
    case "wav": if stream.chance(percent: 35) { fields.append(SpecEntry("bits", stream.word(of: "16 24 32"))) }
    case "flac", "aiff": if stream.chance(percent: 35) { fields.append(SpecEntry("bits", stream.word(of: "16 24"))) }
    case "ogg": if stream.chance(percent: 50) { fields.append(SpecEntry("quality", .number(stream.below(11)))) }
    case "opus": if stream.chance(percent: 50) { fields.append(SpecEntry("bitrate", stream.word(of: "64 96 128 160 192 256 320"))) }
    case "mp3": if stream.chance(percent: 50) { fields.append(SpecEntry("bitrate", stream.word(of: "96 112 128 160 192 224 256 320"))) }
    case "markers":
      let formats = frames == nil ? ["srt", "midi"] : ["edl", "csv", "srt", "midi", "resolve-edl"]
      // The name of a path with another ending says nothing beside a format.
      if stream.chance(percent: 60) { fields.append(SpecEntry("format", stream.element(of: formats))) }
      if frames != nil, stream.chance(percent: 20) { fields.append(SpecEntry("start", "tc 01:00:00:00")) }
    case "musicxml", "abc":
      if stream.chance(percent: 25) { fields.append(SpecEntry("chords", stream.word(of: "true false"))) }
      if stream.chance(percent: 25) { fields.append(SpecEntry("lyrics", stream.word(of: "true false"))) }
      let able = parts.filter { $0.kit == nil && $0.role != "drums" && $0.instrument != nil }
      if !able.isEmpty, stream.chance(percent: 25) {
        fields.append(SpecEntry("parts", .list(stream.shuffled(able).prefix(stream.number(in: 1...2)).map { .text($0.name) })))
      }
    default: break
    }
    return fields
  }
}
