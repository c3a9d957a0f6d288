#!/bin/sh
# Writes build.ninja, which builds every spec of music/ to build/music/, again only where something that songc read has
# changed. Run it again when specs come, go or get other outputs.
set -eu
{
  cat <<'RULE'
rule songc
  command = songc build "$in" -o build/music --emit midi,musicxml --deps "$list" --quiet
  description = songc $in
  depfile = $list
  restat = 1

RULE
  for spec in music/*.song.yaml; do
    outputs=$(songc outputs "$spec" -o build/music --emit midi,musicxml)
    echo "build" $outputs ": songc $spec"
    echo "  list = build/$(basename "$spec" .song.yaml).d"
  done
} > build.ninja
