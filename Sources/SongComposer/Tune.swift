// SPDX-License-Identifier: Apache-2.0
internal import Glibc
nonisolated(unsafe) private var known: [String: Double] = {
  guard let text = getenv("SONGTUNE") else { return [:] }
  var result: [String: Double] = [:]
  for pair in String(cString: text).split(separator: ",") { let two = pair.split(separator: "="); result[String(two[0])] = Double(two[1])! }
  return result
}()
func tune(_ name: String, _ value: Double) -> Double { known[name] ?? value }
