"use strict";
// Elements and tables, and what pictures show in words. What comes from a spec is always text, never markup.

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

/**
 * A table; the first column heads its row. A column is {head, number}; one that is empty is left out.
 * @param stacks whether a row's cells stand below each other on narrow screens. The roles say that it still is a table.
 */
function makeTable(caption, allColumns, allRows, stacks = false) {
  const kept = allColumns.map((_, index) => index).filter((index) => index === 0 || allRows.some((row) => row[index] !== ""));
  const columns = kept.map((index) => allColumns[index]);
  const rows = allRows.map((row) => kept.map((index) => row[index]));
  const role = (name) => (stacks ? name : null);
  const head = make("tr", { role: role("row") }, columns.map((column) => make(
    "th", { scope: "col", role: role("columnheader"), class: column.number && "number" }, column.head)));
  const body = rows.map((row) => make("tr", { role: role("row") }, row.map((cell, index) => make(
    index === 0 ? "th" : "td",
    {
      scope: index === 0 && "row", role: role(index === 0 ? "rowheader" : "cell"),
      class: [columns[index].number && "number", stacks && cell === "" && "empty", columns[index].is].filter(Boolean).join(" ") || null,
    }, cell))));
  return make("table", { role: role("table"), class: stacks && "stacks" }, make("caption", { class: "hidden" }, caption),
    make("thead", { role: role("rowgroup") }, head), make("tbody", { role: role("rowgroup") }, body));
}

/** The Tab key stops at a box where there is something to scroll, and nowhere else. */
const boxSizes = new ResizeObserver((entries) => {
  // What has gone from the page has no box any more.
  for (const { target } of entries) if (target.isConnected) markScrolling(target.closest(".table-box"));
});

function markScrolling(box) {
  const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
  if (scrolls) box.tabIndex = 0; else box.removeAttribute("tabindex");
}

/** A box that scrolls, with a table in it. */
function tableBox(title, table, name = "table-box") {
  const box = make("div", { class: name, role: "group", "aria-label": title });
  if (table) fillBox(box, table);
  return box;
}

function fillBox(box, table) {
  box.replaceChildren(table);
  boxSizes.observe(box);
  boxSizes.observe(table);
}

