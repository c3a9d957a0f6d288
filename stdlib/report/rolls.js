"use strict";
// Notes: piano rolls, grids of drums, and what became of notes between two takes.

/** The rows of a part over all its takes: keys of drums from low to high, or a range of keys. */
function rowsOf(parts) {
  const drums = parts.some((part) => part.drums);
  const keys = new Map();
  for (const part of parts) {
    for (const note of part.notes) if (!keys.has(note.key)) keys.set(note.key, null);
    for (const row of part.rows || []) keys.set(row.key, row.name);
  }
  const sorted = [...keys.keys()].sort((a, b) => a - b);
  if (drums) return { drums, keys: sorted, names: sorted.map((key) => keys.get(key) || String(key)), height: Math.max(28, sorted.length * 14 + 6) };
  const low = sorted.length ? sorted[0] - 2 : 58;
  const high = sorted.length ? sorted[sorted.length - 1] + 2 : 62;
  return { drums, low, high, height: Math.max(56, Math.min(132, (high - low + 1) * 4.5)) };
}

/** Where a key lies: its middle, and the height of a note. */
function spotOf(view, rows, key) {
  if (rows.drums) {
    const step = (view.height - 6) / Math.max(1, rows.keys.length);
    return { y: view.height - 3 - (rows.keys.indexOf(key) + 0.5) * step, height: step };
  }
  const step = view.height / (rows.high - rows.low + 1);
  return { y: view.height - (key - rows.low + 0.5) * step, height: Math.max(3, step * 0.86) };
}

/** A note's box; drums are as wide as they are loud. */
function boxOf(view, rows, note) {
  const spot = spotOf(view, rows, note.key);
  const x = view.x(note.t);
  if (!rows.drums) {
    // On whole pixels, or edges would be pale.
    const left = Math.round(x);
    const width = Math.max(2, Math.round(view.x(note.t + note.d)) - left - 1);
    return { x: left, y: Math.round(spot.y - spot.height / 2), width, height: Math.round(spot.height) };
  }
  const size = Math.max(4, Math.min(spot.height - 2, 4 + (note.velocity || 80) / 127 * (spot.height - 5)));
  return { x: x - 1, y: spot.y - size / 2, width: Math.max(3, Math.min(size, view.scale * 0.09)), height: size };
}

function drawRoll(view, take, rows) {
  const { g } = view;
  if (rows.drums) {
    rows.keys.forEach((key, index) => {
      if (index % 2 === 1) return;
      const spot = spotOf(view, rows, key);
      g.fillStyle = colours.row;
      g.fillRect(0, spot.y - spot.height / 2, view.width, spot.height);
    });
  } else {
    for (let key = rows.low; key <= rows.high; key += 1) {
      const spot = spotOf(view, rows, key);
      const step = view.height / (rows.high - rows.low + 1);
      if (![1, 3, 6, 8, 10].includes(((key % 12) + 12) % 12)) continue;
      g.fillStyle = colours.row;
      g.fillRect(0, spot.y - step / 2, view.width, step);
    }
  }
  drawGrid(view, take);
}

function drawNotes(view, rows, part, colour) {
  const { g } = view;
  g.fillStyle = colour;
  g.strokeStyle = colour;
  g.lineWidth = 1;
  for (const note of part.notes) {
    if (note.held || note.t > view.to || note.t + Math.max(note.d, 0.1) < view.from) continue;
    const box = boxOf(view, rows, note);
    // Soft notes are seen by their edges; a drum's size says how strong it is.
    g.globalAlpha = rows.drums ? 1 : 0.25 + 0.75 * note.velocity / 127;
    g.fillRect(box.x, box.y, box.width, box.height);
    g.globalAlpha = 1;
    if (!rows.drums) g.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
  }
}

/** Names of rows, above the notes. */
function drawRowNames(view, take, rows) {
  if (rows.drums) {
    rows.keys.forEach((key, index) => label(view, rows.names[index], spotOf(view, rows, key).y));
    return;
  }
  for (let key = Math.ceil(rows.low / 12) * 12; key <= rows.high; key += 12) {
    label(view, noteName(take, key), spotOf(view, rows, key).y);
  }
}

