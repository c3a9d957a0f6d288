// SPDX-License-Identifier: Apache-2.0
internal import Foundation
internal import SongFuzz

/// The entry that `SONG_FUZZ_ENTRY` names.
private let entry: FuzzEntry = {
  let name = ProcessInfo.processInfo.environment["SONG_FUZZ_ENTRY"] ?? ""
  guard let entry = FuzzEntry(rawValue: name) else {
    fatalError("SONG_FUZZ_ENTRY names one of \(FuzzEntry.allCases.map(\.rawValue))")
  }
  return entry
}()

/// What libFuzzer calls first: reads the standard library, which would count for the first input.
@_cdecl("LLVMFuzzerInitialize")
func initialize(_ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
  _ = FuzzEntry.spec.faults(of: [])
  return 0
}

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let faults = entry.faults(of: Array(UnsafeBufferPointer(start: start, count: count)))
  precondition(faults.isEmpty, "\(faults)")
  return 0
}
