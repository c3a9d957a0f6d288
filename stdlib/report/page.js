"use strict";
// The page itself: what is shown of which piece, what is done on it, and what runs while it plays.

const byID = (id) => document.getElementById(id);
const state = { pair: pairs[0], rows: [], zoom: 1, lanes: [] };
const player = new Player((side) => state.pair && state.pair[side], (side, name) => stemGroup(state.rows, side, name), refresh);
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** The take that is shown: the one that is heard. */
function shown() { return state.pair[player.side] || state.pair.new; }

// MARK: The head

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

/** Words under a title: the key to the picture's signs is of no use to who doesn't see it. */
function smallWords(small, isKey) {
  return make("small", { "aria-hidden": isKey && "true" }, [small].flat().map((word) => make("span", {}, word)));
}

function laneLabel(title, small) {
  return make("div", { class: "label" }, make("b", {}, title), small ? smallWords(small, true) : null);
}

/** A row of the timeline. `tell` says in words what the picture shows of a take; null where it shows nothing. */
function addLane(title, small, height, draw, tell, options = {}) {
  const canvas = make("canvas", tell ? { role: "img", height } : { "aria-hidden": "true", height });
  canvas.style.height = `${height}px`;
  canvas.addEventListener("click", (event) => clickLane(event, canvas));
  const row = make("div", { class: `row ${options.class || ""}`, role: "listitem" }, options.label || laneLabel(title, small), canvas);
  byID("rows").append(row);
  state.lanes.push({ canvas, height, draw, row, tell, stem: options.stem });
}

function tellLanes() {
  for (const lane of state.lanes) if (lane.tell) lane.canvas.setAttribute("aria-label", lane.tell(shown()));
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
    addLane("Bars", take.sound ? "click one to hear it" : null, 26, drawRuler, barsText);
    if (take.sections.length > 0) addLane("Sections", null, 30, drawSections, sectionsText);
    if (take.chords.length > 0) addLane("Chords", null, 26, drawChords, chordsText);
  }
  if (take.sync.length > 0) addLane("Sync points", ["◇ asked", "● placed"], 40, drawSync, syncText);
  if (take.voices.length > 0) addLane("Voice-over", null, 28, drawVoices, voicesText);
  if (take.bars.length > 0 && take.bars[0].asked !== undefined) {
    addLane("Intensity", ["▬ asked", "╌ notes/s", "● parts"], 70, drawIntensity, intensityText);
  }
  if (take.tempo.length > 0) addLane("Tempo", "BPM", 44, drawTempo, tempiText);
  if (take.sound) {
    addLane("Loudness", ["LUFS, short-term", "and momentary"], 76, drawLoudness, loudnessText);
    addLane("Waveform", null, 64, drawWaveform, waveformText);
    addLane("Spectrogram", "32 Hz to 16 kHz", 120, drawSpectrogram, spectrumText);
  }
  state.rows.forEach(addPart);
  addReturns(take);
  tellLanes();
  byID("timeline").hidden = state.lanes.length === 0;
}

/** Whether a row has a track of its own on a side. */
function hasStem(row) {
  const has = (side) => {
    const take = state.pair[side];
    return take && take.sound && take.sound.tracks.some((track, index) => index > 0 && stemGroup(state.rows, side, track.name) === row.label);
  };
  return has("new") || has("old");
}

function soloButtons(stem, name) {
  const button = (word, setOf) => make("button", {
    type: "button", "aria-pressed": String(setOf().has(stem)), "aria-label": `${word} ${name}`, title: `${word} ${name}`,
    "data-stem": stem, "data-what": word, onclick: () => toggleStem(setOf(), stem, name, word),
  }, word[0]);
  return make("div", { class: "sm", role: "group", "aria-label": name }, button("Solo", () => player.solos), button("Mute", () => player.mutes));
}

