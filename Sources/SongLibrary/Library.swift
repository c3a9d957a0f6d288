// SPDX-License-Identifier: Apache-2.0
internal import SongBase
package import SongIR
package import SongMusic

/// The standard library, decoded: everything that the compiler knows about music beside its trained models.
///
/// Each array is sorted by key.
package struct Library: Sendable, Hashable {
  package let styles: [Style]
  package let moods: [Mood]
  package let instruments: [Instrument]
  package let drumKits: [DrumKit]
  package let patterns: [PatternSet]
  package let effects: [EffectPreset]
  package let mixes: [MixPlan]
  package let models: [WrittenModel]

  /// A library of these objects; what names what isn't checked.
  package init(
    styles: [Style] = [], moods: [Mood] = [], instruments: [Instrument] = [], drumKits: [DrumKit] = [],
    patterns: [PatternSet] = [], effects: [EffectPreset] = [], mixes: [MixPlan] = [], models: [WrittenModel] = []
  ) {
    self.styles = sorted(styles)
    self.moods = sorted(moods)
    self.instruments = sorted(instruments)
    self.drumKits = sorted(drumKits)
    self.patterns = sorted(patterns)
    self.effects = sorted(effects)
    self.mixes = sorted(mixes)
    self.models = sorted(models)
  }

  /// The effect that ends every master.
  package static let limiter = "limiter"

  /// A style by its key, or a blend of two by theirs: `folk 70%, pop 30%`.
  package func style(_ key: String) -> Style? { find(key, in: styles) ?? blend(key) }
  package func mood(_ key: String) -> Mood? { find(key, in: moods) }
  package func instrument(_ key: String) -> Instrument? { find(key, in: instruments) }
  package func drumKit(_ key: String) -> DrumKit? { find(key, in: drumKits) }
  package func pattern(_ key: String) -> PatternSet? { find(key, in: patterns) }
  package func effect(_ key: String) -> EffectPreset? { find(key, in: effects) }
  package func mix(_ key: String) -> MixPlan? { find(key, in: mixes) }
  package func model(_ key: String) -> WrittenModel? { find(key, in: models) }

  /// An instrument's drum kit; nil for pitched instruments.
  package func drumKit(of instrument: Instrument) -> DrumKit? { instrument.kit.flatMap { drumKit($0) } }

  /// The pattern sets for a role, meter and instrument: drum patterns play only voices that its kit has.
  package func patterns(for role: Role, in meter: Meter, on instrument: Instrument) -> [PatternSet] {
    let kit = drumKit(of: instrument)
    return patterns.filter { set in
      set.role == role && set.meter.description == meter.description && (kit.map { set.fits($0) } ?? set.voices.isEmpty)
    }
  }
}

/// An object of the library, found by its key: the file's name without `.yaml`.
package protocol LibraryObject {
  var key: String { get }
}

/// An object that carries tags.
package protocol TaggedObject: LibraryObject {
  var tags: [String] { get }
}

extension Style: TaggedObject {}
extension Mood: TaggedObject {}
extension Instrument: TaggedObject {}
extension DrumKit: LibraryObject {}
extension PatternSet: TaggedObject {}
extension EffectPreset: TaggedObject {}
extension MixPlan: TaggedObject {}
extension WrittenModel: TaggedObject {}

extension Array where Element: TaggedObject {
  /// The objects that carry all of these tags.
  package func tagged(_ tags: [String]) -> [Element] { filter { object in tags.allSatisfy(object.tags.contains) } }
}

private func sorted<Object: LibraryObject>(_ objects: [Object]) -> [Object] {
  objects.sorted { utf8Precedes($0.key, $1.key) }
}

/// Binary search by the bytes of the key.
func find<Object: LibraryObject>(_ key: String, in objects: [Object]) -> Object? {
  var low = 0
  var high = objects.count
  while low < high {
    let middle = (low + high) / 2
    if utf8Precedes(objects[middle].key, key) { low = middle + 1 } else { high = middle }
  }
  return low < objects.count && utf8Equal(objects[low].key, key) ? objects[low] : nil
}
