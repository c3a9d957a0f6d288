// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongDiagnostics

/// What goes to the terminal: results on stdout, everything else on stderr.
struct Console {
  enum ErrorFormat: String, CaseIterable {
    case human, json
  }

  enum Color: String, CaseIterable {
    case auto, always, never
  }

  let format: ErrorFormat
  let isColored: Bool
  let isQuiet: Bool
  let isTerminal = isatty(STDERR_FILENO) == 1

  init(format: ErrorFormat, color: Color, isQuiet: Bool) {
    self.format = format
    self.isQuiet = isQuiet
    isColored = color == .always || color == .auto && isatty(STDERR_FILENO) == 1 && getenv("NO_COLOR") == nil
  }

  func show(_ diagnostics: [Diagnostic], sources: SourceMap) {
    switch format {
    case .human:
      let renderer = TerminalRenderer(sources: sources, colored: isColored)
      for diagnostic in diagnostics { note(renderer.render(diagnostic)) }
      let summary = TerminalRenderer.summary(diagnostics)
      if !summary.isEmpty, !isQuiet { note(summary + "\n") }
    case .json:
      let renderer = JSONRenderer(sources: sources)
      for diagnostic in diagnostics { note(renderer.render(diagnostic)) }
    }
  }

  /// A result, on stdout.
  func say(_ text: String) { put(text, STDOUT_FILENO) }

  /// Progress and diagnostics, on stderr.
  func note(_ text: String) { put(text, STDERR_FILENO) }

  /// A bar on a terminal; nothing elsewhere.
  func progress(_ name: String, _ part: Double) {
    guard isTerminal, !isQuiet else { return }
    let width = 30
    let done = Int(part * Double(width))
    let bar = String(repeating: "#", count: done) + String(repeating: ".", count: width - done)
    note("\r\u{1B}[K\(name) [\(bar)] \(Int(part * 100)) %")
    if part >= 1 { note("\r\u{1B}[K") }
  }
}

/// Writes a text to a file descriptor; a reader that has gone away is no error.
func put(_ text: String, _ descriptor: Int32) {
  let bytes = Array(text.utf8)
  var start = 0
  while start < bytes.count {
    let from = start
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + from, $0.count - from) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return }
    start += count
  }
}
