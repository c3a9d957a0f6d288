// SPDX-License-Identifier: Apache-2.0
internal import Foundation
package import Testing

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

/// Compares bytes with the accepted ones in the checkout and shows, as text, the first lines that differ.
///
/// `SONG_RECORD=1` writes them anew, never where `CI` is set; a missing golden fails.
/// - Parameters:
///   - path: relative to the checkout.
///   - text: what a person reads of the bytes.
package func expectGolden(
  _ bytes: [UInt8], at path: String, sourceLocation: SourceLocation = #_sourceLocation,
  text: ([UInt8]) -> String = { String(decoding: $0, as: UTF8.self) }
) throws {
  let environment = ProcessInfo.processInfo.environment
  let url = URL(fileURLWithPath: "\(checkout)/\(path)")
  if environment["SONG_RECORD"] == "1", environment["CI"] == nil {
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return
  }
  guard let data = try? Data(contentsOf: url) else {
    Issue.record("there is no golden '\(path)'; record it with 'make golden' and look at it", sourceLocation: sourceLocation)
    return
  }
  let accepted = Array(data)
  if accepted == bytes { return }
  Issue.record("\(path) differs from the golden:\n\(difference(text(accepted), text(bytes)))", sourceLocation: sourceLocation)
}

/// As above for a text.
package func expectGolden(
  _ text: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try expectGolden(Array(text.utf8), at: path, sourceLocation: sourceLocation)
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
