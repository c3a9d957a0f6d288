// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongMusic
internal import SongSyntax

/// A tune of a file in ABC.
///
/// - Parameter number: the tune, by its place in the file from 1; nil is the first.
func importABC(_ bytes: [UInt8], tune number: Int?) throws(ImportError) -> ImportedScore {
  var score = ImportedScore()
  let text = try importedText(bytes, log: &score.log)
  let lines = importedLines(text)
  let tunes = tuneRanges(lines)
  guard !tunes.isEmpty else { throw ImportError(.noTune) }
  let wanted = number ?? 1
  guard tunes.indices.contains(wanted - 1) else { throw ImportError(.tuneMissing(wanted, of: tunes.count)) }
  if number == nil, tunes.count > 1 {
    score.log.decide("of the \(tunes.count) tunes of the file the first is taken; '--tune' names another")
  }
  let own = Array(lines[tunes[wanted - 1]])
  readHeader(own, &score)
  let file = SourceFile(id: FileID(0), name: "", bytes: Array(text.utf8))
  let start = own[0].offset
  let end = own[own.count - 1].offset + own[own.count - 1].text.utf8.count
  let scalar = Scalar(
    text: String(decoding: Array(text.utf8)[start..<end], as: UTF8.self),
    span: Span(file: FileID(0), start: start, end: end), style: .literal)
  func place(_ span: Span) -> ImportPlace { .line(file.position(of: Int(span.start)).line) }

  let first = readABCTune(scalar, voice: nil)
  guard !first.notes.isEmpty else { throw ImportError(.noMusic) }
  score.bars = first.bars.map { bar in
    ImportedScore.Bar(
      start: bar.start, length: bar.length, meter: bar.meter ?? Meter(4, 4), key: bar.key,
      tempo: bar.tempo.flatMap { ImportedTempo(bpm: $0.low, beat: $0.beat) }, label: bar.label, isStart: bar.isStart,
      place: place(bar.place))
  }
  if first.bars.first?.meter == nil { score.log.decide("the tune names no meter and is barred as 4/4") }
  score.chords = first.chords.map { chord in
    if case .chord(let value) = chord.token.value { return .init(onset: chord.onset, chord: value) }
    return .init(onset: chord.onset, chord: nil)
  }
  for voice in [nil] + first.voices.dropFirst().map({ Optional($0) }) {
    let read = voice == nil ? first : readABCTune(scalar, voice: voice)
    for remark in read.readOver { score.log.lose(remark.what, at: place(remark.place)) }
    for problem in read.problems { score.log.lose(problem.message, at: problem.span.map(place)) }
    guard !read.notes.isEmpty else { continue }
    let name = voice ?? first.voices.first
    score.parts.append(
      .init(name: name.map { "voice \($0)" } ?? "tune", isLead: voice == nil, notes: read.notes.filter { $0.onset < score.end }))
    if read.bars.last.map({ $0.start + $0.length }) != score.end {
      score.log.decide("the voice '\(voice ?? "")' isn't as long as the first one")
    }
  }
  score.style = "folk"
  return score
}

/// The tunes of a file in ABC, each as a file of its own.
func tunes(ofABC bytes: [UInt8]) throws(ImportError) -> [[UInt8]] {
  var log = ImportLog()
  let lines = importedLines(try importedText(bytes, log: &log))
  return tuneRanges(lines).map { range in Array(lines[range].map { $0.text + "\n" }.joined().utf8) }
}

/// The lines of each tune: from `X:` to an empty line; a file without `X:` is one tune if it has `K:`.
private func tuneRanges(_ lines: [ImportLine]) -> [Range<Int>] {
  let starts = lines.indices.filter { lines[$0].text.hasPrefix("X:") }
  guard !starts.isEmpty else {
    return lines.contains { $0.text.hasPrefix("K:") } ? [lines.startIndex..<lines.endIndex] : []
  }
  return starts.enumerated().map { index, start in
    let limit = index + 1 < starts.count ? starts[index + 1] : lines.count
    let end = lines[start..<limit].firstIndex { $0.text.trimmed.isEmpty } ?? limit
    return start..<end
  }
}

private func readHeader(_ lines: [ImportLine], _ score: inout ImportedScore) {
  let roles: [Character: String] = ["C": "composer", "S": "source", "Z": "transcription", "A": "author"]
  let ignored: Set<Character> = ["R", "B", "D", "F", "G", "H", "I", "N", "O", "r"]
  for line in lines {
    guard let name = line.text.first, line.text.dropFirst().first == ":" else { continue }
    let value = line.text.dropFirst(2).prefix { $0 != "%" }.trimmed
    guard !value.isEmpty else { continue }
    if name == "T" {
      if score.title == nil { score.title = value } else { score.log.lose("a further title '\(value)'", at: .line(line.number)) }
    } else if let role = roles[name] {
      if score.credits.contains(where: { $0.role == role }) {
        score.log.lose("a further line '\(name):'", at: .line(line.number))
      } else {
        score.credits.append((role, value))
      }
    } else if name == "W" {
      score.comments.append((.zero, value))
    } else if ignored.contains(name) {
      score.log.lose("the field '\(name):'", at: .line(line.number))
    }
  }
  if score.comments.count > 0 { score.log.lose("words below the tune, which stand as comments") }
}
