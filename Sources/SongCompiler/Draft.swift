// SPDX-License-Identifier: Apache-2.0
internal import SongIR

extension Settings {
  /// The settings with the sample rate of drafts, as far as the codecs of the files have it.
  var draft: Settings {
    guard !exports.contains(where: { $0.kind == .mp3 || $0.kind == .opus }) else { return self }
    var result = self
    result.exports = exports.map { export in
      guard export.kind.isMaster else { return export }
      var other = Export(
        kind: export.kind, path: export.path, rate: Session.draftRate, bits: export.bits, format: export.format,
        startFrame: export.startFrame)
      other.quality = export.quality
      other.bitrate = export.bitrate
      return other
    }
    return result
  }
}
