// SPDX-License-Identifier: Apache-2.0
import SongBase
import SongCues
import SongMusic

func read(_ text: String, _ format: CueFormat, _ rate: FrameRate? = nil) throws(CueError) -> CueList {
  try readCues(Array(text.utf8), format: format, frameRate: rate)
}

/// Little-endian with byte order mark, as Premiere writes.
func utf16(_ text: String) -> [UInt8] {
  [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
}

func microseconds(_ list: CueList) -> [Int] { list.cues.map { $0.time(since: 0).value } }

/// What Resolve 18 exports from Timelines > Export > Timeline Markers to EDL.
let resolveEDL = """
  TITLE: Spot 30s_v4
  FCM: NON-DROP FRAME

  001  001      V     C        01:00:02:03 01:00:02:04 01:00:02:03 01:00:02:04  
  Kameraflug über Straße |C:ResolveColorPurple |M:Intro |D:1

  002  001      V     C        01:00:12:23 01:00:13:00 01:00:12:23 01:00:13:00  
   |C:ResolveColorRed |M:Marker 2 |D:36

  003  001      V     C        01:00:28:00 01:00:28:01 01:00:28:00 01:00:28:01  
  2 lines of a note
  over the logo |C:ResolveColorBlue |M:Logo | end |D:1


  """

/// An Avid cut list with locators.
let avidEDL = """
  TITLE:   REEL 1 LOCK
  FCM: DROP FRAME
  000001  A012C003_190627JC                V     C        09:14:03:04 09:14:14:10 01:00:00:00 01:00:11:06
  M2      A012C003_190627JC                         026.0                09:14:03:04
  * FROM CLIP NAME:  02/01-03
  * LOC: 01:00:05:12 RED     Explosion
  * SOURCE FILE: A012C003_190627JC
  000002  BL                               V     C        00:00:00:00 00:00:14:12 01:00:11:06 01:00:25:18
  *LOC: 01:01:00:02 cyan    Door  slams
  * LOC: 01:00:20:00 Just a note

  """

/// What the Markers panel of Premiere Pro 2023 exports at 29.97 drop-frame.
let premiereTable = """
  Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type\t
  Hit\tlogo appears\t00;11;23;01\t00;11;24;25\t00;00;01;24\tChapter\t
  \tonly described\t00;00;59;29\t00;00;59;29\t00;00;00;00\tComment\t
  Cut\t\t00;01;00;02\t00;01;00;02\t00;00;00;00\tComment\t

  """.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")

/// Audition's markers.
let auditionTable = """
  Name\tStart\tDuration\tTime Format\tType\tDescription
  Marker 01\t0:01.500\t0:00.000\tdecimal\tCue\t
  Marker 02\t1:02.250\t0:03.000\tdecimal\tCue\tswell

  """

let subtitles = """
  1
  00:00:01,000 --> 00:00:04,400
  <i>We were</i> never
  {\\an8}asked.

  2
  01:02:03.5 --> 01:02:05,250 X1:40 X2:600
  a < b & c > d

  3
  00:00:04,400 --> 00:00:04,400


  """.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")

let labels = "1.500000\t1.500000\tHit\n2,25\t4.75\tSwell\tup\n\\\t100.0\t2000.0\n10\t11\n"

/// As Final Cut Pro 10.6 writes a project that starts at an hour: a clip, a connected clip, a secondary storyline, a gap.
let finalCut = """
  <?xml version="1.0" encoding="UTF-8"?>
  <!DOCTYPE fcpxml>

  <fcpxml version="1.11">
      <resources>
          <format id="r1" name="FFVideoFormat1080p2997" frameDuration="1001/30000s" width="1920" height="1080"/>
          <asset id="r2" name="A001" start="107999892/30000s" duration="9009/30s"><media-rep kind="original-media" src="file:///a.mov"/></asset>
          <media id="r3" name="Compound"><sequence format="r1" tcStart="0s"><spine><gap offset="0s" duration="10s"><marker start="1s" value="inside"/></gap></spine></sequence></media>
      </resources>
      <library location="file:///Movies/Spot.fcpbundle/">
          <event name="Spot &amp; Co">
              <project name="Spot">
                  <sequence format="r1" duration="600600/30000s" tcStart="107999892/30000s" tcFormat="DF">
                      <spine>
                          <asset-clip ref="r2" offset="107999892/30000s" name="A001" start="3003/1000s" duration="300300/30000s">
                              <note>not a marker</note>
                              <asset-clip ref="r2" lane="1" offset="183183/30000s" name="B" start="10s" duration="60060/30000s">
                                  <chapter-marker start="330030/30000s" duration="1001/30000s" value="Connected" posterOffset="11/30s"/>
                                  <marker start="9s" duration="1001/30000s" value="before the clip"/>
                              </asset-clip>
                              <spine lane="-1" offset="120120/30000s">
                                  <gap name="Gap" offset="0s" start="3600s" duration="30030/30000s"/>
                                  <title ref="r9" offset="30030/30000s" start="108108000/30000s" duration="30030/30000s">
                                      <marker start="108123015/30000s" value="In the storyline"/>
                                  </title>
                              </spine>
                              <marker start="120120/30000s" duration="1001/30000s" value="&quot;Hit&quot; &#x2014; one" note="loud"/>
                              <marker start="150150/30000s" duration="1001/30000s" value="To do" completed="0"/>
                              <marker start="900900/30000s" duration="1001/30000s" value="cut away"/>
                          </asset-clip>
                          <transition offset="108285177/30000s" duration="1s"/>
                          <gap name="Gap" offset="108300192/30000s" start="3600s" duration="300300/30000s">
                              <marker start="3601s" duration="1001/30000s" value="Done" completed="1"/>
                          </gap>
                      </spine>
                  </sequence>
              </project>
          </event>
      </library>
  </fcpxml>
  """

private func rational(_ value: String, _ rate: String) -> String {
  #"{"OTIO_SCHEMA": "RationalTime.1", "rate": \#(rate), "value": \#(value)}"#
}

/// A TimeRange.
func range(_ start: String, _ duration: String, _ rate: String = "24.0") -> String {
  #"{"OTIO_SCHEMA": "TimeRange.1", "duration": \#(rational(duration, rate)), "start_time": \#(rational(start, rate))}"#
}

func marker(_ name: String, _ start: String, _ duration: String = "1.0", _ more: String = "", rate: String = "24.0") -> String {
  #"{"OTIO_SCHEMA": "Marker.2", "metadata": {}, "name": "\#(name)", "color": "RED", \#(more) "#
    + #""marked_range": \#(range(start, duration, rate))}"#
}

/// As Resolve 18.6 writes a timeline: clips with handles, linked picture and sound, a gap, a transition, a nested stack.
let openTimeline = """
  {
    "OTIO_SCHEMA": "Timeline.1",
    "metadata": {"Resolve_OTIO": {"Resolve OTIO Meta Version": "1.0", "Odd": [NaN, -1e-3, true]}},
    "name": "Spot \\u00fc \\ud83c\\udfac",
    "global_start_time": \(rational("86400.0", "24.0")),
    "tracks": {
      "OTIO_SCHEMA": "Stack.1", "metadata": {}, "name": "", "source_range": null, "effects": [],
      "markers": [\(marker("Timeline", "48.0", "12.0", #""comment": "from the start","#)), \(marker("Second", "48.0"))],
      "enabled": true,
      "children": [
        {"OTIO_SCHEMA": "Track.1", "name": "Video 1", "source_range": null, "kind": "Video",
         "markers": [\(marker("Track", "72.0"))],
         "children": [
           {"OTIO_SCHEMA": "Clip.2", "name": "A", "source_range": \(range("900000.0", "100.0")),
            "markers": [\(marker("Linked", "900050.0", "1.0", #""metadata2": 0,"#)), \(marker("handle", "899999.0"))],
            "media_references": {"DEFAULT_MEDIA": {"OTIO_SCHEMA": "ExternalReference.1", "available_range": null}},
            "active_media_reference_key": "DEFAULT_MEDIA"},
           {"OTIO_SCHEMA": "Transition.1", "name": "Cross Dissolve", "in_offset": \(rational("12.0", "24.0")),
            "out_offset": \(rational("12.0", "24.0")), "transition_type": "SMPTE_Dissolve"},
           {"OTIO_SCHEMA": "Gap.1", "name": "", "source_range": \(range("0.0", "20.0")), "markers": []},
           {"OTIO_SCHEMA": "Clip.1", "name": "untrimmed", "source_range": null,
            "markers": [\(marker("Whole media", "1010.0"))],
            "media_reference": {"OTIO_SCHEMA": "ExternalReference.1", "available_range": \(range("1000.0", "40.0"))}},
           {"OTIO_SCHEMA": "Stack.1", "name": "nested", "source_range": \(range("24.0", "24.0")),
            "markers": [\(marker("Nest", "30.0"))],
            "children": [{"OTIO_SCHEMA": "Track.1", "name": "", "source_range": null, "children": [
              {"OTIO_SCHEMA": "Clip.2", "source_range": \(range("0.0", "36.0")),
               "markers": [\(marker("Deep", "30.0")), \(marker("trimmed by the stack", "6.0"))]}]}]}
         ]},
        {"OTIO_SCHEMA": "Track.1", "name": "Audio 1", "source_range": null, "kind": "Audio", "markers": [], "children": [
           {"OTIO_SCHEMA": "Clip.2", "name": "A", "source_range": \(range("900000.0", "100.0")),
            "markers": [\(marker("Linked", "900050.0"))]}]}
      ]
    }
  }
  """