/** A table that is made when somebody opens it. */
function lazyTable(title, build) {
  const box = tableBox(title);
  const details = make("details", {}, make("summary", {}, title), box);
  details.fill = () => { if (!box.hasChildNodes()) fillBox(box, build()); };
  details.addEventListener("toggle", () => { if (details.open) details.fill(); });
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

function notesTable(take, part, label) {
  return makeTable(`Notes of ${label}`,
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

/** The highest sample of a stretch as the waveform has it, dB below full scale in words. */
function peakText(sound, from, to) {
  const bytes = pictureOf(sound, "waveform");
  const { columns } = sound.waveform;
  let most = 0;
  for (let column = Math.floor(from / sound.seconds * columns); column < Math.min(columns, Math.ceil(to / sound.seconds * columns)); column += 1) {
    most = Math.max(most, 128 - bytes[2 * column], bytes[2 * column + 1] - 128);
  }
  return most === 0 ? "silence" : decibels(20 * Math.log10(Math.min(1, most / 127)));
}

function decibels(value, decimals = 1) { return value.toFixed(decimals).replace("-", "−"); }

function loudnessTable(take) {
  const { momentary, shortTerm, loudnessStep } = take.sound;
  const rows = [];
  for (let second = 1; second <= take.sound.seconds; second += 1) {
    const index = Math.round(second / loudnessStep) - 1;
    if (index >= momentary.length) continue;
    rows.push([clockOf(second, 0), decibels(momentary[index]), decibels(shortTerm[index]), peakText(take.sound, second - 1, second)]);
  }
  return makeTable("Loudness and peaks", [
    { head: "Time", number: true }, { head: "Momentary, LUFS", number: true }, { head: "Short-term, LUFS", number: true },
    { head: "Peak of that second, dBFS", number: true },
  ], rows);
}

/** Levels of the octaves, second by second: what the spectrogram shows. */
function spectrumTable(take) {
  const { columns, bands, lowHz, highHz, floorDB } = take.sound.spectrogram;
  const bytes = pictureOf(take.sound, "spectrogram");
  const bandOf = (hertz) => Math.round(Math.log(hertz / lowHz) / Math.log(highHz / lowHz) * (bands - 1));
  const rows = [];
  for (let second = 0; second < take.sound.seconds; second += 1) {
    const column = Math.min(columns - 1, Math.floor((second + 0.5) / take.sound.seconds * columns));
    rows.push([clockOf(second, 0), ...octaves.map((hertz) => Math.round(floorDB - floorDB * bytes[column * bands + bandOf(hertz)] / 255).toString().replace("-", "−"))]);
  }
  return makeTable("Spectrum", [{ head: "Time", number: true }, ...octaves.map((hertz) => ({ head: hertzText(hertz), number: true }))], rows);
}

const octaves = [63, 125, 250, 500, 1000, 2000, 4000, 8000];

function hertzText(hertz) { return hertz < 1000 ? `${Math.round(hertz)} Hz` : `${Number((hertz / 1000).toPrecision(2))} kHz`; }

function voicesTable(take) {
  return makeTable("Voice-over", [{ head: "From", number: true }, { head: "To", number: true }, { head: "Music", number: true }],
    take.voices.map((voice) => [clockOf(voice.from, 3), clockOf(voice.to, 3), `${decibels(voice.duckDB)} dB`]));
}

function factsTable(facts) {
  return makeTable("What changed, and what made it change",
    [{ head: "Layer" }, { head: "What" }, { head: "Where", is: "where" }, { head: "Change", is: "change" }, { head: "Caused by", is: "cause" }],
    facts.map((fact) => [fact.layer, fact.name, fact.place, fact.text, fact.cause]), true);
}

function changesTable(pair) {
  const told = (note) => note ? `${note.name} at ${note.at}` : "";
  return makeTable("Notes that changed",
    [{ head: "Part" }, { head: "Bar", number: true }, { head: "What" }, { head: "Old" }, { head: "New" }],
    pair.changes.map((change) => [change.part, String(change.bar),
      change.kinds.map((kind) => kindWords[kind] || kind).join(", "), told(change.old), told(change.new)]));
}

// MARK: Words

/** What stands under the title: names and values. */
function factList(take) {
  const first = take.bars[0];
  const facts = [["Length", clockOf(take.end, 3)]];
  if (first) facts.push(["Bars", String(take.bars.length)], ["Key", first.key || "–"], ["Meter", first.meter]);
  if (take.tempo.length > 0) facts.push(["Tempo", tempoText(take)]);
  if (take.style) facts.push(["Style", [take.style, ...(take.moods || [])].join(", ")]);
  if (take.sound) {
    facts.push(["Loudness", `${decibels(take.sound.loudness)} LUFS`]);
    facts.push(["Loudness range", `${take.sound.loudnessRange.toFixed(1)} LU`]);
  }
  if (take.truePeak !== undefined) facts.push(["True peak", `${decibels(take.truePeak)} dBTP`]);
  return facts;
}

/** `bars 1 to 4, 9`: those that follow each other stand together. */
function barsWords(numbers) {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const runs = [];
  for (const number of sorted) {
    const last = runs[runs.length - 1];
    if (last && last[1] === number - 1) last[1] = number; else runs.push([number, number]);
  }
  const words = runs.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)).join(", ");
  return `${sorted.length === 1 ? "bar" : "bars"} ${words}`;
}

function rangeText(values, text) {
  const [low, high] = [text(Math.min(...values)), text(Math.max(...values))];
  return low === high ? high : `${low} to ${high}`;
}

/** The stretches that pictures are told by: sections, or the whole. */
function stretchesOf(take) {
  const ends = (index) => (index + 1 < take.sections.length ? take.sections[index + 1].t : take.end);
  const named = take.sections.map((section, index) => ({ name: section.name, from: section.t, to: ends(index) }));
  return named.length > 0 ? named : [{ name: "the whole", from: 0, to: Math.max(take.end, take.seconds) }];
}

function barsText(take) {
  return `${take.bars.length} bars in ${[...new Set(take.bars.map((bar) => bar.meter))].join(", ")}`;
}

function sectionsText(take) { return `Sections: ${take.sections.map((each) => `${each.name} from bar ${each.bar}`).join(", ")}`; }

function chordsText(take) {
  const list = take.chords.slice(0, 32).map((chord) => `bar ${barAt(take, chord.t) + 1} ${chord.name}`).join(", ");
  return `${take.chords.length} chords: ${list}${take.chords.length > 32 ? " and so on; all are in the table Chords" : ""}`;
}

function syncText(take) {
  return `Sync points: ${take.sync.map((point) => `${point.name} at ${clockOf(point.placed, 3)}, ${spokenError(point)}`).join("; ")}`;
}

function spokenError(point) {
  const size = Math.abs(point.errorMS);
  const words = size < 0.05 ? "on time" : `${size.toFixed(size < 10 ? 1 : 0)} milliseconds ${point.errorMS > 0 ? "late" : "early"}`;
  return point.met === false ? `${words}, missed` : words;
}

function voicesText(take) {
  return take.voices.map((each) => `Voice-over from ${clockOf(each.from)} to ${clockOf(each.to)}, the music at ${decibels(each.duckDB)} dB`).join("; ");
}

function intensityText(take) {
  const told = stretchesOf(take).map((stretch) => {
    const bars = take.bars.filter((bar) => bar.t >= stretch.from - 1e-3 && bar.t < stretch.to - 1e-3);
    if (bars.length === 0) return null;
    return `${stretch.name} asks ${rangeText(bars.map((bar) => bar.asked), percent)}, has `
      + `${rangeText(bars.map((bar) => bar.onsets), (value) => value.toFixed(1))} notes a second and `
      + `${rangeText(bars.map((bar) => bar.sounding), String)} of ${take.parts.length} parts`;
  });
  return `Intensity: ${told.filter(Boolean).join("; ")}. Bar by bar in the table Bars`;
}

function tempoText(take) { return `${rangeText(countedTempo(take).map((entry) => beatsPerMinute(take, entry)), (value) => value.toFixed(1))} BPM`; }

function tempiText(take) {
  const text = (entry) => beatsPerMinute(take, entry).toFixed(1);
  const list = countedTempo(take).filter((entry, index, all) => index === 0 || text(entry) !== text(all[index - 1]));
  if (list.length > 16) return `Tempo: ${tempoText(take)}; ${list.length} changes are in the table Tempo`;
  return `Tempo: ${list.map((entry) => `${text(entry)} BPM from bar ${placeOf(take, entry.t).replace(/\|1$/, "").replace("|", " beat ")}`).join(", ")}`;
}

function loudnessText(take) {
  const { shortTerm, loudnessStep, loudness, loudnessRange } = take.sound;
  const told = stretchesOf(take).map((stretch) => {
    const levels = shortTerm.filter((_, index) => (index + 1) * loudnessStep > stretch.from && (index + 1) * loudnessStep <= stretch.to);
    return levels.length === 0 ? null : `${stretch.name} ${rangeText(levels, (value) => decibels(value, 0))}`;
  });
  return `Loudness: integrated ${decibels(loudness)} LUFS, range ${loudnessRange.toFixed(1)} LU; short-term ${told.filter(Boolean).join(", ")} LUFS`;
}

function waveformText(take) {
  return `Waveform: highest peaks ${stretchesOf(take).map((each) => `${each.name} ${peakText(take.sound, each.from, each.to)}`).join(", ")}, dBFS`;
}

/** Where a spectrum is strongest, and how high it goes. */
function spectrumText(take) {
  const { columns, bands, lowHz, highHz, floorDB } = take.sound.spectrogram;
  const bytes = pictureOf(take.sound, "spectrogram");
  const told = stretchesOf(take).map((stretch) => {
    const [first, last] = [stretch.from, stretch.to].map((time) => Math.min(columns, Math.round(time / take.sound.seconds * columns)));
    const power = new Float64Array(bands);
    for (let column = first; column < last; column += 1) {
      for (let band = 0; band < bands; band += 1) power[band] += 10 ** ((floorDB - floorDB * bytes[column * bands + band] / 255) / 10);
    }
    const hertz = (band) => lowHz * (highHz / lowHz) ** (band / (bands - 1));
    const levels = Array.from(power, (sum) => 10 * Math.log10(sum / Math.max(1, last - first) + 1e-12));
    const top = levels.findLastIndex((level) => level > -60);
    return top < 0 ? `${stretch.name} silent` : `${stretch.name} strongest at ${hertzText(hertz(levels.indexOf(Math.max(...levels))))}, up to ${hertzText(hertz(top))}`;
  });
  return `Spectrogram: ${told.join("; ")}. Second by second in the table Spectrum`;
}

/** What became of a row's notes: `25 changes: 20 re-pitched, 5 added, in bars 1 to 2, 10`. */
function changesText(row) {
  if (row.changes.length === 0) return "no changes";
  const counts = new Map();
  for (const change of row.changes) for (const kind of change.kinds) counts.set(kind, (counts.get(kind) || 0) + 1);
  const kinds = [...counts.entries()].map(([kind, count]) => `${count} ${kindWords[kind] || kind}`).join(", ");
  return `${row.changes.length} ${row.changes.length === 1 ? "change" : "changes"}: ${kinds}, in ${barsWords(row.changes.map((change) => change.bar))}`;
}

function rollText(take, row, side) {
  const part = row.parts[side];
  const isDrums = [row.parts.new, row.parts.old].some((each) => each && each.drums);
  const words = [`${isDrums ? "Drum grid" : "Piano roll"} of ${row.name}`];
  if (!part) words.push("not in this version");
  else if (part.notes.length === 0) words.push("no notes");
  else {
    const keys = part.notes.map((note) => note.key);
    const what = isDrums ? [...new Set(keys)].map((key) => soundName(take, part, key)).join(", ")
      : `from ${noteName(take, Math.min(...keys))} to ${noteName(take, Math.max(...keys))}`;
    words.push(`${part.notes.length} notes, ${what}, in ${barsWords(part.notes.map((note) => barAt(take, note.t) + 1))}`);
  }
  if (state.pair.old) words.push(changesText(row));
  return `${words.join("; ")}. Note by note in the table Notes of ${row.label}`;
}
