"""AlterClientQuotas: who may have which quota, and what of a request is done where some of it is wrong."""
import math

PRODUCE, FETCH, REQUEST, MUTATION, CONNECTION = KEYS = (
    "producer_byte_rate", "consumer_byte_rate", "request_percentage", "controller_mutation_rate", "connection_creation_rate")


def entry(entity, ops):
    """`entity` is type to name, `ops` is (key, value); without a value the key goes."""
    return {"Entity": [{"EntityType": kind, "EntityName": name} for kind, name in entity],
            "Ops": [{"Key": key, "Value": value or 0.0, "Remove": value is None} for key, value in ops]}


def one(player, step, version, entity, ops, validate_only=False):
    player.ask(step, "AlterClientQuotas", version, Entries=[entry(entity, ops)], ValidateOnly=validate_only)


def words(player, step, version):
    player.note_texts(f"{step}: the words", "AlterClientQuotas", version)


def entities(player, version, a):
    one(player, "a user", version, [("user", a)], [(PRODUCE, 1000.0), (FETCH, 2000.0)])
    one(player, "a client id", version, [("client-id", a)], [(PRODUCE, 1000.0)])
    one(player, "both", version, [("user", a), ("client-id", a)], [(PRODUCE, 1000.0)])
    one(player, "both, the other way round", version, [("client-id", a), ("user", a)], [(PRODUCE, 1001.0)])
    one(player, "a user with any client id", version, [("user", a), ("client-id", None)], [(PRODUCE, 1000.0)])
    one(player, "an address", version, [("ip", "10.1.2.3")], [(CONNECTION, 10.0)])
    one(player, "an address of version 6", version, [("ip", "fd00::1")], [(CONNECTION, 10.0)])
    one(player, "no address", version, [("ip", "not an address")], [(CONNECTION, 10.0)])
    for step, entity in (("nobody", []), ("an empty user", [("user", "")]), ("an empty client id", [("client-id", "")]),
                         ("another type", [("nope", a)]), ("a type without a name", [("", a)])):
        one(player, step, version, entity, [(PRODUCE, 1.0)])
        words(player, step, version)
    one(player, "an address of a user's", version, [("user", a), ("ip", "10.1.2.3")], [(PRODUCE, 1.0)])
    one(player, "two users", version, [("user", a), ("user", a + "2")], [(PRODUCE, 1.0)])


def values(player, version, a):
    for key in KEYS:
        entity = [("ip", "10.1.2.3")] if key == CONNECTION else [("user", a)]
        for value in (-0.0, -1.0, 0.5, 1.0000001, 1.5, 1.9999999999, 1e10, 1e18, 1e19, 1e300, math.inf, math.nan):
            one(player, f"{key} {value}", version, entity, [(key, value)], True)
            words(player, f"{key} {value}", version)
    for step, entity, key in (("a key that there is not", [("user", a)], "bogus"), ("no key", [("user", a)], ""),
                              ("an address's key", [("user", a)], CONNECTION), ("a user's key", [("ip", "10.1.2.3")], PRODUCE)):
        one(player, step, version, entity, [(key, 1.0)])
        words(player, step, version)
    one(player, "a key that there is not goes", version, [("user", a)], [("bogus", None)])


def whole_requests(player, version, a):
    def ask(step, entries, validate_only=False):
        player.ask(step, "AlterClientQuotas", version, Entries=entries, ValidateOnly=validate_only)

    ask("no entities", [])
    ask("no keys", [entry([("user", a)], [])])
    ask("a key twice", [entry([("user", a)], [(PRODUCE, 1.0), (PRODUCE, 2.0)])])
    ask("an entity twice", [entry([("user", a)], [(PRODUCE, 3.0)]), entry([("user", a)], [(PRODUCE, 4.0)])])
    ask("one good, one bad", [entry([("user", a)], [(PRODUCE, 7.0)]), entry([("user", "")], [(PRODUCE, 4.0)])])
    ask("half of an entity's keys are bad", [entry([("user", a)], [(PRODUCE, 8.0), ("bogus", 1.0)])])
    ask("only to be looked at", [entry([("user", a)], [(PRODUCE, 9.0)])], True)
    ask("what was not there goes", [entry([("user", a + "-gone")], [(PRODUCE, None)])])


def described(player, **filters):
    return player.quiet("DescribeClientQuotas", player.last("DescribeClientQuotas"), **filters)["Entries"]


def remove_all(player):
    for found in described(player, Strict=False, Components=[]):
        entity = [(part["EntityType"], part["EntityName"]) for part in found["Entity"]]
        player.quiet("AlterClientQuotas", 1, Entries=[entry(entity, [(value["Key"], None) for value in found["Values"]])], ValidateOnly=False)
    player.until(lambda: not described(player, Strict=False, Components=[]), "no quotas")


def play(player):
    for version in player.versions("AlterClientQuotas"):
        a = player.named(f"quota-user-{version}")
        entities(player, version, a)
        values(player, version, a)
        whole_requests(player, version, a)
        of_a = {"Strict": True, "Components": [{"EntityType": "user", "MatchType": 0, "Match": a}]}
        player.until(lambda: {"Key": PRODUCE, "Value": 7.0} in described(player, **of_a)[0]["Values"], "the last quota")
        player.ask(f"what version {version} left", "DescribeClientQuotas", player.last("DescribeClientQuotas"), **of_a)
        remove_all(player)
