// SPDX-License-Identifier: Apache-2.0
/// Why bytes are not a Standard MIDI File; offsets count bytes from the start of the file.
package enum SMFError: Error, Sendable, Hashable {
  /// The file doesn't begin with `MThd` and a length of 6 or more.
  case noHeader
  /// A chunk or a message ends beyond the end of the file or of its chunk.
  case truncated(at: Int)
  /// Only the formats 0 and 1 are read.
  case unsupportedFormat(Int)
  /// Zero ticks, or a frame rate that doesn't exist.
  case badDivision(Int)
  /// The header promises another number of tracks than the file has.
  case wrongTrackCount(promised: Int, found: Int)
  /// A variable-length quantity of more than four bytes.
  case longQuantity(at: Int)
  /// A data byte where no running status is in force.
  case missingStatus(at: Int)
  /// A status that has no place in a file.
  case badStatus(UInt8, at: Int)
  /// A data byte above 127.
  case badData(UInt8, at: Int)
  /// A track without an end-of-track message.
  case noEndOfTrack(track: Int)
}
