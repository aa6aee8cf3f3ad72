"""Mutants chosen by what they reach in the code that reads studies: ``python -m tests.faults.guided -runs=1000``."""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["experiments.study", "networks", "demand.faults", "sim.table"],
                                exclude=["networks.power_kernels", "networks.equilibrium_kernels",
                                         "networks.drainage_kernels", "networks.pressure_kernels",
                                         "networks.services_kernels", "networks.sewage_kernels"]):
    from tests.faults.reading import Mutants, check_choices

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        mutants = Mutants(Path(folder))

        def each(drawn: bytes) -> None:
            check_choices(mutants, drawn)

        atheris.Setup(sys.argv, each)
        atheris.Fuzz()
