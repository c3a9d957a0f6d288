// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongMusic

/// Reads a key: `D major`, `E minor`, `D dorian`, `Bb`.
package func parseKey(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<Key>? {
  guard var scanner = NotationScanner.begin(scalar, .badKey, "a key", example: "D major", sink: &sink) else {
    return nil
  }
  let whole = scanner.rest
  let place = scanner.span(whole)
  let tonicRange = scanner.word()
  scanner.skipBlanks()
  let modeRange = scanner.rest
  let (word, mode) = (scanner.text(tonicRange), scanner.text(modeRange))
  let tonic = word.prefix(1).uppercased() + word.dropFirst()
  let isShort = modeRange.isEmpty && tonic.utf8.count > 1 && tonic.hasSuffix("m")
  guard PitchName(text: isShort ? String(tonic.dropLast()) : tonic) != nil else {
    sink.report(.keyTonicUnknown(word, at: scanner.span(tonicRange)))
    return nil
  }
  let names = modeNames
  guard modeRange.isEmpty || names.contains(mode.lowercased()) else {
    sink.report(.keyModeUnknown(mode, at: scanner.span(modeRange), candidates: nearest(to: mode, among: names)))
    return nil
  }
  guard let key = Key(text: modeRange.isEmpty ? tonic : "\(tonic) \(mode.lowercased())") else {
    sink.report(.keyTooManyAccidentals(scanner.text(whole), at: place))
    return nil
  }
  return Located(key, at: place)
}

private let modeNames = Mode.allCases.map(\.rawValue) + ["ionian", "aeolian"]
