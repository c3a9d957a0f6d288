"use strict";
// The page itself: what is shown of which piece, what is done on it, and what runs while it plays.

const byID = (id) => document.getElementById(id);
const state = { pair: pairs[0], zoom: 1, lanes: [], selected: 0 };
const player = new Player((side) => state.pair && state.pair[side], refresh);

/** The take that is shown: the one that is heard. */
function shown() { return state.pair[player.side] || state.pair.new; }

// MARK: The head

function factList(take) {
  const first = take.bars[0];
  const facts = [["Length", clockOf(take.end, 3)]];
  if (first) facts.push(["Bars", String(take.bars.length)], ["Key", first.key || "–"], ["Meter", first.meter]);
  if (take.tempo.length > 0) facts.push(["Tempo", tempoText(take)]);
  if (take.style) facts.push(["Style", [take.style, ...(take.moods || [])].join(", ")]);
  if (take.sound) {
    facts.push(["Loudness", `${take.sound.loudness.toFixed(1)} LUFS`.replace("-", "−")]);
    facts.push(["Loudness range", `${take.sound.loudnessRange.toFixed(1)} LU`]);
  }
  if (take.truePeak !== undefined) facts.push(["True peak", `${take.truePeak.toFixed(1)} dBTP`.replace("-", "−")]);
  return facts;
}

function tempoText(take) {
  const values = countedTempo(take).map((entry) => beatsPerMinute(take, entry));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return (high - low < 0.05 ? low.toFixed(1) : `${low.toFixed(1)} to ${high.toFixed(1)}`) + " BPM";
}

function showFacts() {
  const now = factList(state.pair.new);
  const before = state.pair.old ? new Map(factList(state.pair.old)) : null;
  byID("facts").replaceChildren(...now.map(([name, value]) => {
    const was = before && before.has(name) && before.get(name) !== value ? make("span", { class: "was" }, `${before.get(name)} → `) : null;
    return make("div", {}, make("dt", {}, name), make("dd", {}, was, value));
  }));
  const { old } = state.pair;
  const named = (take) => (take.title && take.title !== take.label ? `${take.title} (${take.label})` : take.label);
  const isSame = old && named(old) === named(state.pair.new);
  byID("subtitle").textContent = !old ? "" : isSame ? named(old) : `A: ${named(old)}. B: ${named(state.pair.new)}.`;
  byID("subtitle").hidden = !old;
}

// MARK: Lanes

/** Parts of both takes under one name. */
function partRows() {
  const rows = [];
  const takes = [state.pair.new, state.pair.old].filter(Boolean);
  for (const take of takes) {
    for (const part of take.parts) {
      let row = rows.find((each) => each.id === part.id);
      if (!row) rows.push(row = { id: part.id, name: nameOf(part), parts: { old: null, new: null } });
      row.parts[take === state.pair.old ? "old" : "new"] = row.parts[take === state.pair.old ? "old" : "new"] || part;
    }
  }
  return rows;
}

function laneLabel(title, small) {
  const words = [small || []].flat().map((word) => make("span", {}, word));
  return make("div", { class: "label" }, make("b", { title }, title), small ? make("small", {}, words) : null);
}

/** A row of the timeline. `text` says in words what the picture shows. */
function addLane(title, small, height, draw, text, options = {}) {
  const canvas = make("canvas", { role: "img", "aria-label": text, height });
  canvas.style.height = `${height}px`;
  canvas.addEventListener("click", (event) => clickLane(event, canvas));
  const row = make("div", { class: `row ${options.class || ""}` }, options.label || laneLabel(title, small), canvas);
  byID("rows").append(row);
  state.lanes.push({ canvas, height, draw, row, stem: options.stem });
}

/** Which lanes a take has, to know whether another one needs others. */
function lanesOf(take) {
  const lists = [take.bars, take.chords, take.sync, take.tempo, take.voices].map((list) => (list.length > 0 ? "1" : "0"));
  return [...lists, take.sound ? "1" : "0", take.bars.some((bar) => bar.asked !== undefined) ? "1" : "0"].join("");
}

