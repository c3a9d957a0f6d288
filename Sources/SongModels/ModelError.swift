// SPDX-License-Identifier: Apache-2.0
/// Why bytes are not a model, or not a bench to measure one on.
package enum ModelError: Error, Hashable {
  /// The bytes don't begin as a model does.
  case notAModel
  /// The model was written by a later songc.
  case unsupportedVersion(Int)
  /// The bytes end too early.
  case truncated
  /// The bytes were changed since they were written.
  case wrongChecksum
  /// A viewpoint that this songc doesn't know.
  case unknownViewpoint(String)
  /// A value that no writer makes, at this offset in bytes.
  case invalid(offset: Int)
  /// A file that isn't a bench, with the reason.
  case notABench(String)
}
