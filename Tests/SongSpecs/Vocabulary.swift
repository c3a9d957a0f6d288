// SPDX-License-Identifier: Apache-2.0
internal import SongMusic

/// What the standard library has, as far as random specs name it; a test holds it against the library.
package struct InstrumentWords: Sendable {
  package let name: String
  package let roles: [String]
  /// Its compass as MIDI keys; nil of kits.
  package let compass: ClosedRange<Int>?
  package let kit: String?
  package let sounds: [String]
}

/// All instruments: name, roles, compass or kit, sounds.
package let instrumentWords: [InstrumentWords] = instrumentTable.split(separator: "\n").map { line in
  let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
  let ends = cells[2].split(separator: ".", omittingEmptySubsequences: true).map(String.init)
  let compass = ends.count == 2 ? midiKey(ends[0])...midiKey(ends[1]) : nil
  return InstrumentWords(
    name: cells[0], roles: cells[1].split(separator: " ").map(String.init), compass: compass,
    kit: compass == nil ? cells[2] : nil, sounds: cells[3].split(separator: " ").map(String.init))
}

/// `c4` -> 60.
private func midiKey(_ text: String) -> Int {
  let octave = Int(String(text.last!))!
  let name = PitchName(text: text.prefix(1).uppercased() + text.dropFirst().dropLast())!
  let natural = [0, 2, 4, 5, 7, 9, 11][name.step]
  return 12 * (octave + 1) + natural + name.alter
}

/// Patterns of the library by role and meter, those of drums with the kit that they are for.
package let patternWords: [(role: String, meter: String, kit: String?, names: [String])] =
  patternTable.split(separator: "\n").map { line in
    let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    return (cells[0], cells[1], cells[2].isEmpty ? nil : cells[2], cells[3].split(separator: " ").map(String.init))
  }

/// Voices of each kit that patterns of the user's own name.
let kitVoices: [(kit: String, voices: [String])] = [

  ("bodhran", ["hit"]),
  ("gm-brush", ["kick", "snare", "swirl", "rim", "clap", "hat", "open", "pedal", "ride", "bell", "crash", "tom-high", "tom-mid", "tom-low", "tambourine", "shaker", "cowbell"]),
  ("gm-standard", ["kick", "snare", "rim", "clap", "hat", "open", "pedal", "ride", "bell", "crash", "tom-high", "tom-mid", "tom-low", "tambourine", "shaker", "cowbell"]),
  ("hand-percussion", ["conga-low", "conga-high", "conga-mute", "bongo-low", "bongo-high", "cowbell", "tambourine", "shaker"]),
  ("orchestra", ["low", "snare", "rim", "cymbal", "crash", "tambourine", "triangle", "woodblock", "castanets", "bells"]),
  ("shaker", ["shaker"]),
  ("taiko", ["low", "mid", "high", "rim", "sticks"]),
]

