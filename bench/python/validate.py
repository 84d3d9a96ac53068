"""The rows of the table of validation that run in Python. Each prints one line of JSON.

    validate.py speed TOOL FOLDER SERVICES      milliseconds for each policy
    validate.py findings TOOL FOLDER SERVICES   for each policy how often each code is found

TOOL is parliament, parliament-community or iam-policy-validator. FOLDER has the policies; SERVICES is
what `services.py` wrote. Everything that can be read once is read before the clock starts.
"""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

# How long a policy is validated over and over, after it was once.
SECONDS = 0.5


def parliament(text: str, community: bool) -> Counter:
    from parliament import analyze_policy_string

    policy = analyze_policy_string(text, include_community_auditors=community)
    return Counter(finding.issue for finding in policy.findings)


@contextlib.asynccontextmanager
async def validator(services: str):
    from iam_validator.core.aws_service import AWSServiceFetcher
    from iam_validator.core.config.config_loader import ConfigLoader
    from iam_validator.core.models import IAMPolicy
    from iam_validator.core.policy_checks import build_registry, fetcher_kwargs, validate_policies

    config = ConfigLoader.load_config(explicit_path=None, allow_missing=True)
    registry = build_registry(config)
    async with AWSServiceFetcher(**fetcher_kwargs(config, services)) as fetcher:

        async def validate(text: str) -> Counter:
            document = json.loads(text)
            policy = IAMPolicy.model_validate(document)
            results = await validate_policies(
                [("policy.json", policy, document)],
                policy_type="IDENTITY_POLICY",
                config=config,
                registry=registry,
                fetcher=fetcher,
            )
            return Counter(issue.issue_type for issue in results[0].issues)

        yield validate


@contextlib.asynccontextmanager
async def tool_named(tool: str, services: str):
    if tool == "iam-policy-validator":
        async with validator(services) as validate:
            yield validate
        return

    async def validate(text: str) -> Counter:
        return parliament(text, tool == "parliament-community")

    yield validate


async def milliseconds(validate, text: str) -> float:
    await validate(text)
    start = time.perf_counter()
    times = 0
    while (passed := time.perf_counter() - start) < SECONDS:
        await validate(text)
        times += 1
    return passed * 1000 / times


async def main(task: str, tool: str, folder: Path, services: str) -> dict:
    async with tool_named(tool, services) as validate:
        texts = {path.stem: path.read_text() for path in sorted(folder.glob("*.json"))}
        if task == "speed":
            return {name: await milliseconds(validate, texts[name]) for name in ("clean", "defects")}
        return {name: await validate(text) for name, text in texts.items()}


if __name__ == "__main__":
    # What the tools write besides would be in the way.
    out = os.dup(1)
    os.dup2(2, 1)
    answer = asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]))
    os.write(out, (json.dumps(answer) + "\n").encode())
