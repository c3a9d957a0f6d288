// SPDX-License-Identifier: Apache-2.0
import SongCache
import SongCompiler
import SongDiagnostics
import SongIR
import SongTestSupport
import Synchronization
import Testing

/// What `songc watch` decides: when a burst of events is over, what a build hangs on, what has changed.
@Suite struct WatchTests {
  // MARK: Bursts

  /// When a burst of events is over, and how many bursts there are: events by their times in milliseconds.
  private func bursts(_ events: [(at: Int, kind: FileEvent.Kind)], path: (Int) -> String = { _ in "a" }) -> [Int] {
    var debouncer = Debouncer()
    var ends: [Int] = []
    var rest = events[...]
    for now in 0...3000 {
      while let event = rest.first, event.at == now {
        debouncer.note(FileEvent(path: path(events.count - rest.count), kind: event.kind), at: Double(now) / 1000)
        rest.removeFirst()
      }
      // A microsecond for what adding up seconds loses.
      if debouncer.take(at: Double(now) / 1000 + 1e-6) { ends.append(now) }
    }
    return ends
  }

  @Test func oneSaveIsOneBurst() {
    #expect(bursts([]) == [])
    // In place: emptied, written, closed.
    #expect(bursts([(10, .begun), (10, .begun), (11, .completed)]) == [61])
    // Another file takes the name.
    #expect(bursts([(10, .completed)]) == [60])
    // The old file becomes a copy, a new one is written, closed, and its rights are set.
    #expect(bursts([(10, .begun), (12, .begun), (15, .begun), (16, .completed), (17, .other)]) == [67])
    // A formatter comes after it.
    #expect(bursts([(10, .completed), (40, .begun), (55, .completed)]) == [105])
    #expect(bursts([(10, .completed), (200, .completed)]) == [60, 250])
  }

  @Test func aFileThatIsEmptyOrGoneIsWaitedFor() {
    #expect(bursts([(0, .begun), (300, .completed)]) == [350])
    #expect(bursts([(0, .begun)]) == [500])
    // The one is complete, the other isn't.
    #expect(bursts([(0, .begun), (10, .completed)], path: { $0 == 0 ? "a" : "b" }) == [500])
    // Whoever never closes what he writes is heard all the same.
    #expect(bursts([(0, .begun), (600, .begun)]) == [500, 1100])
  }

  @Test func eventsWithoutEndAreHeard() {
    let events = (0..<50).map { (at: $0 * 30, kind: FileEvent.Kind.completed) }
    #expect(bursts(events) == [500, 1010, 1520])
  }

  // MARK: Inputs

  private static let spec = "music/a.song.yaml"
  private static let song = "song: 1\nstyle: folk\nduration: 10s\nexport: [{midi: {}}]\nsync: {import: cues.srt}\n"
  private static let cues = "1\n00:00:04,000 --> 00:00:04,500\nhit\n"

  private func hash(_ world: MemoryWorld) -> (String) -> ContentHash? {
    { path in (try? world.read(path)).map { ContentHash(of: $0) } }
  }

  private func built(
    _ world: MemoryWorld, lockUse: LockUse = .keep, isOutdated: (@Sendable (WatchList) -> Bool)? = nil
  ) -> (result: BuildResult, inputs: WatchList, diagnostics: [Diagnostic]) {
    var options = BuildOptions()
    options.listsInputs = true
    options.lockUse = lockUse
    options.isOutdated = isOutdated
    var sources = SourceMap()
    var sink = DiagnosticSink()
    let result = build(Self.spec, options: options, knowledge: knowledge, world: world, sources: &sources, sink: &sink)
    return (result, WatchList(result, outputs: result.outputs, world: world, hash: hash(world)), sink.diagnostics)
  }

  /// What is said after files were written, or removed where they are nil.
  private func changes(_ inputs: WatchList, _ world: MemoryWorld, _ files: [(String, String?)]) throws -> String {
    for (path, text) in files {
      if let text { try world.write(Array(text.utf8), to: path) } else { world.remove(path) }
    }
    return WatchedChange.text(inputs.changes(world: world, hash: hash(world)))
  }

  @Test func theInputsOfABuildAreWatched() throws {
    let world = MemoryWorld([Self.spec: Self.song, "music/cues.srt": Self.cues])
    let (result, inputs, diagnostics) = built(world)
    #expect(diagnostics.isEmpty && result.outputs == ["music/a.mid", "music/a.report.json"])
    // Its own outputs, which stand beside it by now, and any other file are no changes.
    #expect(try changes(inputs, world, []) == "")
    #expect(try changes(inputs, world, [("music/a.mid", "other"), ("music/b.song.yaml", "song: 1\n")]) == "")
    #expect(try changes(inputs, world, [("music/cues.srt", Self.cues.replacing("04,000", with: "03,500"))]) == "music/cues.srt changed")
    #expect(try changes(inputs, world, [("music/cues.srt", nil)]) == "music/cues.srt removed")
    #expect(try changes(inputs, world, [("music/cues.srt", Self.cues)]) == "")
    #expect(try changes(inputs, world, [("music/a.song.lock", "lock: 1\n")]) == "music/a.song.lock created")
    let both = try changes(inputs, world, [(Self.spec, Self.song + "\n"), ("music/cues.srt", nil)])
    #expect(both == "music/a.song.yaml changed and 1 more")
    let places = inputs.places
    #expect(places.contains(WatchedPlace(path: "music/cues.srt", isListed: false)))
    #expect(places.contains(WatchedPlace(path: "\(checkout)/stdlib/styles", isListed: true)))
    #expect(inputs.fileCount > 100)
  }

