# Shared by the scripts of this folder: source it after `set -euo pipefail`.
# shellcheck shell=bash
# shellcheck disable=SC2034 # its variables are for the scripts that source it

# Every script works from the top of the repository, wherever it was called from.
CALLER_DIR="$PWD"
SLUICE_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$SLUICE_ROOT" || exit 2

# The one rule for Python: the distribution's interpreter, because the modules come from the
# distribution too. SLUICE_PYTHON names another one that has them.
PYTHON="${SLUICE_PYTHON:-/usr/bin/python3}"

# Linters that the distribution does not carry live here.
VENV="$SLUICE_ROOT/.venv"

JOBS="${SLUICE_JOBS:-$(nproc 2>/dev/null || echo 2)}"

# from_caller PATH: the same path as seen from the top of the repository.
from_caller() {
    case "$1" in
    /*) printf '%s\n' "$1" ;;
    *) if [[ "$CALLER_DIR" == "$SLUICE_ROOT" ]]; then
        printf '%s\n' "$1"
    else
        printf '%s\n' "$CALLER_DIR/$1"
    fi ;;
    esac
}

say() {
    printf '==> %s\n' "$*"
}

# die STATUS SENTENCE: says what is wrong, where, and what to do, on standard error.
die() {
    local status="$1"
    shift
    printf '%s: %s\n' "scripts/${0##*/}" "$*" >&2
    exit "$status"
}

# Prints the comment block under the first line of the calling script.
print_help() {
    sed -n '2,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$SLUICE_ROOT/scripts/${0##*/}"
}

bad_option() {
    die 2 "unknown option '$1': see scripts/${0##*/} --help"
}

# build_preset NAME [TARGET]: configures and builds one preset of CMakePresets.json, or one target of
# it; quiet unless it fails.
build_preset() {
    cmake --preset "$1" --log-level=WARNING >/dev/null &&
        cmake --build --preset "$1" ${2:+--target "$2"} --parallel "$JOBS" -- --quiet
}

# The C sources and headers of the project, one a line.
c_sources() {
    find decoder docs rules harness -name '*.[ch]' -not -path '*/adapters/*' 2>/dev/null | LC_ALL=C sort
}

# The shell scripts of the project, one a line.
shell_scripts() {
    grep -lE '^#!.*(ba)?sh' -r scripts .ci .clusterfuzzlite harness/targets/adapters corpora/valid/generate
    printf 'scripts/lib.sh\n'
}

# clang_tool NAME: prints the command for version 14 of a clang tool. Other versions format and
# warn differently, so none is taken in its place.
clang_tool() {
    if command -v "$1-14" >/dev/null; then
        printf '%s\n' "$1-14"
    elif "$1" --version 2>/dev/null | grep -q 'version 14\.'; then
        printf '%s\n' "$1"
    else
        die 1 "$1-14 is not installed: run scripts/setup"
    fi
}
