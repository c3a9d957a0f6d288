// SPDX-License-Identifier: Apache-2.0
/// Pieces dealt out into folds: those of one group stand in one fold, groups follow the order of their first pieces.
///
/// - Parameter count: at least 3; fewer folds where there are fewer groups.
func dealt(_ pieces: [TrainingPiece], into count: Int) throws(TrainingError) -> [[TrainingPiece]] {
  var known: [String: Int] = [:]
  var groups = 0
  var numbers: [Int] = []
  for piece in pieces {
    if let group = piece.group, let number = known[group] {
      numbers.append(number)
      continue
    }
    if let group = piece.group { known[group] = groups }
    numbers.append(groups)
    groups += 1
  }
  guard groups >= 3 else { throw .tooFewPieces(groups) }
  var folds = Array(repeating: [TrainingPiece](), count: min(max(3, count), groups))
  for (piece, number) in zip(pieces, numbers) { folds[number % folds.count].append(piece) }
  return folds
}
