// SPDX-License-Identifier: Apache-2.0
package import SongBase

/// The names that a spec may use, by the kind that the schema calls them.
package struct SchemaNames: Sendable {
  /// Nothing else can stand there.
  package let closed: [String: [String]]
  /// There may be others.
  package let open: [String: [String]]

  package init(closed: [String: [String]], open: [String: [String]]) {
    self.closed = closed
    self.open = open
  }
}

/// The language as JSON Schema, draft 7, for editors: what is valid passes, much that is wrong is found.
///
/// Keys stand in the order of the language. Scalars are those of YAML 1.2's core schema.
package func jsonSchema(names: SchemaNames) -> JSONValue {
  var writer = JSONSchemaWriter(names: names)
  let body = writer.body(of: specSchema)
  // Definitions bring others: those of the last come first.
  var definitions: [JSONMember] = []
  while let (name, value) = writer.waiting.popLast() { definitions.append(JSONMember(name, value(&writer))) }
  definitions.sort { utf8Precedes($0.key, $1.key) }
  return .members(
    [
      JSONMember("$schema", .string("http://json-schema.org/draft-07/schema#")),
      JSONMember("title", .string("song spec, version 1")),
      JSONMember("description", .string("A song spec of songc: what isn't said is decided by the compiler.")),
    ] + body + [JSONMember("definitions", .members(definitions))])
}

private struct JSONSchemaWriter {
  let names: SchemaNames
  /// Definitions that were referred to and aren't written yet.
  var waiting: [(name: String, value: (inout JSONSchemaWriter) -> JSONValue)] = []
  private var known: Set<String> = []

  init(names: SchemaNames) { self.names = names }

  // MARK: Maps

  mutating func body(of map: MapSchema) -> [JSONMember] {
    var members = [JSONMember("type", .string("object"))]
    let required = map.keys.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { members.append(JSONMember("required", .array(required))) }
    members.append(JSONMember("properties", .members(map.keys.map { JSONMember($0.name, property($0)) })))
    members.append(JSONMember("additionalProperties", map.others.map { .members(value($0)) } ?? .bool(false)))
    return members
  }

  private mutating func property(_ key: KeySchema) -> JSONValue {
    var members = [JSONMember("description", .string(key.description))]
    // Nobody knows yet what will stand there.
    guard key.state != .planned else { return .members(members) }
    let examples = key.value.examples
    if !examples.isEmpty { members.append(JSONMember("examples", .array(examples.map { .string($0) }))) }
    return .members(members + value(key.value))
  }

  // MARK: Values

  private mutating func value(_ schema: ValueSchema) -> [JSONMember] {
    switch schema {
    case .text: return [JSONMember("type", .array([.string("string"), .string("number"), .string("boolean")]))]
    case .notation(let notation):
      return reference("\(notation.name) notation") { _ in .members(notation.json) }
    case .word(let words): return either([[JSONMember("enum", .array(words.flatMap(typed)))], variable()])
    case .name(let kind): return name(kind)
    case .list(let item):
      return [JSONMember("type", .string("array")), JSONMember("items", .members(value(item)))]
    case .map(let map):
      return reference(map.name) { .members([JSONMember("title", .string(map.name))] + $0.body(of: map)) }
    case .names(let content):
      return [JSONMember("type", .string("object")), JSONMember("additionalProperties", .members(value(content)))]
    case .either(let choices): return either(choices.map { value($0) })
    }
  }

  private func either(_ choices: [[JSONMember]]) -> [JSONMember] {
    [JSONMember("anyOf", .array(choices.map { .members($0) }))]
  }

  /// A name of the library, also with `-` for `_`, which is only warned of.
  private mutating func name(_ kind: String) -> [JSONMember] {
    guard let known = names.closed[kind] else {
      let examples = (names.open[kind] ?? []).map { JSONValue.string($0) }
      return [
        JSONMember("type", .array([.string("string"), .string("number"), .string("boolean")])),
        JSONMember("examples", .array(examples)),
      ]
    }
    let hyphenated = known.filter { $0.contains("_") }.map { $0.split(separator: "_").joined(separator: "[_-]") }
    var choices = [[JSONMember("enum", .array(known.map { .string($0) }))]]
    if !hyphenated.isEmpty {
      let pattern = "^(?:\(hyphenated.joined(separator: "|")))$"
      choices.append([JSONMember("type", .string("string")), JSONMember("pattern", .string(pattern))])
    }
    return either(choices + [variable()])
  }

  private mutating func variable() -> [JSONMember] {
    reference("a variable") { _ in
      .members([
        JSONMember("title", .string("a variable")),
        JSONMember("description", .string("a text with `${name}`, which stands for a value of `vars`")),
        JSONMember("type", .string("string")), JSONMember("pattern", .string(variablePattern)),
      ])
    }
  }

  /// Draft 7 reads nothing beside a `$ref`, so it stands in a list of its own.
  private mutating func reference(
    _ name: String, _ definition: @escaping (inout JSONSchemaWriter) -> JSONValue
  ) -> [JSONMember] {
    let word = definitionName(name)
    if known.insert(word).inserted { waiting.append((word, definition)) }
    return [JSONMember("allOf", .array([.object(["$ref": .string("#/definitions/\(word)")])]))]
  }
}

/// `a cue list` is `cue-list`.
private func definitionName(_ name: String) -> String {
  name.split(separator: " ").filter { $0 != "a" && $0 != "an" }.joined(separator: "-").replacing("'", with: "")
}

/// A word as a text and, where YAML tools read it as a number or a truth value, as that too.
private func typed(_ word: String) -> [JSONValue] {
  if word == "true" || word == "false" { return [.string(word), .bool(word == "true")] }
  return [.string(word)] + (Int(word).map { [.integer($0)] } ?? [])
}

/// What a text with a variable has in it.
private let variablePattern = #"\$\{"#

extension Notation {
  /// The pattern for the whole of a scalar, with blanks around it; a variable may stand for any part of it.
  package var wholePattern: String { #"^\#(Pattern.blanks)(?:\#(pattern))\#(Pattern.blanks)$|\#(variablePattern)"# }

  fileprivate var json: [JSONMember] {
    var members = [JSONMember("title", .string(name)), JSONMember("description", .string(summary))]
    if let numbers {
      members.append(JSONMember("type", .array([.string("string"), .string("number")])))
      // Of texts draft 7 doesn't ask these.
      if numbers != Notation.anyNumber {
        members += [
          JSONMember("minimum", .integer(numbers.lowerBound)), JSONMember("maximum", .integer(numbers.upperBound)),
        ]
      }
    } else {
      members.append(JSONMember("type", .string("string")))
    }
    members.append(JSONMember("pattern", .string(wholePattern)))
    return members + [JSONMember("examples", .array(examples.map { .string($0) }))]
  }
}

extension ValueSchema {
  /// What a scalar in this place may look like.
  package var examples: [String] {
    switch self {
    case .notation(let notation): notation.examples
    case .list(let item): item.examples
    case .either(let choices): choices.map(\.examples).first { !$0.isEmpty } ?? []
    case .text, .word, .name, .map, .names: []
    }
  }
}

extension KeySchema {
  /// What editors show.
  fileprivate var description: String {
    var text = summary
    if !standard.isEmpty { text += ". Default: \(standard)" }
    switch state {
    case .built: break
    case .planned: text += ". Not built yet"
    case .checked: text += ". Read, not obeyed yet"
    }
    return text + "."
  }
}