function buildLanes() {
  byID("rows").replaceChildren();
  state.lanes = [];
  const take = shown();
  if (take.bars.length > 0) {
    addLane("Bars", take.sound ? "click one to hear it" : null, 26, drawRuler, `${take.bars.length} bars`);
    addLane("Sections", null, 30, drawSections, `Sections: ${take.sections.map((each) => `${each.name} from bar ${each.bar}`).join(", ")}`);
    if (take.chords.length > 0) addLane("Chords", null, 26, drawChords, `${take.chords.length} chords; a table is below`);
  }
  if (take.sync.length > 0) {
    addLane("Sync points", ["◇ asked", "● placed"], 40, drawSync, take.sync.map((point) => `${point.name} at ${clockOf(point.placed, 3)}, ${errorText(point)}`).join("; "));
  }
  if (take.voices.length > 0) {
    addLane("Voice-over", null, 28, drawVoices, take.voices.map((each) => `Voice-over from ${clockOf(each.from)} to ${clockOf(each.to)}, the music at ${each.duckDB} dB`).join("; "));
  }
  if (take.bars.length > 0 && take.bars[0].asked !== undefined) {
    addLane("Intensity", ["▬ asked", "╌ notes/s", "● parts"], 70, drawIntensity, "Intensity asked of each bar, with the notes a second and the parts that sound; a table is below");
  }
  if (take.tempo.length > 0) addLane("Tempo", "BPM", 44, drawTempo, `Tempo: ${tempoText(take)}`);
  if (take.sound) {
    addLane("Loudness", ["LUFS, short-term", "and momentary"], 76, drawLoudness, `Loudness over time; integrated ${take.sound.loudness.toFixed(1)} LUFS`);
    addLane("Waveform", null, 64, drawWaveform, "Waveform of the master");
    addLane("Spectrogram", "32 Hz to 16 kHz", 120, drawSpectrogram, "Spectrogram of the master; a table is below");
  }
  partRows().forEach(addPart);
  addReturns(take);
  byID("timeline").hidden = state.lanes.length === 0;
}

function stemOf(name) {
  const has = (take) => take && take.sound && take.sound.tracks.some((track, index) => index > 0 && track.name === name);
  return has(state.pair.new) || has(state.pair.old) ? name : null;
}

function soloButtons(stem, name) {
  if (!stem) return null;
  const button = (word, set) => make("button", {
    type: "button", "aria-pressed": String(set.has(stem)), "aria-label": `${word} ${name}`, title: `${word} ${name}`,
    "data-stem": stem, "data-what": word, onclick: () => toggleStem(set, stem, name, word),
  }, word[0]);
  return make("div", { class: "sm", role: "group", "aria-label": name }, button("Solo", player.solos), button("Mute", player.mutes));
}

function addPart(row, index) {
  const colour = () => colours.parts[index % colours.parts.length];
  const both = [row.parts.new, row.parts.old].filter(Boolean);
  const rows = rowsOf(both);
  const changes = state.pair.changes.filter((each) => each.newPart === row.id || each.oldPart === row.id);
  const isOverlaid = sharesTime(state.pair);
  const draw = (view, take) => {
    const part = row.parts[player.side];
    drawRoll(view, take, rows);
    const isCompared = Boolean(state.pair.old);
    if (part) drawNotes(view, rows, part, isCompared ? colours.same : colour());
    if (isCompared) drawChanges(view, rows, changes, player.side, isOverlaid);
    drawRowNames(view, take, rows);
  };
  const swatch = make("span", { class: "sw" });
  swatch.style.background = state.pair.old ? "var(--same)" : `var(--p${index % 8})`;
  const count = state.pair.old ? `${both[0].notes.length} notes, ${changes.length} ${changes.length === 1 ? "change" : "changes"}` : `${both[0].notes.length} notes`;
  const small = [both[0].role, both[0].instrument !== row.id ? both[0].instrument : null, count].filter(Boolean).join(" · ");
  const words = make("div", {}, make("b", { title: row.name }, swatch, row.id), make("small", {}, small));
  const stem = stemOf(row.id);
  addLane(row.id, small, rows.height, draw, `${rows.drums ? "Drum grid" : "Piano roll"} of ${row.name}: ${count}; a table is below`, {
    class: "part-row", stem, label: make("div", { class: "label with-buttons" }, words, soloButtons(stem, row.id)),
  });
}

