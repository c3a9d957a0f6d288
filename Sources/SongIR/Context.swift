// SPDX-License-Identifier: Apache-2.0
package import SongBase
package import SongDiagnostics

/// What a pass may touch beside its input: the seed of the piece and the place for its diagnostics.
package struct Context: ~Copyable, Sendable {
  /// The seed of the whole piece; a pass draws from `seed.child(...)` only.
  package let seed: Seed
  /// Threads that a pass may use; nothing that comes out depends on it.
  package let workers: Int
  package var sink: DiagnosticSink
  /// Where bars and sections stand, as soon as it is known: for the places of diagnostics, never for the music.
  package var outline: Outline?

  package init(seed: Seed, workers: Int = 1, sink: DiagnosticSink = DiagnosticSink()) {
    self.seed = seed
    self.workers = workers
    self.sink = sink
  }
}
