// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics

/// A repair that was made.
package struct AppliedFix: Sendable, Hashable {
  package let code: DiagnosticCode
  /// In the text that it was made in, from 1.
  package let line: Int
  package let title: String
  /// What was put in; empty where several edits were made or text was taken out.
  package let replacement: String
}

/// What came of `songc check --fix` for one spec.
package struct FixResult: Sendable {
  package let applied: [AppliedFix]
  /// The repaired text.
  package let text: String
}

/// Makes all repairs of a spec that need no person's look, and reports what remains.
///
/// Of repairs that overlap, one is made and the spec is read again. A problem with several safe repairs has none: a
/// person has to choose.
/// - Returns: nil where the spec couldn't be read or written; it is then as it was.
package func fix(
  _ path: String, knowledge: Knowledge, world: any World, sources: inout SourceMap, sink: inout DiagnosticSink
) -> FixResult? {
  guard let track = try? readTrack(path, world, &sources, &sink) else { return nil }
  var options = track.options
  options.lock = [:]
  func diagnostics(_ source: SourceFile) -> [Diagnostic] {
    var own = DiagnosticSink()
    checkSpec(source, name: track.name, knowledge: knowledge, options: options, sink: &own)
    return own.diagnostics
  }
  var source = track.source
  var problems = diagnostics(source)
  var applied: [AppliedFix] = []
  for _ in 0..<mostRounds {
    let round = repairs(problems, in: source)
    guard !round.isEmpty, !world.isCancelled else { break }
    let bytes = round.flatMap(\.fix.edits).applied(to: source.bytes)
    let next = SourceFile(id: source.id, name: source.name, bytes: bytes)
    let left = diagnostics(next)
    // A repair that repairs nothing would be made for ever.
    guard left.map(\.message) != problems.map(\.message) else { break }
    applied += round.map(\.description)
    source = next
    problems = left
  }
  if source.bytes != track.source.bytes {
    guard replaceSource(track.source, with: source.bytes, world, &sink) else { return nil }
    // What remains is shown in the text that it is in now.
    source = sources.add(name: path, bytes: source.bytes)
    problems = diagnostics(source)
  }
  sink.report(problems)
  return FixResult(applied: applied, text: source.text(source.span))
}

/// Repairs after repairs: each reading of the spec may find what was hidden before.
private let mostRounds = 50

private struct Repair {
  let code: DiagnosticCode
  let line: Int
  let fix: Diagnostic.FixIt

  var description: AppliedFix {
    AppliedFix(
      code: code, line: line, title: fix.title, replacement: fix.edits.count == 1 ? fix.edits[0].replacement : "")
  }
}

/// The safe repairs that can be made at once, in the order of the text.
private func repairs(_ problems: [Diagnostic], in source: SourceFile) -> [Repair] {
  var result: [Repair] = []
  var taken: [Span] = []
  for problem in problems {
    let safe = problem.fixIts.filter(\.isSafe)
    guard safe.count == 1, let span = problem.span, !safe[0].edits.isEmpty,
      safe[0].edits.allSatisfy({ edit in
        edit.span.file == source.id && !taken.contains { $0.start <= edit.span.end && edit.span.start <= $0.end }
      })
    else { continue }
    taken += safe[0].edits.map(\.span)
    result.append(Repair(code: problem.code, line: source.position(of: Int(span.start)).line, fix: safe[0]))
  }
  return result
}

extension [Diagnostic.FixIt.Edit] {
  /// The bytes with the edits made in them; none may overlap.
  fileprivate func applied(to bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var end = 0
    for edit in sorted(by: { $0.span.start < $1.span.start }) {
      result += bytes[end..<Int(edit.span.start)]
      result += Array<UInt8>(edit.replacement.utf8)
      end = Int(edit.span.end)
    }
    return result + bytes[end...]
  }
}
