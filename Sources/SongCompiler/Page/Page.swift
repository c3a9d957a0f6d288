// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics

/// One HTML file that needs nothing else: the page of `stdlib/report/` with the data of a piece or of a comparison in it.
struct Page {
  let title: String
  let data: JSONValue
  /// Encoded files of sound by the names of their elements.
  var sounds: [(id: String, bytes: [UInt8])] = []

  /// - Parameter folder: of the standard library.
  /// - Throws: where a file of the page can't be read, or the frame lacks a place for what comes into it.
  func html(
    library folder: String, world: any World, sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> [UInt8] {
    var script = ""
    for name in Page.scripts { script += try Page.text(name, folder, world, &sink) }
    let frame = try Page.text(Page.frameName, folder, world, &sink)
    let style = try Page.text("page.css", folder, world, &sink)
    for mark in [Page.titleMark, Page.styleMark, Page.dataMark, Page.scriptMark] where !frame.contains(mark) {
      let path = Page.path(Page.frameName, folder)
      throw sink.fail(.libraryInvalid("'\(path)' has no place '\(mark)' for what comes into a page", at: nil))
    }
    let parts = frame.split(separator: Page.dataMark, maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    // What comes from a spec is put in last, so that nothing in it is taken for a place.
    func filled(_ text: String) -> [UInt8] {
      let whole = text.replacing(Page.styleMark, with: style).replacing(Page.scriptMark, with: script)
      return Array(whole.replacing(Page.titleMark, with: Page.escaped(title)).utf8)
    }
    var out = filled(parts[0])
    out += Array("<script type=\"application/json\" id=\"data\">".utf8)
    // Not even `</script>` in a title ends the element: JSON has no `<` outside of strings.
    out += Array(data.line.replacing("<", with: "\\u003c").utf8)
    out += Array("</script>\n".utf8)
    for sound in sounds {
      out += Array("<script type=\"text/plain\" id=\"\(sound.id)\">".utf8)
      out += base64(sound.bytes)
      out += Array("</script>\n".utf8)
    }
    return out + filled(parts[1])
  }

  private static let frameName = "page.html"
  private static let titleMark = "<!--title-->"
  private static let styleMark = "/*style*/"
  private static let dataMark = "<!--data-->"
  private static let scriptMark = "/*script*/"
  private static let scripts = ["model.js", "player.js", "lanes.js", "rolls.js", "tables.js", "page.js"]

  private static func path(_ name: String, _ folder: String) -> String { join(folder, "report/\(name)") }

  private static func text(
    _ name: String, _ folder: String, _ world: any World, _ sink: inout DiagnosticSink
  ) throws(ErrorsEmitted) -> String {
    do { return String(decoding: try world.read(path(name, folder)), as: UTF8.self) } catch {
      throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
    }
  }

  /// Text as it stands between tags.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
