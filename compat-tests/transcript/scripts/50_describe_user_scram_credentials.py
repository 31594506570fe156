"""DescribeUserScramCredentials, key 50, where nobody has any."""


def asked(player, step, version, *users):
    answer = player.quiet("DescribeUserScramCredentials", version, "main", Users=[{"Name": name} for name in users])
    results = answer.pop("Results")  # in the order of hashes
    told = sorted([result["User"].replace(player.prefix, ""), result["ErrorCode"], result["ErrorMessage"].replace(player.prefix, ""), result["CredentialInfos"]]
                  for result in results)
    player.note(step, "DescribeUserScramCredentials", version, {**answer, "Results": told})


def play(player):
    a, b = player.named("alice"), player.named("bob")
    for version in player.versions("DescribeUserScramCredentials"):
        player.ask("everybody", "DescribeUserScramCredentials", version, Users=None)
        asked(player, "nobody", version)
        asked(player, "a user", version, a)
        asked(player, "two", version, a, b)
        asked(player, "one twice", version, a, b, a)
        asked(player, "one thrice", version, b, a, b, b)
        asked(player, "an empty name", version, "")
        asked(player, "a name with blanks", version, "a b=c,d")
