# The front door: `make demo` and `make test` set up a fresh machine by themselves.

SHELL := /bin/bash
# What sound is made with: SoundFonts and plugins.
SOUND_PACKAGES := fluid-soundfont-gm musescore-general-soundfont x42-plugins lsp-plugins-lv2 dragonfly-reverb-lv2 calf-plugins mda-lv2
PACKAGES := libyaml-dev libfluidsynth-dev liblilv-dev libsndfile1-dev libebur128-dev libxxhash-dev pkg-config \
  fluidsynth $(SOUND_PACKAGES)
SONGC := .build/release/songc
# What the examples of build systems need that the tests run.
TEST_PACKAGES := ninja-build cmake
PREFIX ?= /usr/local
ROOT = "$(DESTDIR)$(PREFIX)"
# Completions of the program's names in shells.
COMPLETIONS := bash:bash-completion/completions/songc zsh:zsh/site-functions/_songc fish:fish/vendor_completions.d/songc.fish

.PHONY: demo test build setup install uninstall deb golden tolerances sounds bench acceptance models fuzz fuzz-specs sanitize soak validate schema-check clean help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install what is missing: Debian packages by name
	@missing=""; \
	for package in $(PACKAGES) $(EXTRA); do \
	  dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed || missing="$$missing $$package"; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ]; then sudo=""; \
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo="sudo"; \
	else echo "songc needs these Debian packages; install them as root, then run make again:" >&2; \
	  echo "  apt-get install$$missing" >&2; exit 1; fi; \
	echo "installing:$$missing"; \
	$$sudo apt-get update -q >/dev/null && \
	DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -q --no-install-recommends $$missing >/dev/null

build: setup ## the release binary
	SONG_STATIC=1 swift build -c release --product songc

