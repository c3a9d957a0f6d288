// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCues
import SongMusic
import Testing

/// What is read is either a list within its promises or an error with words; it never traps.
@Suite struct AdversarialTests {
  private static let samples: [(format: CueFormat, bytes: [UInt8])] = [
    (.edl, Array(resolveEDL.utf8)), (.edl, Array(avidEDL.utf8)), (.markerTable, utf16(premiereTable)),
    (.markerTable, Array(auditionTable.utf8)), (.fcpxml, Array(finalCut.utf8)), (.otio, Array(openTimeline.utf8)),
    (.srt, Array(subtitles.utf8)), (.midi, midiWithMarkers()), (.audacity, Array(labels.utf8)),
  ]

  private func check(_ bytes: [UInt8], _ format: CueFormat, _ note: String) {
    do {
      let list = try readCues(bytes, format: format, frameRate: .frames2997)
      for cue in list.cues {
        #expect(cue.time.denominator <= 1_000_000 && abs(cue.time.floor) <= 360_000, "\(note)")
        #expect(cue.length.map { $0 > 0 } ?? true, "\(note)")
        #expect(!cue.name.contains("\n") && !cue.name.contains("\t"), "\(note)")
        _ = cue.time(since: Rational(107_892 * 1001, 30_000))
      }
      #expect(list.cues == list.cues.sorted { $0.time < $1.time }, "\(note)")
      // A cue before the start can't be written; all others can.
      _ = try? writeMarkerEDL(list.cues, title: "", frameRate: .frames5994Drop, start: Timecode())
      _ = try? writeSRT(list.cues)
    } catch {
      #expect(!error.words.isEmpty && !error.remedy.words.isEmpty && error.line.map { $0 >= 1 } ?? true, "\(note)")
    }
  }

  @Test func changedBytesNeverTrap() {
    // Bytes that mean something to one format or another.
    let telling: [UInt8] = Array("0129:;,.-+eE/\"'<>{}[]\\|&#*\t\n\r s".utf8) + [0, 0x7F, 0x80, 0xC3, 0xFE, 0xFF]
    for (number, sample) in AdversarialTests.samples.enumerated() {
      var numbers = Seed(number).child("mutation").generator
      for round in 0..<600 {
        var bytes = sample.bytes
        for _ in 0...numbers.below(4) {
          let at = numbers.below(bytes.count)
          switch numbers.below(4) {
          case 0: bytes[at] ^= 1 << UInt8(numbers.below(8))
          case 1: bytes[at] = numbers.element(of: telling)
          case 2: bytes.remove(at: at)
          default: bytes.insert(numbers.element(of: telling), at: at)
          }
        }
        check(bytes, sample.format, "\(sample.format) \(number) round \(round)")
      }
    }
  }

  @Test func truncatedFilesNeverTrap() {
    for (number, sample) in AdversarialTests.samples.enumerated() {
      for end in stride(from: 0, to: sample.bytes.count, by: max(1, sample.bytes.count / 250)) {
        check(Array(sample.bytes[..<end]), sample.format, "\(sample.format) \(number) up to \(end)")
      }
    }
  }

  @Test func numbersOfAnySizeNeverTrap() {
    let numbers = ["9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e308", "0.000000000000000000001", "-0"]
    for (index, sample) in AdversarialTests.samples.enumerated() where sample.format != .midi {
      let pieces = digitRuns(in: sample.bytes)
      for run in pieces.indices {
        for number in numbers {
          var bytes = sample.bytes
          bytes.replaceSubrange(pieces[run], with: Array(number.utf8))
          check(bytes, sample.format, "\(sample.format) \(index) number \(run) as \(number)")
        }
      }
    }
  }

  @Test func filesOfOtherFormatsAreRefused() {
    for sample in AdversarialTests.samples {
      for format in CueFormat.allCases where format != sample.format {
        #expect(throws: CueError.self, "\(sample.format) as \(format)") {
          try readCues(sample.bytes, format: format, frameRate: .frames2997)
        }
      }
    }
  }

  @Test func emptyFilesAreRefused() {
    for format in CueFormat.allCases {
      for bytes in [[], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], Array(" \r\n\t".utf8)] as [[UInt8]] {
        #expect(throws: CueError.self) { try readCues(bytes, format: format, frameRate: .frames24) }
      }
    }
  }

  @Test func largeFilesTakeNoMoreThanTheirShare() throws {
    let line = "001  001  V  C  01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01\n |C:x |M:a |D:1\n"
    #expect(try read(String(repeating: line, count: 5000), .edl, .frames25).cues.count == 1)
    #expect(throws: CueError.self) { try read(String(repeating: "|C:", count: 100_000), .edl, .frames25) }
    #expect(throws: CueError.self) { try read(String(repeating: "<", count: 100_000), .srt) }
    #expect(throws: CueError.self) { try read("<a" + String(repeating: " b='&amp;'", count: 10_000), .fcpxml) }
  }
}

private func digitRuns(in bytes: [UInt8]) -> [Range<Int>] {
  var runs: [Range<Int>] = []
  var start: Int?
  for (index, byte) in bytes.enumerated() {
    if (0x30...0x39).contains(byte) {
      start = start ?? index
    } else if let first = start {
      runs.append(first..<index)
      start = nil
    }
  }
  return runs
}
