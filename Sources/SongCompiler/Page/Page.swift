// SPDX-License-Identifier: Apache-2.0
internal import SongBase

/// One HTML file that needs nothing else: the page of `stdlib/report/` with the data of a piece or of a comparison in it.
struct Page {
  let title: String
  let data: JSONValue
  /// Encoded files of sound by the names of their elements.
  var sounds: [(id: String, bytes: [UInt8])] = []

  /// - Parameter folder: of the standard library.
  /// - Throws: where a file of the page can't be read.
  func html(library folder: String, world: any World) throws(WorldError) -> [UInt8] {
    var script = ""
    for name in Page.scripts { script += try Page.text(name, folder, world) }
    let frame = try Page.text("page.html", folder, world)
    let style = try Page.text("page.css", folder, world)
    let parts = frame.split(separator: Page.dataMark, maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    precondition(parts.count == 2, "the page has a place for its data")
    // What comes from a spec is put in last, so that nothing in it is taken for a place.
    func filled(_ text: String) -> [UInt8] {
      let whole = text.replacing("/*style*/", with: style).replacing("/*script*/", with: script)
      return Array(whole.replacing("<!--title-->", with: Page.escaped(title)).utf8)
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

  private static let dataMark = "<!--data-->"
  private static let scripts = ["model.js", "player.js", "lanes.js", "rolls.js", "tables.js", "page.js"]

  private static func text(_ name: String, _ folder: String, _ world: any World) throws(WorldError) -> String {
    String(decoding: try world.read(join(folder, "report/\(name)")), as: UTF8.self)
  }

  /// Text as it stands between tags.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
