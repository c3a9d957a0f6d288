// SPDX-License-Identifier: Apache-2.0
internal import CLilv
internal import SongBase

/// The LV2 plugins of some bundles, by what the bundles say of themselves: no code of a plugin is loaded.
///
/// Used by one thread only. All manifests are read at once, what a plugin has only where it is asked for.
package final class PluginCatalogue {
  /// Sorted.
  package let uris: [String]
  private let world: OpaquePointer
  private let classes: PortClasses

  /// - Parameter bundles: their folders.
  /// - Throws: `resourcesExhausted`.
  package init(bundles: [String]) throws(AudioError) {
    guard let world = lilv_world_new() else { throw .resourcesExhausted("lilv world") }
    guard let classes = PortClasses(world) else {
      lilv_world_free(world)
      throw .resourcesExhausted("lilv nodes")
    }
    self.world = world
    self.classes = classes
    for bundle in bundles {
      let folder = bundle.utf8.last == UInt8(ascii: "/") ? bundle : bundle + "/"
      guard let uri = lilv_new_file_uri(world, nil, folder) else { continue }
      lilv_world_load_bundle(world, uri)
      lilv_node_free(uri)
    }
    let all = lilv_world_get_all_plugins(world)
    var found: [String] = []
    var place = lilv_plugins_begin(all)
    while !lilv_plugins_is_end(all, place) {
      if let uri = text(lilv_node_as_uri(lilv_plugin_get_uri(lilv_plugins_get(all, place)))) { found.append(uri) }
      place = lilv_plugins_next(all, place)
    }
    uris = found.sorted(by: utf8Precedes)
  }

  deinit {
    classes.free()
    lilv_world_free(world)
  }

  /// The plugin of a URI; nil where there is none.
  package func plugin(_ uri: String) -> PluginDescription? {
    guard let node = lilv_new_uri(world, uri) else { return nil }
    defer { lilv_node_free(node) }
    return lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), node).flatMap {
      PluginDescription($0, uri: uri, world, classes)
    }
  }
}

/// What a plugin's bundle says of it.
package struct PluginDescription: Sendable, Hashable {
  package let uri: String
  /// The folder of its bundle.
  package let bundle: String
  /// In the order of its ports.
  package let controls: [Control]
  /// URIs, sorted.
  package let presets: [String]
  package let audioInputs: Int
  package let audioOutputs: Int
  package let takesNotes: Bool

  /// An input that holds a value.
  package struct Control: Sendable, Hashable {
    package let symbol: String
    /// Nil where the plugin names no limits.
    package let range: ClosedRange<Double>?

    package init(symbol: String, range: ClosedRange<Double>?) {
      self.symbol = symbol
      self.range = range
    }
  }

  fileprivate init?(_ plugin: OpaquePointer, uri: String, _ world: OpaquePointer, _ classes: PortClasses) {
    guard let path = lilv_file_uri_parse(lilv_node_as_uri(lilv_plugin_get_bundle_uri(plugin)), nil) else { return nil }
    defer { lilv_free(path) }
    self.uri = uri
    bundle = String(cString: path)
    let count = lilv_plugin_get_num_ports(plugin)
    var lows = [Float](repeating: .nan, count: Int(count))
    var highs = lows
    lilv_plugin_get_port_ranges_float(plugin, &lows, &highs, nil)
    var (controls, inputs, outputs, takesNotes) = ([Control](), 0, 0, false)
    for index in 0..<count {
      let port = lilv_plugin_get_port_by_index(plugin, index)
      let isInput = classes.isInput(port, plugin)
      switch classes.kind(of: port, plugin) {
      case .audio: if isInput { inputs += 1 } else { outputs += 1 }
      case .control where isInput:
        let (low, high) = (Double(lows[Int(index)]), Double(highs[Int(index)]))
        controls.append(
          Control(
            symbol: text(lilv_node_as_string(lilv_port_get_symbol(plugin, port))) ?? "", range: low < high ? low...high : nil))
      case .atom where isInput: takesNotes = true
      default: break
      }
    }
    self.controls = controls
    audioInputs = inputs
    audioOutputs = outputs
    self.takesNotes = takesNotes
    presets = presetURIs(of: plugin, world)
  }
}

private func presetURIs(of plugin: OpaquePointer, _ world: OpaquePointer) -> [String] {
  guard let kind = lilv_new_uri(world, "http://lv2plug.in/ns/ext/presets#Preset") else { return [] }
  defer { lilv_node_free(kind) }
  guard let nodes = lilv_plugin_get_related(plugin, kind) else { return [] }
  defer { lilv_nodes_free(nodes) }
  var found: [String] = []
  var place = lilv_nodes_begin(nodes)
  while !lilv_nodes_is_end(nodes, place) {
    if let uri = text(lilv_node_as_uri(lilv_nodes_get(nodes, place))) { found.append(uri) }
    place = lilv_nodes_next(nodes, place)
  }
  return found.sorted(by: utf8Precedes)
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
