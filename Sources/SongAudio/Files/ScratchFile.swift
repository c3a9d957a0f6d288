// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport
internal import Glibc

/// A temporary file of interleaved stereo samples in single precision, which no name leads to: it goes when it is
/// closed, also when the process dies. Processes that are started meanwhile, as those of plugins, don't have it.
final class ScratchFile {
  private let descriptor: Int32
  private let folder: String

  /// - Parameter folder: an existing folder with room for 8 bytes a frame.
  /// - Throws: `fileUnwritable`.
  init(in folder: String) throws(AudioError) {
    self.folder = folder
    var name = Array((folder + "/.songc-XXXXXX").utf8CString)
    descriptor = songOpenScratch(&name)
    guard descriptor >= 0 else { throw .fileUnwritable(path: folder, reason: String(cString: strerror(errno))) }
    unlink(name)
  }

  deinit { close(descriptor) }

  /// Writes frames at a frame of the file.
  ///
  /// - Throws: `fileUnwritable`.
  func write(_ samples: borrowing [Float], frames: Int, at frame: Int64) throws(AudioError) {
    precondition(frames * 2 <= samples.count)
    let isWhole = samples.withUnsafeBytes { bytes in
      var done = 0
      let byteCount = frames * bytesPerFrame
      let start = off_t(frame) * off_t(bytesPerFrame)
      while done < byteCount {
        let count = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, byteCount - done, start + off_t(done))
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        done += count
      }
      return true
    }
    guard isWhole else { throw .fileUnwritable(path: folder, reason: String(cString: strerror(errno))) }
  }

  /// Reads frames from a frame of the file, to a frame of the array; they have been written before.
  ///
  /// - Throws: `fileUnwritable`, when the disk fails.
  func read(into samples: inout [Float], from target: Int = 0, frames: Int, at frame: Int64) throws(AudioError) {
    precondition(target >= 0 && (target + frames) * 2 <= samples.count)
    let isWhole = samples.withUnsafeMutableBytes { bytes in
      var done = 0
      let byteCount = frames * bytesPerFrame
      let start = off_t(frame) * off_t(bytesPerFrame)
      while done < byteCount {
        let count = pread(
          descriptor, bytes.baseAddress.map { $0 + target * bytesPerFrame + done }, byteCount - done, start + off_t(done))
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        done += count
      }
      return true
    }
    guard isWhole else { throw .fileUnwritable(path: folder, reason: String(cString: strerror(errno))) }
  }
}

/// Of two channels in single precision.
let bytesPerFrame = 8
