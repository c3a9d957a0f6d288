#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goes through a page of `songc report` or `songc diff --html` as who doesn't see it, or has no mouse, would.

    python3 Benchmarks/report/access.py PAGE.html [--axe axe.min.js] [--shots DIR] [--chromium PROGRAM]

Reads the accessibility tree of headless Chromium, presses real keys, and measures contrast, reflow and focus as rendered
(WCAG 2.2). `--axe` runs axe-core too, which the Python package axe-playwright-python holds. Exits with 1 where anything fails.
"""
import json
import os
import sys
import time

from browser import Browser, Checks, command_line

CONTROLS = {"button", "checkbox", "radio", "slider", "link", "combobox", "DisclosureTriangle", "ComboBoxSelect", "textbox", "spinbutton"}
LANDMARKS = {"banner", "main", "contentinfo", "region", "navigation", "complementary"}
KINDS = {"added": "added", "removed": "removed", "moved": "moved", "repitched": "re-pitched"}


class Tree:
    """The accessibility tree: what a screen reader is given."""

    def __init__(self, browser):
        self.nodes = [each for each in browser.call("Accessibility.getFullAXTree")["nodes"]]
        self.byID = {each["nodeId"]: each for each in self.nodes}
        self.shown = [each for each in self.nodes if not each.get("ignored")]

    def role(self, node):
        return node.get("role", {}).get("value", "")

    def name(self, node):
        return node.get("name", {}).get("value", "").strip()

    def property(self, node, name):
        return next((each["value"].get("value") for each in node.get("properties", []) if each["name"] == name), None)

    def of(self, *roles):
        return [each for each in self.shown if self.role(each) in roles]

    def below(self, node):
        """In reading order."""
        for child in node.get("childIds", []):
            if child in self.byID:
                yield self.byID[child]
                yield from self.below(self.byID[child])

    def tables(self):
        """Rows of cells by captions; the first row is the head."""
        found = {}
        for table in self.of("table"):
            rows = [each for each in self.below(table) if self.role(each) == "row"]
            cells = [[self.name(each) for each in self.below(row) if self.role(each) in ("cell", "gridcell", "rowheader", "columnheader")]
                     for row in rows]
            found[self.name(table)] = cells
        return found


def structure(browser, checks):
    """Language, title, headings, landmarks, roles and names."""
    tree = Tree(browser)
    checks.expect(browser.run("document.documentElement.lang") == "en", "the language is given")
    title = browser.run("document.title")
    headings = [(tree.property(each, "level"), tree.name(each)) for each in tree.of("heading")]
    levels = [level for level, _ in headings]
    checks.expect(levels.count(1) == 1 and levels[0] == 1 and all(b <= a + 1 for a, b in zip(levels, levels[1:])),
                  f"one first heading, no level left out: {headings}")
    checks.expect(title and headings[0][1] == title, f"the title is the first heading: '{title}'")
    roles = [tree.role(each) for each in tree.of(*LANDMARKS)]
    checks.expect(all(roles.count(each) == 1 for each in ["banner", "main", "contentinfo"]), f"landmarks: {roles}")
    regions = [tree.name(each) for each in tree.of("region")]
    checks.expect(all(regions) and len(set(regions)) == len(regions), f"regions have names of their own: {regions}")
    controls = [(tree.role(each), tree.name(each)) for each in tree.of(*CONTROLS)]
    checks.expect(controls and all(len(name) > 1 for _, name in controls), f"{len(controls)} controls have names")
    twice = {each for each in controls if controls.count(each) > 1}
    checks.expect(not twice, f"no two controls have one name {twice or ''}")
    strange = [tree.role(each) for each in tree.shown if tree.property(each, "focusable") and tree.role(each) not in CONTROLS
               and tree.role(each) != "RootWebArea" and not tree.name(each)]
    checks.expect(not strange, f"all that takes the focus has a role and a name {strange or ''}")
    live = [tree.role(each) for each in tree.shown if tree.property(each, "live") not in (None, "off")
            and tree.property(each, "root") is None]
    checks.expect(live in (["status"], []) and browser.run("document.querySelectorAll('output, [aria-live], [role=status], "
                  "[role=alert], [role=log], [role=timer]').length") == 1, f"one live region: {live}")


def alternatives(browser, checks):
    """What pictures tell to who doesn't see them."""
    tree = Tree(browser)
    names = [tree.name(each) for each in tree.of("image", "img", "Canvas", "canvas")]
    count = browser.run("document.querySelectorAll('#rows canvas:not([aria-hidden])').length")
    checks.expect(len(names) == count and all(len(each) > 10 and any(c.isdigit() for c in each) for each in names),
                  f"{count} pictures are told with figures")
    for name in names:
        print("        " + (name if len(name) < 150 else name[:147] + "..."))
    take = browser.run("(() => { const t = songcPage.state.pair[songcPage.player.side]; return {sections: t.sections, sync: t.sync}; })()")
    words = " ".join(names)
    checks.expect(all(f"{each['name']} from bar {each['bar']}" in words for each in take["sections"]), "sections stand in words")
    checks.expect(all(each["name"] in words for each in take["sync"]), "sync points stand in words")


