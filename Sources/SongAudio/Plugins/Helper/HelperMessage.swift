// SPDX-License-Identifier: Apache-2.0
internal import SongIR

/// Bytes of a message between songc and a plugin's process, which are the same program on the same machine.
struct MessageWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ value: Int) {
    withUnsafeBytes(of: Int64(value)) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ value: Double) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ samples: borrowing [Float]) {
    samples.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }
}

/// Reads what a `MessageWriter` wrote; what isn't there reads as zero and empty.
struct MessageReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func integer() -> Int {
    guard position + 8 <= bytes.count else { return 0 }
    defer { position += 8 }
    return Int(bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Int64.self) })
  }

  mutating func number() -> Double {
    guard position + 8 <= bytes.count else { return 0 }
    defer { position += 8 }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Double.self) }
  }

  mutating func text() -> String {
    let count = integer()
    guard count >= 0, count <= bytes.count - position else { return "" }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  /// Fills the samples as far as there are any.
  mutating func read(into samples: inout [Float]) {
    let count = samples.count * MemoryLayout<Float>.stride
    guard position + count <= bytes.count else { return }
    samples.withUnsafeMutableBytes { target in
      bytes.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
    }
    position += count
  }
}

/// What a plugin's process is asked to run.
struct HelperTask {
  let effect: Session.Effect
  let bundle: String
  let sampleRate: Int
  /// Whether it is played, and not fed.
  let isInstrument: Bool

  var message: [UInt8] {
    var writer = MessageWriter()
    writer.write(effect.uri)
    writer.write(bundle)
    writer.write(effect.preset ?? "")
    writer.write(effect.controls.count)
    for control in effect.controls {
      writer.write(control.symbol)
      writer.write(control.value)
    }
    writer.write(sampleRate)
    writer.write(isInstrument ? 1 : 0)
    return writer.bytes
  }

  init(effect: Session.Effect, bundle: String, sampleRate: Int, isInstrument: Bool) {
    self.effect = effect
    self.bundle = bundle
    self.sampleRate = sampleRate
    self.isInstrument = isInstrument
  }

  init(message: [UInt8]) {
    var reader = MessageReader(message)
    let uri = reader.text()
    bundle = reader.text()
    let preset = reader.text()
    let controls = (0..<max(0, reader.integer())).map { _ in Session.Control(reader.text(), reader.number()) }
    sampleRate = reader.integer()
    isInstrument = reader.integer() == 1
    effect = Session.Effect(
      uri: uri, bundle: "", debianPackage: "", controls: controls, preset: preset.isEmpty ? nil : preset)
  }
}

/// What a plugin's process says to its task and to every block.
enum HelperAnswer {
  case ready
  /// The latency, frames; then left and right.
  case block(latency: Int)
  /// Samples that aren't numbers.
  case badOutput
  case failed(AudioError)

  func write(to writer: inout MessageWriter) {
    switch self {
    case .ready: writer.write(0)
    case .block(let latency):
      writer.write(1)
      writer.write(latency)
    case .badOutput: writer.write(2)
    case .failed(let error):
      writer.write(3)
      error.write(to: &writer)
    }
  }

  init(_ reader: inout MessageReader, uri: String) {
    switch reader.integer() {
    case 0: self = .ready
    case 1: self = .block(latency: reader.integer())
    case 2: self = .badOutput
    default: self = .failed(AudioError(&reader, uri: uri))
    }
  }
}

/// The errors that a plugin's process can have; all others are those of the resources.
extension AudioError {
  fileprivate func write(to writer: inout MessageWriter) {
    func write(_ kind: Int, _ text: String = "", _ first: Int = 0, _ second: Int = 0) {
      writer.write(kind)
      writer.write(text)
      writer.write(first)
      writer.write(second)
    }
    switch self {
    case .pluginMissing: write(1)
    case .pluginRefused(_, let reason):
      switch reason {
      case .featureRequired(let feature): write(2, feature)
      case .notInstantiated: write(3)
      case .noSuchPreset(let preset): write(4, preset)
      case .noEventInput: write(5)
      case .noSuchControl(let symbol): write(6, symbol)
      case .unsuitableAudioPorts(let inputs, let outputs): write(7, "", inputs, outputs)
      case .unknownPort(let symbol): write(8, symbol)
      case .latencyTooLong(let frames): write(9, "", frames)
      }
    default: write(0, "\(self)")
    }
  }

  fileprivate init(_ reader: inout MessageReader, uri: String) {
    let kind = reader.integer()
    let text = reader.text()
    let (first, second) = (reader.integer(), reader.integer())
    switch kind {
    case 1: self = .pluginMissing(uri: uri, bundle: uri, debianPackage: "")
    case 2: self = .pluginRefused(uri: uri, reason: .featureRequired(text))
    case 3: self = .pluginRefused(uri: uri, reason: .notInstantiated)
    case 4: self = .pluginRefused(uri: uri, reason: .noSuchPreset(text))
    case 5: self = .pluginRefused(uri: uri, reason: .noEventInput)
    case 6: self = .pluginRefused(uri: uri, reason: .noSuchControl(symbol: text))
    case 7: self = .pluginRefused(uri: uri, reason: .unsuitableAudioPorts(inputs: first, outputs: second))
    case 8: self = .pluginRefused(uri: uri, reason: .unknownPort(symbol: text))
    case 9: self = .pluginRefused(uri: uri, reason: .latencyTooLong(frames: first))
    default: self = .resourcesExhausted(text)
    }
  }
}
