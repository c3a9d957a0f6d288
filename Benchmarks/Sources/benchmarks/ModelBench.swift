// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The sequence models: prediction, loading and training. All run in one thread, so times are those of the CPU, which
/// other programs disturb least.
extension Bench {
  /// Ten folds with four and with eight viewpoints.
  ///
  /// - Parameter file: the bench; nil makes one of the size of the chorales.
  func prediction(on file: String?) throws -> [Figure] {
    let bench = try file ?? written("bench.json", SyntheticMusic.bench())
    let label = file.map { URL(filePath: $0).deletingPathExtension().lastPathComponent } ?? "synthetic"
    let startUp = median(try cpuSeconds(["version"]))
    let events = try eventCount(bench)
    let four = median(try cpuSeconds(["evaluate", "--bench", bench, "--model", "four", "--json"]))
    let eight = median(try cpuSeconds(["evaluate", "--bench", bench, "--model", "eight", "--json"]))
    return [
      Figure(name: "ten folds of \(label), 4 viewpoints, CPU", value: four, unit: "s", limit: 1),
      Figure(name: "ten folds of \(label), 8 viewpoints, CPU", value: eight, unit: "s"),
      Figure(
        name: "notes predicted with 8 viewpoints", value: Double(events) / (eight - startUp), unit: "/s", limit: 10_000,
        isLeast: true),
    ]
  }

  /// From the request for a model's file until it can predict, of the model that takes longest.
  func loading() throws -> [Figure] {
    var times: [String: [Double]] = [:]
    for _ in 0..<loads {
      for model in try models() { times[model.name, default: []].append(model.loadMs) }
    }
    let medians = times.mapValues(median)
    guard let slowest = medians.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
      throw Failure(text: "the standard library has no models")
    }
    let bytes = try models().reduce(0) { $0 + $1.bytes }
    return [
      Figure(name: "load of the slowest model, '\(slowest.key)', median", value: slowest.value, unit: "ms", limit: 5),
      Figure(name: "files of all \(medians.count) models", value: Double(bytes) / 1_048_576, unit: "MiB"),
    ]
  }

  /// How much longer training takes with twice the music.
  func training() throws -> [Figure] {
    var times: [Double] = []
    for count in [songs, 2 * songs, 4 * songs] {
      let corpora = scratch.appending(path: "corpora-\(count)")
      _ = try written("corpora-\(count)/pop909/songs.jsonl", SyntheticMusic.songs(count))
      let arguments = ["train", "--style", "melody", corpora.path, "-o", scratch.appending(path: "trained").path]
      times.append(try run(songc, arguments, log: scratch.appending(path: "log.txt")).cpuSeconds)
    }
    return [
      Figure(name: "training on \(songs * 4) songs of 240 notes, CPU", value: times[2], unit: "s"),
      Figure(name: "training, \(songs * 2) / \(songs) songs", value: times[1] / times[0], unit: "x", limit: 2.3),
      Figure(name: "training, \(songs * 4) / \(songs * 2) songs", value: times[2] / times[1], unit: "x", limit: 2.3),
    ]
  }

  private struct Model: Decodable {
    let name: String
    let bytes: Int
    let loadMs: Double
  }

  private func models() throws -> [Model] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([Model].self, from: output(["models", "--json", "--timings"]))
  }

  private func eventCount(_ bench: String) throws -> Int {
    struct Result: Decodable { let events: Int }
    let text = try output(["evaluate", "--bench", bench, "--model", "eight", "--json"])
    return try JSONDecoder().decode(Result.self, from: text).events
  }

  private func output(_ arguments: [String]) throws -> Data {
    let log = scratch.appending(path: "log.txt")
    _ = try run(songc, arguments, log: log)
    return try Data(contentsOf: log)
  }

  private func cpuSeconds(_ arguments: [String]) throws -> [Double] {
    try (0..<modelRuns).map { _ in try run(songc, arguments, log: scratch.appending(path: "log.txt")).cpuSeconds }
  }

  private func written(_ name: String, _ data: Data) throws -> String {
    let file = scratch.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }
}

private let modelRuns = 3
private let loads = 9
/// The smallest corpus that is trained on.
private let songs = 40
