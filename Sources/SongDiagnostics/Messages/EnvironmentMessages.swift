// SPDX-License-Identifier: Apache-2.0
extension Diagnostic {
  /// - Parameter remedy: what else can be done than to save it.
  package static func fileReadOnce(_ path: String, remedy: String) -> Diagnostic {
    Diagnostic(
      .fileUnreadable, "can't read '\(path)' more than once: it isn't a regular file", at: nil,
      help: ["save it as a file and name that one", remedy])
  }

  package static func fileUnreadable(_ path: String, reason: String) -> Diagnostic {
    Diagnostic(.fileUnreadable, "can't read '\(path)': \(reason)", at: nil)
  }

  package static func fileUnwritable(_ path: String, reason: String) -> Diagnostic {
    Diagnostic(
      .fileUnwritable, "can't write '\(path)': \(reason)", at: nil,
      notes: ["what stood there before is unchanged"], help: ["choose another folder with -o"])
  }

  /// - Parameter isMap: whether the file is one map, which a spec is.
  package static func layoutFailed(_ path: String, isMap: Bool, at span: Span) -> Diagnostic {
    guard isMap else {
      return .wrongKind(expected: "a map (a song spec)", found: "something else", at: span)
    }
    return Diagnostic(
      .fileUnwritable, "can't lay out '\(path)': it would say something else afterwards", at: span,
      notes: ["the file is unchanged", "this is a limit of songc, most likely of a rare form of YAML in the file"],
      help: ["write keys and values on lines of their own, without '?' and escapes"])
  }

  package static func libraryInvalid(_ message: String, at span: Span?) -> Diagnostic {
    Diagnostic(.libraryInvalid, message, at: span)
  }

  package static func libraryMissing(_ tried: [String]) -> Diagnostic {
    Diagnostic(
      .libraryMissing, "the standard library wasn't found", at: nil,
      notes: tried.map { "looked in \($0)" }, help: ["name its folder with --stdlib"])
  }

  package static func loudnessMissed(asked: String, measured: String) -> Diagnostic {
    Diagnostic(
      .loudnessMissed, "the master measures \(measured), not \(asked)", at: nil,
      notes: ["the limiter can't bring this mix to that loudness under its true peak"],
      help: ["ask for a lower loudness in 'master'"])
  }

  package static func modelInvalid(_ name: String, reason: String) -> Diagnostic {
    Diagnostic(
      .modelInvalid, "the model '\(name)' can't be used: \(reason)", at: nil,
      help: ["train it again with 'songc train', or restore stdlib/models"])
  }

  package static func outputCollision(_ path: String) -> Diagnostic {
    Diagnostic(
      .outputCollision, "two outputs would be written to '\(path)'", at: nil,
      help: ["give the specs different names, or build them into different folders with -o"])
  }

  /// As above for two exports of one spec.
  package static func outputCollision(_ path: String, at span: Span, other: Span) -> Diagnostic {
    Diagnostic(
      .outputCollision, "two outputs would be written to '\(path)'", at: span, help: ["give one of them another 'path'"]
    ).label(other, "the other one")
  }

  package static func pluginMissing(_ name: String, uri: String, package debianPackage: String) -> Diagnostic {
    Diagnostic(
      .pluginMissing, "the LV2 plugin \(name) isn't installed", at: nil, notes: ["it is \(uri)"],
      help: ["install the Debian package: apt-get install \(debianPackage)"])
  }

  package static func pluginFailed(_ uri: String, reason: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .pluginFailed, "the LV2 plugin \(uri) failed: \(reason)", at: span,
      help: ["leave the plugin out, or try other controls or another version of it"])
  }

  package static func pluginRefused(_ uri: String, reason: String, at span: Span?) -> Diagnostic {
    Diagnostic(.soundUnplayable, "the LV2 plugin \(uri) failed: \(reason)", at: span)
  }

  package static func revisionUnreadable(_ revision: String, reason: String) -> Diagnostic {
    Diagnostic(
      .revisionUnreadable, "can't read the revision '\(revision)': \(reason)", at: nil,
      help: ["name a file that exists, or a revision of the git repository that the other file is in"])
  }

  /// - Parameter candidates: names that are nearly so.
  package static func soundFontMissing(
    _ name: String, package debianPackage: String?, at span: Span?, candidates: [String]
  ) -> Diagnostic {
    Diagnostic(
      .soundFontMissing, "the SoundFont '\(name)' wasn't found", at: span,
      help: candidates.map { "did you mean '\($0)'?" }
        + (debianPackage.map { ["install the Debian package: apt-get install \($0)"] }
          ?? ["give the folder that holds it with --soundfont-path"]))
  }

  package static func soundUnplayable(_ what: String, reason: String, at span: Span? = nil) -> Diagnostic {
    Diagnostic(.soundUnplayable, "\(what) can't be played: \(reason)", at: span)
  }

  /// - Parameter file: `master`, or a file of it that a codec changed.
  package static func truePeakExceeded(of file: String = "master", asked: String, measured: String) -> Diagnostic {
    Diagnostic(
      .truePeakExceeded, "the \(file)'s true peak is \(measured), above \(asked)", at: nil,
      help: ["ask for a lower loudness in 'master'"])
  }

  package static func sampleRateUnsuitable(_ rate: Int, of kind: String) -> Diagnostic {
    Diagnostic(
      .sampleRateUnsuitable, "the master has \(rate) frames a second, which no \(kind) file can have", at: nil,
      notes: ["all audio files of a build come from one master"],
      help: ["write 'rate: 48000' in the first audio file of 'export'"])
  }

  package static func verifyMismatch(_ file: String, offset: Int) -> Diagnostic {
    Diagnostic(
      .verifyMismatch, "two builds of the same spec differ in '\(file)' from byte \(offset) on", at: nil,
      notes: ["this is a fault of songc, a plugin or a codec, not of the spec"])
  }

  package static func verifyMissing(_ file: String) -> Diagnostic {
    Diagnostic(
      .verifyMismatch, "only one of two builds of the same spec wrote '\(file)'", at: nil,
      notes: ["this is a fault of songc, not of the spec"])
  }

  /// - Parameter reason: what the other process said first.
  package static func verifyRebuildFailed(_ reason: String) -> Diagnostic {
    Diagnostic(
      .verifyMismatch, "the second of two builds of the same spec failed: \(reason)", at: nil,
      notes: ["it ran in other surroundings: 'songc explain S8003' says in which"])
  }

  package static func verifyUnstarted(_ reason: String) -> Diagnostic {
    Diagnostic(
      .verifyUnstarted, "the second of two builds can't be started: \(reason)", at: nil,
      notes: ["nothing was compared, so nothing is known of the spec"],
      help: ["see to it that this machine can start one more songc, and that TMPDIR names a folder with room for two builds"])
  }
}
