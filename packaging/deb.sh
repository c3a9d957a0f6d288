#!/usr/bin/env bash
# Makes build/songc_VERSION_ARCHITECTURE.deb of what `make build` has built: the same bytes for the same commit and toolchain.
# Needs dpkg-dev. SOUNDS is the list of Debian packages that sound is made with.
set -euo pipefail
cd "$(dirname "$0")/.."
songc=${SONGC:-.build/release/songc}

if readelf -d "$songc" | grep -q 'NEEDED.*libswiftCore'; then
  echo "$songc needs the libraries of a Swift toolchain, as tests do: run 'make build' again" >&2
  exit 2
fi
version=$("$songc" version --json | sed -n 's/.*"songc": "\(.*\)".*/\1/p')
architecture=$(dpkg --print-architecture)
# No file has a time of its own: that of the commit, or of the license where there is no repository.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y LICENSE)}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
umask 022
make -s install SONGC="$songc" DESTDIR="$root" PREFIX=/usr
strip --strip-unneeded "$root/usr/bin/songc"
gzip -9n "$root/usr/share/man/man1/songc.1"
doc=$root/usr/share/doc/songc
mv "$doc/LICENSE" "$doc/copyright"
sed -i '1i songc is licensed under Apache-2.0. The models of stdlib/models: see ATTRIBUTION.md there.\n' "$doc/copyright"
printf 'songc (%s) unstable; urgency=medium\n\n  * Release %s.\n\n -- songc <songc@localhost>  %s\n' \
  "$version" "$version" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n > "$doc/changelog.gz"

# dpkg-shlibdeps wants a source package, of which it reads the name.
mkdir -p "$work/debian" "$root/DEBIAN"
printf 'Source: songc\n\nPackage: songc\nArchitecture: any\n' > "$work/debian/control"
libraries=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/songc | sed -n 's/^shlibs:Depends=//p')

(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
cat > "$root/DEBIAN/control" <<CONTROL
Package: songc
Version: $version
Architecture: $architecture
Maintainer: songc <songc@localhost>
Installed-Size: $(du -k -s --apparent-size "$root/usr" | cut -f1)
Depends: $libraries
Recommends: libfluidsynth3, libsndfile1, $(echo $SOUNDS | sed 's/ /, /g'), git
Section: sound
Priority: optional
Description: compiler for soundtracks
 songc compiles a song spec, a text that says style, mood, duration, points
 in time and as much of the music as you like, to MIDI, MusicXML and mastered
 audio, the same bytes every time.
 .
 Without the recommended packages it writes MIDI and MusicXML, and no sound.
CONTROL
chmod 644 "$root/DEBIAN/md5sums" "$root/DEBIAN/control"
mkdir -p build
dpkg-deb --root-owner-group --build "$root" "build/songc_${version}_$architecture.deb"