private let instrumentTable = """
  808-kit|drums|gm-standard|fluid muse
  accordion|melody harmony counter chords pad|f3..a6|fluid muse
  alto-saxophone|melody harmony counter|db3..ab5|fluid muse
  bagpipe|melody|g4..a5|fluid muse
  bandoneon|melody chords counter|d2..b6|fluid muse
  banjo|arpeggio chords melody|d3..d6|fluid muse
  baritone-saxophone|melody harmony counter|c2..ab4|fluid muse
  bassoon|melody counter harmony|bb1..eb5|fluid muse
  bodhran|drums|bodhran|fluid muse
  brass-section|pad harmony chords|e2..c6|fluid muse
  brush-kit|drums|gm-brush|fluid muse
  celesta|arpeggio melody|c4..c8|fluid muse
  cello|melody harmony counter bass|c2..e5|fluid muse
  choir-pad|pad|c2..c7|fluid muse voice
  choir|pad harmony counter melody|e2..a5|muse-aahs oohs
  church-organ|pad chords|c2..c7|fluid muse
  clarinet|melody harmony counter|d3..g6|fluid muse
  clavinet|chords arpeggio|f1..e6|fluid muse
  clean-guitar|chords melody counter arpeggio|e2..d6|fluid muse
  contrabass|bass|e1..g3|fluid muse
  distorted-guitar|chords melody|e2..d6|fluid muse
  drawbar-organ|pad chords arpeggio|c2..c7|rock muse percussive
  electric-bass|bass|e1..c4|finger picked muse-finger
  electric-piano|chords arpeggio pad melody counter|e1..e7|fluid muse fm
  electronic-kit|drums|gm-standard|fluid muse
  english-horn|melody counter harmony|e3..c6|fluid muse
  fiddle|melody harmony counter|g3..b6|fluid muse
  flute|melody harmony counter arpeggio|c4..c7|fluid muse
  fretless-bass|bass|e1..c4|fluid muse
  glockenspiel|arpeggio melody|g5..c8|fluid muse
  hammered-dulcimer|arpeggio melody|d3..d6|fluid muse
  hand-percussion|drums|hand-percussion|fluid muse
  harmonica|melody counter|c4..c7|fluid muse
  harmonium|pad chords|c2..c7|fluid muse
  harp|arpeggio chords|c1..g7|fluid muse
  harpsichord|chords arpeggio counter|f1..f6|fluid muse
  horn-section|melody harmony counter pad|b1..f5|fluid muse
  jazz-guitar|chords melody counter|e2..d6|fluid muse
  jazz-kit|drums|gm-standard|fluid muse
  kalimba|arpeggio melody|c3..c6|fluid muse
  koto|arpeggio melody|c3..c6|fluid muse
  low-strings|bass pad|c1..g4|fluid slow celli
  mandolin|chords melody arpeggio harmony counter|g3..a6|fluid muse
  marimba|arpeggio melody chords|a2..c7|fluid muse
  music-box|arpeggio melody|c4..c7|fluid muse
  muted-guitar|chords arpeggio|e2..d6|fluid muse
  muted-trumpet|melody harmony counter|e3..c6|fluid muse
  nylon-guitar|arpeggio chords melody counter|e2..b5|muse fluid
  oboe|melody harmony counter|bb3..g6|fluid muse
  ocarina|melody|a4..f6|fluid muse
  orchestral-percussion|drums|orchestra|fluid muse
  organ|pad chords|c2..c7|fluid muse
  overdriven-guitar|chords melody counter|e2..d6|fluid muse
  pan-flute|melody|g4..g6|fluid muse
  piano|chords arpeggio melody pad harmony counter bass|a0..c8|grand bright muse
  piccolo|melody|d5..c8|fluid muse
  pizzicato-strings|chords arpeggio bass|c2..e6|muse
  poly-synth|chords arpeggio pad|c2..c7|fluid muse
  pop-kit|drums|gm-standard|standard room muse
  recorder|melody harmony|f4..g6|fluid muse
  rock-kit|drums|gm-standard|power muse
  shaker|drums|shaker|fluid muse
  shakuhachi|melody|d4..d6|fluid muse
  sitar|melody|c3..c6|fluid muse
  slap-bass|bass|e1..c4|slap muse pop
  soprano-saxophone|melody harmony counter|ab3..eb6|fluid muse
  steel-drums|melody arpeggio|c4..e6|fluid muse
  steel-guitar|chords arpeggio melody counter|e2..b5|fluid muse
  string-section|pad chords harmony counter melody|c2..e7|fluid slow muse-slow
  sub-bass|bass|c1..c4|sine muse
  sweep-pad|pad|c2..c7|fluid muse halo
  synth-bass|bass|c1..c4|fluid muse second
  synth-brass|chords pad melody|c2..c7|fluid second muse
  synth-lead|melody harmony counter|c3..c7|saw square detuned
  synth-pluck|arpeggio chords|c2..c7|atmosphere crystal muse
  synth-strings|pad chords|c2..c7|fluid second muse
  taiko-kit|drums|taiko|fluid muse
  tenor-saxophone|melody harmony counter|ab2..e5|fluid muse
  timpani|bass|c2..c4|fluid muse
  tremolo-strings|pad chords|c2..e7|fluid muse
  trombone-section|harmony counter pad bass|e2..bb4|fluid muse
  trumpet|melody harmony counter|e3..c6|fluid muse
  tuba|bass|d1..f4|fluid muse
  tubular-bells|arpeggio|c4..f5|fluid muse
  twelve-string-guitar|chords arpeggio|e2..b5|fluid muse
  ukulele|chords arpeggio|c4..a5|fluid muse
  upright-bass|bass|e1..c4|fluid muse
  vibraphone|arpeggio chords melody counter|f3..f6|fluid muse
  viola|melody harmony counter|c3..e6|fluid muse
  violin|melody harmony counter|g3..e7|fluid muse
  warm-pad|pad|c2..c7|fluid muse
  whistle|melody harmony counter|d5..d7|fluid muse whistling
  xylophone|arpeggio melody|f4..c8|fluid muse
  """

