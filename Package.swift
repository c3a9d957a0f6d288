// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// The one list of settings: Swift 6 mode, no warnings, explicit imports.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "songc",
  products: [.executable(name: "songc", targets: ["songc"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // MARK: Foundations
    .target(name: "SongBase"),
    .testTarget(name: "SongBaseTests", dependencies: ["SongBase"]),

    .target(name: "SongDiagnostics", dependencies: ["SongBase"]),
    .testTarget(name: "SongDiagnosticsTests", dependencies: ["SongBase", "SongDiagnostics"]),

    .target(name: "SongMusic", dependencies: ["SongBase"]),
    .testTarget(name: "SongMusicTests", dependencies: ["SongBase", "SongMusic"]),

    .target(name: "SongIR", dependencies: ["SongBase", "SongDiagnostics", "SongMusic"]),
    .testTarget(name: "SongIRTests", dependencies: ["SongBase", "SongDiagnostics", "SongIR", "SongMusic"]),

    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .target(name: "SongCache", dependencies: ["CXXHash"]),
    .testTarget(name: "SongCacheTests", dependencies: ["SongCache"]),

    // MARK: Front end
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "SongSyntax", dependencies: ["CYAML", "SongBase", "SongDiagnostics", "SongMusic"]),
    .testTarget(
      name: "SongSyntaxTests",
      dependencies: ["SongBase", "SongDiagnostics", "SongMusic", "SongSyntax", "SongTestSupport"]),

    .target(
      name: "SongBinder", dependencies: ["SongBase", "SongDiagnostics", "SongIR", "SongMusic", "SongSyntax"]),
    .testTarget(
      name: "SongBinderTests",
      dependencies: ["SongBase", "SongBinder", "SongDiagnostics", "SongIR", "SongMusic", "SongSyntax", "SongTestSupport"]),

    // MARK: Knowledge
    .target(
      name: "SongLibrary",
      dependencies: ["SongBase", "SongBinder", "SongDiagnostics", "SongIR", "SongMusic", "SongSyntax"]),
    .testTarget(
      name: "SongLibraryTests",
      dependencies: ["SongBase", "SongDiagnostics", "SongIR", "SongLibrary", "SongMusic", "SongTestSupport"]),

    .target(name: "SongModels", dependencies: ["SongBase"]),
    .testTarget(
      name: "SongModelsTests", dependencies: ["SongBase", "SongModels", "SongTestSupport"],
      resources: [.copy("ppm_oracle.json")]),

    // MARK: Stages
    .target(
      name: "SongArranger",
      dependencies: ["SongBase", "SongDiagnostics", "SongIR", "SongLibrary", "SongModels", "SongMusic"]),
    .testTarget(
      name: "SongArrangerTests",
      dependencies: ["SongArranger", "SongBase", "SongDiagnostics", "SongIR", "SongLibrary", "SongMusic", "SongTestSupport"]),

    .target(
      name: "SongComposer",
      dependencies: ["SongBase", "SongDiagnostics", "SongIR", "SongLibrary", "SongModels", "SongMusic"]),
    .testTarget(
      name: "SongComposerTests",
      dependencies: ["SongBase", "SongComposer", "SongDiagnostics", "SongIR", "SongLibrary", "SongModels", "SongMusic", "SongTestSupport"]),

    .target(
      name: "SongPerformer", dependencies: ["SongBase", "SongDiagnostics", "SongIR", "SongLibrary", "SongMusic"]),
    .testTarget(
      name: "SongPerformerTests",
      dependencies: ["SongBase", "SongDiagnostics", "SongIR", "SongLibrary", "SongMusic", "SongPerformer", "SongTestSupport"]),

    .target(
      name: "SongProducer", dependencies: ["SongBase", "SongDiagnostics", "SongIR", "SongLibrary", "SongMusic"]),
    .testTarget(
      name: "SongProducerTests",
      dependencies: ["SongBase", "SongDiagnostics", "SongIR", "SongLibrary", "SongMusic", "SongProducer", "SongTestSupport"]),

    // MARK: Audio
    .systemLibrary(name: "CFluidSynth", providers: [.apt(["libfluidsynth-dev"])]),
    .systemLibrary(name: "CLilv", pkgConfig: "lilv-0", providers: [.apt(["liblilv-dev"])]),
    .systemLibrary(name: "CSndFile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CEbur128", pkgConfig: "libebur128", providers: [.apt(["libebur128-dev"])]),
    // The C lines that Swift can't import: control of denormals, log callbacks, LV2 atoms.
    .target(name: "CAudioSupport", cSettings: [.unsafeFlags(["-ffp-contract=off"])]),
    .target(
      name: "SongAudio",
      dependencies: ["CAudioSupport", "CEbur128", "CFluidSynth", "CLilv", "CSndFile", "SongBase", "SongCache", "SongIR"]),
    .testTarget(
      name: "SongAudioTests",
      dependencies: ["SongAudio", "SongBase", "SongCache", "SongIR", "SongMusic", "SongPerformer", "SongTestSupport"]),

    // MARK: Exporters
    .target(name: "SongMIDI", dependencies: ["SongBase", "SongIR", "SongMusic"]),
    .testTarget(
      name: "SongMIDITests", dependencies: ["SongBase", "SongIR", "SongMIDI", "SongMusic", "SongTestSupport"]),

    .target(name: "SongABC", dependencies: ["SongBase", "SongIR", "SongMusic"]),
    .testTarget(
      name: "SongABCTests", dependencies: ["SongABC", "SongBase", "SongDiagnostics", "SongIR", "SongMusic", "SongSyntax"]),

    .target(name: "SongMusicXML", dependencies: ["SongBase", "SongIR", "SongMusic"]),
    .testTarget(
      name: "SongMusicXMLTests", dependencies: ["SongBase", "SongIR", "SongMusic", "SongMusicXML", "SongTestSupport"]),

    // MARK: Comparison
    .target(name: "SongDiff", dependencies: ["SongBase", "SongMusic"]),
    .testTarget(name: "SongDiffTests", dependencies: ["SongBase", "SongDiff", "SongMusic"]),

    // MARK: Cue lists
    .target(name: "SongCues", dependencies: ["SongBase", "SongMIDI", "SongMusic"]),
    .testTarget(name: "SongCuesTests", dependencies: ["SongBase", "SongCues", "SongMIDI", "SongMusic"]),

    // MARK: Songs of other programs
    .target(
      name: "SongImport",
      dependencies: ["SongBase", "SongDiagnostics", "SongMIDI", "SongMusic", "SongMusicXML", "SongSyntax"]),
    .testTarget(
      name: "SongImportTests",
      dependencies: ["SongBase", "SongDiagnostics", "SongImport", "SongMIDI", "SongMusic", "SongMusicXML", "SongTestSupport"]),

    // MARK: Compiler
    .target(
      name: "SongCompiler",
      dependencies: [
        "SongABC", "SongArranger", "SongAudio", "SongBase", "SongBinder", "SongCache", "SongComposer", "SongCues", "SongDiagnostics",
        "SongDiff", "SongIR", "SongImport",
        "SongLibrary", "SongMIDI", "SongModels", "SongMusic", "SongMusicXML", "SongPerformer", "SongProducer",
        "SongSyntax",
      ]),
    .testTarget(
      name: "SongCompilerTests",
      dependencies: [
        "SongABC", "SongAudio", "SongBase", "SongBinder", "SongCache", "SongCompiler", "SongCues", "SongDiagnostics", "SongDiff", "SongIR",
        "SongImport", "SongLibrary", "SongMIDI", "SongMusic", "SongMusicXML", "SongSpecs", "SongSyntax", "SongTestSupport",
      ]),

    .executableTarget(
      name: "songc",
      dependencies: [
        "SongBase", "SongCache", "SongCompiler", "SongDiagnostics", "SongImport", "SongSyntax",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "songcTests", dependencies: ["SongTestSupport", "songc"]),

    // MARK: Robustness
    // What fuzzers, the stored corpus and the mutated specs come in by; see Documentation/robustness.md.
    .target(
      name: "SongFuzz",
      dependencies: [
        "SongBase", "SongBinder", "SongCompiler", "SongCues", "SongDiagnostics", "SongMIDI", "SongMusic", "SongMusicXML", "SongSyntax",
      ],
      path: "Tests/SongFuzz"),
    .testTarget(name: "SongFuzzTests", dependencies: ["SongFuzz", "SongTestSupport"]),

    // Random valid specs: tests compile some, `make soak` builds thousands that `soakspecs` writes.
    .target(name: "SongSpecs", dependencies: ["SongBase", "SongMusic"], path: "Tests/SongSpecs"),
    .executableTarget(name: "soakspecs", dependencies: ["SongSpecs"], path: "Tests/soakspecs"),

    .target(name: "SongTestSupport", dependencies: ["SongBase", "SongDiagnostics", "SongIR", "SongMusic"]),
    .testTarget(name: "HouseTests", dependencies: ["SongDiagnostics", "SongTestSupport"]),
  ]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = settings
}

// Tests drive what is optimised; to optimise them too takes longer than they run, but for those that compute much themselves.
let optimisedTests = ["Arranger", "Audio", "Cache", "Composer", "Diff", "Models", "Performer"].map { "Song\($0)Tests" }
for target in package.targets where target.type == .test && !optimisedTests.contains(target.name) {
  target.swiftSettings = settings + [.unsafeFlags(["-Onone"])]
}

// `make build`: the program with the Swift runtime in it, which starts sooner. Tests share the toolchain's. The libraries
// are the C parts of FoundationEssentials, which modules that are compiled for the shared one don't name.
if Context.environment["SONG_STATIC"] == "1" {
  for target in package.targets where target.name == "songc" {
    target.linkerSettings = [
      .unsafeFlags(["-static-stdlib", "-use-ld=lld", "-l_FoundationCShims", "-l_FoundationCollections"])
    ]
  }
}

// `make sanitize TARGETS="SongAudioTests SongCacheTests"`: no tests but these, and what they need.
if let names = Context.environment["SONG_TEST_TARGETS"]?.split(separator: " ").map(String.init), !names.isEmpty {
  package.targets.removeAll { $0.type == .test && !names.contains($0.name) }
}

// `make sanitize SANITIZER=thread`: in all that is linked, what the runtime doesn't tell ThreadSanitizer.
if Context.environment["SONG_SANITIZER"] == "thread" {
  package.targets.append(.target(name: "RuntimeHooks", path: "Tests/RuntimeHooks"))
  for target in package.targets where target.name == "SongBase" { target.dependencies.append("RuntimeHooks") }
}

// `make fuzz`: the library that libFuzzer is linked with, all of it watched by libFuzzer and AddressSanitizer.
if Context.environment["SONG_FUZZ"] == "1" {
  package.products.append(.library(name: "SongFuzzTarget", type: .static, targets: ["SongFuzzTarget"]))
  package.targets.append(.target(name: "SongFuzzTarget", dependencies: ["SongFuzz"], path: "Tests/SongFuzzTarget"))
  for target in package.targets where target.type != .system {
    target.swiftSettings = settings + [.unsafeFlags(["-sanitize=fuzzer,address"])]
  }
}