def tab_through(browser, back=False):
    """Presses Tab, or Shift and Tab from where it led, until it comes around; what had the focus, in order."""
    found = []
    if not back:
        browser.run("probe.toStart()")
    for _ in range(400):
        browser.press("Tab", modifiers=8 if back else 0)
        here = browser.run("probe.focus()")
        if here is None or found and here["index"] == found[0]["index"]:
            break
        found.append(here)
    if not back:
        # To the last stop again.
        browser.run("probe.toStart()")
        for _ in found:
            browser.press("Tab")
    return found


def order(browser, checks, where):
    """The Tab key: all of it, in the order of reading, there and back, seen."""
    expected = browser.run("probe.stops().length")
    there = tab_through(browser)
    indices = [each["index"] for each in there]
    missing = browser.run(f"probe.stops().filter((_, i) => !{json.dumps(indices)}.includes(i)).map((e) => e.outerHTML.slice(0, 60))")
    checks.expect(indices == list(range(expected)), f"{where}: Tab goes through all {expected} stops in the page's order {missing or ''}")
    back = [each["index"] for each in tab_through(browser, back=True)]
    checks.expect(back == indices[-2::-1], f"{where}: Shift and Tab go back through {len(back)}")
    faint = [each["name"] for each in there if each["width"] < 2 or each["contrast"] < 3]
    least = min(each["contrast"] for each in there)
    checks.expect(not faint, f"{where}: the focus has a ring of contrast {least:.1f} and more {faint or ''}")
    checks.expect(not [each for each in there if each["isCut"]], f"{where}: no ring is cut off {[e['name'] for e in there if e['isCut']] or ''}")
    hidden = [each["name"] for each in there if each["isCovered"] or not each["isSeen"]]
    checks.expect(not hidden, f"{where}: what has the focus is in view and not covered {hidden or ''}")
    browser.run("scrollTo(0, 0)")
    time.sleep(0.1)
    places = browser.run("document.activeElement.blur(), probe.stops().filter((e) => !e.matches('.skip')).map(probe.place)")
    wrong = [(a["name"], b["name"]) for a, b in zip(places, places[1:]) if b["bottom"] < a["y"]
             or min(a["bottom"], b["bottom"]) - max(a["y"], b["y"]) > 0.6 * (a["bottom"] - a["y"]) and b["x"] < a["x"]]
    checks.expect(not wrong, f"{where}: the order is that of reading, from left to right and down {wrong or ''}")


def tab_to(browser, selector):
    """Goes to an element by the Tab key alone."""
    if not browser.run(f"document.activeElement.matches({json.dumps(selector)})"):
        browser.run("document.activeElement.blur(), scrollTo(0, 0)")
    for _ in range(400):
        if browser.run(f"document.activeElement.matches({json.dumps(selector)})"):
            return
        browser.press("Tab")
    raise RuntimeError(f"the Tab key doesn't get to {selector}")


