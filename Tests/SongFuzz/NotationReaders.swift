// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongMusic
internal import SongSyntax

/// All notations; a byte of the corpus stands for the place of one, so new ones come last.
let notationReaders: [@Sendable (Scalar, inout DiagnosticSink) -> Void] = [
  { _ = parseTime($0, sink: &$1) },
  { _ = parseTimeRange($0, sink: &$1) },
  { _ = parseTimeOffset($0, sink: &$1) },
  { _ = parseStart($0, sink: &$1) },
  { _ = parseDuration($0, sink: &$1) },
  { _ = parsePlace($0, sink: &$1) },
  { _ = parseChords($0, sink: &$1) },
  { _ = parseChordSymbol($0, sink: &$1) },
  { _ = parseForm($0, sink: &$1) },
  { _ = parseForm([$0], at: $0.span, sink: &$1) },
  { _ = parseIntensity($0, sink: &$1) },
  { _ = parseIntensityLevel($0, sink: &$1) },
  { _ = parseTempo($0, sink: &$1) },
  { _ = parseBPM($0, sink: &$1) },
  { _ = parseNoteValue($0, sink: &$1) },
  { _ = parseKey($0, sink: &$1) },
  { _ = parseMeter($0, sink: &$1) },
  { _ = parseKeyRange($0, sink: &$1) },
  { _ = parsePercent($0, sink: &$1) },
  { _ = parseDecibels($0, sink: &$1) },
  { _ = parseLoudness($0, sink: &$1) },
  { _ = parseTruePeak($0, sink: &$1) },
  { _ = parseWeight($0, sink: &$1) },
  { _ = parseInteger($0, in: 0...100, sink: &$1) },
  { _ = parseIntegerRange($0, in: 0...100, sink: &$1) },
  { _ = parseBand($0, sink: &$1) },
  { _ = parseEnding($0, sink: &$1) },
  { _ = parseHit($0, sink: &$1) },
  { _ = parseHarmonicRate($0, sink: &$1) },
  { _ = parseHarmonyColour($0, sink: &$1) },
  { _ = parseRhythm($0, sink: &$1) },
  { _ = parseDegrees($0, sink: &$1) },
  { _ = parseTones($0, sink: &$1) },
  { _ = parseContour($0, sink: &$1) },
  { _ = parseLily($0, sink: &$1) },
  { _ = parseABC($0, sink: &$1) },
  { _ = parseGrid($0, sink: &$1) },
  { _ = parseLyrics($0, sink: &$1) },
  { scalar, sink in
    guard let pattern = parseMini(scalar, sink: &sink)?.pattern else { return }
    for cycle in 0..<2 { _ = pattern.events(inCycle: cycle, seed: Seed(1)) }
  },
]
