// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongDiagnostics
package import SongIR
internal import SongMusic
package import SongSyntax

/// Reads a song spec from its tree: what can be read stands in the result, what can't is a hole with a diagnostic.
///
/// - Parameter isLenient: what isn't built yet is only warned of, as in `songc check`.
package func bind(_ tree: SyntaxTree, isLenient: Bool = false, sink: inout DiagnosticSink) -> Spec {
  var binder = SpecBinder(
    reader: TreeReader(tree: tree, sink: DiagnosticSink(), isLenient: isLenient), isBroken: sink.hasErrors)
  binder.bind()
  sink.report(binder.reader.sink.diagnostics)
  return binder.spec
}

struct SpecBinder {
  var reader: TreeReader
  /// Whether the tree has holes: what is missing may have been refused before.
  let isBroken: Bool
  var spec = Spec()
  /// Of the tunes in ABC, in the order of the spec.
  var tuneHeaders: [TuneHeader] = []

  init(reader: TreeReader, isBroken: Bool) {
    self.reader = reader
    self.isBroken = isBroken
  }

  mutating func bind() {
    guard let root = reader.root, let fields = reader.map(root, specSchema) else { return }
    bindVersion(fields["song"], root)
    spec.title = reader.text(fields["title"])
    if let seed = reader.text(fields["seed"], "a seed") {
      spec.seed = seed.map { text in Int(text).map { .number($0) } ?? .text(text) }
    }
    bindStyle(fields)
    // As tracks, models may serve several folders of specs.
    spec.models = reader.inputPath(fields["models"], "the path of a folder", mayClimb: true)
    spec.base = reader.base(fields)
    spec.ending = bindEnding(fields["end"])
    spec.tempo = bindTempo(fields["tempo"], isPiece: true)
    let meter = bindMeter(fields["time"])
    spec.meter = meter?.map(\.meter)
    spec.isFlexible = meter?.value.isFlexible ?? false
    spec.key = reader.read(fields["key"], "a key", parseKey)
    spec.form = bindForm(fields["form"])
    if let field = fields["sections"] { bindSections(field) }
    bindCredits(fields["credits"])
    spec.license = reader.text(fields["license"], "a licence")
    bindIntensities(fields["intensity"])
    bindTimeline(fields)
    if let field = fields["parts"] { bindParts(field) }
    spec.harmony = reader.harmony(fields["harmony"])
    takeTuneHeaders()
    if let field = fields["humanize"] { bindHumanize(field) }
    if let field = fields["master"], let master = reader.map(field, masterSchema) {
      spec.master.loudness = reader.read(master["loudness"], "a loudness") { parseLoudness($0, sink: &$1) }
      spec.master.peak = reader.read(master["peak"], "a true peak") { parseTruePeak($0, sink: &$1) }
    }
    if let field = fields["export"] { bindExports(field) }
    bindGolden(fields["golden"])
    // Lengths in bars, frames and samples need what says how long these are.
    spec.duration = bindDuration(fields["duration"])
    if let field = fields["sounds"], let sounds = reader.map(field, soundsSchema) {
      spec.sounds.licence = reader.word(
        sounds["licence"], "a class of licences", among: Spec.Licence.allCases.map(\.rawValue))?
        .map { Spec.Licence(rawValue: $0)! }
      if let list = sounds["soundfonts"], let items = reader.list(list, of: "SoundFonts") {
        for item in items { if let font = bindSoundFont(item) { spec.sounds.soundFonts.append(font) } }
      }
    }
  }

  private mutating func bindGolden(_ field: Field?) {
    guard let field, let golden = reader.map(field, goldenSchema) else { return }
    for output in Spec.GoldenOutput.allCases {
      let words = Spec.GoldenDemand.allCases.map(\.rawValue)
      guard let demand = reader.word(golden[output.rawValue], "a demand on a golden", among: words) else { continue }
      spec.golden.append(.init(output: output, demand: demand.map { Spec.GoldenDemand(rawValue: $0)! }))
    }
  }

