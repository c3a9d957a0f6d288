// SPDX-License-Identifier: Apache-2.0
// The messages of YAML (S1001 to S1008), sorted by name.

extension Diagnostic {
  /// Aliases that stand for more nodes than a spec may have.
  package static func aliasExpansion(_ name: String, limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .aliasExpansion, "the aliases expand to more than \(limit) values at '*\(word(name))'", at: span,
      notes: ["each alias counts as all that its anchor holds, so aliases of aliases multiply"],
      help: ["write fewer aliases, or the values themselves"])
  }

  /// An alias in the value that its own anchor names.
  package static func aliasInsideItself(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .aliasExpansion, "'*\(word(name))' stands inside the value that it stands for", at: span,
      notes: ["the value would have no end"], help: ["remove the alias, or put the anchor elsewhere"])
  }

  /// A key that stands twice in a map.
  package static func duplicateKey(_ key: String, at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      .duplicateKey, "the key \(quoted(key)) stands twice", at: span, caption: "again here",
      notes: ["a map has one value for each key; the first is kept"],
      help: ["remove one of the two, or give it another name"]
    ).label(first, "first here")
  }

  /// A file without a document, or with an empty one.
  package static func emptyDocument(at span: Span) -> Diagnostic {
    Diagnostic(
      .documentCount, "the file is empty", at: span, notes: ["a spec is a map of keys, the first of which is 'song'"],
      help: ["begin with 'song: 1'"])
  }

  /// A file beyond the limit.
  package static func fileTooLarge(bytes: Int, limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .fileTooLarge, "the file has \(bytes) bytes, a spec at most \(limit)", at: span,
      notes: ["a file that large is hardly a spec written by a person"], help: ["check that this is the right file"])
  }

  /// Collections inside each other beyond the limit.
  package static func nestingTooDeep(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .nestingTooDeep, "lists and maps are nested deeper than \(limit)", at: span,
      notes: ["the language itself needs no more than ten"], help: ["check the indentation and the brackets"])
  }

  /// A file that isn't UTF-8.
  package static func notUTF8(isUTF16: Bool, at span: Span) -> Diagnostic {
    Diagnostic(
      .notUTF8, isUTF16 ? "the file is UTF-16 text" : "the file isn't UTF-8 text from this byte on", at: span,
      notes: ["specs are UTF-8"], help: ["save the file as UTF-8"])
  }

  /// More than one document in a file.
  package static func severalDocuments(at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      .documentCount, "a second document begins here", at: span, notes: ["a spec is one file with one document"],
      help: ["put it in a file of its own, or remove the '---'"]
    ).label(first, "the first document")
  }

  /// An alias without an anchor.
  package static func unknownAlias(_ name: String, at span: Span, candidates: [String]) -> Diagnostic {
    suggest(
      Diagnostic(
        .yamlSyntax, "'*\(word(name))' has no anchor '&\(word(name))' before it", at: span,
        notes: ["an alias stands for the value behind the anchor of its name"],
        help: meant(candidates.map { "*\($0)" }, else: "put quotes around the text if it isn't an alias")),
      candidates.map { "*\($0)" }, span)
  }

  /// A list or map as a key.
  package static func unsupportedKey(at span: Span) -> Diagnostic {
    Diagnostic(
      .unsupportedYAML, "a key is a list or a map", at: span, notes: ["the keys of the language are text"],
      help: ["put quotes around the key if it is text with brackets"])
  }

  /// `<<`.
  package static func unsupportedMergeKey(at span: Span) -> Diagnostic {
    Diagnostic(
      .unsupportedYAML, "the merge key '<<' isn't part of the language", at: span,
      notes: ["what a merged map means depends on the program that reads it"],
      help: ["use 'vary' for a section like another one, 'from' for a track like another one, or write the keys out"])
  }

  /// A tag.
  package static func unsupportedTag(_ tag: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unsupportedYAML, "the tag \(quoted(tag)) isn't part of the language", at: span,
      notes: ["what a value means follows from its key"],
      help: ["remove the tag, or put quotes around the text if it begins with '!'"])
  }

  /// A syntax error as libyaml found it.
  ///
  /// - Parameters:
  ///   - problem: libyaml's words for what is wrong.
  ///   - context: its words for what it was reading, empty for none.
  ///   - found: the character at the place, a line feed at the end of a line, empty at the end of the file.
  ///   - isBehindClose: whether a quote or bracket was closed right before it.
  ///   - contextAt: where what it was reading began.
  package static func yamlSyntax(
    problem: String, context: String, found: String, isBehindClose: Bool, at span: Span, contextAt: Span?
  ) -> Diagnostic {
    let (message, help) = yamlProblem(problem, found: found, isBehindClose: isBehindClose)
    let reading = yamlContexts[context]
    let cause = reading.map { "this was found \($0)" } ?? yamlCauses[problem] ?? "the file isn't YAML from here on"
    return Diagnostic(.yamlSyntax, message, at: span, notes: [cause], help: [help])
      .label(contextAt, reading.map { "the start of what is read \($0)" } ?? "begun here")
  }
}

