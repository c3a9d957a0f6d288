// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongTestSupport
import Testing

/// `make install`, and the workflow of `Documentation/builds/github`.
@Suite struct InstallTests {
  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func anInstalledProgramFindsWhatItNeeds() throws {
    try CommandTests().withFolder { folder throws in
      let root = "\(folder)/a root"
      let make = ["make", "-s", "-C", checkout, "SONGC=\(CommandTests.binary)", "DESTDIR=\(root)", "PREFIX=/usr"]
      let installed = try tool(make + ["install"], in: folder)
      #expect(installed.code == 0, "\(installed.out)")
      let program = "\(root)/usr/bin/songc"
      try "song: 1\nduration: 5s\n".write(toFile: "\(folder)/a.song.yaml", atomically: true, encoding: .utf8)
      let built = try tool([program, "build", "a.song.yaml", "-o", "out", "--emit", "midi"], in: folder)
      #expect(built.code == 0, "\(built.out)")
      #expect(FileManager.default.fileExists(atPath: "\(folder)/out/a.mid"))
      // Every command has its place in the manual.
      let manual = try text("\(root)/usr/share/man/man1/songc.1")
      for command in ["build", "verify", "cache gc", "test"] { #expect(manual.contains(".SS \\fBsongc \(command)\\fR"), "\(command)") }
      let completions = try text("\(root)/usr/share/bash-completion/completions/songc")
      #expect(completions.contains("--emit"))

      let removed = try tool(make + ["uninstall"], in: folder)
      #expect(removed.code == 0, "\(removed.out)")
      let left = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
      #expect(left.allSatisfy { name in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: "\(root)/\(name)", isDirectory: &isFolder) && isFolder.boolValue
      })
    }
  }

  /// The commands of the workflow's steps, in their order.
  private func steps() throws -> [String] {
    var steps: [String] = []
    var block: (indent: Int, lines: [String])?
    for line in try text("\(checkout)/Documentation/builds/github/songc.yml").split(separator: "\n", omittingEmptySubsequences: false) {
      let indent = line.prefix { $0 == " " }.count
      if let open = block {
        if indent > open.indent {
          block?.lines.append(String(line.dropFirst(open.indent)))
          continue
        }
        steps.append(open.lines.joined(separator: "\n"))
        block = nil
      }
      guard line.dropFirst(indent).hasPrefix("run: ") else { continue }
      let command = String(line.dropFirst(indent + 5))
      if command == "|" { block = (indent, []) } else { steps.append(command) }
    }
    return steps
  }

  @Test func theWorkflowTestsBuildsAndTellsWhatAChangeDid() throws {
    try CommandTests().withFolder { folder throws in
      let steps = try self.steps()
      #expect(steps.count == 5)
      func run(_ command: String) throws -> (code: Int32, out: String) {
        // As the runner of GitHub does.
        let variables = ["GITHUB_BASE_REF=main", "GITHUB_STEP_SUMMARY=\(folder)/summary", "HOME=\(folder)", "CI=true"]
        return try tool(variables + ["bash", "-eo", "pipefail", "-c", command], in: "\(folder)/clone")
      }
      let song = "song: 1\nstyle: folk\nduration: 10s\nexport: [{midi: {}}]\n"
      let prepare = """
        mkdir -p home/music; cd home; git init -q -b main
        git config user.email a@b.c; git config user.name A
        printf '\(song.replacing("\n", with: "\\n"))' > music/brook.song.yaml
        songc test music || true
        songc accept music
        git add .; git commit -q -m one
        git clone -q . ../clone
        """
      let prepared = try tool(["HOME=\(folder)", "bash", "-e", "-c", prepare], in: folder)
      #expect(prepared.code == 0, "\(prepared.out)")
      for step in steps {
        let outcome = try run(step)
        #expect(outcome.code == 0, "\(step): \(outcome.out)")
      }
      #expect(try text("\(folder)/clone/goldens.xml").contains("<testsuite"))
      #expect(FileManager.default.fileExists(atPath: "\(folder)/clone/build/brook.mid"))

      // A change that nobody has accepted fails at the goldens and is told in musical terms.
      try song.replacing("folk", with: "rock").write(
        toFile: "\(folder)/clone/music/brook.song.yaml", atomically: true, encoding: .utf8)
      // The runner stops at the goldens, but for the last step, which is run whatever became of the others.
      let codes = try [steps[0], steps[1], steps[2], steps[4]].map { try run($0).code }
      #expect(codes == [0, 0, 3, 0])
      #expect(try text("\(folder)/summary").contains("style"))
      // Nothing was written beside the goldens.
      let golden = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/clone/music/golden/brook")
      #expect(!golden.contains { $0.hasSuffix(".new") })
    }
  }
}
