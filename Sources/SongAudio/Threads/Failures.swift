// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// Gathers what parallel tasks throw, in the order of their numbers, whichever came first.
final class Failures: Sendable {
  private let errors = Mutex<[(task: Int, error: AudioError)]>([])

  /// Runs a task and keeps what it throws.
  func catchFailure(of task: Int, _ body: () throws(AudioError) -> Void) {
    do throws(AudioError) {
      try body()
    } catch {
      errors.withLock { $0.append((task, error)) }
    }
  }

  /// Throws what was kept.
  func rethrow() throws(AudioError) {
    let kept = errors.withLock { errors in errors.sorted { $0.task < $1.task }.map(\.error) }
    if let error = AudioError.together(kept) { throw error }
  }
}
