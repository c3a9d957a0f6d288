// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Synchronization

/// Adds up what the stages of a render cost. No output depends on it.
package final class StageTimer: Sendable {
  /// A kind of work, or a phase of a render.
  package enum Stage: Int, Sendable, CaseIterable {
    /// What was rendered before is read, and what is rendered now is kept.
    case cache
    /// Fonts and plugins are opened.
    case load
    /// Instruments play.
    case synthesis
    /// Effects of tracks.
    case trackEffects
    /// Effects of returns.
    case returnEffects
    /// Sum and effects of the bus.
    case bus
    /// Level ride, octaves, dips and automation of the whole.
    case balance
    /// Limiter, with what stands in front of it.
    case limiter
    /// Loudness and true peak of the limiter's output.
    case metering
    /// Files are written.
    case encoding

    /// `track-effects`.
    package var name: String {
      switch self {
      case .cache: "cache"
      case .load: "load"
      case .synthesis: "synthesis"
      case .trackEffects: "track-effects"
      case .returnEffects: "return-effects"
      case .bus: "bus"
      case .balance: "balance"
      case .limiter: "limiter"
      case .metering: "metering"
      case .encoding: "encoding"
      }
    }
  }

  /// What a stage cost.
  package struct Cost: Sendable, Hashable {
    /// Processor time of all threads together.
    package fileprivate(set) var cpuSeconds = 0.0
    /// How often it ran: blocks of tracks and buses, chunks of the whole, files.
    package fileprivate(set) var runs = 0
  }

  private let costs = Mutex([Cost](repeating: Cost(), count: Stage.allCases.count))

  package init() {}

  package func cost(of stage: Stage) -> Cost { costs.withLock { $0[stage.rawValue] } }

  fileprivate func add(_ seconds: Double, to stage: Stage) {
    costs.withLock {
      $0[stage.rawValue].cpuSeconds += seconds
      $0[stage.rawValue].runs += 1
    }
  }
}

extension StageTimer? {
  /// Does a piece of a stage's work, in this thread.
  func measure<Result, Failure>(
    _ stage: StageTimer.Stage, _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let self else { return try work() }
    let start = threadSeconds()
    defer { self.add(threadSeconds() - start, to: stage) }
    return try work()
  }

  /// Does all the work of a stage while nothing else runs, in any number of threads.
  func measureAlone<Result, Failure>(
    _ stage: StageTimer.Stage, _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let self else { return try work() }
    let start = processSeconds()
    defer { self.add(processSeconds() - start, to: stage) }
    return try work()
  }
}

/// Processor time of this thread.
private func threadSeconds() -> Double { seconds(of: CLOCK_THREAD_CPUTIME_ID) }

/// Processor time of all threads.
private func processSeconds() -> Double { seconds(of: CLOCK_PROCESS_CPUTIME_ID) }

private func seconds(of clock: clockid_t) -> Double {
  var now = timespec()
  clock_gettime(clock, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
