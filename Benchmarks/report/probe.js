// SPDX-License-Identifier: Apache-2.0
"use strict";
// What access.py asks of a page: colours as they are rendered, what can be tabbed to, what is cut off.

window.probe = (() => {
  const numbers = (text) => {
    const list = (text.match(/[\d.]+(e-?\d+)?/g) || ["0", "0", "0", "0"]).map(Number);
    const scale = text.startsWith("color(srgb") ? 255 : 1;
    return [list[0] * scale, list[1] * scale, list[2] * scale, list.length > 3 ? list[3] : 1];
  };
  const over = (top, ground) => [0, 1, 2].map((i) => top[i] * top[3] + ground[i] * (1 - top[3])).concat(1);
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  /** WCAG 2.2, relative luminance. */
  const contrast = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  /** What a colour of the style sheet is now. */
  const named = (colour) => {
    const element = document.body.appendChild(document.createElement("i"));
    element.style.cssText = `forced-color-adjust: none; color: ${colour}`;
    const value = getComputedStyle(element).color;
    element.remove();
    return value;
  };
  /** Whether pictures are drawn in the colours that the system has now. */
  const isDrawn = () => colours.panel === named("var(--panel)") && colours.ink === named("var(--ink)");
  const canvasGround = () => (matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1]);
  /** What is painted behind an element's own content. */
  const groundOf = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      const colour = numbers(getComputedStyle(each).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((ground, layer) => over(layer, ground), canvasGround());
  };
  const isShown = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  const nameOf = (element) => (element.getAttribute("aria-label") || element.id || element.textContent || element.className).trim().slice(0, 40);

  /** Text whose contrast is too low: 4.5, or 3 where it is large. */
  const paleTexts = () => {
    const found = [];
    let count = 0;
    let least = 21;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!walker.currentNode.textContent.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName) || !isShown(element)) continue;
      const style = getComputedStyle(element);
      const size = parseFloat(style.fontSize);
      const needed = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700 ? 3 : 4.5;
      // Behind forced text the browser paints a plate of its own.
      const isForced = matchMedia("(forced-colors: active)").matches && style.forcedColorAdjust !== "none";
      const ground = isForced ? numbers(named("Canvas")) : groundOf(element);
      const value = contrast(over(numbers(style.color), ground), ground);
      count += 1;
      least = Math.min(least, value);
      if (value < needed) found.push(`${walker.currentNode.textContent.trim().slice(0, 20)} ${value.toFixed(2)}`);
    }
    return { found, count, least };
  };

  /** Controls of the page's own whose edge and ground are both like what is around them. */
  const paleControls = () => {
    const found = [];
    let least = 21;
    for (const each of document.querySelectorAll("button, select, .sides")) {
      if (!isShown(each)) continue;
      const outside = groundOf(each.parentElement);
      const style = getComputedStyle(each);
      const value = Math.max(contrast(over(numbers(style.borderTopColor), outside), outside), contrast(groundOf(each), outside));
      least = Math.min(least, value);
      if (value < 3) found.push(`${nameOf(each)} ${value.toFixed(2)}`);
    }
    return { found, least };
  };

  /** What pictures are drawn with, against what it is drawn on. */
  const paleDrawing = () => {
    const pairs = [];
    const grounds = [["panel", colours.panel], ["row", colours.row]];
    const signs = ["accent", "ink", "added", "removed", "moved", "repitched", "changed", "same", "focus", "soft"].map((name) => [name, colours[name]]);
    for (const [on, ground] of grounds) {
      for (const [name, colour] of [...signs, ...colours.parts.map((part, i) => [`part ${i}`, part])]) pairs.push([name, colour, on, ground, 3]);
    }
    const texts = [["panel", colours.panel], ["band", colours.band], ...colours.sections.map((each, i) => [`section ${i}`, each])];
    for (const [on, ground] of texts) pairs.push(["ink", colours.ink, on, ground, 4.5]);
    pairs.push(["soft text", colours.soft, "panel", colours.panel, 4.5]);
    const values = pairs.map(([name, colour, on, ground, needed]) => ({ name: `${name} on ${on}`, needed, value: contrast(numbers(colour), numbers(ground)) }));
    return { found: values.filter((each) => each.value < each.needed).map((each) => `${each.name} ${each.value.toFixed(2)}`), count: values.length };
  };

  /** Notes as they stand in the pictures' pixels: the edge of each against the ground, the palest of all. */
  const paleNotes = () => {
    const { lanes, rows, pair } = songcPage.state;
    const part = span();
    let [count, least] = [0, 21];
    lanes.filter((lane) => lane.row.classList.contains("part-row") && lane.tell).forEach((lane, index) => {
      const both = [rows[index].parts.new, rows[index].parts.old].filter(Boolean);
      const shownPart = rows[index].parts[player.side];
      if (!shownPart) return;
      const axis = axisOf(lane.canvas);
      const width = lane.canvas.clientWidth - axis;
      const scale = width / (part.to - part.from);
      const view = { width, height: lane.height, scale, from: part.from, to: part.to, x: (time) => (time - part.from) * scale };
      const ratio = lane.canvas.width / lane.canvas.clientWidth;
      const g = lane.canvas.getContext("2d");
      const grounds = [numbers(colours.panel), numbers(colours.row)];
      for (const note of shownPart.notes) {
        if (note.held || note.t < part.from || note.t > part.to) continue;
        const box = boxOf(view, rowsOf(both), note);
        if (box.x + axis + box.width > lane.canvas.clientWidth) continue;
        const y = both.some((each) => each.drums) ? box.y + box.height / 2 : box.y + 0.5;
        const pixel = g.getImageData(Math.floor((axis + box.x + box.width / 2) * ratio), Math.floor(y * ratio), 1, 1).data;
        const colour = over([pixel[0], pixel[1], pixel[2], pixel[3] / 255], grounds[0]);
        count += 1;
        least = Math.min(least, ...grounds.map((ground) => contrast(colour, ground)));
      }
    });
    return { count, least, isCompared: Boolean(pair.old) };
  };

  /** How many pixels differ between the signs of the legend if all of them have one colour: shapes alone. */
  const signShapes = () => {
    const kept = { ...colours };
    for (const name of ["same", "added", "removed", "moved", "repitched", "changed"]) colours[name] = "rgb(0, 0, 0)";
    colours["on-note"] = "rgb(255, 255, 255)";
    const images = ["same", "added", "removed", "moved", "repitched", "changed"].map((style) => {
      const canvas = document.createElement("canvas");
      drawLegendSign(canvas, style);
      return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    });
    Object.assign(colours, kept);
    let least = Infinity;
    images.forEach((one, i) => images.slice(0, i).forEach((other) => {
      let differing = 0;
      for (let at = 0; at < one.length; at += 4) {
        const grey = (data) => 255 - data[at + 3] + data[at] * data[at + 3] / 255;
        if (Math.abs(grey(one) - grey(other)) > 96) differing += 1;
      }
      least = Math.min(least, differing);
    }));
    return least;
  };

  /** What the Tab key has to reach, in the order of the document. A group of radio buttons is one stop. */
  const stops = () => [...document.querySelectorAll("a[href], button, select, input, summary, [tabindex='0']")].filter((each) => {
    if (each.disabled || !each.checkVisibility({ visibilityProperty: true })) return false;
    return each.type !== "radio" || each.checked;
  });

  /** On the page; of what lies in a table that scrolls, the place of the table. */
  const place = (element) => {
    const box = element.getBoundingClientRect();
    const frame = (element.closest(".table-box") || element).getBoundingClientRect();
    const inside = (y) => Math.min(Math.max(y, frame.y), frame.bottom) + scrollY;
    return { x: box.x, y: inside(box.y), bottom: inside(box.bottom), name: nameOf(element) };
  };

  /** From where the Tab key begins anew. */
  const toStart = () => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
  };

  /** How the focus is seen: the ring's contrast and width, whether something cuts it or covers what has it. */
  const focus = () => {
    const active = document.activeElement;
    if (!active || active === document.body) return null;
    const ring = active.type === "radio" ? active.nextElementSibling : active;
    const style = getComputedStyle(ring);
    const reach = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
    const box = ring.getBoundingClientRect();
    let isCut = false;
    for (let each = ring.parentElement; each && each !== document.body; each = each.parentElement) {
      if (getComputedStyle(each).overflowX === "visible") continue;
      const frame = each.getBoundingClientRect();
      const cuts = [frame.left - box.left + reach > 0.5, frame.top - box.top + reach > 0.5, box.right + reach - frame.right > 0.5, box.bottom + reach - frame.bottom > 0.5];
      isCut = isCut || cuts.filter(Boolean).length > 1;
    }
    const x = Math.min(Math.max((box.left + box.right) / 2, 0), innerWidth - 1);
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const top = document.elementFromPoint(x, y);
    const isCovered = !top || !(ring.contains(top) || top.contains(ring) || top.closest("label, .stack") && active.closest("label, .scroller"));
    return {
      index: stops().indexOf(active), name: nameOf(active), isCut, isCovered, isSeen: box.bottom > 0 && box.top < innerHeight,
      width: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
      contrast: contrast(numbers(style.outlineColor), groundOf(ring.parentElement)),
    };
  };

  /** What a narrow window cuts off. */
  const cutOff = () => {
    const found = [];
    for (const each of document.querySelectorAll("body *")) {
      if (!isShown(each) || each.closest("canvas, .hidden, option")) continue;
      const style = getComputedStyle(each);
      const isScroller = each.closest(".table-box") || each.matches(".scroller, .stack, input");
      if (!isScroller && style.overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1) found.push(`text of ${nameOf(each)}`);
      const box = each.getBoundingClientRect();
      if (each.matches("button, input, select, summary, a") && !each.closest(".table-box, .skip") && (box.left < -1 || box.right > innerWidth + 1)) {
        found.push(`place of ${nameOf(each)}`);
      }
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    return found;
  };

  /** Notes what is put into an element, to count what a screen reader would say. */
  const listenTo = (id, attribute) => {
    const heard = [];
    new MutationObserver(() => heard.push(attribute ? document.getElementById(id).getAttribute(attribute) : document.getElementById(id).textContent))
      .observe(document.getElementById(id), attribute ? { attributes: true, attributeFilter: [attribute] } : { childList: true, characterData: true, subtree: true });
    return heard;
  };

  return { isDrawn, paleTexts, paleControls, paleDrawing, paleNotes, signShapes, stops, place, toStart, focus, cutOff, listenTo };
})();
