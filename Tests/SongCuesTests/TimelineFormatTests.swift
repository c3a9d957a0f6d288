// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCues
import SongMIDI
import SongMusic
import Testing

@Suite struct TimelineFormatTests {
  /// Frames of 1001/30000 s.
  private func frames(_ count: Int) -> Rational { Rational(count * 1001, 30_000) }

  @Test func finalCutMarkersAreBroughtToTheTimeline() throws {
    let list = try read(finalCut, .fcpxml)
    let start = Rational(107_999_892, 30_000)
    #expect(list.start == start)
    func at(_ seconds: Rational) -> Rational { start + seconds }
    let expected = [
      // The clip begins at 3.003 s of its own clock.
      Cue(name: "\"Hit\" — one", time: at(frames(120) - frames(90)), colour: "blue", comment: "loud"),
      // The storyline hangs at 4.004 s of the clip; the title is its second second, half of which has passed.
      Cue(name: "In the storyline", time: at(frames(30) + frames(30) + frames(15)), colour: "blue"),
      Cue(name: "To do", time: at(frames(60)), colour: "red"),
      // Connected at 6.1061 s of the clip, with a start of 10 s.
      Cue(name: "Connected", time: at(frames(93) + Rational(330_030, 30_000) - 10), colour: "orange"),
      Cue(name: "Done", time: at(frames(300) + 1), colour: "green"),
    ].sorted { $0.time < $1.time }
    #expect(list.cues == expected)
    #expect(list.hidden == 2)
  }

  @Test func aSpineWithoutOffsetsFollowsItself() throws {
    let text = """
      <fcpxml version="1.9"><project><sequence tcStart="10s"><spine>
        <gap duration="5s"><marker start="1s" value="a"/></gap>
        <audition><clip duration="5s" start="100s"><marker start="102.5s" value="b"/></clip>
          <clip duration="5s"><marker start="1s" value="not chosen"/></clip></audition>
        <gap duration="5s"><marker start='4s' value='c'/></gap>
      </spine></sequence></project></fcpxml>
      """
    let list = try read(text, .fcpxml)
    #expect(list.cues.map(\.name) == ["a", "b", "c"])
    #expect(list.cues.map(\.time) == [11, Rational(35, 2), 24])
  }

  @Test func offsetsFromZeroAreMovedToTheStartOfTheTimeline() throws {
    let text = """
      <fcpxml><project><sequence tcStart="3600s"><spine>
      <gap offset="0s" duration="5s"><marker start="1s" value="a"/></gap>
      <gap offset="5s" duration="5s"><marker start="1s" value="b"/></gap></spine></sequence></project></fcpxml>
      """
    #expect(try read(text, .fcpxml).cues.map(\.time) == [3601, 3606])
  }

  /// A clip of 10 s from its 40th second on, and a marker at its 50th, at 5 s of a timeline.
  private func fitted(_ conform: String, frame: String) -> String {
    """
    <fcpxml><resources><format id="r1" frameDuration="\(frame)"/></resources><project><sequence format="r1"><spine>
    <asset-clip offset="5s" start="40s" duration="12s"><conform-rate \(conform)/>
    <marker start="50s" value="a"/><gap lane="1" offset="45s" duration="1s"><marker start="0s" value="b"/></gap>
    </asset-clip></spine></sequence></project></fcpxml>
    """
  }

  @Test(
    arguments: [
      ("25", "100/2400s", Rational(25, 24)), ("25", "1001/24000s", Rational(1001, 960)), ("24", "1/25s", Rational(24, 25)),
      ("24", "1001/24000s", Rational(1001, 1000)), ("23.98", "1/24s", Rational(1000, 1001)),
      ("23.98", "1001/60000s", Rational(1000, 1001)),
    ])
  func clipsOfOtherRatesRunAsFinalCutFitsThem(_ media: String, _ frame: String, _ scale: Rational) throws {
    let list = try read(fitted("srcFrameRate=\"\(media)\"", frame: frame), .fcpxml)
    #expect(list.cues.map(\.name) == ["b", "a"])
    #expect(list.cues.map(\.time) == [5 + 5 * scale, 5 + 10 * scale])
    let unscaled = try read(fitted("scaleEnabled=\"0\" srcFrameRate=\"\(media)\"", frame: frame), .fcpxml)
    #expect(unscaled.cues.map(\.time) == [10, 15])
  }

