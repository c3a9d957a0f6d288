// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

/// The bytes of a spec in the canonical layout, with the language's own spelling: long names of chords, `_` in names.
///
/// The result means the same: its Spec is that of the file, but for places. Nothing is said of what is wrong with the
/// spec beyond its YAML: that is for `check`.
/// - Throws: where the file isn't YAML of one map, or can't be laid out.
package func formatted(_ file: SourceFile, sink: inout DiagnosticSink) throws(ErrorsEmitted) -> [UInt8] {
  let old = BoundFile(file)
  if old.isBroken {
    sink.report(old.treeProblems)
    throw sink.failure!
  }
  do throws(TreeEditError) {
    let spelt = SourceFile(id: file.id, name: file.name, bytes: replacing(old.respellings, in: file.bytes))
    let bytes = try laidOut(spelt, first: "song", alignments: BoundFile(spelt).alignments)
    let new = BoundFile(SourceFile(id: file.id, name: file.name, bytes: bytes))
    guard !new.isBroken, utf8Equal(new.spec.dump(), old.spec.dump()), new.codes == old.codes else { throw .failed }
    return bytes
  } catch {
    throw sink.fail(.layoutFailed(file.name, isMap: error != .unreadable, at: file.span.sub(0..<0)))
  }
}

/// A spec as it is bound from a file.
private struct BoundFile {
  let file: SourceFile
  let spec: Spec
  let treeProblems: [Diagnostic]
  let problems: [Diagnostic]

  init(_ file: SourceFile) {
    self.file = file
    var sink = DiagnosticSink()
    let tree = parseYAML(file, sink: &sink)
    treeProblems = sink.diagnostics
    var own = DiagnosticSink()
    spec = bind(tree, isLenient: true, sink: &own)
    problems = own.diagnostics
  }

  var isBroken: Bool { treeProblems.contains { $0.severity == .error } }

  /// What is wrong, but for the spelling that is put right.
  var codes: [String] { problems.filter { $0.code != .hyphenatedName }.map(\.code.rawValue).sorted() }

  /// What is written in another way than the language does.
  var respellings: [Diagnostic.FixIt.Edit] {
    let names = problems.filter { $0.code == .hyphenatedName }.flatMap(\.fixIts).flatMap(\.edits)
    return names + chordTokens.compactMap { token in
      guard let name = token.value.longName(insteadOf: file.text(token.span)) else { return nil }
      return Diagnostic.FixIt.Edit(span: token.span, replacement: name)
    }
  }

  private var chordTokens: [Located<ChordToken>] {
    let harmonies = [spec.harmony] + spec.sections.map(\.harmony)
    return spec.sections.flatMap { $0.chords?.bars.flatMap(\.tokens) ?? [] } + harmonies.flatMap { $0.avoid ?? [] }
  }

  /// Scalars in which blanks mean nothing.
  var alignments: [ScalarAlignment] {
    let chords = spec.sections.compactMap(\.chords).filter { !$0.span.isEmpty }
    let lanes = (spec.parts ?? []).flatMap { $0.pattern?.lanes ?? [] }.filter { lane in
      if case .grid = lane.content { !lane.span.isEmpty } else { false }
    }
    return chords.map { ScalarAlignment(.chords, at: $0.span.start) } + lanes.map { ScalarAlignment(.grid, at: $0.span.start) }
  }
}

extension ChordToken {
  /// The chord by its long name, where the text has a sign of iReal Pro for a quality.
  fileprivate func longName(insteadOf text: String) -> String? {
    let bare = text.replacing("no", with: "").replacing("omit", with: "")
    switch self {
    case .chord(let chord):
      return bare.unicodeScalars.contains { "-−^Δ∆△høØo°º".unicodeScalars.contains($0) } ? "\(chord)" : nil
    case .roman(let numeral):
      // The circle is how numerals are written.
      return bare.unicodeScalars.contains { "-−^Δ∆△høØ".unicodeScalars.contains($0) } ? numeral.text : nil
    case .noChord, .hold: return nil
    }
  }
}

/// Bytes with edits made in them, of several at one place the first.
private func replacing(_ edits: [Diagnostic.FixIt.Edit], in bytes: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  var end = 0
  for edit in edits.sorted(by: { $0.span.start < $1.span.start }) where Int(edit.span.start) >= end {
    result += bytes[end..<Int(edit.span.start)]
    result += Array(edit.replacement.utf8)
    end = Int(edit.span.end)
  }
  return result + bytes[end...]
}
