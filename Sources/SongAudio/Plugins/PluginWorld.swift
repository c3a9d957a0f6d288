// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport
internal import CLilv
internal import Glibc
internal import SongIR

/// lilv's world of one render: the bundles that the session names and no others. `LV2_PATH` plays no part.
///
/// Used by one thread only. The plugins that come from it keep it alive.
final class PluginWorld {
  private let world: OpaquePointer
  private let uriNumbers: OpaquePointer
  private var loadedBundles: [String] = []
  private let classes: PortClasses

  /// - Throws: `resourcesExhausted`.
  init() throws(AudioError) {
    guard let uriNumbers = songURIDsCreate() else { throw .resourcesExhausted("LV2 URIs") }
    guard let world = lilv_world_new() else {
      songURIDsDestroy(uriNumbers)
      throw .resourcesExhausted("lilv world")
    }
    guard let classes = PortClasses(world) else {
      lilv_world_free(world)
      songURIDsDestroy(uriNumbers)
      throw .resourcesExhausted("lilv nodes")
    }
    self.world = world
    self.uriNumbers = uriNumbers
    self.classes = classes
  }

  deinit {
    classes.free()
    lilv_world_free(world)
    songURIDsDestroy(uriNumbers)
  }

  /// A new instance with the effect's preset restored and its controls set, ready to run.
  ///
  /// - Throws: `unresolved`, `pluginMissing`, `pluginRefused`, `resourcesExhausted`.
  func makePlugin(
    _ effect: Session.Effect, sampleRate: Int, resources: AudioResources
  ) throws(AudioError) -> Plugin {
    try load(bundle: effect, path: resources.bundle(of: effect))
    guard let plugin = find(effect.uri) else {
      throw .pluginMissing(uri: effect.uri, bundle: effect.bundle, debianPackage: effect.debianPackage)
    }
    try checkFeatures(of: plugin, uri: effect.uri)
    guard let host = songHostCreate(uriNumbers, Double(sampleRate), Int32(Plugin.block)) else {
      throw .resourcesExhausted("LV2 host")
    }
    let features = songHostFeatures(host)?.assumingMemoryBound(to: UnsafePointer<LV2_Feature>?.self)
    // Libraries that were built for fast arithmetic leave the thread that loads them with denormals flushed to zero.
    let mode = FlushToZero()
    let instantiated = lilv_plugin_instantiate(plugin, Double(sampleRate), features)
    mode.restore()
    guard let instance = instantiated else {
      songHostDestroy(host)
      throw .pluginRefused(uri: effect.uri, reason: .notInstantiated)
    }
    let handle = PluginHandle(instance: instance, host: host)
    var values: [PresetValue] = []
    if let preset = effect.preset { values = try restore(preset, in: handle, uri: effect.uri) }
    return try Plugin(
      effect, ports: ports(of: plugin), latencyPort: latencyPort(of: plugin), preset: values, handle: handle, world: self)
  }

  private func restore(
    _ preset: String, in handle: borrowing PluginHandle, uri: String
  ) throws(AudioError) -> [PresetValue] {
    guard let node = lilv_new_uri(world, preset) else { throw .resourcesExhausted("lilv nodes") }
    defer { lilv_node_free(node) }
    guard lilv_world_load_resource(world, node) >= 0, let values = handle.restore(node, in: world), !values.isEmpty else {
      throw .pluginRefused(uri: uri, reason: .noSuchPreset(preset))
    }
    return values
  }

  /// A bundle is looked at before lilv sees it, since serd reports a missing file on stderr.
  private func load(bundle effect: Session.Effect, path: String) throws(AudioError) {
    let folder = path.utf8.last == UInt8(ascii: "/") ? path : path + "/"
    guard !loadedBundles.contains(folder) else { return }
    guard access(folder + "manifest.ttl", R_OK) == 0, let uri = lilv_new_file_uri(world, nil, folder) else {
      throw .pluginMissing(uri: effect.uri, bundle: effect.bundle, debianPackage: effect.debianPackage)
    }
    lilv_world_load_bundle(world, uri)
    lilv_node_free(uri)
    loadedBundles.append(folder)
  }

  private func find(_ uri: String) -> OpaquePointer? {
    guard let node = lilv_new_uri(world, uri) else { return nil }
    defer { lilv_node_free(node) }
    return lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), node)
  }

  private func checkFeatures(of plugin: OpaquePointer, uri: String) throws(AudioError) {
    guard let required = lilv_plugin_get_required_features(plugin) else { return }
    defer { lilv_nodes_free(required) }
    var place = lilv_nodes_begin(required)
    while !lilv_nodes_is_end(required, place) {
      if let name = lilv_node_as_uri(lilv_nodes_get(required, place)), songHostOffers(name) == 0 {
        throw .pluginRefused(uri: uri, reason: .featureRequired(String(cString: name)))
      }
      place = lilv_nodes_next(required, place)
    }
  }

  private func ports(of plugin: OpaquePointer) -> [PluginPort] {
    let count = lilv_plugin_get_num_ports(plugin)
    var defaults = [Float](repeating: 0, count: Int(count))
    lilv_plugin_get_port_ranges_float(plugin, nil, nil, &defaults)
    return (0..<count).map { index in
      let port = lilv_plugin_get_port_by_index(plugin, index)
      let symbol = lilv_port_get_symbol(plugin, port).flatMap { lilv_node_as_string($0) }.map { String(cString: $0) }
      let value = defaults[Int(index)]
      return PluginPort(
        symbol: symbol ?? "", kind: classes.kind(of: port, plugin), isInput: classes.isInput(port, plugin),
        isOptional: classes.isOptional(port, plugin), defaultValue: value.isFinite ? value : 0)
    }
  }

  private func latencyPort(of plugin: OpaquePointer) -> Int? {
    lilv_plugin_has_latency(plugin) ? Int(lilv_plugin_get_latency_port_index(plugin)) : nil
  }
}

/// What a port is, as far as a host without a user cares.
struct PluginPort {
  enum Kind {
    case audio, control, atom, unknown
  }

  let symbol: String
  let kind: Kind
  let isInput: Bool
  let isOptional: Bool
  let defaultValue: Float
}

/// The nodes that lilv compares ports with.
struct PortClasses {
  private let nodes: [OpaquePointer]

  private static let uris = [
    "http://lv2plug.in/ns/lv2core#AudioPort", "http://lv2plug.in/ns/lv2core#ControlPort",
    "http://lv2plug.in/ns/ext/atom#AtomPort", "http://lv2plug.in/ns/lv2core#InputPort",
    "http://lv2plug.in/ns/lv2core#connectionOptional",
  ]

  init?(_ world: OpaquePointer) {
    nodes = Self.uris.compactMap { lilv_new_uri(world, $0) }
    if nodes.count < Self.uris.count {
      free()
      return nil
    }
  }

  func free() {
    for node in nodes { lilv_node_free(node) }
  }

  func kind(of port: OpaquePointer?, _ plugin: OpaquePointer) -> PluginPort.Kind {
    if lilv_port_is_a(plugin, port, nodes[0]) { return .audio }
    if lilv_port_is_a(plugin, port, nodes[1]) { return .control }
    if lilv_port_is_a(plugin, port, nodes[2]) { return .atom }
    return .unknown
  }

  func isInput(_ port: OpaquePointer?, _ plugin: OpaquePointer) -> Bool { lilv_port_is_a(plugin, port, nodes[3]) }

  func isOptional(_ port: OpaquePointer?, _ plugin: OpaquePointer) -> Bool {
    lilv_port_has_property(plugin, port, nodes[4])
  }
}
