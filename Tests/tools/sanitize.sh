#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `sanitize.sh address|thread [FILTER]`: the tests, and the songc that they run, watched by a sanitizer of the compiler.
# What any of the processes reports stands in the scratch folder's `reports`, and fails the run.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

sanitizer=${1:-} filter=${2:-}
scratch=.build-$sanitizer reports=$PWD/.build-$sanitizer/reports
# Plugins of tests crash, and must die of it. What is found doesn't end a process, nor change its exit code: one run finds all.
common=log_path=$reports/report:halt_on_error=0:exitcode=0
common+=:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0
case $sanitizer in
  address)
    settings=(-Xswiftc -sanitize-recover=address)
    # Leaks of plugins are reported once their libraries are unloaded, so that no suppression can name them.
    export ASAN_OPTIONS=$common:detect_leaks=0 ;;
  thread)
    settings=()
    export TSAN_OPTIONS=$common:suppressions=$PWD/Tests/sanitizers/thread.supp:print_suppressions=0 ;;
  *) echo "make sanitize SANITIZER=address or thread" >&2; exit 2 ;;
esac
# The runtime's own handler of crashes reads what it mustn't.
export SONG_SANITIZER=$sanitizer SWIFT_BACKTRACE=enable=no

flags=(-c release --disable-xctest --scratch-path "$scratch" "--sanitize=$sanitizer" "${settings[@]}")
swift build "${flags[@]}" --build-tests || exit
rm -rf "$reports"
mkdir -p "$reports"
swift test "${flags[@]}" --skip-build ${filter:+--filter "$filter"} ${TESTFLAGS:-} 2>&1 | tee "$scratch/test.log"
status=$?
if [ -n "$(ls -A "$reports")" ]; then
  echo "what the sanitizer reports, in $scratch/reports:"
  cat "$reports"/* | grep -a -h '^SUMMARY' | sort | uniq -c | sort -rn
  exit 1
fi
exit $status
