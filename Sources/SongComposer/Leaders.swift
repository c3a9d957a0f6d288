// SPDX-License-Identifier: Apache-2.0
internal import SongIR

extension Arrangement {
  /// The numbers of the parts with whose lines a part goes in a section: the one that it names, else the first tune and who
  /// answers it. Where an unnamed one improvises, or any rests beside a solo, all who improvise.
  func leaders(of part: Settings.Part, in section: Int, _ plan: SegmentPlan) -> [Int] {
    let band = settings.parts
    let named = band.firstIndex { $0.id == part.follow?.part && $0.role == .melody }
    let first = named ?? band.firstIndex { $0.role == .melody && !$0.isSoloist }
    let improvising = band.indices.filter { improvises($0, in: section) && band[$0].id != part.id }
    guard let first else { return improvising }
    if improvising.contains(first) { return named == nil ? improvising : [first] }
    if !improvising.isEmpty, !plays(first, in: section) { return improvising }
    guard named == nil, let dialogue = dialogue(in: section, plan), dialogue[0] == first else { return [first] }
    return dialogue
  }

  /// The numbers of the tunes that share a section, who asks and who answers; nil where each sings its own.
  func dialogue(in section: Int, _ plan: SegmentPlan) -> [Int]? {
    let singers = settings.parts.indices.filter { number in
      let part = settings.parts[number]
      return part.role == .melody && !part.isSoloist && !improvises(number, in: section)
        && parts[number].activity[sections[section].measures].allSatisfy { $0 != .silent }
    }
    let isGiven = plan.tunes.contains { given in singers.contains { settings.parts[$0].id == given.part } }
    return plan.phrases?.form == .callAndAnswer && !isGiven && singers.count > 1 ? Array(singers[..<2]) : nil
  }

  /// Whether who plays solos alone, and is let to play a section, leaves the tune to others there. Where nobody has one, or
  /// where the spec gives it more than whole notes, it plays the tune.
  func isSecond(_ number: Int, in section: Int, _ plan: SegmentPlan) -> Bool {
    let part = settings.parts[number]
    return part.isSoloist && !improvises(number, in: section)
      && leaders(of: part, in: section, plan).contains { plays($0, in: section) }
      && plan.tunes.allSatisfy { $0.part != part.id || $0.isComplete }
  }

  /// Whether a part plays its own tune in a section, and all of it.
  func singsItsTune(_ number: Int, in section: Int, _ plan: SegmentPlan) -> Bool {
    !improvises(number, in: section) && !isSecond(number, in: section, plan)
      && dialogue(in: section, plan)?.contains(number) != true
  }

  /// Whether a part plays in any measure of a section.
  func plays(_ number: Int, in section: Int) -> Bool {
    parts[number].activity[sections[section].measures].contains { $0 != .silent }
  }

  func improvises(_ number: Int, in section: Int) -> Bool {
    settings.form[section].treatment.soloists.contains(settings.parts[number].id)
  }
}
