"""DescribeClientQuotas: filters that find somebody, nobody, and those that make no sense."""
import importlib

alter = importlib.import_module("scripts.49_alter_client_quotas")
EXACT, DEFAULT, SPECIFIED = 0, 1, 2


def prepare(player, a):
    """Nobody who plays this is user a."""
    quotas = [([("user", a)], {"producer_byte_rate": 1e15, "request_percentage": 1e15}), ([("client-id", a)], {"consumer_byte_rate": 1e15}),
              ([("user", a), ("client-id", a)], {"producer_byte_rate": 2e15}), ([("user", a), ("client-id", None)], {"producer_byte_rate": 3e15}),
              ([("user", None)], {"controller_mutation_rate": 1e15}), ([("ip", "10.1.2.3")], {"connection_creation_rate": 1e9})]
    player.quiet("AlterClientQuotas", 1, ValidateOnly=False, Entries=[alter.entry(entity, values.items()) for entity, values in quotas])
    player.until(lambda: len(alter.described(player, Strict=False, Components=[])) == len(quotas), "all quotas")


def ask(player, step, version, *components, strict=False):
    return player.ask(step, "DescribeClientQuotas", version, Strict=strict,
                      Components=[{"EntityType": kind, "MatchType": match, "Match": name} for kind, match, name in components])


def in_words(player, found):
    entity = ", ".join(f"{part['EntityType']}={part['EntityName']}" for part in found["Entity"])
    values = ", ".join(sorted(f"{value['Key']}={value['Value']}" for value in found["Values"]))
    return f"{entity}: {values}".replace(player.prefix, "")


def ask_for_many(player, step, version, *components, strict=False):
    """In which order the entities come is the broker's to choose."""
    found = player.quiet("DescribeClientQuotas", version, Strict=strict,
                         Components=[{"EntityType": kind, "MatchType": match, "Match": name} for kind, match, name in components])
    player.note(step, "DescribeClientQuotas", version, sorted(in_words(player, each) for each in found["Entries"]))


def play(player):
    a = player.named("quota-user")
    prepare(player, a)
    for version in player.versions("DescribeClientQuotas"):
        ask_for_many(player, "all", version)
        ask_for_many(player, "all, strictly", version, strict=True)
        ask_for_many(player, "a user", version, ("user", EXACT, a))
        ask(player, "a user, strictly", version, ("user", EXACT, a), strict=True)
        ask(player, "a user with a client id", version, ("user", EXACT, a), ("client-id", EXACT, a))
        ask(player, "a user with any client id", version, ("client-id", DEFAULT, None), ("user", EXACT, a))
        ask(player, "the default user", version, ("user", DEFAULT, None))
        ask_for_many(player, "named users and the default", version, ("user", SPECIFIED, None), strict=True)
        ask_for_many(player, "whoever has a client id", version, ("client-id", SPECIFIED, None))
        ask(player, "an address", version, ("ip", EXACT, "10.1.2.3"))
        ask(player, "the default address", version, ("ip", DEFAULT, None))
        ask(player, "a user that there is not", version, ("user", EXACT, player.named("nobody")))
        ask(player, "an empty name", version, ("user", EXACT, ""))
        for step, *components in (("no type", ("", EXACT, a)), ("another type", ("nope", EXACT, a)), ("a type twice", ("user", EXACT, a), ("user", SPECIFIED, None)),
                                  ("exactly null", ("user", EXACT, None)), ("a default with a name", ("user", DEFAULT, a)),
                                  ("any with a name", ("user", SPECIFIED, a)), ("match type 3", ("user", 3, None)), ("match type -1", ("user", -1, a))):
            ask(player, step, version, *components)
            player.note_texts(f"{step}: the words", "DescribeClientQuotas", version)
        ask(player, "an address of a user's", version, ("ip", EXACT, "10.1.2.3"), ("user", EXACT, a))
    alter.remove_all(player)
