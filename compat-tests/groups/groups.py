"""Groups through restarts of their broker, and what their offsets say meanwhile: scenarios G5, G6 and G7."""
import random

import moved
import repeats
import the_round as r
from members import Member, Processing, Writer, aborts_rewind_G6
from probe import Probe

KILLS = repeats.kills(3, 50)
SEED = repeats.seed()
GROUPS = 20
PARTITIONS = 4
PROGRESS_LIMIT_S = 20


def progress(members, processing, when):
    """Each group reads and commits more than it had."""
    before = [member.committed() for member in members]

    def goes_on():
        for member in members:
            member.take()
        processing.check_G5()
        return all(member.committed() > offset for member, offset in zip(members, before))
    r.eventually(f"progress of all groups {when}", goes_on, PROGRESS_LIMIT_S)


def read_all(members, writer):
    def done():
        for member in members:
            member.take()
        return all(sum(member.seen) >= writer.sent for member in members)
    r.eventually("all groups have all records", done, 60)


def main():
    r.step(f"repeat with KILLS={KILLS} SEED={SEED}")
    chance, topic = random.Random(SEED), r.unique("groups")
    moved.create(PARTITIONS, topic)
    writer = Writer(topic, PARTITIONS)
    with writer:
        r.eventually("records", lambda: writer.sent > 10 * PARTITIONS)
        members = [Member(topic, PARTITIONS) for _ in range(GROUPS)]
        processing, probe = Processing(topic), Probe(topic, PARTITIONS)
        with processing, probe:
            progress(members, processing, "in the beginning")
            for number in range(2 * KILLS):
                verb = ("stop", "kill")[number % 2]
                for _ in range(chance.randrange(20)):
                    for member in members:
                        member.take()
                r.broker(verb)
                r.broker("start")
                progress(members, processing, f"after {verb} {number}")
    read_all(members, writer)
    probe.check_G7()
    r.equal("failed deliveries", writer.failed, [])
    r.equal("commits were seen while something was in work", processing.commits > 0, True)
    for member in members:
        member.member.close()
    r.step(f"{GROUPS} groups have {writer.sent} records each, once and in order, through {2 * KILLS} restarts; {probe.answers} offsets asked for, {probe.errors} refused")
    r.step(f"{aborts_rewind_G6(SEED)} transactions aborted, and their records read again")


main()
