// SPDX-License-Identifier: Apache-2.0

/// What a path that a spec names may be.
package enum InputPath {
  /// Whether it is relative; a file that a spec names by an absolute path is on one machine only, and may be anybody's.
  package static func isRelative(_ path: String) -> Bool { !path.hasPrefix("/") && !path.utf8.contains(0) }

  /// Whether it is relative and goes nowhere upwards.
  package static func staysInside(_ path: String) -> Bool {
    isRelative(path) && !path.split(separator: "/").contains("..")
  }
}
