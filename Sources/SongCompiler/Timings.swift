// SPDX-License-Identifier: Apache-2.0
package import SongAudio
internal import SongBase
package import SongDiagnostics

/// What the builds of a run cost, for `--timings`. Outputs hold nothing of it.
package struct Timings {
  private var builds: [JSONValue] = []

  package init() {}

  /// - Parameters:
  ///   - spec: as the user gave it.
  ///   - seconds: of the whole build by the clock.
  package mutating func add(_ spec: String, _ result: BuildResult, seconds: Double, timer: StageTimer) {
    let stages = StageTimer.Stage.allCases.map { stage in
      let cost = timer.cost(of: stage)
      return JSONMember(
        stage.name,
        .members([.init("cpuSeconds", .number(cost.cpuSeconds, decimals: 4)), .init("runs", .integer(cost.runs))]))
    }
    builds.append(
      .members([
        .init("spec", .string(spec)), .init("wallSeconds", .number(seconds, decimals: 4)),
        .init("compileSeconds", .number(result.phases.compile, decimals: 4)),
        .init("renderSeconds", .number(result.phases.render, decimals: 4)), .init("stages", .members(stages)),
      ]))
  }

  /// Writes them as JSON; false where that can't be done, which is reported.
  package func write(to path: String, world: any World, sink: inout DiagnosticSink) -> Bool {
    replace([(path, Array(json.text.utf8))], world, &sink)
  }

  private var json: JSONValue { .members([.init("timings", .integer(1)), .init("builds", .array(builds))]) }
}
