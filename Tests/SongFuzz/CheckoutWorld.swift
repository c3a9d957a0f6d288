// SPDX-License-Identifier: Apache-2.0
internal import Foundation
internal import SongCompiler
internal import SongDiagnostics

/// The checkout that this file belongs to.
///
/// SongTestSupport knows it too, but links the test library, which a fuzzer has no use for.
private let checkout: String = {
  var url = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { url.deleteLastPathComponent() }
  return url.path
}()

/// The bytes of a file of the checkout.
func contents(of path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: "\(checkout)/\(path)"))) }

/// The names in a folder of the checkout, sorted.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: "\(checkout)/\(folder)").sorted()
}

/// Reads the standard library of the checkout and nothing else; writes nothing.
private struct CheckoutWorld: World {
  var scratch: String { "/scratch" }
  var executable: String { "\(checkout)/.build/songc" }
  var isCancelled: Bool { false }
  var seconds: Double { 0 }

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    guard path.hasPrefix("\(checkout)/stdlib/"), let data = FileManager.default.contents(atPath: path) else {
      throw WorldError(path: path, reason: "No such file or directory")
    }
    return Array(data)
  }

  func list(_ folder: String) throws(WorldError) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw WorldError(path: folder, reason: "No such file or directory")
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
  func resolve(_ path: String) -> String? { exists(path) ? path : nil }
  func write(_ bytes: [UInt8], to path: String) throws(WorldError) { throw WorldError(path: path, reason: "read-only") }
  func checkTarget(_ path: String) throws(WorldError) {}
  func rename(_ path: String, to other: String) throws(WorldError) { throw WorldError(path: path, reason: "read-only") }
  func remove(_ path: String) {}
  func makeFolder(_ path: String) throws(WorldError) { throw WorldError(path: path, reason: "read-only") }
}

/// The standard library, read once.
let knowledge: Knowledge = {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  do {
    return try Knowledge(world: CheckoutWorld(), folder: "\(checkout)/stdlib", sources: &sources, sink: &sink)
  } catch {
    fatalError("the standard library can't be read: \(sink.diagnostics)")
  }
}()