  /// A name, or the path of a file: absolute, as fonts are installed once for all, or below the spec's folder.
  mutating func bindSoundFont(_ item: Field) -> Located<String>? {
    guard let font = reader.text(item) else { return nil }
    if InputPath.staysInside(String(font.value.drop { $0 == "/" })) { return font }
    reader.sink.report(.unsafeInput(font.value, mayClimb: false, at: font.span).inside(item.path))
    return nil
  }

  private mutating func bindVersion(_ field: Field?, _ root: Field) {
    guard let field else {
      if !isBroken { reader.sink.report(.missingVersion(at: root.span.sub(0..<0))) }
      return
    }
    if let version = reader.text(field, "a format version"), version.value != "1" {
      reader.sink.report(.unsupportedVersion(version.value, at: version.span).inside(field.path))
    }
  }

  private mutating func bindStyle(_ fields: Fields) {
    if let field = fields["style"] {
      spec.style = reader.isList(field)
        ? bindBlend(field) : bindName(field, "a style", among: PlannedNames.styles).map { .init(name: $0) }
    }
    guard let field = fields["mood"] else { return }
    let items = reader.isList(field) ? reader.list(field, of: "moods") ?? [] : [field]
    spec.moods = items.compactMap { bindName($0, "a mood", among: PlannedNames.moods) }
  }

  /// A blend of two styles: `[folk, pop]`, `[folk 70%, pop]`, `[folk 70%, pop 30%]`.
  private mutating func bindBlend(_ field: Field) -> Spec.StyleChoice? {
    let items = reader.list(field, of: "styles") ?? []
    var names: [Located<String>] = []
    var shares: [Int?] = []
    for item in items {
      guard let share = reader.read(item, "a style with its share", parseStyleShare)?.value else { continue }
      names.append(canonical(share.name, item.path, among: PlannedNames.styles))
      shares.append(share.percent)
    }
    guard names.count == items.count else { return nil }
    guard names.count == 2 else {
      reader.sink.report(.blendOfOthers(names.count, at: field.span).inside(field.path))
      return nil
    }
    let first = shares[0] ?? shares[1].map { 100 - $0 } ?? 50
    let second = shares[1] ?? 100 - first
    guard first + second == 100 else {
      reader.sink.report(.blendShares(first + second, at: field.span).inside(field.path))
      return nil
    }
    return .init(name: names[0], other: names[1], percent: first)
  }

  /// A name of the library: `-` stands for `_`, which is said where the language has the name.
  private mutating func bindName(_ field: Field, _ what: String, among known: [String]) -> Located<String>? {
    reader.text(field, what).map { canonical($0, field.path, among: known) }
  }

  private mutating func canonical(_ text: Located<String>, _ path: String, among known: [String]) -> Located<String> {
    let name = text.map { String($0.map { $0 == "-" ? "_" : $0 }) }
    if !utf8Equal(name.value, text.value), known.contains(where: { utf8Equal($0, name.value) }) {
      reader.sink.report(.hyphenatedName(text.value, replacement: name.value, at: text.span).inside(path))
    }
    return name
  }

  private mutating func bindEnding(_ field: Field?) -> Located<Spec.Ending>? {
    guard let notation = reader.read(field, "an ending", parseEnding), let field else { return nil }
    switch notation.value {
    case .ring: return notation.map { _ in .ring }
    case .button: return notation.map { _ in .button }
    case .cut: return notation.map { _ in .cut }
    case .loop: return notation.map { _ in .loop }
    case .fade(let time):
      guard let seconds = time.value.seconds else {
        reader.sink.report(
          .wrongKind(expected: "a fade's length such as 2s", found: "a length in the music", at: time.span).inside(field.path))
        return nil
      }
      guard seconds > .zero, seconds <= 3600 else {
        reader.sink.report(.outOfRange("a fade's length", low: "1ms", high: "1h", at: time.span).inside(field.path))
        return nil
      }
      return notation.map { _ in .fade(Microseconds(seconds: seconds)) }
    }
  }

