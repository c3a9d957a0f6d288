// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
package import SongDiagnostics
internal import SongIR

/// What can be heard of specs whose goldens are reviewed: what is kept, what waits, what a spec gives now, and what differs.
///
/// What is made is made once, and stays in its folder for whoever has the folder to remove.
package struct GoldenSounds: Sendable {
  package enum Side: Sendable, Hashable, CaseIterable {
    /// The golden.
    case old
    /// What waits beside it, else what the spec gives now.
    case new
    /// The new samples less the old ones.
    case difference
  }

  /// A WAV file to play.
  package struct Sound: Sendable, Hashable {
    package enum Origin: Sendable, Hashable {
      case golden, pending
      case spec(String)
      /// - peakDB: of its largest sample, dBFS; what is above 0 was cut off.
      case difference(peakDB: Double)
    }

    package let path: String
    package let origin: Origin
    package let seconds: Double
  }

  /// Why there is nothing to play.
  package enum Absence: Error, Sendable, Hashable {
    /// The goldens hold no samples.
    case notKept
    /// The first samples wait to be accepted.
    case notAccepted
    case specGone
    case notExported(spec: String)
    /// Every sample is the same.
    case identical
    /// One is longer than the other by this silence, and that is all.
    case onlySilence(seconds: Double, isNewLonger: Bool)
    case sampleRates(old: Int, new: Int)
    case channels(old: Int, new: Int)
  }

  package enum Outcome: Sendable, Hashable {
    case sound(Sound)
    case absent(Absence)
    /// Something was wrong, which is reported.
    case failed
    case cancelled
  }

  /// What was made for one spec.
  private struct Made {
    let folder: String
    var rendered: Sound?
    var difference: Result<Sound, Absence>?
  }

  private let folder: String
  private let request: GoldenRequest
  private let knowledge: Knowledge
  private let world: any World
  private var made: [GoldenPlace: Made] = [:]

  /// - Parameters:
  ///   - folder: for what is made; it is there.
  ///   - request: what rendering needs; where to look and what to compare say nothing here.
  package init(in folder: String, _ request: GoldenRequest, knowledge: Knowledge, world: any World) {
    self.folder = folder
    self.request = request
    self.knowledge = knowledge
    self.world = world
  }

  /// A file of one side's sound.
  ///
  /// - Parameter progress: told the part that is done of what has to be made, 0...1.
  package mutating func sound(
    _ side: Side, of place: GoldenPlace, sources: inout SourceMap, sink: inout DiagnosticSink,
    progress: @Sendable (Double) -> Void = { _ in }
  ) -> Outcome {
    if made[place] == nil { made[place] = Made(folder: join(folder, "\(made.count + 1)")) }
    do {
      switch side {
      case .old: return .sound(try old(place, &sink))
      case .new: return .sound(try new(place, &sources, &sink, progress))
      case .difference: return .sound(try difference(place, &sources, &sink, progress))
      }
    } catch let absence as Absence {
      return .absent(absence)
    } catch {
      return world.isCancelled ? .cancelled : .failed
    }
  }

  private func old(_ place: GoldenPlace, _ sink: inout DiagnosticSink) throws -> Sound {
    let path = place.masterPath
    guard world.exists(path) else {
      throw world.exists(path + GoldenPlace.pendingEnding) ? Absence.notAccepted : Absence.notKept
    }
    return Sound(path: path, origin: .golden, seconds: try reader(path, &sink).seconds)
  }

  private mutating func new(
    _ place: GoldenPlace, _ sources: inout SourceMap, _ sink: inout DiagnosticSink, _ progress: @Sendable (Double) -> Void
  ) throws -> Sound {
    let waiting = place.masterPath + GoldenPlace.pendingEnding
    if world.exists(waiting) { return Sound(path: waiting, origin: .pending, seconds: try reader(waiting, &sink).seconds) }
    if let sound = made[place]?.rendered { return sound }
    guard let spec = place.spec(world) else { throw Absence.specGone }
    // What there is to say of a spec was said when it was tested, but for what keeps it from being heard.
    var own = DiagnosticSink()
    defer { sink.report(own.diagnostics.filter { $0.severity == .error }) }
    guard try exportsSound(spec, request, knowledge, world, &sources, &own) else { throw Absence.notExported(spec: spec) }
    let path = try GoldenFiles.renderMaster(
      of: spec, in: join(folder(of: place), "new"), request, knowledge, world, &sources, &own, progress)
    let sound = Sound(path: path, origin: .spec(spec), seconds: try reader(path, &own).seconds)
    made[place]?.rendered = sound
    return sound
  }

  private mutating func difference(
    _ place: GoldenPlace, _ sources: inout SourceMap, _ sink: inout DiagnosticSink, _ progress: @Sendable (Double) -> Void
  ) throws -> Sound {
    if let result = made[place]?.difference { return try result.get() }
    let (first, second) = (try old(place, &sink), try new(place, &sources, &sink, progress))
    let before = try reader(first.path, &sink)
    let after = try reader(second.path, &sink)
    guard before.sampleRate == after.sampleRate else {
      throw Absence.sampleRates(old: before.sampleRate, new: after.sampleRate)
    }
    guard before.channels == after.channels else { throw Absence.channels(old: before.channels, new: after.channels) }
    do {
      let sound = try subtracted(before, from: after, in: folder(of: place), &sink, progress)
      made[place]?.difference = .success(sound)
      return sound
    } catch let absence as Absence {
      made[place]?.difference = .failure(absence)
      throw absence
    }
  }

  private func subtracted(
    _ old: AudioFileReader, from new: AudioFileReader, in folder: String, _ sink: inout DiagnosticSink,
    _ progress: @Sendable (Double) -> Void
  ) throws -> Sound {
    let path = join(folder, "difference.wav")
    let result: AudioSubtraction
    do {
      try world.makeFolder(folder)
      result = try subtract(old, from: new, to: path, isCancelled: { world.isCancelled }, progress: progress)
    } catch let error as WorldError {
      throw sink.fail(.fileUnwritable(error.path, reason: error.reason))
    } catch let error as AudioError {
      world.remove(path)
      if error == .cancelled { throw Cancelled() }
      throw sink.fail(.goldenSound(error))
    }
    guard result.peak > 0 else {
      world.remove(path)
      let frames = result.newFrames - result.oldFrames
      let seconds = Double(frames.magnitude) / Double(result.sampleRate)
      throw frames == 0 ? Absence.identical : .onlySilence(seconds: seconds, isNewLonger: frames > 0)
    }
    let seconds = Double(max(result.oldFrames, result.newFrames)) / Double(result.sampleRate)
    return Sound(path: path, origin: .difference(peakDB: result.peakDB), seconds: seconds)
  }

  private func folder(of place: GoldenPlace) -> String { made[place]?.folder ?? folder }

  /// A pointer of Git LFS, say, is no sound.
  private func reader(_ path: String, _ sink: inout DiagnosticSink) throws(ErrorsEmitted) -> AudioFileReader {
    do { return try AudioFileReader(path: path, acceptsMono: true) } catch { throw sink.fail(.goldenSound(error)) }
  }
}

extension Diagnostic {
  /// Of a golden that holds sound, or should.
  static func goldenSound(_ error: AudioError) -> Diagnostic {
    guard case .fileUnreadable(let path, let reason) = error else { return .audio(error) }
    return .goldenUnreadable(path, reason: "it can't be decoded: \(reason)")
  }
}

/// Whether a spec asks for a file of sound.
func exportsSound(
  _ spec: String, _ request: GoldenRequest, _ knowledge: Knowledge, _ world: any World, _ sources: inout SourceMap,
  _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> Bool {
  let track = try readTrack(spec, world, &sources, &sink)
  var options = track.options
  options.workers = request.workers
  let piece = try compile(track.source, name: track.name, knowledge: knowledge, options: options, sink: &sink)
  if let failure = sink.failure { throw failure }
  return piece.settings.exports.contains { $0.kind.isAudio }
}
