// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import SongCompiler
import SongDiagnostics

struct Review: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Go through what 'songc test' got, layer by layer, on a terminal.")

  @OptionGroup var options: PendingOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    var run = try Run(shared)
    let goldens = try options.goldens(&run)
    guard !goldens.isEmpty else {
      run.console.note("nothing is pending\n")
      return try run.exit()
    }
    guard isatty(STDIN_FILENO) == 1 else {
      var sink = run.newSink
      sink.report(.reviewWithoutTerminal(goldens.count))
      run.finish(sink)
      return try run.exit()
    }
    let knowledge = try run.knowledge(shared)
    let groups = grouped(goldens)
    for (index, group) in groups.enumerated() {
      let files = group.map { split($0.path).name }.joined(separator: ", ")
      let kind = group.allSatisfy(\.isNew) ? "new" : "changed"
      run.console.say("\(group[0].place.folder)  \(group[0].layer.rawValue)  \(kind)  (\(index + 1) of \(groups.count): \(files))\n")
      guard try decide(group, &run, knowledge) else { break }
    }
    try run.exit()
  }

  /// Asks until something is decided; returns whether the review goes on.
  private func decide(_ group: [PendingGolden], _ run: inout Run, _ knowledge: Knowledge) throws -> Bool {
    while true {
      run.console.say(" a accept, r reject, s skip, d difference, q quit > ")
      guard let answer = line(isCancelled: { run.world.isCancelled }) else {
        if run.world.isCancelled { throw run.interrupted() }
        return false
      }
      switch answer {
      case "a":
        var sink = run.newSink
        let accepted = accept(group, world: run.world, sink: &sink)
        for golden in accepted { run.console.say(" accepted \(golden.path)\n") }
        run.finish(sink)
        return true
      case "r":
        reject(group, world: run.world)
        for golden in group { run.console.say(" rejected \(golden.path)\n") }
        return true
      case "s": return true
      case "q": return false
      case "d":
        var sink = run.newSink
        let text = difference(
          of: group, knowledge: knowledge, world: run.world, sources: &run.sources, sink: &sink)
        run.finish(sink)
        run.console.say(text ?? "")
      default: run.console.say(" '\(answer)' is none of them\n")
      }
    }
  }

  /// The files of each spec and layer together.
  private func grouped(_ goldens: [PendingGolden]) -> [[PendingGolden]] {
    var groups: [[PendingGolden]] = []
    for golden in goldens {
      if let last = groups.last?.first, last.place == golden.place, last.layer == golden.layer {
        groups[groups.count - 1].append(golden)
      } else {
        groups.append([golden])
      }
    }
    return groups
  }

}

/// The next line that someone types, without blanks around it; nil at the end of the input, or when the user asks to stop.
private func line(isCancelled: () -> Bool) -> String? {
  var bytes: [UInt8] = []
  while true {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while poll(&descriptor, 1, 100) <= 0 { if isCancelled() { return nil } }
    var byte: UInt8 = 0
    let count = read(STDIN_FILENO, &byte, 1)
    if count < 0, errno == EINTR, !isCancelled() { continue }
    guard count == 1 else { return bytes.isEmpty ? nil : text(of: bytes) }
    if byte == 0x0A { return text(of: bytes) }
    bytes.append(byte)
  }
}

private func text(of bytes: [UInt8]) -> String {
  let isBlank = { (byte: UInt8) in byte <= 0x20 || byte == 0x7F }
  return String(decoding: bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed(), as: UTF8.self)
}
