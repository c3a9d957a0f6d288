// SPDX-License-Identifier: Apache-2.0
package import SongIR

/// A MusicXML 4.0 document of a score, part by part.
///
/// It holds no date, version or path: the same score gives the same text. The score has at least one part and one
/// measure; its measures follow one another from 0.
/// - Source: MusicXML 4.0, W3C Music Notation Community Group.
package func writeMusicXML(_ score: Score) -> String {
  let score = score.notated
  var xml = XMLText()
  xml.line("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>")
  xml.line(
    "<!DOCTYPE score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 Partwise//EN\" "
      + "\"http://www.musicxml.org/dtds/partwise.dtd\">")
  xml.element("score-partwise", [("version", "4.0")]) { xml in
    xml.element("work") { $0.leaf("work-title", score.title) }
    xml.element("identification") { xml in
      if !score.composer.isEmpty { xml.leaf("creator", score.composer, [("type", "composer")]) }
      for credit in score.credits.others { xml.leaf("creator", credit.name, [("type", credit.role)]) }
      if !score.credits.license.isEmpty { xml.leaf("rights", score.credits.license) }
      xml.element("encoding") { $0.leaf("software", "songc") }
    }
    xml.partList(score.parts)
    for index in score.parts.indices { xml.part(index, of: score) }
  }
  return xml.text
}
