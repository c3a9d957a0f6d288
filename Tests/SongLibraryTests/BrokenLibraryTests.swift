// SPDX-License-Identifier: Apache-2.0
import SongDiagnostics
import SongLibrary
import Testing

/// A file with one fault, and what is said of it.
struct BrokenFile: Sendable, CustomTestStringConvertible {
  let path: String
  /// The line of the good file that is replaced, and what stands there instead.
  let line: String
  let by: String
  let code: String
  let message: String

  var testDescription: String { "\(path): \(message)" }

  /// Reads path, `- LINE`, any number of `+ LINE`, and the code with a part of the message.
  init(_ text: String) {
    let lines = text.split(separator: "\n").map(String.init)
    path = lines[0]
    line = String(lines[1].dropFirst(2))
    by = lines.dropFirst(2).dropLast().map { String($0.dropFirst(2)) }.joined(separator: "\n")
    code = String(lines.last!.prefix(5))
    message = String(lines.last!.dropFirst(6))
  }

  /// Puts the fault into good files.
  func check(in goodFiles: [(path: String, text: String)]) throws {
    var files = goodFiles
    let index = try #require(files.firstIndex { $0.path == path })
    let good = files[index].text
    #expect(good.contains(line), "the good file has the line")
    files[index].text = good.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0 == line ? by : String($0) }.joined(separator: "\n")
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let library = Library.decode(files: files.map { ($0.path, Array($0.text.utf8)) }, sources: &sources, sink: &sink)
    #expect(library == nil)
    let found = sink.diagnostics.first
    #expect(found?.code.rawValue == code)
    #expect(message.isEmpty || found?.message.contains(message) == true, "\(found?.message ?? "nothing")")
    #expect(found?.span.map { sources[$0.file].name } == path)
    #expect(sink.diagnostics.count == 1, "\(sink.diagnostics.map(\.message))")
  }
}

@Suite struct BrokenLibraryTests {
  @Test(arguments: brokenFiles) func saysWhatIsWrong(_ broken: BrokenFile) throws { try broken.check(in: goodFiles) }

  @Test func theGoodFilesAreGood() {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let files = goodFiles.map { ($0.path, Array($0.text.utf8)) }
    #expect(Library.decode(files: files, sources: &sources, sink: &sink) != nil)
    #expect(sink.diagnostics.map(\.message) == [])
  }

  @Test func allProblemsOfAFileAreReported() {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let text = "name: Broken\ntempo: fast\nregister: 99\nspeed: 3\n"
    #expect(Library.decode(files: [("moods/broken.yaml", Array(text.utf8))], sources: &sources, sink: &sink) == nil)
    #expect(sink.diagnostics.contains { $0.code == .badNumber })
    #expect(sink.diagnostics.contains { $0.code == .valueOutOfRange })
    #expect(sink.diagnostics.contains { $0.code == .unknownKey })
    #expect(sink.diagnostics.contains { $0.code == .libraryInvalid && $0.message == "the key 'tags' is missing" })
  }

  @Test func oneKeyHasOneFile() {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let kit = Array("hit: {key: 41, display: c5, notehead: normal}\n".utf8)
    let files = [("a/drumkits/x.yaml", kit), ("b/drumkits/x.yaml", kit)]
    #expect(Library.decode(files: files, sources: &sources, sink: &sink) == nil)
    #expect(sink.diagnostics.map(\.message) == ["the library has a second file drumkits/x.yaml"])
  }

  @Test func otherFoldersAreLeftAlone() {
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let files = [("models/x.songmodel", [UInt8(0)]), ("README.yaml", [0]), ("cards/card.yaml", [0])]
    #expect(Library.decode(files: files, sources: &sources, sink: &sink) != nil)
    #expect(sources.files.isEmpty)
  }
}