def wait(browser, expression, seconds=15):
    for _ in range(int(seconds * 20)):
        if browser.run(expression):
            return True
        time.sleep(0.05)
    return False


def said(browser):
    return browser.run("document.getElementById('status').textContent")


def open_tables(browser, checks):
    """By Tab and Enter or Space: every table has in it what the data has."""
    count = browser.run("document.querySelectorAll('summary').length")
    for index in range(count):
        browser.run(f"document.querySelectorAll('summary').forEach((e, i) => e.toggleAttribute('data-next', i === {index}))")
        tab_to(browser, "[data-next]")
        browser.press("Enter" if index % 2 == 0 else " ")
    opened = wait(browser, "[...document.querySelectorAll('details')].every((e) => e.open && (!e.querySelector('.table-box') || e.querySelector('tbody tr')))")
    checks.expect(opened, f"Tab with Enter or Space opens all {count} that folds")
    time.sleep(0.3)
    tables = Tree(browser).tables()
    data = browser.run("""(() => {
      const { pair, rows } = songcPage.state; const side = songcPage.player.side; const take = pair[side];
      return {
        counts: { Bars: take.bars.length, Sections: take.sections.length, Chords: take.chords.length, Tempo: take.tempo.length,
          "Sync points": take.sync.length, "Voice-over": take.voices.length, "Notes that changed": pair.changes.length,
          "What changed, and what made it change": pair.identical ? 0 : pair.facts.length,
          ...Object.fromEntries(rows.filter((r) => r.parts[side]).map((r) => [`Notes of ${r.label}`, r.parts[side].notes.length])) },
        chords: take.chords.map((c) => c.name), sections: take.sections.map((s) => s.name), errors: take.sync.map(errorText),
        asked: take.bars.map((b) => percent(b.asked)), kinds: pair.changes.map((c) => styleOf(c)), hasSound: Boolean(take.sound),
      };
    })()""")
    for name, expected in data["counts"].items():
        if expected:
            rows = tables.get(name, [])
            checks.expect(len(rows) == expected + 1 and all(len(row) == len(rows[0]) for row in rows),
                          f"table '{name}': {len(rows) - 1} rows of {len(rows[0]) if rows else 0} cells of {expected}")
    column = lambda name, head: [row[tables[name][0].index(head)] for row in tables[name][1:]]
    if data["chords"]:
        checks.expect(column("Chords", "Chord") == data["chords"], "every chord is in a table")
    if data["sections"]:
        checks.expect(column("Sections", "Section") == data["sections"], "every section is in a table")
    if data["errors"]:
        checks.expect(column("Sync points", "Error") == data["errors"], f"every sync point's error is in a table: {data['errors']}")
    if any(data["asked"]):
        checks.expect(column("Bars", "Asked") == data["asked"] and "Notes/s" in tables["Bars"][0], "intensity asked and measured is in a table")
    if data["kinds"]:
        words = column("Notes that changed", "What")
        checks.expect(all(KINDS.get(kind, "") in word and word for kind, word in zip(data["kinds"], words)), "every note that changed says how, in words")
    if data["hasSound"]:
        heads = tables["Loudness and peaks"][0] + tables["Spectrum"][0]
        checks.expect("Short-term, LUFS" in heads and "1 kHz" in heads, "loudness, peaks and spectrum are in tables")


