// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Processors by their numbers, a bit each, as the system takes them.
///
/// - Source: sched_setaffinity(2). `sched.h` declares it for programs in C that ask for it, so it is looked up by its name.
struct ProcessorSet {
  /// For 65,536 processors; the system refuses a set that is too short for it.
  private var words = [UInt64](repeating: 0, count: 1 << 10)

  private typealias Call = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> CInt

  private static func call(_ name: String) -> Call? { dlsym(nil, name).map { unsafeBitCast($0, to: Call.self) } }

  /// Those that this thread may use; nil where the system doesn't say.
  static var own: ProcessorSet? {
    var set = ProcessorSet()
    let status = set.words.withUnsafeMutableBytes { call("sched_getaffinity")?(0, $0.count, $0.baseAddress!) }
    return status == 0 ? set : nil
  }

  /// The first of them alone.
  var first: ProcessorSet {
    var set = ProcessorSet()
    if let index = words.firstIndex(where: { $0 != 0 }) { set.words[index] = words[index] & (~words[index] + 1) }
    return set
  }

  /// Lets this thread, and the processes that it starts, use them and no others; false where the system refuses.
  func use() -> Bool {
    var words = words
    let status = words.withUnsafeMutableBytes { ProcessorSet.call("sched_setaffinity")?(0, $0.count, $0.baseAddress!) }
    return status == 0
  }
}
