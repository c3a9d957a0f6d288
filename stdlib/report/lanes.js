"use strict";
// Pictures: each lane is a canvas of its own, which is drawn for the stretch of time that is in view.

let colours = {};

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["page", "panel", "ink", "soft", "line", "grid", "beat", "accent", "band", "row", "added", "removed", "moved",
    "repitched", "changed", "same", "on-note", "focus"];
  colours = {};
  // Canvases know no colours of the system's, an element does.
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.forcedColorAdjust = "none";
  const rgb = (value) => { probe.style.color = value; return getComputedStyle(probe).color; };
  const named = (name) => rgb(`var(--${name})`);
  for (const name of names) colours[name] = named(name);
  colours.parts = Array.from({ length: 8 }, (_, i) => named(`p${i}`));
  colours.sections = Array.from({ length: 6 }, (_, i) => named(`s${i}`));
  colours.heat = style.getPropertyValue("--heat").trim().split(/\s+/).map(rgb);
  probe.remove();
  colours.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  colours.small = `10.5px ${getComputedStyle(document.body).fontFamily}`;
}

/** What scales take at the left of a picture. */
function axisOf(canvas) { return canvas.clientWidth < 600 ? 48 : 84; }

/** Prepares a canvas for its size on the screen, draws a lane and then its scale. */
function paint(canvas, height, span, draw) {
  const view = viewOf(canvas, height, span);
  view.g.save();
  view.g.beginPath();
  view.g.rect(0, 0, view.width, height);
  view.g.clip();
  draw(view);
  view.g.restore();
  view.g.textBaseline = "middle";
  for (const each of view.labels) paintLabel(view, each);
}

/** What lanes draw by: times are at `x`, from the left edge of the picture. */
function viewOf(canvas, height, span) {
  const axis = axisOf(canvas);
  const width = Math.max(1, canvas.clientWidth - axis);
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round((width + axis) * ratio)) canvas.width = Math.round((width + axis) * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width + axis, height);
  g.translate(axis, 0);
  g.font = colours.font;
  g.textBaseline = "middle";
  const scale = width / (span.to - span.from);
  return { g, axis, width, height, labels: [], from: span.from, to: span.to, scale, x: (time) => (time - span.from) * scale };
}

/** Bar lines, and beats where there is room. */
function drawGrid(view, take) {
  const { g } = view;
  take.bars.forEach((bar, index) => {
    const end = barEnd(take, index);
    if (end < view.from || bar.t > view.to) return;
    const beatWidth = (end - bar.t) * view.scale / Math.max(1, bar.beats.length);
    if (beatWidth >= 14) {
      g.fillStyle = colours.beat;
      for (const beat of bar.beats.slice(1)) g.fillRect(Math.round(view.x(beat)), 0, 1, view.height);
    }
    if ((end - bar.t) * view.scale >= 4) {
      g.fillStyle = colours.grid;
      g.fillRect(Math.round(view.x(bar.t)), 0, 1, view.height);
    }
  });
}

/** Text that is cut where its box ends, and stays in view while its box does. */
function drawIn(view, text, from, to, y, padding = 4) {
  const start = Math.max(from, 0) + padding;
  const room = Math.min(to, view.width) - start - 2;
  if (room < 8) return;
  let shown = text;
  while (shown.length > 1 && view.g.measureText(shown).width > room) shown = shown.slice(0, -1);
  if (shown.length < text.length && shown.length < 2) return;
  view.g.fillText(shown, start, y);
}

function drawRuler(view, take) {
  drawGrid(view, take);
  const { g } = view;
  const widest = 30;
  const usual = take.bars.length > 1 ? (take.bars[take.bars.length - 1].t - take.bars[0].t) / (take.bars.length - 1) * view.scale : view.width;
  const step = [1, 2, 4, 8, 16, 32, 64, 128].find((each) => each * usual >= widest) || 256;
  let last = "";
  take.bars.forEach((bar, index) => {
    const x = view.x(bar.t);
    const isNewMeter = bar.meter !== last;
    last = bar.meter;
    if (x < -40 || x > view.width) return;
    if (index % step === 0) {
      g.fillStyle = colours.soft;
      g.fillRect(Math.round(x), 3, 1, view.height - 3);
      g.fillStyle = colours.ink;
      g.fillText(String(index + 1), x + 4, view.height / 2 + 1);
    }
    if (isNewMeter && index > 0) {
      g.fillStyle = colours.soft;
      g.fillText(bar.meter, x + 4 + (index % step === 0 ? 22 : 0), view.height / 2 + 1);
    }
  });
}

