// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// Gathers what parallel tasks throw; the failure of the lowest task number wins, whichever came first.
final class FirstFailure: Sendable {
  private let lowest = Mutex<(task: Int, error: AudioError)?>(nil)

  /// Runs a task and keeps what it throws.
  func catchFailure(of task: Int, _ body: () throws(AudioError) -> Void) {
    do throws(AudioError) {
      try body()
    } catch {
      lowest.withLock { kept in
        if kept.map({ task < $0.task }) ?? true { kept = (task, error) }
      }
    }
  }

  /// Throws what was kept.
  func rethrow() throws(AudioError) {
    if let error = lowest.withLock({ $0?.error }) { throw error }
  }
}
