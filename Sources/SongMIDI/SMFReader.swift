// SPDX-License-Identifier: Apache-2.0
/// Reads a Standard MIDI File of format 0 or 1.
///
/// Running status is resolved, system exclusive messages and chunks of other kinds are skipped, and what follows the
/// end of a track within its chunk is ignored.
/// - Throws: where the bytes break the format.
package func readSMF(_ bytes: [UInt8]) throws(SMFError) -> SMFFile {
  var cursor = Cursor(bytes: bytes, position: 0, end: bytes.count)
  guard bytes.starts(with: Array("MThd".utf8)) else { throw .noHeader }
  let header = try cursor.chunk().body
  guard header.count >= 6 else { throw .noHeader }
  func word(_ index: Int) -> Int {
    Int(bytes[header.lowerBound + index]) << 8 | Int(bytes[header.lowerBound + index + 1])
  }
  guard word(0) <= 1 else { throw .unsupportedFormat(word(0)) }
  let division = try readDivision(word(4))
  var tracks: [[SMFEvent]] = []
  while tracks.count < word(2), cursor.position < cursor.end {
    let chunk = try cursor.chunk()
    guard chunk.kind.elementsEqual("MTrk".utf8) else { continue }
    let track = Cursor(bytes: bytes, position: chunk.body.lowerBound, end: chunk.body.upperBound)
    tracks.append(try readTrack(track, tracks.count))
  }
  guard tracks.count == word(2) else { throw .wrongTrackCount(promised: word(2), found: tracks.count) }
  return SMFFile(format: word(0), division: division, tracks: tracks)
}

private func readDivision(_ word: Int) throws(SMFError) -> SMFFile.Division {
  guard word & 0x8000 != 0 else {
    guard word > 0 else { throw .badDivision(word) }
    return .ticksPerQuarter(word)
  }
  let framesPerSecond = 256 - word >> 8
  guard [24, 25, 29, 30].contains(framesPerSecond), word & 0xFF > 0 else { throw .badDivision(word) }
  return .timecode(framesPerSecond: framesPerSecond, ticksPerFrame: word & 0xFF)
}

private func readTrack(_ start: Cursor, _ index: Int) throws(SMFError) -> [SMFEvent] {
  var cursor = start
  var events: [SMFEvent] = []
  var tick = 0
  var running: UInt8?
  while cursor.position < cursor.end {
    tick += try cursor.quantity()
    let at = cursor.position
    var status = try cursor.byte()
    if status < 0x80 {
      guard let last = running else { throw .missingStatus(at: at) }
      status = last
      cursor.position = at
    }
    switch status {
    case 0x80..<0xF0:
      running = status
      events.append(SMFEvent(tick: tick, message: try cursor.channelMessage(status)))
    case 0xF0, 0xF7:
      running = nil
      _ = try cursor.block()
    case 0xFF:
      running = nil
      let type = MetaType(number: try cursor.byte())
      events.append(SMFEvent(tick: tick, message: .meta(type, Array(try cursor.block()))))
      if type == .endOfTrack { return events }
    default: throw .badStatus(status, at: at)
    }
  }
  throw .noEndOfTrack(track: index)
}

/// A place in the bytes that never passes the end of its chunk.
private struct Cursor {
  let bytes: [UInt8]
  var position: Int
  let end: Int

  mutating func byte() throws(SMFError) -> UInt8 {
    guard position < end else { throw .truncated(at: position) }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func data() throws(SMFError) -> Int {
    let at = position
    let value = try byte()
    guard value < 0x80 else { throw .badData(value, at: at) }
    return Int(value)
  }

  mutating func quantity() throws(SMFError) -> Int {
    let at = position
    var value = 0
    for _ in 0..<4 {
      let next = try byte()
      value = value << 7 | Int(next & 0x7F)
      if next < 0x80 { return value }
    }
    throw .longQuantity(at: at)
  }

  /// The bytes of a length that stands in front of them.
  mutating func block() throws(SMFError) -> ArraySlice<UInt8> {
    let length = try quantity()
    guard length <= end - position else { throw .truncated(at: end) }
    defer { position += length }
    return bytes[position..<position + length]
  }

  mutating func chunk() throws(SMFError) -> (kind: ArraySlice<UInt8>, body: Range<Int>) {
    guard end - position >= 8 else { throw .truncated(at: end) }
    let kind = bytes[position..<position + 4]
    let length = bytes[position + 4..<position + 8].reduce(0) { $0 << 8 | Int($1) }
    position += 8
    guard length <= end - position else { throw .truncated(at: end) }
    defer { position += length }
    return (kind, position..<position + length)
  }

  mutating func channelMessage(_ status: UInt8) throws(SMFError) -> SMFMessage {
    let channel = Int(status & 0x0F)
    let first = try data()
    switch status >> 4 {
    case 0x8: return .noteOff(channel: channel, key: first, velocity: try data())
    case 0x9: return .noteOn(channel: channel, key: first, velocity: try data())
    case 0xA: return .keyPressure(channel: channel, key: first, value: try data())
    case 0xB: return .control(channel: channel, controller: first, value: try data())
    case 0xC: return .program(channel: channel, program: first)
    case 0xD: return .channelPressure(channel: channel, value: first)
    default: return .pitchBend(channel: channel, value: first | (try data()) << 7)
    }
  }
}