function drawSections(view, take) {
  const { g } = view;
  const names = [];
  take.sections.forEach((section, index) => {
    const key = section.segment || section.name;
    if (!names.includes(key)) names.push(key);
    const from = view.x(section.t);
    const to = view.x(index + 1 < take.sections.length ? take.sections[index + 1].t : take.end);
    g.fillStyle = colours.sections[names.indexOf(key) % colours.sections.length];
    g.fillRect(from + 1, 3, Math.max(1, to - from - 2), view.height - 6);
    g.fillStyle = colours.soft;
    g.fillRect(Math.round(from), 3, 2, view.height - 6);
    g.fillStyle = colours.ink;
    drawIn(view, section.name, from, to, view.height / 2 + 1, 7);
  });
}

function drawChords(view, take) {
  const { g } = view;
  drawGrid(view, take);
  take.chords.forEach((chord, index) => {
    const from = view.x(chord.t);
    const to = view.x(index + 1 < take.chords.length ? take.chords[index + 1].t : take.end);
    if (to < 0 || from > view.width) return;
    g.fillStyle = colours.soft;
    g.fillRect(Math.round(from), 4, 1, view.height - 8);
    // Half a name would be another chord.
    if (g.measureText(chord.name).width + 8 > to - from) return;
    g.fillStyle = colours.ink;
    g.fillText(chord.name, from + 4, view.height / 2 + 1);
  });
}

/** Where a point was asked stands a hollow mark, where it landed a filled one; a point that is missed has a cross. */
function drawSync(view, take) {
  const { g } = view;
  drawGrid(view, take);
  let free = -1e9;
  for (const point of take.sync) {
    const asked = view.x(point.asked);
    const placed = view.x(point.placed);
    const isMet = point.met !== false;
    const colour = isMet ? colours.accent : colours.removed;
    g.strokeStyle = colour;
    g.fillStyle = colour;
    g.lineWidth = 1.5;
    g.fillRect(placed - 0.75, 0, 1.5, view.height);
    g.beginPath();
    g.moveTo(asked, 4); g.lineTo(asked + 5, 9); g.lineTo(asked, 14); g.lineTo(asked - 5, 9); g.closePath();
    g.stroke();
    if (isMet) {
      g.beginPath();
      g.arc(placed, 9, 3, 0, 7);
      g.fill();
    } else {
      g.beginPath();
      g.moveTo(placed - 4, 5); g.lineTo(placed + 4, 13); g.moveTo(placed + 4, 5); g.lineTo(placed - 4, 13);
      g.stroke();
    }
    const text = `${point.name} ${errorText(point)}`;
    const start = Math.min(placed + 4, view.width - g.measureText(text).width - 2);
    if (start < free) continue;
    g.fillStyle = colours.ink;
    g.fillText(text, start, view.height - 9);
    free = start + g.measureText(text).width + 8;
  }
}

function errorText(point) {
  const value = point.errorMS;
  return `${value > 0 ? "+" : value < 0 ? "−" : "±"}${Math.abs(value).toFixed(Math.abs(value) < 10 ? 1 : 0)} ms`;
}

/** A line that holds each value to the next time. */
function stepLine(view, list, valueOf, y, end) {
  const { g } = view;
  g.beginPath();
  list.forEach((entry, index) => {
    const next = index + 1 < list.length ? list[index + 1].t : end;
    const height = y(valueOf(entry));
    if (index === 0) g.moveTo(view.x(entry.t), height); else g.lineTo(view.x(entry.t), height);
    g.lineTo(view.x(next), height);
  });
  g.stroke();
}

/** Where somebody speaks over the music. */
function drawVoices(view, take) {
  const { g } = view;
  drawGrid(view, take);
  for (const voice of take.voices) {
    const [from, to] = [view.x(voice.from), view.x(voice.to)];
    g.strokeStyle = colours.soft;
    g.fillStyle = colours.band;
    g.fillRect(from, 4, to - from, view.height - 8);
    g.strokeRect(from + 0.5, 4.5, to - from - 1, view.height - 9);
    g.fillStyle = colours.ink;
    drawIn(view, `music ${String(voice.duckDB).replace("-", "−")} dB`, from, to, view.height / 2 + 1, 6);
  }
}

