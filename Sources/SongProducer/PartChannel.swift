// SPDX-License-Identifier: Apache-2.0
internal import SongBase
internal import SongIR
internal import SongLibrary

/// The effects that the spec asks a part to go through.
func inserts(_ channel: Settings.Part.Channel, _ library: Library, wholeNote: Double) -> [Session.Effect] {
  channel.inserts.compactMap { insert in
    switch insert {
    case .named(let name): library.effect(name).map { $0.inTempo($0.insert, wholeNote: wholeNote) }
    case .plugin(let effect): effect
    }
  }
}

/// A part's sends: the mix's, but for those that the spec says.
func sends(_ planned: [Session.Send], _ channel: Settings.Part.Channel) -> [Session.Send] {
  planned.filter { send in !channel.sends.contains { utf8Equal($0.to, send.to) } } + channel.sends
}
