// SPDX-License-Identifier: Apache-2.0
extension Diagnostic {
  package static func hyphenatedName(_ name: String, replacement: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .hyphenatedName, "\(quoted(name)) is written with '_'", at: span,
      notes: ["styles and moods have no '-' in their names, so that one name is written in one way"]
    ).fix("write", span, replacement)
  }

  package static func keyNeeds(_ key: String, _ other: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .keyCombination, "'\(key)' needs \(other) beside it", at: span, help: ["add \(other), or leave '\(key)' out"])
  }

  package static func tempoKeyNeeds(_ key: String, _ other: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .keyCombination, "'\(key)' needs \(other) beside it", at: span,
      notes: ["a tempo is 'bpm' with or without 'beat', or 'range' with or without 'prefer' and 'beat'"],
      help: ["add \(other), or write the tempo as one number"])
  }

  package static func keysExclude(_ key: String, _ other: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .keyCombination, "'\(key)' and '\(other)' say different things", at: span,
      notes: ["a tempo is 'bpm' with or without 'beat', or 'range' with or without 'prefer' and 'beat'"],
      help: ["keep one of them"])
  }

  package static func keyWithoutMeaning(_ key: String, of kind: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .keyWithoutMeaning, "'\(key)' has no meaning for \(kind)", at: span,
      notes: ["it is about sound, and \(kind) holds notes"], help: ["remove it, or write it under 'wav'"])
  }

  package static func ornamentWithoutKind(at span: Span) -> Diagnostic {
    Diagnostic(
      .keyMissing, "ornaments need 'kind'", at: span,
      help: ["write the kind alone ('ornament: folk'), or {kind: folk, share: 30%}"])
  }

  package static func missingVersion(at span: Span) -> Diagnostic {
    Diagnostic(
      .missingVersion, "the spec doesn't say its format version", at: span,
      notes: ["the version lets an old spec keep its meaning in a new songc"], help: ["add as the first line: song: 1"])
  }

  package static func notBuiltYet(_ what: String, at span: Span, isWarning: Bool) -> Diagnostic {
    var diagnostic = Diagnostic(
      .notBuiltYet, "\(what) belongs to the language, but this version of songc can't play it yet", at: span,
      help: ["leave it out to build now; it needs no other change later"])
    if isWarning { diagnostic.severity = .warning }
    return diagnostic
  }

  package static func notObeyedYet(_ what: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .notObeyedYet, "\(what) is read, but this version of songc doesn't obey it yet", at: span,
      help: ["the build goes on without it; the report lists it"])
  }

  package static func fieldWithoutMeaning(_ name: String, of kind: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .keyWithoutMeaning, "'{\(name)}' has no meaning for \(kind)", at: span,
      notes: [name == "section" ? "\(kind) is one list for all sections" : "\(kind) is one file for all parts"],
      help: [name == "section" ? "remove it, or write the path under 'midi', 'musicxml' or 'abc'" : "remove it, or write the path under 'stems'"])
  }

  package static func pathFieldUnknown(_ name: String, at span: Span, candidates: [String]) -> Diagnostic {
    Diagnostic(
      .unknownValue, "\(quoted("{\(name)}")) is not a field of a path", at: span,
      notes: ["known: \(candidates.map { "{\($0)}" }.joined(separator: ", "))"],
      help: nearest(to: name, among: candidates).map { "did you mean '{\($0)}'?" })
  }

  package static func pathUnreadable(_ path: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unknownValue, "the path \(quoted(path)) has a brace without its partner", at: span,
      notes: ["braces hold fields, such as {title}"], help: ["write it as in 'stems/{part}.wav', or without braces"])
  }

  package static func stemsWithoutPart(_ path: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .outputCollision, "all stems would be written to \(quoted(path))", at: span,
      notes: ["there is one for each part and return"], help: ["put the part into the path, as in 'stems/{part}.wav'"])
  }

  package static func unknownKey(_ name: String, in map: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggesting(
      Diagnostic(.unknownKey, "\(quoted(name)) is not a key of \(map)", at: span),
      name, at: span, candidates: candidates, all: "keys of \(map)")
  }

  /// Text that is no style with a share.
  package static func styleShareUnreadable(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .badBlend, "\(quoted(text)) isn't a style with a share from 1% to 99%", at: span, help: ["write it as in '[folk 70%, pop 30%]'"])
  }

  /// A list of fewer or more styles than two.
  package static func blendOfOthers(_ count: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badBlend, "a blend has two styles, not \(count)", at: span,
      help: [count < 2 ? "write one style without brackets" : "keep the two that matter most"])
  }

  /// - Parameter sum: percent.
  package static func blendShares(_ sum: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .badBlend, "the shares of the styles make \(sum)%, not 100%", at: span,
      help: ["leave one share out: it has what the other leaves"])
  }

  package static func unknownValue(_ name: String, what: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggesting(
      Diagnostic(.unknownValue, "\(quoted(name)) is not \(what)", at: span), name, at: span, candidates: candidates,
      all: "known")
  }

  package static func unknownVariable(_ name: String, at span: Span, candidates: [String]) -> Diagnostic {
    let problem = Diagnostic(
      .unknownValue, "\(quoted(name)) is not a variable", at: span,
      notes: candidates.isEmpty ? ["no variable stands in 'vars' above it"] : [],
      help: candidates.isEmpty ? ["add it to 'vars', or write '$${' for the text '${'"] : [])
    return candidates.isEmpty ? problem : suggesting(problem, name, at: span, candidates: candidates, all: "variables")
  }

  /// `--set` of a name that the spec doesn't have.
  package static func unknownSetting(_ name: String, candidates: [String], isKey: Bool) -> Diagnostic {
    let near = nearest(to: name, among: candidates)
    let help =
      isKey
      ? ["to set the key from outside, write '\(name): ${\(name)}' in the spec and '\(name)' with a value in its 'vars'"]
      : near.isEmpty ? ["add \(quoted(name)) to the spec's 'vars'"] : near.map { "did you mean '\($0)'?" }
    return Diagnostic(
      .unknownValue, "\(quoted(name)) of --set is not a variable of the spec", at: nil,
      notes: [candidates.isEmpty ? "the spec has no 'vars'" : "variables: \(candidates.joined(separator: ", "))"], help: help)
  }

  /// - Parameter mayClimb: whether `..` is allowed there.
  package static func unsafeInput(_ path: String, mayClimb: Bool, at span: Span) -> Diagnostic {
    Diagnostic(
      .unsafePath, mayClimb ? "the path \(quoted(path)) is absolute" : "the path \(quoted(path)) leaves the spec's folder", at: span,
      notes: ["what a spec names is read from its own folder, so that a spec from somebody else can't read other files"],
      help: [mayClimb ? "write the path from the folder of the spec on" : "put the file into the folder of the spec, or below it"])
  }

  package static func unsafePath(_ path: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unsafePath, "the path \(quoted(path)) leaves the output folder", at: span,
      notes: ["outputs are written below the folder of -o, so that a spec can't overwrite other files"],
      help: ["write a path without '..' and without '/' at its start"])
  }

  package static func unsupportedVersion(_ version: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unsupportedVersion, "this songc reads format version 1, not \(quoted(version))", at: span, help: ["write: song: 1"]
    ).fix("write version", span, "1", safe: false)
  }

  package static func variableExpansion(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .aliasExpansion, "the variables stand for more than \(limit) bytes", at: span,
      notes: ["a short spec could otherwise fill the memory"], help: ["write less into 'vars'"])
  }

  package static func variableOpen(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unknownValue, "\(quoted(text)) has no brace that closes it", at: span,
      notes: ["'${name}' stands for a value of 'vars'"], help: ["close it with '}', or write '$${' for the text '${'"])
  }

  package static func wrongKind(expected: String, found: String, at span: Span) -> Diagnostic {
    Diagnostic(.wrongKind, "\(expected) is due here, not \(found)", at: span)
  }

  static func suggesting(
    _ diagnostic: Diagnostic, _ name: String, at span: Span, candidates: [String], all: String
  ) -> Diagnostic {
    var result = diagnostic
    let near = nearest(to: name, among: candidates)
    if let best = near.first { result = result.fix("did you mean", span, best, safe: near.count == 1) }
    for other in near.dropFirst() { result.help.append("or: \(other)") }
    if near.isEmpty { result.notes.append("\(all): \(candidates.joined(separator: ", "))") }
    return result
  }
}
