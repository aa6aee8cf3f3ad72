"""A run described for archives and catalogues: RO-Crate 1.1 with the profile Process Run Crate 0.5.

Notes
-----
The rules are those of https://w3id.org/ro/crate/1.1 and https://w3id.org/ro/wfrun/process/0.5. Of the agent, whom the
profile would like to know, nothing is told: a program that writes its user's name into results tells what it was not
asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote

from experiments.running.batch_files import BATCHES
from experiments.running.folder import MANIFEST, RUN

CRATE = "ro-crate-metadata.json"
"""File that describes the run's folder."""

SPECIFICATION = "https://w3id.org/ro/crate/1.1"
PROFILE, PROFILE_VERSION = "https://w3id.org/ro/wfrun/process/0.5", "0.5"
CONTEXT = (f"{SPECIFICATION}/context", "https://w3id.org/ro/terms/workflow-run/context")
"""Where the words of the description are explained; the second one knows ``sha256``."""

VERSION = "0.1.0"
"""Version of Headroom, as CITATION.cff and pyproject.toml tell it."""

TITLE = "Headroom: when does each capacity of an industrial park run out?"
"""What Headroom is cited as."""

AUTHORS = "Headroom developers"
MIT = "https://spdx.org/licenses/MIT"

ROOT, SOFTWARE, RIGHTS, MAKERS = "./", "#headroom", "#rights", "#headroom-developers"
"""Names of what is described once a crate."""

FORMATS = {".csv": "text/csv", ".json": "application/json", ".npz": "application/zip", ".png": "image/png",
           ".svg": "image/svg+xml", ".yaml": "application/yaml"}
"""Media types by the end of a file's name."""

ANY_FORMAT = "application/octet-stream"

FOLDERS = {"study": "The study's files as the run read them",
           BATCHES: "What happened in every future, in batches of futures, each file named by its SHA-256",
           "figures": "The tables as pictures"}
"""What the folders of a run hold."""

KNOWN = {RUN: "Everything that the run's results follow from; its hash is the run's name",
         MANIFEST: "What the run is and left, with the SHA-256 of every file and a seal"}
"""What single files are; every other one on top is a table of results."""

