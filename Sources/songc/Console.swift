// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongBase
import SongCompiler
import SongDiagnostics

/// What goes to the terminal: results on stdout, everything else on stderr.
struct Console {
  enum ErrorFormat: String, CaseIterable {
    case human, short, json, sarif, github, junit

    /// Whether one document holds the diagnostics of the whole run.
    var isDocument: Bool { self == .sarif || self == .junit }
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

  /// Shows what one step reported, where the format is one of single diagnostics.
  func show(_ diagnostics: [Diagnostic], sources: SourceMap) {
    let render: (Diagnostic) -> String
    switch format {
    case .human: render = TerminalRenderer(sources: sources, colored: isColored).render
    case .short: render = ShortRenderer(sources: sources).render
    case .json: render = JSONRenderer(sources: sources).render
    case .github: render = GitHubRenderer(sources: sources).render
    case .sarif, .junit: return
    }
    for diagnostic in diagnostics { put(render(diagnostic), STDERR_FILENO) }
  }

  /// Shows the document of a whole run, where the format has one.
  func show(_ cases: [JUnitRenderer.Case], sources: SourceMap) {
    switch format {
    case .sarif:
      let renderer = SARIFRenderer(sources: sources, version: Version.songc)
      put(renderer.render(cases.flatMap(\.diagnostics)), STDERR_FILENO)
    case .junit: put(JUnitRenderer(sources: sources).render(cases), STDERR_FILENO)
    case .human, .short, .json, .github: break
    }
  }

  /// Whether someone reads the diagnostics, and no program.
  var isForPeople: Bool { format == .human || format == .short }

  /// A result, on stdout.
  func say(_ text: String) { put(text, STDOUT_FILENO) }

  /// Progress, on stderr; a document of diagnostics stands there alone.
  func note(_ text: String) { if !format.isDocument { put(text, STDERR_FILENO) } }

  /// A bar on a terminal; nothing elsewhere.
  func progress(_ name: String, _ part: Double) {
    guard isTerminal, !isQuiet else { return }
    let width = 30
    let done = Int(part * Double(width))
    let bar = String(repeating: "#", count: done) + String(repeating: ".", count: width - done)
    note("\r\u{1B}[K\(name) [\(bar)] \(Int(part * 100)) %")
    if part >= 1 { endProgress() }
  }

  /// Takes a bar away that didn't come to its end.
  func endProgress() { if isTerminal, !isQuiet { note("\r\u{1B}[K") } }

  /// `14:02:31  ` on a terminal, where lines of other times stand above; nothing elsewhere, so that logs can be compared.
  ///
  /// - Parameter descriptor: that it is for.
  func timeOfDay(_ descriptor: Int32) -> String {
    guard isatty(descriptor) == 1 else { return "" }
    var now = time(nil)
    var local = tm()
    localtime_r(&now, &local)
    return [local.tm_hour, local.tm_min, local.tm_sec].map { padded(Int($0), 2) }.joined(separator: ":") + "  "
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

/// The first warnings and notes of each code, with how many more there are: one cause may have hundreds of places.
func abridged(_ diagnostics: [Diagnostic]) -> (listed: [Diagnostic], more: [(code: DiagnosticCode, count: Int)]) {
  var counts: [DiagnosticCode: Int] = [:]
  let listed = diagnostics.filter { diagnostic in
    guard diagnostic.severity != .error else { return true }
    counts[diagnostic.code, default: 0] += 1
    return counts[diagnostic.code]! <= mostAlike
  }
  return (listed, DiagnosticCode.allCases.compactMap { code in
    counts[code].flatMap { $0 > mostAlike ? (code, $0 - mostAlike) : nil }
  })
}

private let mostAlike = 10
