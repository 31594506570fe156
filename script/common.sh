# What the scripts share; sourced, not run. Leaves the caller in the project's root.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CCACHE_BASEDIR="${CCACHE_BASEDIR:-$PWD}" CCACHE_NOHASHDIR=1

# Prints the comment that a script opens with, as its help.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }

# step NAME COMMAND...: a line before, the seconds it took after. `set -e` does not hold inside of COMMAND.
step() {
  local name=$1 started=$SECONDS
  shift
  echo "-- $name"
  "$@" || { echo "-- $name: FAILED after $((SECONDS - started)) s" >&2; return 1; }
  echo "-- $name: $((SECONDS - started)) s"
}

# Configures a preset once; afterwards ninja sees by itself when it must be done again.
configure() {
  local preset=$1
  shift
  [[ -f build/$preset/build.ninja ]] || cmake --preset "$preset" "$@" > /dev/null
}

# The server alone, which needs no library of the tests.
build_server() {
  configure release -DMOLDAU_TESTS=OFF || return 1
  cmake --build --preset release --target moldau
}

build_tests() {
  configure dev || return 1
  cmake --build --preset dev
}
