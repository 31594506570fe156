"""CreateDelegationToken to DescribeDelegationToken, keys 38 to 41, of a broker that nobody authenticates to."""

USER = {"PrincipalType": "User", "PrincipalName": "a"}


def play(player):
    for version in player.versions("CreateDelegationToken"):
        def create(step, **asked):
            player.ask(step, "CreateDelegationToken", version, **{"Renewers": [], "MaxLifetimeMs": -1} | asked)
        create("a token")
        create("with renewers", Renewers=[USER, USER | {"PrincipalType": "Group"}])
        create("of a short life", MaxLifetimeMs=1)
        create("of a negative life", MaxLifetimeMs=-7)
        if version >= 3:
            create("for somebody", OwnerPrincipalType="User", OwnerPrincipalName="a")
            create("for nobody", OwnerPrincipalType="", OwnerPrincipalName="")
    for version in player.versions("RenewDelegationToken"):
        for what, hmac in (("a token", b"abc"), ("nothing", b"")):
            for period in (-1, 0, 1000):
                player.ask(f"{what} for {period}", "RenewDelegationToken", version, Hmac=hmac, RenewPeriodMs=period)
    for version in player.versions("ExpireDelegationToken"):
        for what, hmac in (("a token", b"abc"), ("nothing", b"")):
            for period in (-1, 0, 1000):
                player.ask(f"{what} in {period}", "ExpireDelegationToken", version, Hmac=hmac, ExpiryTimePeriodMs=period)
    for version in player.versions("DescribeDelegationToken"):
        player.ask("all", "DescribeDelegationToken", version, Owners=None)
        player.ask("nobody's", "DescribeDelegationToken", version, Owners=[])
        player.ask("two users'", "DescribeDelegationToken", version, Owners=[USER, USER])