  @Test func clipsWhoseFitIsNotKnownAreRefused() {
    for (media, frame) in [("29.97", "1/24s"), ("23.98", "1/25s"), ("25", "1/7s")] {
      #expect(throws: CueError(.fittedClip(framesPerSecond: media), line: 3)) {
        try read(fitted("srcFrameRate=\"\(media)\"", frame: frame), .fcpxml)
      }
    }
  }

  @Test func markersOfTransitionsCountFromTheirStart() throws {
    func project(_ start: String, _ marker: String) -> String {
      """
      <fcpxml><project><sequence tcStart="\(start)"><spine><title offset="\(start)" start="3600s" duration="10s"/>
      <transition offset="\(start)" duration="2s"><marker start="\(marker)" value="a"/></transition>
      </spine></sequence></project></fcpxml>
      """
    }
    #expect(try read(project("3600s", "3601s"), .fcpxml).cues.map(\.time) == [3601])
    #expect(try read(project("0s", "3601s"), .fcpxml).cues.map(\.time) == [1])
    #expect(try read(project("10s", "11s"), .fcpxml).cues.map(\.time) == [11])
    #expect(throws: CueError(.allHidden(1))) { try read(project("10s", "20s"), .fcpxml) }
  }

  @Test(
    arguments: [
      ("<fcpxml/>", .timelines(0), nil), ("<xmeml/>", .otherFormat(expected: .fcpxml), 1),
      ("", .malformed(.endsEarly), 1), ("<fcpxml>", .malformed(.endsEarly), 1),
      ("<fcpxml>\n</fcpxm>", .malformed(.wrongEndTag("fcpxm")), 2),
      ("<fcpxml/><b/>", .malformed(.textBehindEnd), 1), ("<fcpxml a=\"1\" a=\"2\"/>", .malformed(.duplicateKey("a")), 1),
      ("<fcpxml a='&lol;'/>", .malformed(.badEntity), 1), ("<fcpxml a='&#xD800;'/>", .malformed(.badEntity), 1),
      ("<!DOCTYPE fcpxml [<!ENTITY lol \"lol\">]><fcpxml/>", .malformed(.declaresEntities), 1),
      (String(repeating: "<a>", count: 5000), .malformed(.tooDeep), 1),
    ] as [(String, CueError.Cause, Int?)])
  func badXMLIsRefused(_ text: String, _ cause: CueError.Cause, _ line: Int?) {
    #expect(throws: CueError(cause, line: line)) { try read(text, .fcpxml) }
  }

  @Test func badTimesOfFinalCutAreRefused() {
    func project(_ start: String) -> String {
      "<fcpxml><project><sequence><spine>\n<gap><marker \(start) value=\"a\"/></gap></spine></sequence></project></fcpxml>"
    }
    for text in ["1", "1/0s", "1/-2s", "/s", "s", "9223372036854775808/2s", "1/2/3s", "ns"] {
      #expect(throws: CueError(.badValue(name: "start", text: text), line: 2)) {
        try read(project("start=\"\(text)\""), .fcpxml)
      }
    }
    #expect(throws: CueError(.noValue("start"), line: 2)) { try read(project(""), .fcpxml) }
    #expect(throws: CueError(.timeTooLarge, line: 2)) { try read(project("start=\"922337203685477580s\""), .fcpxml) }
    let twice = "<fcpxml><project><sequence/></project><project><sequence/></project></fcpxml>"
    #expect(throws: CueError(.timelines(2))) { try read(twice, .fcpxml) }
  }

  @Test func openTimelineMarkersAreBroughtToTheTimeline() throws {
    let list = try read(openTimeline, .otio)
    #expect(list.start == 3600)
    // Clip of 100, gap of 20, clip of 40, then the stack, which shows its frames 24...48.
    let expected = [
      ("Timeline", 48), ("Second", 48), ("Linked", 50), ("Track", 72), ("Whole media", 130), ("Nest", 166), ("Deep", 166),
    ]
    #expect(list.cues.map(\.name) == expected.map(\.0))
    #expect(list.cues.map(\.time) == expected.map { 3600 + Rational($0.1, 24) })
    #expect(list.cues[0].length == Rational(1, 2) && list.cues[1].length == nil)
    #expect(list.cues[0].comment == "from the start" && list.cues[0].colour == "red")
    #expect(list.hidden == 2)
  }

  @Test func ratesOfVideoAreExactInOpenTimeline() throws {
    for (text, rate) in [
      ("23.976", Rational(24000, 1001)), ("23.98", Rational(24000, 1001)), ("23.976023976023978", Rational(24000, 1001)),
      ("29.97", Rational(30000, 1001)), ("59.94005994005994", Rational(60000, 1001)), ("25.0", 25), ("30", 30),
      ("48000.0", 48000), ("12.5", Rational(25, 2)), ("24.5", Rational(49, 2)),
    ] {
      let stack = #"{"OTIO_SCHEMA":"Stack.1","markers":[\#(marker("m", "900", rate: text))]}"#
      #expect(try read(stack, .otio).cues[0].time == 900 / rate, "\(text)")
    }
    let fraction = #"{"OTIO_SCHEMA":"Stack.1","markers":[\#(marker("m", "48.519999999999996", rate: "1"))]}"#
    #expect(try read(fraction, .otio).cues[0].time == Rational(4852, 100))
  }

  @Test func coloursOfNewerOpenTimelinesHaveNames() throws {
    let text = """
      {"OTIO_SCHEMA": "SerializableCollection.1", "children": [{"OTIO_SCHEMA": "Timeline.1", "tracks":
      {"OTIO_SCHEMA": "Stack.1", "markers": [{"OTIO_SCHEMA": "Marker.3", "name": "m",
      "color": {"OTIO_SCHEMA": "Color.1", "r": 1.0, "name": "Pink"}, "metadata": {"Resolve_OTIO": {"Note": "n"}},
      "marked_range": \(range("24", "0"))}]}}]}
      """
    #expect(try read(text, .otio).cues == [Cue(name: "m", time: 1, colour: "pink", comment: "n")])
  }

  @Test(
    arguments: [
      ("", .malformed(.endsEarly), 1), ("[]", .otherFormat(expected: .otio), 1), ("{\n\"a\" 1}", .malformed(.unexpectedCharacter), 2),
      ("{\"a\":1,\"a\":2}", .malformed(.duplicateKey("a")), 1), ("[01]", .malformed(.badNumber), 1),
      ("[1.]", .malformed(.badNumber), 1), ("[tru]", .malformed(.badNumber), 1), ("[\"\\ud800\"]", .malformed(.badString), 1),
      ("{} x", .malformed(.textBehindEnd), 1), (String(repeating: "[", count: 100_000), .malformed(.tooDeep), 1),
      ("{\"OTIO_SCHEMA\": \"Timeline.1\"}", .timelines(0), nil),
      ("{\"OTIO_SCHEMA\": \"Stack.1\",\n\"markers\": [{}]}", .noValue("marked_range"), 2),
      ("{\"OTIO_SCHEMA\": \"Stack.1\"}", .noCues, nil),
      ("{\"OTIO_SCHEMA\": \"Clip.2\", \"source_range\": \(range("9", "9")), \"markers\": [\(marker("m", "8"))]}", .allHidden(1), nil),
    ] as [(String, CueError.Cause, Int?)])
  func badJSONIsRefused(_ text: String, _ cause: CueError.Cause, _ line: Int?) {
    #expect(throws: CueError(cause, line: line)) { try read(text, .otio) }
  }

  @Test func numbersThatAreNoTimesAreRefused() {
    func stack(_ value: String, _ rate: String) -> String {
      "{\"OTIO_SCHEMA\": \"Stack.1\", \"markers\": [\(marker("m", value, rate: rate))]}"
    }
    for value in ["NaN", "1e400", "99999999999999999999"] {
      #expect(throws: CueError(.badValue(name: "value", text: value), line: 1)) { try read(stack(value, "24"), .otio) }
    }
    for rate in ["0", "-24", "NaN", "1e-300"] {
      #expect(throws: CueError(.badValue(name: "rate", text: rate), line: 1)) { try read(stack("1", rate), .otio) }
    }
    #expect(throws: CueError(.timeTooLarge, line: 1)) { try read(stack("999999999999999999", "0.000000001"), .otio) }
  }

  @Test func midiMarkersGoThroughTheTempoMap() throws {
    let list = try readCues(midiWithMarkers(), format: .midi)
    // Half a second a quarter for four quarters, then 333,333 microseconds a quarter.
    #expect(list.cues.map(\.name) == ["Intro", "Straße", "Logo"])
    #expect(microseconds(list) == [0, 2_000_000, 2_000_000 + 500_000])
    // One and a half quarters are 499,999.5 microseconds.
    #expect(list.cues[2].time == Rational(5, 2))
    #expect(throws: CueError(.otherFormat(expected: .midi))) { try read("MTrk", .midi) }
    #expect(throws: CueError(.midi(.truncated(at: 10)))) { try read("MThd\0\0\0\u{6}\0\0", .midi) }
  }

  @Test func midiTimecodeDivisionsHaveNoTempo() throws {
    var bytes = midiWithMarkers()
    bytes.replaceSubrange(12..<14, with: [0xE3, 100])
    let list = try readCues(bytes, format: .midi)
    #expect(list.cues.map(\.time) == [0, Rational(1920 * 1001, 3_000_000), Rational(2640 * 1001, 3_000_000)])
  }
}

/// 480 ticks a quarter: a tempo of 120, from tick 1920 one of 333,333 microseconds; markers at 0, 1920 and, as a cue point
/// in another track that also repeats the first, 2640. The second is in Latin-1.
func midiWithMarkers() -> [UInt8] {
  func track(_ body: [UInt8]) -> [UInt8] {
    Array("MTrk".utf8) + [0, 0, 0, UInt8(body.count + 4)] + body + [0, 0xFF, 0x2F, 0]
  }
  let first: [UInt8] =
    [0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20, 0, 0xFF, 0x06, 5] + Array("Intro".utf8) + [0x8F, 0x00, 0xFF, 0x51, 3, 0x05, 0x16, 0x15]
    + [0, 0xFF, 0x06, 6, 0x53, 0x74, 0x72, 0x61, 0xDF, 0x65]
  let second: [UInt8] =
    [0, 0xFF, 0x06, 5] + Array("Intro".utf8) + [0x94, 0x50, 0xFF, 0x07, 4] + Array("Logo".utf8)
  return Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, 2, 0x01, 0xE0] + track(first) + track(second)
}
