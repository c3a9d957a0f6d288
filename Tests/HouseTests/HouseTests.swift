// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongDiagnostics
import SongTestSupport
import Testing

/// The invariants of ARCHITECTURE.md that concern the code itself.
@Suite struct HouseTests {
  private static let sources: [(path: String, text: String)] = {
    let root = URL(fileURLWithPath: "\(checkout)/Sources")
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)!
    return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
      .map { ($0.path.replacingOccurrences(of: checkout + "/", with: ""), try! String(contentsOf: $0, encoding: .utf8)) }
      .sorted { $0.0 < $1.0 }
  }()

  private func target(_ path: String) -> String { String(path.split(separator: "/")[1]) }

  private func imports(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(of: "import"), index <= 1, words.count > index + 1 else { return nil }
      return String(words[index + 1])
    }
  }

  /// From the bottom up: a target imports only targets of lower rows.
  private static let layers: [[String]] = [
    ["CYAML", "CFluidSynth", "CLilv", "CSndFile", "CEbur128", "CXXHash", "CAudioSupport", "SongBase"],
    ["SongCache", "SongDiagnostics", "SongMusic", "SongModels"],
    ["SongDiff", "SongSyntax", "SongIR"],
    ["SongABC", "SongBinder", "SongAudio", "SongMIDI", "SongMusicXML", "SongTestSupport"],
    ["SongCues", "SongImport", "SongLibrary"],
    ["SongArranger", "SongComposer", "SongPerformer", "SongProducer"],
    ["SongCompiler"],
    ["songc"],
  ]

  @Test func targetsDependOnlyDownwards() {
    func layer(_ name: String) -> Int? { HouseTests.layers.firstIndex { $0.contains(name) } }
    for (path, text) in HouseTests.sources {
      let own = layer(target(path))
      #expect(own != nil, "\(path) belongs to no layer")
      for name in imports(text) {
        guard let other = layer(name), let own else { continue }
        #expect(other < own, "\(path) imports \(name)")
      }
    }
  }

  @Test func onlySongAudioImportsTheAudioLibraries() {
    let audio: Set = ["CFluidSynth", "CLilv", "CSndFile", "CEbur128", "CAudioSupport"]
    for (path, text) in HouseTests.sources where target(path) != "SongAudio" {
      #expect(audio.isDisjoint(with: imports(text)), "\(path)")
    }
  }

  @Test func onlyTheBinderAndTheSyntaxReadTheTree() {
    for (path, text) in HouseTests.sources where !["SongBinder", "SongSyntax"].contains(target(path)) {
      #expect(!text.contains(".entries {") && !text.contains("NodeID"), "\(path) reads the tree")
    }
  }

  @Test func onlyTheBinderMakesCheckedSpecs() {
    for (path, text) in HouseTests.sources where !path.hasPrefix("Sources/SongBinder/") && !path.hasSuffix("CheckedSpec.swift") {
      #expect(!text.contains("CheckedSpec(checked:"), "\(path)")
    }
  }

  @Test func filesClockAndEnvironmentComeThroughTheWorld() {
    // SongAudio and SongCache open files that World resolved and those of the cache, songc implements World, SongTestSupport
    // serves tests.
    let free: Set = ["SongAudio", "SongCache", "songc", "SongTestSupport"]
    let words = ["import Glibc", "import Foundation\n", "fopen(", "getenv(", "Date()", "clock_gettime", "ProcessInfo", "FileManager"]
    for (path, text) in HouseTests.sources where !free.contains(target(path)) {
      for word in words { #expect(!text.contains(word), "\(path) has \(word)") }
    }
  }

  @Test func nothingDependsOnChanceOrHashOrder() {
    let words = ["SystemRandomNumberGenerator", ".random(in", ".shuffled()", ".randomElement", "Hasher()", "arc4random"]
    for (path, text) in HouseTests.sources {
      for word in words { #expect(!text.contains(word), "\(path) has \(word)") }
    }
  }

  @Test func mathThatDiffersBetweenMachinesStaysInTheAudio() {
    // glibc's transcendental functions give other bits on other CPUs; decisions use SongBase's.
    let words = ["Foundation.exp", "Glibc.exp", " log2(", " exp2(", " pow(", " sin(", " cos(", " tanh("]
    for (path, text) in HouseTests.sources where target(path) != "SongAudio" && !path.hasSuffix("PortableMath.swift") {
      for word in words { #expect(!text.contains(word), "\(path) has\(word)") }
    }
  }

  @Test func modulesHaveNoTypeOfTheirName() {
    let modules = Set(HouseTests.layers.flatMap { $0 })
    for (path, text) in HouseTests.sources {
      for module in modules {
        for kind in ["struct", "class", "enum", "actor", "protocol"] {
          #expect(!text.contains("\(kind) \(module) ") && !text.contains("\(kind) \(module):"), "\(path): \(module)")
        }
      }
    }
  }

  @Test func filesKeepASizeThatCanBeRead() {
    for (path, text) in HouseTests.sources {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
      #expect(lines <= 600, "\(path) has \(lines) lines")
    }
  }

  @Test func everySourceNamesItsLicence() throws {
    let line = "// SPDX-License-Identifier: Apache-2.0"
    var paths = ["Package.swift", "Benchmarks/Package.swift"]
    for folder in ["Sources", "Tests", "Benchmarks/Sources"] {
      for case let path as String in FileManager.default.enumerator(atPath: "\(checkout)/\(folder)")!
      where [".swift", ".c", ".h"].contains(where: path.hasSuffix) { paths.append("\(folder)/\(path)") }
    }
    #expect(paths.count > 250)
    for path in paths {
      let text = String(decoding: try contents(of: path), as: UTF8.self)
      let head = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).prefix(2).map(String.init)
      // A manifest begins with the version of its tools.
      let isManifest = path.hasSuffix("Package.swift")
      #expect(head[isManifest ? 1 : 0] == line, "\(path)")
      if isManifest { #expect(head[0].hasPrefix("// swift-tools-version")) }
    }
  }

  @Test func codesAreUniqueAndTheirStageIsTheirFirstDigit() {
    let codes = DiagnosticCode.allCases.map(\.rawValue)
    #expect(Set(codes).count == codes.count)
    #expect(codes == codes.sorted())
    for code in DiagnosticCode.allCases { #expect(!code.summary.isEmpty && !code.summary.hasSuffix("."), "\(code)") }
  }

  @Test func everyInvariantOfTheArchitectureIsTested() throws {
    let text = String(decoding: try contents(of: "ARCHITECTURE.md"), as: UTF8.self)
    let folder = URL(fileURLWithPath: "\(checkout)/Tests")
    let tests = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)!.compactMap { $0 as? URL }
      .filter { $0.pathExtension == "swift" }.map { (try? String(contentsOf: $0, encoding: .utf8)) ?? "" }.joined()
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("Invariant:") }
    #expect(lines.count >= 8)
    for line in lines {
      // Each names its test in brackets: [targetsDependOnlyDownwards].
      let name = line.split(separator: "[").last?.prefix { $0 != "]" } ?? ""
      #expect(!name.isEmpty && tests.contains("func \(name)("), "\(line)")
    }
  }
}
