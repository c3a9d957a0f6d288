// SPDX-License-Identifier: Apache-2.0
package import SongBase

// The file of a model: its seal, then the fields in the order in which they are written.
// All numbers are little-endian; counts that are mostly small are written in groups of seven bits. Trees are arrays at
// multiples of four bytes from the start of the file, which are used where they lie: see `FrozenTree`.

private let seal = FileSeal("SONGPSM", version: 3)

extension ViewpointModel {
  /// Takes a model from a copy of the bytes of its file.
  package init(bytes: [UInt8]) throws(ModelError) { try self.init(FileBytes(bytes)) }

  /// Takes a model from the bytes of its file; its trees stay where they are.
  ///
  /// - Complexity: linear, at a few hundred megabytes a second.
  package init(_ file: FileBytes) throws(ModelError) {
    var (reader, checksum) = try seal.open(file)
    self.checksum = checksum
    guard let kind = ModelKind(rawValue: try reader.byte()) else { throw reader.invalid }
    guard let escape = PPMEscape(rawValue: try reader.byte()) else { throw reader.invalid }
    let flags = try reader.byte()
    let orderBound = Int(try reader.byte())
    guard flags < 4, (1...32).contains(orderBound) else { throw reader.invalid }
    self.kind = kind
    settings = PPMSettings(
      escape: escape, isInterpolated: flags & 1 != 0, orderBound: orderBound, selectsState: flags & 2 != 0)
    combination = CombinationSettings(
      viewpointBias: try reader.number(0...100), shortTermBias: try reader.number(0...100))
    information = InformationSummary(mean: try reader.number(0...64), deviation: try reader.number(0...64))
    name = try reader.text()
    var patterns: [BarPattern] = []
    for _ in 0..<(try reader.count(limit: maximumPatterns)) {
      let meter = try reader.text()
      guard let pattern = BarPattern(meter: meter, steps: try reader.text()) else { throw reader.invalid }
      patterns.append(pattern)
    }
    self.patterns = patterns
    values = try reader.rising(limit: 65_536).map(Int.init)
    if kind == .rhythm, let last = values.last, last >= patterns.count { throw reader.invalid }
    viewpoints = try reader.viewpoints()
    bridges = try reader.viewpoints()
    longFactors = try reader.factors(count: 2 * viewpoints.count)
    bothFactors = try reader.factors(count: 2 * viewpoints.count)
    guard !viewpoints.isEmpty, reader.isAtEnd else { throw reader.invalid }
  }

  /// The bytes of a model file.
  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.bytes = [UInt8](repeating: 0, count: FileSeal.length)
    writer.bytes += [
      kind.rawValue, settings.escape.rawValue, (settings.isInterpolated ? 1 : 0) | (settings.selectsState ? 2 : 0),
      UInt8(settings.orderBound ?? 32),
    ]
    writer.fixed(combination.viewpointBias.bitPattern, 8)
    writer.fixed(combination.shortTermBias.bitPattern, 8)
    writer.fixed(information.mean.bitPattern, 8)
    writer.fixed(information.deviation.bitPattern, 8)
    writer.text(name)
    writer.count(patterns.count)
    for pattern in patterns {
      writer.text(pattern.meter)
      writer.text(pattern.steps)
    }
    writer.rising(values.map(Int32.init))
    writer.viewpoints(viewpoints)
    writer.viewpoints(bridges)
    writer.factors(longFactors)
    writer.factors(bothFactors)
    return sealedModel(payload: modelPayload(writer.bytes))
  }
}

/// A model file with this content.
package func sealedModel(payload: [UInt8]) -> [UInt8] { seal.sealed(payload) }

/// The checked part of a model file.
package func modelPayload(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.dropFirst(FileSeal.length)) }

extension ByteReader {
  /// A list of viewpoints with their trees.
  fileprivate mutating func viewpoints() throws(ModelError) -> [TrainedViewpoint] {
    var result: [TrainedViewpoint] = []
    for _ in 0..<(try count(limit: 64)) {
      let name = try text()
      guard let viewpoint = Viewpoint.named(name) else { throw .unknownViewpoint(name) }
      let vocabulary = try rising(limit: 65_536)
      if let last = vocabulary.last, last >= viewpoint.radix { throw invalid }
      let tree = try FrozenTree(&self, symbolLimit: vocabulary.count)
      result.append(TrainedViewpoint(viewpoint: viewpoint, vocabulary: vocabulary, tree: tree))
    }
    return result
  }

  /// Factors of weights; nil where there are none.
  fileprivate mutating func factors(count sources: Int) throws(ModelError) -> WeightFactors? {
    let size = try count(limit: sources * WeightFactors.stretchCount)
    guard size > 0 else { return nil }
    var values: [Double] = []
    for _ in 0..<size { values.append(try number(-100...100)) }
    guard let factors = WeightFactors(values: values, count: sources) else { throw invalid }
    return factors
  }
}

extension ByteWriter {
  fileprivate mutating func factors(_ factors: WeightFactors?) {
    count(factors?.values.count ?? 0)
    for value in factors?.values ?? [] { fixed(value.bitPattern, 8) }
  }

  fileprivate mutating func viewpoints(_ viewpoints: [TrainedViewpoint]) {
    count(viewpoints.count)
    for trained in viewpoints {
      text(trained.viewpoint.name)
      rising(trained.vocabulary)
      trained.tree.write(to: &self)
    }
  }
}
