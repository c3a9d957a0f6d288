"use strict";
// Sound: every track that was decoded runs from one clock, and what is heard is a matter of gains alone. So the change
// between old and new, or to a solo, has neither a gap nor a jump.

const fadeSeconds = 0.012;
const leadSeconds = 0.1;
/** What joins has to be connected before it sounds, which a busy machine does when it can. */
const joinSeconds = 0.25;
/** How far the clock that is read here may lag behind the one that sound runs by. */
const slackSeconds = 0.1;

class Player {
  /**
   * @param takeOf gives the take of a side, "old" or "new", or null.
   * @param groupOf gives what a side's track of a name is soloed and muted by.
   */
  constructor(takeOf, groupOf, onChange) {
    this.takeOf = takeOf;
    this.groupOf = groupOf;
    this.onChange = onChange;
    this.isPlaying = false;
    this.context = null;
    this.tracks = new Map();
    this.starts = 0;
    this.turn = 0;
    this.pending = 0;
    this.reset();
  }

  /** For another pair: nothing of the last one is heard any more, nor kept. */
  reset() {
    this.pause();
    for (const track of this.tracks.values()) track.gain.disconnect();
    this.tracks.clear();
    this.side = "new";
    this.position = 0;
    this.loop = null;
    this.solos = new Set();
    this.mutes = new Set();
  }

  get take() { return this.takeOf(this.side); }
  get hasSound() { return Boolean(this.take && this.take.sound); }
  get seconds() { return this.take ? this.take.seconds : 0; }
  get usesStems() { return this.solos.size > 0 || this.mutes.size > 0; }

  /** Where the sound is now. */
  now() {
    if (!this.isPlaying) return this.position;
    return this.placeAt(this.context.currentTime);
  }

  placeAt(time) {
    const place = this.position + Math.max(0, time - this.startedAt);
    if (!this.loop || place < this.loop.end) return place;
    return this.loop.start + (place - this.loop.start) % (this.loop.end - this.loop.start);
  }

  /** Tracks that have to be there for what is chosen: the masters of both sides, and stems where one is soloed or muted. */
  wanted() {
    const ids = [];
    for (const side of ["old", "new"]) {
      const take = this.takeOf(side);
      if (!take || !take.sound) continue;
      take.sound.tracks.forEach((track, index) => {
        if (index === 0 || this.usesStems) ids.push({ id: track.id, side, name: track.name, isMaster: index === 0 });
      });
    }
    return ids;
  }

  /** Decodes what isn't yet; resolves when all that is chosen is there. */
  async load() {
    this.context = this.context || new AudioContext();
    this.out = this.out || this.makeOut();
    const missing = this.wanted().filter((each) => !this.tracks.has(each.id));
    if (missing.length === 0) return;
    this.pending += 1;
    this.onChange();
    try {
      await Promise.all(missing.map((each) => this.decode(each)));
    } finally {
      this.pending -= 1;
      this.onChange();
    }
  }

  async decode(each) {
    const take = this.takeOf(each.side);
    const bytes = bytesOf(document.getElementById(each.id).textContent);
    const buffer = await this.context.decodeAudioData(bytes.buffer);
    if (this.tracks.has(each.id) || this.takeOf(each.side) !== take) return;
    const gain = this.context.createGain();
    gain.gain.value = 0;
    gain.connect(this.out);
    this.tracks.set(each.id, { ...each, buffer, gain, source: null });
  }

  makeOut() {
    const out = this.context.createGain();
    out.connect(this.context.destination);
    return out;
  }

  /** Whether a stem is heard beside the others. A solo leaves returns out, which hold the reverb of all parts. */
  isHeard(group) {
    if (this.solos.size > 0) return this.solos.has(group);
    return !this.mutes.has(group);
  }

  levelOf(track) {
    if (track.side !== this.side) return 0;
    if (track.isMaster) return this.usesStems ? 0 : 1;
    if (!this.usesStems || !this.isHeard(this.groupOf(track.side, track.name))) return 0;
    return 10 ** (this.takeOf(track.side).sound.stemGainDB / 20);
  }

