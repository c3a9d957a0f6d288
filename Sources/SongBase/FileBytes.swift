// SPDX-License-Identifier: Apache-2.0
/// The bytes of a file at one place in memory, for as long as anyone holds this: read, or mapped.
///
/// Knows nothing of files: whoever maps one says how it is given back. Whoever keeps pointers into the buffer keeps this
/// beside them.
package final class FileBytes: Sendable {
  /// Starts at a multiple of 16 bytes; valid while this lives, and nobody writes to it.
  package nonisolated(unsafe) let buffer: UnsafeRawBufferPointer
  private let release: @Sendable (UnsafeRawBufferPointer) -> Void

  /// A copy of bytes that were read.
  package init(_ bytes: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    memory.copyBytes(from: bytes)
    buffer = UnsafeRawBufferPointer(memory)
    release = { $0.deallocate() }
  }

  /// Memory that lies elsewhere.
  ///
  /// - Parameter release: called once, when nobody holds the bytes any more.
  /// - Precondition: it starts at a multiple of 16 bytes.
  package init(mapped buffer: UnsafeRawBufferPointer, release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) {
    precondition(Int(bitPattern: buffer.baseAddress) % 16 == 0, "mapped bytes start at a multiple of 16")
    self.buffer = buffer
    self.release = release
  }

  deinit { release(buffer) }
}
