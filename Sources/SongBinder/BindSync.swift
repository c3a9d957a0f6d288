// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongDiagnostics
internal import SongIR
internal import SongMusic
internal import SongSyntax

extension SpecBinder {
  /// `fps`, `sync` and `voice`.
  mutating func bindTimeline(_ fields: Fields) {
    if let field = fields["fps"] { bindFrameRate(field) }
    if let field = fields["sync"] {
      if reader.isMap(field) { bindSyncImport(field) } else { bindSyncPoints(field) }
    }
    for item in fields["voice"].flatMap({ reader.list($0, of: "voice-over windows") }) ?? [] {
      if let window = bindVoice(item) { spec.voices.append(window) }
    }
  }

  private mutating func bindFrameRate(_ field: Field) {
    let problems = reader.sink.diagnostics.count
    // A rate that is left out, as in `fps: {}`, isn't broken: timecode has none then.
    defer { spec.isFrameRateBroken = spec.frameRate == nil && reader.sink.diagnostics.count > problems }
    var rate: Field? = field
    if reader.isMap(field) {
      guard let map = reader.map(field, frameRateSchema) else { return }
      rate = map["rate"]
      spec.start = reader.read(map["start"], "a timecode", parseStart)
      if rate == nil, let start = map["start"] {
        reader.sink.report(.keyNeeds("start", "'rate'", at: start.span).inside(start.path))
      }
    }
    guard let text = reader.text(rate, "a frame rate"), let rate else { return }
    guard let known = FrameRate(name: text.value) else {
      reader.sink.report(
        .unknownValue(text.value, what: "a frame rate", at: text.span, candidates: FrameRate.all.map(\.name)).inside(rate.path))
      return
    }
    spec.frameRate = Located(known, at: text.span)
  }

  private mutating func bindSyncPoints(_ field: Field) {
    for item in reader.list(field, of: "sync points") ?? [] {
      guard let map = reader.map(item, syncSchema) else { continue }
      guard let at = map["at"] else {
        reader.sink.report(.syncWithoutTime(at: item.span).inside(item.path))
        continue
      }
      guard let time = reader.read(at, "a time", parseTime) else { continue }
      var point = Spec.SyncPoint(at: time)
      point.name = reader.text(map["name"], "a name")
      point.hit = bindHit(map["hit"])
      if map["hit"] != nil, point.hit == nil { continue }
      point.want = bindWant(map["want"])
      point.weight = reader.read(map["weight"], "a weight", parseWeight)
      point.tolerance = bindLength(map["tolerance"], "a tolerance")
      point.length = bindLength(map["length"], "a length")
      if let weight = map["weight"], point.want?.value != .prefer {
        reader.sink.report(.keyNeeds("weight", "'want: prefer'", at: weight.span).inside(weight.path))
      }
      if let length = map["length"], point.hit?.value != .stop {
        reader.sink.report(.keyNeeds("length", "'hit: stop'", at: length.span).inside(length.path))
      }
      spec.syncs.append(point)
    }
  }

  private mutating func bindSyncImport(_ field: Field) {
    guard let map = reader.map(field, syncImportSchema) else { return }
    guard let path = reader.inputPath(map["import"]) else {
      if map["import"] == nil { reader.sink.report(.syncWithoutImport(at: field.span).inside(field.path)) }
      return
    }
    var result = Spec.SyncImport(path: path)
    result.offset = reader.read(map["offset"], "a time", parseTimeOffset)
    result.start = reader.read(map["start"], "a timecode", parseStart)
    for (name, rule) in map["map"].flatMap({ reader.names($0, of: "kinds of cue") }) ?? [] {
      if reader.isMap(rule) {
        guard let keys = reader.map(rule, syncRuleSchema), let hit = bindHit(keys["hit"], cueNames: true) else { continue }
        result.map.append(.init(cue: name, hit: hit, want: bindWant(keys["want"])))
      } else if let hit = bindHit(rule, cueNames: true) {
        result.map.append(.init(cue: name, hit: hit))
      }
    }
    spec.syncImport = result
  }

  private mutating func bindHit(_ field: Field?, cueNames: Bool = false) -> Located<Hit>? {
    let isLenient = reader.isLenient
    return reader.read(field, "a hit") { parseHit($0, cueNames: cueNames, isLenient: isLenient, sink: &$1) }
  }

  private mutating func bindWant(_ field: Field?) -> Located<Want>? {
    reader.word(field, "a want", among: Want.allCases.map(\.rawValue))?.map { Want(rawValue: $0)! }
  }

  /// A length of time; a place is none.
  private mutating func bindLength(_ field: Field?, _ what: String) -> Located<TimeValue>? {
    guard let time = reader.read(field, what, parseTime), let field else { return nil }
    switch time.value {
    case .amount, .clock: return time
    case .position, .anchor, .timecode:
      reader.sink.report(.wrongKind(expected: "\(what) such as 250ms", found: "a place", at: time.span).inside(field.path))
      return nil
    }
  }

  private mutating func bindVoice(_ item: Field) -> Spec.VoiceWindow? {
    guard let map = reader.map(item, voiceSchema) else { return nil }
    guard map["from"] != nil, map["to"] != nil else {
      reader.sink.report(.voiceWithoutEnds(at: item.span).inside(item.path))
      return nil
    }
    guard let from = reader.read(map["from"], "a time", parseTime), let to = reader.read(map["to"], "a time", parseTime)
    else { return nil }
    var window = Spec.VoiceWindow(from: from, to: to)
    window.duck = reader.read(map["duck"], "a level") { parseDecibels($0, in: -40...0, sink: &$1) }
    window.leave = reader.read(map["leave"], "a band", parseBand)
    return window
  }
}
