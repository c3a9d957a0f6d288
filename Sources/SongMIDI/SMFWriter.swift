// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongIR
internal import SongMusic

/// A Standard MIDI File of format 1 with 960 ticks a quarter: the conductor's track, then a track for each part.
///
/// Every track ends exactly at the end of the performance. What the performance has beyond its end is cut off there.
/// - Source: Standard MIDI Files 1.0, RP-001.
package func writeSMF(_ performance: Performance) -> [UInt8] {
  let addresses = midiAddresses(of: performance.parts)
  let namesPorts = addresses.contains { $0.port > 0 }
  var tracks = [conductorTrack(performance)]
  for (part, address) in zip(performance.parts, addresses) {
    tracks.append(partTrack(part, address, namesPort: namesPorts, length: performance.length))
  }
  var bytes = Array("MThd".utf8)
  append(6, width: 4, to: &bytes)
  append(1, width: 2, to: &bytes)
  append(tracks.count, width: 2, to: &bytes)
  append(Ticks.perQuarter, width: 2, to: &bytes)
  for track in tracks { append(track, length: performance.length, to: &bytes) }
  return bytes
}

/// The messages of a track at one tick come in this order.
private enum Rank: Int {
  case heading, meter, key, tempo, marker, noteOff, bank, program, control, lyric, noteOn
}

private struct Entry {
  let at: Ticks
  let rank: Rank
  let message: SMFMessage

  init(_ at: Ticks, _ rank: Rank, _ message: SMFMessage) {
    self.at = at
    self.rank = rank
    self.message = message
  }
}

private func conductorTrack(_ performance: Performance) -> [Entry] {
  // The notice is the first event of the first track.
  let credits = performance.credits
  var entries = credits.license.isEmpty ? [] : [Entry(.zero, .heading, .text(.copyright, credits.license))]
  entries.append(Entry(.zero, .heading, .text(.trackName, performance.title)))
  for credit in credits.all { entries.append(Entry(.zero, .heading, .text(.text, "\(credit.role): \(credit.name)"))) }
  for change in performance.meters { entries.append(Entry(change.at, .meter, timeSignature(change.meter))) }
  for change in performance.keys { entries.append(Entry(change.at, .key, keySignature(change.key))) }
  for event in performance.tempo.events {
    let tempo = (0..<3).reversed().map { UInt8(truncatingIfNeeded: event.microsecondsPerQuarter >> (8 * $0)) }
    entries.append(Entry(event.at, .tempo, .meta(.tempo, tempo)))
  }
  for marker in performance.markers { entries.append(Entry(marker.at, .marker, .text(.marker, marker.text))) }
  return entries
}

private func timeSignature(_ meter: Meter) -> SMFMessage {
  let clocksPerBeat = (meter.beatUnit * Rational(24)).rounded
  return .meta(
    .timeSignature,
    [
      UInt8(meter.numerator), UInt8(meter.denominator.trailingZeroBitCount), UInt8(min(max(clocksPerBeat, 1), 255)), 8,
    ])
}

/// The signature of the key; MIDI knows major and minor alone, so a mode goes by its third.
private func keySignature(_ key: Key) -> SMFMessage {
  var fifths = key.fifths
  while fifths > 7 { fifths -= 12 }
  while fifths < -7 { fifths += 12 }
  return .meta(.keySignature, [UInt8(bitPattern: Int8(fifths)), key.mode.isMinor ? 1 : 0])
}

private func partTrack(_ part: Performance.Part, _ address: MIDIAddress, namesPort: Bool, length: Ticks) -> [Entry] {
  let channel = address.channel
  var entries: [Entry] = []
  if namesPort { entries.append(Entry(.zero, .heading, .meta(.port, [UInt8(address.port)]))) }
  entries.append(Entry(.zero, .heading, .text(.trackName, part.name)))
  entries.append(Entry(.zero, .program, .program(channel: channel, program: dataByte(part.program))))
  for control in part.controls {
    // Controllers 0 and 32 choose the bank of the program change after them.
    let rank = control.controller == 0 || control.controller == 32 ? Rank.bank : .control
    let message = SMFMessage.control(
      channel: channel, controller: dataByte(control.controller), value: dataByte(control.value))
    entries.append(Entry(control.at, rank, message))
  }
  for bend in part.bends { entries.append(Entry(bend.at, .control, .pitchBend(channel: channel, value: min(max(bend.value, 0), 16_383)))) }
  for note in part.notes where note.onset < length {
    let key = dataByte(note.key)
    let velocity = max(1, dataByte(note.velocity))
    if let lyric = note.lyric {
      // RP-017: a hyphen where the word goes on, a blank behind it otherwise.
      entries.append(Entry(note.onset, .lyric, .text(.lyric, lyric.text + (lyric.continues ? "-" : " "))))
    }
    entries.append(Entry(note.onset, .noteOn, .noteOn(channel: channel, key: key, velocity: velocity)))
    entries.append(
      Entry(min(note.end, length), .noteOff, .noteOff(channel: channel, key: key, velocity: releaseVelocity)))
  }
  return entries
}

/// What a keyboard without release velocity sends.
private let releaseVelocity = 64

private func dataByte(_ value: Int) -> Int { min(max(value, 0), 127) }

/// Writes a track chunk: the entries in order, none after the end, then the end of the track at the end of the piece.
private func append(_ entries: [Entry], length: Ticks, to bytes: inout [UInt8]) {
  let kept = entries.filter { $0.at <= length }
  let sorted = kept.sorted { ($0.at.value, $0.rank.rawValue) < ($1.at.value, $1.rank.rawValue) }
  var body: [UInt8] = []
  var last = Ticks.zero
  for entry in sorted + [Entry(length, .heading, .meta(.endOfTrack, []))] {
    append(quantity: entry.at.value - last.value, to: &body)
    append(entry.message, to: &body)
    last = entry.at
  }
  bytes += Array("MTrk".utf8)
  append(body.count, width: 4, to: &bytes)
  bytes += body
}

private func append(_ message: SMFMessage, to bytes: inout [UInt8]) {
  func channelMessage(_ kind: UInt8, _ channel: Int, _ data: Int...) {
    bytes.append(kind << 4 | UInt8(channel))
    bytes += data.map { UInt8($0) }
  }
  switch message {
  case .noteOff(let channel, let key, let velocity): channelMessage(0x8, channel, key, velocity)
  case .noteOn(let channel, let key, let velocity): channelMessage(0x9, channel, key, velocity)
  case .keyPressure(let channel, let key, let value): channelMessage(0xA, channel, key, value)
  case .control(let channel, let controller, let value): channelMessage(0xB, channel, controller, value)
  case .program(let channel, let program): channelMessage(0xC, channel, program)
  case .channelPressure(let channel, let value): channelMessage(0xD, channel, value)
  case .pitchBend(let channel, let value): channelMessage(0xE, channel, value & 0x7F, value >> 7)
  case .meta(let type, let content):
    bytes += [0xFF, type.number]
    append(quantity: content.count, to: &bytes)
    bytes += content
  }
}

private func append(_ value: Int, width: Int, to bytes: inout [UInt8]) {
  for index in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
}

/// A variable-length quantity: seven bits a byte, all but the last marked.
private func append(quantity value: Int, to bytes: inout [UInt8]) {
  var shift = 21
  while shift > 0, value >> shift == 0 { shift -= 7 }
  while shift >= 0 {
    bytes.append(UInt8(value >> shift & 0x7F) | (shift > 0 ? 0x80 : 0))
    shift -= 7
  }
}