/** Returns have no notes, only sound. */
function addReturns(take) {
  if (!take.sound) return;
  for (const track of take.sound.tracks.slice(1).filter((each) => isReturn(each.name))) {
    const name = track.name.slice("return-".length);
    const words = make("div", {}, make("b", {}, name), make("small", {}, "return"));
    addLane(name, "return", 34, drawGrid, `Return ${name}`, {
      class: "part-row", stem: track.name, label: make("div", { class: "label with-buttons" }, words, soloButtons(track.name, name)),
    });
  }
}

// MARK: The view

function laneAxis() { return state.lanes.length > 0 ? axisOf(state.lanes[0].canvas) : 0; }
function laneWidth() { return state.lanes.length > 0 ? state.lanes[0].canvas.clientWidth - laneAxis() : 0; }
function laneLeft() { return state.lanes.length > 0 ? state.lanes[0].canvas.offsetLeft + laneAxis() : 0; }

function span() {
  const seconds = Math.max(shown().end, shown().seconds, 0.001);
  const visible = seconds / state.zoom;
  const scroller = byID("scroller");
  const room = scroller.scrollWidth - scroller.clientWidth;
  const from = room > 0 ? scroller.scrollLeft / room * (seconds - visible) : 0;
  return { from, to: from + visible };
}

function layOut() {
  const scroller = byID("scroller");
  byID("stack").style.width = `${scroller.clientWidth}px`;
  byID("wide").style.width = `${Math.round(scroller.clientWidth * state.zoom)}px`;
  drawAll();
}

function drawAll() {
  const part = span();
  for (const lane of state.lanes) {
    if (lane.canvas.clientWidth > 0) paint(lane.canvas, lane.height, part, (view) => lane.draw(view, shown()));
  }
  placeMarks();
}

function placeMarks() {
  const part = span();
  const x = (time) => laneLeft() + (time - part.from) / (part.to - part.from) * laneWidth();
  const head = byID("head-mark");
  const time = player.now();
  head.style.transform = `translateX(${x(time)}px)`;
  head.hidden = time < part.from || time > part.to;
  const mark = byID("loop-mark");
  mark.hidden = !player.loop || player.loop.end < part.from || player.loop.start > part.to;
  if (!mark.hidden) {
    const from = Math.max(laneLeft(), x(player.loop.start));
    mark.style.left = `${from}px`;
    mark.style.width = `${Math.max(0, Math.min(laneLeft() + laneWidth(), x(player.loop.end)) - from)}px`;
  }
}

/** @param share of the width that keeps its place. */
function setZoom(zoom) {
  const scroller = byID("scroller");
  const seconds = shown().end;
  const middle = player.now() >= span().from && player.now() <= span().to ? player.now() : (span().from + span().to) / 2;
  state.zoom = Math.max(1, Math.min(64, zoom));
  layOut();
  const visible = seconds / state.zoom;
  const room = scroller.scrollWidth - scroller.clientWidth;
  scroller.scrollLeft = state.zoom === 1 ? 0 : (middle - visible / 2) / (seconds - visible) * room;
  drawAll();
}

/** Keeps what is heard in view. */
function follow() {
  const part = span();
  const time = player.now();
  if (state.zoom === 1 || (time >= part.from && time < part.to - (part.to - part.from) * 0.06)) return;
  const scroller = byID("scroller");
  const visible = part.to - part.from;
  const from = Math.max(0, Math.min(time - visible * 0.08, shown().end - visible));
  scroller.scrollLeft = from / (shown().end - visible) * (scroller.scrollWidth - scroller.clientWidth);
}

// MARK: What is done

function say(text) { byID("status").textContent = text; }

// What a browser refuses to decode, it says in its own way.
addEventListener("unhandledrejection", (event) => say(`This browser can't play the sound: ${event.reason}`));

