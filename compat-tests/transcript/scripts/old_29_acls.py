"""DescribeAcls, CreateAcls and DeleteAcls 0."""
import importlib

play = importlib.import_module("scripts.29_acls").play
