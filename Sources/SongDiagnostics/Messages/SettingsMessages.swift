extension Diagnostic {
  package static func durationUnreachable(
    duration: String, reason: String, nearest: [String], at span: Span?
  ) -> Diagnostic {
    Diagnostic(
      .durationUnreachable, "the form can't fill \(duration) exactly", at: span, notes: [reason],
      help: nearest.map { "nearest: \($0)" })
  }

  package static func lockEntryIgnored(key: String, value: String) -> Diagnostic {
    Diagnostic(
      .lockEntryIgnored, "the lock's '\(key): \(value)' no longer fits and is decided again", at: nil,
      help: ["delete the lock to decide everything again"])
  }

  package static func partNeverPlays(_ name: String, reason: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .partNeverPlays, "the part '\(name)' never plays", at: span, notes: [reason],
      help: ["raise the intensity, change 'enter' and 'leave', or remove the part"])
  }
}
