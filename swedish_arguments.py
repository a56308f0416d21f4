"""What commands say of their arguments, in Swedish: the standard library says it in English only."""

import argparse
import re
import sys
from typing import NoReturn

_WORDS = {
    r"^usage:": "användning:",
    r"^positional arguments:": "argument:",
    r"^options:": "val:",
    r"show this help message and exit": "visa den här hjälpen",
    r"unrecognized arguments?: (.*)": r"känner inte till \1",
    r"the following arguments are required: (.*)": r"\1 saknas",
    r"ambiguous option: (\S+) could match (.*)": r"\1 kan vara \2",
    r"argument (\S+): ": r"\1: ",
    r"invalid int value: (.*)": r"\1 är inget heltal",
    r"expected one argument": "värdet saknas",
    r"not allowed with argument (\S+)": r"går inte ihop med \1",
    r"ignored explicit argument (.*)": r"tar inget värde, men fick \1",
}
"""What the standard library writes -> what we write."""


class ArgumentParser(argparse.ArgumentParser):
    """A parser of arguments that says everything in Swedish."""

    def format_usage(self) -> str:
        """How the command is used, in a line or two."""
        return _in_swedish(super().format_usage())

    def format_help(self) -> str:
        """How the command is used, argument by argument."""
        return _in_swedish(super().format_help())

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the arguments, and end."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: fel: {_in_swedish(message)}\n")


def _in_swedish(text: str) -> str:
    for english, swedish in _WORDS.items():
        text = re.sub(english, swedish, text, flags=re.MULTILINE)
    return text
