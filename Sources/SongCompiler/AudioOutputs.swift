// SPDX-License-Identifier: Apache-2.0
internal import SongAudio
internal import SongBase
internal import SongDiagnostics
internal import SongIR

/// How an export of the master is encoded; one whose codec doesn't have the master's sample rate is refused.
func audioEncoding(
  of export: Settings.Export, sampleRate: Int, _ sink: inout DiagnosticSink
) throws(ErrorsEmitted) -> AudioEncoding {
  let encoding: AudioEncoding =
    switch export.kind {
    case .wav: .wav(sampleFormat(export.bits))
    case .aiff: .aiff(sampleFormat(export.bits))
    case .flac: .flac(sampleFormat(export.bits))
    case .ogg: .vorbis(quality: export.quality)
    case .opus: .opus(bitrate: export.bitrate)
    case .mp3: .mp3(bitrate: export.bitrate)
    case .midi, .musicxml, .abc, .markers, .stems: preconditionFailure("no audio file of the master")
    }
  guard encoding.allows(sampleRate: sampleRate) else {
    throw sink.fail(.sampleRateUnsuitable(sampleRate, of: export.kind.rawValue))
  }
  return encoding
}

/// FLAC where the stems' names say so, else WAV; of 24 bits, or float beside a float master.
func stemEncoding(of path: String, beside files: [AudioFile]) -> AudioEncoding {
  if path.hasSuffix(".flac") { return .flac(.integer24) }
  let master = files.lazy.map(\.encoding).first { if case .wav = $0 { true } else { false } }
  return .wav(master == .wav(.float32) ? .float32 : .integer24)
}

private func sampleFormat(_ bits: Int) -> SampleFormat {
  switch bits {
  case 16: .integer16
  case 32: .float32
  default: .integer24
  }
}

extension AudioTags {
  /// Those of a piece.
  init(_ compilation: Compilation) {
    self.init()
    title = compilation.settings.title
    artist = compilation.settings.credits.composer ?? ""
    copyright = compilation.settings.credits.license
    credits = compilation.settings.credits.others.map { "\($0.role): \($0.name)" }
    tempoBPM = compilation.score.tempoMarks.first?.beatsPerMinute
    key = "\(compilation.settings.key)"
  }
}
