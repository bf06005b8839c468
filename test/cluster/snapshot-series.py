"""Generates N series of snapshots, and asks of each what may go: the rules of docs/snapshots.md, in other words."""

import random
import sys
from datetime import datetime, timedelta, timezone

sys.path.insert(0, "/etc/snapshot")
from retention import expired, failed, moment_of, name_at

kept = gone = 0
for turn in range(int(sys.argv[1])):
    seed = random.Random(turn)
    made = datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seed.randrange(40_000_000))
    keep = seed.randint(1, 9)
    ready = {made + timedelta(seconds=seed.randint(-2_000_000, 300_000)) for _ in range(seed.randint(0, 60))} - {made}
    left = set(expired(sorted(ready, key=lambda _: seed.random()), made, keep))
    stay = ready - left
    assert left <= ready, turn
    # None of a wrong clock's, and none of the last day.
    assert all(moment < made - timedelta(days=1) for moment in left), turn
    past = sorted(moment for moment in ready if moment < made)
    days = sorted({moment.date() for moment in [*past, made]})[-keep:]
    for day in days[:-1] if made.date() == days[-1] else days:
        assert max(moment for moment in past if moment.date() == day) in stay, turn
    # Beyond the last day, one a day, and not more days than that.
    older = [moment for moment in stay if moment < made - timedelta(days=1)]
    assert len(older) == len({moment.date() for moment in older}) <= keep, turn
    # The next run finds nothing more to remove.
    assert not expired(stay, made, keep), turn
    assert set(failed(ready, made, 7200)) == {moment for moment in ready if moment < made - timedelta(hours=2)}, turn
    for moment in ready:
        name = name_at("app", moment)
        assert moment_of("app", name) == moment.replace(microsecond=0), turn
        assert moment_of("app", name_at("app-b", moment)) is None and moment_of("app-b", name) is None, turn
    kept, gone = kept + len(stay), gone + len(left)
print(f"{sys.argv[1]} series, {kept} snapshots kept, {gone} gone")
