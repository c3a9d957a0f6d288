// SPDX-License-Identifier: Apache-2.0
import Foundation
import FoundationXML
import SongBase
import SongDiagnostics
import Testing

/// A run over `a b,c:d.yaml` with an error that has a fix, one with a label, a warning, and an error without a place.
private struct Found {
  var sources = SourceMap()
  var diagnostics: [Diagnostic] = []

  init() {
    let text = "song: 1\ntitle: 'é<\"&%'\nmood: sci-fi\ntempo: \"120\n  ..100\"\n"
    let file = sources.add(name: "a b,c:d.yaml", bytes: Array(text.utf8))
    func span(_ words: String) -> Span {
      let range = text.range(of: words)!
      let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
      return Span(file: file.id, start: start, end: start + words.utf8.count)
    }
    diagnostics = [
      .unknownKey("<\"&%'", in: "a\tspec\u{1}", at: span("<\"&%"), candidates: ["title"]).inside("title"),
      .hyphenatedName("sci-fi", replacement: "sci_fi", at: span("sci-fi")),
      .duplicateKey("tempo", at: span("120\n  ..100"), first: span("song")),
      .fileUnwritable("out/100%", reason: "No space left on device"),
    ]
  }
}

@Suite struct ShortRendererTests {
  @Test func aProblemTakesOneLine() {
    let found = Found()
    let text = found.diagnostics.map(ShortRenderer(sources: found.sources).render).joined()
    #expect(
      text == """
        a b,c:d.yaml:2:10: error[S2001]: '<"&%'' is not a key of a spec\u{FFFD}
        a b,c:d.yaml:3:7: warning[S2011]: 'sci-fi' is written with '_'
        a b,c:d.yaml:4:9: error[S1005]: the key 'tempo' stands twice
        error[S9002]: can't write 'out/100%': No space left on device

        """)
  }
}

@Suite struct GitHubRendererTests {
  @Test func commandsAreEscaped() throws {
    let found = Found()
    let lines = found.diagnostics.map(GitHubRenderer(sources: found.sources).render)
    #expect(lines.allSatisfy { $0.hasSuffix("\n") && $0.dropLast().allSatisfy { !$0.isNewline } })
    #expect(lines[0].hasPrefix("::error file=a b%2Cc%3Ad.yaml,line=2,endLine=2,col=10,endColumn=14,title=songc S2001::'<\"&%25'' is not a key"))
    #expect(lines[1].hasPrefix("::warning file=a b%2Cc%3Ad.yaml,line=3,endLine=3,col=7,endColumn=13,title=songc S2011::"))
    #expect(lines[1].contains("%0Anote: ") && lines[1].hasSuffix("%0Ahelp: write: sci_fi\n"))
    #expect(lines[2].hasPrefix("::error file=a b%2Cc%3Ad.yaml,line=4,endLine=5,title=songc S1005::"))
    #expect(lines[3].hasPrefix("::error title=songc S9002::can't write 'out/100%25': No space"))
  }
}

