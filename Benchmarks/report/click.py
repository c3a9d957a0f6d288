#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clicks through a page of `songc report` or `songc diff --html` in headless Chromium and checks what happens.

    python3 Benchmarks/report/click.py PAGE.html [--shots DIR] [--chromium PROGRAM]

Needs Chromium and the Python package websocket-client. Sound is recorded from the page's own output, in the thread that renders
it, and compared with the decoded tracks, so that a gap or a jump of more than two samples at a switch is found. For this alone
the page is opened once more without its security policy, which lets nothing in that could record.
"""
import json
import os
import sys
import time

from browser import Browser, Checks, command_line

RECORD = """
(async () => {
  const { player } = window.songcPage;
  const program = `registerProcessor("recorder", class extends AudioWorkletProcessor {
    process([input]) { if (input.length > 0) this.port.postMessage([currentFrame, input[0].slice()]); return true; }
  })`;
  await player.context.audioWorklet.addModule(`data:text/javascript,${encodeURIComponent(program)}`);
  const node = new AudioWorkletNode(player.context, "recorder");
  const recorder = { node, chunks: [], origin: player.position - player.startedAt };
  node.port.onmessage = ({ data }) => recorder.chunks.push(data);
  // The seconds since it began.
  recorder.now = () => player.context.currentTime - recorder.chunks[0][0] / player.context.sampleRate;
  recorder.samples = () => {
    const [first, last] = [recorder.chunks[0][0], recorder.chunks[recorder.chunks.length - 1][0]];
    const all = new Float32Array(last - first + 128);
    for (const [frame, chunk] of recorder.chunks) all.set(chunk, frame - first);
    return all;
  };
  player.out.connect(node);
  window.recorder = recorder;
})()
"""

# The place in a track's buffer that a stretch of the recording is at: the peak of the normalised correlation.
ANALYSE = """
((id, from, to) => {
  const { player } = window.songcPage;
  const track = player.tracks.get(id).buffer.getChannelData(0);
  const rate = player.context.sampleRate;
  const piece = recorder.samples().subarray(Math.floor(from * rate), Math.floor(to * rate));
  const expected = Math.round(recorder.chunks[0][0] + Math.floor(from * rate) + recorder.origin * rate);
  let best = { score: -1, lag: 0 };
  for (let lag = -6000; lag <= 6000; lag += 1) {
    const at = expected + lag;
    if (at < 0 || at + piece.length > track.length) continue;
    let [sum, mine, theirs] = [0, 0, 0];
    for (let i = 0; i < piece.length; i += 7) {
      sum += piece[i] * track[at + i]; mine += piece[i] * piece[i]; theirs += track[at + i] * track[at + i];
    }
    const score = sum / Math.sqrt(mine * theirs + 1e-20);
    if (score > best.score) best = { score, lag, gain: Math.sqrt(mine / (theirs + 1e-20)) };
  }
  return best;
})
"""


# The longest run of silence in a stretch of the recording, milliseconds.
SILENCE = """
((from, to) => {
  const rate = window.songcPage.player.context.sampleRate;
  let [longest, run] = [0, 0];
  for (const value of recorder.samples().subarray(Math.floor(from * rate), Math.floor(to * rate))) {
    run = Math.abs(value) < 1e-6 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest / rate * 1000;
})
"""


def look(browser, checks):
    """Structure, names, layout."""
    checks.expect(browser.run("document.querySelectorAll('main, header, footer').length") == 3, "landmarks: main, header, footer")
    checks.expect(browser.run("[...document.querySelectorAll('canvas[role=img]')].every((c) => c.getAttribute('aria-label'))"),
                  "every picture has words")
    checks.expect(browser.run("[...document.querySelectorAll('button')].every((b) => b.getAttribute('aria-label') || b.textContent.trim())"),
                  "every button has a name")
    checks.expect(browser.run("[...document.querySelectorAll('canvas[role=img]')].every((c) => new Set("
                              "c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size > 1)"), "every picture has something in it")
    for width in [1280, 360]:
        browser.size(width, 800)
        checks.expect(browser.run("document.documentElement.scrollWidth <= innerWidth"), f"no sideways scroll of the page at {width} px")
    browser.size(1280, 800)
    tables = browser.run("for (const d of document.querySelectorAll('#tables details')) d.open = true;"
                         "new Promise((done) => setTimeout(() => done([...document.querySelectorAll('#tables details')]"
                         ".every((d) => d.querySelectorAll('tbody tr').length > 0)), 400))")
    checks.expect(tables, "every table has rows")
    browser.run("for (const d of document.querySelectorAll('#tables details')) d.open = false; scrollTo(0, 0)")


def tab(browser, checks):
    seen = set()
    browser.run("document.activeElement.blur()")
    for _ in range(12):
        browser.press("Tab", "Tab")
        seen.add(browser.run("document.activeElement.id || document.activeElement.className || document.activeElement.tagName"))
    visible = browser.run("document.activeElement.matches(':focus-visible') && getComputedStyle(document.activeElement).outlineWidth !== '0px'"
                          " || document.activeElement.type === 'radio'")
    checks.expect(len(seen) >= 3 and visible, f"the Tab key goes through {len(seen)} controls, focus is seen")
    browser.run("document.activeElement.blur()")


def listen(browser, checks, is_diff):
    state = lambda: browser.run("({playing: songcPage.player.isPlaying, at: songcPage.player.now(), starts: songcPage.player.starts,"
                                " said: document.getElementById('status').textContent})")
    box = browser.run("(() => { const b = document.getElementById('play').getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()")
    browser.click(*box)
    for _ in range(150):
        if state()["playing"]:
            break
        time.sleep(0.1)
    time.sleep(0.3)
    checks.expect(state()["playing"] and state()["said"].startswith("Playing"), f"the button plays, and says so: '{state()['said']}'")
    first = state()["at"]
    time.sleep(1)
    checks.expect(0.5 < state()["at"] - first < 2.5, f"a second later it is {state()['at'] - first:.2f} s further")

    if browser.run("songcPage.pairs[0].new.bars.length > 3"):
        click_bar(browser, checks, state)
    switch(browser, checks, is_diff, state)
    if browser.run("songcPage.pairs[0].new.bars.length > 3"):
        browser.run("songcPage.player.seek(songcPage.player.seconds * 0.2).then(() => songcPage.player.play())")
        keys(browser, checks, state)


def click_bar(browser, checks, state):
    """A bar of the ruler."""
    spot = browser.run("""(() => {
      const take = songcPage.pairs[0].new; const lane = songcPage.state.lanes[0].canvas.getBoundingClientRect();
      const bar = Math.min(2, take.bars.length - 2); const t = (take.bars[bar].t + take.bars[bar + 1].t) / 2;
      const axis = songcPage.axisOf(songcPage.state.lanes[0].canvas);
      return {x: lane.x + axis + t / Math.max(take.end, take.seconds) * (lane.width - axis), y: lane.y + lane.height / 2, t: take.bars[bar].t, bar};
    })()""")
    browser.run("songcPage.state.lanes[0].canvas.scrollIntoView({block: 'center'})")
    spot["y"] = browser.run("(() => { const lane = songcPage.state.lanes[0].canvas.getBoundingClientRect(); return lane.y + lane.height / 2; })()")
    browser.click(spot["x"], spot["y"])
    time.sleep(0.7)
    at = state()["at"]
    checks.expect(spot["t"] <= at < spot["t"] + 1.2, f"a click on bar {spot['bar'] + 1} ({spot['t']:.2f} s) plays from there: {at:.2f} s")


def switch(browser, checks, is_diff, state):
    """A/B and solo while it plays: the same place, to the sample, and no restart."""
    browser.run("songcPage.player.seek(0.5 * Math.min(...[songcPage.pairs[0].old, songcPage.pairs[0].new].filter(Boolean).map((t) => t.seconds)))")
    time.sleep(0.5)
    stems = browser.run("[...document.querySelectorAll('[data-what=Solo]')].map((b) => b.dataset.stem)")
    sounding = browser.run("""(() => {
      const { pairs, player } = songcPage; const time = player.now() + 1;
      const part = pairs[0].new.parts.map((p) => [p.notes.filter((n) => n.t > time && n.t < time + 2).length, p.id]).sort((a, b) => b[0] - a[0])[0];
      return part && part[1];
    })()""")
    # Decodes the stems first, so that their start isn't in the recording.
    browser.run(f"(async () => {{ const p = songcPage.player; p.mutes.add('?'); await p.load(); p.mutes.delete('?');"
                "p.join(); })()")
    browser.run(RECORD)
    time.sleep(0.9)
    starts = state()["starts"]
    before = state()["at"]
    actions = []
    if is_diff:
        browser.press("x", "KeyX", "x")
        actions.append(("A/B switch", "0", "old", browser.run("recorder.now()")))
        time.sleep(0.9)
        browser.press("x", "KeyX", "x")
        time.sleep(0.3)
    if sounding in stems:
        browser.run(f"document.querySelector('[data-what=Solo][data-stem=\"{sounding}\"]').click()")
        time.sleep(0.2)
        actions.append(("solo of " + sounding, sounding, "new", browser.run("recorder.now()")))
        time.sleep(0.9)
    elapsed = state()["at"] - before
    checks.expect(state()["starts"] == starts, "no source was started anew for a switch")
    ids = browser.run("[...songcPage.player.tracks.values()].map((t) => [t.id, t.side, t.name, t.isMaster])")
    master = next(each[0] for each in ids if each[1] == "new" and each[3])
    base_line = browser.run(f"{ANALYSE}('{master}', 0.3, 0.6)")
    checks.expect(base_line["score"] > 0.99, f"what is heard is the master (correlation {base_line['score']:.4f})")
    for title, name, side, at in actions:
        track = next(each[0] for each in ids if each[1] == side and (each[3] if name == "0" else each[2] == name))
        found = browser.run(f"{ANALYSE}('{track}', {at + 0.2}, {at + 0.6})")
        checks.expect(found["score"] > 0.99 and abs(found["lag"] - base_line["lag"]) <= 2,
                      f"{title}: correlation {found['score']:.4f}, {found['lag'] - base_line['lag']} samples off, after {elapsed:.1f} s")
    for title, _, _, at in actions:
        gap = browser.run(f"{SILENCE}({at - 0.1}, {at + 0.2})")
        checks.expect(gap < 3, f"{title}: the longest silence about it is {gap:.2f} ms")
    if sounding in stems:
        browser.run(f"document.querySelector('[data-what=Solo][data-stem=\"{sounding}\"]').click()")
        browser.run(f"document.querySelector('[data-what=Mute][data-stem=\"{sounding}\"]').click()")
        muted = browser.run("document.getElementById('hearing').textContent")
        checks.expect("all stems but" in muted, f"mute: '{muted}'")
        browser.run(f"document.querySelector('[data-what=Mute][data-stem=\"{sounding}\"]').click()")
    browser.run("songcPage.player.out.disconnect(recorder.node)")


def keys(browser, checks, state):
    browser.run("document.activeElement.blur()")
    browser.press(" ", "Space", " ")
    checks.expect(not state()["playing"] and state()["said"].startswith("Paused"), f"Space pauses: '{state()['said']}'")
    bar = lambda: int(browser.run("document.getElementById('bar').textContent").split("|")[0])
    browser.press("Home", "Home")
    checks.expect(bar() == 1, "Home goes to bar 1")
    browser.press("ArrowRight", "ArrowRight")
    browser.press("ArrowRight", "ArrowRight")
    checks.expect(bar() == 3, f"two arrows go to bar {bar()}")
    browser.press("l", "KeyL", "l")
    browser.press(" ", "Space", " ")
    loop = browser.run("songcPage.player.loop")
    time.sleep(min(4, loop["end"] - loop["start"] + 0.4))
    at = state()["at"]
    checks.expect(loop["start"] <= at <= loop["end"], f"the loop stays in its bar: {at:.2f} s in {loop['start']:.2f}..{loop['end']:.2f}")
    browser.press("l", "KeyL", "l")
    browser.press(" ", "Space", " ")
    width = "document.getElementById('wide').clientWidth"
    before = browser.run(width)
    browser.press("+", "Equal", "+")
    checks.expect(browser.run(width) == 2 * before, "+ zooms in")
    browser.press("0", "Digit0", "0")
    checks.expect(browser.run(width) == before, "0 fits")


def shots(browser, folder):
    os.makedirs(folder, exist_ok=True)
    browser.run("songcPage.player.pause(); songcPage.player.seek(songcPage.player.seconds * 0.4); scrollTo(0, 0)")
    browser.size(1280, 1000)
    browser.run("songcPage.player.seek(songcPage.player.seconds * 0.7)")
    for _ in range(2):
        browser.press("+", "Equal", "+")
    browser.run("(document.querySelector('.part-row') || document.body).scrollIntoView(); scrollBy(0, -170)")
    browser.shot(os.path.join(folder, "parts.png"))
    browser.press("0", "Digit0", "0")
    for name, width, height, dark in [("wide", 1280, 1400, False), ("wide-dark", 1280, 1400, True), ("phone", 390, 1400, False),
                                      ("phone-dark", 390, 1400, True)]:
        browser.size(width, height, dark)
        browser.run("scrollTo(0, 0)")
        browser.shot(os.path.join(folder, f"{name}.png"))


def main():
    arguments = command_line()
    browser = Browser(arguments.chromium)
    checks = Checks()
    try:
        browser.call("Page.addScriptToEvaluateOnNewDocument", source=(
            "window.shifts = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shifts += e.value; })"
            ".observe({type: 'layout-shift', buffered: true});"))
        for width in [390, 1280]:
            browser.size(width, 800)
            browser.open(arguments.page)
            time.sleep(0.5)
            checks.expect(browser.run("window.shifts") < 0.01, f"layout shift at {width} px: {browser.run('window.shifts'):.4f}")
        look(browser, checks)
        tab(browser, checks)
        if browser.run("songcPage.player.hasSound"):
            browser.call("Page.setBypassCSP", enabled=True)
            browser.open(arguments.page)
            listen(browser, checks, browser.run("Boolean(songcPage.pairs[0].old)"))
        requests = [e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
        others = [url[:80] for url in requests if not url.startswith("file://") or not url.endswith(os.path.basename(arguments.page))]
        checks.expect(not others, f"nothing else is loaded {others}")
        errors = [e for e in browser.events if e.get("method") == "Runtime.exceptionThrown"
                  or e.get("method") == "Log.entryAdded"]
        checks.expect(not errors, f"no errors {json.dumps(errors)[:400] if errors else ''}")
        if arguments.shots:
            shots(browser, arguments.shots)
    finally:
        browser.close()
    sys.exit(1 if checks.failed else 0)


main()
