// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

extension SpecBinder {
  /// The length of the piece, a range of lengths or `free`.
  mutating func bindDuration(_ field: Field?) -> Located<Spec.Duration>? {
    guard let notation = reader.read(field, "a duration", parseDuration), let field else { return nil }
    switch notation.value {
    case .exact(let time): return microseconds(time, notation.span, field).map { Located(.exact($0), at: notation.span) }
    case .range(let low, let high):
      guard let low = microseconds(low, notation.span, field), let high = microseconds(high, notation.span, field) else {
        return nil
      }
      return Located(.range(low, high), at: notation.span)
    case .free: return Located(.free, at: notation.span)
    }
  }

  private mutating func microseconds(_ time: TimeValue, _ span: Span, _ field: Field) -> Microseconds? {
    guard let seconds = seconds(time, span, field) else { return nil }
    guard (Rational(1)...Rational(10_800)).contains(seconds) else {
      reader.sink.report(.durationOutOfRange(at: span).inside(field.path))
      return nil
    }
    return Microseconds(seconds: seconds)
  }

  /// A length in seconds; nil where it needs what the spec doesn't say.
  private mutating func seconds(_ time: TimeValue, _ span: Span, _ field: Field) -> Rational? {
    if let seconds = time.seconds { return seconds }
    switch time {
    case .timecode(let hours, let minutes, let seconds, let frames, let isDropFrame):
      if spec.isFrameRateBroken { return nil }
      guard let rate = spec.frameRate?.value else {
        reader.sink.report(.timecodeWithoutRate(at: span).inside(field.path))
        return nil
      }
      let code = Timecode(hours: hours, minutes: minutes, seconds: seconds, frames: frames, isDropFrame: isDropFrame)
      do {
        return rate.time(ofFrame: try rate.frame(of: code))
      } catch {
        reader.sink.report(.badTimecode(error.words, rate: rate.name, at: span).inside(field.path))
        return nil
      }
    case .amount(let amount) where amount.unit == .samples:
      let rate = spec.exports?.first { $0.kind.value.isMaster }?.rate?.value ?? Spec.Export.standardRate
      return amount.number / Rational(rate)
    case .amount(let amount):
      guard let tempo = spec.tempo?.value, tempo.isExact, let meter = spec.meter?.value else {
        reader.sink.report(.durationInOpenBars(at: span).inside(field.path))
        return nil
      }
      let quarters = switch amount.unit {
      case .bars: amount.number * meter.length
      case .beats: amount.number * meter.beatUnit
      default: amount.number * 4
      }
      return quarters * 60 / (tempo.low * (tempo.beatUnit ?? meter.beatUnit))
    case .clock, .position, .anchor: return nil
    }
  }
}
