// SPDX-License-Identifier: Apache-2.0
/// The catalogue of everything that songc reports.
///
/// S1 syntax and notations, S2 binding, S3 checks, S4 settings and arrangement, S5 score, S6 performance, S7 session,
/// S8 outputs, S9 environment. A code is never used again for something else. The text of a message stands in
/// `Messages/`, its page in `Documentation/diagnostics/`.
package enum DiagnosticCode: String, Sendable, Hashable, CaseIterable, Codable {
  case yamlSyntax = "S1001"
  case fileTooLarge = "S1002"
  case nestingTooDeep = "S1003"
  case aliasExpansion = "S1004"
  case duplicateKey = "S1005"
  case notUTF8 = "S1006"
  case unsupportedYAML = "S1007"
  case documentCount = "S1008"
  case badTime = "S1101"
  case timeWithoutUnit = "S1102"
  case badChordSymbol = "S1103"
  case chordCount = "S1104"
  case mixedChordNotation = "S1105"
  case badForm = "S1106"
  case badIntensity = "S1107"
  case badKey = "S1108"
  case badMeter = "S1109"
  case badTempo = "S1110"
  case badPitchRange = "S1111"
  case badNumber = "S1112"
  case badHit = "S1113"
  case badEnding = "S1114"
  case badHarmony = "S1115"

  case unknownKey = "S2001"
  case wrongKind = "S2002"
  case missingVersion = "S2003"
  case unsupportedVersion = "S2004"
  case unknownValue = "S2005"
  case notBuiltYet = "S2006"
  case notObeyedYet = "S2007"
  case valueOutOfRange = "S2008"
  case unsafePath = "S2009"
  case keyCombination = "S2010"
  case hyphenatedName = "S2011"
  case keyWithoutMeaning = "S2012"
  case keyMissing = "S2013"
  case editCycle = "S2021"

  case tooManyChordBars = "S3001"
  case sectionNotInForm = "S3002"
  case intensityOrder = "S3003"
  case intensityOutside = "S3004"
  case unknownSection = "S3005"
  case tooManyMeasures = "S3006"
  case foreignChord = "S3007"
  case loweredTwice = "S3008"
  case timecodeWithoutRate = "S3009"
  case badTimecode = "S3010"
  case unknownPart = "S3011"
  case timeOutside = "S3012"
  case duplicateName = "S3013"

  case durationUnreachable = "S4001"
  case lockEntryIgnored = "S4002"
  case syncUnreachable = "S4003"
  case syncMissed = "S4004"
  case entryForbidden = "S4005"
  case syncMoved = "S4006"
  case noChordLeft = "S4007"
  case harmonicRateIndivisible = "S4008"
  case syncShadowed = "S4009"

  case partNeverPlays = "S5001"
  case roleUnplayable = "S5002"
  case notesOutOfReach = "S5003"

  case loudnessMissed = "S8001"
  case truePeakExceeded = "S8002"
  case verifyMismatch = "S8003"
  case lockOutdated = "S8004"
  case choiceUnsayable = "S8005"
  case nothingToReroll = "S8006"
  case markersUnwritable = "S8007"

  case fileUnreadable = "S9001"
  case fileUnwritable = "S9002"
  case soundFontMissing = "S9003"
  case pluginMissing = "S9004"
  case libraryMissing = "S9005"
  case libraryInvalid = "S9006"
  case modelInvalid = "S9007"
  case soundUnplayable = "S9008"
  case outputCollision = "S9009"
  case cueListUnreadable = "S9010"

  package var severity: Severity {
    switch self {
    case .notObeyedYet, .hyphenatedName, .sectionNotInForm, .intensityOutside, .foreignChord, .loweredTwice,
      .lockEntryIgnored, .syncMissed, .syncMoved, .syncShadowed, .partNeverPlays, .notesOutOfReach:
      .warning
    default: .error
    }
  }

  /// What the code means, in one line.
  package var summary: String {
    switch self {
    case .yamlSyntax: "the file isn't well-formed YAML"
    case .fileTooLarge: "the file is larger than a spec may be"
    case .nestingTooDeep: "lists and maps are nested too deep"
    case .aliasExpansion: "aliases expand to too many values"
    case .duplicateKey: "a key stands twice in one map"
    case .notUTF8: "the file isn't UTF-8 text"
    case .unsupportedYAML: "a YAML feature that the language doesn't have"
    case .documentCount: "a spec is exactly one YAML document"
    case .badTime: "a time that can't be read"
    case .timeWithoutUnit: "a time without a unit"
    case .badChordSymbol: "a chord symbol that can't be read"
    case .chordCount: "a number of chords that doesn't divide the bar"
    case .mixedChordNotation: "letters and Roman numerals in one chord field"
    case .badForm: "a form that can't be read"
    case .badIntensity: "an intensity that can't be read"
    case .badKey: "a key that can't be read"
    case .badMeter: "a time signature that can't be read"
    case .badTempo: "a tempo that can't be read"
    case .badPitchRange: "a pitch range that can't be read"
    case .badNumber: "a number that can't be read"
    case .badHit: "a hit that can't be read"
    case .badEnding: "an ending that can't be read"
    case .badHarmony: "a wish for chords that can't be read"
    case .unknownKey: "a key that the language doesn't have"
    case .wrongKind: "a list, map or text where another is due"
    case .missingVersion: "the format version is missing"
    case .unsupportedVersion: "a format version that this songc doesn't know"
    case .unknownValue: "a name that isn't known"
    case .notBuiltYet: "a part of the language that isn't built yet"
    case .notObeyedYet: "a part of the language that is read but not obeyed yet"
    case .valueOutOfRange: "a value outside its range"
    case .unsafePath: "a path that leaves its folder"
    case .keyCombination: "keys that don't go together"
    case .hyphenatedName: "a name with '-' for '_'"
    case .keyWithoutMeaning: "a key that has no meaning where it stands"
    case .editCycle: "a track that is an edit of itself"
    case .tooManyChordBars: "more bars of chords than the section has"
    case .sectionNotInForm: "a section that the form never plays"
    case .intensityOrder: "intensity stops out of order"
    case .intensityOutside: "an intensity stop after the end"
    case .unknownSection: "a section that doesn't exist"
    case .tooManyMeasures: "more bars than a piece may have"
    case .foreignChord: "a chord that is foreign to the key"
    case .loweredTwice: "a flat before a degree that the mode has lowered"
    case .durationUnreachable: "the form can't fill the duration in the tempo range"
    case .timecodeWithoutRate: "timecode without a frame rate"
    case .badTimecode: "timecode that is no frame of its rate"
    case .unknownPart: "a part that doesn't exist"
    case .timeOutside: "a time outside the piece"
    case .duplicateName: "a name that stands twice"
    case .keyMissing: "a key that has to be there"
    case .syncUnreachable: "sync points that can't be met"
    case .syncMissed: "a preferred sync point that is missed"
    case .entryForbidden: "an entry where the part can't play"
    case .syncMoved: "cues that moved since the lock was written"
    case .noChordLeft: "avoided chords that leave no other"
    case .harmonicRateIndivisible: "a harmonic rhythm that doesn't divide the bar"
    case .syncShadowed: "a sync point that another one leaves nothing of"
    case .cueListUnreadable: "a cue list that can't be read"
    case .lockEntryIgnored: "an entry of the lock that no longer fits"
    case .partNeverPlays: "a part that never plays"
    case .roleUnplayable: "a role that the instrument can't play"
    case .notesOutOfReach: "a part written beyond the instrument's compass"
    case .loudnessMissed: "the master misses its loudness"
    case .truePeakExceeded: "the master exceeds its true peak"
    case .verifyMismatch: "two builds gave different bytes"
    case .lockOutdated: "the lock would change"
    case .choiceUnsayable: "a choice that a spec can't say"
    case .nothingToReroll: "nothing that could be drawn anew"
    case .markersUnwritable: "markers that the format can't hold"
    case .fileUnreadable: "a file can't be read"
    case .fileUnwritable: "a file can't be written"
    case .soundFontMissing: "a SoundFont isn't installed"
    case .pluginMissing: "an LV2 plugin isn't installed"
    case .libraryMissing: "the standard library wasn't found"
    case .libraryInvalid: "a file of the standard library is invalid"
    case .modelInvalid: "a trained model can't be read"
    case .soundUnplayable: "a sound can't be played"
    case .outputCollision: "two outputs have one name"
    }
  }

  /// The exit code of a run that ends with this as its gravest error (CLI, section 3).
  package var exitCode: Int32 {
    switch self {
    case .lockOutdated: 3
    case .durationUnreachable: 4
    case .loudnessMissed, .truePeakExceeded, .verifyMismatch: 6
    case .libraryInvalid, .modelInvalid: 5
    default: rawValue.utf8.dropFirst().first == UInt8(ascii: "9") ? 5 : 1
    }
  }
}
