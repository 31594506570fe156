"""DescribeCluster, key 60."""


def play(player):
    for version in player.versions("DescribeCluster"):
        player.ask("usual", "DescribeCluster", version)
        player.ask("with what is allowed", "DescribeCluster", version, IncludeClusterAuthorizedOperations=True)
        if version >= 1:
            player.ask("the controllers", "DescribeCluster", version, EndpointType=2)
            player.ask("a kind that is none", "DescribeCluster", version, EndpointType=9)
        if version >= 2:
            player.ask("fenced ones too", "DescribeCluster", version, IncludeFencedBrokers=True)
