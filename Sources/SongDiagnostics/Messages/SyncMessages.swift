// SPDX-License-Identifier: Apache-2.0
extension Diagnostic {
  // MARK: Reading

  package static func hitUnknown(_ word: String, candidates: [String], at span: Span) -> Diagnostic {
    suggesting(
      Diagnostic(.badHit, "\(quoted(word)) is nothing that can happen at a sync point", at: span), word, at: span,
      candidates: candidates, all: "known")
  }

  package static func hitTrailing(_ word: String, _ rest: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badHit, "behind '\(word)' stands \(quoted(rest)), which says nothing", at: span, help: ["write '\(word)' alone"])
  }

  package static func hitWithoutName(_ word: String, at span: Span) -> Diagnostic {
    let example = ["section": "section lift", "entry": "entry strings", "exit": "exit strings"][word] ?? "chord Am7"
    return Diagnostic(.badHit, "'\(word)' needs a name behind it", at: span, help: ["write it as in '\(example)'"])
  }

  package static func endingUnknown(_ text: String, candidates: [String], at span: Span) -> Diagnostic {
    suggesting(
      Diagnostic(.badEnding, "\(quoted(text)) is no ending", at: span), text, at: span, candidates: candidates,
      all: "known")
  }

  package static func fadeWithoutLength(at span: Span) -> Diagnostic {
    Diagnostic(.badEnding, "a fade needs its length", at: span, help: ["write 'fade 2s'"]).fix(
      "add a length", span, "fade 2s", safe: false)
  }

  package static func syncWithoutTime(at span: Span) -> Diagnostic {
    Diagnostic(.keyMissing, "a sync point needs 'at'", at: span, help: ["say when: 'at: 12.5s'"])
  }

  package static func syncWithoutImport(at span: Span) -> Diagnostic {
    Diagnostic(
      .keyMissing, "a map under 'sync' needs 'import'", at: span,
      help: ["name the cue list: 'import: cut-v7.edl'", "or write the sync points as a list"])
  }

  package static func voiceWithoutEnds(at span: Span) -> Diagnostic {
    Diagnostic(
      .keyMissing, "a voice-over window needs 'from' and 'to'", at: span, help: ["write {from: 9s, to: 17.5s}"])
  }

  // MARK: Checking

  package static func timecodeWithoutRate(at span: Span) -> Diagnostic {
    Diagnostic(
      .timecodeWithoutRate, "timecode means nothing without a frame rate", at: span, help: ["say 'fps: 25' at the top"])
  }

  package static func markersWithoutRate(_ format: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .timecodeWithoutRate, "markers in '\(format)' are timecode, which means nothing without a frame rate", at: span,
      help: ["say 'fps: 25' at the top, or write 'format: srt' or 'format: midi'"])
  }

  package static func badTimecode(_ reason: String, rate: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badTimecode, "there is no such frame at \(rate): \(reason)", at: span,
      help: ["check the timecode, or change 'fps'"])
  }

  package static func unknownPart(_ name: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggesting(
      Diagnostic(.unknownPart, "there is no part \(quoted(name))", at: span), name, at: span, candidates: candidates,
      all: "the parts")
  }

  package static func duplicateSync(_ name: String, at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      .duplicateName, "two sync points are called \(quoted(name))", at: span, help: ["give one of them another name"]
    ).label(first, "the first")
  }

  package static func syncNameTaken(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .duplicateName, "\(quoted(name)) is the name of a section and of a sync point that isn't its start", at: span,
      help: ["give the sync point another name, or write 'hit: section \(name)'"])
  }

  package static func unknownAnchor(_ name: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggesting(
      Diagnostic(
        .unknownSection, "there is no section and no sync point \(quoted(name))", at: span), name, at: span,
      candidates: candidates, all: "known")
  }

  package static func anchorCycle(_ name: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .unknownSection, "the time of \(quoted(name)) depends on itself", at: span, help: ["give one of the points a time of its own"])
  }

  package static func timeOutside(_ what: String, time: String, duration: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .timeOutside, "\(what) at \(time) lies outside the piece, which lasts \(duration)", at: span,
      help: ["move it into the piece, or make the piece longer"])
  }

  package static func voiceReversed(at span: Span?) -> Diagnostic {
    Diagnostic(.timeOutside, "this voice-over window ends before it begins", at: span, help: ["exchange 'from' and 'to'"])
  }

  // MARK: Solving

  /// Why sync points can't be met.
  ///
  /// - Parameters:
  ///   - bound: the bound that they break, as a sentence.
  ///   - nearest: what would work instead.
  package static func syncUnreachable(
    _ message: String, bound: String, nearest: [String], at span: Span?, other: Span?, _ caption: String
  ) -> Diagnostic {
    Diagnostic(.syncUnreachable, message, at: span, notes: [bound], help: nearest.map { "nearest: \($0)" }).label(other, caption)
  }

  package static func syncMissed(
    _ name: String, asked: String, placed: String, error: String, tolerance: String, at span: Span?
  ) -> Diagnostic {
    Diagnostic(
      .syncMissed, "\(quoted(name)) was wanted at \(asked) and lands at \(placed), \(error) off", at: span,
      notes: ["its tolerance is \(tolerance)"],
      help: ["write 'want: must', raise its weight, or allow more: 'tolerance'"])
  }

  package static func syncShadowed(_ name: String, by other: String, reason: String, at span: Span?, other place: Span?) -> Diagnostic {
    Diagnostic(
      .syncShadowed, "nothing is left of \(quoted(name)) beside \(quoted(other))", at: span, notes: [reason],
      help: ["move one of the two, or take it out"]
    ).label(place, "at the same place")
  }

  package static func entryForbidden(_ part: String, reason: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .entryForbidden, "\(quoted(part)) can't enter here", at: span, notes: [reason],
      help: ["move the point, or change the part's 'enter' and 'leave'"])
  }

  // MARK: Cue lists

  package static func cueListUnreadable(_ path: String, line: Int?, cause: String, remedy: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .cueListUnreadable, "the cue list \(quoted(path)) can't be read: \(cause)", at: span,
      notes: line.map { ["line \($0) of the cue list"] } ?? [], help: [remedy])
  }

  package static func markersUnwritable(_ path: String, cause: String, remedy: String) -> Diagnostic {
    Diagnostic(
      .markersUnwritable, "the markers can't be written to \(quoted(path)): \(cause)", at: nil, help: [remedy])
  }

  package static func syncMoved(_ moves: [String], path: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .syncMoved, "\(quoted(path)) has changed since the lock was written", at: span, notes: moves,
      help: ["look at the plan; 'songc lock' accepts the new times"])
  }
}
