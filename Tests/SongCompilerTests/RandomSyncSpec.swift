// SPDX-License-Identifier: Apache-2.0
import SongBase

/// A spec with one to four sync points, drawn from a seed.
struct RandomSyncSpec {
  struct Point {
    /// Milliseconds.
    var time: String
    let name: String
    let hit: String
    let want: String
  }

  var head: [String]
  var duration: String
  var tempo: String
  var drift: String
  var time: String
  var form: [String]
  var points: [Point]

  init(_ number: Int) {
    var stream = Seed(number).child("random sync spec").generator
    let style = ["pop", "folk", "cinematic"][number % 3]
    let seconds = 20 + stream.below(25)
    duration = "\(seconds).\(stream.below(10))s"
    time = ["4/4", "4/4", "3/4", "4/4 flexible", "6/8"][stream.below(5)]
    let low = (time == "6/8" ? 55 : 88) + stream.below(20)
    tempo = stream.chance(percent: 15) ? "\(low)..\(low + 4)" : "\(low)..\(low + 20)"
    drift = "\(2 + stream.below(7))%"
    form = ["intro verse chorus", "verse chorus", "verse chorus outro", "intro verse chorus outro"][stream.below(4)].split(separator: " ").map(String.init)
    head = [
      "song: 1", "seed: \(number)", "style: \(style)",
      stream.chance(percent: 50) ? "humanize: {timing: 50ms, velocity: 40%, swing: 60%, length: 30%}" : "humanize: {timing: 8ms, swing: 60%}",
      ["end: ring", "end: ring", "end: button", "end: cut"][stream.below(4)], "intensity: \(60 + stream.below(30))%",
    ]
    points = []
    let count = 1 + stream.below(4)
    var sections = form.dropFirst().map { $0 }
    let hits = ["downbeat", "beat", "accent", "accent", "entry strings", "exit lead", "peak", "stop", "chord F", "chord Am7", "marker", "section", "section"]
    for index in 0..<count {
      let room = (seconds * 1000 - 8000) / count
      let at = 4000 + index * room + stream.below(max(1, room - 1500))
      var hit = hits[stream.below(hits.count)]
      if hit == "section" { hit = sections.isEmpty ? "downbeat" : "section \(sections.removeFirst())" }
      if ["peak", "exit lead", "entry strings"].contains(hit), points.contains(where: { $0.hit == hit }) { hit = "accent" }
      points.append(
        Point(time: "\(at / 1000).\(String(at % 1000 + 1000).dropFirst())s", name: "p\(index)", hit: hit, want: stream.chance(percent: 20) ? "prefer" : "must"))
    }
  }

  /// Without the points where they are left out.
  func text(withPoints: Bool = true) -> String {
    var lines = head + ["duration: \(duration)", "time: \(time)", "tempo: {range: \(tempo), drift: \(drift)}"]
    lines.append("form: \(form.joined(separator: " "))")
    lines.append("parts:")
    lines += [
      "  lead: {role: melody, instrument: flute}", "  keys: {role: chords, instrument: piano}",
      "  strings: {role: pad, instrument: string-section}", "  bass: {role: bass, instrument: electric-bass}",
      "  drums: {role: drums, instrument: pop-kit}",
    ]
    if withPoints {
      lines.append("sync:")
      lines += points.map { "  - {at: \($0.time), name: \($0.name), hit: \($0.hit), want: \($0.want)}" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// With what a message calls nearest; nil where that is no change of a value.
  func applying(_ nearest: String) -> RandomSyncSpec? {
    var result = self
    if nearest.hasPrefix("move ") {
      for move in nearest.split(separator: ", ") {
        if let found = move.wholeMatch(of: #/move '(.+)' to (.+)/#), let index = points.firstIndex(where: { $0.name == found.1 }) {
          result.points[index].time = String(found.2)
        } else if let found = move.wholeMatch(of: #/duration: (.+)/#) {
          result.duration = String(found.1)
        } else {
          return nil
        }
      }
    } else if let found = nearest.wholeMatch(of: #/duration: (.+)/#) {
      result.duration = String(found.1)
    } else if let found = nearest.wholeMatch(of: #/drift: (.+)/#) {
      result.drift = String(found.1)
    } else if let found = nearest.wholeMatch(of: #/tempo: \{range: (.+), drift: (.+)\}/#) {
      result.tempo = String(found.1)
    } else if let found = nearest.wholeMatch(of: #/tempo: (.+)/#) {
      result.tempo = String(found.1)
      if !result.tempo.contains(".."), let exact = Rational(text: result.tempo) { result.tempo = "\(exact.floor)..\(exact.ceiling)" }
    } else if let found = nearest.wholeMatch(of: #/at: (.+)/#) {
      guard points.count == 1 else { return nil }
      result.points[0].time = String(found.1)
    } else if nearest.contains("flexible") {
      result.time = "\(time) flexible"
    } else {
      return nil
    }
    return result
  }
}
