// SPDX-License-Identifier: Apache-2.0
import SongBase

/// Small corpora in the format of the real ones, made by rule.
enum TinyCorpus {
  /// Songs in C major, four bars of I vi IV V each, with a scale melody that starts on another degree in each song.
  static func pop(songs: Int) -> [UInt8] {
    let scale = [60, 62, 64, 65, 67, 69, 71, 72]
    var lines = ""
    for song in 0..<songs {
      var melody: [String] = []
      var chords: [String] = []
      var bass: [String] = []
      for bar in 0..<12 {
        let root = [36, 45, 41, 43][(bar + song % 2) % 4]
        bass += ["[\(bar * 96),48,\(root)]", "[\(bar * 96 + 48),48,\(root + 7)]"]
        chords.append("[\(bar * 96),96,\"\(["C:maj", "A:min", "F:maj", "G:7"][(bar + song % 2) % 4])\"]")
        for beat in 0..<4 {
          let step = (song + bar * 3 + beat * (1 + song % 3)) % 8
          melody.append("[\(bar * 96 + beat * 24),24,\(scale[step]),80,20]")
        }
      }
      lines += "{\"id\":\"\(song)\",\"q\":24,\"meter\":[[0,\"4/4\"]],\"key\":[[0,\"C:maj\"]],"
      lines += "\"chords\":[\(chords.joined(separator: ","))],\"melody\":[\(melody.joined(separator: ","))],"
      lines += "\"bass\":[\(bass.joined(separator: ","))],"
      let sections = ["intro", "verse", song % 2 == 0 ? "chorus" : "bridge", "chorus", "outro"]
      let spans = sections.enumerated().map { "[\($0 * 192),192,\"A\",\"\($1)\"]" }
      lines += "\"sections\":[\(spans.joined(separator: ","))]}\n"
    }
    return Array(lines.utf8)
  }

  /// The accompaniment of `pop`: a second tune, and chords of three tones on each half bar.
  static func piano(songs: Int) -> [UInt8] {
    var lines = ""
    for song in 0..<songs {
      var piano: [String] = []
      var bridge: [String] = []
      for bar in 0..<12 {
        let root = [60, 57, 53, 55][(bar + song % 2) % 4]
        let third = root == 57 ? 3 : 4
        for half in 0..<2 {
          for tone in [root, root + third, root + 7] { piano.append("[\(bar * 96 + half * 48),40,\(tone),80]") }
          bridge.append("[\(bar * 96 + half * 48),24,\(root + (song + half) % 3 * 12 / 3),70]")
        }
      }
      lines += "{\"id\":\"\(song)\",\"piano\":[\(piano.joined(separator: ","))],"
      lines += "\"bridge\":[\(bridge.joined(separator: ","))]}\n"
    }
    return Array(lines.utf8)
  }

  /// Four bars of a beat with a fill on every fourth performance.
  static func drums(performances: Int) -> [UInt8] {
    var lines = ""
    for performance in 0..<performances {
      var hits: [String] = []
      for bar in 0..<4 {
        let start = bar * 1920
        for eighth in 0..<8 { hits.append("[\(start + eighth * 240),42,\(eighth % 2 == 0 ? 90 : 60)]") }
        hits += ["[\(start),36,100]", "[\(start + 480),38,110]", "[\(start + 960),36,90]", "[\(start + 1440),38,110]"]
        if performance % 4 == 0 { hits.append("[\(start + 1680),45,100]") }
        if performance % 3 == 0 { hits.append("[\(start + 1200),38,30]") }
      }
      hits.sort { Int($0.dropFirst().prefix { $0 != "," })! < Int($1.dropFirst().prefix { $0 != "," })! }
      lines += "{\"id\":\"drummer1_\(performance)\",\"q\":480,\"meter\":\"4/4\",\"style\":\"rock/1\",\"bars\":4.0,"
      lines += "\"type\":\"\(performance % 4 == 0 ? "fill" : "beat")\",\"session\":\"\(performance)\","
      lines += "\"hits\":[\(hits.joined(separator: ","))]}\n"
    }
    return Array(lines.utf8)
  }

  /// Songs whose melodies wander by chance through C major, each by itself.
  static func wandering(songs: Int, notes: Int) -> [UInt8] {
    let scale = [60, 62, 64, 65, 67, 69, 71, 72, 74, 76]
    var lines = ""
    for song in 0..<songs {
      var stream = Seed(song).generator
      var step = 4
      var melody: [String] = []
      for note in 0..<notes {
        melody.append("[\(note * 24),24,\(scale[step]),80,20]")
        step = min(9, max(0, step + stream.below(5) - 2))
      }
      lines += "{\"id\":\"\(song)\",\"q\":24,\"meter\":[[0,\"4/4\"]],\"key\":[[0,\"C:maj\"]],"
      lines += "\"chords\":[[0,\(notes * 24),\"C:maj\"]],\"melody\":[\(melody.joined(separator: ","))]}\n"
    }
    return Array(lines.utf8)
  }

  /// Songs in A minor and 3/4, after a pickup of a quarter.
  static func lieder(songs: Int) -> [UInt8] {
    var lines = ""
    for song in 0..<songs {
      var voice = ["[0,2,64,4]"]
      var bars = ["0"]
      for bar in 0..<8 {
        bars.append("\(2 + bar * 6)")
        voice.append("[\(2 + bar * 6),4,\(69 + (song + bar) % 3),3]")
        voice.append("[\(6 + bar * 6),2,\(64 + bar % 2),4]")
      }
      lines += "{\"id\":\"\(song)\",\"q\":2,\"meter\":[[0,\"3/4\"]],\"key_fifths\":[[0,0]],\"end\":50,"
      lines += "\"bars\":[\(bars.joined(separator: ","))],\"voice\":[\(voice.joined(separator: ","))],"
      lines += "\"piano_upper\":[[2,48,69,3]],\"piano_lower\":[[2,48,57,3],[2,48,64,4]]}\n"
    }
    return Array(lines.utf8)
  }

  /// Chorales of eight bars: I IV V I in four voices, with a fermata on each fourth bar.
  ///
  /// - Parameter tunes: how many different tunes they set.
  static func chorales(songs: Int, tunes: Int) -> [UInt8] {
    let roots = [48, 53, 55, 48]
    var lines = ""
    for song in 0..<songs {
      var voices: [[String]] = [[], [], [], []]
      for beat in 0..<32 {
        let root = roots[(beat + song % tunes % 2) % 4]
        for (voice, step) in [24, 16, 7, 0].enumerated() {
          voices[voice].append("[\(beat),1,\(root + step),0]")
        }
      }
      lines += "{\"id\":\"\(song)\",\"tune\":\(song % tunes),\"q\":1,\"tonic\":\"C\",\"mode\":\"maj\",\"meter\":[[0,\"4/4\"]],\"end\":32,"
      lines += "\"bars\":[0,4,8,12,16,20,24,28],\"fermatas\":[15,31]"
      for (name, notes) in zip(["S", "A", "T", "B"], voices) {
        lines += ",\"\(name)\":[\(notes.joined(separator: ","))]"
      }
      lines += "}\n"
    }
    return Array(lines.utf8)
  }
}
