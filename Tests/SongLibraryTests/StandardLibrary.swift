// SPDX-License-Identifier: Apache-2.0
import Glibc
import SongDiagnostics
import SongLibrary

/// The files of the checkout's `stdlib/`, found upwards from this file.
func standardLibraryFiles() throws -> [(path: String, bytes: [UInt8])] {
  var root = #filePath
  while let slash = root.lastIndex(of: "/") {
    root = String(root[..<slash])
    let stdlib = root + "/stdlib"
    if access(stdlib + "/styles", R_OK) == 0 {
      return try Library.folders.flatMap { folder in
        try names(in: "\(stdlib)/\(folder)").map { ("\(folder)/\($0)", try bytes(of: "\(stdlib)/\(folder)/\($0)")) }
      }
    }
  }
  throw Missing()
}

/// The standard library, decoded once; a diagnostic is an error here.
func standardLibrary() throws -> Library {
  var sources = SourceMap()
  var sink = DiagnosticSink()
  guard let library = Library.decode(files: try standardLibraryFiles(), sources: &sources, sink: &sink) else {
    throw Missing()
  }
  return library
}

struct Missing: Error {}

private func names(in folder: String) throws -> [String] {
  guard let directory = opendir(folder) else { throw Missing() }
  defer { closedir(directory) }
  var result: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix(".") { result.append(name) }
  }
  return result.sorted()
}

private func bytes(of path: String) throws -> [UInt8] {
  guard let file = fopen(path, "r") else { throw Missing() }
  defer { fclose(file) }
  var result: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { result += buffer[..<count] }
  return result
}
