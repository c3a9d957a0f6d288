// SPDX-License-Identifier: Apache-2.0
import SongIR
import Testing

@Suite struct PathTemplateTests {
  private func path(_ text: String, _ values: [String: String]) -> String? { PathTemplate(text)?.path(values) }

  @Test func fieldsAreFilled() {
    #expect(path("a/{title}-{part}.wav", ["title": "Night", "part": "low"]) == "a/Night-low.wav")
    #expect(path("{a}{b}", ["a": "1", "b": "2"]) == "12")
    #expect(path("plain.mid", [:]) == "plain.mid")
    #expect(PathTemplate("x{a}y{b}")?.fields == ["a", "b"])
  }

  @Test func bracesHavePartners() {
    for text in ["{", "}", "a{b", "a}b", "{a{b}}", "}{"] { #expect(PathTemplate(text) == nil, "\(text)") }
  }

  /// What a value says is a name, never a way out of the folder.
  @Test func valuesLeadNowhere() {
    #expect(path("{title}.wav", ["title": "../../etc/passwd"]) == "..-..-etc-passwd.wav")
    #expect(path("{title}/a.wav", ["title": ".."]) == "--/a.wav")
    #expect(path("{title}/a.wav", ["title": "."]) == "-/a.wav")
    #expect(path("{title}/a.wav", ["title": ""]) == "-/a.wav")
    #expect(path("{title}.wav", ["title": "a\u{0}b\nc\\d"]) == "a-b-c-d.wav")
  }
}