  private mutating func bindTempo(_ field: Field?, isPiece: Bool = false) -> Located<Spec.Tempo>? {
    guard let field else { return nil }
    guard reader.isMap(field) else {
      return reader.read(field, "a tempo", parseTempo)?
        .map { Spec.Tempo(low: $0.low, high: $0.high, beatUnit: $0.beat) }
    }
    guard let fields = reader.map(field, tempoSchema) else { return nil }
    if let curve = fields["curve"], !isPiece {
      reader.sink.report(.tempoCurveOfSection(at: curve.span).inside(curve.path))
      return nil
    }
    if let curve = fields["curve"], fields["bpm"] != nil {
      reader.sink.report(.tempoCurveNeedsRange(at: curve.span).inside(curve.path))
      return nil
    }
    let curve = reader.read(fields["curve"], "a curve of tempi", parseTempoCurve)
    if fields["curve"] != nil, curve == nil { return nil }
    let said = reader.read(fields["range"], "a tempo range", parseTempo)
    if fields["range"] != nil, said == nil { return nil }
    let range = said ?? fields["curve"].flatMap { reach(of: curve ?? [], at: $0.span) }
    let exact = reader.read(fields["bpm"], "a tempo", parseBPM)
    let prefer = reader.read(fields["prefer"], "a tempo", parseBPM)
    let beat = reader.read(fields["beat"], "a note value", parseNoteValue)
    let drift = reader.read(fields["drift"], "a percentage") { parsePercent($0, in: 0...50, sink: &$1) }
    if let drift = fields["drift"], range == nil, fields["range"] == nil {
      reader.sink.report(.tempoKeyNeeds("drift", "'range'", at: drift.span).inside(drift.path))
      return nil
    }
    if let bpm = fields["bpm"], fields["range"] != nil {
      reader.sink.report(.keysExclude("bpm", "range", at: bpm.span).inside(bpm.path))
      return nil
    }
    if let prefer = fields["prefer"], range == nil, fields["range"] == nil {
      reader.sink.report(.tempoKeyNeeds("prefer", "'range'", at: prefer.span).inside(prefer.path))
      return nil
    }
    if let beat = fields["beat"], range == nil, fields["range"] == nil, fields["bpm"] == nil {
      reader.sink.report(.tempoKeyNeeds("beat", "'bpm' or 'range'", at: beat.span).inside(beat.path))
      return nil
    }
    if let beat, let own = range?.value.beat, own != beat.value {
      reader.sink.report(.keysExclude("beat", "range", at: beat.span).inside("\(field.path).beat"))
      return nil
    }
    guard let tempo = range?.value ?? exact.map({ TempoNotation(low: $0.value, high: $0.value, beat: nil) }) else {
      return nil
    }
    if let prefer, prefer.value < tempo.low || prefer.value > tempo.high {
      reader.sink.report(
        .outOfRange("'prefer'", low: "\(tempo.low)", high: "\(tempo.high)", at: prefer.span).inside(field.path))
    }
    for stop in curve ?? [] where stop.bpm.value < tempo.low || stop.bpm.value > tempo.high {
      reader.sink.report(
        .outOfRange("a tempo of the curve", low: "\(tempo.low)", high: "\(tempo.high)", at: stop.bpm.span).inside("\(field.path).curve"))
    }
    var result = Spec.Tempo(
      low: tempo.low, high: tempo.high, prefer: prefer?.value, beatUnit: beat?.value ?? tempo.beat, drift: drift?.value)
    result.curve = (curve ?? []).map { .init(at: $0.at, bpm: $0.bpm.value, shape: $0.shape) }
    return Located(result, at: field.span)
  }

  /// Without a range of its own a curve has that from its slowest to its fastest stop.
  private func reach(of curve: [TempoStop], at span: Span) -> Located<TempoNotation>? {
    let tempi = curve.map(\.bpm.value)
    guard let low = tempi.min(), let high = tempi.max() else { return nil }
    return Located(TempoNotation(low: low, high: high, beat: nil), at: span)
  }

  private mutating func bindMeter(_ field: Field?) -> Located<MeterNotation>? {
    reader.read(field, "a time signature", parseMeter)
  }

