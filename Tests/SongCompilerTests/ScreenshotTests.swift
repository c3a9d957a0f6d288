// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongDiagnostics
import SongTestSupport
import Testing

/// The picture of a diagnostic in the documentation is what a terminal shows.
@Suite struct ScreenshotTests {
  private let spec = """
    ---
    song: 1
    title: Forest
    style: cinematic
    key: E minor
    time: 4/4
    tempo: 96
    form: intro A B
    parts:
      tune:  {role: melody, instrument: flute}
      drums: {role: drums, instrument: pop-kit}
    ---

    [intro] bars: 4
    chords: Em | % | C | D

    [A] bars: 4, intensity: 40%
    chords:     Em | D | C | B7
    drums.kick: x...x...x...x..

    [B] bars: 4, intensity: 80%
    chords: C | D | Em | %

    """

  @Test func thePictureIsWhatATerminalShows() throws {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let source = sources.add(name: "forest.song", bytes: Array(spec.utf8))
    checkSpec(source, name: "forest", knowledge: knowledge, options: CompileOptions(), sink: &sink)
    let renderer = TerminalRenderer(sources: sources, colored: true)
    let text = "$ songc check forest.song\n" + sink.diagnostics.map(renderer.render).joined()
      + TerminalRenderer.summary(sink.diagnostics)
    #expect(text.contains("S1120") && text.contains("first played at bar 5 = 0:10.000"))
    try expectGolden(Array(picture(of: text).utf8), at: "Documentation/diagnostic.svg")
  }

  /// Text with the escapes of a terminal as a picture.
  private func picture(of text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let height = lines.count * 20 + 24
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" width="900" height="\(height)" viewBox="0 0 900 \(height)">
      <rect width="900" height="\(height)" rx="6" fill="#1e1e1e"/>
      <g font-family="monospace" font-size="14" fill="#d8d8d8" xml:space="preserve">

      """
    for (number, line) in lines.enumerated() {
      svg += "<text x=\"14\" y=\"\(number * 20 + 26)\">\(spans(line))</text>\n"
    }
    return svg + "</g>\n</svg>\n"
  }

  private func spans(_ line: Substring) -> String {
    var result = ""
    var isOpen = false
    for (index, part) in line.split(separator: "\u{1B}[", omittingEmptySubsequences: false).enumerated() {
      guard index > 0, let end = part.firstIndex(of: "m") else {
        result += escaped(part)
        continue
      }
      if isOpen { result += "</tspan>" }
      let codes = part[..<end].split(separator: ";")
      isOpen = codes != ["0"]
      if isOpen {
        result += "<tspan\(codes.contains("1") ? " font-weight=\"bold\"" : "")\(codes.contains("31") ? " fill=\"#f14c4c\"" : "")>"
      }
      result += escaped(part[part.index(after: end)...])
    }
    return result + (isOpen ? "</tspan>" : "")
  }

  private func escaped(_ text: Substring) -> String {
    String(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
