"use strict";
// What the page shows: the data of its script element, with small questions about it. Times are seconds.

const page = JSON.parse(document.getElementById("data").textContent);

/** Bytes of base64 text. */
function bytesOf(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

/** Gives a take lists where it has none, and its notes as objects. */
function prepared(take) {
  if (!take) return null;
  for (const name of ["bars", "sections", "chords", "tempo", "parts", "sync", "voices"]) take[name] = take[name] || [];
  take.seconds = take.sound ? take.sound.seconds : take.end || 0;
  take.end = take.end || take.seconds;
  for (const part of take.parts) part.notes = notesOf(part.notes);
  return take;
}

/** Notes stand one after the other: onset, length, key, velocity, whether a change holds them. */
function notesOf(flat) {
  const notes = [];
  for (let i = 0; i < flat.length; i += 5) {
    notes.push({ t: flat[i], d: flat[i + 1], key: flat[i + 2], velocity: flat[i + 3], held: flat[i + 4] === 1 });
  }
  return notes;
}

const pairs = page.pairs.map((pair) => ({
  old: prepared(pair.old), new: prepared(pair.new), facts: pair.facts || [], changes: pair.changes || [],
  identical: pair.identical === true,
}));

/** The last entry that begins at a time or before; -1 for none. */
function lastAt(list, time) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].t <= time + 1e-4) low = middle + 1; else high = middle;
  }
  return low - 1;
}

function barAt(take, time) { return Math.max(0, lastAt(take.bars, time)); }

function barEnd(take, index) { return index + 1 < take.bars.length ? take.bars[index + 1].t : take.end; }

/** `5|2`: bar and beat of a time, from 1. */
function placeOf(take, time) {
  if (take.bars.length === 0) return "";
  const index = barAt(take, time);
  let beat = 0;
  const beats = take.bars[index].beats;
  while (beat + 1 < beats.length && beats[beat + 1] <= time + 1e-4) beat += 1;
  return `${index + 1}|${beat + 1}`;
}

/** The beat that is on at a time; without bars the second. */
function beatStart(take, time) {
  if (take.bars.length === 0) return Math.floor(time);
  const { t, beats } = take.bars[barAt(take, time)];
  return beats.reduce((last, beat) => (beat <= time + 1e-4 ? beat : last), t);
}

function clockOf(time, decimals = 1) {
  const whole = Math.max(0, time);
  const minutes = Math.floor(whole / 60 + 1e-9);
  const seconds = (Math.floor((whole - minutes * 60) * 10 ** decimals + 1e-6) / 10 ** decimals).toFixed(decimals);
  return `${minutes}:${seconds.padStart(decimals > 0 ? 3 + decimals : 2, "0")}`;
}

function spokenTime(time) {
  const minutes = Math.floor(time / 60);
  const seconds = Math.floor(time - minutes * 60);
  return (minutes > 0 ? `${minutes} min ` : "") + `${seconds} s`;
}

const sharpNames = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
const flatNames = ["C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B"];

function noteName(take, key) {
  const isFlat = take.bars.length > 0 && take.bars[0].flats;
  return (isFlat ? flatNames : sharpNames)[key % 12] + (Math.floor(key / 12) - 1);
}

function soundName(take, part, key) {
  const row = part.drums && part.rows ? part.rows.find((each) => each.key === key) : null;
  return row ? row.name : noteName(take, key);
}

/** The parts of a pair in rows: those that a comparison takes for one stand in one. No two rows have one label. */
function partRowsOf(pair) {
  const rows = new Map();
  for (const side of ["new", "old"]) {
    for (const part of pair[side] ? pair[side].parts : []) {
      if (!rows.has(part.row)) rows.set(part.row, { parts: { old: null, new: null } });
      rows.get(part.row).parts[side] = part;
    }
  }
  const labels = new Set();
  return [...rows.entries()].map(([number, { parts }]) => {
    const first = parts.new || parts.old;
    const isRenamed = parts.new && parts.old && parts.new.id !== parts.old.id;
    const plain = isRenamed ? `${parts.old.id} → ${parts.new.id}` : first.id;
    let label = plain;
    for (let number = 2; labels.has(label); number += 1) label = `${plain} (${number})`;
    labels.add(label);
    const changes = pair.changes.filter((change) => change.row === number);
    for (const change of changes) change.part = label;
    return { label, name: first.name && first.name !== first.id ? `${label}, ${first.name}` : label, parts, changes };
  });
}

/** The stem or return that a track of a side is soloed and muted by: a row's, whatever the part was called. */
function stemGroup(rows, side, name) {
  const row = rows.find((each) => each.parts[side] && each.parts[side].id === name);
  return row ? row.label : name;
}

/** Stems are called by their parts, returns by `return-NAME`. */
function isReturn(name) { return name.startsWith("return-"); }

/** The tempi that are beats to the ear: not that of a last bar that rings. */
function countedTempo(take) {
  const ring = take.bars.find((bar) => bar.rings);
  const list = ring ? take.tempo.filter((entry) => entry.t < ring.t - 1e-3) : take.tempo;
  return list.length > 0 ? list : take.tempo;
}

/** Beats a minute as people count them. */
function beatsPerMinute(take, entry) { return entry.quarters / (take.beatUnit || 1); }

/** Whether both takes have the same bars at the same times, so that their notes can lie over each other. */
function sharesTime(pair) {
  if (!pair.old || pair.old.bars.length !== pair.new.bars.length) return false;
  return pair.new.bars.every((bar, index) => Math.abs(bar.t - pair.old.bars[index].t) < 0.002);
}

const kindWords = {
  added: "added", removed: "removed", moved: "moved", repitched: "re-pitched", lengthened: "longer", shortened: "shorter",
  timed: "played at another time", louder: "louder", softer: "softer", respelled: "respelled", marked: "other marks",
  sung: "other words",
};

/** What a change is drawn as: the strongest of its kinds. */
function styleOf(change) {
  for (const kind of ["added", "removed", "repitched", "moved"]) if (change.kinds.includes(kind)) return kind;
  return "changed";
}
