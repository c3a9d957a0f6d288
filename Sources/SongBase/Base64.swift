// SPDX-License-Identifier: Apache-2.0

/// Bytes as text, with padding and without line breaks.
///
/// - Source: RFC 4648, section 4.
package func base64(_ bytes: [UInt8]) -> [UInt8] {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var out: [UInt8] = []
  out.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let rest = bytes.count - start
    let second = rest > 1 ? bytes[start + 1] : 0
    let third = rest > 2 ? bytes[start + 2] : 0
    out.append(alphabet[Int(bytes[start] >> 2)])
    out.append(alphabet[Int((bytes[start] & 3) << 4 | second >> 4)])
    out.append(rest > 1 ? alphabet[Int((second & 15) << 2 | third >> 6)] : UInt8(ascii: "="))
    out.append(rest > 2 ? alphabet[Int(third & 63)] : UInt8(ascii: "="))
  }
  return out
}
