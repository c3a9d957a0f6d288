// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCompiler
import SongDiagnostics
import SongIR
import SongMIDI

/// A Standard MIDI File of format 1, message by message.
struct MIDIBytes {
  var division = 480
  private var tracks: [[(tick: Int, bytes: [UInt8])]] = []

  init(division: Int = 480) { self.division = division }

  mutating func addTrack(_ name: String = "") {
    tracks.append([])
    if !name.isEmpty { meta(0, 0x03, Array(name.utf8)) }
  }

  mutating func add(_ tick: Int, _ bytes: UInt8...) { tracks[tracks.count - 1].append((tick, bytes)) }

  mutating func meta(_ tick: Int, _ type: UInt8, _ content: [UInt8]) {
    tracks[tracks.count - 1].append((tick, [0xFF, type, UInt8(content.count)] + content))
  }

  /// Microseconds a quarter note.
  mutating func tempo(_ tick: Int, _ value: Int) { meta(tick, 0x51, [UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255)]) }

  mutating func note(_ tick: Int, _ length: Int, _ key: UInt8, _ velocity: UInt8 = 80, channel: UInt8 = 0) {
    add(tick, 0x90 | channel, key, velocity)
    add(tick + length, 0x80 | channel, key, 0)
  }

  var bytes: [UInt8] {
    var result = Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, UInt8(tracks.count), UInt8(division >> 8), UInt8(division & 255)]
    for track in tracks {
      var body: [UInt8] = []
      var last = 0
      // Note-offs first at one tick.
      let sorted = track.enumerated().sorted {
        ($0.element.tick, $0.element.bytes[0] >> 4 == 8 ? 0 : 1, $0.offset) < ($1.element.tick, $1.element.bytes[0] >> 4 == 8 ? 0 : 1, $1.offset)
      }.map(\.element)
      for event in sorted {
        body += quantity(event.tick - last) + event.bytes
        last = event.tick
      }
      body += [0, 0xFF, 0x2F, 0]
      result += Array("MTrk".utf8) + (0..<4).reversed().map { UInt8(body.count >> (8 * $0) & 255) } + body
    }
    return result
  }

  private func quantity(_ value: Int) -> [UInt8] {
    var bytes = [UInt8(value & 127)]
    var rest = value >> 7
    while rest > 0 {
      bytes.insert(UInt8(rest & 127 | 128), at: 0)
      rest >>= 7
    }
    return bytes
  }
}

/// A given score up to its session.
struct Produced {
  let piece: Compilation?
  let diagnostics: [Diagnostic]

  init(_ bytes: [UInt8], _ request: ProduceRequest = ProduceRequest()) {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let file = sources.add(name: "tune.mid", bytes: bytes)
    piece = try? compileScore(file, name: "tune", request, knowledge: knowledge, sources: &sources, sink: &sink)
    diagnostics = sink.diagnostics
  }

  /// Texts of a code.
  func messages(_ code: DiagnosticCode) -> [String] { diagnostics.filter { $0.code == code }.map(\.message) }
}

/// The notes of all tracks: microseconds of onset and end, key, velocity; by onset, then key.
func heard(_ bytes: [UInt8]) throws -> [[(onset: Double, end: Double, key: Int, velocity: Int)]] {
  let file = try readSMF(bytes)
  guard case .ticksPerQuarter(let division) = file.division else { return [] }
  var tempos: [(tick: Int, value: Int)] = [(0, 500_000)]
  for event in file.tracks.joined().sorted(by: { $0.tick < $1.tick }) {
    if case .meta(.tempo, let bytes) = event.message { tempos.append((event.tick, bytes.reduce(0) { $0 << 8 | Int($1) })) }
  }
  func time(_ tick: Int) -> Double {
    var result = 0.0
    for (index, tempo) in tempos.enumerated() where tempo.tick < tick {
      let end = index + 1 < tempos.count ? min(tick, tempos[index + 1].tick) : tick
      result += Double((end - tempo.tick) * tempo.value) / Double(division)
    }
    return result
  }
  return file.tracks.indices.map { track in
    file.notes(inTrack: track).map { (time($0.onset), time($0.onset + $0.duration), $0.key, $0.velocity) }
      .sorted { ($0.onset, $0.key) < ($1.onset, $1.key) }
  }.filter { !$0.isEmpty }
}
