// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import SongCompiler
import SongDiagnostics

struct Review: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Go through what 'songc test' got, layer by layer, on a terminal.",
    discussion: """
      Sounds are played by $SONGC_PLAYER, a command that takes a path, or by what the machine has: pw-play, paplay, aplay, \
      ffplay or play. Pages are opened by $BROWSER or xdg-open. What is rendered for them, and the pages, are there until the \
      review ends. Ctrl-C stops what is rendered or played, and at a question the review.
      """)

  @OptionGroup var options: PendingOptions
  @OptionGroup var rendering: RenderingOptions
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
    FileWorld.catchHangups()
    let request = rendering.request(run.world)
    var stage = ReviewStage(request, knowledge)
    defer {
      stage.end(run.world)
      request.cache?.close(run.console)
    }
    let groups = grouped(goldens)
    for (index, group) in groups.enumerated() {
      let files = group.map { split($0.path).name }.joined(separator: ", ")
      let kind = group.allSatisfy(\.isNew) ? "new" : "changed"
      run.console.say("\(group[0].place.folder)  \(group[0].layer.rawValue)  \(kind)  (\(index + 1) of \(groups.count): \(files))\n")
      guard try decide(group, &run, &stage, knowledge) else { break }
    }
    try run.exit()
  }

  /// Asks until something is decided; returns whether the review goes on.
  private func decide(
    _ group: [PendingGolden], _ run: inout Run, _ stage: inout ReviewStage, _ knowledge: Knowledge
  ) throws -> Bool {
    while true {
      guard let answer = try self.answer(to: decisions, run, &stage) else { return false }
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
      case "p":
        guard let side = try self.answer(to: sides, run, &stage) else { return false }
        switch side {
        case "o": try stage.play(.old, of: group[0].place, &run)
        case "n": try stage.play(.new, of: group[0].place, &run)
        case "x": try stage.play(.difference, of: group[0].place, &run)
        default: run.console.say(" '\(side)' is none of them\n")
        }
      case "o": try stage.open(group, &run)
      default: run.console.say(" '\(answer)' is none of them\n")
      }
    }
  }

  /// Asks a question; nil at the end of the input.
  ///
  /// - Throws: where the user asks to stop.
  private func answer(to question: String, _ run: Run, _ stage: inout ReviewStage) throws -> String? {
    run.console.say(question)
    let answer = line(
      isCancelled: { run.world.isCancelled },
      meanwhile: { for news in stage.news() { run.console.say("\n \(news)\n\(question)") } })
    if answer == nil, run.world.isCancelled { throw run.interrupted() }
    return answer
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

private let decisions = " a accept, r reject, s skip, p play, d difference, o open, q quit > "
private let sides = "  o old, n new, x difference > "

/// The next line that someone types, without blanks around it; nil at the end of the input, or when the user asks to stop.
///
/// - Parameter meanwhile: is called now and then until something is typed.
private func line(isCancelled: () -> Bool, meanwhile: () -> Void) -> String? {
  var bytes: [UInt8] = []
  while true {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while poll(&descriptor, 1, waitMilliseconds) <= 0 {
      if isCancelled() { return nil }
      meanwhile()
    }
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
