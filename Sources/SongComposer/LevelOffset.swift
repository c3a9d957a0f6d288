// SPDX-License-Identifier: Apache-2.0
internal import SongIR

/// The tune stands in front, what fills stands back: steps of velocity.
func levelOffset(_ role: Role) -> Int {
  switch role {
  case .melody: 8
  case .harmony: 0
  case .counter: -2
  case .bass: 4
  case .drums: 2
  case .chords, .arpeggio: -6
  case .pad: -10
  }
}
