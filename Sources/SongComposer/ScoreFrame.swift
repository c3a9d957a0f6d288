// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongMusic

extension Arrangement {
  /// The measures as a score has them.
  var scoreMeasures: [Score.Measure] {
    measures.map {
      Score.Measure(number: $0.number, start: $0.start, length: $0.length, meter: $0.meter, key: $0.key, power: $0.power)
    }
  }

  /// A metronome mark where the tempo changes by more than a hundredth, and the fermata of a lengthened last measure.
  var tempoMarks: [Score.TempoMark] {
    var marks: [Score.TempoMark] = []
    var last = 0.0
    for measure in measures {
      let tempo = tempo.microsecondsPerQuarter(at: Ticks(measure.start))
      let unit = measure.meter.beatUnit
      let beats = 60_000_000 / (Double(tempo) * unit.double)
      if measure.isRing {
        marks.append(.init(start: measure.start, beatUnit: unit, beatsPerMinute: beats, isFermata: true))
      } else if (beats - last).magnitude > last * 0.01 {
        marks.append(.init(start: measure.start, beatUnit: unit, beatsPerMinute: beats))
        last = beats
      }
    }
    return marks
  }
}

extension [Score.ChordSymbol] {
  /// With each chord that goes on over a section's start once.
  var merged: [Score.ChordSymbol] {
    var result: [Score.ChordSymbol] = []
    for chord in self {
      if let last = result.last, last.chord == chord.chord {
        result[result.count - 1] = .init(onset: last.onset, duration: last.duration + chord.duration, chord: last.chord)
      } else {
        result.append(chord)
      }
    }
    return result
  }
}
