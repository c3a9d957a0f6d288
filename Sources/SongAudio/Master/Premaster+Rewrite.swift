// SPDX-License-Identifier: Apache-2.0
internal import SongBase

extension Premaster {
  /// Changes every frame in the premaster's own file, in order; loudness and peak are measured again.
  ///
  /// - Parameter change: gets interleaved samples, the number of frames and the position of the first.
  /// - Throws: `fileUnwritable`, `resourcesExhausted`.
  func rewritten(
    sampleRate: Int, on pool: WorkerPool, _ change: @escaping (inout [Float], Int, Int64) -> Void
  ) throws(AudioError) -> Premaster {
    let meter = try WindowMeter(sampleRate: sampleRate, extent: .integrated, starts: [], length: length)
    var highest = Float(0)
    try rewrite(on: pool, change) { samples, frames throws(AudioError) in
      highest = max(highest, peak(of: samples, count: frames * 2))
      try meter.add(interleaved: samples, frames: frames)
    }
    return Premaster(
      file: file, length: length, loudness: meter.integratedLoudness(), peakAmplitude: Double(highest), windows: windows)
  }

  /// Changes every frame, in rounds as the mixer's: while one chunk is changed, the one before is measured and written.
  ///
  /// - Throws: `fileUnwritable`, and what `measure` throws.
  func rewrite(
    on pool: WorkerPool, _ change: @escaping (inout [Float], Int, Int64) -> Void,
    measure: @escaping (borrowing [Float], Int) throws(AudioError) -> Void
  ) throws(AudioError) {
    let chunks = Int((length + Int64(chunkFrames) - 1) / Int64(chunkFrames))
    let slots = [InterleavedChunk(), InterleavedChunk()]
    let failures = Failures()
    for round in 0...chunks {
      pool.run(2) { task in
        let number = round - task
        guard (0..<chunks).contains(number) else { return }
        let chunk = slots[number % 2]
        let start = Int64(number) * Int64(chunkFrames)
        failures.catchFailure(of: task) { () throws(AudioError) in
          if task == 0 {
            chunk.frames = Int(min(Int64(chunkFrames), length - start))
            try file.read(into: &chunk.samples, frames: chunk.frames, at: start)
            change(&chunk.samples, chunk.frames, start)
          } else {
            try measure(chunk.samples, chunk.frames)
            try file.write(chunk.samples, frames: chunk.frames, at: start)
          }
        }
      }
      try failures.rethrow()
    }
  }
}
