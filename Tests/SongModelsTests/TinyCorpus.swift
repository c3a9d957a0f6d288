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
      for bar in 0..<12 {
        chords.append("[\(bar * 96),96,\"\(["C:maj", "A:min", "F:maj", "G:7"][(bar + song % 2) % 4])\"]")
        for beat in 0..<4 {
          let step = (song + bar * 3 + beat * (1 + song % 3)) % 8
          melody.append("[\(bar * 96 + beat * 24),24,\(scale[step]),80,20]")
        }
      }
      lines += "{\"id\":\"\(song)\",\"q\":24,\"meter\":[[0,\"4/4\"]],\"key\":[[0,\"C:maj\"]],"
      lines += "\"chords\":[\(chords.joined(separator: ","))],\"melody\":[\(melody.joined(separator: ","))],"
      lines += "\"sections\":[[0,384,\"A\"],[384,768,\"B\"]]}\n"
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
  static func chorales(songs: Int) -> [UInt8] {
    let roots = [48, 53, 55, 48]
    var lines = ""
    for song in 0..<songs {
      var voices: [[String]] = [[], [], [], []]
      for beat in 0..<32 {
        let root = roots[(beat + song % 2) % 4]
        for (voice, step) in [24, 16, 7, 0].enumerated() {
          voices[voice].append("[\(beat),1,\(root + step),0]")
        }
      }
      lines += "{\"id\":\"\(song)\",\"q\":1,\"tonic\":\"C\",\"mode\":\"maj\",\"meter\":[[0,\"4/4\"]],\"end\":32,"
      lines += "\"bars\":[0,4,8,12,16,20,24,28],\"fermatas\":[15,31]"
      for (name, notes) in zip(["S", "A", "T", "B"], voices) {
        lines += ",\"\(name)\":[\(notes.joined(separator: ","))]"
      }
      lines += "}\n"
    }
    return Array(lines.utf8)
  }
}
