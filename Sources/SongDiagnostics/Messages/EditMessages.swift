// SPDX-License-Identifier: Apache-2.0
/// What is said of edits, locks and choices.
extension Diagnostic {
  package static func baseUnreadable(_ path: String, reason: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .fileUnreadable, "can't read \(quoted(path)), which this track is an edit of: \(reason)", at: span, path: "from",
      notes: ["the path of 'from' is relative to the folder of the spec that names it"])
  }

  package static func choiceUnsayable(_ key: String, reason: String, help: [String] = []) -> Diagnostic {
    Diagnostic(
      .choiceUnsayable, "\(quoted(key)) can't be written into a spec: \(reason)", at: nil,
      notes: ["the lock keeps every choice, also those that the language has no key for"],
      help: help.isEmpty ? ["keep the lock beside the spec: songc lock"] : help)
  }

  /// `A: {vary: {of: A}}`.
  package static func variationCycle(_ section: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .editCycle, "\(quoted(section)) is a variation of itself", at: span,
      help: ["let it vary a section with material of its own"])
  }

  package static func editCycle(_ path: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .editCycle, "\(quoted(path)) is an edit of itself", at: span, path: "from",
      notes: ["a track that is made from another needs a first one that is made from none"],
      help: ["remove 'from' here, or name another spec"])
  }

  package static func importChoice(_ what: String, at span: Span?) -> Diagnostic {
    Diagnostic(.importChoice, what, at: span)
  }

  package static func importExists(_ path: String) -> Diagnostic {
    Diagnostic(
      .fileUnwritable, "can't write \(quoted(path)): there is such a file already", at: nil,
      notes: ["what stands there is unchanged"], help: ["replace it with --force, or name another folder with -o"])
  }

  /// - Parameter what: one thing or many like it, with their places.
  package static func importLoss(_ what: String, at span: Span?) -> Diagnostic {
    Diagnostic(.importLoss, "not in the spec: \(what)", at: span)
  }

  /// Something of a given score that isn't played.
  package static func scoreLoss(_ what: String, at span: Span?) -> Diagnostic {
    Diagnostic(.importLoss, "not played: \(what)", at: span)
  }

  package static func scoreUnreadable(_ path: String, format: String, cause: String, remedy: String, at span: Span?) -> Diagnostic {
    Diagnostic(.importUnreadable, "\(quoted(path)) can't be played as \(format): \(cause)", at: span, help: [remedy])
  }

  package static func importUnreadable(
    _ path: String, format: String, cause: String, remedy: String, at span: Span?
  ) -> Diagnostic {
    Diagnostic(.importUnreadable, "\(quoted(path)) can't be imported as \(format): \(cause)", at: span, help: [remedy])
  }

  /// - Parameter what: a whole sentence, without its full stop.
  package static func incomparable(_ what: String) -> Diagnostic {
    Diagnostic(
      .incomparable, what, at: nil,
      notes: [
        "what both have is compared: specs and builds have settings, score and notes, builds sound too; a lock has settings,"
          + " a score in MusicXML a score, a MIDI file notes, a file of sound sound"
      ],
      help: ["name two specs, two folders of builds, or two files of one kind"])
  }

  package static func keepWithoutBase(at span: Span) -> Diagnostic {
    Diagnostic(
      .keyCombination, "'keep' needs 'from' beside it", at: span,
      notes: ["it says what stays of the track that 'from' names"], help: ["add 'from: NAME.song.yaml', or remove 'keep'"])
  }

  /// - Parameter changes: the first few, each as `key: 'old' -> 'new'`.
  package static func lockOutdated(_ path: String, changes: [String], count: Int, isMissing: Bool) -> Diagnostic {
    let what = isMissing ? "there is no lock \(quoted(path))" : "the lock \(quoted(path)) would change"
    var notes = changes
    if count > changes.count { notes.append("and \(count - changes.count) more") }
    return Diagnostic(
      .lockOutdated, "\(what), and --locked allows no other choices", at: nil, notes: notes,
      help: ["write it with 'songc lock', or build with --update-lock"])
  }

  package static func nothingToReroll(_ what: String, reason: String, help: [String]) -> Diagnostic {
    Diagnostic(.nothingToReroll, "there is nothing to draw anew for \(quoted(what)): \(reason)", at: nil, help: help)
  }

  /// - Parameter span: the place on the command line.
  package static func nothingToSuggest(_ part: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .nothingToSuggest, "no note of '\(part)' begins there", at: span,
      notes: ["pitches are suggested for the rhythm that the part has at the place"],
      help: ["name a bar in which it plays, or give it a rhythm there"])
  }

  /// A name on the command line that the track doesn't have.
  package static func unknownArgument(_ name: String, what: String, candidates: [String]) -> Diagnostic {
    let near = nearest(to: name, among: candidates)
    return Diagnostic(
      .unknownValue, "\(quoted(name)) is not \(what)", at: nil,
      notes: near.isEmpty && !candidates.isEmpty ? ["known: \(candidates.joined(separator: ", "))"] : [],
      help: near.map { "did you mean '\($0)'?" })
  }
}
