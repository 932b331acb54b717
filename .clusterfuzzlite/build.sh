#!/usr/bin/env bash
# Builds the fuzz targets for ClusterFuzzLite and OSS-Fuzz.
#
# usage: build.sh, in the top folder of the sources, under the environment that base-builder sets:
#
#   CC, CXX, CFLAGS, CXXFLAGS  compilers and the flags that instrument
#   LIB_FUZZING_ENGINE         what a target is linked with
#   SANITIZER, FUZZING_ENGINE  what the flags stand for; only told, never acted upon
#   SRC, WORK, OUT             folders: of sources, of the build, of what comes of it
#
# For each target OUT gets the program, its seed corpus, dictionary and options. The test
# harness/driver/nightly/tests/test_clusterfuzzlite.py runs it without a container.
set -euo pipefail

: "${CC:?}" "${CXX:?}" "${LIB_FUZZING_ENGINE:?}" "${WORK:?}" "${OUT:?}"
jobs="${SLUICE_JOBS:-$(nproc)}"
sources="$PWD"
build="$WORK/sluice"
echo "sluice: ${FUZZING_ENGINE:-an engine} with ${SANITIZER:-no sanitizer}"

# Programs run where no library of this image is: libyaml goes into them.
yaml="$($CC -print-file-name=libyaml.a)"
[[ "$yaml" == /* ]] || {
    echo "sluice: libyaml.a is missing: install libyaml-dev" >&2
    exit 1
}

# The project is in C, the engines are not: $CXX links.
# shellcheck disable=SC2086 # flags are words
cmake -S "$sources" -B "$build" -G Ninja --log-level=WARNING \
    -D CMAKE_BUILD_TYPE=None \
    -D "CMAKE_C_LINK_EXECUTABLE=$CXX ${CXXFLAGS:-} <CMAKE_C_LINK_FLAGS> <LINK_FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES>" \
    -D "pkgcfg_lib_LIBYAML_yaml=$yaml" \
    -D "SLUICE_FUZZ_ENGINE=$LIB_FUZZING_ENGINE" \
    -D SLUICE_TESTS=OFF -D SLUICE_WERROR=OFF -D SLUICE_ARCHIVE=OFF

programs=()
for source in "$sources"/harness/fuzz/targets/*.c; do
    programs+=("fuzz-$(basename "$source" .c)")
done
cmake --build "$build" --parallel "$jobs" --target "${programs[@]}" -- --quiet

# kind NAME: prints what the inputs of a target are.
kind() {
    case "$1" in
    case) echo cases ;;
    results) echo results ;;
    *) echo streams ;;
    esac
}

# seeds NAME: prints the folders that a target's first inputs are in.
seeds() {
    printf '%s\n' "corpora/fuzz/$(kind "$1")" "corpora/regressions/fuzz/$1"
    case "$(kind "$1")" in
    cases) printf 'corpora/attacks\n' ;;
    streams) printf 'corpora/valid/streams\n' ;;
    esac
}

# dictionary NAME: prints its file.
dictionary() {
    case "$(kind "$1")" in
    streams) echo corpora/fuzz/sluice.dict ;;
    *) echo "corpora/fuzz/$(kind "$1").dict" ;;
    esac
}

for program in "${programs[@]}"; do
    name="${program#fuzz-}"
    cp "$build/bin/$program" "$OUT/"
    folders=()
    while IFS= read -r folder; do
        if [[ -d "$sources/$folder" ]]; then
            folders+=("$sources/$folder")
        fi
    done < <(seeds "$name")
    if [[ ${#folders[@]} -gt 0 ]]; then
        python3 -m zipfile -c "$OUT/${program}_seed_corpus.zip" "${folders[@]}"
    fi
    if [[ -f "$sources/$(dictionary "$name")" ]]; then
        cp "$sources/$(dictionary "$name")" "$OUT/$program.dict"
    fi
    printf '[libfuzzer]\nmax_len = 4096\ntimeout = 25\nrss_limit_mb = 2560\nentropic = 0\n' >"$OUT/$program.options"
done
