# Functions shared by the scripts in this folder, which first set "root" to the project's folder.

# Print the first Python that can run the archive; say what is missing if there is none.
find_python() {
    in_range='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$in_range" 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "no python3 at all")
    echo "The archive needs Python 3.11, 3.12, 3.13 or 3.14; this machine's PATH has $found." >&2
    echo "Install one of them, or name it: PYTHON=/path/to/python3 $0" >&2
    return 1
}

# Make .venv contain exactly the packages of the lock file $1; fast if it already does.
prepare() {
    python=$(find_python) || exit 1
    "$python" "$root/script/environment.py" "$root" "$1" || exit 1
    cd "$root" || exit 1
}
