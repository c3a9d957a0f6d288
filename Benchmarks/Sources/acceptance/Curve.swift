// SPDX-License-Identifier: Apache-2.0

/// A curve of a minute and what has to hold of it.
struct Curve {
  enum Kind {
    /// Loudness, onsets and parts follow.
    case followed
    /// The measure after the step is louder.
    case step
    /// All measures are about as loud.
    case flat
  }

  let name: String
  let text: String
  var kind = Kind.followed

  static let all = [
    Curve(name: "ramp-up", text: "0s 10%, end 95%"),
    Curve(name: "ramp-down", text: "0s 95%, end 15%"),
    Curve(name: "ramp-narrow", text: "0s 30%, end 75%"),
    Curve(name: "arch", text: "0s 15%, 30s 95%, end 20%"),
    Curve(name: "valley", text: "0s 85%, 30s 15%, end 90%"),
    Curve(name: "late-arch", text: "0s 20%, 45s 100%, end 30%"),
    Curve(name: "two-peaks", text: "0s 15%, 15s 85%, 30s 25%, 45s 100%, end 15%"),
    Curve(name: "two-peaks-2", text: "0s 30%, 20s 70%, 32s 20%, 48s 95%, end 40%"),
    // A curve of n levels has no higher rank correlation with a loudness without ties than the root of 1 - 1/n²: 0.97 for
    // four, 0.87 for two.
    Curve(name: "steps-up", text: "0s 15%, 15s 40% step, 30s 65% step, 45s 95% step, end 95%"),
    Curve(name: "steps-drop", text: "0s 30%, 14s 80% step, 28s 30% step, 42s 100% step, end 60%"),
    Curve(name: "step", text: "0s 35%, 30s 85% step, end 85%", kind: .step),
    Curve(name: "flat", text: "60%", kind: .flat),
  ]
}
