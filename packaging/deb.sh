#!/usr/bin/env bash
# Makes build/songc_VERSION_ARCHITECTURE.deb of what `make build` has built: the same bytes for the same commit and toolchain.
# Needs dpkg-dev. DEBFULLNAME and DEBEMAIL say who makes it, else the last commit does. SOUND_PACKAGES is the list of Debian packages
# that sound is made with, as `make deb` has it.
set -euo pipefail
cd "$(dirname "$0")/.."
songc=${SONGC:-.build/release/songc}
sounds=$(echo ${SOUND_PACKAGES:?is set by make deb} | sed 's/ /, /g')
# What the last commit says, where there is a repository.
commit() { git log -1 --format="$1" 2>/dev/null || echo "$2"; }

if readelf -d "$songc" | grep -q 'NEEDED.*libswiftCore'; then
  echo "$songc needs the libraries of a Swift toolchain, as tests do: run 'make build' again" >&2
  exit 2
fi
version=$("$songc" version --json | sed -n 's/.*"songc": "\(.*\)".*/\1/p')
architecture=$(dpkg --print-architecture)
# No file has a time of its own: that of the commit, or of the license where there is no repository.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(commit %ct "$(stat -c %Y LICENSE)")}

maintainer="${DEBFULLNAME:-$(commit %cn songc)} <${DEBEMAIL:-$(commit %ce songc@localhost)}>"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
umask 022
make -s install SONGC="$songc" DESTDIR="$root" PREFIX=/usr
strip --strip-unneeded "$root/usr/bin/songc"
# Where Debian's zsh looks.
mkdir "$root/usr/share/zsh/vendor-completions"
mv "$root/usr/share/zsh/site-functions/_songc" "$root/usr/share/zsh/vendor-completions/"
rmdir "$root/usr/share/zsh/site-functions"
gzip -9n "$root/usr/share/man/man1/songc.1"
doc=$root/usr/share/doc/songc
rm "$doc/LICENSE"
cat > "$doc/copyright" <<COPYRIGHT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: songc

Files: *
Copyright: the authors of songc
License: Apache-2.0
 On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.

Files: usr/share/songc/stdlib/models/*
Copyright: see /usr/share/songc/stdlib/models/ATTRIBUTION.md
License: Apache-2.0
COPYRIGHT
printf 'songc (%s) unstable; urgency=medium\n\n  * Release %s.\n\n -- %s  %s\n' \
  "$version" "$version" "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n > "$doc/changelog.gz"

# dpkg-shlibdeps wants a source package, of which it reads the name.
mkdir -p "$work/debian" "$root/DEBIAN"
printf 'Source: songc\n\nPackage: songc\nArchitecture: any\n' > "$work/debian/control"
libraries=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/songc | sed -n 's/^shlibs:Depends=//p')

(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
cat > "$root/DEBIAN/control" <<CONTROL
Package: songc
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -k -s --apparent-size "$root/usr" | cut -f1)
Depends: $libraries
Recommends: libfluidsynth3, libsndfile1, $sounds, git
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