function addPart(row, index) {
  const colour = () => colours.parts[index % colours.parts.length];
  const both = [row.parts.new, row.parts.old].filter(Boolean);
  const rows = rowsOf(both);
  const isOverlaid = sharesTime(state.pair);
  const draw = (view, take) => {
    const part = row.parts[player.side];
    drawRoll(view, take, rows);
    const isCompared = Boolean(state.pair.old);
    if (part) drawNotes(view, rows, part, isCompared ? colours.same : colour());
    if (isCompared) drawChanges(view, rows, row.changes, player.side, isOverlaid);
    drawRowNames(view, take, rows);
  };
  const swatch = make("span", { class: "sw" });
  swatch.style.background = state.pair.old ? "var(--same)" : `var(--p${index % 8})`;
  const counts = [...new Set([row.parts.old, row.parts.new].filter(Boolean).map((part) => part.notes.length))].join(" → ");
  const count = `${counts} notes${state.pair.old ? `, ${row.changes.length} ${row.changes.length === 1 ? "change" : "changes"}` : ""}`;
  const small = [[both[0].role, both[0].instrument !== both[0].id ? both[0].instrument : null].filter(Boolean).join(" · "), count].filter(Boolean);
  const words = make("div", {}, make("b", { title: row.name }, swatch, row.label), smallWords(small, false));
  const stem = hasStem(row) ? row.label : null;
  addLane(row.label, small, rows.height, draw, (take) => rollText(take, row, player.side), {
    class: "part-row", stem, label: make("div", { class: "label with-buttons" }, words, stem && soloButtons(stem, row.label)),
  });
}