/** A sign for each kind of change, so that colour isn't all there is; `isBack` turns arrows down or to the left. */
function drawSign(g, style, x, y, size, isBack = false) {
  const way = isBack ? -size : size;
  g.beginPath();
  if (style === "added") {
    g.moveTo(x - size, y); g.lineTo(x + size, y); g.moveTo(x, y - size); g.lineTo(x, y + size);
  } else if (style === "removed") {
    g.moveTo(x - size, y - size); g.lineTo(x + size, y + size); g.moveTo(x + size, y - size); g.lineTo(x - size, y + size);
  } else if (style === "moved") {
    g.moveTo(x - way, y); g.lineTo(x + way, y); g.moveTo(x, y - size); g.lineTo(x + way, y); g.lineTo(x, y + size);
  } else if (style === "repitched") {
    g.moveTo(x, y + way); g.lineTo(x, y - way); g.moveTo(x - size, y); g.lineTo(x, y - way); g.lineTo(x + size, y);
  } else {
    g.moveTo(x - size, y); g.quadraticCurveTo(x - size / 2, y - 2 * size, x, y); g.quadraticCurveTo(x + size / 2, y + 2 * size, x + size, y);
  }
  g.stroke();
}

/** A note that is there: filled, with its sign above it or, where there is room, in it. */
function drawPresent(g, style, box, isBack) {
  g.fillStyle = colours[style];
  g.fillRect(box.x, box.y, box.width, box.height);
  const isRoomy = box.height >= 9 && box.width >= 9;
  g.strokeStyle = isRoomy ? colours["on-note"] : colours[style];
  g.lineWidth = 1.5;
  drawSign(g, style, isRoomy ? box.x + 5 : box.x + 2.5, isRoomy ? box.y + box.height / 2 : box.y - 4.5, 3, isBack);
}

/** A note that is gone: hollow, its edge broken, crossed out. */
function drawAbsent(g, style, box) {
  g.strokeStyle = colours[style];
  g.lineWidth = 1.25;
  g.setLineDash([3, 2]);
  g.strokeRect(box.x + 0.5, box.y + 0.5, Math.max(2, box.width - 1), Math.max(2, box.height - 1));
  g.setLineDash([]);
  if (style === "removed") drawSign(g, style, box.x + Math.min(4, box.width / 2), box.y + box.height / 2, Math.min(3, box.height / 2));
}

function drawLink(g, style, from, to) {
  g.strokeStyle = colours[style];
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(from.x + 1, from.y + from.height / 2);
  g.lineTo(to.x + 1, to.y + to.height / 2);
  g.stroke();
}

/** What became of notes: what is gone and what came where both takes share their time, else what concerns this take. */
function drawChanges(view, rows, changes, side, isOverlaid) {
  const { g } = view;
  const isNear = (note) => note && note.t < view.to && note.t + Math.max(note.d, 0.1) > view.from;
  for (const change of changes) {
    const style = styleOf(change);
    const isBack = Boolean(change.old && change.new)
      && (style === "repitched" ? change.new.key < change.old.key : change.new.t < change.old.t);
    const old = isNear(change.old) && (isOverlaid || side === "old") ? boxOf(view, rows, change.old) : null;
    const now = isNear(change.new) && (isOverlaid || side === "new") ? boxOf(view, rows, change.new) : null;
    if (old && now && style !== "changed") drawLink(g, style, old, now);
    if (old && (style !== "changed" || !now)) {
      if (side === "old" && !isOverlaid && style !== "removed") drawPresent(g, style, old, isBack); else drawAbsent(g, style, old);
    }
    if (now) drawPresent(g, style, now, isBack);
  }
}

/** The key to the signs. */
function drawLegendSign(canvas, style) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = 34 * ratio;
  canvas.height = 16 * ratio;
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  const box = { x: 6, y: 3, width: 22, height: 10 };
  if (style === "removed") drawAbsent(g, style, box);
  else if (style === "same") { g.fillStyle = colours.same; g.fillRect(box.x, box.y, box.width, box.height); }
  else drawPresent(g, style, box);
}