function clickLane(event, canvas) {
  const box = canvas.getBoundingClientRect();
  const part = span();
  const place = (event.clientX - box.left - laneAxis()) / laneWidth();
  const time = Math.max(0, part.from + place * (part.to - part.from));
  hearBar(barAt(shown(), time), shown().bars.length === 0 ? time : undefined);
}

/** Plays from the start of a bar; with the loop on, that bar again and again. */
async function hearBar(index, otherwise) {
  const take = shown();
  const start = otherwise === undefined ? take.bars[index].t : otherwise;
  if (player.loop && take.bars.length > 0) await player.setLoop({ start, end: barEnd(take, index) });
  await player.seek(start);
  await player.play();
  say(player.isPlaying ? `Playing from bar ${index + 1}` : `Bar ${index + 1}`);
}

function stepBar(by) {
  const take = shown();
  if (take.bars.length === 0) return;
  const time = player.now();
  const index = barAt(take, time);
  const isLate = time - take.bars[index].t > 0.4;
  const next = Math.max(0, Math.min(take.bars.length - 1, by < 0 && isLate ? index : index + by));
  if (player.loop) player.setLoop({ start: take.bars[next].t, end: barEnd(take, next) });
  player.seek(take.bars[next].t);
  say(`Bar ${next + 1}`);
}

async function togglePlay() {
  if (player.isPlaying) player.pause(); else await player.play();
  say(player.isPlaying ? `Playing from ${spokenPlace()}` : `Paused at ${spokenPlace()}`);
}

function spokenPlace() {
  const take = shown();
  return take.bars.length > 0 ? `bar ${barAt(take, player.now()) + 1}` : spokenTime(player.now());
}

function setLoop(isOn) {
  const take = shown();
  if (take.bars.length === 0) return;
  const index = barAt(take, player.now());
  player.setLoop(isOn ? { start: take.bars[index].t, end: barEnd(take, index) } : null);
  say(isOn ? `Looping bar ${index + 1}` : "Loop off");
}

async function setSide(side) {
  if (!state.pair[side] || player.side === side) return;
  const before = player.side;
  await player.setSide(side);
  document.querySelector(`input[name=side][value=${side}]`).checked = true;
  if (lanesOf(state.pair[before]) !== lanesOf(state.pair[side])) buildLanes();
  layOut();
  showTables();
  say(side === "old" ? "Hearing A, old" : "Hearing B, new");
}

function toggleStem(set, stem, name, word) {
  player.toggle(set, stem);
  say(`${word} ${name} ${set.has(stem) ? "on" : "off"}`);
}

// MARK: What follows the player

function hearingText() {
  const take = shown();
  if (!take.sound) return "No sound is in this page.";
  const side = state.pair.old ? (player.side === "old" ? "Heard: A, old, " : "Heard: B, new, ") : "Heard: ";
  if (player.pending > 0) return `${side}decoding…`;
  if (player.solos.size > 0) return `${side}solo of ${[...player.solos].join(", ")}, before mastering`;
  if (player.mutes.size > 0) return `${side}all stems but ${[...player.mutes].join(", ")}, before mastering`;
  return `${side}the master`;
}

function refresh() {
  const isOn = player.isPlaying;
  byID("play").setAttribute("aria-pressed", String(isOn));
  byID("play-word").textContent = isOn ? "Pause" : "Play";
  byID("play-shape").setAttribute("d", isOn ? "M3 2h4v12H3zM9 2h4v12H9z" : "M3 1.5v13l11-6.5z");
  byID("loop").checked = Boolean(player.loop);
  byID("hearing").textContent = hearingText();
  for (const button of document.querySelectorAll("[data-stem]")) {
    const set = button.dataset.what === "Solo" ? player.solos : player.mutes;
    button.setAttribute("aria-pressed", String(set.has(button.dataset.stem)));
  }
  for (const lane of state.lanes) {
    lane.row.classList.toggle("silent", Boolean(lane.stem) && player.usesStems && !player.isHeard(lane.stem));
  }
  showPlace();
  if (isOn && !state.isTicking) {
    state.isTicking = true;
    requestAnimationFrame(tick);
  }
}

