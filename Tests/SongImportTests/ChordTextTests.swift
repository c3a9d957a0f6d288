// SPDX-License-Identifier: Apache-2.0
import SongImport
import Testing

/// Placeholder suite until fixtures land.
@Suite struct ChordTextTests {
  @Test func formatsHaveTitles() { #expect(ImportFormat.allCases.allSatisfy { !$0.title.isEmpty }) }
}