/** Asked: filled steps. Measured: notes a second as a line, parts that sound as dots. */
function drawIntensity(view, take) {
  const { g } = view;
  drawGrid(view, take);
  const bottom = view.height - 4;
  const top = 6;
  const y = (share) => bottom - share * (bottom - top);
  g.globalAlpha = 0.3;
  g.fillStyle = colours.accent;
  take.bars.forEach((bar, index) => {
    const from = view.x(bar.t);
    g.fillRect(from, y(bar.asked), view.x(barEnd(take, index)) - from, bottom - y(bar.asked));
  });
  g.globalAlpha = 1;
  g.strokeStyle = colours.accent;
  g.lineWidth = 1.5;
  stepLine(view, take.bars, (bar) => bar.asked, y, take.end);
  const most = Math.max(1, ...take.bars.map((bar) => bar.onsets));
  label(view, "100 %", y(1) + 2);
  label(view, "50 %", y(0.5));
  g.strokeStyle = colours.ink;
  g.lineWidth = 1.5;
  g.setLineDash([5, 3]);
  stepLine(view, take.bars, (bar) => bar.onsets / most, y, take.end);
  g.setLineDash([]);
  const all = Math.max(1, take.parts.length);
  g.fillStyle = colours.ink;
  take.bars.forEach((bar, index) => {
    const x = (view.x(bar.t) + view.x(barEnd(take, index))) / 2;
    g.beginPath();
    g.arc(x, y(bar.sounding / all), 2.2, 0, 7);
    g.fill();
  });
}

function drawTempo(view, take) {
  const { g } = view;
  drawGrid(view, take);
  const list = countedTempo(take);
  const ring = take.bars.find((bar) => bar.rings);
  const end = ring ? ring.t : take.end;
  const values = list.map((entry) => beatsPerMinute(take, entry));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max(high - low, high * 0.02);
  const y = (value) => view.height - 7 - (value - low) / room * (view.height - 24);
  g.strokeStyle = colours.parts[4];
  g.lineWidth = 1.75;
  stepLine(view, list, (entry) => beatsPerMinute(take, entry), y, end);
  g.fillStyle = colours.ink;
  g.font = colours.small;
  let free = -1e9;
  let last = "";
  list.forEach((entry, index) => {
    const x = Math.max(2, view.x(entry.t) + 3);
    const text = values[index].toFixed(1);
    if (text === last || x < free || x > view.width) return;
    g.fillText(text, x, Math.max(7, y(values[index]) - 7));
    free = x + 34;
    last = text;
  });
}

function drawLoudness(view, take) {
  const { g } = view;
  const sound = take.sound;
  const [high, low] = [0, -48];
  const y = (level) => 3 + (high - Math.max(low, Math.min(high, level))) / (high - low) * (view.height - 6);
  g.font = colours.small;
  for (const level of [-12, -24, -36]) {
    g.fillStyle = colours.grid;
    g.fillRect(0, Math.round(y(level)), view.width, 1);
  }
  const line = (levels) => {
    g.beginPath();
    levels.forEach((level, index) => {
      const x = view.x((index + 1) * sound.loudnessStep);
      if (index === 0) g.moveTo(x, y(level)); else g.lineTo(x, y(level));
    });
  };
  line(sound.momentary);
  g.strokeStyle = colours.same;
  g.lineWidth = 1;
  g.stroke();
  line(sound.shortTerm);
  g.strokeStyle = colours.parts[2];
  g.lineWidth = 2;
  g.stroke();
  g.strokeStyle = colours.ink;
  g.lineWidth = 1;
  g.setLineDash([3, 3]);
  g.beginPath();
  g.moveTo(0, y(sound.loudness));
  g.lineTo(view.width, y(sound.loudness));
  g.stroke();
  g.setLineDash([]);
  for (const level of [-12, -24, -36]) label(view, String(level).replace("-", "−"), y(level));
}

const decoded = new Map();

/** The bytes of a picture of a take, decoded once. */
function pictureOf(sound, name) {
  if (!decoded.has(sound)) decoded.set(sound, {});
  const own = decoded.get(sound);
  own[name] = own[name] || bytesOf(sound[name].data);
  return own[name];
}