/** Returns have no notes, only sound. */
function addReturns(take) {
  if (!take.sound) return;
  for (const track of take.sound.tracks.slice(1).filter((each) => isReturn(each.name))) {
    const name = track.name.slice("return-".length);
    const words = make("div", {}, make("b", {}, name), smallWords("return", false));
    addLane(name, "return", 34, drawGrid, null, {
      class: "part-row", stem: track.name, label: make("div", { class: "label with-buttons" }, words, soloButtons(track.name, `return ${name}`)),
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
  const time = calm.matches && player.isPlaying ? beatStart(shown(), player.now()) : player.now();
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

/** What is heard keeps its place where it is in view, else the middle. */
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
  say(state.zoom === 1 ? "All in view" : `Zoom: ${spokenTime(visible)} in view`);
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

/** Says what takes long; what comes at once says itself. */
async function waitFor(work) {
  const timer = setTimeout(() => say("Decoding the sound"), 800);
  try { return await work; } finally { clearTimeout(timer); }
}

/** Does what builds elements anew; the focus goes to the new one of the same name. */
function keepingFocus(work) {
  const nameOfFocus = (element) => {
    const group = element.closest("details, [role=group]");
    return [element.tagName, element.getAttribute("aria-label") || element.textContent, group && (group.getAttribute("aria-label") || group.firstChild.textContent)].join("|");
  };
  const was = document.activeElement;
  const name = was && was !== document.body ? nameOfFocus(was) : null;
  work();
  if (name === null || was.isConnected) return;
  const now = [...document.querySelectorAll(was.tagName)].find((each) => nameOfFocus(each) === name);
  if (now) now.focus({ preventScroll: true });
}

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
  await waitFor(player.play());
  follow();
  say(player.isPlaying ? `Playing from ${spokenPlace()}` : `At ${spokenPlace()}`);
}

/** A bar further or back; without bars a second. */
function stepBar(by) {
  const take = shown();
  const time = player.now();
  if (take.bars.length === 0) return goTo(time + by);
  const index = barAt(take, time);
  const isLate = time - take.bars[index].t > 0.4;
  const next = Math.max(0, Math.min(take.bars.length - 1, by < 0 && isLate ? index : index + by));
  if (player.loop) player.setLoop({ start: take.bars[next].t, end: barEnd(take, next) });
  const section = take.sections.find((each) => each.bar === next + 1);
  return goTo(take.bars[next].t, `Bar ${next + 1}${section ? `, ${section.name}` : ""}`);
}

/** A section further or back; without sections ten seconds. */
function stepSection(by) {
  const take = shown();
  const time = player.now();
  const starts = take.sections.map((section) => section.t);
  if (starts.length === 0) return goTo(time + 10 * by);
  const next = by > 0 ? starts.find((each) => each > time + 1e-3) : starts.findLast((each) => each < time - 0.4);
  return goTo(next ?? (by > 0 ? starts[starts.length - 1] : 0));
}

/** Goes to a time and says it; the slider says its place itself while it has the focus. */
function goTo(time, text) {
  player.seek(time);
  follow();
  if (document.activeElement === byID("seek")) showSeek(); else say(text || spokenPlace());
}

async function togglePlay() {
  if (player.isPlaying || player.starting) player.pause(); else await waitFor(player.play());
  say(player.isPlaying ? `Playing from ${spokenPlace()}` : `Paused at ${spokenPlace()}`);
}

function spokenPlace() {
  const take = shown();
  return take.bars.length > 0 ? `bar ${barAt(take, player.now()) + 1}` : spokenTime(player.now());
}

/** All that is known of where it is. */
function wholePlace() {
  const take = shown();
  const time = player.now();
  const [bar, beat] = placeOf(take, time).split("|");
  const section = take.sections[lastAt(take.sections, time)];
  const chord = take.chords[lastAt(take.chords, time)];
  return [bar && `bar ${bar} of ${take.bars.length}`, beat && `beat ${beat}`, section && section.name, chord && chord.name, spokenTime(time)]
    .filter(Boolean).join(", ");
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
  await waitFor(player.setSide(side));
  document.querySelector(`input[name=side][value=${side}]`).checked = true;
  keepingFocus(() => {
    if (lanesOf(state.pair[before]) !== lanesOf(state.pair[side])) buildLanes(); else tellLanes();
    layOut();
    showTables();
  });
  say(`${player.hasSound ? "Hearing" : "Showing"} ${side === "old" ? "A, old" : "B, new"}`);
}

async function toggleStem(set, stem, name, word) {
  await waitFor(player.toggle(set, stem));
  say(`${word} ${name} ${set.has(stem) ? "on" : "off"}`);
}

// MARK: What follows the player

function hearingText() {
  const take = shown();
  if (!take.sound) return "No sound is in this page.";
  const side = state.pair.old ? (player.side === "old" ? "Heard: A, old, " : "Heard: B, new, ") : "Heard: ";
  if (player.pending > 0) return `${side}decoding…`;
  const named = (set) => [...set].map((name) => name.replace(/^return-/, "return ")).join(", ");
  if (player.solos.size > 0) return `${side}solo of ${named(player.solos)}, before mastering`;
  if (player.mutes.size > 0) return `${side}all stems but ${named(player.mutes)}, before mastering`;
  return `${side}the master`;
}

function refresh() {
  const isOn = player.isPlaying;
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
  seek.value = String(time);
  // A slider with the focus tells every change of its words: while it plays, only those that somebody made.
  if (document.activeElement !== seek || !player.isPlaying) showSeek();
  placeMarks();
}

function showSeek() { byID("seek").setAttribute("aria-valuetext", wholePlace()); }

// MARK: Tables

function showTables() {
  const take = shown();
  const onPlay = take.sound ? (index) => hearBar(index) : null;
  const tables = [];
  const wasOpen = [...byID("tables").querySelectorAll("details[open]")].map((each) => each.firstChild.textContent);
  if (take.bars.length > 0) tables.push(lazyTable("Bars", () => barsTable(take, onPlay)));
  if (take.sections.length > 0) tables.push(lazyTable("Sections", () => sectionsTable(take)));
  if (take.chords.length > 0) tables.push(lazyTable("Chords", () => chordsTable(take)));
  if (take.tempo.length > 0) tables.push(lazyTable("Tempo", () => tempoTable(take)));
  if (take.voices.length > 0) tables.push(lazyTable("Voice-over", () => voicesTable(take)));
  if (take.sound) {
    tables.push(lazyTable("Loudness and peaks", () => loudnessTable(take)));
    tables.push(lazyTable("Spectrum, dB below full scale", () => spectrumTable(take)));
  }
  for (const row of state.rows) {
    const part = row.parts[player.side];
    if (part) tables.push(lazyTable(`Notes of ${row.label}`, () => notesTable(take, part, row.label)));
  }
  for (const details of tables.filter((each) => wasOpen.includes(each.firstChild.textContent))) {
    details.open = true;
    details.fill();
  }
  byID("tables").replaceChildren(...tables);
  for (const each of document.querySelectorAll(".of-side")) each.textContent = state.pair.old ? ` of ${player.side === "old" ? "A, old" : "B, new"}` : "";
  byID("sync").hidden = take.sync.length === 0;
  fillBox(byID("sync-body"), syncTable(take));
}

function showChanges() {
  byID("changes").hidden = page.kind !== "diff";
  if (page.kind !== "diff") return;
  const parts = [];
  for (const [names, word] of [[page.onlyOld, "old"], [page.onlyNew, "new"]]) {
    if (names && names.length > 0) parts.push(make("p", { class: "note" }, `Only on the ${word} side: ${names.join(", ")}.`));
  }
  if (state.pair.identical) parts.push(make("p", { class: "note" }, "Nothing: both are the same."));
  else parts.push(tableBox("What changed", factsTable(state.pair.facts), "table-box tall"));
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
  player.reset();
  state.pair = pairs[index];
  state.rows = partRowsOf(state.pair);
  const hasBars = [state.pair.old, state.pair.new].some((take) => take && take.bars.length > 0);
  byID("play").hidden = !player.hasSound;
  byID("loop").parentElement.hidden = !player.hasSound || !hasBars;
  for (const id of ["back", "ahead", "seek"]) byID(id).hidden = !player.hasSound && !hasBars;
  byID("sides").hidden = !state.pair.old || !player.hasSound && !hasBars;
  document.querySelector("input[name=side][value=new]").checked = true;
  byID("transport").hidden = !player.hasSound && !hasBars;
  byID("player").hidden = byID("transport").hidden;
  byID("scroller").setAttribute("aria-label", `Timeline. Left and right go by bars${player.hasSound ? ", Enter plays the bar" : ""}.`);
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
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  const action = ownAction(target, event.key) || (byID("shortcuts").checked && isFree(target, event) ? actionOf(event) : null);
  if (!action) return;
  event.preventDefault();
  action();
}

/** What a key does on the slider or on the timeline, whether the other keys work or not. */
function ownAction(target, key) {
  if (target.id === "scroller") {
    switch (key) {
      case "ArrowLeft": return () => stepBar(-1);
      case "ArrowRight": return () => stepBar(1);
      case "Enter": return () => hearBar(barAt(shown(), player.now()), shown().bars.length === 0 ? player.now() : undefined);
      default: return null;
    }
  }
  if (target.id !== "seek") return null;
  switch (key) {
    case "ArrowLeft": case "ArrowDown": return () => stepBar(-1);
    case "ArrowRight": case "ArrowUp": return () => stepBar(1);
    case "PageUp": return () => stepSection(1);
    case "PageDown": return () => stepSection(-1);
    case "Home": return () => goTo(0);
    case "End": return () => goTo(player.seconds);
    default: return null;
  }
}

/** Whether what has the focus leaves a key to the page. */
function isFree(target, event) {
  if (event.code === "Space") return !target.closest("button, summary, select, input[type=checkbox], input[type=radio]");
  if (target.closest("select")) return false;
  const moves = event.key.startsWith("Arrow") || event.key === "Home";
  return !(moves && target.closest("input[type=radio], .table-box"));
}

function actionOf(event) {
  if (event.code in soloKeys) {
    const row = state.rows[soloKeys[event.code]];
    if (!row || !hasStem(row)) return null;
    const [set, word] = event.shiftKey ? [player.mutes, "Mute"] : [player.solos, "Solo"];
    return () => toggleStem(set, row.label, row.label, word);
  }
  switch (event.key) {
    case " ": return player.hasSound ? togglePlay : null;
    case "ArrowLeft": return () => stepBar(-1);
    case "ArrowRight": return () => stepBar(1);
    case "Home": return () => goTo(0, "At the start");
    case "w": case "W": return () => say(`${player.isPlaying ? "Playing" : "At"} ${wholePlace()}. ${hearingText()}`);
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
  byID("seek").addEventListener("input", (event) => goTo(Number(event.target.value)));
  for (const input of document.querySelectorAll("input[name=side]")) {
    input.addEventListener("change", () => setSide(input.value));
  }
  byID("zoom-in").addEventListener("click", () => setZoom(state.zoom * 2));
  byID("zoom-out").addEventListener("click", () => setZoom(state.zoom / 2));
  byID("zoom-fit").addEventListener("click", () => setZoom(1));
  byID("scroller").addEventListener("scroll", drawAll, { passive: true });
  document.addEventListener("keydown", pressKey);
  window.addEventListener("resize", layOut);
  for (const media of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"]) {
    // By the next frame the system's colours are the new ones too.
    matchMedia(media).addEventListener("change", () => requestAnimationFrame(() => { readColours(); showLegend(); drawAll(); }));
  }
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
