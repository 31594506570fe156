"""DescribeAcls, CreateAcls and DeleteAcls, keys 29 to 31, of a broker without an authorizer."""

ANY, MATCH, LITERAL, ALLOW = 1, 2, 3, 3
UNKNOWN, TOPIC, READ, ALL = 0, 2, 3, 2
BEYOND = 77


def filtered(kind=ANY, pattern=ANY, operation=ANY, permission=ANY, **names):
    return {"ResourceTypeFilter": kind, "PatternTypeFilter": pattern, "Operation": operation, "PermissionType": permission,
            "ResourceNameFilter": None, "PrincipalFilter": None, "HostFilter": None} | names


def binding(kind=TOPIC, pattern=LITERAL, operation=READ, permission=ALLOW, **names):
    return {"ResourceType": kind, "ResourcePatternType": pattern, "Operation": operation, "PermissionType": permission,
            "ResourceName": "a", "Principal": "User:a", "Host": "*"} | names


ODD = {f"{what} {code}": {what: code} for what in ("kind", "pattern", "operation", "permission") for code in (UNKNOWN, -1, BEYOND)}


def play(player):
    for version in player.versions("DescribeAcls"):
        def describe(step, asked):
            player.ask(step, "DescribeAcls", version, **asked)
        describe("all", filtered())
        describe("of a topic", filtered(TOPIC, LITERAL, READ, ALLOW, ResourceNameFilter="a", PrincipalFilter="User:a", HostFilter="*"))
        describe("that match", filtered(TOPIC, MATCH, ResourceNameFilter="a"))
        describe("of no name", filtered(TOPIC, LITERAL, ResourceNameFilter="", PrincipalFilter="", HostFilter=""))
        for what, odd in ODD.items():
            describe(f"of {what}", filtered(**odd))
    for version in player.versions("CreateAcls"):
        def create(step, *acls):
            player.ask(step, "CreateAcls", version, Creations=list(acls))
        create("none")
        create("one", binding())
        create("two, and one again", binding(), binding(operation=ALL), binding())
        create("of a wrong principal", binding(Principal="nobody"))
        create("of no name", binding(ResourceName=""))
        create("of any", binding(kind=ANY), binding(operation=ANY))
        for what, odd in ODD.items():
            create(f"one of {what}", binding(**odd))
    for version in player.versions("DeleteAcls"):
        def delete(step, *filters):
            player.ask(step, "DeleteAcls", version, Filters=list(filters))
        delete("none")
        delete("all", filtered())
        delete("two", filtered(TOPIC, LITERAL), filtered(TOPIC, LITERAL, ResourceNameFilter="a"))
        for what, odd in ODD.items():
            delete(f"of {what}", filtered(**odd))