  private mutating func bindForm(_ field: Field?) -> [Located<String>]? {
    guard let field else { return nil }
    guard reader.isList(field) else { return reader.read(field, "a form", parseForm)?.sections }
    guard let items = reader.list(field, of: "sections") else { return nil }
    let scalars = items.compactMap { reader.scalar($0, "the name of a section") }
    return reader.reporting(field.path) { parseForm(scalars, at: field.span, sink: &$0) }?.sections
  }

  private mutating func bindSections(_ field: Field) {
    for (name, section) in reader.names(field, of: "sections") ?? [] {
      guard let fields = reader.map(section, sectionSchema) else { continue }
      var result = Spec.Section(name: name)
      result.bars = bindBars(fields["bars"])
      if let notation = reader.read(fields["chords"], "chords", parseChords) {
        result.chords = Spec.Chords(
          bars: notation.bars.map { Spec.ChordBar(tokens: $0.tokens, span: $0.span) }, span: notation.span)
      }
      result.intensity = reader.read(fields["intensity"], "an intensity", parseIntensityLevel)?.map(level)
      result.key = reader.read(fields["key"], "a key", parseKey)
      let meter = bindMeter(fields["time"])
      result.meter = meter?.map(\.meter)
      result.isFlexible = meter?.value.isFlexible ?? false
      result.tempo = bindTempo(fields["tempo"])
      result.phrases = reader.word(
        fields["phrases"], "a phrase form", among: PhraseForm.allCases.map(\.rawValue))?
        .map { PhraseForm(rawValue: $0)! }
      result.vary = fields["vary"].flatMap { bindVariation($0) }
      if let parts = fields["parts"] { bindSectionParts(parts, &result) }
      result.harmony = reader.harmony(fields["harmony"])
      result.melody = bindMelody(fields["melody"])
      result.lyrics = bindLyrics(fields["lyrics"])
      result.given = bindGivens(fields["given"], needsPlace: false)
      spec.sections.append(result)
    }
  }

  private mutating func bindBars(_ field: Field?) -> Located<Spec.Bars>? {
    guard let field, let scalar = reader.scalar(field, "a number of bars") else { return nil }
    if scalar.text == "auto" { return Located(.auto, at: scalar.span) }
    return reader.read(field, "a number of bars") { parseIntegerRange($0, in: 1...4000, sink: &$1) }?
      .map { $0.lowerBound == $0.upperBound ? .exact($0.lowerBound) : .range($0.lowerBound, $0.upperBound) }
  }

  /// One curve, or a map with one for each side.
  private mutating func bindIntensities(_ field: Field?) {
    guard let field else { return }
    guard reader.isMap(field) else {
      spec.intensity = bindIntensity(field)
      return
    }
    guard let fields = reader.map(field, intensitySchema) else { return }
    spec.intensity = bindIntensity(fields["all"])
    spec.split.momentum = bindIntensity(fields["momentum"])
    spec.split.depth = bindIntensity(fields["depth"])
    spec.split.power = bindIntensity(fields["power"])
  }

  private mutating func bindIntensity(_ field: Field?) -> Located<Spec.Intensity>? {
    guard let field, let notation = reader.read(field, "an intensity", parseIntensity) else { return nil }
    switch notation {
    case .level(let found): return found.map { .level(level($0)) }
    case .curve(let stops):
      return Located(.curve(stops.map { Spec.Stop(at: $0.at, level: $0.level, shape: $0.shape) }), at: field.span)
    }
  }

  private func level(_ notation: IntensityLevel) -> Spec.Level {
    switch notation {
    case .level(let level): .constant(level)
    case .ramp(let from, let to): .ramp(from, to)
    }
  }

