// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport
internal import CLilv
internal import SongBase
internal import SongIR

/// One running LV2 plugin with the memory of all its ports.
///
/// Made and ended by the thread of its world; run by any one thread at a time.
final class Plugin {
  /// Frames of every run.
  static let block = 1024

  let uri: String
  /// Audio ports, side chains among them.
  var inputCount: Int { inputs.count }
  var outputCount: Int { outputs.count }

  private var handle: PluginHandle
  private let ports: PortMemory
  private let inputs: [Int]
  private let outputs: [Int]
  private let latencyPort: Int?
  private let eventPort: Int?
  /// Keeps the plugin's library loaded.
  private let world: PluginWorld

  /// Connects every port and activates the instance. The effect's own controls stand above those of a preset; what a preset
  /// says of controls that the plugin hasn't (any more) is left out.
  ///
  /// - Throws: `pluginRefused`.
  init(
    _ effect: Session.Effect, ports descriptions: [PluginPort], latencyPort: Int?, preset: [PresetValue],
    handle: consuming PluginHandle, world: PluginWorld
  ) throws(AudioError) {
    uri = effect.uri
    self.world = world
    self.latencyPort = latencyPort
    inputs = descriptions.indices.filter { descriptions[$0].kind == .audio && descriptions[$0].isInput }
    outputs = descriptions.indices.filter { descriptions[$0].kind == .audio && !descriptions[$0].isInput }
    eventPort = descriptions.firstIndex { $0.kind == .atom && $0.isInput }
    ports = PortMemory(descriptions, block: Self.block)
    self.handle = handle
    if let port = descriptions.first(where: { $0.kind == .unknown && !$0.isOptional }) {
      throw .pluginRefused(uri: uri, reason: .unknownPort(symbol: port.symbol))
    }
    func control(_ symbol: String) -> Int? {
      descriptions.firstIndex { $0.kind == .control && $0.isInput && utf8Equal($0.symbol, symbol) }
    }
    for value in preset {
      if let index = control(value.symbol) { ports.setControl(index, to: value.value) }
    }
    for value in effect.controls {
      guard let index = control(value.symbol) else {
        throw .pluginRefused(uri: uri, reason: .noSuchControl(symbol: value.symbol))
      }
      ports.setControl(index, to: Float(value.value))
    }
    for index in descriptions.indices { self.handle.connect(UInt32(index), to: ports.address(of: index)) }
    self.handle.activate()
  }

  /// What the plugin reports since its last run, frames; 0 when it reports nothing.
  ///
  /// Calf's limiters look ahead and don't say so (measured by an impulse at their default attack of 5 ms).
  var latency: Int {
    guard let latencyPort else { return Self.unreportedLatency[uri] ?? 0 }
    let frames = ports.control(latencyPort)
    // What is no number is none; the longest is refused by whoever waits for it.
    return frames > 0 ? Int(min(frames, Self.longestReport)) : 0
  }

  private static let longestReport = Float(1 << 30)
  private static let unreportedLatency = [
    "http://calf.sourceforge.net/plugins/Limiter": 239,
    "http://calf.sourceforge.net/plugins/MultibandLimiter": 239,
  ]

  /// Writes a block into an audio input.
  func feed(_ samples: borrowing [Float], toInput number: Int) {
    ports.write(samples, to: inputs[number])
  }

  /// Reads an output's last block.
  func take(output number: Int, into samples: inout [Float]) {
    ports.read(outputs[number], into: &samples)
  }

  /// Whether it can be played.
  var takesNotes: Bool { eventPort != nil }

  /// Runs one block and its scheduled work; false when an output isn't finite, or there were more messages than a block
  /// has room for.
  ///
  /// - Parameter messages: by rising frame of the block.
  func run(_ messages: [MIDIMessage] = []) -> Bool {
    ports.resetAtoms(handle)
    if let eventPort {
      for message in messages where !ports.append(message, to: eventPort, handle) { return false }
    }
    handle.run(UInt32(Self.block))
    return outputs.allSatisfy(ports.isFinite)
  }
}

/// What a plugin's preset sets a control to.
struct PresetValue {
  let symbol: String
  let value: Float
}

/// A message of three bytes at a frame of a block.
struct MIDIMessage {
  let frame: Int
  let bytes: [UInt8]
}

/// An instance with the host features that it points to.
struct PluginHandle: ~Copyable {
  private let instance: UnsafeMutablePointer<LilvInstance>
  fileprivate let host: OpaquePointer
  private var isActive = false

  /// Takes both over.
  init(instance: UnsafeMutablePointer<LilvInstance>, host: OpaquePointer) {
    self.instance = instance
    self.host = host
    let worker = lilv_instance_get_extension_data(instance, "http://lv2plug.in/ns/ext/worker#interface")
    songHostAttach(host, lilv_instance_get_handle(instance), worker)
  }

  deinit {
    if isActive { lilv_instance_deactivate(instance) }
    lilv_instance_free(instance)
    songHostDestroy(host)
  }

