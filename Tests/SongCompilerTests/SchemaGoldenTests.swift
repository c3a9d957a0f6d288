// SPDX-License-Identifier: Apache-2.0
import SongCompiler
import SongTestSupport
import Testing

/// What is generated from the schema and stands in the repository is up to date; `make golden` writes it anew.
@Suite struct SchemaGoldenTests {
  @Test func theJSONSchemaIsUpToDate() throws {
    try expectGolden(schemaText(knowledge), at: "Documentation/song-1.schema.json")
  }

  @Test func theReferenceIsUpToDate() throws {
    try expectGolden(referenceText(knowledge), at: "Documentation/language.md")
  }
}