def play_keys(browser, checks, is_diff):
    """Every action of the mouse by Tab, Enter, Space and arrows."""
    playing = lambda: browser.run("songcPage.player.isPlaying")
    bar = lambda: int(browser.run("document.getElementById('bar').textContent").split("|")[0])
    # The table of bars alone: a small tree is soon read, while the piece plays on.
    browser.run("document.querySelectorAll('main details').forEach((e) => { e.open = e.textContent.startsWith('Bars'); })")
    for key in ["Enter", " "]:
        browser.run("songcPage.player.seek(0)")
        tab_to(browser, "#play")
        browser.press(key)
        wait(browser, "document.getElementById('status').textContent.startsWith('Playing')")
        name = [tree.name(each) for tree in [Tree(browser)] for each in tree.of("button") if tree.name(each) in ("Play", "Pause")]
        checks.expect(playing() and name == ["Pause"], f"{key if key != ' ' else 'Space'} on Play plays; the button is now {name}: '{said(browser)}'")
        browser.press(key)
        wait(browser, "!songcPage.player.isPlaying")
        checks.expect(not playing() and said(browser).startswith("Paused"), f"and pauses: '{said(browser)}'")
    tab_to(browser, "#seek")
    browser.press("Home")
    places = []
    for key in ["ArrowRight", "ArrowUp", "ArrowLeft", "PageUp", "End"]:
        browser.press(key)
        places.append((key, bar()))
    last = browser.run("songcPage.state.pair.new.bars.length")
    second = browser.run("(songcPage.state.pair.new.sections[1] || {bar: 0}).bar")
    # The protocol gives the number of a native slider, whatever its words are.
    value = browser.run("document.activeElement.getAttribute('aria-valuetext')")
    checks.expect([each[1] for each in places] == [2, 3, 2, second, last] or not second, f"the slider goes by bars, sections, ends: {places}")
    checks.expect(f"bar {last} of {last}" in str(value), f"and says '{value}'")
    browser.press("Home")
    tab_to(browser, "#ahead")
    browser.press("Enter")
    browser.press(" ")
    checks.expect(bar() == 3 and said(browser).startswith("Bar 3"), f"Enter and Space on 'Bar ahead': '{said(browser)}'")
    tab_to(browser, "#back")
    browser.press("Enter")
    checks.expect(bar() == 2, f"'Bar back': '{said(browser)}'")
    tab_to(browser, "#loop")
    browser.press(" ")
    checks.expect(browser.run("Boolean(songcPage.player.loop)"), f"Space on 'Loop bar': '{said(browser)}'")
    browser.press(" ")
    tab_to(browser, "#scroller")
    browser.press("Home")
    browser.press("ArrowRight")
    browser.press("ArrowRight")
    browser.press("Enter")
    wait(browser, "document.getElementById('status').textContent.startsWith('Playing')")
    checks.expect(playing() and bar() == 3 and said(browser) == "Playing from bar 3", f"on the timeline arrows and Enter: '{said(browser)}'")
    browser.press(" ")
    tab_to(browser, "td button[aria-label='Play bar 2']")
    browser.press("Enter")
    wait(browser, "document.getElementById('status').textContent.startsWith('Playing')")
    checks.expect(playing() and said(browser) == "Playing from bar 2", f"Enter on 'Play bar 2' of the table: '{said(browser)}'")
    browser.press("w")
    checks.expect("bar 2" in said(browser) and "Heard" in said(browser), f"W says the place: '{said(browser)}'")
    tab_to(browser, "#play")
    browser.press("Enter")
    for what in ["Solo", "Mute"]:
        tab_to(browser, f"[data-what={what}]")
        name = browser.run("document.activeElement.getAttribute('aria-label')")
        browser.press("Enter")
        wait(browser, f"document.getElementById('status').textContent.startsWith('{what}')")
        pressed = [tree.property(each, "pressed") for tree in [Tree(browser)] for each in tree.of("button") if tree.name(each) == name]
        checks.expect(pressed == ["true"] and said(browser) == f"{name} on", f"Enter on '{name}': pressed, '{said(browser)}'")
        browser.press(" ")
        wait(browser, "document.getElementById('status').textContent.endsWith('off')")
        checks.expect(said(browser) == f"{name} off", f"Space on it: '{said(browser)}'")
    for selector in ["#zoom-in", "#zoom-out", "#zoom-fit"]:
        tab_to(browser, selector)
        before = browser.run("songcPage.state.zoom")
        browser.press("Enter")
        checks.expect(browser.run("songcPage.state.zoom") != before or selector == "#zoom-fit", f"Enter on {selector}: '{said(browser)}'")
    browser.press("+", "Equal")
    browser.press("+", "Equal")
    tab_to(browser, "#seek")
    browser.press("End")
    browser.press("ArrowLeft")
    in_view = browser.run("(() => { const s = span(); return songcPage.player.now() >= s.from && songcPage.player.now() <= s.to; })()")
    checks.expect(in_view, "when zoomed in, the view goes where the keys go")
    browser.press("0", "Digit0")
    browser.press("Home")
    if is_diff:
        tab_to(browser, "input[name=side]")
        for key, side in [("ArrowLeft", "A, old"), ("ArrowRight", "B, new")]:
            browser.press(key)
            wait(browser, f"document.getElementById('status').textContent === 'Hearing {side}'")
            radios = [(tree.name(each), tree.property(each, "checked")) for tree in [Tree(browser)] for each in tree.of("radio")]
            checks.expect(said(browser) == f"Hearing {side}" and (side.replace(",", ""), "true") in radios, f"{key} on A and B: '{said(browser)}', {radios}")
        tab_to(browser, "td button[aria-label='Play bar 2']")
        browser.press("x")
        wait(browser, "document.getElementById('status').textContent === 'Hearing A, old'")
        kept = browser.run("document.activeElement.getAttribute('aria-label')")
        checks.expect(kept == "Play bar 2" and browser.run("document.querySelector('#tables details').open"), f"X keeps the focus ('{kept}') and open tables open")
        browser.press("x")
        wait(browser, "document.getElementById('status').textContent === 'Hearing B, new'")
    tab_to(browser, "#shortcuts")
    browser.press(" ")
    before = said(browser)
    browser.press("w")
    browser.press("l")
    checks.expect(not browser.run("songcPage.player.loop") and said(browser) == before, "letters can be switched off")
    browser.press(" ")
    browser.run("songcPage.player.pause(), songcPage.player.seek(0)")