  private mutating func bindParts(_ field: Field) {
    guard let parts = reader.names(field, of: "parts") else { return }
    if parts.isEmpty, !isBroken {
      reader.sink.report(
        .wrongKind(expected: "a map of parts", found: "an empty one", at: field.span).inside(field.path))
    }
    spec.parts = []
    for (name, part) in parts {
      guard let fields = reader.map(part, partSchema) else { continue }
      var result = Spec.Part(name: name)
      if let word = reader.word(fields["role"], "a role", among: Spec.Part.roleWords) {
        result.isSoloist = word.value == Spec.Part.soloist
        result.role = word.map { Role(rawValue: $0) ?? .melody }
      }
      result.instrument = reader.text(fields["instrument"], "an instrument")
      result.range = reader.read(fields["range"], "a range of pitches", parseKeyRange)
      result.enter = reader.read(fields["enter"], "a time", parseTime)
      result.leave = reader.read(fields["leave"], "a time", parseTime)
      result.given = bindGivens(fields["given"], needsPlace: true)
      result.pattern = bindPattern(fields["pattern"])
      result.fills = bindFills(fields["fill"])
      result.follow = bindFollow(fields["follow"])
      result.develop = reader.read(fields["develop"], "a percentage") { parsePercent($0, in: 0...100, sink: &$1) }
      result.ornament = fields["ornament"].flatMap { bindOrnament($0) }
      result.channel = bindChannel(fields)
      spec.parts?.append(result)
    }
  }

  /// A kind of ornaments, or a map with its share.
  private mutating func bindOrnament(_ field: Field) -> Spec.Ornament? {
    var kind: Field? = field
    var share: Field?
    if reader.isMap(field) {
      guard let fields = reader.map(field, ornamentSchema) else { return nil }
      kind = fields["kind"]
      share = fields["share"]
      if kind == nil, !reader.hasKey("kind", in: field) {
        reader.sink.report(.ornamentWithoutKind(at: field.span).inside(field.path))
      }
    }
    let word = reader.word(kind, "a kind of ornaments", among: OrnamentKind.allCases.map(\.rawValue))
    let percent = reader.read(share, "a percentage") { parsePercent($0, in: 0...100, sink: &$1) }
    return word.map { Spec.Ornament(kind: $0.map { OrnamentKind(rawValue: $0)! }, share: percent) }
  }

  /// Who made what: a name alone is the composer's.
  private mutating func bindCredits(_ field: Field?) {
    guard let field else { return }
    guard reader.isMap(field) else {
      if let name = reader.text(field, "a name") { spec.credits = [.init(role: Credits.composer, name: name)] }
      return
    }
    for (role, entry) in reader.names(field, of: "credits") ?? [] {
      guard let name = reader.text(entry, "a name") else { continue }
      spec.credits.append(.init(role: role.value, name: name))
    }
  }

  /// Key, meter and tempo of the first tune in ABC that says them hold where the spec leaves them out.
  private mutating func takeTuneHeaders() {
    spec.key = spec.key ?? tuneHeaders.lazy.compactMap(\.key).first
    spec.meter = spec.meter ?? tuneHeaders.lazy.compactMap(\.meter).first
    spec.tempo = spec.tempo ?? tuneHeaders.lazy.compactMap(\.tempo).first?
      .map { Spec.Tempo(low: $0.low, high: $0.high, beatUnit: $0.beat) }
  }

  private mutating func bindHumanize(_ field: Field) {
    var humanize = Spec.Humanize()
    guard reader.isMap(field) else {
      guard let zero = reader.read(field, "a map, or 0", { parseInteger($0, in: 0...0, sink: &$1) }) else { return }
      humanize.timing = Located(.zero, at: zero.span)
      humanize.velocity = Located(.zero, at: zero.span)
      humanize.swing = Located(Rational(1, 2), at: zero.span)
      humanize.length = Located(.zero, at: zero.span)
      spec.humanize = humanize
      return
    }
    guard let fields = reader.map(field, humanizeSchema) else { return }
    if let timing = reader.read(fields["timing"], "a time", { timingOrZero($0, sink: &$1) }) {
      humanize.timing = timing
      if timing.value > Rational(50) {
        reader.sink.report(.outOfRange("'timing'", low: "0ms", high: "50ms", at: timing.span).inside(field.path))
      }
    }
    humanize.velocity = reader.read(fields["velocity"], "a percentage", { percentOrZero($0, in: 0...100, sink: &$1) })
    humanize.swing = reader.read(fields["swing"], "a percentage", { parsePercent($0, in: 50...75, sink: &$1) })
    humanize.length = reader.read(fields["length"], "a percentage", { percentOrZero($0, in: 0...100, sink: &$1) })
    spec.humanize = humanize
  }

