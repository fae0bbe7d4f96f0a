"""Which folders go into the wheel; everything else about the package is in pyproject.toml.

`schemas/` stands at the top of the repository, where analysts find it, and is installed as `pipeline/schemas/`,
where an installed `pipeline` finds it (see `pipeline/contract/spec.py`).
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["pipeline", "pipeline.*"]), "pipeline.schemas", "pipeline.schemas.codes"],
    package_dir={"pipeline.schemas": "schemas", "pipeline.schemas.codes": "schemas/codes"},
    package_data={"": ["*"], "pipeline": ["**/*"], "pipeline.schemas": ["*"], "pipeline.schemas.codes": ["*"]},
    exclude_package_data={"": ["__pycache__/*", "*.pyc"]},
)
