"""CreateDelegationToken to DescribeDelegationToken 0."""
import importlib

play = importlib.import_module("scripts.38_delegation_tokens").play