  @Test func whatABuildMissesIsWatched() throws {
    let world = MemoryWorld([Self.spec: Self.song])
    let (result, inputs, diagnostics) = built(world)
    #expect(result.outputs.isEmpty && diagnostics.map(\.code) == [.cueListUnreadable])
    #expect(try changes(inputs, world, []) == "")
    #expect(try changes(inputs, world, [("music/cues.srt", Self.cues)]) == "music/cues.srt created")
  }

  @Test func aLockThatTheBuildWritesIsNoChange() throws {
    let lock = "music/a.song.lock"
    let world = MemoryWorld([Self.spec: Self.song, "music/cues.srt": Self.cues, lock: "lock: 1\n"])
    let (result, inputs, _) = built(world, lockUse: .update)
    #expect(result.outputs.contains(lock) && world.text(lock) != "lock: 1\n")
    #expect(try changes(inputs, world, []) == "")
    #expect(try changes(inputs, world, [(lock, "lock: 1\n")]) == "\(lock) changed")
  }

  @Test func aBuildThatIsOutOfDateIsGivenUp() {
    let world = MemoryWorld([Self.spec: Self.song, "music/cues.srt": Self.cues])
    let (result, _, _) = built(world) { $0.fileCount > 0 }
    #expect(result.wasCancelled && result.outputs.isEmpty)
    #expect(world.names == [Self.spec, "music/cues.srt"].sorted())
  }

  // MARK: The library

  @Test func theLibraryIsReadAgainWhereItChanges() throws {
    let path = "\(checkout)/stdlib/moods/dark.yaml"
    let world = EditedWorld(path)
    var kept = KeptKnowledge()
    let hash = { (path: String) in (try? world.read(path)).map { ContentHash(of: $0) } }
    /// The moods, or what is wrong; and how many files were read for it.
    func read() -> (outcome: String, count: Int) {
      let before = world.edit.withLock { $0.count }
      var sources = SourceMap()
      var sink = DiagnosticSink()
      let known = try? kept.current(
        world: world, folder: "\(checkout)/stdlib", hash: hash, sources: &sources, sink: &sink)
      #expect(known == nil || sources.files.contains { $0.name == "stdlib/moods/dark.yaml" })
      let moods = known?.vocabulary.moods.count
      return (moods.map { "\($0) moods" } ?? sink.diagnostics.first?.code.rawValue ?? "", world.edit.withLock { $0.count } - before)
    }
    let changes = { (kept: KeptKnowledge) in WatchedChange.text(kept.inputs.changes(world: world, hash: hash)) }
    let first = read()
    #expect(first.outcome.hasSuffix(" moods"))
    // Once to see that nothing has changed.
    let second = read()
    #expect(second.outcome == first.outcome && second.count == first.count)
    world.edit.withLock { $0.bytes = Array("mood: nonsense\n".utf8) }
    #expect(changes(kept) == "\(path) changed")
    #expect(read().outcome == "S2001")
    // What it hangs on is known of a library that can't be read, too.
    #expect(changes(kept) == "")
    world.edit.withLock { $0.bytes = nil }
    #expect(changes(kept) == "\(path) changed")
    let mended = read()
    #expect(mended.outcome == first.outcome && mended.count == first.count)
  }

  // MARK: File systems

  @Test func fileSystemsOfOtherMachinesAreKnown() {
    let table = MountTable(
      mountinfo: Array(
        """
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        40 22 0:35 / /home/me rw,relatime shared:2 master:3 - nfs4 server:/me rw
        41 40 0:36 / /home/me/local rw - tmpfs tmpfs rw
        42 22 0:37 / /mnt/my\\040share rw - fuse.sshfs host:/ rw
        43 22 0:38 / /over rw - cifs //host/share rw
        44 43 0:39 / /over rw - ext4 /dev/sdb1 rw
        broken line

        """.utf8))
    #expect(table.remoteFileSystem(of: "/etc/songs/a.song.yaml") == nil)
    #expect(table.remoteFileSystem(of: "/home/me/a.song.yaml") == "nfs4")
    #expect(table.remoteFileSystem(of: "/home/media/a.song.yaml") == nil)
    #expect(table.remoteFileSystem(of: "/home/me/local/a.song.yaml") == nil)
    #expect(table.remoteFileSystem(of: "/mnt/my share/a.song.yaml") == "fuse.sshfs")
    #expect(table.remoteFileSystem(of: "/over/a.song.yaml") == nil)
    #expect(MountTable(mountinfo: []).remoteFileSystem(of: "/a") == nil)
  }
}

/// The checkout with another text of one file.
private final class EditedWorld: WorldAroundMemory {
  let base = MemoryWorld()
  private let path: String
  /// The text, nil for its own, and how many files were read.
  let edit = Mutex<(bytes: [UInt8]?, count: Int)>((nil, 0))

  init(_ path: String) { self.path = path }

  func read(_ path: String) throws(WorldError) -> [UInt8] {
    let bytes = edit.withLock { edit in
      edit.count += 1
      return path == self.path ? edit.bytes : nil
    }
    return if let bytes { bytes } else { try base.read(path) }
  }
}