private let goodFiles: [(path: String, text: String)] = [
  (
    "styles/small.yaml",
    """
    name: Small
    tags: [small]
    arrangement:
      tempo: {range: 90..120, prefer: 100}
      meters: {4/4: 1}
      modes: {major: 1}
      tonics: {C: 1}
      sections:
        A: {bars: 8, intensity: 40% -> 60%}
      forms:
        - {upto: 20s, form: A}
        - {upto: 40s, form: A A}
      returns: [{first: [bass], density: 5%, register: 2, ride: true}]
      cycle: A
      band:
        - part: bass
          role: bass
          instruments: {tuba: 1}
          patterns: {low: 1}
          from: 0%
          level: 0 dB
          pan: 0
        - part: drum
          role: drums
          instruments: {drum: 1}
          patterns: {beat: 1}
          from: 0%
          level: 0 dB
          pan: -0.5
    composition:
      harmony: {model: chords, bars: 1, cadences: 50%, temperature: 100%}
      melody: {model: melody, rhythm: rhythm, density: 100%, plans: pop, repetition: 100%, repeats: 70%, passing: 0%, varies: inside, temperature: 100%, ornament: folk}
      drums: {looseness: 80%, takes: {rock: 2, pop: 1}}
    humanize:
      timing: 8ms
      velocity: 10%
      swing: 50%
      length: 8%
      rules: {high-loud: 100%, chord-spread: 0%}
      groove:
        share: 50%
        kick: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
        kit: 0.5 -4 1 2 3 4 5 6 7 8 9 10 11 12 13 14
        levels: 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0
    mix: small
    """
  ),
  (
    "instruments/tuba.yaml",
    """
    name: Tuba
    abbreviation: Tba.
    family: brass
    roles: [bass]
    range: d1..f4
    comfortable: f1..bb3
    clef: bass
    program: 58
    polyphony: 1
    sustained: true
    breath: 8s
    strings: [d1, a1]
    frets: 4
    span: 16
    hands: 2
    players: 1
    vibrato: {depth: 20 ct, rate: 5 Hz, after: 300ms}
    bends: {scoop: 80 ct}
    sounds:
      - {name: fluid, font: FluidR3_GM, bank: 0, program: 58, licence: MIT, trim: 0 dB, attack: 5ms, brightness: 900 Hz}
    tags: [small]
    """
  ),
  (
    "instruments/drum.yaml",
    """
    name: Drum
    abbreviation: Dr.
    family: percussion
    roles: [drums]
    program: 0
    kit: one
    sounds:
      - name: fluid
        font: FluidR3_GM
        bank: 128
        program: 0
        licence: MIT
        trim: 0 dB
        attack: 5ms
        brightness: 900 Hz
        layers:
          - {key: 41, wave: sine, from: 180 Hz, to: 50 Hz, glide: 30ms, decay: 400ms, level: 0 dB, highpass: 30 Hz, lowpass: 400 Hz}
    tags: [small]
    """
  ),
  ("drumkits/one.yaml", "hit: {key: 41, display: c5, notehead: normal}"),
  (
    "patterns/low.yaml",
    """
    role: bass
    tags: [small]
    meter: 4/4
    grooves:
      - {from: 0%, cells: "1 - - -"}
      - {from: 50%, cells: "1 . 5! a?"}
    """
  ),
  (
    "patterns/beat.yaml",
    """
    role: drums
    tags: [small]
    meter: 4/4
    grooves:
      - {from: 0%, grid: {hit: "x... g..."}}
    fills:
      - {from: 0%, grid: {hit: "xxXx"}}
    """
  ),
  (
    "effects/verb.yaml",
    """
    uri: urn:verb
    bundle: verb.lv2
    package: verb
    controls: {dry: 0, wet: 1.5}
    insert: {dry: 1}
    tempo: {wet: 1/8 s up to 2}
    tags: [reverb]
    """
  ),
  (
    "mixes/small.yaml",
    """
    tags: [small]
    roles:
      melody:   {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}}
      harmony:  {level: 0 dB, send: -12 dB, delay: -18 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}}
      counter:  {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}}
      chords:   {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}}
      pad:      {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}}
      arpeggio: {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}}
      bass:     {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}, shelf: {at: 4000 Hz, gain: -2 dB}, lowpass: {least: 300 Hz, most: 5000 Hz}}
      drums:    {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}, duck: -3 dB}
    instruments: {drum: 2 dB}
    reverb: {effect: verb, level: -3 dB}
    delay: {effect: verb, level: -6 dB}
    bus: [verb]
    range: 12 dB
    sweeps: {rise: -12 dB, fall: -15 dB, bars: 4, send: -9 dB}
    octaves:
      least:     -30 -14 -10 -10 -13 -16 -20 -25 -30
      most:      -10 -4 -4 -5 -6 -8 -12 -15 -18
      narrowest: -25 -25 -18 -12 -9 -9 -9 -10 -14
      widest:    -4 -4 -2 -1 -1 -1 -1 -1 -2
    """
  ),
  (
    "moods/calm.yaml",
    """
    name: Calm
    tags: [calm]
    tempo: 90%
    register: 0
    density: 90%
    intensity: -10%
    brightness: 0 dB
    space: 1 dB
    temperature: 100%
    articulation: 100%
    """
  ),
]