/// libyaml's problem in our words, with a remedy.
///
/// - Source: libyaml 0.2.5, reader.c, scanner.c and parser.c.
private func yamlProblem(_ problem: String, found: String, isBehindClose: Bool) -> (message: String, help: String) {
  let sign = found.isEmpty ? "the end of the file" : found == "\n" ? "the end of the line" : quoted(found)
  let keyProblems = ["did not find expected key", "did not find expected '-' indicator"]
  if isBehindClose, !found.isEmpty, keyProblems.contains(problem) {
    return ("the value goes on behind a closed quote or bracket", "put quotes around the whole value")
  }
  switch problem {
  case "control characters are not allowed":
    return ("a control character stands in the text", "remove it; in double quotes it can be written as '\\x07'")
  case "input is too long": return ("the file is too long", "make it shorter")
  case "could not find expected ':'":
    return ("a key without ':' behind it", "write 'key: value', or indent a text of several lines")
  case "mapping values are not allowed in this context":
    return ("a ':' where no key can stand", "put quotes around a text with ': ' in it, or check the indentation")
  case "mapping keys are not allowed in this context": return ("a key can't stand here", "check the indentation")
  case "block sequence entries are not allowed in this context":
    return ("a list item can't stand here", "put it on a line of its own, indented like the others")
  case "found character that cannot start any token":
    if found == "\t" { return ("a tab can't indent a line", "indent with blanks") }
    return ("\(sign) can't begin a value", "put quotes around the value")
  case "found a tab character where an indentation space is expected",
    "found a tab character that violates indentation":
    return ("a tab can't indent a line", "indent with blanks")
  case "found an indentation indicator equal to 0":
    return ("the indentation of a block can't be 0", "leave the digit out, or write 1 to 9")
  case "did not find expected comment or line break":
    return ("text behind the sign of a block", "begin the text on the next line")
  case "found unexpected document indicator":
    return ("a document ends inside quotes", "close the quotes, or indent the line")
  case "found unexpected end of stream": return ("the file ends inside quotes", "close the quotes")
  case "found unknown escape character":
    return ("an escape that double quotes don't have", "write '\\\\' for a backslash, or use single quotes")
  case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
    return (
      "an escape without a character's number", "write '\\xHH', '\\uHHHH' or '\\UHHHHHHHH' with hexadecimal digits"
    )
  case "did not find expected alphabetic or numeric character":
    return ("an anchor or alias without a name", "put quotes around a text that begins with '&' or '*'")
  case "found unexpected ':'": return ("a ':' inside a text between brackets", "put quotes around the text")
  case "did not find expected key":
    return (
      "\(sign) where a key is due",
      "check the indentation, the quotes and the ':' of the line"
    )
  case "did not find expected '-' indicator":
    return (
      "\(sign) where a list item is due",
      "check the indentation: each item begins with '- '"
    )
  case "did not find expected ',' or ']'":
    return ("a list isn't closed", "put ',' between its items and ']' at its end")
  case "did not find expected ',' or '}'":
    return ("a map isn't closed", "put ',' between its entries and '}' at its end")
  case "did not find expected node content":
    return found.isEmpty
      ? ("the file ends where a value is due", "write the value, or close the bracket")
      : ("\(sign) where a value is due", "write the value, or put quotes around it")
  case "did not find expected <document start>":
    return (
      "\(sign) behind the end of the document",
      "check the indentation: the keys of the spec begin in one column"
    )
  case "found incompatible YAML document": return ("a YAML version that isn't 1.1 or 1.2", "remove the '%YAML' line")
  case "found undefined tag handle", "did not find expected tag URI", "did not find expected '!'",
    "did not find the expected '>'", "did not find URI escaped octet":
    return ("a tag that isn't one", "put quotes around a text that begins with '!'")
  case "found unknown directive name", "found duplicate %YAML directive", "found duplicate %TAG directive",
    "could not find expected directive name", "found unexpected non-alphabetical character",
    "did not find expected whitespace", "did not find expected whitespace or line break",
    "did not find expected version number", "found extremely long version number",
    "did not find expected digit or '.' character":
    return ("a line that begins with '%' isn't a directive of YAML", "remove the line, or put quotes around the text")
  case "": return ("the YAML can't be read", "check the line")
  default: return (problem, "check the line and the one before it")
  }
}

/// Why some problems are problems, where libyaml doesn't say what it was reading.
private let yamlCauses: [String: String] = [
  "block sequence entries are not allowed in this context": "a list begins on a line of its own",
  "control characters are not allowed": "YAML is text: of the control characters it takes tabs and line ends only",
  "did not find expected <document start>": "the value before it is complete, and a file holds one",
  "mapping keys are not allowed in this context": "a '?' begins a key, and a map begins on a line of its own",
  "mapping values are not allowed in this context":
    "': ' ends a key, and a key begins a line or stands between braces",
]

/// What libyaml was reading, in our words.
private let yamlContexts: [String: String] = [
  "while scanning a simple key": "in a key",
  "while scanning a block scalar": "in a block of text",
  "while scanning a plain scalar": "in a text without quotes",
  "while scanning a quoted scalar": "in a text in quotes",
  "while parsing a quoted scalar": "in a text in quotes",
  "while scanning an anchor": "in an anchor",
  "while scanning an alias": "in an alias",
  "while scanning a tag": "in a tag",
  "while parsing a tag": "in a tag",
  "while scanning a directive": "in a directive",
  "while scanning a %YAML directive": "in a directive",
  "while scanning a %TAG directive": "in a directive",
  "while parsing a tag directive": "in a directive",
  "while parsing a %TAG directive": "in a directive",
  "while scanning for the next token": "at the start of a value",
  "while parsing a block collection": "in a list",
  "while parsing a block mapping": "in a map",
  "while parsing a block node": "at a value",
  "while parsing a flow node": "at a value between brackets",
  "while parsing a node": "at a value",
  "while parsing a flow sequence": "in a list between brackets",
  "while parsing a flow mapping": "in a map between braces",
]
