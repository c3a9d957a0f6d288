// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase

/// The sound of one piece as a page holds it: the master and the stems encoded, and what is drawn of the master.
struct PageSound: Sendable {
  struct Track: Sendable {
    let name: String
    let encoding: AudioEncoding
    let bytes: [UInt8]
  }

  let picture: AudioPicture
  let master: Track
  let stems: [Track]
  /// What the stems' sum needs to be about as loud as the master, dB.
  let stemGainDB: Double
}

/// Reads, draws and encodes files of sound.
///
/// - Parameter folder: for temporary files; it is gone at the return.
/// - Throws: `fileUnreadable`, `fileUnwritable`, `resourcesExhausted`, `cancelled`.
func pageSound(
  master: String, stems: [(name: String, path: String)], stemGainDB: Double, folder: String, workers: Int,
  world: any World
) throws(AudioError) -> PageSound {
  do { try world.makeFolder(folder) } catch { throw .fileUnwritable(path: error.path, reason: error.reason) }
  defer { world.remove(folder) }
  let files = [("master", master)] + stems.map { ($0.name, $0.path) }
  let isCancelled = { @Sendable in world.isCancelled }
  let results: [Result<PageSound.Track, AudioError>] = concurrently(files.count, workers: workers) { number in
    let (name, path) = files[number]
    let scratch = join(folder, "\(number)")
    defer { world.remove(scratch) }
    return Result { () throws(AudioError) in
      let encoding = try encodeCompactly(
        path, to: scratch, bitrate: number == 0 ? masterBitrate : stemBitrate, seed: Seed(number),
        isCancelled: isCancelled)
      return PageSound.Track(name: name, encoding: encoding, bytes: try bytes(ofFileAt: scratch, world))
    }
  }
  var tracks: [PageSound.Track] = []
  for result in results { tracks.append(try result.get()) }
  return PageSound(
    picture: try picture(ofFileAt: master, isCancelled: isCancelled), master: tracks[0],
    stems: Array(tracks.dropFirst()), stemGainDB: stemGainDB)
}

private func bytes(ofFileAt path: String, _ world: any World) throws(AudioError) -> [UInt8] {
  do { return try world.read(path) } catch { throw .fileUnreadable(path: error.path, reason: error.reason) }
}

/// kbit/s: what is hard to tell from the master, and what a track by itself needs.
private let masterBitrate = 112
private let stemBitrate = 64

extension PageSound {
  /// What stands in the page's data.
  ///
  /// - Parameter id: of the elements that hold the encoded files: `id-0` the master, `id-1` the first stem.
  func json(id: String) -> JSONValue {
    func levels(_ values: [Double]) -> JSONValue { .array(values.map { .number(max(-70, $0), decimals: 1) }) }
    func bytes(_ values: [UInt8]) -> JSONValue { .string(String(decoding: base64(values), as: UTF8.self)) }
    let tracks = [master] + stems
    return .object([
      "seconds": .number(picture.seconds, decimals: 6), "sampleRate": .integer(picture.sampleRate),
      "loudness": .number(picture.loudness, decimals: 2), "loudnessRange": .number(picture.loudnessRange, decimals: 1),
      "loudnessStep": .number(AudioPicture.loudnessStep, decimals: 3), "momentary": levels(picture.momentary),
      "shortTerm": levels(picture.shortTerm),
      "waveform": .object(["columns": .integer(AudioPicture.waveColumnCount), "data": bytes(picture.waveform)]),
      "spectrogram": .object([
        "bands": .integer(AudioPicture.bandCount), "columns": .integer(AudioPicture.columnCount),
        "lowHz": .number(AudioPicture.lowestHz, decimals: 1), "highHz": .number(AudioPicture.highestHz, decimals: 1),
        "floorDB": .number(AudioPicture.floorDB, decimals: 1), "data": bytes(picture.spectrogram),
      ]),
      "stemGainDB": .number(stemGainDB, decimals: 2),
      "tracks": .array(
        tracks.enumerated().map { index, track in
          .object([
            "id": .string("\(id)-\(index)"), "name": .string(track.name), "bytes": .integer(track.bytes.count),
            "encoding": .string(track.encoding.name),
          ])
        }),
    ])
  }

  /// The elements' names and the encoded files.
  func elements(id: String) -> [(id: String, bytes: [UInt8])] {
    ([master] + stems).enumerated().map { ("\(id)-\($0.offset)", $0.element.bytes) }
  }
}
