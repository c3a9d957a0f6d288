// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongAudio
import SongBase
import SongIR
import Testing

/// The files that Debian's packages install; the suite needs fluid-soundfont-gm, x42-plugins, lsp-plugins-lv2, mda-lv2 and
/// dragonfly-reverb-lv2.
let installed = AudioResources(
  soundFonts: ["FluidR3_GM": "/usr/share/sounds/sf2/FluidR3_GM.sf2"],
  pluginBundles: [
    "dpl.lv2": "/usr/lib/lv2/dpl.lv2", "fil4.lv2": "/usr/lib/lv2/fil4.lv2",
    "lsp-plugins.lv2": "/usr/lib/lv2/lsp-plugins.lv2", "mda.lv2": "/usr/lib/lv2/mda.lv2",
    "DragonflyHallReverb.lv2": "/usr/lib/lv2/DragonflyHallReverb.lv2",
  ])

let limiter = effect("http://gareus.org/oss/lv2/dpl#stereo", in: "dpl.lv2", ["release": 0.05])

func effect(
  _ uri: String, in bundle: String, _ controls: KeyValuePairs<String, Double> = [:], preset: String? = nil
) -> Session.Effect {
  Session.Effect(
    uri: uri, bundle: bundle, debianPackage: "x42-plugins", controls: controls.map { Session.Control($0.key, $0.value) },
    preset: preset)
}

/// A compressor that does nothing but to look ahead: late by 5 ms.
let lookahead = effect(
  "http://lsp-plug.in/plugins/lv2/compressor_stereo", in: "lsp-plugins.lv2", ["al": 1, "cr": 1, "sla": 5])

/// Notes of half a second one after the other.
func phrase(_ keys: [Int], from start: Int64 = 0, velocity: Int = 90) -> [Session.Event] {
  keys.enumerated().flatMap { index, key in
    let at = start + Int64(index) * 24000
    return [
      Session.Event(at: Frames(at), kind: .noteOn(key: key, velocity: velocity)),
      Session.Event(at: Frames(at + 23000), kind: .noteOff(key: key)),
    ]
  }
}

func track(
  _ id: String, bank: Int = 0, program: Int, _ events: [Session.Event], inserts: [Session.Effect] = [],
  gainDB: Double = 0, pan: Double = 0, sends: [Session.Send] = []
) -> Session.Track {
  Session.Track(
    id: id, sound: Session.Sound(soundFont: "FluidR3_GM", bank: bank, program: program), events: events,
    inserts: inserts, gainDB: gainDB, pan: pan, sends: sends)
}

func session(
  _ tracks: [Session.Track], returns: [Session.Return] = [], length: Int64 = 144_000, inserts: [Session.Effect] = [],
  isLoop: Bool = false, loudness: Double = -14, truePeak: Double = -1, fade: Int64 = 0,
  limiter: Session.Effect = limiter
) -> Session {
  Session(
    title: "Test", sampleRate: 48000, length: Frames(length), isLoop: isLoop, tracks: tracks, returns: returns,
    master: Session.Master(
      inserts: inserts, limiter: limiter, loudness: loudness, truePeak: truePeak, fade: Frames(fade), ditherSeed: 3))
}

/// A folder that is gone when the value is.
final class TemporaryFolder {
  let path: String

  init() {
    var name = Array("/tmp/song-audio-XXXXXX".utf8CString)
    path = name.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// The names of what is in the folder, sorted.
  var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func bytes(_ name: String) -> [UInt8] {
    guard let file = fopen("\(path)/\(name)", "rb") else { return [] }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: ftell(file))
    rewind(file)
    _ = fread(&bytes, 1, bytes.count, file)
    return bytes
  }

  /// The samples of a stereo WAV file of any of our formats.
  func wave(_ name: String) -> [[Double]] {
    let bytes = bytes(name)
    func integer(_ at: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
    var at = 12
    var bits = 0
    while at + 8 <= bytes.count {
      let id = String(decoding: bytes[at..<at + 4], as: UTF8.self)
      let size = integer(at + 4, 4)
      at += 8
      if id == "fmt " { bits = integer(at + 14, 2) }
      if id == "data" {
        let width = bits / 8
        let frames = size / (2 * width)
        return (0..<2).map { channel in
          (0..<frames).map { frame in
            let raw = integer(at + (2 * frame + channel) * width, width)
            if bits == 32 { return Double(Float(bitPattern: UInt32(raw))) }
            let signed = raw >= 1 << (bits - 1) ? raw - 1 << bits : raw
            return Double(signed) / Double(1 << (bits - 1))
          }
        }
      }
      at += size + size % 2
    }
    return [[], []]
  }
}

/// The level of the difference of two signals against the first one's own level, dB.
func differenceDB(_ first: [[Double]], _ second: [[Double]]) -> Double {
  var signal = 0.0
  var difference = 0.0
  for channel in 0..<2 {
    for (a, b) in zip(first[channel], second[channel]) {
      signal += a * a
      difference += (a - b) * (a - b)
    }
  }
  return signal > 0 ? decibels((difference / signal).squareRoot()) : 0
}

/// Renders into a fresh folder as `master.wav`, and stems beside it when they are asked for.
func rendered(
  _ session: Session, workers: Int = 2, stems: Bool = false, format: SampleFormat = .integer24,
  resources: AudioResources = installed
) throws -> (folder: TemporaryFolder, report: MasterReport) {
  let folder = TemporaryFolder()
  let report = try render(
    session, resources: resources,
    options: RenderOptions(
      workers: workers, stems: stems ? StemFiles(folder: folder.path, encoding: .wav(format)) : nil),
    to: [AudioFile(path: "\(folder.path)/master.wav", encoding: .wav(format))], scratch: folder.path)
  return (folder, report)
}
