// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
internal import Synchronization

/// The results of numbered tasks, in their order, whichever thread did which.
///
/// - Parameters:
///   - workers: threads in all, the caller's among them.
///   - task: depends on its number alone.
package func concurrently<Result: Sendable>(
  _ count: Int, workers: Int, _ task: @Sendable (Int) -> Result
) -> [Result] {
  guard min(count, workers) > 1 else { return (0..<count).map(task) }
  let results = Mutex([Result?](repeating: nil, count: count))
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: min(count, workers)) { _ in
    while true {
      let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      let result = task(number)
      results.withLock { $0[number] = result }
    }
  }
  return results.withLock { $0.compactMap(\.self) }
}
