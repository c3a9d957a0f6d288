// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic

extension Checker {
  /// Reports what there is too much of; false where that is anything.
  mutating func isWithinLimits() -> Bool {
    check(spec.sections.map(\.name.span), "sections", limit: Limits.sections, "sections")
    check((spec.parts ?? []).map(\.name.span), "parts", limit: Limits.parts, "parts")
    for part in spec.parts ?? [] {
      let places = part.channel.effects.map { effect in
        switch effect {
        case .named(let name): name.span
        case .plugin(let plugin): plugin.uri.span
        }
      }
      check(places, "effects of a part", limit: Limits.effects, "parts.\(part.name.value).effects")
    }
    check((spec.exports ?? []).map(\.kind.span), "exports", limit: Limits.exports, "export")
    check(spec.syncs.map(\.at.span), "sync points", limit: Limits.syncPoints, "sync")
    let hits = spec.syncs.filter { $0.hit?.value != .marker && $0.want?.value != .note }
    check(hits.map(\.at.span), "sync points that the music follows", limit: Limits.syncHits, "sync")
    check(spec.voices.map(\.from.span), "voice-over windows", limit: Limits.voiceWindows, "voice")
    return !sink.hasErrors
  }

  /// - Parameter places: of each; the first one that is too much is named.
  private mutating func check(_ places: [Span], _ what: String, limit: Int, _ path: String) {
    guard places.count > limit else { return }
    sink.report(.limitExceeded(what, count: places.count, limit: limit, at: places[limit]).inside(path))
  }
}