  private mutating func bindExports(_ field: Field) {
    var exports: [Spec.Export] = []
    for item in reader.list(field, of: "exports") ?? [] {
      guard let fields = reader.map(item, exportSchema) else { continue }
      for kind in Spec.ExportKind.allCases {
        guard let options = fields[kind.rawValue] else { continue }
        var export = Spec.Export(kind: Located(kind, at: options.span))
        if kind == .markers {
          guard let map = reader.map(options, markerOptionsSchema) else { continue }
          export.path = bindPath(map["path"], of: kind)
          export.format = reader.word(map["format"], "a format of markers", among: Spec.MarkerFormat.words)?
            .map { Spec.MarkerFormat(word: $0)! }
          export.start = reader.read(map["start"], "a timecode", parseStart)
          exports.append(export)
          continue
        }
        if kind.isMaster, kind != .wav {
          guard let map = reader.map(options, masterFileSchema(kind)) else { continue }
          export.path = bindPath(map["path"], of: kind)
          bindMasterOptions(map, &export)
          exports.append(export)
          continue
        }
        if let map = reader.map(options, exportOptionsSchema) {
          export.path = bindPath(map["path"], of: kind)
          bindScoreOptions(map, &export)
          if kind != .wav {
            for key in ["rate", "bits", "loudness", "peak"] {
              guard let option = map[key] else { continue }
              reader.sink.report(.keyWithoutMeaning(key, of: kind.rawValue, at: option.span).inside(option.path))
            }
            exports.append(export)
            continue
          }
          bindMasterOptions(map, &export)
        }
        exports.append(export)
      }
    }
    checkCollisions(exports, field.path)
    checkMasters(exports.filter { $0.kind.value.isMaster }, field.path)
    spec.exports = exports
  }

  /// What an audio file of the master is like.
  private mutating func bindMasterOptions(_ map: Fields, _ export: inout Spec.Export) {
    let schema = masterFileSchema(export.kind.value)
    func number(_ key: String, _ what: String) -> Located<Int>? {
      guard let words = schema.words(of: key) else { return nil }
      return reader.word(map[key], what, among: words)?.map { Int($0)! }
    }
    export.rate = number("rate", "a sample rate")
    export.bits = number("bits", "a sample size")
    export.quality = number("quality", "a quality")
    export.bitrate = number("bitrate", "a bit rate")
    export.loudness = reader.read(map["loudness"], "a loudness") { parseLoudness($0, sink: &$1) }
    export.peak = reader.read(map["peak"], "a true peak") { parseTruePeak($0, sink: &$1) }
  }

  /// What a score is written of; other outputs have all that they can hold.
  private mutating func bindScoreOptions(_ map: Fields, _ export: inout Spec.Export) {
    let kind = export.kind.value
    func flag(_ word: Located<String>?) -> Located<Bool>? { word.map { $0.map { $0 == "true" } } }
    for key in ["parts", "chords", "lyrics"] where kind != .musicxml && kind != .abc {
      guard let option = map[key] else { continue }
      reader.sink.report(.keyWithoutMeaning(key, of: kind.rawValue, at: option.span).inside(option.path))
    }
    guard kind == .musicxml || kind == .abc else { return }
    export.chords = flag(reader.word(map["chords"], "true or false", among: ["true", "false"]))
    export.lyrics = flag(reader.word(map["lyrics"], "true or false", among: ["true", "false"]))
    export.parts = map["parts"].flatMap { reader.list($0, of: "parts") }?
      .compactMap { reader.text($0, "the name of a part") }
    if let field = map["parts"], reader.isEmptyList(field) {
      reader.sink.report(.emptyPartList(kind.rawValue, at: field.span).inside(field.path))
    }
  }

