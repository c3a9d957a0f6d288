"use strict";
// Elements and tables. What comes from a spec is always text, never markup.

/** An element with attributes and children; `on...` are listeners. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/** A table; the first column heads its row. A column is {head, number}; one that is empty is left out. */
function makeTable(caption, allColumns, allRows) {
  const kept = allColumns.map((_, index) => index).filter((index) => index === 0 || allRows.some((row) => row[index] !== ""));
  const columns = kept.map((index) => allColumns[index]);
  const rows = allRows.map((row) => kept.map((index) => row[index]));
  const head = make("tr", {}, columns.map((column) => make("th", { scope: "col", class: column.number && "number" }, column.head)));
  const body = rows.map((row) => make("tr", {}, row.map((cell, index) => make(
    index === 0 ? "th" : "td", { scope: index === 0 && "row", class: columns[index].number && "number" }, cell))));
  return make("table", {}, make("caption", { class: "hidden" }, caption), make("thead", {}, head), make("tbody", {}, body));
}

/** A table that is made when somebody opens it. */
function lazyTable(title, build) {
  const box = make("div", { class: "table-box", tabindex: 0, role: "region", "aria-label": title });
  const details = make("details", {}, make("summary", {}, title), box);
  details.addEventListener("toggle", () => {
    if (details.open && !box.hasChildNodes()) box.append(build());
  });
  return details;
}

function percent(share) { return share === undefined ? "" : `${Math.round(share * 100)} %`; }

function barsTable(take, onPlay) {
  const columns = [{ head: "Bar", number: true }, { head: "Time", number: true }, { head: "Section" }, { head: "Meter" },
    { head: "Key" }, { head: "Asked", number: true }, { head: "Notes/s", number: true }, { head: "Parts", number: true },
    { head: "LUFS", number: true }];
  if (onPlay) columns.push({ head: "Hear" });
  return makeTable("Bars", columns, take.bars.map((bar, index) => {
    const section = take.sections[lastAt(take.sections, bar.t)];
    const cells = [String(index + 1), clockOf(bar.t, 3), section ? section.name : "", bar.meter, bar.key || "",
      percent(bar.asked), bar.onsets === undefined ? "" : bar.onsets.toFixed(1), String(bar.sounding ?? ""),
      bar.loudness === undefined ? "" : bar.loudness.toFixed(1)];
    if (onPlay) cells.push(make("button", { type: "button", "aria-label": `Play bar ${index + 1}`, onclick: () => onPlay(index) }, "Play"));
    return cells;
  }));
}

function sectionsTable(take) {
  return makeTable("Sections", [{ head: "Section" }, { head: "From bar", number: true }, { head: "Time", number: true }, { head: "Key" }],
    take.sections.map((section) => [section.name, String(section.bar), clockOf(section.t, 3), section.key || ""]));
}

function chordsTable(take) {
  return makeTable("Chords", [{ head: "Chord" }, { head: "Bar|beat" }, { head: "Time", number: true }],
    take.chords.map((chord) => [chord.name, placeOf(take, chord.t), clockOf(chord.t, 3)]));
}

function tempoTable(take) {
  return makeTable("Tempo", [{ head: "BPM", number: true }, { head: "From bar|beat" }, { head: "Time", number: true }],
    take.tempo.map((entry) => [beatsPerMinute(take, entry).toFixed(2), placeOf(take, entry.t), clockOf(entry.t, 3)]));
}

function notesTable(take, part) {
  return makeTable(`Notes of ${nameOf(part)}`,
    [{ head: "Bar|beat" }, { head: part.drums ? "Drum" : "Note" }, { head: "Time", number: true }, { head: "Length, s", number: true },
      { head: "Velocity", number: true }],
    part.notes.map((note) => [placeOf(take, note.t), soundName(take, part, note.key), clockOf(note.t, 3), note.d.toFixed(3), String(note.velocity)]));
}

function syncTable(take) {
  return makeTable("Sync points",
    [{ head: "Point" }, { head: "Hit" }, { head: "Asked", number: true }, { head: "Placed", number: true }, { head: "Bar|beat" },
      { head: "Error", number: true }, { head: "Frames", number: true }, { head: "How" }, { head: "Met" }],
    take.sync.map((point) => [point.name, point.hit || "", clockOf(point.asked, 3), clockOf(point.placed, 3),
      point.bar || placeOf(take, point.placed), errorText(point),
      point.errorFrames === undefined ? "" : point.errorFrames.toFixed(2), point.how || "",
      point.met === undefined ? "" : point.met ? "yes" : "no"]));
}

function loudnessTable(take) {
  const { momentary, shortTerm, loudnessStep } = take.sound;
  const rows = [];
  for (let second = 1; second <= take.sound.seconds; second += 1) {
    const index = Math.round(second / loudnessStep) - 1;
    if (index < momentary.length) rows.push([clockOf(second, 0), momentary[index].toFixed(1), shortTerm[index].toFixed(1)]);
  }
  return makeTable("Loudness", [{ head: "Time", number: true }, { head: "Momentary, LUFS", number: true }, { head: "Short-term, LUFS", number: true }], rows);
}

/** Levels of the octaves, second by second: what the spectrogram shows. */
function spectrumTable(take) {
  const { columns, bands, lowHz, highHz, floorDB } = take.sound.spectrogram;
  const bytes = pictureOf(take.sound, "spectrogram");
  const octaves = [63, 125, 250, 500, 1000, 2000, 4000, 8000];
  const bandOf = (hertz) => Math.round(Math.log(hertz / lowHz) / Math.log(highHz / lowHz) * (bands - 1));
  const rows = [];
  for (let second = 0; second < take.sound.seconds; second += 1) {
    const column = Math.min(columns - 1, Math.floor((second + 0.5) / take.sound.seconds * columns));
    rows.push([clockOf(second, 0), ...octaves.map((hertz) => Math.round(floorDB - floorDB * bytes[column * bands + bandOf(hertz)] / 255).toString().replace("-", "−"))]);
  }
  return makeTable("Spectrum", [{ head: "Time", number: true }, ...octaves.map((hertz) => ({ head: hertz < 1000 ? `${hertz} Hz` : `${hertz / 1000} kHz`, number: true }))], rows);
}

function factsTable(facts) {
  return makeTable("What changed, and what made it change",
    [{ head: "Layer" }, { head: "What" }, { head: "Where" }, { head: "Change" }, { head: "Caused by" }],
    facts.map((fact) => [fact.layer, fact.name, fact.place && make("span", { class: "layer" }, fact.place), fact.text, fact.cause]));
}

function changesTable(pair) {
  const told = (note) => note ? `${note.name} at ${note.at}` : "";
  return makeTable("Notes that changed",
    [{ head: "Part" }, { head: "Bar", number: true }, { head: "What" }, { head: "Old" }, { head: "New" }],
    pair.changes.map((change) => [change.newPart || change.oldPart, String(change.bar),
      change.kinds.map((kind) => kindWords[kind] || kind).join(", "), told(change.old), told(change.new)]));
}