function tick() {
  if (!player.isPlaying) { state.isTicking = false; return; }
  if (!player.loop && player.now() >= player.seconds) {
    player.pause();
    player.position = 0;
    refresh();
    say("At the end");
    state.isTicking = false;
    return;
  }
  follow();
  showPlace();
  requestAnimationFrame(tick);
}

function showPlace() {
  const take = shown();
  const time = player.now();
  byID("bar").textContent = placeOf(take, time) || "–";
  byID("clock").textContent = `${clockOf(time)} / ${clockOf(take.seconds)}`;
  const section = take.sections[lastAt(take.sections, time)];
  const chord = take.chords[lastAt(take.chords, time)];
  byID("here").textContent = [section && section.name, chord && chord.name].filter(Boolean).join(" · ");
  const seek = byID("seek");
  seek.max = String(take.seconds || 1);
  if (document.activeElement !== seek || player.isPlaying) seek.value = String(time);
  seek.setAttribute("aria-valuetext", `${take.bars.length > 0 ? `bar ${barAt(take, time) + 1}, ` : ""}${spokenTime(time)}`);
  placeMarks();
}

// MARK: Tables

function showTables() {
  const take = shown();
  const onPlay = take.sound ? (index) => hearBar(index) : null;
  const tables = [];
  if (take.bars.length > 0) tables.push(lazyTable("Bars", () => barsTable(take, onPlay)));
  if (take.sections.length > 0) tables.push(lazyTable("Sections", () => sectionsTable(take)));
  if (take.chords.length > 0) tables.push(lazyTable("Chords", () => chordsTable(take)));
  if (take.tempo.length > 0) tables.push(lazyTable("Tempo", () => tempoTable(take)));
  if (take.sound) {
    tables.push(lazyTable("Loudness", () => loudnessTable(take)));
    tables.push(lazyTable("Spectrum, dB below full scale", () => spectrumTable(take)));
  }
  for (const part of take.parts) tables.push(lazyTable(`Notes of ${part.id}`, () => notesTable(take, part)));
  byID("tables").replaceChildren(...tables);
  byID("sync").hidden = take.sync.length === 0;
  byID("sync-body").replaceChildren(syncTable(take));
}

function showChanges() {
  byID("changes").hidden = page.kind !== "diff";
  if (page.kind !== "diff") return;
  const parts = [];
  for (const [names, word] of [[page.onlyOld, "old"], [page.onlyNew, "new"]]) {
    if (names && names.length > 0) parts.push(make("p", { class: "note" }, `Only on the ${word} side: ${names.join(", ")}.`));
  }
  if (state.pair.identical) parts.push(make("p", { class: "note" }, "Nothing: both are the same."));
  else parts.push(make("div", { class: "table-box tall", tabindex: 0, role: "region", "aria-label": "What changed" }, factsTable(state.pair.facts)));
  if (state.pair.changes.length > 0) parts.push(lazyTable(`Notes that changed: ${state.pair.changes.length}`, () => changesTable(state.pair)));
  byID("changes-body").replaceChildren(...parts);
}

function showLegend() {
  if (!state.pair.old || state.pair.old.parts.length === 0) { byID("legend").replaceChildren(); return; }
  const words = { same: "the same", added: "added", removed: "removed", moved: "moved", repitched: "re-pitched", changed: "length, velocity or marks" };
  byID("legend").replaceChildren(...Object.entries(words).map(([style, word]) => {
    const canvas = make("canvas", { "aria-hidden": "true" });
    drawLegendSign(canvas, style);
    return make("span", {}, canvas, word);
  }));
}

// MARK: From the start

function showPair(index) {
  player.pause();
  player.position = 0;
  player.loop = null;
  state.pair = pairs[index];
  player.side = "new";
  byID("transport").hidden = !player.hasSound;
  byID("seek").hidden = !player.hasSound;
  byID("sides").hidden = !state.pair.old || !player.hasSound && state.pair.old.bars.length === 0;
  if (state.pair.old && !player.hasSound) {
    byID("transport").hidden = byID("sides").hidden;
    for (const id of ["play", "back", "ahead"]) byID(id).hidden = true;
    byID("loop").parentElement.hidden = true;
  }
  readColours();
  showFacts();
  showChanges();
  showLegend();
  state.zoom = 1;
  buildLanes();
  // On a narrow screen bars would be too narrow to hit.
  byID("stack").style.width = `${byID("scroller").clientWidth}px`;
  const bars = shown().bars.length;
  state.zoom = bars > 0 ? Math.max(1, Math.min(16, narrowestBar * bars / Math.max(1, laneWidth()))) : 1;
  layOut();
  showTables();
  refresh();
}

