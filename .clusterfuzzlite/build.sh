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

# library NAME PACKAGE: prints where a static library is. Programs run where no library of this image is, so what
# they need goes into them.
library() {
    local found
    found="$($CC -print-file-name="$1.a")"
    [[ "$found" == /* ]] || {
        echo "sluice: $1.a is missing: install $2" >&2
        exit 1
    }
    echo "$found"
}
yaml="$(library libyaml libyaml-dev)"

# What verifies archives needs OpenSSL 3, which older images do not have.
archives=(-D SLUICE_ARCHIVE=OFF)
if pkg-config --atleast-version=3.0 libcrypto; then
    zlib="$(library libz zlib1g-dev)"
    crypto="$(library libcrypto libssl-dev)"
    archives=(
        -D "ZLIB_LIBRARY_RELEASE=$zlib"
        -D OPENSSL_USE_STATIC_LIBS=ON -D "OPENSSL_CRYPTO_LIBRARY=$crypto"
    )
else
    echo "sluice: without OpenSSL 3 the targets of archives are left out" >&2
fi

# The project is in C, the engines are not: $CXX links.
# shellcheck disable=SC2086 # flags are words
cmake -S "$sources" -B "$build" -G Ninja --log-level=WARNING \
    -D CMAKE_BUILD_TYPE=None \
    -D "CMAKE_C_LINK_EXECUTABLE=$CXX ${CXXFLAGS:-} <CMAKE_C_LINK_FLAGS> <LINK_FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES>" \
    -D "pkgcfg_lib_LIBYAML_yaml=$yaml" "${archives[@]}" \
    -D "SLUICE_FUZZ_ENGINE=$LIB_FUZZING_ENGINE" \
    -D SLUICE_TESTS=OFF -D SLUICE_WERROR=OFF

programs=()
for source in "$sources"/harness/fuzz/targets/*.c; do
    name="$(basename "$source" .c)"
    if [[ "$name" != archive* || "${archives[*]}" != *=OFF ]]; then
        programs+=("fuzz-$name")
    fi
done
cmake --build "$build" --parallel "$jobs" --target "${programs[@]}" -- --quiet

# kind NAME: prints what the inputs of a target are.
kind() {
    case "$1" in
    case) echo cases ;;
    results) echo results ;;
    archive) echo archives ;;
    archive-manifest) echo manifests ;;
    archive-zip) echo zips ;;
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
