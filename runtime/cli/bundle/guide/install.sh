#!/bin/sh
# Installs Sinterflow from this folder; nothing comes from a network. README.txt (说明.txt) says how to use it.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
wanted=$(sed -n 's/^ *"python": "\(.*\)",*$/\1/p' "$here/bundle.json")
came=$(sed -n 's/^ *"interpreter": "\(.*\)",*$/\1/p' "$here/bundle.json")
place=""

clean() { [ -z "$place" ] || rm -rf "$place"; }
trap clean EXIT
trap 'exit 1' HUP INT TERM

if [ -n "$came" ]; then
    place=$(mktemp -d)
    tar -xzf "$here/$came" -C "$place"
    python="$place/python/bin/python3"
else
    python=""
    for name in "python$wanted" python3; do
        if "$name" -c "import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$wanted')" 2>/dev/null; then
            python=$name
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "install: Python $wanted was not found; install it, or take a bundle made with --python" >&2
        echo "安装：未找到 Python $wanted；请先安装，或使用带 --python 制作的安装包" >&2
        exit 1
    fi
fi

"$python" -B -c 'import sys, runpy; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module("installer", run_name="__main__")' "$here" "$@"