  /// Restores a preset's state in the instance and gives the values of its controls.
  ///
  /// - Parameters:
  ///   - preset: its URI, which lilv has loaded.
  /// - Returns: nil where there is no such preset.
  borrowing func restore(_ preset: OpaquePointer, in world: OpaquePointer) -> [PresetValue]? {
    let map = songHostMap(host)?.assumingMemoryBound(to: LV2_URID_Map.self)
    guard let state = lilv_state_new_from_world(world, map, preset) else { return nil }
    defer { lilv_state_free(state) }
    let reader = PresetReader(host: host)
    let features = songHostFeatures(host)?.assumingMemoryBound(to: UnsafePointer<LV2_Feature>?.self)
    withExtendedLifetime(reader) {
      lilv_state_restore(
        state, instance,
        { symbol, reader, value, size, type in
          guard let symbol, let reader, let value else { return }
          Unmanaged<PresetReader>.fromOpaque(reader).takeUnretainedValue().read(String(cString: symbol), value, size, type)
        }, Unmanaged.passUnretained(reader).toOpaque(), 0, features)
    }
    return reader.values
  }

  fileprivate borrowing func connect(_ port: UInt32, to address: UnsafeMutableRawPointer?) {
    lilv_instance_connect_port(instance, port, address)
  }

  fileprivate mutating func activate() {
    lilv_instance_activate(instance)
    isActive = true
    songHostPump(host)
  }

  fileprivate borrowing func run(_ frames: UInt32) {
    lilv_instance_run(instance, frames)
    songHostPump(host)
  }
}

/// Collects what lilv tells of a preset.
private final class PresetReader {
  private let host: OpaquePointer
  private(set) var values: [PresetValue] = []

  init(host: OpaquePointer) { self.host = host }

  func read(_ symbol: String, _ value: UnsafeRawPointer, _ size: UInt32, _ type: UInt32) {
    var number = Float(0)
    if songAtomNumber(host, type, size, value, &number) != 0 { values.append(PresetValue(symbol: symbol, value: number)) }
  }
}

/// The buffers that a plugin's ports are connected to, at addresses that stay.
private final class PortMemory {
  /// Bytes of an atom port's buffer, header included; fil4 complains of less than 66 KiB.
  private static let atomCapacity = 1 << 17

  private let descriptions: [PluginPort]
  private let block: Int
  private let buffers: [UnsafeMutableRawPointer?]

  init(_ descriptions: [PluginPort], block: Int) {
    self.descriptions = descriptions
    self.block = block
    buffers = descriptions.map { port in
      let byteCount: Int
      switch port.kind {
      case .audio: byteCount = block * MemoryLayout<Float>.stride
      case .control: byteCount = MemoryLayout<Float>.stride
      case .atom: byteCount = Self.atomCapacity
      case .unknown: return nil
      }
      let buffer = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
      buffer.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      if port.kind == .control { buffer.storeBytes(of: port.defaultValue, as: Float.self) }
      return buffer
    }
  }

  deinit {
    for buffer in buffers { buffer?.deallocate() }
  }

  func address(of port: Int) -> UnsafeMutableRawPointer? { buffers[port] }

  func control(_ port: Int) -> Float { buffers[port]?.load(as: Float.self) ?? 0 }

  func setControl(_ port: Int, to value: Float) { buffers[port]?.storeBytes(of: value, as: Float.self) }

  func write(_ samples: borrowing [Float], to port: Int) {
    precondition(samples.count == block, "a plugin takes whole blocks")
    samples.withUnsafeBytes { bytes in
      guard let from = bytes.baseAddress else { return }
      buffers[port]?.copyMemory(from: from, byteCount: bytes.count)
    }
  }

  func read(_ port: Int, into samples: inout [Float]) {
    precondition(samples.count == block, "a plugin gives whole blocks")
    samples.withUnsafeMutableBytes { bytes in
      guard let from = buffers[port] else { return }
      bytes.copyMemory(from: UnsafeRawBufferPointer(start: from, count: bytes.count))
    }
  }

  func isFinite(_ port: Int) -> Bool {
    guard let buffer = buffers[port] else { return true }
    return areFinite(buffer.assumingMemoryBound(to: Float.self), count: block)
  }

  /// Puts a message into an atom input's sequence; false when that is full.
  func append(_ message: MIDIMessage, to port: Int, _ handle: borrowing PluginHandle) -> Bool {
    songAtomAppendMIDI(handle.host, buffers[port], UInt32(Self.atomCapacity), Int64(message.frame), message.bytes) != 0
  }

  /// Every input sequence is empty and every output chunk has its whole room, before every run.
  func resetAtoms(_ handle: borrowing PluginHandle) {
    for (port, description) in descriptions.enumerated() where description.kind == .atom {
      if description.isInput {
        songAtomEmptySequence(handle.host, buffers[port])
      } else {
        songAtomEmptyChunk(handle.host, buffers[port], UInt32(Self.atomCapacity))
      }
    }
  }
}