/** Pixels. */
const narrowestBar = 24;

const soloKeys = { Digit1: 0, Digit2: 1, Digit3: 2, Digit4: 3, Digit5: 4, Digit6: 5, Digit7: 6, Digit8: 7, Digit9: 8 };

function pressKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !byID("shortcuts").checked) return;
  const target = event.target;
  const isButton = target.closest("button, summary, input[type=checkbox], input[type=radio]");
  if (target.closest("select, textarea, input[type=range]") && event.code !== "Space") return;
  if (event.code === "Space" && isButton) return;
  if (target.matches("input[type=radio]") && event.key.startsWith("Arrow")) return;
  const action = actionOf(event);
  if (!action) return;
  event.preventDefault();
  action();
}

function actionOf(event) {
  if (event.code in soloKeys) {
    const row = partRows()[soloKeys[event.code]];
    const stem = row && stemOf(row.id);
    if (!stem) return null;
    return event.shiftKey ? () => toggleStem(player.mutes, stem, row.id, "Mute") : () => toggleStem(player.solos, stem, row.id, "Solo");
  }
  switch (event.key) {
    case " ": return player.hasSound ? togglePlay : null;
    case "ArrowLeft": return () => stepBar(-1);
    case "ArrowRight": return () => stepBar(1);
    case "Home": return () => { player.seek(0); say("At the start"); };
    case "l": case "L": return player.hasSound ? () => setLoop(!player.loop) : null;
    case "x": case "X": return state.pair.old ? () => setSide(player.side === "old" ? "new" : "old") : null;
    case "+": case "=": return () => setZoom(state.zoom * 2);
    case "-": return () => setZoom(state.zoom / 2);
    case "0": return () => setZoom(1);
    default: return null;
  }
}

function listen() {
  byID("play").addEventListener("click", togglePlay);
  byID("back").addEventListener("click", () => stepBar(-1));
  byID("ahead").addEventListener("click", () => stepBar(1));
  byID("loop").addEventListener("change", (event) => setLoop(event.target.checked));
  byID("seek").addEventListener("input", (event) => player.seek(Number(event.target.value)));
  for (const input of document.querySelectorAll("input[name=side]")) {
    input.addEventListener("change", () => setSide(input.value));
  }
  byID("zoom-in").addEventListener("click", () => setZoom(state.zoom * 2));
  byID("zoom-out").addEventListener("click", () => setZoom(state.zoom / 2));
  byID("zoom-fit").addEventListener("click", () => setZoom(1));
  byID("scroller").addEventListener("scroll", drawAll, { passive: true });
  document.addEventListener("keydown", pressKey);
  window.addEventListener("resize", layOut);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); showLegend(); drawAll(); });
  byID("pair").addEventListener("change", (event) => showPair(Number(event.target.value)));
}

function soundBytes() {
  let sum = 0;
  for (const pair of pairs) {
    for (const take of [pair.old, pair.new]) if (take && take.sound) for (const track of take.sound.tracks) sum += track.bytes;
  }
  return sum;
}

function start() {
  byID("pair-choice").hidden = pairs.length < 2;
  byID("pair").replaceChildren(...pairs.map((pair, index) => make("option", { value: index }, pair.new.label)));
  const size = soundBytes();
  byID("made").textContent = `Made by songc ${page.songc}. This file loads nothing`
    + (size > 0 ? `; ${(size / 1e6).toFixed(1)} MB of it are sound.` : ", and no sound is in it.");
  listen();
  if (pairs.length > 0) showPair(0);
  document.body.classList.remove("loading");
}

/** For scripts that check the page. */
window.songcPage = { player, state, pairs, axisOf };
start();
