// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// Renders a run's diagnostics as one SARIF log, which code scanners read.
///
/// Lines and columns count from 1, columns in Unicode scalars; the end of a region is behind its last column.
/// - Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
package struct SARIFRenderer: Sendable {
  private let sources: SourceMap
  private let version: String

  /// - Parameter version: of songc.
  package init(sources: SourceMap, version: String) {
    self.sources = sources
    self.version = version
  }

  /// The whole log, with a line feed at its end.
  package func render(_ diagnostics: [Diagnostic]) -> String {
    let used = Set(diagnostics.map(\.code))
    let codes = DiagnosticCode.allCases.filter { used.contains($0) }
    let results = diagnostics.map { result($0, rule: codes.firstIndex(of: $0.code) ?? 0) }
    let driver: [String: JSONValue] = [
      "name": .string("songc"), "version": .string(version), "rules": .array(codes.map(rule)),
    ]
    return JSONValue.object([
      "$schema": .string("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"),
      "version": .string("2.1.0"),
      "runs": .array([
        .object([
          "tool": .object(["driver": .object(driver)]), "columnKind": .string("unicodeCodePoints"),
          "results": .array(results),
        ])
      ]),
    ]).text
  }

  private func rule(_ code: DiagnosticCode) -> JSONValue {
    .object([
      "id": .string(code.rawValue), "name": .string("\(code)"), "shortDescription": message(code.summary),
      "help": message("songc explain \(code.rawValue)"),
      "defaultConfiguration": .object(["level": .string(code.severity.rawValue)]),
    ])
  }

  private func result(_ diagnostic: Diagnostic, rule: Int) -> JSONValue {
    var object: [String: JSONValue] = [
      "ruleId": .string(diagnostic.code.rawValue), "ruleIndex": .integer(rule),
      "level": .string(diagnostic.severity.rawValue), "message": message(diagnostic.wholeText),
    ]
    if let span = diagnostic.span {
      var location: [String: JSONValue] = ["physicalLocation": place(span)]
      if !diagnostic.path.isEmpty {
        location["logicalLocations"] = .array([.object(["fullyQualifiedName": .string(diagnostic.path)])])
      }
      object["locations"] = .array([.object(location)])
    }
    if let place = diagnostic.place { object["properties"] = .object(["firstPlayed": place.json]) }
    if !diagnostic.labels.isEmpty {
      object["relatedLocations"] = .array(
        diagnostic.labels.map { .object(["physicalLocation": place($0.span), "message": message($0.text)]) })
    }
    if !diagnostic.fixIts.isEmpty { object["fixes"] = .array(diagnostic.fixIts.map(fix)) }
    return .object(object)
  }

  private func fix(_ fixIt: Diagnostic.FixIt) -> JSONValue {
    var files: [FileID] = []
    for edit in fixIt.edits where !files.contains(edit.span.file) { files.append(edit.span.file) }
    let changes = files.map { file in
      let replacements = fixIt.edits.filter { $0.span.file == file }.map { edit in
        JSONValue.object([
          "deletedRegion": region(edit.span), "insertedContent": message(edit.replacement),
        ])
      }
      return JSONValue.object(["artifactLocation": location(file), "replacements": .array(replacements)])
    }
    return .object([
      "description": message(fixIt.title), "artifactChanges": .array(changes),
      "properties": .object(["safe": .bool(fixIt.isSafe)]),
    ])
  }

  private func message(_ text: String) -> JSONValue { .object(["text": .string(text)]) }

  private func place(_ span: Span) -> JSONValue {
    .object(["artifactLocation": location(span.file), "region": region(span)])
  }

  private func region(_ span: Span) -> JSONValue {
    let file = sources[span.file]
    let start = file.position(of: Int(span.start))
    let end = file.position(of: Int(span.end))
    return .object([
      "startLine": .integer(start.line), "startColumn": .integer(start.column), "endLine": .integer(end.line),
      "endColumn": .integer(end.column), "byteOffset": .integer(Int(span.start)),
      "byteLength": .integer(Int(span.end - span.start)),
    ])
  }

  private func location(_ file: FileID) -> JSONValue { .object(["uri": .string(uri(sources[file].name))]) }

  /// A path as a URI reference.
  private func uri(_ path: String) -> String {
    var out = path.hasPrefix("/") ? "file://" : ""
    // The first step of a relative reference may have no colon, so it is escaped everywhere.
    for byte in path.utf8 {
      let isLetter = (0x41...0x5A).contains(byte & 0xDF)
      if isLetter && byte < 0x80 || (0x30...0x39).contains(byte) || "-._~/!$'()+,;=@".utf8.contains(byte) {
        out.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let hex = String(byte, radix: 16, uppercase: true)
        out += "%" + (hex.count == 1 ? "0" : "") + hex
      }
    }
    return out
  }
}
