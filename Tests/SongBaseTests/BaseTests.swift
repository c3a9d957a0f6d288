// SPDX-License-Identifier: Apache-2.0
import Foundation
import SongBase
import Testing

@Suite struct BaseTests {
  @Test func fractionsObeyTheLawsOfArithmetic() {
    for seed in 0..<500 {
      var stream = Seed(seed).generator
      func draw() -> Rational { Rational(stream.below(2000) - 1000, 1 + stream.below(60)) }
      let (a, b, c) = (draw(), draw(), draw())
      #expect(a + b - b == a, "seed \(seed)")
      #expect(a * (b + c) == a * b + a * c, "seed \(seed)")
      #expect(Rational(a.floor) <= a && a < Rational(a.floor + 1), "seed \(seed)")
      if c > .zero { #expect((a % c) >= .zero && (a % c) < c, "seed \(seed)") }
      #expect(a.rounded == (a + Rational(1, 2)).floor, "seed \(seed)")
      #expect(Rational(text: a.description) == a, "seed \(seed)")
    }
  }

  @Test(arguments: [1, 2, 5]) func resultsOfTasksStandInTheirOrder(workers: Int) {
    #expect(concurrently(40, workers: workers) { $0 * $0 } == (0..<40).map { $0 * $0 })
    #expect(concurrently(0, workers: workers) { $0 }.isEmpty)
  }

  @Test func portableMathAgreesWithTheLibrary() {
    for index in 1...2000 {
      let x = Double(index) * 0.0371
      #expect((portableLog2(x) - Foundation.log2(x)).magnitude < 1e-13)
      #expect((portableExp2(x - 37) / Foundation.exp2(x - 37) - 1).magnitude < 1e-13)
      #expect((portableSin(turns: x) - Foundation.sin(2 * .pi * x)).magnitude < 1e-11)
    }
  }

  /// Recorded once, subnormal arguments and results with the others: a changed bit may change any piece.
  @Test func portableMathHasTheBitsOfEveryVersion() {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 1...2000 {
      let x = Double(index) * 0.0371
      for value in [portableLog2(x), portableLog2(x * 1e-160 * 1e-150), portableExp2((x - 37) * 25)] {
        hash = (hash ^ value.bitPattern) &* 0x0000_0100_0000_01B3
      }
    }
    #expect(hash == bitsOfMath)
    #expect(portableLog2(.leastNonzeroMagnitude) == -1074)
    #expect((-1074...1023).allSatisfy { portableExp2(Double($0)) == Double(sign: .plus, exponent: $0, significand: 1) })
  }

  @Test func drawsAreEvenAndWithinTheirBounds() {
    var stream = Seed(3).generator
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.below(7)] += 1 }
    for count in counts { #expect((9_500...10_500).contains(count)) }
    for _ in 0..<1000 { #expect(stream.pick(weights: [0, 5, 0]) == 1) }
  }

  /// Recorded once: a change of the generator changes every piece ever made.
  @Test func theStreamsAreThoseOfEveryVersion() {
    var stream = Seed(0).child("compose").generator
    let numbers = (0..<3).map { _ in stream.next() }
    var again = Seed(text: "lark").child("settle", 2).generator
    #expect(numbers == streamOfZero)
    #expect(again.below(1000) == drawOfLark)
  }

  @Test func numbersPrintTheSameEverywhere() {
    #expect(fixed(-0.004, 2) == "0.00")
    #expect(fixed(2.005, 1) == "2.0")
    #expect(shortest(1.5) == "1.5")
    #expect(shortest(96) == "96")
    #expect("\(Microseconds(83_450_000))" == "1:23.450")
    #expect(JSONValue.object(["b": .integer(1), "a": .string("x\"\n")]).line == #"{"a":"x\"\n","b":1}"#)
  }

  /// - Source: RFC 4648, section 10.
  @Test func base64IsThatOfItsStandard() {
    let pairs = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")]
    for (text, encoded) in pairs { #expect(String(decoding: base64(Array(text.utf8)), as: UTF8.self) == encoded) }
    #expect(String(decoding: base64([0xFB, 0xFF, 0xBF]), as: UTF8.self) == "+/+/")
  }
}

private let bitsOfMath: UInt64 = 7_194_166_846_333_569_568
private let streamOfZero: [UInt64] = [4_586_150_146_924_056_702, 506_176_695_785_428_449, 1_724_085_373_324_371_053]
private let drawOfLark = 252
