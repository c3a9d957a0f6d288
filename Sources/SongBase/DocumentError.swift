// SPDX-License-Identifier: Apache-2.0
/// Why an XML or JSON document can't be read.
package struct DocumentError: Error, Sendable, Hashable {
  package let fault: DocumentFault
  /// From 1.
  package let line: Int

  package init(_ fault: DocumentFault, line: Int) {
    self.fault = fault
    self.line = line
  }
}

/// What is wrong with the form of a document.
package enum DocumentFault: Sendable, Hashable {
  case endsEarly, textBehindEnd, unexpectedCharacter, badNumber, badString, badEntity, badName
  case duplicateKey(String)
  case wrongEndTag(String)
  case tooDeep
  case declaresEntities
}