private let brokenFiles = brokenText.split(separator: "\n\n").map { BrokenFile(String($0)) }

private let brokenText = #"""
  styles/small.yaml
  -   drums: {looseness: 80%, takes: {rock: 2, pop: 1}}
  +   drums: {looseness: 80%, takes: {rok: 2}}
  S9006 'rok' is none of genres of takes

  styles/small.yaml
  -   rules: {high-loud: 100%, chord-spread: 0%}
  +   rules: {high-lout: 100%}
  S9006 'high-lout' is no rule of playing

  styles/small.yaml
  -   rules: {high-loud: 100%, chord-spread: 0%}
  +   rules: {high-loud: 300%}
  S2008 300

  styles/small.yaml
  -     kick: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
  +     kick: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
  S9006 16 numbers from -30 to 30

  styles/small.yaml
  -     kick: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
  +     kick: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 99
  S9006 16 numbers from -30 to 30

  styles/small.yaml
  -     share: 50%
  S9006 'share' is missing

  styles/small.yaml
  -   drums: {looseness: 80%, takes: {rock: 2, pop: 1}}
  +   drums: {looseness: 80%, takes: {}}
  S9006 at least one of genres of takes

  styles/small.yaml
  -   drums: {looseness: 80%, takes: {rock: 2, pop: 1}}
  +   drums: {looseness: 80%, takes: {rock: 0}}
  S2008 0

  moods/calm.yaml
  - tags: [calm]
  + tags: calm
  S2002 a list of names

  moods/calm.yaml
  - tags: [calm]
  S9006 'tags' is missing

  moods/calm.yaml
  - tags: [calm]
  + tags: [calm]
  + colour: blue
  S2001 'colour' is not a key of a mood

  moods/calm.yaml
  - register: 0
  + register: [0
  S1001

  moods/calm.yaml
  - register: 0
  + register: 0
  + tempo: 80%
  S1005 tempo

  moods/calm.yaml
  - tempo: 90%
  + tempo: 90
  S1112 90

  moods/calm.yaml
  - articulation: 100%
  + articulation: 120%
  S2008 120%

  moods/calm.yaml
  - space: 1 dB
  + space: much
  S1112 much

  instruments/tuba.yaml
  - range: d1..f4
  + range: low
  S1111 low

  instruments/tuba.yaml
  - comfortable: f1..bb3
  + comfortable: f1..c5
  S9006 leaves the range

  instruments/tuba.yaml
  - clef: bass
  + clef: low
  S2005 low

  instruments/tuba.yaml
  - roles: [bass]
  + roles: [bas]
  S2005 bas

  instruments/tuba.yaml
  - roles: [bass]
  + roles: []
  S9006 no roles

  instruments/tuba.yaml
  - program: 58
  + program: 128
  S2008 128

  instruments/tuba.yaml
  - sustained: true
  + sustained: yes
  S2005 yes

  instruments/tuba.yaml
  - breath: 8s
  + breath: long
  S9006 a length in seconds

  instruments/tuba.yaml
  - breath: 8s
  + breath: 500ms
  S9006 a second or more

  instruments/tuba.yaml
  - vibrato: {depth: 20 ct, rate: 5 Hz, after: 300ms}
  + vibrato: {depth: 20, rate: 5 Hz, after: 300ms}
  S9006 '20' isn't an interval from 1 ct to 50 ct

  instruments/tuba.yaml
  - vibrato: {depth: 20 ct, rate: 5 Hz, after: 300ms}
  + vibrato: {depth: 20 ct, rate: 12 Hz, after: 300ms}
  S9006 '12 Hz' isn't a frequency from 3 Hz to 8 Hz

  instruments/tuba.yaml
  - bends: {scoop: 80 ct}
  + bends: {scoop: 300 ct}
  S9006 '300 ct' isn't an interval from 1 ct to 200 ct

  instruments/tuba.yaml
  - bends: {scoop: 80 ct}
  + bends: {bend: 80 ct}
  S2001 bend

  instruments/tuba.yaml
  - strings: [d1, a1]
  + strings: [a1, d1]
  S9006 from the lowest

  instruments/tuba.yaml
  - strings: [d1, a1]
  + strings: [d1, h1]
  S9006 'h1'

  instruments/tuba.yaml
  - frets: 4
  + frets: 1
  S2008 1

  instruments/tuba.yaml
  - span: 16
  + span: 30
  S2008 30

  instruments/tuba.yaml
  - hands: 2
  + hands: 3
  S2008 3

  instruments/tuba.yaml
  - players: 1
  + players: 0
  S2008 0

  drumkits/one.yaml
  - hit: {key: 41, display: c5, notehead: normal}
  + hit: {key: 41, display: c5, notehead: normal, limb: elbow}
  S2005 elbow

  drumkits/one.yaml
  - hit: {key: 41, display: c5, notehead: normal}
  + hit: {key: 41, display: h5, notehead: normal}
  S9006 'h5'

  drumkits/one.yaml
  - hit: {key: 41, display: c5, notehead: normal}
  + hit: {key: 41, display: c5, notehead: round}
  S2005 round

  drumkits/one.yaml
  - hit: {key: 41, display: c5, notehead: normal}
  S1008

  effects/verb.yaml
  - controls: {dry: 0, wet: 1.5}
  + controls: {dry: none}
  S9006 'none' isn't a number

  effects/verb.yaml
  - insert: {dry: 1}
  + insert: {dry: 1 dB}
  S9006 '1 dB' isn't a number

  mixes/small.yaml
  -   widest:    -4 -4 -2 -1 -1 -1 -1 -1 -2
  +   widest:    -4 -4 -2 -1 -1 -1 -1 -1
  S9006 9 numbers from -60 to 6

  mixes/small.yaml
  -   most:      -10 -4 -4 -5 -6 -8 -12 -15 -18
  +   most:      -10 -4 -4 -5 -6 -8 -12 -26 -18
  S9006 'most' lies below its 'least' in an octave

  mixes/small.yaml
  -   drums:    {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}, duck: -3 dB}
  +   drums:    {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}, duck: 3 dB}
  S2008 3 dB

  mixes/small.yaml
  -   bass:     {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}, shelf: {at: 4000 Hz, gain: -2 dB}, lowpass: {least: 300 Hz, most: 5000 Hz}}
  +   bass:     {level: 0 dB, send: -12 dB, highpass: 0 Hz, bell: {at: 400 Hz, gain: 0 dB}, shelf: {at: 4000 Hz, gain: -2 dB}, lowpass: {least: 600 Hz, most: 500 Hz}}
  S9006 'least' lies above 'most'

  mixes/small.yaml
  - sweeps: {rise: -12 dB, fall: -15 dB, bars: 4, send: -9 dB}
  + sweeps: {rise: -12 dB, fall: -15 dB, bars: 0, send: -9 dB}
  S2008 0

  instruments/drum.yaml
  -       - {key: 41, wave: sine, from: 180 Hz, to: 50 Hz, glide: 30ms, decay: 400ms, level: 0 dB, highpass: 30 Hz, lowpass: 400 Hz}
  +       - {key: 41, wave: saw, decay: 400ms, level: 0 dB, highpass: 30 Hz, lowpass: 400 Hz}
  S2005 saw

  instruments/drum.yaml
  -       - {key: 41, wave: sine, from: 180 Hz, to: 50 Hz, glide: 30ms, decay: 400ms, level: 0 dB, highpass: 30 Hz, lowpass: 400 Hz}
  +       - {key: 41, wave: noise, decay: 0s, level: 0 dB, highpass: 30 Hz, lowpass: 400 Hz}
  S9006 a time above 0

  mixes/small.yaml
  - delay: {effect: verb, level: -6 dB}
  + # none
  S9006 the mix has no delay

  mixes/small.yaml
  - delay: {effect: verb, level: -6 dB}
  + delay: {effect: verp, level: -6 dB}
  S9006 verp

  effects/verb.yaml
  - tempo: {wet: 1/8 s up to 2}
  + tempo: {wet: 1/8}
  S9006 '1/8' isn't a length of a note

  mixes/small.yaml
  - instruments: {drum: 2 dB}
  + instruments: {drum: 20 dB}
  S2008 20 dB

  mixes/small.yaml
  - instruments: {drum: 2 dB}
  + instruments: {drums: 2 dB}
  S9006 'drums' is not an instrument

  mixes/small.yaml
  - range: 12 dB
  + range: 30 dB
  S2008 30 dB

  mixes/small.yaml
  - reverb: {effect: verb, level: -3 dB}
  + reverb: {effect: verb, level: -3}
  S1112 -3

  styles/small.yaml
  -   meters: {4/4: 1}
  +   meters: {4-4: 1}
  S9006 '4-4' is none of time signatures

  styles/small.yaml
  -   modes: {major: 1}
  +   modes: {}
  S9006 at least one of modes

  styles/small.yaml
  -   tonics: {C: 1}
  +   tonics: {C: 0}
  S2008 0

  styles/small.yaml
  -   tempo: {range: 90..120, prefer: 100}
  +   tempo: {range: 90..120, prefer: 140}
  S9006 preferred tempo

  styles/small.yaml
  -   cycle: A
  +   cycle: B
  S9006 section 'B'

  styles/small.yaml
  -     A: {bars: 8, intensity: 40% -> 60%}
  +     A: {bars: 8, intensity: 40% -> 60%, into: [leap]}
  S2005 leap

  styles/small.yaml
  -     A: {bars: 8, intensity: 40% -> 60%}
  +     A: {bars: 8, intensity: 40% -> 60%, phrases: ABBA}
  S2005 ABBA

  styles/small.yaml
  -   returns: [{first: [bass], density: 5%, register: 2, ride: true}]
  +   returns: [{first: [tuba], density: 5%, register: 2, ride: true}]
  S2005 tuba

  styles/small.yaml
  -   returns: [{first: [bass], density: 5%, register: 2, ride: true}]
  +   returns: [{first: [bass], density: 80%, register: 2, ride: true}]
  S2008 50

  styles/small.yaml
  -     - {upto: 40s, form: A A}
  +     - {upto: 10s, form: A A}
  S9006 durations of the forms fall

  styles/small.yaml
  -     - {upto: 40s, form: A A}
  +     - {upto: 40, form: A A}
  S1102 40

  styles/small.yaml
  -       pan: -0.5
  +       pan: -2
  S9006 from -1 to 1

  styles/small.yaml
  -     - part: drum
  +     - part: bass
  S9006 two parts 'bass'

  patterns/low.yaml
  - meter: 4/4
  + meter: 4/3
  S1109

  patterns/beat.yaml
  - role: drums
  + role: melody
  S2005 melody

  patterns/low.yaml
  -   - {from: 50%, cells: "1 . 5! a?"}
  +   - {from: 50%, cells: "1 . 5! a? 1 - -"}
  S9006 7 cells don't divide the bar

  patterns/low.yaml
  -   - {from: 50%, cells: "1 . 5! a?"}
  +   - {from: 50%, cells: "1 . 6! a?"}
  S9006 '6!' is no cell

  patterns/low.yaml
  -   - {from: 50%, cells: "1 . 5! a?"}
  +   - {from: 0%, cells: "1 . 5! a?"}
  S9006 don't rise

  patterns/low.yaml
  -   - {from: 0%, cells: "1 - - -"}
  +   - {from: 10%, cells: "1 - - -"}
  S9006 from 0%

  patterns/low.yaml
  -   - {from: 0%, cells: "1 - - -"}
  +   - {from: 0%, grid: {hit: x}, cells: "1"}
  S9006 written as 'cells'

  patterns/beat.yaml
  -   - {from: 0%, grid: {hit: "x... g..."}}
  +   - {from: 0%, grid: {hit: "x..y g..."}}
  S9006 'y' is no stroke

  patterns/beat.yaml
  -   - {from: 0%, grid: {hit: "x... g..."}}
  +   - {from: 0%, grid: {hit: "x... g...."}}
  S9006 9 cells

  styles/small.yaml
  -       instruments: {tuba: 1}
  +       instruments: {tube: 1}
  S9006 'tube' is not an instrument

  styles/small.yaml
  -       patterns: {low: 1}
  +       patterns: {lowest: 1}
  S9006 'lowest' is not a pattern set

  styles/small.yaml
  -       patterns: {low: 1}
  +       patterns: {beat: 1}
  S9006 'beat' is for drums

  styles/small.yaml
  -       instruments: {tuba: 1}
  +       instruments: {drum: 1}
  S9006 has no role bass

  styles/small.yaml
  - mix: small
  + mix: big
  S9006 'big' is not a mix plan

  instruments/drum.yaml
  - kit: one
  + kit: two
  S9006 'two' is not a drum kit

  mixes/small.yaml
  - bus: [verb]
  + bus: [verb, verv]
  S9006 'verv' is not an effect
  """#
