// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongFuzz
import SongTestSupport
import Testing

/// Inputs that fuzzers found, and those that they began with: `Tests/FuzzCorpus/ENTRY/`.
@Suite struct CorpusTests {
  @Test(arguments: FuzzEntry.allCases) func whatWasFoundIsReadWithoutFault(_ entry: FuzzEntry) throws {
    let folder = "Tests/FuzzCorpus/\(entry.rawValue)"
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(checkout)/\(folder)").sorted()
    #expect(!names.isEmpty)
    for name in names { #expect(entry.faults(of: try contents(of: "\(folder)/\(name)")) == [], "\(name)") }
  }
}
