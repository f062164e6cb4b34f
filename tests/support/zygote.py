"""A process that has everything imported and forks a child for each build: a build costs milliseconds, not seconds,
and can be killed at any instant without harm to the tests.

It reads a JSON object per line from standard input and answers with one. Run it with a copy of ``stages`` first on
PYTHONPATH to build with other rules.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path


def _preload() -> None:
    """Import what any job needs; compute nothing, so that no thread exists when it is forked."""
    from importlib import import_module

    import stages
    from flows import build
    from flows.engine import fingerprints, jobs

    del build
    for name in stages.NAMES:
        for step in stages.load(name).steps:
            fingerprints.code_of(fingerprints.Functions.of(step).package())
            for attribute in ("function", "sign", "decide", "apply", "params", "tables"):
                if function := getattr(step, attribute, None):
                    jobs.resolve(function)
    for heavy in ("trafilatura", "ftfy", "charset_normalizer"):
        import_module(heavy)
    # The language profiles take longer to read than all the rest of such a small build.
    import_module("stages.annotate.language.replay.profiles").profiles()


def _build(order: dict[str, object]) -> None:
    from flows import build, params
    from flows.engine.stage import Place
    from flows.errors import KhabarError
    from stages import NAMES
    from tests.support.steps import Steps

    path = Path(str(order["params"])) if order.get("params") else None
    place = Place(Path(str(order["seeds"])), Path(str(order["artifacts"])))
    if order.get("account"):  # permissions do not bind root
        os.setgroups([])
        os.setgid(int(str(order["account"])))
        os.setuid(int(str(order["account"])))
    steps = Steps(place.artifacts, order.get("at"), order)
    try:
        reports = build.run(NAMES, place, params.read(path), workers=1, tell=steps.between)
    except KhabarError as error:
        sys.stderr.write(f"{error}\n")
        os._exit(1)
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}\n")
        os._exit(3)
    except KeyboardInterrupt:
        os._exit(130)
    finally:
        steps.leave()
    told = [report.record() for report in reports]
    Path(str(order["told"])).write_text(json.dumps(told), encoding="utf-8")


def main() -> None:
    """Serve until standard input ends."""
    _preload()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("warm"):  # here, so that what it loads and compiles is there in all children from now on
            _build(order)
            sys.stdout.write(json.dumps({"code": 0}) + "\n")
            sys.stdout.flush()
            continue
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _build(order)
                code = 0
            except BaseException:  # noqa: BLE001 - a forked child must never return to the loop
                import traceback

                traceback.print_exc()
            finally:
                os._exit(code)
        if order.get("kill_after") is not None:
            time.sleep(float(order["kill_after"]))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(json.dumps({"code": os.waitstatus_to_exitcode(status)}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