demo: build ## compile every spec in specs/ to build/NAME/
	@mkdir -p build
	@for spec in specs/*.song.yaml; do \
	  name=$$(basename $$spec .song.yaml); \
	  $(SONGC) build $$spec -o build/$$name --quiet || exit $$?; \
	done

test: EXTRA = $(TEST_PACKAGES)
test: export SONGC_CACHE =
test: setup ## all tests, in release; what failed stands at the end once more
	@mkdir -p .build
	@set -o pipefail; swift test -c release --disable-xctest $(TESTFLAGS) 2>&1 | tee .build/test.log || \
	  { grep -a -E -A3 '^✘.*(recorded an issue|failed after)|error:' .build/test.log | head -100; exit 1; }

install: ## put what `make build` built below PREFIX=/usr/local; DESTDIR= for packages
	@test -x $(SONGC) || { echo "$(SONGC) isn't there: run 'make build' first" >&2; exit 2; }
	@command -v $(or $(PYTHON),python3) >/dev/null || { echo "the manual page is made with Python: apt-get install python3" >&2; exit 2; }
	@install -d $(ROOT)/bin $(ROOT)/share/songc $(ROOT)/share/man/man1
	install -m 755 $(SONGC) $(ROOT)/bin/songc
	@rm -rf $(ROOT)/share/songc/stdlib
	@find stdlib -type f | while read -r file; do install -D -m 644 "$$file" $(ROOT)/share/songc/"$$file" || exit; done
	@install -D -m 644 -t $(ROOT)/share/doc/songc LICENSE README.md
	@set -e -o pipefail; umask 022; for shell in $(COMPLETIONS); do \
	  install -d $(ROOT)/share/$$(dirname $${shell#*:}); \
	  $(SONGC) --generate-completion-script $${shell%%:*} > $(ROOT)/share/$${shell#*:}; \
	done; \
	$(SONGC) --experimental-dump-help | $(or $(PYTHON),python3) Tools/manual.py > $(ROOT)/share/man/man1/songc.1

uninstall: ## remove what `make install` put below PREFIX
	rm -rf $(ROOT)/bin/songc $(ROOT)/share/songc $(ROOT)/share/doc/songc $(ROOT)/share/man/man1/songc.1
	@for shell in $(COMPLETIONS); do rm -f $(ROOT)/share/$${shell#*:}; done

deb: EXTRA = dpkg-dev python3
deb: build ## a Debian package, build/songc_VERSION_ARCHITECTURE.deb
	SOUND_PACKAGES="$(SOUND_PACKAGES)" SONGC=$(SONGC) packaging/deb.sh

golden: build ## record the goldens of specs/ and of the tests again; look at the difference before you commit it
	SONG_RECORD=1 swift test -c release --disable-xctest --filter Golden || true
	git --no-pager diff --stat -- golden Tests

bench: build ## ratios against fluidsynth, the start-up time and the models; BENCH=FILE predicts the pieces of a real bench
	swift run -c release --package-path Benchmarks benchmarks $(abspath $(SONGC)) $(if $(BENCH),--bench $(abspath $(BENCH)))

acceptance: build ## curves of intensity against what was measured; builds 36 minutes of audio
	swift run -c release --package-path Benchmarks acceptance $(abspath $(SONGC))

fuzz: setup ## libFuzzer on each way into the front end; SECONDS=600 ENTRIES="yaml midi ..."
	SONG_FUZZ=1 swift build -c release --scratch-path .build-fuzz --product SongFuzzTarget
	swiftc -sanitize=fuzzer,address .build-fuzz/release/libSongFuzzTarget.a -o .build-fuzz/fuzz \
	  $$(pkg-config --libs yaml-0.1 lilv-0 libebur128) -lm 2>/dev/null
	$(or $(PYTHON),python3) Tests/tools/fuzz.py . $(or $(SECONDS),600) $(ENTRIES)

fuzz-specs: setup ## MUTANTS=100000 broken specs through the front end, with the longest that one takes
	@mkdir -p build
	SONG_MUTANTS=$(or $(MUTANTS),100000) SWIFT_BACKTRACE=enable=no \
	  swift test -c release --disable-xctest --filter "noMutant.*TrapsTheFrontEnd"

sanitize: EXTRA = $(TEST_PACKAGES)
sanitize: export SONGC_CACHE =
sanitize: export SONG_TEST_TARGETS = $(TARGETS)
sanitize: setup ## tests under SANITIZER=address or SANITIZER=thread; FILTER="Cache|Watch", TARGETS="SongAudioTests songcTests" builds no others
	@Tests/tools/sanitize.sh "$(SANITIZER)" "$(FILTER)"

soak: build ## COUNT=10000 random valid specs and AUDIO=200 with sound; SEED=1 JOBS=2, CHECKS=DIR reads CHECKED=1000 outputs, SOAKFLAGS
	@mkdir -p build
	SONG_STATIC=1 swift build -c release --product soakspecs
	$(or $(PYTHON),python3) Benchmarks/builds/soak.py $(abspath $(SONGC)) .build/release/soakspecs --count $(or $(COUNT),10000) \
	  --audio $(or $(AUDIO),200) --seed $(or $(SEED),1) --jobs $(or $(JOBS),2) --checked $(or $(CHECKED),1000) \
	  --rows build/soak.jsonl --findings build/soak-findings $(if $(CHECKS),--checks $(CHECKS)) $(SOAKFLAGS)

tolerances: build ## measure the tolerances of audio goldens and write stdlib/golden; the table is for Documentation/goldens.md
	$(SONGC) test --calibrate Benchmarks/goldens

sounds: build ## measure the sounds of stdlib/instruments and write trim, attack and brightness; SOUNDS="piano viola/fluid"
	$(or $(PYTHON),python3) Tools/sound_figures.py $(abspath $(SONGC)) $(SOUNDS)

models: build ## train the models of stdlib/models again and the table in Documentation/models.md; CORPORA=DIR
	@test -n "$(CORPORA)" || { echo "make models CORPORA=DIR" >&2; exit 2; }
	@for card in stdlib/models/*.card.md; do \
	  name=$$(basename $$card .card.md); \
	  $(SONGC) train --style $$name $(CORPORA) -o stdlib/models --quiet && echo "$$name" || exit $$?; \
	done
	$(or $(PYTHON),python3) Tests/tools/model_table.py .

validate: demo ## independent validators on build/; CHECKS=DIR holds midi_check.py, musicxml_check.py, audio_check.py
	@test -n "$(CHECKS)" || { echo "make validate CHECKS=DIR [PYTHON=python3]" >&2; exit 2; }
	@for folder in build/*/; do \
	  name=$$(basename $$folder); \
	  $(or $(PYTHON),python3) $(CHECKS)/midi_check.py $$folder/$$name.mid --ppq 960 --need tempo,time,key,names,markers,programs,gm_drums --quiet || exit 1; \
	  $(or $(PYTHON),python3) $(CHECKS)/musicxml_check.py $$folder/$$name.musicxml || exit 1; \
	  $(or $(PYTHON),python3) $(CHECKS)/audio_check.py $$folder/$$name.wav --lufs -14 --lufs-tol 0.1 --tp -1 --rate 48000 --channels 2 --bits 24 --quiet || exit 1; \
	done

schema-check: ## specs/ and the suite against the JSON Schema; PYTHON=python3 with jsonschema and PyYAML
	$(or $(PYTHON),python3) Tests/tools/schema_check.py .

clean: ## remove what was built
	rm -rf .build .build-fuzz .build-address .build-thread build Benchmarks/.build
