// SPDX-License-Identifier: Apache-2.0
internal import SongIR
internal import SongMusic

extension XMLText {
  /// Adds what changes at the start of a measure: divisions, key, time, clefs, transposition.
  ///
  /// - Parameter previous: the measure before; nil for the first.
  mutating func attributes(
    of measure: MeasureLayout, after previous: MeasureLayout?, _ part: Score.Part, divisions: Int
  ) {
    let isFirst = previous == nil
    let reading = measure.reading
    let newKey =
      isFirst
      || !part.isPercussion && (reading.fifths, reading.mode) != (previous!.reading.fifths, previous!.reading.mode)
    let newTime = measure.measure.meter != previous?.measure.meter
    let newTransposition = reading.transposition != (previous?.reading.transposition ?? .none)
    guard newKey || newTime || newTransposition else { return }
    element("attributes") { xml in
      if isFirst { xml.leaf("divisions", divisions) }
      if newKey {
        xml.element("key") { xml in
          xml.leaf("fifths", part.isPercussion ? 0 : reading.fifths)
          if !part.isPercussion { xml.leaf("mode", reading.mode.rawValue) }
        }
      }
      if newTime {
        let meter = measure.measure.meter
        let groups = meter.isGrouped ? meter.groups : [meter.numerator]
        xml.element("time") { xml in
          xml.leaf("beats", groups.map(String.init).joined(separator: "+"))
          xml.leaf("beat-type", meter.denominator)
        }
      }
      if isFirst {
        if part.clef == .grand { xml.leaf("staves", 2) }
        xml.clefs(part.clef)
      }
      if newTransposition { xml.transpose(reading.transposition) }
    }
  }

  private mutating func clefs(_ clef: Clef) {
    switch clef {
    case .treble: self.clef("G", 2)
    case .bass: self.clef("F", 4)
    case .alto: self.clef("C", 3)
    case .tenor: self.clef("C", 4)
    case .treble8vb: self.clef("G", 2, octaves: -1)
    case .bass8vb: self.clef("F", 4, octaves: -1)
    case .percussion: self.clef("percussion", nil)
    case .grand:
      self.clef("G", 2, [("number", "1")])
      self.clef("F", 4, [("number", "2")])
    }
  }

  private mutating func clef(_ sign: String, _ line: Int?, octaves: Int = 0, _ attributes: Attributes = []) {
    element("clef", attributes) { xml in
      xml.leaf("sign", sign)
      if let line { xml.leaf("line", line) }
      if octaves != 0 { xml.leaf("clef-octave-change", octaves) }
    }
  }

  private mutating func transpose(_ transposition: Score.Transposition) {
    let octaves = transposition.chromatic / 12
    element("transpose") { xml in
      xml.leaf("diatonic", transposition.diatonic - 7 * octaves)
      xml.leaf("chromatic", transposition.chromatic - 12 * octaves)
      if octaves != 0 { xml.leaf("octave-change", octaves) }
    }
  }
}