function drawWaveform(view, take) {
  const { g } = view;
  const sound = take.sound;
  const bytes = pictureOf(sound, "waveform");
  const columns = sound.waveform.columns;
  const middle = view.height / 2;
  g.fillStyle = colours.parts[0];
  for (let x = 0; x < view.width; x += 1) {
    const first = Math.floor((view.from + x / view.scale) / sound.seconds * columns);
    const last = Math.max(first, Math.floor((view.from + (x + 1) / view.scale) / sound.seconds * columns) - 1);
    let low = 255;
    let high = 0;
    for (let column = Math.max(0, first); column <= Math.min(last, columns - 1); column += 1) {
      low = Math.min(low, bytes[2 * column]);
      high = Math.max(high, bytes[2 * column + 1]);
    }
    if (low > high) continue;
    const top = middle - (high - 128) / 127 * (middle - 2);
    g.fillRect(x, top, 1, Math.max(1, (high - low) / 127 * (middle - 2)));
  }
}

function channels(rgb) { return rgb.match(/[\d.]+/g).slice(0, 3).map(Number); }

/** A colour for each byte: nothing below -80 dB, the strongest from -6 dB on. */
function heatTable(spectrogram) {
  const stops = colours.heat.map(channels);
  const floor = spectrogram.floorDB;
  return Array.from({ length: 256 }, (_, value) => {
    const level = floor - floor * value / 255;
    const share = Math.max(0, Math.min(0.9999, (level + 80) / 74)) * (stops.length - 1);
    const [a, b] = [stops[Math.floor(share)], stops[Math.floor(share) + 1]];
    return a.map((channel, i) => Math.round(channel + (b[i] - channel) * (share % 1)));
  });
}

function spectrumImage(sound) {
  const { columns, bands } = sound.spectrogram;
  const key = colours.heat.join();
  const own = decoded.get(sound);
  if (own && own.imageKey === key) return own.image;
  const bytes = pictureOf(sound, "spectrogram");
  const image = document.createElement("canvas");
  image.width = columns;
  image.height = bands;
  const g = image.getContext("2d");
  const pixels = g.createImageData(columns, bands);
  const table = heatTable(sound.spectrogram);
  for (let column = 0; column < columns; column += 1) {
    for (let band = 0; band < bands; band += 1) {
      const at = 4 * ((bands - 1 - band) * columns + column);
      const colour = table[bytes[column * bands + band]];
      [pixels.data[at], pixels.data[at + 1], pixels.data[at + 2], pixels.data[at + 3]] = [...colour, 255];
    }
  }
  g.putImageData(pixels, 0, 0);
  Object.assign(decoded.get(sound), { image, imageKey: key });
  return image;
}

function drawSpectrogram(view, take) {
  const { g } = view;
  const sound = take.sound;
  const image = spectrumImage(sound);
  const { lowHz, highHz } = sound.spectrogram;
  const perSecond = image.width / sound.seconds;
  const from = Math.max(0, view.from);
  const to = Math.min(sound.seconds, view.to);
  g.imageSmoothingEnabled = true;
  g.drawImage(
    image, from * perSecond, 0, Math.max(0.01, (to - from) * perSecond), image.height,
    view.x(from), 0, (to - from) * view.scale, view.height);
  g.font = colours.small;
  for (const hertz of [100, 1000, 10000]) {
    const y = view.height * (1 - Math.log(hertz / lowHz) / Math.log(highHz / lowHz));
    label(view, hertz < 1000 ? `${hertz} Hz` : `${hertz / 1000} kHz`, y);
  }
}

/** A word of a lane's scale. */
function label(view, text, y) { view.labels.push({ text, y: Math.max(7, Math.min(view.height - 7, y)) }); }

/** At the left of the picture, where nothing is drawn; cut where it is too long. */
function paintLabel(view, { text, y }) {
  const { g } = view;
  g.font = colours.small;
  const room = view.axis - 8;
  let shown = text;
  while (shown.length > 1 && g.measureText(shown).width > room) shown = `${shown.slice(0, shown.endsWith("…") ? -2 : -1)}…`;
  g.fillStyle = colours.soft;
  g.fillText(shown, -g.measureText(shown).width - 5, y + 0.5);
}
