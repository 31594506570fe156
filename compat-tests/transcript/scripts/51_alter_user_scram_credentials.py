"""AlterUserScramCredentials, key 51: what is set, what is refused, and what DescribeUserScramCredentials then tells."""
SHA_256, SHA_512 = 1, 2


def upsertion(user, mechanism=SHA_256, iterations=4096, salt=b"some salt", salted_password=b"\x07" * 32):
    return {"Name": user, "Mechanism": mechanism, "Iterations": iterations, "Salt": salt, "SaltedPassword": salted_password}


def deletion(user, mechanism=SHA_256):
    return {"Name": user, "Mechanism": mechanism}


def told(player, step, api, version, **fields):
    answer = player.quiet(api, version, "main", **fields)
    results = {}  # the reference's are in the order of hashes
    for result in answer.pop("Results"):
        user, text = result.pop("User").replace(player.prefix, ""), result["ErrorMessage"]
        results[user] = result | {"ErrorMessage": text and "some text"}
    player.note(step, api, version, {**answer, "Results": dict(sorted(results.items()))})


def alter(player, step, version, deletions=(), upsertions=()):
    told(player, step, "AlterUserScramCredentials", version, Deletions=list(deletions), Upsertions=list(upsertions))


def credentials(player, user):
    """What a user has, mechanism to iterations."""
    answer = player.quiet("DescribeUserScramCredentials", player.last("DescribeUserScramCredentials"), Users=[{"Name": user}])
    return {info["Mechanism"]: info["Iterations"] for info in answer["Results"][0]["CredentialInfos"]}


def describe(player, step, users):
    """Once each has what is expected: the reference's controller is ahead of its broker."""
    for user, expected in users.items():
        player.until(lambda: credentials(player, user) == expected, f"what {user} has")
    told(player, step, "DescribeUserScramCredentials", player.last("DescribeUserScramCredentials"), Users=[{"Name": user} for user in users])


def refused(player, version, a):
    alter(player, "none of hers goes", version, [deletion(a)])
    for mechanism in (-1, 0, 3, 127):
        alter(player, f"mechanism {mechanism}", version, upsertions=[upsertion(a, mechanism)])
        alter(player, f"mechanism {mechanism} goes", version, [deletion(a, mechanism)])
    for mechanism in (SHA_256, SHA_512):
        for iterations in (-1, 0, 4095, 16385, 2**31 - 1):
            alter(player, f"mechanism {mechanism}, {iterations} iterations", version, upsertions=[upsertion(a, mechanism, iterations)])
    alter(player, "mechanism 3, no iterations, nobody's", version, upsertions=[upsertion("", 3, 0)])
    alter(player, "mechanism 3, no iterations", version, upsertions=[upsertion(a, 3, 0)])
    alter(player, "nobody's", version, upsertions=[upsertion("")])
    alter(player, "nobody's goes", version, [deletion("")])
    alter(player, "no password", version, upsertions=[upsertion(a, salted_password=b"")])
    describe(player, "nothing of it is set", {a: {}})


def several_at_once(player, version, a, b):
    alter(player, "one user twice", version, upsertions=[upsertion(a), upsertion(a)])
    alter(player, "one user twice, and another", version, upsertions=[upsertion(a), upsertion(a), upsertion(b)])
    describe(player, "only the other one's are set", {a: {}, b: {SHA_256: 4096}})
    alter(player, "both mechanisms", version, upsertions=[upsertion(a), upsertion(a, SHA_512)])
    alter(player, "set and gone in one", version, [deletion(b)], [upsertion(b)])
    alter(player, "gone twice", version, [deletion(b), deletion(b)])
    alter(player, "thrice", version, [deletion(b)], [upsertion(b), upsertion(b, SHA_512)])
    alter(player, "a bad one, then a good one", version, upsertions=[upsertion(a, 3), upsertion(a)])
    alter(player, "a good one, then a bad one", version, upsertions=[upsertion(a), upsertion(a, 3)])
    alter(player, "two bad ones", version, upsertions=[upsertion(a, 3), upsertion(a, iterations=1)])
    alter(player, "a bad deletion, a good upsertion", version, [deletion(a, SHA_512)], [upsertion(a)])
    alter(player, "one good, two bad", version, upsertions=[upsertion(a), upsertion(b, iterations=1), upsertion("")])
    describe(player, "the good one's", {a: {SHA_256: 4096}, b: {SHA_256: 4096}})


def accepted(player, version, a, b, c):
    alter(player, "the other mechanism", version, upsertions=[upsertion(a, SHA_512, 16384)])
    alter(player, "other iterations", version, upsertions=[upsertion(a, iterations=5000), upsertion(b, SHA_512, salt=b"")])
    describe(player, "both mechanisms", {a: {SHA_256: 5000, SHA_512: 16384}, b: {SHA_256: 4096, SHA_512: 4096}})
    alter(player, "one goes", version, [deletion(a, SHA_512)])
    describe(player, "one left", {a: {SHA_256: 5000}})
    alter(player, "a short password, a name with signs", version, upsertions=[upsertion(c, salted_password=b"\x01")])
    describe(player, "a name with signs", {c: {SHA_256: 4096}})
    alter(player, "all goes", version, [deletion(a), deletion(b), deletion(c)])
    alter(player, "and the last one", version, [deletion(b, SHA_512)])
    describe(player, "none is left", {a: {}, b: {}, c: {}})


def play(player):
    a, b, c = player.named("ada"), player.named("ben"), player.named("cy d=,%/é")
    for version in player.versions("AlterUserScramCredentials"):
        alter(player, "nothing", version)
        refused(player, version, a)
        several_at_once(player, version, a, b)
        accepted(player, version, a, b, c)
