// SPDX-License-Identifier: Apache-2.0
internal import CYAML

/// What libyaml found next, with byte offsets into the input.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias(String)
    case scalar(text: [UInt8], style: Scalar.Style)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
    case failure(problem: String, context: String, contextAt: Int?)
  }

  let kind: Kind
  /// Where it stands; an event that the parser only infers is empty.
  let range: Range<Int>
  var anchor: String?
  var tag: String?
  /// Whether a collection stands between brackets or braces.
  var isFlow = false
}

/// A libyaml parser over a copy of the input.
///
/// Gives events until `streamEnd` or `failure`, and that last one again ever after.
struct YAMLEventReader: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let isReady: Bool
  private let offsets: CodePointOffsets

  /// - Parameter bytes: UTF-8 without a byte order mark.
  init(_ bytes: ArraySlice<UInt8>) {
    input = .allocate(capacity: bytes.count)
    _ = input.initialize(from: bytes)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    isReady = yaml_parser_initialize(parser) == 1
    offsets = CodePointOffsets(bytes)
    guard isReady else { return }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    if isReady { yaml_parser_delete(parser) }
    parser.deinitialize(count: 1)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event.
  mutating func next() -> YAMLEvent {
    var event = yaml_event_t()
    guard isReady, yaml_parser_parse(parser, &event) == 1 else { return failure }
    defer { yaml_event_delete(&event) }
    let range = offsets[event.start_mark.index]..<max(offsets[event.start_mark.index], offsets[event.end_mark.index])
    switch event.type {
    case YAML_STREAM_START_EVENT: return YAMLEvent(kind: .streamStart, range: range)
    case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, range: range)
    case YAML_DOCUMENT_END_EVENT: return YAMLEvent(kind: .documentEnd, range: range)
    case YAML_ALIAS_EVENT:
      return YAMLEvent(kind: .alias(string(event.data.alias.anchor) ?? ""), range: range)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
      return YAMLEvent(
        kind: .scalar(text: text, style: style(scalar.style)), range: range, anchor: string(scalar.anchor),
        tag: string(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return YAMLEvent(
        kind: .sequenceStart, range: range, anchor: string(start.anchor), tag: string(start.tag),
        isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE)
    case YAML_SEQUENCE_END_EVENT: return YAMLEvent(kind: .sequenceEnd, range: range)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return YAMLEvent(
        kind: .mappingStart, range: range, anchor: string(start.anchor), tag: string(start.tag),
        isFlow: start.style == YAML_FLOW_MAPPING_STYLE)
    case YAML_MAPPING_END_EVENT: return YAMLEvent(kind: .mappingEnd, range: range)
    default: return YAMLEvent(kind: .streamEnd, range: range)
    }
  }

  /// The error that the parser stopped at. The reader counts bytes, all other places of libyaml count code points.
  private var failure: YAMLEvent {
    guard isReady, parser.pointee.error != YAML_NO_ERROR else {
      return YAMLEvent(kind: isReady ? .streamEnd : .failure(problem: "", context: "", contextAt: nil), range: 0..<0)
    }
    let isReader = parser.pointee.error == YAML_READER_ERROR
    let at =
      isReader ? min(Int(parser.pointee.problem_offset), input.count) : offsets[parser.pointee.problem_mark.index]
    let context = parser.pointee.context.map { String(cString: $0) } ?? ""
    return YAMLEvent(
      kind: .failure(
        problem: parser.pointee.problem.map { String(cString: $0) } ?? "", context: context,
        contextAt: isReader || context.isEmpty ? nil : offsets[parser.pointee.context_mark.index]),
      range: at..<at)
  }
}

private func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
  guard let pointer else { return nil }
  return String(cString: pointer)
}

private func style(_ style: yaml_scalar_style_t) -> Scalar.Style {
  switch style {
  case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
  case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
  case YAML_LITERAL_SCALAR_STYLE: .literal
  case YAML_FOLDED_SCALAR_STYLE: .folded
  default: .plain
  }
}

/// The byte offset of each code point of a text.
private struct CodePointOffsets {
  private let count: Int
  /// Empty where all is ASCII.
  private let starts: [UInt32]

  init(_ bytes: ArraySlice<UInt8>) {
    count = bytes.count
    guard bytes.contains(where: { $0 >= 0x80 }) else {
      starts = []
      return
    }
    var starts: [UInt32] = []
    starts.reserveCapacity(bytes.count)
    for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 { starts.append(UInt32(offset)) }
    self.starts = starts
  }

  subscript(_ index: Int) -> Int {
    if starts.isEmpty { return min(index, count) }
    return index < starts.count ? Int(starts[index]) : count
  }
}
