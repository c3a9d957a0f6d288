// SPDX-License-Identifier: Apache-2.0
internal import SongIR

extension Settings {
  /// The settings with the sample rate of drafts, where the codecs of the files have it.
  ///
  /// - Parameter emit: the kinds of outputs, where they aren't those of the spec.
  func draft(emit: [OutputKind]?) -> Settings {
    guard !(emit ?? exports.map { OutputKind($0.kind) }).contains(where: { $0 == .mp3 || $0 == .opus }) else { return self }
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