  /** Gives every track the gain that is chosen, in a fade that makes no click. */
  mix(at) {
    const time = at === undefined ? this.context.currentTime : at;
    for (const track of this.tracks.values()) {
      const gain = track.gain.gain;
      const level = this.levelOf(track);
      if (track.level === level) continue;
      gain.cancelScheduledValues(time);
      gain.setValueAtTime(track.level || 0, time);
      gain.linearRampToValueAtTime(level, time + fadeSeconds);
      track.level = level;
    }
  }

  /** Starts the tracks that don't run, at the place where the others will be by then; gives their sources. */
  startMissing(at) {
    const begun = [];
    for (const track of this.tracks.values()) {
      if (track.source) continue;
      const place = this.placeAt(at);
      if (place >= track.buffer.duration) continue;
      const source = this.context.createBufferSource();
      source.buffer = track.buffer;
      if (this.loop) [source.loop, source.loopStart, source.loopEnd] = [true, this.loop.start, this.loop.end];
      source.connect(track.gain);
      source.start(at, place);
      track.source = source;
      begun.push(track);
      this.starts += 1;
    }
    return begun;
  }

  /** Lets tracks join those that run. What was started too late would lag behind, so it is started again. */
  join() {
    for (let lead = joinSeconds; lead < 4; lead *= 2) {
      const at = this.context.currentTime + lead;
      const begun = this.startMissing(at);
      if (this.context.currentTime < at - slackSeconds) return at;
      for (const track of begun) {
        track.source.stop();
        track.source = null;
      }
    }
    return this.context.currentTime;
  }

  /** Resolves when it plays, or when something else was asked for before it did. */
  play() {
    if (!this.hasSound || this.isPlaying) return Promise.resolve();
    if (!this.starting) {
      const turn = this.nextTurn();
      this.starting = this.begin(turn).finally(() => { if (turn === this.turn) this.starting = null; });
    }
    return this.starting;
  }

  /** All tracks start while the clock stands, so on the same sample, however busy the machine is. */
  async begin(turn) {
    await this.load();
    if (turn !== this.turn) return;
    await this.context.suspend();
    if (turn !== this.turn) return;
    if (this.position >= this.seconds - 0.01) this.position = 0;
    // Between two samples it would be interpolated.
    this.position = Math.round(this.position * this.context.sampleRate) / this.context.sampleRate;
    // What begins in the past would begin late, and what joins it later would be ahead of it.
    this.startedAt = this.context.currentTime + leadSeconds;
    this.isPlaying = true;
    this.startMissing(this.startedAt);
    this.mix(this.startedAt);
    await this.context.resume();
    this.onChange();
  }

  /** What was begun before the last command has nothing to say any more. */
  nextTurn() {
    this.turn += 1;
    return this.turn;
  }

  stopSources() {
    for (const track of this.tracks.values()) {
      if (track.source) track.source.stop();
      track.source = null;
    }
  }

  pause() {
    this.nextTurn();
    this.starting = null;
    if (!this.isPlaying) return;
    this.position = Math.min(this.now(), this.seconds);
    this.isPlaying = false;
    this.stopSources();
    this.onChange();
  }

  seek(time) {
    const wasPlaying = this.isPlaying || Boolean(this.starting);
    this.pause();
    this.position = Math.max(0, Math.min(time, this.seconds));
    if (wasPlaying) return this.play();
    this.onChange();
    return Promise.resolve();
  }

  /** @param range {start, end} or null. */
  setLoop(range) {
    const wasPlaying = this.isPlaying || Boolean(this.starting);
    this.pause();
    this.loop = range;
    if (range && (this.position < range.start || this.position >= range.end)) this.position = range.start;
    return wasPlaying ? this.play() : Promise.resolve(this.onChange());
  }

  /** Takes what was chosen into the sound that runs. */
  async apply() {
    if (!this.isPlaying) { this.onChange(); return; }
    await this.load();
    if (this.isPlaying) {
      const isComplete = this.wanted().every((each) => this.tracks.get(each.id).source);
      this.mix(isComplete ? undefined : this.join());
    }
    this.onChange();
  }

  setSide(side) {
    this.side = side;
    return this.apply();
  }

  toggle(set, group) {
    if (set.has(group)) set.delete(group); else set.add(group);
    return this.apply();
  }
}
