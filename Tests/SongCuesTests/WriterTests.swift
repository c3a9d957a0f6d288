// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCues
import SongMusic
import Testing

@Suite struct WriterTests {
  private let cues = [
    Cue(name: "Intro", time: 0, colour: "orange", comment: "2 guitars"),
    Cue(name: "Hit | one", time: Rational(1001, 1000), length: Rational(1001, 500), colour: "red"),
    Cue(name: "", time: Rational(61), comment: "*\tloud"),
  ]

  @Test func edlIsWrittenAsResolveWritesIt() throws {
    let bytes = try writeMarkerEDL(cues, title: "My\nSong", frameRate: .frames2997Drop)
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        TITLE: My Song
        FCM: DROP FRAME

        001  001      V     C        01:00:00;00 01:00:00;01 01:00:00;00 01:00:00;01  
        - 2 guitars |C:ResolveColorSand |M:Intro |D:1

        002  001      V     C        01:00:01;00 01:00:01;01 01:00:01;00 01:00:01;01  
         |C:ResolveColorRed |M:Hit / one |D:60

        003  001      V     C        01:01:01;00 01:01:01;01 01:01:01;00 01:01:01;01  
        - * loud |C:ResolveColorBlue |M: |D:1


        """)
  }

  @Test func tableIsWrittenAsPremiereWritesIt() throws {
    let bytes = try writeMarkerTable(cues, frameRate: .frames2997Drop, start: Timecode(hours: 10, isDropFrame: true))
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type
        Intro\t2 guitars\t10;00;00;00\t10;00;00;00\t00;00;00;00\tComment
        Hit | one\t\t10;00;01;00\t10;00;03;00\t00;00;02;00\tComment
        \t* loud\t10;01;01;00\t10;01;01;00\t00;00;00;00\tComment

        """)
  }

  @Test func subtitlesAreShownUntilTheNext() throws {
    #expect(
      String(decoding: try writeSRT(cues, start: 3600), as: UTF8.self) == """
        1
        01:00:00,000 --> 01:00:01,001
        Intro

        2
        01:00:01,001 --> 01:00:03,003
        Hit | one

        3
        01:01:01,000 --> 01:01:03,000
        3


        """)
  }

  @Test func whatIsWrittenIsRead() throws {
    for number in 0..<40 {
      var numbers = Seed(number).child("cues").generator
      for rate in FrameRate.all {
        let cues = randomCues(rate, &numbers)
        let start = Timecode(hours: 1)
        let zero = rate.time(ofFrame: try rate.frame(of: start))
        func moved(_ list: CueList) -> [Cue] {
          list.cues.map {
            Cue(name: $0.name, time: $0.time - zero, length: $0.length, colour: $0.colour, comment: $0.comment)
          }
        }
        let edl = try writeMarkerEDL(cues, title: "t", frameRate: rate, start: start)
        #expect(edl == (try writeMarkerEDL(cues, title: "t", frameRate: rate, start: start)))
        #expect(moved(try readCues(edl, format: .edl, frameRate: rate)) == cues, "seed \(number), \(rate)")
        let table = try writeMarkerTable(cues, frameRate: rate, start: start)
        let withoutColours = cues.map { Cue(name: $0.name, time: $0.time, length: $0.length, comment: $0.comment) }
        #expect(moved(try readCues(table, format: .markerTable, frameRate: rate)) == withoutColours, "seed \(number), \(rate)")
        let subtitles = try readCues(try writeSRT(cues), format: .srt).cues
        #expect(subtitles.map(\.name) == cues.map(\.name), "seed \(number), \(rate)")
        for (read, written) in zip(subtitles, cues) {
          let difference = read.time - written.time
          #expect(Rational(-1, 2000) <= difference && difference <= Rational(1, 2000), "seed \(number), \(rate)")
        }
      }
    }
  }

  @Test func timecodesBeyondMidnightAreRefused() {
    let late = [Cue(name: "x", time: 7200)]
    #expect(throws: CueError(.outOfDay)) {
      try writeMarkerEDL(late, title: "", frameRate: .frames25, start: Timecode(hours: 23))
    }
    #expect(throws: CueError(.outOfDay)) { try writeMarkerTable([Cue(name: "x", time: -1)], frameRate: .frames25) }
    #expect(throws: CueError(.outOfDay)) { try writeSRT([Cue(name: "x", time: -1)]) }
    #expect(throws: CueError(.timeTooLarge)) { try writeSRT([Cue(name: "x", time: Rational(Int.max))]) }
    #expect(throws: CueError(.timeTooLarge)) {
      try writeMarkerTable([Cue(name: "x", time: Rational(Int.max, 3))], frameRate: .frames5994)
    }
    #expect(throws: CueError(.badTimecode("30:00:00:00"))) {
      try writeMarkerTable([], frameRate: .frames25, start: Timecode(hours: 30))
    }
    #expect(throws: CueError(.droppedTimecode("00:01:00;00", .frames2997Drop))) {
      try writeMarkerTable([], frameRate: .frames2997Drop, start: Timecode(minutes: 1, isDropFrame: true))
    }
  }
}

/// Cues on different frames of the first hour, in order of time, with text that no format changes.
private func randomCues(_ rate: FrameRate, _ numbers: inout RandomStream) -> [Cue] {
  var frames: Set<Int> = []
  while frames.count < 8 { frames.insert(numbers.below(rate.numbersPerSecond * 3600)) }
  let names = ["Hit", "Straße, Nacht", "\"Logo\" ein", "a;b:c", "/D: nearly", "Ende 🎬"]
  return frames.sorted().map { frame in
    let length = numbers.below(4) * (2 + numbers.below(3000))
    return Cue(
      name: numbers.element(of: names), time: rate.time(ofFrame: frame),
      length: length == 0 ? nil : rate.time(ofFrame: length), colour: numbers.chance(percent: 50) ? "red" : "cream",
      comment: numbers.chance(percent: 50) ? "a note" : nil)
  }
}