private let patternTable = """
  arpeggio|2/4||arp-ambient-24 arp-chillout-24 arp-piano-24 arp-rise-24 pick-24
  arpeggio|3/4||arp-ambient-34 arp-chillout-34 arp-piano-34 arp-rise-34 pick-34
  arpeggio|4/4||arp-ambient-44 arp-bells-44 arp-chillout-44 arp-piano-44 arp-rise-44 arp-synth-44 arp-synth-pop-44 arp-synth-pop-gate-44 bells-corporate-44 guitar-corporate-44 guitar-corporate-pulse-44 motif-piano-44 pick-44 pick-rock-44 pluck-corporate-44 pluck-dnb-44
  arpeggio|6/8||arp-ambient-68 arp-chillout-68 arp-piano-68 arp-rise-68 pick-68
  bass|2/4||bass-ambient-24 bass-chillout-24 bass-cinematic-24 bass-folk-24 bass-piano-24
  bass|3/4||bass-ambient-34 bass-chillout-34 bass-cinematic-34 bass-folk-34 bass-piano-34 bass-pop-34
  bass|4/4||bass-ambient-44 bass-chillout-44 bass-chillout-dub-44 bass-cinematic-44 bass-corporate-44 bass-dnb-roll bass-dnb-sub bass-folk-44 bass-piano-44 bass-pop-eighths bass-pop-fifths bass-pop-octaves bass-pop-syncopated bass-rock-drive bass-rock-eighths bass-synth-pop-octaves bass-synth-pop-sixteenths
  bass|6/8||bass-ambient-68 bass-chillout-68 bass-cinematic-68 bass-folk-68 bass-piano-68 bass-pop-68 bass-rock-68
  chords|4/4||chords-rock-chug-44 chords-rock-gallop-44 comp-ambient-44 comp-chillout-44 comp-chillout-broken-44 comp-corporate-44 comp-piano-alberti-44 comp-piano-ballad-44 comp-piano-block comp-piano-broken comp-piano-offbeat comp-piano-pulse comp-piano-wave-44 ostinato-44 skank-chillout-44 stab-dnb-44 stab-synth-pop-44 strum-folk-free strum-folk strum-muted strum-pop strum-rock-44
  chords|6/8||chords-rock-chug-68 comp-ambient-68 comp-chillout-68 comp-piano-68 comp-piano-barcarolle-68 ostinato-68 skank-chillout-68 strum-68
  chords|2/4||comp-ambient-24 comp-chillout-24 comp-piano-24 comp-piano-alberti-24 ostinato-24 skank-chillout-24 strum-24
  chords|3/4||comp-ambient-34 comp-chillout-34 comp-piano-34 comp-piano-waltz-34 comp-piano-wave-34 ostinato-34 skank-chillout-34 strum-34
  drums|2/4|gm-standard|drums-brush-24 drums-chillout-24 drums-pop-24
  drums|2/4|gm-brush|drums-ambient-24
  drums|3/4|gm-standard|drums-chillout-34 drums-pop-34
  drums|3/4|gm-brush|drums-ambient-34 drums-brush-34
  drums|4/4|gm-standard|drums-chillout-44 drums-chillout-dub-44 drums-chillout-shaker-44 drums-corporate-44 drums-corporate-stomp-44 drums-dnb-amen drums-dnb-two-step drums-pop-four drums-pop-sixteen drums-pop-straight drums-rock-44 drums-rock-halftime-44 drums-synth-pop-44 drums-synth-pop-backbeat-44
  drums|4/4|gm-brush|drums-ambient-44 drums-brush-44
  drums|6/8|gm-standard|drums-chillout-68 drums-pop-68 drums-rock-68
  drums|6/8|gm-brush|drums-ambient-68 drums-brush-68
  drums|2/4|bodhran|drums-bodhran-24
  drums|3/4|bodhran|drums-bodhran-34
  drums|4/4|bodhran|drums-bodhran-44
  drums|6/8|bodhran|drums-bodhran-68
  drums|2/4|hand-percussion|drums-hand-24
  drums|3/4|hand-percussion|drums-hand-34
  drums|4/4|hand-percussion|drums-hand-44
  drums|6/8|hand-percussion|drums-hand-68
  drums|2/4|orchestra|drums-orchestra-24
  drums|3/4|orchestra|drums-orchestra-34
  drums|4/4|orchestra|drums-orchestra-44
  drums|6/8|orchestra|drums-orchestra-68
  drums|2/4|shaker|drums-shaker-24
  drums|3/4|shaker|drums-shaker-34
  drums|4/4|shaker|drums-shaker-44
  drums|6/8|shaker|drums-shaker-68
  drums|2/4|taiko|drums-taiko-24
  drums|3/4|taiko|drums-taiko-34
  drums|4/4|taiko|drums-taiko-44
  drums|6/8|taiko|drums-taiko-68
  pad|2/4||pad-24 pad-ambient-24 strings-24
  pad|3/4||pad-34 pad-ambient-34 strings-34
  pad|4/4||pad-44 pad-ambient-44 pad-dnb-44 strings-44
  pad|6/8||pad-68 pad-ambient-68 strings-68
  """
