// SPDX-License-Identifier: Apache-2.0
/// The container of an audio file and how samples are coded in it.
package enum AudioEncoding: Sendable, Hashable, Codable {
  /// RF64 above 4 GiB.
  case wav(SampleFormat)
  /// Integers alone.
  case aiff(SampleFormat)
  /// Integers alone.
  case flac(SampleFormat)
  /// Ogg Vorbis. Quality 0...10: about 64...500 kbit/s.
  case vorbis(quality: Int)
  /// Opus in Ogg.
  case opus(bitrate: Int)
  /// MPEG-1 layer III of a constant bit rate.
  case mp3(bitrate: Int)

  /// Whether the decoded samples are others than the encoded ones.
  package var isLossy: Bool {
    switch self {
    case .wav, .aiff, .flac: false
    case .vorbis, .opus, .mp3: true
    }
  }

  /// Whether the file consists of Ogg pages.
  var isOgg: Bool {
    switch self {
    case .vorbis, .opus: true
    case .wav, .aiff, .flac, .mp3: false
    }
  }

  /// The ending of its files' names, which is also its key in a spec.
  package var name: String {
    switch self {
    case .wav: "wav"
    case .aiff: "aiff"
    case .flac: "flac"
    case .vorbis: "ogg"
    case .opus: "opus"
    case .mp3: "mp3"
    }
  }

  /// The frames a second that it can have, among those of a master.
  ///
  /// - Source: RFC 7845, section 5.1: Opus decodes to 48 kHz; ISO 11172-3, section 2.4.2.3, for MPEG-1.
  package func allows(sampleRate: Int) -> Bool {
    switch self {
    case .wav, .aiff, .flac, .vorbis: true
    case .opus: sampleRate == 48_000
    case .mp3: sampleRate == 44_100 || sampleRate == 48_000
    }
  }
}

/// How integer or floating-point samples lie in a file.
package enum SampleFormat: String, Sendable, Hashable, CaseIterable, Codable {
  /// Dithered.
  case integer16, integer24
  /// IEEE single precision, not dithered.
  case float32
}

/// An audio file that is to be written.
package struct AudioFile: Sendable, Hashable {
  package let path: String
  package let encoding: AudioEncoding

  package init(path: String, encoding: AudioEncoding) {
    self.path = path
    self.encoding = encoding
  }
}
