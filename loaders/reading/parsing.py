"""Files that nobody has read -> what children read of each, in the load's own folder; or why it is refused.

What is no plain file, or too large a one, is refused without being opened. Refusals are remembered as long as the load
lasts, and nothing else of such a file.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from loaders.exports.export import Taught
from loaders.problems import Problem
from loaders.reading.sandbox import Answer, Job, Kind, Progress, Sandbox
from loaders.reading.sources import oddity
from loaders.reading.workspace import Workspace, remove
from loaders.swedish.identity import masked

NOTHING_TAUGHT = Taught()


def parse(
    kind: Kind,
    unread: Mapping[str, tuple[Path, str]],
    work: Workspace,
    known: Taught = NOTHING_TAUGHT,
    missing: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> dict[str, Answer]:
    """The answer for each file. Files come with their names by the name of the folder that is to hold what is read.

    Raises OSError where what was read could not be written.
    """
    asked = {entry: json.dumps([entry, str(path), asdict(known)]) for entry, (path, _) in unread.items()}
    answers = {entry: work.refused[key] for entry, key in asked.items() if key in work.refused}
    jobs: dict[Job, str] = {}
    for entry, (path, name) in unread.items():
        if entry in answers:
            continue
        if odd := oddity(path):
            answers[entry] = Answer((Problem("error", masked(name), "", "", *odd),))
        else:
            remove(work.own / entry)
            jobs[Job(str(path), name, str(work.own / entry), kind)] = entry
    running = Sandbox(known, missing, work.own).run(list(jobs)) if jobs else iter(())
    for done, (job, answer) in enumerate(running, 1):
        if answer.unwritten:
            raise OSError(answer.unwritten, os.strerror(answer.unwritten), job.folder)
        if not answer.description:
            # A child that was ended may have begun to write.
            remove(Path(job.folder))
        answers[jobs[job]] = answer
        if progress:
            progress(done, len(jobs), job.name)
    work.refused.update({asked[entry]: answer for entry, answer in answers.items() if not answer.description})
    return answers
