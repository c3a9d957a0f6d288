// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
internal import SongIR
internal import SongMusic
package import SongSyntax

/// The bytes of a spec in the canonical layout, with the language's own spelling: long names of chords, `_` in names.
///
/// The result means the same: its Spec is that of the file, but for places. Nothing is said of what is wrong with the
/// spec beyond its syntax: that is for `check`.
/// - Parameter syntax: what it is written as; nil is that of the file.
/// - Throws: where the file isn't one map, or can't be laid out as this.
package func formatted(
  _ file: SourceFile, as syntax: SpecSyntax? = nil, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> [UInt8] {
  let old = BoundFile(file)
  if old.isBroken {
    sink.report(old.treeProblems)
    throw sink.failure!
  }
  do throws(TreeEditError) {
    let own = SpecSyntax(of: file)
    let source = own == .yaml ? old : BoundFile(file.with(try yaml(ofLeadSheet: file), .yaml))
    let spelt = BoundFile(file.with(replacing(source.respellings, in: source.file.bytes), .yaml))
    let laid = file.with(try laidOut(spelt.file, first: "song", alignments: spelt.alignments), .yaml)
    if (syntax ?? own) == .yaml {
      guard BoundFile(laid).saysTheSame(as: old) else { throw .failed }
      return laid.bytes
    }
    let alignments = BoundFile(laid).alignments
    // Where bars can't stand under each other without saying something else, they don't.
    for isInterleaved in [true, false] {
      let sheet = file.with(try leadSheet(of: laid, alignments: alignments, isInterleaved: isInterleaved), .song)
      if BoundFile(sheet).saysTheSame(as: BoundFile(laid)), BoundFile(sheet).saysTheSame(as: old) { return sheet.bytes }
    }
    throw .failed
  } catch {
    throw sink.fail(.layoutFailed(file.name, isMap: error != .unreadable, at: file.span.sub(0..<0)))
  }
}

extension SourceFile {
  /// Other bytes in its place.
  fileprivate func with(_ bytes: [UInt8], _ syntax: SpecSyntax) -> SourceFile {
    SourceFile(id: id, name: "spec" + syntax.ending, bytes: bytes)
  }
}

/// A spec as it is bound from a file.
private struct BoundFile {
  let file: SourceFile
  let tree: SyntaxTree
  let spec: Spec
  let treeProblems: [Diagnostic]
  let problems: [Diagnostic]

  init(_ file: SourceFile) {
    self.file = file
    var sink = DiagnosticSink()
    tree = parseSpec(file, sink: &sink)
    treeProblems = sink.diagnostics
    var own = DiagnosticSink()
    spec = bind(tree, isLenient: true, sink: &own)
    problems = own.diagnostics
  }

  /// Whether it is the same spec, written in another way.
  func saysTheSame(as other: BoundFile) -> Bool {
    guard !isBroken, codes == other.codes, utf8Equal(spec.dump(), other.spec.dump()) else { return false }
    // Within one syntax the layout was compared already, key by key.
    return SpecSyntax(of: file) == SpecSyntax(of: other.file) || isSame(tree, other.tree) || !other.respellings.isEmpty
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
    let patterns = (spec.parts ?? []).map(\.pattern) + spec.sections.flatMap { $0.parts.map(\.pattern) }
    let lanes = patterns.flatMap { $0?.lanes ?? [] }.filter { lane in
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