def quiet(browser, checks, is_diff):
    """What is said while it plays: once, and no more."""
    browser.run("document.querySelectorAll('main details').forEach((e) => { e.open = true; })")
    browser.run("document.activeElement.blur()")
    browser.run("window.heard = probe.listenTo('status'); window.told = probe.listenTo('seek', 'aria-valuetext')")
    browser.press(" ")
    wait(browser, "songcPage.player.isPlaying")
    time.sleep(3)
    checks.expect(len(browser.run("heard")) == 1, f"three seconds of playing are announced once: {browser.run('heard')}")
    if is_diff:
        browser.press("x")
        time.sleep(1.5)
        checks.expect(browser.run("heard.slice(1)") == ["Hearing A, old"], f"a switch is announced once: {browser.run('heard.slice(1)')}")
        browser.press("x")
        time.sleep(0.5)
    tab_to(browser, "#seek")
    browser.run("told.length = 0")
    time.sleep(3)
    checks.expect(browser.run("told.length") == 0 and browser.run("songcPage.player.isPlaying"), "the slider with the focus is silent while it plays")
    browser.press("ArrowRight")
    time.sleep(0.4)
    checks.expect(browser.run("told.length") == 1, f"but says where a key went: {browser.run('told')}")
    browser.press(" ")


def other_pieces(browser, checks):
    """The list of pieces: what was heard of the last one is gone."""
    tab_to(browser, "#play")
    browser.press("Enter")
    wait(browser, "songcPage.player.isPlaying")
    browser.press("1", "Digit1")
    wait(browser, "document.getElementById('status').textContent.startsWith('Solo')")
    tab_to(browser, "#pair")
    browser.press("ArrowDown")
    wait(browser, "songcPage.state.pair === songcPage.pairs[1]")
    tab_to(browser, "#play")
    browser.press("Enter")
    wait(browser, "songcPage.player.isPlaying")
    ids = browser.run("[...songcPage.player.tracks.keys()]")
    checks.expect(ids and all(each.startswith("sound-1-") for each in ids), f"of another piece only its own tracks play: {ids}")
    heard = browser.run("document.getElementById('hearing').textContent")
    checks.expect("the master" in heard, f"and no solo stays: '{heard}'")
    browser.press("Enter")
    labels = browser.run("songcPage.state.rows.map((r) => r.label)")
    checks.expect(len(set(labels)) == len(labels), f"its rows are {labels}")
    tab_to(browser, "#pair")
    browser.press("ArrowUp")
    wait(browser, "songcPage.state.pair === songcPage.pairs[0]")


