// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

/// A `songc review` on a terminal of its own, which is answered step by step.
final class ReviewTerminal {
  private let process = Process()
  private let keys: Int32
  private let out = Pipe()
  private var bytes = Data()
  /// Where what wasn't waited for begins.
  private var position = 0

  /// All that was shown so far.
  var shown: String { String(decoding: bytes, as: UTF8.self) }

  /// - Parameter environment: all variables that it has.
  init(_ arguments: [String] = [], in folder: String, environment: [String: String]) throws {
    keys = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(keys >= 0)
    var number: CInt = 0
    try #require(ioctl(keys, unlockTerminal, &number) == 0)
    let terminal = ioctl(keys, otherEnd, O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    // Whoever runs the tests may have signals ignored.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--default-signal", CommandTests.binary, "review"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = environment
    process.standardInput = FileHandle(fileDescriptor: terminal, closeOnDealloc: true)
    process.standardOutput = out
    process.standardError = out
    try process.run()
  }

  deinit { close(keys) }

  var isRunning: Bool { process.isRunning }

  func type(_ answers: String) {
    let bytes = Array(answers.utf8)
    #expect(write(keys, bytes, bytes.count) == bytes.count)
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Reads on until something is shown behind what was waited for before.
  func read(until text: String) throws {
    while true {
      if let found = bytes.range(of: Data(text.utf8), in: position..<bytes.count) {
        position = found.upperBound
        return
      }
      let piece = out.fileHandleForReading.availableData
      try #require(!piece.isEmpty, "'\(text)' isn't in: \(shown)")
      bytes += piece
    }
  }

  /// Reads to the end, and gives the exit code.
  func end() -> Int32 {
    bytes += out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus
  }
}

/// TIOCSPTLCK of Linux.
private let unlockTerminal: UInt = 0x4004_5431
/// TIOCGPTPEER.
private let otherEnd: UInt = 0x5441
