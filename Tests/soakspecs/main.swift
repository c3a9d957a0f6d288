// SPDX-License-Identifier: Apache-2.0
internal import Foundation
internal import SongSpecs

// soakspecs FOLDER FIRST COUNT: writes random valid specs, and what each asks of its outputs into targets.jsonl.
let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 3, let folder = arguments.first, let first = Int(arguments[2]), let count = Int(arguments[3]), count >= 0 else {
  FileHandle.standardError.write(Data("usage: soakspecs FOLDER FIRST COUNT\n".utf8))
  exit(2)
}
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
var targets = ""
for number in first..<first + count {
  let spec = RandomSpec(number)
  try Data(spec.text.utf8).write(to: URL(fileURLWithPath: "\(folder)/s\(number).song.yaml"))
  targets += spec.targetsJSON + "\n"
}
try Data(targets.utf8).write(to: URL(fileURLWithPath: "\(folder)/targets.jsonl"))