Entity = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file of a run.

    Parameters
    ----------
    path
        Where it lies in the run's folder.
    sha256
        Hash of its content.
    size_bytes
        How long it is [byte].
    """

    path: str
    sha256: str
    size_bytes: int

    @property
    def folder(self) -> str:
        """The folder at the top that it lies in; empty for none."""
        return self.path.split("/")[0] if "/" in self.path else ""


def crate(facts: Mapping[str, Any], files: Sequence[File]) -> dict[str, Any]:
    """Return the description of a run, as JSON-LD may hold it.

    Parameters
    ----------
    facts
        What its manifest tells.
    files
        The files of its folder but for the manifest, which is described without hash: it holds that of the description.
    """
    by_folder = {folder: list(some) for folder, some in groupby(
        sorted(files, key=lambda file: (file.folder, file.path)), key=lambda file: file.folder)}
    top = by_folder.pop("", [])
    parts = [*(_id(file.path) for file in top), MANIFEST, *(f"{_id(folder)}/" for folder in by_folder)]
    settings = list(_settings(facts))
    graph = [
        {"@id": CRATE, "@type": "CreativeWork", "conformsTo": _to(SPECIFICATION), "about": _to(ROOT)},
        _root(facts, parts),
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": PROFILE_VERSION},
        *_rights(),
        *_software(facts),
        _action(facts, made=[*(_id(file.path) for file in top if file.path != RUN),
                             *(f"{_id(folder)}/" for folder in by_folder if folder != "study")],
                used=[*(_id(file.path) for file in by_folder.get("study", [])),
                      *(setting["@id"] for setting in settings)]),
        *settings,
        *(_file(file) for file in top),
        {"@id": MANIFEST, "@type": "File", "name": MANIFEST, "description": KNOWN[MANIFEST],
         "encodingFormat": FORMATS[".json"]},
    ]
    for folder, some in by_folder.items():
        graph.append({"@id": f"{_id(folder)}/", "@type": "Dataset", "name": folder,
                      "description": FOLDERS.get(folder, folder), "hasPart": [_to(_id(file.path)) for file in some]})
        graph += [_file(file) for file in some]
    return {"@context": list(CONTEXT), "@graph": graph}


def _root(facts: Mapping[str, Any], parts: Sequence[str]) -> Entity:
    plans, years = facts["plans"], facts["horizon_months"] / 12
    return {
        "@id": ROOT, "@type": "Dataset", "conformsTo": _to(PROFILE),
        "identifier": facts["run_id"],
        "name": f"Headroom run {facts['run_id']} of study {facts['study']}",
        "description": f"When each capacity of the industrial park {facts['study']} runs out and what is lost by then, "
                       f"under {len(plans)} {'plan' if len(plans) == 1 else 'plans'} in {facts['futures']:,} random "
                       f"{'future' if facts['futures'] == 1 else 'futures'} of {years:g} "
                       f"{'year' if years == 1 else 'years'}",
        "datePublished": facts["written"],
        "license": _to(RIGHTS),
        "hasPart": [_to(part) for part in parts],
        "mentions": [_to(_action_id(facts))],
    }


def _rights() -> Iterator[Entity]:
    # What a program calculates from the data of others is not the program's to give away.
    yield {"@id": RIGHTS, "@type": "CreativeWork", "name": "Rights in the study's data",
           "description": "These results follow from the files of the study; whoever holds the rights in them says how "
                          "they and the results may be used. Headroom claims no right in either; its own MIT License "
                          "covers the program alone."}
    yield {"@id": MIT, "@type": "CreativeWork", "name": "MIT License",
           "description": "The license of Headroom, the program that made these results", "identifier": MIT}


def _software(facts: Mapping[str, Any]) -> Iterator[Entity]:
    libraries = {f"#library-{name}": (name, version) for name, version in facts["versions"].items()}
    yield {"@id": SOFTWARE, "@type": "SoftwareApplication", "name": "Headroom", "description": TITLE,
           "softwareVersion": VERSION, "license": _to(MIT), "author": _to(MAKERS), "identifier": _to("#code"),
           "softwareRequirements": [_to(name) for name in libraries]}
    yield {"@id": MAKERS, "@type": "Organization", "name": AUTHORS}
    yield {"@id": "#code", "@type": "PropertyValue", "name": "SHA-256 of Headroom's source and tables",
           "propertyID": "sha256", "value": facts["code"]}
    for at, (name, version) in libraries.items():
        yield {"@id": at, "@type": "SoftwareApplication", "name": name, "softwareVersion": version}


def _action(facts: Mapping[str, Any], *, made: Sequence[str], used: Sequence[str]) -> Entity:
    machine, aside = facts["machine"], len(facts["set_aside"])
    left_out = f" {aside} {'batch' if aside == 1 else 'batches'} failed and are left out." if aside else ""
    begun = {"startTime": facts["begun"]} if facts.get("begun") else {}
    return {"@id": _action_id(facts), "@type": "CreateAction", "name": f"Comparison of plans of study {facts['study']}",
            "description": f"headroom compare on {machine['system']} {machine['processor']}. "
                           f"{facts['stopped']['why']}{left_out}",
            **begun, "endTime": facts["written"],
            "actionStatus": _to("http://schema.org/CompletedActionStatus"),
            "instrument": _to(SOFTWARE), "object": [_to(at) for at in used], "result": [_to(at) for at in made]}


def _settings(facts: Mapping[str, Any]) -> Iterator[Entity]:
    told = {"seed": facts["seed"], "futures": facts["futures"], "horizon_months": facts["horizon_months"],
            "plans": list(facts["plans"])}
    if facts["stopped"].get("until"):
        told["until"] = facts["stopped"]["until"]
    for name, value in told.items():
        yield {"@id": f"#setting-{name}", "@type": "PropertyValue", "name": name, "value": value}


def _file(file: File) -> Entity:
    ending = f".{file.path.rsplit('.', 1)[-1]}"
    told = KNOWN.get(file.path, "" if file.folder else "Table of results")
    return {"@id": _id(file.path), "@type": "File", "name": file.path, **({"description": told} if told else {}),
            "encodingFormat": FORMATS.get(ending, ANY_FORMAT), "contentSize": str(file.size_bytes),
            "sha256": file.sha256}


def _action_id(facts: Mapping[str, Any]) -> str:
    return f"#run-{facts['run_id']}"


def _to(at: str) -> Entity:
    return {"@id": at}


def _id(path: str) -> str:
    # Letters of other scripts stay readable, as the specification prefers; all else that has a meaning is escaped.
    return "".join(letter if letter > "\x7f" else quote(letter) for letter in path)
