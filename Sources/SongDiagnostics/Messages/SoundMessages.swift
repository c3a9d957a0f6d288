// SPDX-License-Identifier: Apache-2.0
// The messages of the sounds and effects that a part names, sorted by name.

extension Diagnostic {
  package static func effectWithoutURI(at span: Span) -> Diagnostic {
    Diagnostic(
      .keyMissing, "a plugin needs 'uri'", at: span, notes: ["an LV2 plugin is named by its URI"],
      help: ["write it as in '{uri: \"http://example.org/echo\"}', or the name of an effect of 'songc list effects' alone"])
  }

  package static func soundOfTwoKinds(_ key: String, _ other: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .keyCombination, "'\(key)' and '\(other)' don't go together", at: span,
      notes: ["a sound is 'file' with 'bank' and 'program', or 'uri' with 'preset' and 'controls'"], help: ["keep one of them"])
  }

  package static func soundWithoutSource(at span: Span) -> Diagnostic {
    Diagnostic(
      .keyMissing, "a sound needs 'file' or 'uri'", at: span,
      notes: ["a preset is one of a SoundFont, which 'file' names, or one of an LV2 instrument, which 'uri' names"],
      help: ["write it as in '{file: FluidR3_GM, program: 24}', or the name of a sound of the instrument alone"])
  }
}

extension Diagnostic {
  /// A preset or a control that a plugin hasn't.
  package static func pluginLacks(
    _ what: String, _ name: String, of uri: String, at span: Span, candidates: [String]
  ) -> Diagnostic {
    let problem = Diagnostic(
      .pluginUnfit, "\(quoted(name)) isn't a \(what) of the LV2 plugin \(uri)", at: span,
      notes: candidates.isEmpty ? ["it has none"] : [], help: candidates.isEmpty ? ["leave the \(what) out"] : [])
    return candidates.isEmpty ? problem : suggesting(problem, name, at: span, candidates: candidates, all: "it has")
  }

  /// An effect where an instrument is due, or the other way round.
  package static func pluginOfOtherKind(_ uri: String, isInstrument: Bool, at span: Span) -> Diagnostic {
    Diagnostic(
      .pluginUnfit, "the LV2 plugin \(uri) is no \(isInstrument ? "instrument" : "effect")", at: span,
      notes: [
        isInstrument
          ? "an instrument takes notes, hears nothing and has one or two audio outputs"
          : "an effect has audio inputs and one or two audio outputs"
      ],
      help: [isInstrument ? "name effects in 'effects'" : "name an instrument in 'sound'"])
  }

  /// A plugin that isn't installed, or not under this URI.
  package static func pluginUnknown(_ uri: String, at span: Span, candidates: [String]) -> Diagnostic {
    Diagnostic(
      .pluginMissing, "the LV2 plugin \(quoted(uri)) isn't installed", at: span,
      notes: ["plugins are looked for in the system's folders and those of --lv2-path; LV2_PATH isn't read"],
      help: nearest(to: uri, among: candidates).map { "did you mean '\($0)'?" }
        + ["install the package that brings it, or give the folder that holds its bundle with --lv2-path"])
  }
}