@Suite struct SARIFRendererTests {
  private func log(_ found: Found) throws -> [String: Any] {
    let text = SARIFRenderer(sources: found.sources, version: "1.2.3").render(found.diagnostics)
    return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func object(_ value: Any?, _ path: String) throws -> [String: Any] {
    var value = value
    for step in path.split(separator: ".") {
      if let index = Int(step) {
        let list = try #require(value as? [Any])
        try #require(list.indices.contains(index))
        value = list[index]
      } else {
        value = try #require((value as? [String: Any])?[String(step)])
      }
    }
    return try #require(value as? [String: Any])
  }

  @Test func aLogHasRulesResultsRegionsAndFixes() throws {
    let log = try log(Found())
    #expect(log["version"] as? String == "2.1.0")
    let driver = try object(log, "runs.0.tool.driver")
    #expect(driver["name"] as? String == "songc" && driver["version"] as? String == "1.2.3")
    let rules = try #require(driver["rules"] as? [[String: Any]])
    #expect(rules.map { $0["id"] as? String } == ["S1005", "S2001", "S2011", "S9002"])
    let results = try #require(try object(log, "runs.0")["results"] as? [[String: Any]])
    #expect(results.count == 4)
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
    }
    #expect(results.map { $0["level"] as? String } == ["error", "warning", "error", "error"])
    let place = try object(results[0], "locations.0.physicalLocation")
    #expect(try object(place, "artifactLocation")["uri"] as? String == "a%20b,c%3Ad.yaml")
    let region = try object(place, "region") as? [String: Int]
    #expect(
      region == ["startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 14, "byteOffset": 18, "byteLength": 4])
    #expect(try object(results[0], "locations.0.logicalLocations.0")["fullyQualifiedName"] as? String == "title")
    #expect((try object(results[0], "message")["text"] as? String)?.hasPrefix("'<\"&%'' is not a key of a\tspec\u{1}\n") == true)
    let fix = try object(results[1], "fixes.0.artifactChanges.0.replacements.0")
    #expect(try object(fix, "insertedContent")["text"] as? String == "sci_fi")
    #expect(try object(fix, "deletedRegion")["startColumn"] as? Int == 7)
    #expect(try object(results[1], "fixes.0.properties")["safe"] as? Bool == true)
    #expect(try object(results[2], "relatedLocations.0.physicalLocation.region")["startLine"] as? Int == 1)
    #expect(results[3]["locations"] == nil)
  }

  @Test func aRunWithoutFindingsIsALogToo() throws {
    var found = Found()
    found.diagnostics = []
    #expect(try object(log(found), "runs.0")["results"] as? [String] == [])
  }

  @Test func pathsFromTheRootAreFileAddresses() throws {
    var sources = SourceMap()
    let file = sources.add(name: "/tmp/ü.yaml", bytes: [])
    let text = SARIFRenderer(sources: sources, version: "1").render([.emptyDocument(at: file.span)])
    #expect(text.contains("\"uri\": \"file:///tmp/%C3%BC.yaml\""))
  }
}

@Suite struct JUnitRendererTests {
  @Test func aSpecIsACase() throws {
    let found = Found()
    let text = JUnitRenderer(sources: found.sources).render([
      .init(name: "a b,c:d.yaml", diagnostics: found.diagnostics), .init(name: "<clean>", diagnostics: []),
    ])
    #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"songc\" tests=\"2\" failures=\"1\" errors=\"0\">\n"))
    #expect(text.contains("<testcase name=\"&lt;clean&gt;\" classname=\"songc\"/>"))
    let reader = Elements()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.names == ["testsuites", "testsuite", "testcase", "failure", "failure", "failure", "system-out", "testcase"])
    #expect(reader.messages.first == "'<\"&%'' is not a key of a\tspec\u{FFFD}")
    #expect(reader.text.contains("a b,c:d.yaml:3:7: warning[S2011]: 'sci-fi' is written with '_'"))
    #expect(reader.text.contains("a b,c:d.yaml:2:10: error[S2001]: '<\"&%''"))
  }

  /// A spec whose errors were cut off isn't sound.
  @Test func hiddenErrorsFailToo() {
    let text = JUnitRenderer(sources: SourceMap()).render([.init(name: "a", diagnostics: [], hiddenErrors: 2)])
    #expect(text.contains("failures=\"1\"") && text.contains("<failure type=\"hidden\" message=\"2 more errors aren't shown\"/>"))
  }

  private final class Elements: NSObject, XMLParserDelegate {
    var names: [String] = []
    var messages: [String] = []
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      names.append(name)
      if let message = attributes["message"] { messages.append(message) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }
}

@Suite struct DiagnosticPolicyTests {
  private func judged(_ policy: DiagnosticPolicy) -> [String] {
    var sink = DiagnosticSink(policy: policy)
    sink.report(Found().diagnostics)
    return sink.diagnostics.filter(policy.shows).map { "\($0.code.rawValue) \($0.severity.rawValue)" }
  }

  @Test func warningsCanBeDeniedAndAllowed() {
    #expect(judged(DiagnosticPolicy()).contains("S2011 warning"))
    #expect(judged(DiagnosticPolicy(deniesWarnings: true)).contains("S2011 error"))
    #expect(judged(DiagnosticPolicy(denied: [.hyphenatedName])).contains("S2011 error"))
    #expect(judged(DiagnosticPolicy(denied: [.foreignChord])).contains("S2011 warning"))
    #expect(!judged(DiagnosticPolicy(deniesWarnings: true, allowed: [.hyphenatedName])).contains { $0.hasPrefix("S2011") })
  }

  @Test func errorsStayErrors() {
    #expect(judged(DiagnosticPolicy(allowed: [.unknownKey])).contains("S2001 error"))
  }
}
