// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import SongBase
import SongCompiler
import SongDiagnostics

/// What a review plays and shows. What is made for it lies in a folder that is gone when the review ends.
struct ReviewStage {
  private let request: GoldenRequest
  private let knowledge: Knowledge
  private var folder: String?
  private var sounds: GoldenSounds?
  /// Reports don't hang on what is decided, so each is made once.
  private var reports: [GoldenPlace: GoldenPage] = [:]
  /// Whose pages were made, in the order of their folders.
  private var places: [GoldenPlace] = []
  private var viewers: [PageViewer] = []

  /// - Parameter request: what rendering needs.
  init(_ request: GoldenRequest, _ knowledge: Knowledge) {
    self.request = request
    self.knowledge = knowledge
  }

  /// Removes what was made.
  func end(_ world: FileWorld) { if let folder { world.removeFolder(folder) } }

  // MARK: Sounds

  /// Plays one side's sound, or says why there is none.
  ///
  /// - Throws: where the review is to end.
  mutating func play(_ side: GoldenSounds.Side, of place: GoldenPlace, _ run: inout Run) throws {
    guard let folder = openFolder(&run) else { return }
    var sounds = sounds ?? GoldenSounds(in: folder, request, knowledge: knowledge, world: run.world)
    var sink = run.newSink
    let console = run.console
    let outcome = sounds.sound(
      side, of: place, sources: &run.sources, sink: &sink, progress: { console.progress(place.name, $0) })
    self.sounds = sounds
    console.endProgress()
    switch outcome {
    case .sound(let sound): play(sound, place, run, folder)
    case .absent(let absence): console.say(" \(absence.words(place.name))\n")
    case .failed: run.finish(sink)
    case .cancelled: break
    }
    try goOn(run)
  }

  private func play(_ sound: GoldenSounds.Sound, _ place: GoldenPlace, _ run: Run, _ folder: String) {
    let path = playable(sound.path, place, run.world, folder)
    guard let player = SoundPlayer.find() else {
      run.console.say(" there is no player here: \(SoundPlayer.remedy)\n")
      run.console.say(" until the review ends, \(sound.words): \(path)\n")
      return
    }
    run.console.say(" \(player.name) plays \(sound.words); Ctrl-C stops it\n")
    do throws(ChildError) {
      try player.play(path, isCancelled: { run.world.isCancelled })
    } catch .interrupted {
    } catch {
      run.console.say(" it can't: \(error.reason)\n set SONGC_PLAYER to a command that takes a path\n")
      run.console.say(" until the review ends, \(sound.words): \(path)\n")
    }
  }

  /// A path of a file that means the same everywhere and ends as its format does, which some players go by.
  private func playable(_ path: String, _ place: GoldenPlace, _ world: FileWorld, _ folder: String) -> String {
    let whole = world.place(of: path)
    guard !whole.hasSuffix(".wav") else { return whole }
    let link = join(folder, "\(place.name).new.wav")
    world.remove(link)
    return symlink(whole, link) == 0 ? link : whole
  }

  // MARK: Pages

  /// Writes the page of a spec and has it shown.
  ///
  /// - Throws: where the review is to end.
  mutating func open(_ goldens: [PendingGolden], _ run: inout Run) throws {
    guard let place = goldens.first?.place, let folder = openFolder(&run) else { return }
    let console = run.console
    let number = places.firstIndex(of: place) ?? places.count
    if number == places.count { places.append(place) }
    var sink = run.newSink
    var page = goldens.allSatisfy(\.isNew) ? reports[place] : nil
    if page == nil {
      page = writeGoldenPage(
        of: goldens, in: join(folder, "page\(number + 1)"), request, knowledge: knowledge, world: run.world,
        sources: &run.sources, sink: &sink, progress: { console.progress(place.name, $0) })
      console.endProgress()
    }
    if page != .cancelled { run.finish(sink) }
    switch page {
    case .comparison(let path): show(path, "golden and new of '\(place.name)'", run)
    case .report(let path, let spec):
      reports[place] = page
      show(path, "'\(spec)' as it is now", run)
    case .specGone: console.say(" there is nothing to compare it with, and the spec of '\(place.name)' is gone\n")
    case .failed, .cancelled, nil: break
    }
    try goOn(run)
  }

  private mutating func show(_ path: String, _ what: String, _ run: Run) {
    let page = run.world.place(of: path)
    run.console.say(" until the review ends, \(what): \(page)\n")
    do throws(ChildError) {
      viewers.append(try PageViewer.open(page))
    } catch {
      run.console.say(" \(error.reason); open it yourself, or set BROWSER to a command that takes a path\n")
    }
  }

  /// What is to be said of viewers that have ended since this was asked last.
  mutating func news() -> [String] {
    var news: [String] = []
    viewers.removeAll { viewer in
      guard let result = viewer.result() else { return false }
      if result != 0 {
        news.append("\(viewer.name) failed to open \(viewer.page); set BROWSER to a command that takes a path")
      }
      return true
    }
    return news
  }

  // MARK: The folder

  /// The folder of what is made, which only this user can read; nil where there is none to be had, which is said.
  private mutating func openFolder(_ run: inout Run) -> String? {
    if let folder { return folder }
    do {
      folder = try run.world.makePrivateFolder()
    } catch {
      var sink = run.newSink
      sink.report(.fileUnwritable(error.path, reason: error.reason))
      run.finish(sink)
    }
    return folder
  }

  /// Goes back to the question where Ctrl-C stopped something.
  ///
  /// - Throws: where more is to end than that.
  private func goOn(_ run: Run) throws {
    guard run.world.isCancelled else { return }
    guard FileWorld.forgetInterrupt() else { throw run.interrupted() }
    run.console.say(" stopped\n")
  }
}

extension GoldenSounds.Sound {
  fileprivate var words: String {
    let length = "\(fixed(seconds, 1)) s"
    switch origin {
    case .golden: return "the golden, \(length)"
    case .pending: return "what waits, \(length)"
    case .spec(let spec): return "'\(spec)' as it is now, \(length)"
    case .difference(let peak):
      return "new minus old, \(length), \(fixed(peak, 1)) dBFS at most\(peak > 0 ? ", cut off at full scale" : "")"
    }
  }
}

extension GoldenSounds.Absence {
  fileprivate func words(_ name: String) -> String {
    switch self {
    case .notKept: "the goldens of '\(name)' keep no samples; 'golden: {audio: exact}' in the spec would"
    case .notAccepted: "there is no golden yet: the sound of '\(name)' is new"
    case .specGone: "the spec of '\(name)' is gone, and no sound of it waits"
    case .notExported(let spec): "'\(spec)' exports no sound"
    case .identical: "old and new are the same in every sample"
    case .onlySilence(let seconds, let isNewLonger):
      "old and new are the same, but for \(fixed(seconds, 3)) s of silence at the end of the \(isNewLonger ? "new" : "old") one"
    case .sampleRates(let old, let new): "old has \(old) Hz and new \(new) Hz: their samples have no difference"
    case .channels(let old, let new): "old has \(channels(old)) and new \(channels(new)): their samples have no difference"
    }
  }

  private func channels(_ count: Int) -> String { count == 1 ? "1 channel" : "\(count) channels" }
}
