// SPDX-License-Identifier: Apache-2.0
package import SongDiagnostics

/// The page of a diagnostic, from `Documentation/diagnostics/` beside the standard library.
package func explanation(
  of code: DiagnosticCode, world: any World, stdlib: String?, sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> String {
  let root = split(try Knowledge.locate(world, stdlib, &sink)).folder
  let pages = ["Documentation/diagnostics", "diagnostics"].map { join(root, "\($0)/\(code.rawValue).md") }
  guard let page = pages.first(where: { world.exists($0) }) else {
    throw sink.fail(.fileUnreadable(pages[0], reason: "no such page"))
  }
  do {
    return String(decoding: try world.read(page), as: UTF8.self)
  } catch {
    throw sink.fail(.fileUnreadable(error.path, reason: error.reason))
  }
}