  /// One master is rendered, so all its files have its rate, loudness and peak.
  private mutating func checkMasters(_ files: [Spec.Export], _ path: String) {
    guard let first = files.first else { return }
    let master = spec.master
    func loudness(_ file: Spec.Export) -> Rational { (file.loudness ?? master.loudness)?.value ?? Spec.Master.standardLoudness }
    func peak(_ file: Spec.Export) -> Rational { (file.peak ?? master.peak)?.value ?? Spec.Master.standardPeak }
    for file in files.dropFirst() {
      let options = [
        ("rate", file.rate?.value ?? Spec.Export.standardRate != first.rate?.value ?? Spec.Export.standardRate, file.rate?.span),
        ("loudness", loudness(file) != loudness(first), file.loudness?.span),
        ("peak", peak(file) != peak(first), file.peak?.span),
      ]
      for (key, isOther, span) in options where isOther {
        let other = "a second master, with another '\(key)' than that of the first audio file,"
        reader.sink.report(.notBuiltYet(other, at: span ?? file.kind.span, isWarning: reader.isLenient).inside(path))
      }
    }
  }

  /// Two exports may not have one path.
  private mutating func checkCollisions(_ exports: [Spec.Export], _ path: String) {
    var first: [String: Span] = [:]
    for export in exports {
      let text = export.path?.value ?? export.kind.value.standardPath(export.markerFormat(spec.frameRate?.value))
      // Steps that say nothing make no other file.
      let steps = text.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
      let place = export.path?.span ?? export.kind.span
      if let other = first[steps] {
        reader.sink.report(.outputCollision(text, at: place, other: other).inside(path))
      } else {
        first[steps] = place
      }
    }
    for second in exports.filter({ $0.kind.value == .stems }).dropFirst() {
      reader.sink.report(
        .notBuiltYet("a second export of stems", at: second.kind.span, isWarning: reader.isLenient).inside(path))
    }
  }

  private mutating func bindPath(_ field: Field?, of kind: Spec.ExportKind) -> Located<String>? {
    guard let path = reader.text(field, "a path"), let field else { return nil }
    let steps = path.value.split(separator: "/", omittingEmptySubsequences: false)
    if path.value.hasPrefix("/") || steps.contains("..") || steps.last == "" || path.value.utf8.contains(0) {
      reader.sink.report(.unsafePath(path.value, at: path.span).inside(field.path))
      return nil
    }
    guard let template = PathTemplate(path.value) else {
      reader.sink.report(.pathUnreadable(path.value, at: path.span).inside(field.path))
      return nil
    }
    for name in template.fields where !kind.pathFields.contains(where: { utf8Equal($0, name) }) {
      switch name {
      case "section" where kind == .markers:
        reader.sink.report(.fieldWithoutMeaning(name, of: kind.rawValue, at: path.span).inside(field.path))
      case "layer", "section":
        let what = "the field '{\(name)}' of a path"
        reader.sink.report(.notBuiltYet(what, at: path.span, isWarning: reader.isLenient).inside(field.path))
      case "part":
        reader.sink.report(.fieldWithoutMeaning(name, of: kind.rawValue, at: path.span).inside(field.path))
      default:
        reader.sink.report(.pathFieldUnknown(name, at: path.span, candidates: kind.pathFields).inside(field.path))
      }
      return nil
    }
    if kind == .stems, !template.fields.contains("part") {
      reader.sink.report(.stemsWithoutPart(path.value, at: path.span).inside(field.path))
      return nil
    }
    return path
  }
}

/// `8ms` or 0, in milliseconds.
private func timingOrZero(_ scalar: Scalar, sink: inout DiagnosticSink) -> Located<Rational>? {
  if scalar.text == "0" { return Located(.zero, at: scalar.span) }
  guard let time = parseTime(scalar, sink: &sink) else { return nil }
  guard let seconds = time.value.seconds, seconds >= .zero else {
    sink.report(.outOfRange("'timing'", low: "0ms", high: "50ms", at: time.span))
    return nil
  }
  return Located(seconds * 1000, at: time.span)
}

/// `10%` or 0.
private func percentOrZero(_ scalar: Scalar, in range: ClosedRange<Int>, sink: inout DiagnosticSink) -> Located<Rational>? {
  scalar.text == "0" ? Located(.zero, at: scalar.span) : parsePercent(scalar, in: range, sink: &sink)
}
