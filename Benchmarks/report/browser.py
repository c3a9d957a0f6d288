# SPDX-License-Identifier: Apache-2.0
"""Headless Chromium by the Chrome DevTools Protocol, for the programs beside this file.

Needs Chromium and the Python package websocket-client.
"""
import argparse
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request

import websocket


# Numbers of the keys at which browsers act by themselves.
KEYS = {"Tab": 9, "Enter": 13, " ": 32, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowUp": 38,
        "ArrowRight": 39, "ArrowDown": 40}


def command_line(*more):
    """PAGE, --shots FOLDER, --chromium PROGRAM, and what else a program takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("page")
    for name in ("--shots",) + more:
        parser.add_argument(name)
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium")
    return parser.parse_args()


class Browser:
    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="songc-click-")
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--remote-allow-origins=*",
             "--autoplay-policy=no-user-gesture-required", "--hide-scrollbars", f"--user-data-dir={self.folder}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        path = os.path.join(self.folder, "DevToolsActivePort")
        for _ in range(300):
            if os.path.exists(path) and open(path).read().count("\n") >= 1:
                break
            time.sleep(0.1)
        port = open(path).read().split("\n")[0]
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        page = next(each for each in pages if each["type"] == "page")
        self.socket = websocket.create_connection(page["webSocketDebuggerUrl"], max_size=None, timeout=120)
        self.number = 0
        self.events = []
        for domain in ["Page", "Runtime", "Network", "Log"]:
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def run(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"])[:600])
        return result["result"].get("value")

    def size(self, width, height, dark=False, forced=False, calm=False, zoom=1):
        """Of the window, in CSS pixels, and what its user has set in the system."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=zoom,
                  mobile=width < 600 and zoom == 1)
        media = {"prefers-color-scheme": "dark" if dark else "light", "forced-colors": "active" if forced else "none",
                 "prefers-reduced-motion": "reduce" if calm else "no-preference"}
        self.call("Emulation.setEmulatedMedia", features=[{"name": name, "value": value} for name, value in media.items()])
        time.sleep(0.3)

    def click(self, x, y):
        for kind in ["mousePressed", "mouseReleased"]:
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key, code=None, text=None, modifiers=0):
        """A key as the keyboard sends it, with what the browser itself does at it. Modifiers: 8 is Shift."""
        code = code or ("Space" if key == " " else f"Key{key.upper()}" if len(key) == 1 else key)
        text = text or {"Enter": "\r"}.get(key) or (key if len(key) == 1 else None)
        extra = {"text": text} if text else {}
        number = KEYS.get(key) or (ord(key.upper()) if len(key) == 1 and key.isalnum() else 0)
        if number:
            extra["windowsVirtualKeyCode"] = number
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=code, modifiers=modifiers, **extra)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=code, modifiers=modifiers)

    def shot(self, path, whole=False):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def open(self, path):
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        for _ in range(200):
            if self.run("document.readyState === 'complete' && Boolean(window.songcPage)"):
                return
            time.sleep(0.1)
        raise RuntimeError("the page doesn't start")

    def close(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Checks:
    def __init__(self):
        self.failed = 0

    def expect(self, holds, text):
        print(("ok    " if holds else "FAIL  ") + text)
        self.failed += 0 if holds else 1
