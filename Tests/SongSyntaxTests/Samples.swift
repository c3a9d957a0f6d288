// SPDX-License-Identifier: Apache-2.0
/// Specs that the mutation tests break: short copies of the language's examples.
let samples = [
  #"""
  # yaml-language-server: $schema=./song-1.schema.json
  song: 1                                   # format version, always the first key
  title: Kettle launch film, 30 s
  seed: 4711                                # one number reproduces the whole track
  style: corporate
  mood: [uplifting, tech]
  key: D major
  time: 4/4
  tempo: {range: 108..126, drift: 4%}       # solver may bend the tempo, at most 4 % between neighbouring segments
  duration: "0:30.000"                      # exact, to the sample
  end: ring                                 # last chord rings out inside the 30 s (others: cut, button, fade 2s)
  fps: 25                                   # only used to print errors in frames and to read timecode

  sync:                                     # or: sync: {import: cut-v7.edl, map: {RED: section, BLUE: accent}}
    - {at: "0:08.120", name: reveal, hit: section lift, want: must}
    - {at: "0:13.500", name: smile,  hit: entry strings, want: prefer, weight: 0.3, tolerance: 250ms}
    - {at: "0:18.920", name: pour,   hit: accent, want: must, tolerance: 10ms}
    - {at: "0:24.400", name: logo,   hit: section logo, want: must}

  intensity: "0s 15%, reveal 45% step, pour 70% ease, logo - 1 bar 85%, logo 100% step, end 20%"

  voice:                                    # voice-over windows: thin the writing and duck the mix
    - {from: 9s, to: 17.5s, duck: -4 dB, leave: 1kHz..4kHz}

  form: intro lift logo
  sections:
    intro:
      bars: 4
      chords: "Iadd9 | % | IV/1 | %"
    lift:
      bars: 8
      chords: "I | V/7 | vi | IV | I | V/7 | ii7 | IV V"
    logo:
      bars: auto                            # whatever is left of the 30 s
      chords: "I"

  parts:
    hook:
      role: melody
      instrument: marimba
      range: a4..d6
      given:                                # viewpoints that are fixed; all others are composed
        - {where: lift bar 1, rhythm: "8 8 4 8 8 4", degrees: "5 1' 2' 3' 2' 1'"}
      develop: 60%                          # how far later bars may move away from the given bar
    strings:
      role: pad
      instrument: string-section
      enter: smile
    bass:
      role: bass
      instrument: synth-bass
      enter: lift
      follow: drums.kick
    drums:
      role: drums
      instrument: pop-kit
      enter: lift
      pattern:
        kick:  "x...x...x...x..."
        clap:  "....x.......x..."
        hat:   "x.x.x.x.x.x.x.xX"
      fill: before logo 1 bar

  humanize: {timing: 6ms, velocity: 8%}     # maxima; 0 switches it off

  export:
    - wav:      {path: out/ad.wav, rate: 48000, bits: 24, loudness: -16 LUFS, peak: -1 dBTP}
    - stems:    {path: "out/stems/{part}.wav"}
    - midi:     {path: out/ad.mid, markers: true}
    - musicxml: {path: out/ad.musicxml}
    - markers:  {path: out/ad-markers.edl, format: resolve-edl, start: "01:00:00:00"}

  golden: {midi: exact, audio: measured}    # what `test` compares

  """#,
  #"""
  # yaml-language-server: $schema=./song-1.schema.json
  song: 1
  title: Forest, interactive
  seed: 1207
  style: [cinematic, folk]
  mood: [atmospheric, melancholic]
  key: E minor
  time: 4/4
  tempo: 96                                 # 0.625 s a beat = 30 000 samples at 48 kHz, so every bar is a whole number of samples

  form: intro [A A B A']                    # brackets = the looping body
  sections:
    intro: {bars: 4, chords: "i | % | VI | VII", intensity: 10% -> 30%}
    A:     {bars: 8, chords: "i | VII | VI | VII | i | VII | VI | V7", intensity: 40%}
    B:     {bars: 8, chords: "VI | VII | i | % | iv | VI | V | V7", intensity: 40% -> 70%}
    A':    {vary: {of: A, melody: 40%, drums: fill-at-end}, intensity: 50%}

  loop:
    body: "[A..A']"                         # 32 bars = 80.000 s = 3 840 000 samples
    tail: wrap                              # reverb and releases of the last bar are mixed into the first bar of the body
    seam: {max-step: -60 dBFS, check: true} # build fails if the seam clicks

  parts:
    pad:    {role: pad, instrument: warm-pad}
    harp:   {role: arpeggio, instrument: harp, pattern: {tones: {mini: "1 5 <1' 3'> 5 1' 5 <3' 5'> 5"}}}
    bass:   {role: bass, instrument: upright-bass}
    shaker: {role: drums, instrument: shaker, pattern: {shaker: "x.xxx.xxx.xxx.xx"}}
    drums:
      role: drums
      instrument: taiko-kit
      pattern:
        low:  {mini: "bd(3,8) bd(3,8,2)"}
        rim:  "..x...x...x...xx"
    brass:  {role: melody, instrument: horn-section, range: e3..e5}

  layers:                                   # vertical layering: one stem file a layer, all the same length
    explore: [pad, harp]
    tension: [bass, shaker]
    combat:  [drums, brass]
  layering: additive                        # combat = explore + tension + combat; the sum equals the full mix

  segments:                                 # horizontal resequencing: also rendered alone, with entry and exit cues
    - {name: calm,  from: A, pre: 1 beat, post: 2s}
    - {name: build, from: B, pre: 1 beat, post: 2s}

  stingers:
    victory: {bars: 2, chords: "I . . . | I", layers: [combat], sync: next-bar, intensity: 100%}
    found:   {beats: 2, chords: "i", parts: [harp], sync: next-beat, intensity: 60%}

  export:
    - ogg:      {path: "audio/forest.{layer}.ogg", quality: 6, loop-tags: [LOOPSTART, LOOPLENGTH]}
    - wav:      {path: "audio/forest.{layer}.wav", rate: 48000, bits: 16, loudness: -18 LUFS, smpl: true, cue: true}
    - stingers: {path: "audio/sting.{name}.wav"}
    - godot:    {path: "audio/forest.{layer}.ogg.import", bpm: 96, bar_beats: 4}
    - wwise:    {path: audio/forest.wwise.txt}
    - fmod:     {path: audio/forest.fmod.js}
    - manifest: {path: audio/forest.json}   # bars, beats, samples, cues, layers, stingers, hashes

  golden: {midi: exact, audio: measured}

  """#,
  #"""
  # yaml-language-server: $schema=./song-1.schema.json
  song: 1
  title: Drunken Sailor
  credits: {composer: trad.}
  seed: sea-7                               # any text is a seed too
  style: folk
  mood: action
  key: D dorian
  time: 2/4
  tempo: 108
  form: verse chorus verse' chorus          # no duration given: the form decides (32 bars, 35.556 s)

  sections:
    verse:
      bars: 8
      chords: "Dm | % | C | % | Dm | % | C | Dm"
      melody:
        abc: |
          L:1/8
          AA/A/ AA/A/ | ADFA | GG/G/ GG/G/ | GCEG |
          AA/A/ AA/A/ | ABcd | cAGE | D2D2 |
      lyrics: |
        What shall we do with a | drun- ken sai- lor, | What shall we do with a | drun- ken sai- lor, |
        What shall we do with a | drun- ken sai- lor | Ear- ly in the | mor- ning? |
    chorus:
      bars: 8
      chords: "Dm | % | C | % | Dm | % | C | Dm"
      melody:
        abc: |
          L:1/8
          A2AA | ADFA | G2GG | GCEG | A2AA | ABcd | cAGE | D2D2 |
      lyrics: |
        Hoo- ray and | up she ri- ses, | Hoo- ray and | up she ri- ses, |
        Hoo- ray and | up she ri- ses | Ear- ly in the | mor- ning! |
      intensity: 80%
    verse':
      vary: {of: verse, ornament: 40%, keep: [melody.onbeat, chords]}
      intensity: 60%

  intensity: 50%                            # default for sections that do not say

  parts:
    tune:    {role: melody, instrument: fiddle, ornament: irish}     # plays the given melody, note for note
    second:  {role: harmony, instrument: whistle, follow: tune, enter: chorus}
    guitar:  {role: chords, instrument: steel-guitar, pattern: {strum: "D.du D.du"}}
    bass:    {role: bass, instrument: upright-bass, pattern: {rhythm: "4 4", tones: "1 5"}}
    bodhran: {role: drums, instrument: bodhran, pattern: {hit: "X.xxX.xx"}}

  humanize: {timing: 12ms, velocity: 12%, swing: 54%}

  export:
    - musicxml: {path: out/sailor.musicxml, parts: [tune], chords: true, lyrics: true}
    - abc:      {path: out/sailor.abc, parts: [tune]}
    - midi:     {path: out/sailor.mid}
    - wav:      {path: out/sailor.wav, loudness: -14 LUFS, peak: -1 dBTP}

  """#,
  #"""
  # Every construct of YAML that the language takes.
  song: "1"
  title: 'it''s ü'
  "sy\u006ec": &all [a, {b: c}, 'd', "e\tf"]
  ? key
  : *all
  plain: of two
    lines
  folded: >-
    Gödel
    folds

      more
  literal: |+2
     kept ♭

  empty:
  none: ~
  list:
  - [ ]
  - { }
  -
  - !!str 12
  chords: "Dm7 | G7(b9) | CΔ x2 | % | V7"
  """#,
  #"""
  song: 1
  form: A
  sections:
    A:
      melody:
        abc: |
          M:6/8
          L:1/8
          Q:3/8=100
          K:D dorian
          |: "Dm"A>B^c (3d_ef- f/g//z | [1,3 [CEG]2 {a}!trill!c'/2 D,,3 :|[2 "C/E"G4- G2 || Z2 |]
          w: drun-ken sai-lor, _ * | ear~ly
      lyrics: "What shall | drun- ken _ * -"
      given:
        - {where: A bar 1, rhythm: "8 8. r4 (3 8 8 8) ~ 2 | 1", degrees: "5 1' #4 b7, _ |"}
        - {contour: "up down- hold up+"}
        - {lily: "d'8 fis'8. bes,16 ~ bes,4 r2 | es''1"}
  parts:
    drums:
      pattern: {kick: "x...X..o|g-f.d.uD", mini: "bd(3,8,2) [sn sn]*2 <hh oh>/2 ~ [a | b]?0.3, hh!2@3 c:2"}
  """#,
]