def motion(browser, checks):
    browser.size(1280, 800, calm=True)
    moving = browser.run("[...document.querySelectorAll('*')].filter((e) => { const s = getComputedStyle(e);"
                         " return s.transitionDuration !== '0s' || s.animationName !== 'none' || s.scrollBehavior !== 'auto'; }).length")
    checks.expect(moving == 0, "with reduced motion nothing is animated")
    browser.run("document.activeElement.blur(), songcPage.player.seek(2)")
    browser.press(" ")
    wait(browser, "songcPage.player.isPlaying")
    positions = set()
    for _ in range(60):
        positions.add(browser.run("document.getElementById('head-mark').style.transform"))
    beats = browser.run("beatStart(songcPage.state.pair.new, songcPage.player.now()) > 2")
    checks.expect(beats is not None and len(positions) <= 12, f"and the mark goes by beats: {len(positions)} places in 60 looks")
    browser.press(" ")
    browser.size(1280, 800)


def colours(browser, checks, is_diff):
    """Contrast as rendered, in light, dark and forced colours."""
    for name, how in [("light", {}), ("dark", {"dark": True}), ("forced light", {"forced": True}), ("forced dark", {"dark": True, "forced": True})]:
        for width in [1280, 390]:
            browser.size(width, 900, **how)
            where = f"{name}, {width} px"
            checks.expect(wait(browser, "probe.isDrawn()", 5), f"{where}: pictures are drawn in its colours")
            texts = browser.run("probe.paleTexts()")
            checks.expect(not texts["found"] and texts["count"] > 40, f"{where}: {texts['count']} texts, contrast {texts['least']:.1f} and more {texts['found'][:4] or ''}")
            controls = browser.run("probe.paleControls()")
            checks.expect(not controls["found"], f"{where}: controls {controls['least']:.1f} and more {controls['found'][:4] or ''}")
            drawing = browser.run("probe.paleDrawing()")
            checks.expect(not drawing["found"], f"{where}: {drawing['count']} pairs of drawing {drawing['found'][:4] or ''}")
            notes = browser.run("probe.paleNotes()")
            checks.expect(notes["count"] == 0 or notes["least"] >= 3, f"{where}: {notes['count']} notes as drawn, contrast {notes['least']:.1f} and more")
    checks.expect(browser.run("probe.signShapes()") >= 12, f"in one colour the signs differ by {browser.run('probe.signShapes()')} pixels and more")
    browser.size(1280, 900, forced=True)
    states = browser.run("""(() => {
      const button = document.querySelector('[data-what=Solo]'); if (!button) return true;
      const before = getComputedStyle(button).backgroundColor; button.click(); refresh();
      const after = getComputedStyle(button).backgroundColor; button.click(); return before !== after;
    })()""")
    checks.expect(states, "in forced colours a solo looks different")
    browser.size(1280, 900)


