// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongModels

/// Reads every beginning of a file: none may trap, whether it is refused or not.
func expectEveryBeginningIsReadOrRefused(_ text: String, by read: (FileBytes) throws(ModelError) -> Void) {
  let bytes = Array(text.utf8)
  for length in bytes.indices { try? read(FileBytes(Array(bytes[..<length]))) }
}
