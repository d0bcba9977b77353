#!/usr/bin/env bash
# Installs what this machine lacks, builds once, runs the unit tests and then the tests on real parts.
# Ends with one line, "N passed, N failed"; exit status 0 only where something ran and nothing failed, 3 where the machine lacks something.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

readonly UNIT_LIMIT=8m        # a healthy run takes about one
readonly REAL_LIMIT=20m       # a healthy run takes about thirteen
logs=$(mktemp -d)
trap 'rm -rf -- "$logs"' EXIT

say() { printf '\n== %s\n' "$*"; }

lacks() {
  printf 'tests/run.sh: %s\n' "$@" >&2
  exit 3
}

find_sdk() {
  [ -x "$HOME/.dotnet/dotnet" ] && PATH="$PATH:$HOME/.dotnet"
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep '^10\.' >/dev/null; then
    lacks "the .NET 10 SDK is not installed. One way, without root:" \
      "  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0" \
      "Others: https://learn.microsoft.com/dotnet/core/install/linux-debian"
  fi
  DOTNET_ROOT=${DOTNET_ROOT:-$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")}    # test programs start others, and those look for the runtime
  export PATH DOTNET_ROOT
}

# What the tests use, why, and the Debian packages that bring it.
missing=()
need() {
  local present=$1 why=$2
  shift 2
  if [ -e "$present" ] || command -v "$present" >/dev/null; then return; fi
  printf '  %s: %s\n' "$*" "$why"
  missing+=("$@")
}

find_missing() {
  say 'Debian packages that the tests need and this machine lacks'
  need /etc/ssl/certs/ca-certificates.crt 'certificates, to reach package registries' ca-certificates
  need chromium 'opens the report in a real browser' chromium fonts-liberation
  need shellcheck 'checks the scripts that AutoTune exports' shellcheck
  need docker-compose 'reads the Compose file that AutoTune exports' docker-compose
  need systemd-analyze 'checks the unit that AutoTune exports' systemd
  need dockerd 'runs engines in containers' docker.io
  need busybox 'a shell for the images that the tests build' busybox-static
  need npm "builds the report's page again, to compare it with the committed one" npm
  [ ${#missing[@]} -gt 0 ] || echo '  none'
}

install_missing() {
  local root=()
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || lacks "there is no apt-get here: install what corresponds to ${missing[*]}, then try again."
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || lacks "installing needs root, and there is no sudo. As root: apt-get install --no-install-recommends ${missing[*]}"
    root=(sudo)
  fi
  say "Installing them, which takes some minutes${root[*]:+ (with sudo, for this step only)}"
  apt "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update
  apt "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
}

apt() {
  if ! "$@" >"$logs/apt" 2>&1; then
    tail -n 20 "$logs/apt" >&2
    lacks "could not be installed: ${missing[*]}"
  fi
}

build() {
  say 'Building'
  dotnet build AutoTune.sln --configuration Release --nologo --verbosity quiet --disable-build-servers
}

passed=0 failed=0 skipped=0
run_tests() {
  local title=$1 name=$2 limit=$3 status=0 log="$logs/$2"
  say "$title"
  shift 3
  timeout --kill-after=30s --foreground "$limit" ".artifacts/bin/$name/release/$name" --no-ansi --progress off "$@" 2>&1 | tee "$log" || status=$?
  local run_failed
  run_failed=$(count failed "$log")
  if [ "$status" -ne 0 ] && [ "$run_failed" -eq 0 ]; then
    echo "$name ended with exit status $status: counted as one failure."
    run_failed=1
  fi
  passed=$((passed + $(count succeeded "$log")))
  failed=$((failed + run_failed))
  skipped=$((skipped + $(count skipped "$log")))
}

# A figure of the summary that a test program ends with; 0 where it did not come so far.
count() {
  sed -n "s/^ *$1: \([0-9][0-9]*\).*/\1/p" "$2" | tail -n 1 | grep . || echo 0
}

export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1    # as AutoTune itself: needs no ICU
find_sdk
find_missing
install_missing

export CI=true                          # whatever a test needs and does not find is a failure
export SNAPSHOOTER_STRICT_MODE=on       # so is a snapshot that is not committed
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
build
run_tests 'Unit tests' AutoTune.Tests "$UNIT_LIMIT"
run_tests 'Tests on the real engine, browser and tools' AutoTune.IntegrationTests "$REAL_LIMIT" --show-slowest-tests 15 --filter-not-class '*Runs'    # those take minutes each, and run on demand

line="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || line+=", $skipped skipped"
printf '\n%s\n' "$line"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
