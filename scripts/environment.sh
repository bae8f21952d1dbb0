# Sourced by the scripts beside it. `set_up` makes .venv/ in the checkout from requirements.lock, if that is not done yet.
#
# The stamp in .venv/ holds what the environment was made from: the place, the lock file, pyproject.toml. Comparing it
# takes two milliseconds and starts no other program, so that every call of `verify` can afford it.

environment_script=${BASH_SOURCE[0]}
root=$(cd -- "${environment_script%/*}/.." && pwd -P)

stamp() {
    printf '%s\n' "$root"
    printf '%s\n' "$(<"$root/requirements.lock")" "$(<"$root/pyproject.toml")"
}

find_python() {
    local candidate
    for candidate in python3.11 python3 python3.12 python3.13; do
        if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    echo "verify needs Python 3.11 or newer, with its venv module (on Debian: apt install python3 python3-venv)" >&2
    return 1
}

set_up() {
    local now python
    now=$(stamp)
    if [[ -x $root/.venv/bin/python && -r $root/.venv/stamp && $(<"$root/.venv/stamp") == "$now" ]]; then
        return
    fi
    python=$(find_python)
    "$python" "$root/scripts/set_up.py" "$now" >&2
}