def reflow(browser, checks):
    """Twice and four times the size, a narrow window, wider spacing of text."""
    count = browser.run("probe.stops().length")
    for title, width, height, zoom in [("200 %", 640, 512, 2), ("400 %", 320, 256, 4), ("320 px", 320, 700, 1)]:
        browser.size(width, height, zoom=zoom)
        cut = browser.run("probe.cutOff()")
        checks.expect(not cut, f"{title}: nothing is cut off {cut[:5] or ''}")
        boxes = browser.run("document.querySelectorAll('.table-box[tabindex]').length")
        checks.expect(browser.run("probe.stops().filter((e) => !e.matches('.table-box')).length") >= count - browser.run(
            "document.querySelectorAll('.table-box').length"), f"{title}: all controls are there, {boxes} tables scroll in themselves")
        covered = browser.run("(() => { const p = document.getElementById('player'); return getComputedStyle(p).position === 'sticky' ? p.offsetHeight / innerHeight : 0; })()")
        checks.expect(covered < 0.4, f"{title}: the player covers {100 * covered:.0f} % of the window")
        wide = browser.run("[...document.querySelectorAll('.stacks')].every((e) => e.parentElement.scrollWidth <= e.parentElement.clientWidth + 1)")
        checks.expect(wide, f"{title}: what changed is read without scrolling sideways")
    for title, width, height, zoom in [("400 %", 320, 256, 4), ("390 px", 390, 700, 1)]:
        browser.size(width, height, zoom=zoom)
        order(browser, checks, title)
    browser.run("document.head.append(Object.assign(document.createElement('style'), {id: 'wider', textContent:"
                "'* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }'}))")
    for width in [1280, 320]:
        browser.size(width, 800)
        cut = browser.run("probe.cutOff()")
        checks.expect(not cut, f"wider spacing at {width} px: nothing is cut off {cut[:5] or ''}")
    browser.run("document.getElementById('wider').remove()")
    browser.size(1280, 900)


def axe(browser, checks, path):
    """Rules of axe-core, all of them."""
    with open(path, encoding="utf-8") as file:
        browser.run(file.read() + "; undefined")
    for title, how in [("light", {}), ("dark", {"dark": True}), ("narrow", {"width": 320})]:
        browser.size(**{"width": 1280, "height": 900, **how})
        result = browser.run("axe.run(document, {resultTypes: ['violations', 'incomplete', 'passes']}).then((r) => ({version: axe.version,"
                             " passes: r.passes.length, incomplete: r.incomplete.map((v) => v.id),"
                             " violations: r.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 90))])}))")
        checks.expect(not result["violations"], f"axe-core {result['version']}, {title}: {result['passes']} rules pass, "
                      f"undecided {result['incomplete']} {result['violations'] or ''}")
    browser.size(1280, 900)


def shots(browser, folder):
    os.makedirs(folder, exist_ok=True)
    for name, how in [("light", {}), ("dark", {"dark": True}), ("narrow", {"width": 320}),
                      ("zoomed", {"width": 320, "height": 512, "zoom": 2}), ("forced", {"dark": True, "forced": True})]:
        browser.size(**{"width": 1280, "height": 1400, **how})
        browser.run("scrollTo(0, 0)")
        browser.shot(os.path.join(folder, f"{name}.png"))


def main():
    arguments = command_line("--axe")
    browser = Browser(arguments.chromium)
    checks = Checks()
    try:
        browser.call("Accessibility.enable")
        browser.size(1280, 900)
        browser.open(arguments.page)
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "probe.js"), encoding="utf-8") as file:
            browser.run(file.read() + "; undefined")
        is_diff = browser.run("Boolean(songcPage.pairs[0].old)")
        has_sound = browser.run("songcPage.player.hasSound")
        structure(browser, checks)
        if browser.run("songcPage.state.lanes.length") > 0:
            alternatives(browser, checks)
        order(browser, checks, "1280 px")
        open_tables(browser, checks)
        order(browser, checks, "1280 px, tables open")
        if has_sound and browser.run("songcPage.state.pair.new.bars.length") > 3:
            play_keys(browser, checks, is_diff)
            quiet(browser, checks, is_diff)
            motion(browser, checks)
        if has_sound and browser.run("songcPage.pairs.length") > 1:
            other_pieces(browser, checks)
        colours(browser, checks, is_diff)
        reflow(browser, checks)
        if arguments.axe:
            axe(browser, checks, arguments.axe)
        if arguments.shots:
            shots(browser, arguments.shots)
        errors = [e for e in browser.events if e.get("method") == "Runtime.exceptionThrown"]
        checks.expect(not errors, f"no errors {json.dumps(errors)[:400] if errors else ''}")
    finally:
        browser.close()
    sys.exit(1 if checks.failed else 0)


main()
