// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR

/// The name of one object in the file of another.
struct Reference {
  enum Kind {
    case instrument, pattern, kit, effect, mix

    var article: String {
      switch self {
      case .instrument: "an instrument"
      case .pattern: "a pattern set"
      case .kit: "a drum kit"
      case .effect: "an effect"
      case .mix: "a mix plan"
      }
    }

    var folder: String {
      switch self {
      case .instrument: "instruments"
      case .pattern: "patterns"
      case .kit: "drumkits"
      case .effect: "effects"
      case .mix: "mixes"
      }
    }

    var plural: String {
      switch self {
      case .instrument: "instruments"
      case .pattern: "pattern sets"
      case .kit: "drum kits"
      case .effect: "effects"
      case .mix: "mix plans"
      }
    }
  }

  let kind: Kind
  let name: Located<String>
  /// The path of keys in its file.
  let path: String
}

/// A part of a style's band, of which every instrument must be able to play every pattern set.
struct BandPartCheck {
  let name: String
  let role: Role
  let instruments: [Located<String>]
  let patterns: [Located<String>]
}

extension Library {
  /// Reports names of objects that aren't there and parts whose instruments and patterns don't go together.
  func check(_ references: [Reference], _ parts: [BandPartCheck], sink: inout DiagnosticSink) {
    for reference in references {
      let known = keys(reference.kind)
      if known.contains(where: { utf8Equal($0, reference.name.value) }) { continue }
      report("'\(reference.name.value)' is not \(reference.kind.article) of the library", reference.name.span, &sink) {
        $0.help = nearest(to: reference.name.value, among: known).map { "did you mean '\($0)'?" }
        $0.path = reference.path
      }
    }
    for part in parts { check(part, sink: &sink) }
  }

  private func check(_ part: BandPartCheck, sink: inout DiagnosticSink) {
    let sets = part.patterns.compactMap { name in pattern(name.value).map { (name.span, $0) } }
    for (span, set) in sets where set.role != part.role {
      let difference = "is for \(set.role.rawValue), the part '\(part.name)' plays \(part.role.rawValue)"
      report("the pattern set '\(set.key)' \(difference)", span, &sink)
    }
    for name in part.instruments {
      guard let instrument = instrument(name.value) else { continue }
      if !instrument.roles.contains(part.role) {
        report("the instrument '\(instrument.key)' has no role \(part.role.rawValue)", name.span, &sink)
      }
      guard let kit = instrument.kit.flatMap({ drumKit($0) }) else { continue }
      for (span, set) in sets where !set.fits(kit) {
        let missing = set.voices.filter { voice in !kit.voices.contains { $0.name == voice } }
        let lack = "has no voice '\(missing[0])', which '\(set.key)' plays"
        report("the kit '\(kit.key)' of '\(instrument.key)' \(lack)", span, &sink)
      }
    }
  }

  private func keys(_ kind: Reference.Kind) -> [String] {
    switch kind {
    case .instrument: instruments.map(\.key)
    case .pattern: patterns.map(\.key)
    case .kit: drumKits.map(\.key)
    case .effect: effects.map(\.key)
    case .mix: mixes.map(\.key)
    }
  }

  private func report(
    _ message: String, _ span: Span, _ sink: inout DiagnosticSink, _ change: (inout Diagnostic) -> Void = { _ in }
  ) {
    var diagnostic = Diagnostic.libraryInvalid(message, at: span)
    change(&diagnostic)
    sink.report(diagnostic)
  }
}
