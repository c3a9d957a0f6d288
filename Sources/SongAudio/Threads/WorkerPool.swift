// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Threads that share out numbered tasks: a parallel `for`.
///
/// Which thread does which task is left to chance; results never depend on it, since each task writes its own objects.
/// Every thread runs with denormals flushed to zero.
final class WorkerPool {
  private let shared: Shared
  private var threads: [pthread_t] = []

  /// - Parameter workers: threads in all, the caller's among them.
  /// - Throws: `resourcesExhausted`.
  init(workers: Int) throws(AudioError) {
    shared = Shared()
    for _ in 1..<max(1, workers) {
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(shared)
      let status = pthread_create(&thread, nil, { Shared.threadMain($0) }, argument.toOpaque())
      guard status == 0 else {
        argument.release()
        throw .resourcesExhausted("threads")
      }
      threads.append(thread)
    }
  }

  deinit {
    shared.stop()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Calls `body` with 0..<count, in that order of beginning, and returns when all calls have.
  func run(_ count: Int, _ body: @escaping (Int) -> Void) {
    let mode = FlushToZero()
    shared.start(count, body)
    shared.work()
    shared.finish()
    mode.restore()
  }
}

/// The state that the threads share; everything mutable is read and written with `mutex` held.
private final class Shared: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let wakeUp: UnsafeMutablePointer<pthread_cond_t>
  private let allDone: UnsafeMutablePointer<pthread_cond_t>
  private var body: ((Int) -> Void)?
  private var next = 0
  private var count = 0
  private var unfinished = 0
  private var isStopping = false

  init() {
    mutex = .allocate(capacity: 1)
    wakeUp = .allocate(capacity: 1)
    allDone = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wakeUp, nil)
    pthread_cond_init(allDone, nil)
  }

  deinit {
    pthread_cond_destroy(allDone)
    pthread_cond_destroy(wakeUp)
    pthread_mutex_destroy(mutex)
    allDone.deallocate()
    wakeUp.deallocate()
    mutex.deallocate()
  }

  static func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let shared = Unmanaged<Shared>.fromOpaque(argument).takeRetainedValue()
    let mode = FlushToZero()
    while shared.waitForWork() { shared.work() }
    mode.restore()
    return nil
  }

  func start(_ count: Int, _ body: @escaping (Int) -> Void) {
    pthread_mutex_lock(mutex)
    self.body = body
    next = 0
    self.count = count
    unfinished = count
    pthread_cond_broadcast(wakeUp)
    pthread_mutex_unlock(mutex)
  }

  /// Does tasks until none is left to begin.
  func work() {
    while let index = begin() {
      call(index)
      end()
    }
  }

  private func begin() -> Int? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard next < count else { return nil }
    next += 1
    return next - 1
  }

  /// A function of its own, so that the thread has let go of `body` before the task counts as ended: what the body
  /// holds is then destroyed by the caller's thread.
  @inline(never)
  private func call(_ index: Int) {
    pthread_mutex_lock(mutex)
    let body = self.body
    pthread_mutex_unlock(mutex)
    body?(index)
  }

  private func end() {
    pthread_mutex_lock(mutex)
    unfinished -= 1
    if unfinished == 0 { pthread_cond_signal(allDone) }
    pthread_mutex_unlock(mutex)
  }

  /// Waits until the last task has ended.
  func finish() {
    pthread_mutex_lock(mutex)
    while unfinished > 0 { pthread_cond_wait(allDone, mutex) }
    body = nil
    count = 0
    pthread_mutex_unlock(mutex)
  }

  func stop() {
    pthread_mutex_lock(mutex)
    isStopping = true
    pthread_cond_broadcast(wakeUp)
    pthread_mutex_unlock(mutex)
  }

  private func waitForWork() -> Bool {
    pthread_mutex_lock(mutex)
    while next >= count, !isStopping { pthread_cond_wait(wakeUp, mutex) }
    let goesOn = !isStopping
    pthread_mutex_unlock(mutex)
    return goesOn
  }
}
