// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongDiagnostics
import SongIR
import SongMusic
import Testing

@Suite struct DumpTests {
  /// Each IR's dump by the first word of it.
  private func dumps() -> [(name: String, text: String)] {
    [
      ("spec", fullSpec.dump()), ("settings", settings.dump()), ("arrangement", arrangement.dump()),
      ("score", score.dump()), ("performance", performance.dump()), ("session", session.dump()),
    ]
  }

  @Test func aDumpIsStableAndOrientedByLines() {
    for ((name, text), again) in zip(dumps(), dumps()) {
      #expect(text == again.text, "\(name)")
      #expect(text.hasPrefix(name) && text.hasSuffix("\n"), "\(name)")
      for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
        #expect(!line.isEmpty && line.last != " " && !line.contains("\t"), "\(name): '\(line)'")
      }
    }
  }

  @Test func aScoreSaysEachNoteOnALine() {
    #expect(
      score.dump() == """
        score "Two\\nlines" 2 bars
          tempo at=0 120.000 beat=1
          tempo at=4 97.984 beat=1/2 fermata
          section A' at=0
          section end at=4
          chord 1|1 F#m7b5/A len=4
          chord 2|1 N.C. len=7/2
        part tune flute 2 notes
          dynamic 1|1 mf
          dynamic 2|1 ppp
          1|4/3 F#4 len=2/3 <A.1/tune>
          2|2 F#4 len=3 staccato,tenuto,accent,marcato emph=-14 <end.1/tune>
        part kit pop-kit 1 notes
          1|1 kick len=1 emph=14

        """)
  }

  @Test func aPerformanceSaysEachNoteInTicks() {
    #expect(
      performance.dump() == """
        performance "Two\\nlines" length=7200 0:04.143208
          tempo 0 500000us
          tempo 3840 612345us
          time 0 4/4
          time 3840 7/8
          key 0 D minor
          marker 0 "A'\\n"
        part tune flute program=73 1 notes
          control 5 64 127
          322 len=600 key=66 vel=77
        part kit pop-kit percussion 0 notes

        """)
  }

  @Test func anArrangementShowsWhoPlaysWhen() {
    #expect(
      arrangement.dump() == """
        arrangement 2 bars 0:08.000
          tempo 0 500000us
          tempo 3840 612345us
          section A' bars=1..1 at=0:00.000 segment=A.1 verse half "D minor"
          section end bars=2..2 at=0:02.000 segment=end.1 outro authentic "D minor"
          sync "logo" "section end" asked=0:02.000 placed=0:02.000001 at=4 "section end"
          bar 1 at=0 4/4 A' 25.5%
          bar 2 at=4 7/8 end 70% ring
          tune .#
          kit  F-

        """)
  }

  @Test func aSessionShowsItsChains() {
    #expect(
      session.dump() == """
        session "Two\\nlines" 48000Hz 199998 frames
          track tune font=FluidR3_GM bank=0 program=73 3 events gain=-1.50dB pan=-0.25
            effect http://gareus.org/oss/lv2/fil4#stereo HPfreq=80.5 enable=1
            send reverb -12.00dB
          return reverb gain=-2.00dB
            effect http://gareus.org/oss/lv2/fil4#stereo HPfreq=80.5 enable=1
          master -14.00LUFS -1.00dBTP fade=48000 dither=77
            effect http://gareus.org/oss/lv2/fil4#stereo HPfreq=80.5 enable=1
            effect http://gareus.org/oss/lv2/fil4#stereo HPfreq=80.5 enable=1

        """)
  }

  @Test func aSpecSaysOneFactALine() {
    let lines = Set(fullSpec.dump().split(separator: "\n").map(String.init))
    let expected = [
      #"  title "A \"song\"\nfor é""#, #"  seed "harbour""#, "  mood action", "  duration 1:00.000..1:15.500001",
      "  tempo 108..253/2 prefer=110 beat=3/2", "  time 7/8 (2+2+3)", "  key D minor", "  form A A'", "    bars 4..8",
      "    bars auto", "    bars 8", "    chords F#m7b5/A .", "    intensity 2/5 -> 1", "    enter bar 17 beat 3.5",
      "    enter A' - 2 bars", "    enter tc 01:00:08;03", "    enter 3.5 beats", "    enter 1/8", "    range 57..86",
      "  humanize timing=17/2 velocity=1/10 swing=27/50 length=0", "  master.peak -3/2",
      #"  export wav "out/a b.wav" rate=48000 bits=24"#, "  sounds.licence any",
    ]
    for line in expected { #expect(lines.contains(line), "'\(line)'") }
    #expect(Spec().dump() == "spec\n")
  }

  @Test func settingsSayEachChoiceWithItsReason() {
    let lines = settings.dump().split(separator: "\n").map(String.init)
    #expect(lines[1...8].contains("  style: folk (drawn 0/style)"))
    #expect(lines.contains("  style: - (style)"))
    #expect(lines.contains(#"  A' function=verse bars=2..4 prefer=2 key="D minor" time="4/4" intensity=25.5%..70% chords=1"#))
    #expect(lines.contains("  tune melody instrument=flute sound=gm:FluidR3_GM range=60..84 from=0% gain=-1.5dB pan=-0.25 send=-12.0dB"))
  }

  @Test func anyChangeOfANoteShowsInTheDump() {
    for change in 0..<5 {
      var changed = score
      switch change {
      case 0: changed.parts[0].notes[0].onset += Rational(1, 960)
      case 1: changed.parts[0].notes[0].duration += Rational(1, 960)
      case 2: changed.parts[0].notes[0].sound = .pitch(Pitch(PitchName(step: 4, alter: -1), octave: 4))
      case 3: changed.parts[0].notes[0].articulations = [.accent]
      default: changed.parts[0].notes[0].emphasis = 1
      }
      #expect(changed.dump() != score.dump(), "change \(change)")
    }
  }
}
