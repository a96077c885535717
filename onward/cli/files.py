"""Files that commands are given: read, or said in plain words why they cannot be."""

import sys
from pathlib import Path

from onward.errors import CannotStartError


def text_of(file: Path) -> str:
    """What is written in a file, or, for “-”, on standard input. Raises CannotStartError."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except FileNotFoundError:
        raise CannotStartError(f"There is no file {file}.") from None
    except IsADirectoryError:
        raise CannotStartError(f"{file} is a directory. Name a file in it.") from None
    except UnicodeDecodeError:
        name = "What came in" if str(file) == "-" else str(file)
        raise CannotStartError(f"{name} is not text in UTF-8.") from None
    except OSError as error:
        raise CannotStartError(f"{file} cannot be read: {error.strerror or error}.") from error
