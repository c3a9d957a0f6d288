// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongMusic

extension ImportedScore {
  /// The score with bars that fill their meters.
  ///
  /// A pickup stands behind rests in its bar, pieces of a bar that a repeat sign parts are one bar again, bars of several
  /// measures are cut; any other gets a meter of its own.
  func withFullBars() -> ImportedScore {
    var result = self
    result.bars = []
    /// Where each piece begins in the new score.
    var starts: [ScoreTime] = []
    var time = ScoreTime.zero
    var carried: (label: String?, isStart: Bool) = (nil, false)
    var index = 0
    func emit(_ bar: Bar, _ meter: Meter, count: Int = 1) {
      for number in 0..<count {
        var new = bar
        new.meter = meter
        new.start = time
        new.length = meter.length
        if number > 0 {
          new.isStart = false
          new.label = nil
        } else {
          new.isStart = new.isStart || carried.isStart
          new.label = new.label ?? carried.label
          carried = (nil, false)
        }
        result.bars.append(new)
        time += meter.length
      }
    }
    while index < bars.count {
      let piece = bars[index]
      let due = piece.meter.length
      if piece.length == due || (piece.length / due).isInteger {
        starts.append(time)
        emit(piece, piece.meter, count: max(1, (piece.length / due).floor))
        index += 1
        continue
      }
      var sum = piece.length
      var next = index + 1
      while sum < due, next < bars.count, bars[next].meter == piece.meter, sum + bars[next].length <= due {
        sum += bars[next].length
        next += 1
      }
      if sum == due {
        for inner in index..<next { starts.append(time + bars[inner].start - piece.start) }
        emit(piece, piece.meter)
        for inner in bars[index + 1..<next] where inner.isStart || inner.label != nil {
          carried = (inner.label ?? carried.label, true)
        }
        index = next
        continue
      }
      index += 1
      if piece.length < due, starts.isEmpty {
        starts.append(due - piece.length)
        var bar = piece
        bar.isPickup = true
        // What begins with the pickup begins on the next bar line.
        bar.label = nil
        emit(bar, piece.meter)
        carried = (piece.label, true)
        result.log.decide("the pickup stands behind rests in a bar of its own", at: piece.place)
      } else if piece.length < due, index == bars.count {
        starts.append(time)
        emit(piece, piece.meter)
      } else if let own = Meter(filling: piece.length, like: piece.meter) {
        starts.append(time)
        emit(piece, own)
        result.log.decide("a bar of \(own) among those of \(piece.meter) is a section of its own", at: piece.place)
        carried.isStart = true
      } else {
        starts.append(time)
        emit(piece, piece.meter, count: (piece.length / due).ceiling)
        result.log.decide("a bar that no meter has is filled with rests", at: piece.place)
      }
    }
    result.move { time in
      var low = 0
      var high = bars.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if bars[middle].start <= time { low = middle } else { high = middle }
      }
      return bars.isEmpty ? time : starts[low] + time - bars[low].start
    }
    return result
  }

  /// Moves all onsets.
  private mutating func move(_ moved: (ScoreTime) -> ScoreTime) {
    for part in parts.indices {
      for note in parts[part].notes.indices { parts[part].notes[note].onset = moved(parts[part].notes[note].onset) }
      for stroke in parts[part].strokes.indices { parts[part].strokes[stroke].onset = moved(parts[part].strokes[stroke].onset) }
    }
    for chord in chords.indices { chords[chord].onset = moved(chords[chord].onset) }
    for comment in comments.indices { comments[comment].at = moved(comments[comment].at) }
  }
}

extension Meter {
  /// The meter that a length fills, with notes no longer than those of another; nil where there is none.
  init?(filling length: ScoreTime, like other: Meter) {
    for denominator in [1, 2, 4, 8, 16, 32] where denominator >= other.denominator {
      let count = length * Rational(denominator, 4)
      guard count.isInteger, (1...32).contains(count.numerator) else { continue }
      self.init(count.numerator, denominator)
      return
    }
    return nil
  }
}
