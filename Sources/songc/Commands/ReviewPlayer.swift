// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A program of this machine that plays a file of sound and ends.
struct SoundPlayer {
  /// What people call it.
  let name: String
  /// The path follows.
  private let words: [String]

  /// What `$SONGC_PLAYER` says, else the first there is of those that machines have.
  static func find() -> SoundPlayer? {
    let own = getenv("SONGC_PLAYER").map { String(cString: $0) } ?? ""
    if let first = own.split(separator: " ").first {
      // The shell parts its words, as it does for $PAGER elsewhere.
      return SoundPlayer(name: String(first), words: ["/bin/sh", "-c", own + " \"$@\"", "SONGC_PLAYER"])
    }
    return known.first { isInstalled($0[0]) }.map { SoundPlayer(name: $0[0], words: $0) }
  }

  /// PipeWire's, PulseAudio's, ALSA's, FFmpeg's and SoX's.
  private static let known = [
    ["pw-play"], ["paplay"], ["aplay", "-q"], ["ffplay", "-nodisp", "-autoexit", "-loglevel", "error"], ["play", "-q"],
  ]

  /// What to do where there is none.
  static let remedy = "install pw-play (pipewire-bin), paplay (pulseaudio-utils), aplay (alsa-utils), ffplay (ffmpeg) or "
    + "play (sox), or set SONGC_PLAYER to a command that takes a path"

  private static func isInstalled(_ name: String) -> Bool {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { folder in
      let file = "\(folder)/\(name)"
      return access(file, X_OK) == 0 && FileWorld().state(of: file)?.isFile == true
    }
  }

  /// Plays a file to its end, or until the user asks to stop: nothing plays on then.
  ///
  /// - Throws: where it can't be started, is stopped, or fails.
  func play(_ path: String, isCancelled: () -> Bool) throws(ChildError) {
    var process = ChildProcess(words: words + [path])
    process.name = name
    process.hasOwnSession = true
    _ = try process.output(isCancelled: isCancelled)
  }
}

/// A program that was asked to show a page, and may still be at it.
struct PageViewer {
  /// What people call it.
  let name: String
  let page: String
  private let process: pid_t

  /// Has a page shown by the first of `$BROWSER` that can be started, else by `xdg-open`.
  ///
  /// `$BROWSER` is as other programs read it: commands with `:` between them; `%s` stands for the page, which else comes last.
  /// - Throws: where none can be started.
  static func open(_ page: String) throws(ChildError) -> PageViewer {
    let own = getenv("BROWSER").map { String(cString: $0) } ?? ""
    let commands = own.split(separator: ":").map { $0.split(separator: " ").map { String($0) } }.filter { !$0.isEmpty }
    var problem: ChildError?
    for words in commands.isEmpty ? [["xdg-open"]] : commands {
      let filled = words.map { $0.replacing("%s", with: page) }
      var process = ChildProcess(words: filled == words ? words + [page] : filled)
      process.hasOwnSession = true
      do throws(ChildError) {
        return PageViewer(name: words[0], page: page, process: try process.launch())
      } catch {
        problem = problem ?? error
      }
    }
    throw problem ?? .unstarted("there is no viewer")
  }

  /// What `waitpid` says once it has ended; nil while it runs. Asked until it says something.
  func result() -> Int32? {
    var result: Int32 = 0
    return waitpid(process, &result, WNOHANG) == process ? result : nil
  }
}
