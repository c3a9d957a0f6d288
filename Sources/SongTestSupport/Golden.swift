import Foundation
import Testing

/// The folder of the checkout that this file belongs to.
package var checkout: String {
  var url = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { url.deleteLastPathComponent() }
  return url.path
}

/// The bytes of a file of the checkout.
package func contents(of path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: "\(checkout)/\(path)")))
}

/// Compares a text with the accepted one in the checkout and shows the first lines that differ.
///
/// `SONG_RECORD=1` writes it anew, never where `CI` is set; a missing golden fails.
/// - Parameter path: relative to the checkout.
package func expectGolden(
  _ text: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let environment = ProcessInfo.processInfo.environment
  let url = URL(fileURLWithPath: "\(checkout)/\(path)")
  if environment["SONG_RECORD"] == "1", environment["CI"] == nil {
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return
  }
  guard let data = try? Data(contentsOf: url) else {
    Issue.record("there is no golden '\(path)'; record it with 'make golden' and look at it", sourceLocation: sourceLocation)
    return
  }
  let accepted = String(decoding: data, as: UTF8.self)
  if accepted == text { return }
  Issue.record("\(path) differs from the golden:\n\(difference(accepted, text))", sourceLocation: sourceLocation)
}

/// The first lines that two texts don't share, with their numbers: `-` accepted, `+` new.
package func difference(_ accepted: String, _ new: String, limit: Int = 12) -> String {
  let old = accepted.split(separator: "\n", omittingEmptySubsequences: false)
  let now = new.split(separator: "\n", omittingEmptySubsequences: false)
  var lines: [String] = []
  for change in now.difference(from: old) {
    switch change {
    case .remove(let offset, let line, _): lines.append("-\(offset + 1): \(line)")
    case .insert(let offset, let line, _): lines.append("+\(offset + 1): \(line)")
    }
    if lines.count == limit {
      lines.append("...")
      break
    }
  }
  return lines.joined(separator: "\n")
}
